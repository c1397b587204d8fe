"""SubjectPublicKeyInfo: what a public key is, whoever wrote it. Every other form of public key is turned into it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Algorithm

from ..errors import Unreadable
from ..model import Parameter
from . import curves, der
from .groups import group
from .identifiers import (
    EC_PUBLIC_KEY,
    RSA_ENCRYPTION,
    RSA_OAEP,
    RSA_PSS,
    Identifier,
    identifier,
    named,
    scheme_name,
    signature,
    transport,
    unknown,
)

LARGEST_MODULUS = 65536  # bits

DSA, DH, DH_X942, ELGAMAL = "1.2.840.10040.4.1", "1.2.840.113549.1.3.1", "1.2.840.10046.2.1", "1.3.14.7.2.1.1"
EC_DH, EC_MQV = "1.3.132.1.12", "1.3.132.1.13"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key.

    ``reason`` says why ``algorithm`` is None or incomplete; ``defect`` that no key can work with these values;
    ``notes`` what is against the rules but leaves the key usable; ``parts`` are the keys of a composite.
    """

    spki: bytes = field(repr=False)
    oid: str
    algorithm: str | None = None
    size: int | None = None
    curve: str | None = None
    reason: str | None = None
    defect: str | None = None
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[PublicKey, ...] = ()
    other_identity: str | None = None  # of a key that nobody has a SubjectPublicKeyInfo for

    @property
    def sha256(self) -> str | None:
        """The hash of its SubjectPublicKeyInfo."""
        return hashlib.sha256(self.spki).hexdigest() if self.spki else None

    @property
    def identity(self) -> str:
        """What it is known by, in every file and format."""
        return self.other_identity or f"spki-sha256:{self.sha256}"


def read(data: bytes) -> PublicKey:
    """The key of this SubjectPublicKeyInfo. Refuses what is not laid out as one; names what it does not know by OID."""
    outer = der.expect(der.read(data), der.SEQUENCE)
    fields = der.Fields(outer)
    one = identifier(fields.take())
    return of(one, der.bit_string(fields.take()), outer.encoded)


def make(algorithm: bytes, key: bytes) -> bytes:
    """A SubjectPublicKeyInfo of an encoded AlgorithmIdentifier and the key's octets."""
    return der.encode(der.SEQUENCE, algorithm, der.encode_bits(key))


def rsa(modulus: int, exponent: int, algorithm: bytes | None = None) -> PublicKey:
    """An RSA key of its numbers. ``algorithm``: the encoded AlgorithmIdentifier, if not that of plain RSA."""
    key = der.encode(der.SEQUENCE, der.encode_integer(modulus), der.encode_integer(exponent))
    return read(make(algorithm or _PLAIN_RSA, key))


def pkcs1(key: bytes) -> PublicKey:
    """The key of an encoded RSAPublicKey."""
    fields = der.sequence(key)
    modulus, exponent = (int.from_bytes(fields.take(der.INTEGER).content, "big") for _ in "ne")
    return rsa(modulus, exponent)


def raw(oid: str, key: bytes) -> PublicKey:
    """A key whose octets stand for themselves (EdDSA, XDH, ML-DSA, composites …)."""
    return read(make(der.encode(der.SEQUENCE, der.encode_oid(oid)), key))


def point(curve: str, key: bytes, oid: str = EC_PUBLIC_KEY) -> PublicKey:
    """An elliptic curve key of a named curve (canonical name) and an encoded point."""
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(oid), der.encode_oid(algorithms.curves()[curve].oid))
    return read(make(algorithm, key))


_PLAIN_RSA = der.encode(der.SEQUENCE, der.encode_oid(RSA_ENCRYPTION), der.encode(der.NULL))


def of(one: Identifier, key: bytes, spki: bytes) -> PublicKey:
    """The key of an identifier and the content of the BIT STRING; ``spki`` is what both came in."""
    bare = PublicKey(spki, one.oid)
    kind = _KINDS.get(one.oid)
    try:
        return kind.reader(kind.family, bare, one, key) if kind is not None else _octets(bare, one, key)
    except Unreadable as error:
        family = kind.family if kind is not None else named(one).name
        return replace(bare, algorithm=family, defect=f"the public key is not readable: {error}")


def _rsa(family: str, bare: PublicKey, one: Identifier, key: bytes) -> PublicKey:
    fields = der.sequence(key)
    modulus, exponent = fields.take(der.INTEGER).content, fields.take(der.INTEGER).content
    size = _bits(modulus)
    notes = ("the modulus is written as a negative number",) if modulus[:1] >= b"\x80" else ()
    found = replace(bare, size=size, notes=notes, parameters=_restriction(family, one))
    if size > LARGEST_MODULUS:
        return replace(found, algorithm=family, defect=f"an RSA modulus of {size} bits; the limit is {LARGEST_MODULUS}")
    if size < _SMALLEST_MODULUS or not exponent.strip(b"\0") or len(exponent) > len(modulus) + 1:
        return replace(found, algorithm=family, defect="an RSA modulus or exponent that no key can have")
    if not modulus[-1] & 1:
        found = replace(found, notes=(*notes, "the modulus is even: nobody can use this key"))
    shown = (*found.parameters, Parameter("public-exponent", _exponent(exponent), "file"))
    return replace(found, algorithm=scheme_name(family, size=size), parameters=shown)


_SMALLEST_MODULUS = 16  # bits; below it the numbers are not those of any key


def _exponent(octets: bytes) -> str:
    value = int.from_bytes(octets, "big")
    return str(value) if value < 1 << 64 else f"{value.bit_length()} bits"


def _restriction(family: str, one: Identifier) -> tuple[Parameter, ...]:
    """The hash that an RSA-PSS or RSA-OAEP key is restricted to."""
    if not one.has_parameters:
        return ()
    return transport(one).parameters if family == "RSA-OAEP" else signature(one).parameters


def _elliptic(family: str, bare: PublicKey, one: Identifier, key: bytes) -> PublicKey:
    curve = curve_of(one.parameters)
    shown = (Parameter("curve-parameters", "explicit", "file"),) if curve.explicit else ()
    algorithm = curves.SM2 if curve.name == curves.SM2 else scheme_name(family, curve=curve.canonical)
    found = replace(bare, algorithm=algorithm, size=curve.bits, curve=curve.canonical or curve.name or None)
    return replace(found, reason=curve.reason, parameters=shown, defect=_wrong_point(key, curve.bits))


def curve_of(parameters: der.Node | None) -> curves.NamedCurve:
    """The curve that the parameters of an elliptic curve key name or spell out."""
    if parameters is None or parameters.tag == der.NULL:
        return curves.NamedCurve("", None, None, reason="the curve is not stated (implicit parameters)")
    if parameters.tag == der.OID:
        return curves.by_oid(der.oid(parameters))
    return curves.by_parameters(der.expect(parameters, der.SEQUENCE))


def _wrong_point(key: bytes, bits: int | None) -> str | None:
    if bits is None:
        return None
    width = (bits + 7) // 8
    expected = {0x04: 1 + 2 * width, 0x06: 1 + 2 * width, 0x07: 1 + 2 * width, 0x02: 1 + width, 0x03: 1 + width}
    if key and expected.get(key[0]) == len(key):
        return None
    return f"a point of {len(key)} bytes does not fit a curve of {bits} bits"


def _finite_field(family: str, bare: PublicKey, one: Identifier, key: bytes) -> PublicKey:
    der.integer(der.read(key))
    return of_prime(family, bare, one.parameters)


def of_prime(family: str, bare: PublicKey, parameters: der.Node | None) -> PublicKey:
    """What DSA, DH or ElGamal parameters say: the size of their prime, and its name if it is a well-known one."""
    prime = _prime(parameters)
    if prime is None:
        return replace(bare, algorithm=family, reason="the parameters are not stated (inherited)")
    size = _bits(prime)
    name = group(prime)
    shown = (Parameter("group", name, "file"),) if name is not None else ()
    found = replace(bare, size=size, parameters=shown)
    if not _SMALLEST_MODULUS <= size <= LARGEST_MODULUS:
        return replace(found, algorithm=family, defect=f"a prime of {size} bits; the limit is {LARGEST_MODULUS}")
    return replace(found, algorithm=scheme_name(family, size=size))


def _gost(family: str, bare: PublicKey, one: Identifier, key: bytes) -> PublicKey:
    """The parameters name the curve (and the hash); the key is an OCTET STRING of both coordinates."""
    der.expect(der.read(key), der.OCTET_STRING)
    found = replace(bare, algorithm=family)
    if one.parameters is None or one.parameters.tag != der.SEQUENCE:
        return found
    curve = curves.by_oid(der.oid(der.Fields(one.parameters).take()))
    return replace(found, curve=curve.canonical or curve.name, size=curve.bits)


def _prime(parameters: der.Node | None) -> bytes | None:
    """The octets of the prime: the first number in the parameters of all three."""
    if parameters is None or parameters.tag != der.SEQUENCE:
        return None
    return der.expect(der.Fields(parameters).take(), der.INTEGER).content


def _bits(octets: bytes) -> int:
    stripped = octets.lstrip(b"\0")
    return 8 * len(stripped) - (8 - stripped[0].bit_length()) if stripped else 0


def describe(one: Identifier) -> PublicKey:
    """What an identifier alone says of a key that cannot be seen; it has no ``spki``."""
    bare = PublicKey(b"", one.oid)
    kind = _KINDS.get(one.oid)
    try:
        if kind is None:
            return _row(bare, one)
        if kind.reader is _elliptic:
            return replace(_elliptic(kind.family, bare, one, b""), defect=None)
        if kind.reader is _finite_field:
            return of_prime(kind.family, bare, one.parameters)
        return replace(bare, algorithm=kind.family)
    except Unreadable as error:
        family = kind.family if kind is not None else None
        return replace(bare, algorithm=family, reason=f"the parameters are not readable: {error}")


def _octets(bare: PublicKey, one: Identifier, key: bytes) -> PublicKey:
    """A key that is its octets: named by the row of its identifier, its length held against the row."""
    found = _row(bare, one)
    if found.algorithm is None:
        return found
    row = algorithms.find(found.algorithm)
    expected = dict(row.sizes).get("pk")
    if row.composite:
        return _composite(found, row, key)
    if isinstance(expected, int) and row.family not in _VARIABLE and expected != len(key):
        return replace(found, defect=f"a {row.name} public key of {len(key)} bytes; {expected} belong there")
    return found


def _row(bare: PublicKey, one: Identifier) -> PublicKey:
    name = named(one).name
    if name is None:
        return replace(bare, reason=unknown(one.oid))
    notes = () if one.parameters is None else (f"parameters in the identifier of {name}, which has none",)
    curve = name if name in _SIZES else None
    return replace(bare, algorithm=name, size=_SIZES.get(name), curve=curve, notes=notes)


_VARIABLE = frozenset({"LMS", "XMSS"})  # one identifier, keys of several lengths
_SIZES: Mapping[str, int] = MappingProxyType({"Ed25519": 256, "X25519": 256, "Ed448": 456, "X448": 448})


def _composite(found: PublicKey, row: Algorithm, key: bytes) -> PublicKey:
    """The post-quantum key comes first and has a fixed length; the rest is the traditional key."""
    first = algorithms.find(row.components[0])
    length = dict(first.sizes)["pk"]
    if len(key) <= length:
        return replace(found, defect=f"a {row.name} public key of {len(key)} bytes: shorter than its first part")
    try:
        parts = (raw(first.oids[0], key[:length]), traditional(row, key[length:]))
    except Unreadable as error:
        return replace(found, defect=f"the second part of a {row.name} key is not readable: {error}")
    broken = next((part.defect for part in parts if part.defect is not None), None)
    return replace(found, parts=parts, defect=broken)


def traditional(row: Algorithm, key: bytes) -> PublicKey:
    """The traditional part of a composite public key."""
    curve = composite_curve(row)
    if curve is not None:
        return point(curve, key)
    second = algorithms.find(row.components[1])
    if second.name in _SIZES:
        return raw(second.oids[0], key)
    return pkcs1(key)


def composite_curve(row: Algorithm) -> str | None:
    """The curve in a composite's name; None for one with RSA, EdDSA or XDH."""
    return next((part for part in row.name.split("-") if part in algorithms.curves()), None)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the keys of an identifier are read, and the family that they belong to."""

    family: str
    reader: Callable[[str, PublicKey, Identifier, bytes], PublicKey]


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        RSA_ENCRYPTION: _Kind("RSA", _rsa),
        RSA_PSS: _Kind("RSA-PSS", _rsa),
        RSA_OAEP: _Kind("RSA-OAEP", _rsa),
        EC_PUBLIC_KEY: _Kind("EC", _elliptic),
        EC_DH: _Kind("ECDH", _elliptic),
        EC_MQV: _Kind("EC", _elliptic),
        DSA: _Kind("DSA", _finite_field),
        DH: _Kind("DH", _finite_field),
        DH_X942: _Kind("DH", _finite_field),
        ELGAMAL: _Kind("ElGamal", _finite_field),
        "1.2.643.2.2.19": _Kind("GOST R 34.10-2001", _gost),
        "1.2.643.7.1.1.1.1": _Kind("GOST-R-34.10-2012-256", _gost),
        "1.2.643.7.1.1.1.2": _Kind("GOST-R-34.10-2012-512", _gost),
    }
)
