"""OpenSSL through `cryptography`: ML-DSA, ML-KEM, elliptic curves, RSA.

It releases the interpreter's lock while it signs and verifies, but not for key encapsulation.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import cast

import cryptography
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.backends.openssl.backend import backend
from cryptography.hazmat.bindings import _rust
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    ec,
    ed448,
    ed25519,
    mldsa,
    mlkem,
    padding,
    rsa,
    x448,
    x25519,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from ..algorithms import curves
from ..encoding import ec_private_key, ec_private_scalar
from ..encoding.small_order import small_order_448, small_order_25519
from .provider import AnyKemRow, AnySignatureRow, KemRow, SignatureRow, Streaming

NAME = "openssl"

_REFUSALS = (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm)
_EXPONENT, _EXPONENT_END = (
    65_537,
    1 << 256,
)  # FIPS 186-5 section A.1.1: a public exponent is odd, between 2^16 and 2^256
_OAEP_SECRET = 32  # bytes; what the composite KEM of draft-ietf-lamps-pq-composite-kem sends through RSA-OAEP

_HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = MappingProxyType(
    {"SHA256": hashes.SHA256, "SHA384": hashes.SHA384, "SHA512": hashes.SHA512}
)
_CURVES: Mapping[str, Callable[[], ec.EllipticCurve]] = MappingProxyType(
    {
        "P256": ec.SECP256R1,
        "P384": ec.SECP384R1,
        "P521": ec.SECP521R1,
        "brainpoolP256r1": ec.BrainpoolP256R1,
        "brainpoolP384r1": ec.BrainpoolP384R1,
        "brainpoolP512r1": ec.BrainpoolP512R1,
        "secp256k1": ec.SECP256K1,
    }
)
_MODULI = (2048, 3072, 4096)


def version() -> str:
    """The version of `cryptography` and of the OpenSSL inside it."""
    return f"cryptography {cryptography.__version__}, {backend.openssl_version_text()}"


def files() -> tuple[str, ...]:
    """The one compiled file of `cryptography`."""
    return (str(_rust.__file__),)


def limits() -> tuple[str, ...]:
    """None is known."""
    return ()


@cache
def signatures() -> Mapping[str, AnySignatureRow]:
    """ML-DSA, ECDSA, EdDSA, RSA-PSS, RSA-PKCS1; asked of the backend, not of its version."""
    rows: list[AnySignatureRow] = []
    if backend.mldsa_supported():
        rows += (_mldsa(name, private, public) for name, (private, public) in _MLDSA.items())
    rows += (_ecdsa(curve, hash) for curve in _supported_curves() for hash in _HASHES)
    rows += (_eddsa(name) for name, supported in _edwards() if supported)
    rows += (_rsa(family, size, hash) for family in ("PSS", "PKCS1") for size in _MODULI for hash in _HASHES)
    return MappingProxyType({row.name: row for row in rows})


@cache
def kems() -> Mapping[str, AnyKemRow]:
    """ML-KEM, and key agreements as the DHKEM of RFC 9180 section 4.1; RSA-OAEP, which is for old keys."""
    rows: list[AnyKemRow] = []
    if backend.mlkem_supported():
        rows += (_mlkem(name, private, public, size) for name, (private, public, size) in _MLKEM.items())
    raw = components()
    rows += (_dhkem(raw[name], *facts) for name, facts in _DHKEM.items() if name in raw)
    rows += (_oaep(size) for size in _MODULI)
    return MappingProxyType({row.name: row for row in rows})


@cache
def components() -> Mapping[str, AnyKemRow]:
    """Bare key agreements (the shared secret is the X coordinate, or the output of X25519) and RSA-OAEP."""
    rows = [_ecdh(curve) for curve in _supported_curves()]
    rows += (_xdh(name) for name, supported in _montgomery() if supported)
    rows += (_oaep(size) for size in _MODULI)
    return MappingProxyType({row.name: row for row in rows})


def _erased(row: object) -> AnySignatureRow:
    return cast("AnySignatureRow", row)  # each row's functions only meet the keys that the row itself made


def _erased_kem(row: object) -> AnyKemRow:
    return cast("AnyKemRow", row)


def _edwards() -> tuple[tuple[str, bool], ...]:
    return (("Ed25519", backend.ed25519_supported()), ("Ed448", backend.ed448_supported()))


def _montgomery() -> tuple[tuple[str, bool], ...]:
    return (("X25519", backend.x25519_supported()), ("X448", backend.x448_supported()))


# ML-DSA (FIPS 204) and ML-KEM (FIPS 203); the private form is the seed.

_MlDsaPrivate = mldsa.MLDSA44PrivateKey | mldsa.MLDSA65PrivateKey | mldsa.MLDSA87PrivateKey
_MlDsaPublic = mldsa.MLDSA44PublicKey | mldsa.MLDSA65PublicKey | mldsa.MLDSA87PublicKey
_MlKemPrivate = mlkem.MLKEM768PrivateKey | mlkem.MLKEM1024PrivateKey
_MlKemPublic = mlkem.MLKEM768PublicKey | mlkem.MLKEM1024PublicKey

_MLDSA: Mapping[str, tuple[type[_MlDsaPrivate], type[_MlDsaPublic]]] = MappingProxyType(
    {
        "ML-DSA-44": (mldsa.MLDSA44PrivateKey, mldsa.MLDSA44PublicKey),
        "ML-DSA-65": (mldsa.MLDSA65PrivateKey, mldsa.MLDSA65PublicKey),
        "ML-DSA-87": (mldsa.MLDSA87PrivateKey, mldsa.MLDSA87PublicKey),
    }
)
_MLKEM: Mapping[str, tuple[type[_MlKemPrivate], type[_MlKemPublic], int]] = MappingProxyType(
    {
        "ML-KEM-768": (mlkem.MLKEM768PrivateKey, mlkem.MLKEM768PublicKey, 1088),
        "ML-KEM-1024": (mlkem.MLKEM1024PrivateKey, mlkem.MLKEM1024PublicKey, 1568),
    }
)
_MLDSA_SEED, _MLKEM_SEED = 32, 64


def _mldsa(name: str, private: type[_MlDsaPrivate], public: type[_MlDsaPublic]) -> AnySignatureRow:
    def start(key: _MlDsaPublic, context: bytes) -> tuple[Callable[[bytes], None], Callable[[], bytes]]:
        hasher = mldsa.MLDSAMuHasher(key, context)
        return hasher.update, hasher.finalize

    row: SignatureRow[_MlDsaPrivate, _MlDsaPublic] = SignatureRow(
        name=name,
        provider=NAME,
        generate=private.generate,
        load_private=private.from_seed_bytes,
        load_public=public.from_public_bytes,
        public_of=lambda key: key.public_key(),
        private_bytes=lambda key: key.private_bytes_raw(),
        public_bytes=lambda key: key.public_bytes_raw(),
        sign=lambda key, message, context: key.sign(message, context),
        verify=lambda key, signature, message, context: key.verify(signature, message, context),
        refusals=_REFUSALS,
        contexts=255,
        private_sizes=(_MLDSA_SEED,),
        streaming=Streaming(
            start,
            lambda key, mu: key.sign_mu(mu),
            lambda key, signature, mu: key.verify_mu(signature, mu),
        ),
    )
    return _erased(row)


def _mlkem(name: str, private: type[_MlKemPrivate], public: type[_MlKemPublic], ciphertext: int) -> AnyKemRow:
    row: KemRow[_MlKemPrivate, _MlKemPublic] = KemRow(
        name=name,
        provider=NAME,
        generate=private.generate,
        load_private=private.from_seed_bytes,
        load_public=public.from_public_bytes,
        public_of=lambda key: key.public_key(),
        private_bytes=lambda key: key.private_bytes_raw(),
        public_bytes=lambda key: key.public_bytes_raw(),
        encapsulate=lambda key: key.encapsulate(),
        decapsulate=lambda key, ciphertext: key.decapsulate(ciphertext),
        refusals=_REFUSALS,
        ciphertext_size=ciphertext,
        private_sizes=(_MLKEM_SEED,),
    )
    return _erased_kem(row)


# Elliptic curves: the public form is the uncompressed point, the private form ECPrivateKey.


def _supported_curves() -> tuple[str, ...]:
    return tuple(name for name, curve in _CURVES.items() if backend.elliptic_curve_supported(curve()))


def _curve_oid(curve: str) -> str:
    return curves()[curve].oid


def _ec_generate(curve: str) -> Callable[[], ec.EllipticCurvePrivateKey]:
    made = _CURVES[curve]()
    return lambda: ec.generate_private_key(made)


def _ec_private(curve: str) -> Callable[[bytes], ec.EllipticCurvePrivateKey]:
    made = _CURVES[curve]()
    size = (made.key_size + 7) // 8
    oid = _curve_oid(curve)
    return lambda raw: ec.derive_private_key(int.from_bytes(ec_private_scalar(raw, oid, size)), made)


def _ec_public(curve: str) -> Callable[[bytes], ec.EllipticCurvePublicKey]:
    made = _CURVES[curve]()

    def load(raw: bytes) -> ec.EllipticCurvePublicKey:
        if raw[:1] != b"\x04":
            raise ValueError("not an uncompressed point")
        return ec.EllipticCurvePublicKey.from_encoded_point(made, raw)

    return load


def _ec_private_bytes(curve: str) -> Callable[[ec.EllipticCurvePrivateKey], bytes]:
    size = (_CURVES[curve]().key_size + 7) // 8
    oid = _curve_oid(curve)
    return lambda key: ec_private_key(key.private_numbers().private_value.to_bytes(size), oid)


def _ec_point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _ecdsa(curve: str, hash: str) -> AnySignatureRow:
    algorithm = ec.ECDSA(_HASHES[hash]())
    row: SignatureRow[ec.EllipticCurvePrivateKey, ec.EllipticCurvePublicKey] = SignatureRow(
        name=f"ECDSA-{curve}-{hash}",
        provider=NAME,
        generate=_ec_generate(curve),
        load_private=_ec_private(curve),
        load_public=_ec_public(curve),
        public_of=lambda key: key.public_key(),
        private_bytes=_ec_private_bytes(curve),
        public_bytes=_ec_point,
        sign=lambda key, message, _context: key.sign(message, algorithm),
        verify=lambda key, signature, message, _context: key.verify(signature, message, algorithm),
        refusals=_REFUSALS,
    )
    return _erased(row)


def _ecdh(curve: str) -> AnyKemRow:
    generate = _ec_generate(curve)
    load_public = _ec_public(curve)
    agreement = ec.ECDH()

    def encapsulate(key: ec.EllipticCurvePublicKey) -> tuple[bytes, bytes]:
        ephemeral = generate()
        return ephemeral.exchange(agreement, key), _ec_point(ephemeral.public_key())

    row: KemRow[ec.EllipticCurvePrivateKey, ec.EllipticCurvePublicKey] = KemRow(
        name=f"ECDH-{curve}",
        provider=NAME,
        generate=generate,
        load_private=_ec_private(curve),
        load_public=load_public,
        public_of=lambda key: key.public_key(),
        private_bytes=_ec_private_bytes(curve),
        public_bytes=_ec_point,
        encapsulate=encapsulate,
        decapsulate=lambda key, ciphertext: key.exchange(agreement, load_public(ciphertext)),
        refusals=_REFUSALS,
        ciphertext_size=1 + 2 * ((_CURVES[curve]().key_size + 7) // 8),
    )
    return _erased_kem(row)


_XPrivate = x25519.X25519PrivateKey | x448.X448PrivateKey
_XPublic = x25519.X25519PublicKey | x448.X448PublicKey
_X: Mapping[str, tuple[type[_XPrivate], type[_XPublic], int]] = MappingProxyType(
    {
        "X25519": (x25519.X25519PrivateKey, x25519.X25519PublicKey, 32),
        "X448": (x448.X448PrivateKey, x448.X448PublicKey, 56),
    }
)


def _xdh(name: str) -> AnyKemRow:
    private, public, size = _X[name]

    def exchange(key: _XPrivate, peer: _XPublic) -> bytes:
        """Refuses, in the backend, a peer's point of low order (RFC 7748 section 6: an all-zero secret)."""
        return key.exchange(peer)  # type: ignore[arg-type]  # both are of the row's one curve

    def encapsulate(key: _XPublic) -> tuple[bytes, bytes]:
        ephemeral = private.generate()
        return exchange(ephemeral, key), ephemeral.public_key().public_bytes_raw()

    row: KemRow[_XPrivate, _XPublic] = KemRow(
        name=name,
        provider=NAME,
        generate=private.generate,
        load_private=private.from_private_bytes,
        load_public=public.from_public_bytes,
        public_of=lambda key: key.public_key(),
        private_bytes=lambda key: key.private_bytes_raw(),
        public_bytes=lambda key: key.public_bytes_raw(),
        encapsulate=encapsulate,
        decapsulate=lambda key, ciphertext: exchange(key, public.from_public_bytes(ciphertext)),
        refusals=_REFUSALS,
        ciphertext_size=size,
        private_sizes=(size,),
    )
    return _erased_kem(row)


# The KEM of RFC 9180 section 4.1 over a key agreement: identifier and hash of each.

_DHKEM: Mapping[str, tuple[int, str, int]] = MappingProxyType(
    {
        "ECDH-P256": (0x0010, "sha256", 32),
        "ECDH-P384": (0x0011, "sha384", 48),
        "ECDH-P521": (0x0012, "sha512", 64),
        "X25519": (0x0020, "sha256", 32),
        "X448": (0x0021, "sha512", 64),
    }
)


def _dhkem(raw: AnyKemRow, identifier: int, hash: str, size: int) -> AnyKemRow:
    suite = b"KEM" + identifier.to_bytes(2)

    def derived(agreed: bytes, ciphertext: bytes, public: bytes) -> bytes:
        extracted = hmac.digest(b"", b"HPKE-v1" + suite + b"eae_prk" + agreed, hash)
        info = size.to_bytes(2) + b"HPKE-v1" + suite + b"shared_secret" + ciphertext + public
        return hmac.digest(extracted, info + b"\x01", hash)[:size]  # size is the hash's: one block of HKDF-Expand

    def encapsulate(key: object) -> tuple[bytes, bytes]:
        agreed, ciphertext = raw.encapsulate(key)
        return derived(agreed, ciphertext, raw.public_bytes(key)), ciphertext

    def decapsulate(key: object, ciphertext: bytes) -> bytes:
        return derived(raw.decapsulate(key, ciphertext), ciphertext, raw.public_bytes(raw.public_of(key)))

    return replace(raw, encapsulate=encapsulate, decapsulate=decapsulate)


# EdDSA (RFC 8032). Public keys of small order are refused: under them one signature can fit any message.

_EdPrivate = ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
_EdPublic = ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
_ED: Mapping[str, tuple[type[_EdPrivate], type[_EdPublic], int, frozenset[int]]] = MappingProxyType(
    {
        "Ed25519": (ed25519.Ed25519PrivateKey, ed25519.Ed25519PublicKey, 32, small_order_25519()),
        "Ed448": (ed448.Ed448PrivateKey, ed448.Ed448PublicKey, 57, small_order_448()),
    }
)


def _eddsa(name: str) -> AnySignatureRow:
    private, public, size, small = _ED[name]
    sign_bit = 1 << (8 * size - 1)

    def load_public(raw: bytes) -> _EdPublic:
        if int.from_bytes(raw, "little") & ~sign_bit in small:
            raise ValueError("a point of small order")
        return public.from_public_bytes(raw)

    row: SignatureRow[_EdPrivate, _EdPublic] = SignatureRow(
        name=name,
        provider=NAME,
        generate=private.generate,
        load_private=private.from_private_bytes,
        load_public=load_public,
        public_of=lambda key: key.public_key(),
        private_bytes=lambda key: key.private_bytes_raw(),
        public_bytes=lambda key: key.public_bytes_raw(),
        sign=lambda key, message, _context: key.sign(message),
        verify=lambda key, signature, message, _context: key.verify(signature, message),
        refusals=_REFUSALS,
        whole=True,
        private_sizes=(size,),
    )
    return _erased(row)


# RSA (RFC 8017): the public form is RSAPublicKey, the private form RSAPrivateKey, both DER.


def _rsa_generate(size: int) -> Callable[[], rsa.RSAPrivateKey]:
    return lambda: rsa.generate_private_key(_EXPONENT, size)


def _rsa_private(size: int) -> Callable[[bytes], rsa.RSAPrivateKey]:
    def load(raw: bytes) -> rsa.RSAPrivateKey:
        key = load_der_private_key(raw, None)
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != size or _rsa_private_bytes(key) != raw:
            raise ValueError("not the RSAPrivateKey of a modulus of this size")
        _rsa_range(key.public_key())
        return key

    return load


def _rsa_public(size: int) -> Callable[[bytes], rsa.RSAPublicKey]:
    def load(raw: bytes) -> rsa.RSAPublicKey:
        key = load_der_public_key(raw)
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size != size or _rsa_public_bytes(key) != raw:
            raise ValueError("not the RSAPublicKey of a modulus of this size")
        _rsa_range(key)
        return key

    return load


def _rsa_range(key: rsa.RSAPublicKey) -> None:
    numbers = key.public_numbers()
    if not _EXPONENT <= numbers.e < _EXPONENT_END or numbers.e % 2 == 0:
        raise ValueError("the public exponent is even, or smaller than 65537, or too large")
    if numbers.n % 2 == 0:  # the backend takes it
        raise ValueError("the modulus is even")


def _rsa_private_bytes(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _rsa_public_bytes(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def _rsa(family: str, size: int, hash: str) -> AnySignatureRow:
    digest = _HASHES[hash]()
    pad = padding.PKCS1v15() if family == "PKCS1" else padding.PSS(padding.MGF1(digest), digest.digest_size)

    def verify(key: rsa.RSAPublicKey, signature: bytes, message: bytes, _context: bytes) -> None:
        """Of the modulus's length (RFC 8017 section 8.1.2): the backend takes a PSS signature without leading zeros."""
        if len(signature) != size // 8:
            raise ValueError("wrong length")
        key.verify(signature, message, pad, digest)

    row: SignatureRow[rsa.RSAPrivateKey, rsa.RSAPublicKey] = SignatureRow(
        name=f"RSA-{family}-{size}-{hash}",
        provider=NAME,
        generate=_rsa_generate(size),
        load_private=_rsa_private(size),
        load_public=_rsa_public(size),
        public_of=lambda key: key.public_key(),
        private_bytes=_rsa_private_bytes,
        public_bytes=_rsa_public_bytes,
        sign=lambda key, message, _context: key.sign(message, pad, digest),
        verify=verify,
        refusals=_REFUSALS,
    )
    return _erased(row)


def _oaep(size: int) -> AnyKemRow:
    """RSA-OAEP that carries a random secret, as draft-ietf-lamps-pq-composite-kem section 3.2 uses it."""
    pad = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)

    def encapsulate(key: rsa.RSAPublicKey) -> tuple[bytes, bytes]:
        secret = secrets.token_bytes(_OAEP_SECRET)
        return secret, key.encrypt(secret, pad)

    def decapsulate(key: rsa.RSAPrivateKey, ciphertext: bytes) -> bytes:
        secret = key.decrypt(ciphertext, pad)
        if len(secret) != _OAEP_SECRET:
            raise ValueError("not a secret of this mechanism")
        return secret

    row: KemRow[rsa.RSAPrivateKey, rsa.RSAPublicKey] = KemRow(
        name=f"RSA-OAEP-{size}-SHA256",
        provider=NAME,
        generate=_rsa_generate(size),
        load_private=_rsa_private(size),
        load_public=_rsa_public(size),
        public_of=lambda key: key.public_key(),
        private_bytes=_rsa_private_bytes,
        public_bytes=_rsa_public_bytes,
        encapsulate=encapsulate,
        decapsulate=decapsulate,
        refusals=_REFUSALS,
        ciphertext_size=size // 8,
    )
    return _erased_kem(row)
