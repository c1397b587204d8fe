"""Private keys of ML-DSA, ML-KEM, SLH-DSA and of composites in PKCS#8: their forms, and their public part."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Algorithm

from ..errors import Unreadable
from ..model import Parameter
from . import der, lattice, public_parts, spki
from .identifiers import Identifier, named
from .public_parts import Budget
from .spki import PublicKey

_MISMATCH = "seed and expanded key do not belong together"


@dataclass(frozen=True, slots=True)
class Contents:
    """A private key as it is written: identifier, the same encoded, and the secret, which no repr shows."""

    identifier: Identifier
    algorithm: bytes
    secret: bytes = field(repr=False)
    budget: Budget


@dataclass(frozen=True, slots=True)
class Derived:
    """The public part of a private key, None if it could not be had; its form, and what is wrong with it."""

    public: PublicKey | None = None
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms in which a key is there (RFC 9881, RFC 9935): a seed, an expanded key, or both."""

    seed: bytes | None = field(repr=False)
    expanded: bytes | None = field(repr=False)
    name: str


def derive(key: Contents) -> Derived:
    """What can be known of the private key of this identifier; nothing for one that is not known here."""
    name = named(key.identifier).name
    row = algorithms.find(name) if name is not None else None
    reader = _FAMILIES.get(row.family) if row is not None else None
    if row is None or reader is None:
        return Derived()
    return reader(row, key)


def _ml_dsa(row: Algorithm, key: Contents) -> Derived:
    """A seed gives the public key; so does an expanded key, which also holds a hash of it."""
    forms = _forms(row, key.secret)
    public = public_parts.raw(row.name, forms.seed, key.budget) if forms.seed is not None else None
    notes: tuple[str, ...] = ()
    if forms.expanded is not None and key.budget.spend(lattice.COST):
        inside = lattice.ml_dsa(row.name, forms.expanded)
        if inside is None:
            notes = ("the parts of the expanded key do not belong together",)
        elif public is not None and (inside != public or not _same_seed(row, forms)):
            notes = (_MISMATCH,)
        public = public or inside
    return Derived(_public(key, public), _form(forms.name), notes)


def _same_seed(row: Algorithm, forms: _Forms) -> bool:
    """Whether the one part of an expanded key that leaves no trace in the public key comes from the seed too."""
    if forms.seed is None or forms.expanded is None:
        return True
    return hashlib.shake_256(forms.seed + _DIMENSIONS[row.name]).digest(128)[96:] == forms.expanded[32:64]


_DIMENSIONS: Mapping[str, bytes] = MappingProxyType(
    {"ML-DSA-44": b"\x04\x04", "ML-DSA-65": b"\x06\x05", "ML-DSA-87": b"\x08\x07"}
)


def _ml_kem(row: Algorithm, key: Contents) -> Derived:
    """A seed gives both keys; an expanded key holds its encapsulation key and the hash of that."""
    forms = _forms(row, key.secret)
    length = dict(row.sizes)["pk"]
    public = public_parts.raw(row.name, forms.seed, key.budget) if forms.seed is not None else None
    notes: tuple[str, ...] = ()
    expected = None
    if forms.seed is not None and (public is None or forms.expanded is not None) and key.budget.spend(lattice.COST):
        public, expected = lattice.ml_kem(row.name, forms.seed)
    if forms.expanded is not None:
        inside = forms.expanded[-length - 64 : -64]
        if hashlib.sha3_256(inside).digest() != forms.expanded[-64:-32]:
            notes = ("the expanded key fails the hash check of FIPS 203",)
        if expected is not None and expected != forms.expanded:
            notes = (*notes, _MISMATCH)
        public = public or inside
    return Derived(_public(key, public), _form(forms.name), notes)


def _public(key: Contents, octets: bytes | None) -> PublicKey | None:
    return spki.raw(key.identifier.oid, octets) if octets is not None else None


def _slh_dsa(row: Algorithm, key: Contents) -> Derived:
    """Four values of n octets, the last two being the public key; some write them inside an OCTET STRING."""
    length = dict(row.sizes)["sk"]
    secret = key.secret
    if len(secret) != length:
        secret = der.expect(der.read(secret), der.OCTET_STRING).content
    if len(secret) != length:
        raise Unreadable(f"a {row.name} private key of {len(secret)} bytes; {length} belong there")
    return Derived(_public(key, secret[length // 2 :]))


def _composite(row: Algorithm, key: Contents) -> Derived:
    """The seed of the post-quantum key, then the traditional private key."""
    first = algorithms.find(row.components[0])
    length = dict(first.sizes)["sk_seed"]
    if len(key.secret) <= length:
        raise Unreadable(f"a {row.name} private key of {len(key.secret)} bytes: shorter than its seed")
    one = public_parts.raw(first.name, key.secret[:length], key.budget)
    other = _traditional(row, key.secret[length:], key.budget)
    return Derived(_public(key, one + other if one is not None and other is not None else None))


def _traditional(row: Algorithm, secret: bytes, budget: Budget) -> bytes | None:
    """The public octets of a composite's traditional key: RSAPrivateKey, ECPrivateKey or raw."""
    curve = spki.composite_curve(row)
    if curve is not None:
        fields = der.sequence(secret)
        fields.take(der.INTEGER)
        return public_parts.point(curve, fields.take(der.OCTET_STRING).content, budget)
    second = algorithms.find(row.components[1])
    if second.family in ("EdDSA", "XDH"):
        return public_parts.raw(second.name, secret, budget)
    fields = der.sequence(secret)
    fields.take(der.INTEGER)
    return der.encode(der.SEQUENCE, fields.take(der.INTEGER).encoded, fields.take(der.INTEGER).encoded)


def _hybrid(row: Algorithm, key: Contents) -> Derived:
    """X-Wing: a seed of 32 octets from which both seeds are expanded."""
    if row.name != "X-Wing" or len(key.secret) != 32:
        return Derived()
    seeds = hashlib.shake_256(key.secret).digest(96)
    one = public_parts.raw("ML-KEM-768", seeds[:64], key.budget)
    other = public_parts.raw("X25519", seeds[64:], key.budget)
    return Derived(_public(key, one + other if one is not None and other is not None else None))


def _forms(row: Algorithm, secret: bytes) -> _Forms:
    """Which form it is, by its tag; by its length for what was written before the standards."""
    sizes = dict(row.sizes)
    seed, expanded = sizes["sk_seed"], sizes["sk_expanded"]
    if len(secret) == expanded:
        return _Forms(None, secret, "expanded, bare")
    if len(secret) == seed:
        return _Forms(secret, None, "seed, bare")
    node = der.read(secret)
    found = {
        0x80: lambda: _Forms(node.content, None, "seed"),
        der.OCTET_STRING: lambda: _Forms(None, node.content, "expanded"),
        der.SEQUENCE: lambda: _both(node),
    }.get(node.tag)
    if found is None:
        raise Unreadable(f"a form of {row.name} private key with tag 0x{node.tag:02x}")
    forms = found()
    if forms.name == "expanded" and forms.expanded is not None and len(forms.expanded) == seed:
        forms = _Forms(forms.expanded, None, "seed, as an OCTET STRING")
    for content, length in ((forms.seed, seed), (forms.expanded, expanded)):
        if content is not None and len(content) != length:
            raise Unreadable(f"a {row.name} private key with a part of {len(content)} bytes; {length} belong there")
    return forms


def _both(node: der.Node) -> _Forms:
    fields = der.Fields(node)
    return _Forms(fields.take(der.OCTET_STRING).content, fields.take(der.OCTET_STRING).content, "both")


def _form(name: str) -> tuple[Parameter, ...]:
    return (Parameter("private-key-form", name, "file"),)


_FAMILIES: Mapping[str, Callable[[Algorithm, Contents], Derived]] = MappingProxyType(
    {
        "ML-DSA": _ml_dsa,
        "ML-KEM": _ml_kem,
        "SLH-DSA": _slh_dsa,
        "Composite ML-DSA": _composite,
        "Composite ML-KEM": _composite,
        "hybrid": _hybrid,
    }
)
