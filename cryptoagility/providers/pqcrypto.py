"""`pqcrypto`: SLH-DSA, ML-KEM-512, HQC and sntrup761, and a second opinion on ML-DSA and ML-KEM.

It holds the interpreter's lock for as long as an operation takes (305 ms for an SLH-DSA-SHA2-128s signature), so what
takes long runs in worker processes. Its private lattice keys are expanded ones, which cannot become a seed again.
Three of its answers are not those of the standard (``limits``); none is reachable from here:
HashML-DSA is not offered, contexts end at 253 bytes for ML-DSA, expanded keys are checked before it sees them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import metadata
from types import MappingProxyType
from typing import Protocol, cast

from pqcrypto import InvalidSignatureError
from pqcrypto import pqcrypto as compiled

from ..encoding.lattice import check_ml_kem_public, expand_ml_dsa, expand_ml_kem, ml_dsa_public, ml_kem_public
from . import workers
from .provider import AnyKemRow, AnySignatureRow, KemRow, SignatureRow

NAME = "pqcrypto"

_REFUSALS = (InvalidSignatureError, ValueError, TypeError, workers.Refused)
_MLDSA_CONTEXTS = 253  # measured: two bytes fewer than FIPS 204 allows
_MLDSA_SEED, _MLKEM_SEED = 32, 64


class _Signatures(Protocol):
    PUBLIC_KEY_SIZE: int
    SECRET_KEY_SIZE: int

    def keygen(self) -> tuple[bytes, bytes]: ...
    def sign(self, secret: bytes, message: bytes, context: bytes | None) -> bytes: ...
    def verify(self, public: bytes, message: bytes, signature: bytes, context: bytes | None) -> None: ...


class _Encapsulation(Protocol):
    PUBLIC_KEY_SIZE: int
    SECRET_KEY_SIZE: int
    CIPHERTEXT_SIZE: int

    def keygen(self) -> tuple[bytes, bytes]: ...
    def encaps(self, public: bytes) -> tuple[bytes, bytes]: ...
    def decaps(self, secret: bytes, ciphertext: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Pair:
    """A private key with its public key: the backend's expanded private keys do not give the public one."""

    secret: workers.Secret
    public: bytes
    seed: bytes | None = field(default=None, repr=False)

    @property
    def raw(self) -> bytes:
        """The private key as it goes out: the seed where it is known."""
        return self.secret.value if self.seed is None else self.seed


_SLH_DSA = tuple(
    f"SLH-DSA-{hash}-{size}{kind}" for hash in ("SHA2", "SHAKE") for size in (128, 192, 256) for kind in "sf"
)
_ML_DSA = ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")


@dataclass(frozen=True, slots=True)
class _Mechanism:
    """A KEM: its module, and where in a private key the public key begins."""

    name: str
    module: str
    public_at: int
    lattice: bool = False  # ML-KEM: keys come as seeds too, and are checked
    experimental: bool = False


_KEMS = (
    _Mechanism("ML-KEM-512", "ml_kem_512", 768, lattice=True),
    _Mechanism("ML-KEM-768", "ml_kem_768", 1152, lattice=True),
    _Mechanism("ML-KEM-1024", "ml_kem_1024", 1536, lattice=True),
    _Mechanism("HQC-1", "hqc_128", 0, experimental=True),
    _Mechanism("HQC-3", "hqc_192", 0, experimental=True),
    _Mechanism("HQC-5", "hqc_256", 0, experimental=True),
    _Mechanism("sntrup761", "sntrup_761", 382, experimental=True),
)


def version() -> str:
    """The version of `pqcrypto`."""
    return f"pqcrypto {metadata.version('pqcrypto')}"


def files() -> tuple[str, ...]:
    """The one compiled file of `pqcrypto`."""
    return (str(compiled.__file__),)


def limits() -> tuple[str, ...]:
    """Measured with version 1.0.0."""
    return (
        "ML-DSA contexts end at 253 bytes, FIPS 204 allows 255: longer ones are refused here before they reach it",
        "HashML-DSA does not hash the message (FIPS 204 section 5.4): it is not offered",
        "expanded ML-DSA keys with coefficients out of range are accepted: they are checked here first",
    )


@cache
def signatures() -> Mapping[str, AnySignatureRow]:
    """SLH-DSA (FIPS 205), and ML-DSA as a second verifier and for expanded keys."""
    rows = [*(_slh_dsa(name) for name in _SLH_DSA), *(_ml_dsa(name) for name in _ML_DSA)]
    return MappingProxyType({row.name: row for row in rows})


@cache
def kems() -> Mapping[str, AnyKemRow]:
    """ML-KEM; HQC and sntrup761, which are experimental."""
    return MappingProxyType({facts.name: _kem(facts) for facts in _KEMS})


def components() -> Mapping[str, AnyKemRow]:
    """None."""
    return MappingProxyType({})


def _module_name(name: str) -> str:
    return name.lower().replace("-", "_")


def _slh_dsa(name: str) -> AnySignatureRow:
    module_name = _module_name(name)
    module = cast("_Signatures", importlib.import_module(f"pqcrypto.sign.{module_name}"))
    half = module.SECRET_KEY_SIZE // 2  # SK.seed, SK.prf, PK.seed, PK.root (FIPS 205 section 9.1)

    def load_private(raw: bytes) -> _Pair:
        return _Pair(workers.Secret(_of_size(raw, module.SECRET_KEY_SIZE)), raw[half:])

    return cast("AnySignatureRow", _signatures(name, module_name, module, load_private, 255, whole=True))


def _ml_dsa(name: str) -> AnySignatureRow:
    module_name = _module_name(name)
    module = cast("_Signatures", importlib.import_module(f"pqcrypto.sign.{module_name}"))

    def load_private(raw: bytes) -> _Pair:
        """An expanded key, checked (FIPS 204 leaves that to who imports it), or a seed, which is expanded here."""
        if len(raw) == _MLDSA_SEED:
            public, expanded = expand_ml_dsa(name, raw)
            return _Pair(workers.Secret(expanded), public, raw)
        return _Pair(workers.Secret(raw), ml_dsa_public(name, raw))

    row = _signatures(name, module_name, module, load_private, _MLDSA_CONTEXTS)
    sizes = (_MLDSA_SEED, *row.private_sizes)
    return cast("AnySignatureRow", replace(row, private_sizes=sizes, movable=lambda pair: pair.seed is not None))


def _signatures(
    name: str,
    module_name: str,
    module: _Signatures,
    load_private: Callable[[bytes], _Pair],
    contexts: int,
    *,
    whole: bool = False,
) -> SignatureRow[_Pair, bytes]:
    def generate() -> _Pair:
        public, secret = workers.run(module_name, "keygen")
        return _Pair(workers.Secret(secret), public)

    def sign(pair: _Pair, message: bytes, context: bytes) -> bytes:
        return workers.run(module_name, "sign", pair.secret, message, context)[0]

    return SignatureRow(
        name=name,
        provider=NAME,
        generate=generate,
        load_private=load_private,
        load_public=partial(_of_size, size=module.PUBLIC_KEY_SIZE),
        public_of=lambda pair: pair.public,
        private_bytes=lambda pair: pair.raw,
        public_bytes=lambda raw: raw,
        sign=sign,
        # Verification takes 0.2 to 2 ms: as long as it takes to send it to another process.
        verify=lambda public, signature, message, context: module.verify(public, message, signature, context or None),
        refusals=_REFUSALS,
        contexts=contexts,
        whole=whole,
        private_sizes=(module.SECRET_KEY_SIZE,),
    )


def _kem(facts: _Mechanism) -> AnyKemRow:
    module = cast("_Encapsulation", importlib.import_module(f"pqcrypto.kem.{facts.module}"))
    size = module.PUBLIC_KEY_SIZE

    def load_public(raw: bytes) -> bytes:
        if facts.lattice:
            check_ml_kem_public(facts.name, raw)  # FIPS 203 section 7.2; the backend does it when a key is used
        return _of_size(raw, size)

    def load_private(raw: bytes) -> _Pair:
        if facts.lattice and len(raw) == _MLKEM_SEED:
            public, expanded = expand_ml_kem(facts.name, raw)
            return _Pair(workers.Secret(expanded), public, raw)
        if facts.lattice:
            return _Pair(workers.Secret(raw), ml_kem_public(facts.name, raw))
        public = _of_size(raw, module.SECRET_KEY_SIZE)[facts.public_at : facts.public_at + size]
        return _Pair(workers.Secret(raw), public)

    def generate() -> _Pair:
        public, secret = module.keygen()
        return _Pair(workers.Secret(secret), public)

    def encapsulate(public: bytes) -> tuple[bytes, bytes]:
        ciphertext, secret = module.encaps(public)
        return secret, ciphertext

    row: KemRow[_Pair, bytes] = KemRow(
        name=facts.name,
        provider=NAME,
        generate=generate,
        load_private=load_private,
        load_public=load_public,
        public_of=lambda pair: pair.public,
        private_bytes=lambda pair: pair.raw,
        public_bytes=lambda raw: raw,
        encapsulate=encapsulate,
        decapsulate=lambda pair, ciphertext: module.decaps(pair.secret.value, ciphertext),
        refusals=_REFUSALS,
        ciphertext_size=module.CIPHERTEXT_SIZE,
        private_sizes=(_MLKEM_SEED, module.SECRET_KEY_SIZE) if facts.lattice else (module.SECRET_KEY_SIZE,),
        movable=lambda pair: pair.seed is not None,
        experimental=facts.experimental,
    )
    return cast("AnyKemRow", row)


def _of_size(raw: bytes, size: int) -> bytes:
    if len(raw) != size:
        raise ValueError("wrong length")
    return raw
