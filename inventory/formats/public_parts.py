"""The public part of a private key, computed. Secrets come in as arguments and are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..errors import Unreadable

_MODULAR = 4096**3  # bits of exponent times bits of modulus squared that take about 130 milliseconds


@dataclass(slots=True)
class Budget:
    """The work that one file may cause, in microseconds of an ordinary machine."""

    left: int = 1_000_000

    def spend(self, cost: int) -> bool:
        """Whether there is enough left; takes it."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


def raw(name: str, secret: bytes, budget: Budget) -> bytes | None:
    """The public octets of an EdDSA or XDH secret or of an ML-DSA or ML-KEM seed; None where nothing here can."""
    loader = _LOADERS.get(name)
    if loader is None or not budget.spend(500):
        return None
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        public: bytes = loader(secret).public_key().public_bytes_raw()
    except UnsupportedAlgorithm:
        return None
    except ValueError as error:
        raise Unreadable(f"a {name} secret that is not valid") from error
    return public


def point(curve: str, secret: bytes, budget: Budget) -> bytes | None:
    """The uncompressed point of a secret scalar on a curve (canonical name); None where nothing here can."""
    if not budget.spend(1000):
        return None
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    kind: Callable[[], ec.EllipticCurve] | None = {
        "P192": ec.SECP192R1,
        "P224": ec.SECP224R1,
        "P256": ec.SECP256R1,
        "P384": ec.SECP384R1,
        "P521": ec.SECP521R1,
        "secp256k1": ec.SECP256K1,
        "brainpoolP256r1": ec.BrainpoolP256R1,
        "brainpoolP384r1": ec.BrainpoolP384R1,
        "brainpoolP512r1": ec.BrainpoolP512R1,
    }.get(curve)
    if kind is None:
        return None
    try:
        key = ec.derive_private_key(int.from_bytes(secret, "big"), kind())
    except UnsupportedAlgorithm:
        return None
    except ValueError as error:
        raise Unreadable(f"a secret that is no scalar of {curve}") from error
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def power(base: int, exponent: int, modulus: int, budget: Budget) -> int | None:
    """The public value of a DSA or Diffie-Hellman secret; None if the numbers are too large for this."""
    if modulus <= 1 or exponent <= 0 or base <= 0:
        raise Unreadable("numbers that no key can have")
    cost = exponent.bit_length() * modulus.bit_length() ** 2 * 130_000 // _MODULAR + 10
    return pow(base, exponent, modulus) if budget.spend(cost) else None


def _loader(module: str, name: str, method: str) -> Callable[[bytes], Any]:
    """The constructor of a private key; the library is imported when a file has such a key."""

    def load(secret: bytes) -> Any:
        from importlib import import_module

        kinds = import_module(f"cryptography.hazmat.primitives.asymmetric.{module}")
        return getattr(getattr(kinds, name), method)(secret)

    return load


_LOADERS: Mapping[str, Callable[[bytes], Any]] = MappingProxyType(
    {
        "Ed25519": _loader("ed25519", "Ed25519PrivateKey", "from_private_bytes"),
        "Ed448": _loader("ed448", "Ed448PrivateKey", "from_private_bytes"),
        "X25519": _loader("x25519", "X25519PrivateKey", "from_private_bytes"),
        "X448": _loader("x448", "X448PrivateKey", "from_private_bytes"),
        "ML-DSA-44": _loader("mldsa", "MLDSA44PrivateKey", "from_seed_bytes"),
        "ML-DSA-65": _loader("mldsa", "MLDSA65PrivateKey", "from_seed_bytes"),
        "ML-DSA-87": _loader("mldsa", "MLDSA87PrivateKey", "from_seed_bytes"),
        "ML-KEM-768": _loader("mlkem", "MLKEM768PrivateKey", "from_seed_bytes"),
        "ML-KEM-1024": _loader("mlkem", "MLKEM1024PrivateKey", "from_seed_bytes"),
    }
)
