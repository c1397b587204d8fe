"""Keys of every algorithm that has a format: made by `cryptography` where it can, else bytes of the right form."""

from __future__ import annotations

import hashlib
from functools import cache

from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x448, x25519

from cryptoagility import algorithms
from cryptoagility.encoding import PrivateKey, decode_pkcs8, kind_of, lattice
from cryptoagility.encoding.composite_keys import CompositeKind
from cryptoagility.encoding.fixed_keys import FixedKind, SharedSeedKind
from cryptoagility.encoding.lattice_keys import LatticeKind
from cryptoagility.errors import AgilityError
from cryptoagility.secret_access import SECRETS

CURVES = {
    "P192": ec.SECP192R1,
    "P224": ec.SECP224R1,
    "P256": ec.SECP256R1,
    "P384": ec.SECP384R1,
    "P521": ec.SECP521R1,
    "secp256k1": ec.SECP256K1,
    "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1,
    "brainpoolP512r1": ec.BrainpoolP512R1,
}
OKP = {
    "Ed25519": ed25519.Ed25519PrivateKey,
    "Ed448": ed448.Ed448PrivateKey,
    "X25519": x25519.X25519PrivateKey,
    "X448": x448.X448PrivateKey,
}


def _rows() -> tuple[str, ...]:
    found = []
    for row in algorithms.table():
        try:
            kind = kind_of(row.name)
        except AgilityError:
            continue
        if isinstance(kind, LatticeKind | FixedKind | CompositeKind):
            found.append(row.name)
    return tuple(found)


FIXED = _rows()
NAMES = (*FIXED, *(f"EC-{curve}" for curve in CURVES), "RSA-2048", "RSA-3072", "RSA-4096")
WITH_OID = tuple(name for name in NAMES if kind_of(name).oid is not None)


def pyca(name: str) -> object:
    """A private key of `cryptography`."""
    return _pyca(name)


@cache
def _pyca(name: str) -> object:
    if name in OKP:
        return OKP[name].generate()
    family, _, parameter = name.partition("-")
    if family == "RSA":
        return rsa.generate_private_key(65537, int(parameter))
    return ec.generate_private_key(CURVES[parameter]())


def pkcs8(key: object) -> bytes:
    return key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())


def spki(key: object) -> bytes:
    return key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)


@cache
def pair(name: str) -> tuple[bytes, bytes]:
    """Raw private and raw public bytes of one key; the same at every call."""
    kind = kind_of(name)
    if isinstance(kind, CompositeKind):
        halves = [pair(_name_of(half)) for half in (kind.lattice, kind.traditional)]
        return halves[0][0] + halves[1][0], halves[0][1] + halves[1][1]
    if isinstance(kind, LatticeKind):
        seed = hashlib.shake_256(name.encode()).digest(kind.seed_size)
        return seed, kind.expand(name, seed)[0]
    if isinstance(kind, SharedSeedKind):
        seed = hashlib.shake_256(name.encode()).digest(32)
        made = lattice.expand_ml_kem(kind.lattice, hashlib.shake_256(seed).digest(64))[0]
        return seed, made + b"\x04" * (kind.public_size - len(made))
    if name in OKP or name.startswith(("EC-", "RSA-")):
        key = _pyca(name)
        raw = decode_pkcs8(pkcs8(key)).raw(access=SECRETS)
        return raw, kind.public_of(raw) or _point(key)
    secret = hashlib.shake_256(name.encode()).digest(kind.private_size)
    return secret, secret[-kind.public_size :]


def private(name: str) -> PrivateKey:
    raw, public = pair(name)
    return PrivateKey(name, raw, kind_of(name).form_of(raw), public)


def _name_of(kind: object) -> str:
    return f"RSA-{kind.size}" if hasattr(kind, "size") and not hasattr(kind, "curve") else kind.name


def _point(key: object) -> bytes:
    public = key.public_key()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return public.public_bytes(s.Encoding.X962, s.PublicFormat.UncompressedPoint)
    return public.public_bytes_raw()
