"""Elliptic curves by object identifier or by explicit parameters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.errors import UnknownAlgorithm

from . import der

SM2 = "SM2"
PRIME_FIELD, BINARY_FIELD = "1.2.840.10045.1.1", "1.2.840.10045.1.2"
_LARGEST_FIELD = 4096  # bits

# Curves that the table of algorithms has no row for: identifier -> (name, field bits).
_OTHERS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "1.2.156.10197.1.301": (SM2, 256),
        "1.2.250.1.223.101.256.1": ("FRP256v1", 256),
        "1.2.840.10045.3.1.2": ("prime192v2", 192),
        "1.2.840.10045.3.1.3": ("prime192v3", 192),
        "1.2.840.10045.3.1.4": ("prime239v1", 239),
        "1.2.840.10045.3.1.5": ("prime239v2", 239),
        "1.2.840.10045.3.1.6": ("prime239v3", 239),
        "1.3.132.0.2": ("sect163r1", 163),
        "1.3.132.0.3": ("sect239k1", 239),
        "1.3.132.0.4": ("sect113r1", 113),
        "1.3.132.0.5": ("sect113r2", 113),
        "1.3.132.0.6": ("secp112r1", 112),
        "1.3.132.0.7": ("secp112r2", 112),
        "1.3.132.0.8": ("secp160r1", 160),
        "1.3.132.0.9": ("secp160k1", 160),
        "1.3.132.0.22": ("sect131r1", 131),
        "1.3.132.0.23": ("sect131r2", 131),
        "1.3.132.0.24": ("sect193r1", 193),
        "1.3.132.0.25": ("sect193r2", 193),
        "1.3.132.0.28": ("secp128r1", 128),
        "1.3.132.0.29": ("secp128r2", 128),
        "1.3.132.0.30": ("secp160r2", 160),
        "1.3.132.0.31": ("secp192k1", 192),
        "1.3.132.0.32": ("secp224k1", 224),
        **{
            f"1.3.36.3.3.2.8.1.1.{arc}": (name, bits)
            for arc, name, bits in (
                (1, "brainpoolP160r1", 160),
                (2, "brainpoolP160t1", 160),
                (3, "brainpoolP192r1", 192),
                (4, "brainpoolP192t1", 192),
                (6, "brainpoolP224t1", 224),
                (8, "brainpoolP256t1", 256),
                (10, "brainpoolP320t1", 320),
                (12, "brainpoolP384t1", 384),
                (14, "brainpoolP512t1", 512),
            )
        },
        **{f"1.2.643.2.2.35.{arc}": (f"id-GostR3410-2001-CryptoPro-{set}", 256) for arc, set in enumerate("ABC", 1)},
        **{f"1.2.643.2.2.36.{arc}": (f"id-GostR3410-2001-CryptoPro-XchA-{arc}", 256) for arc in (0, 1)},
        **{f"1.2.643.7.1.2.1.1.{arc}": (f"id-tc26-gost-3410-2012-256-{set}", 256) for arc, set in enumerate("ABCD", 1)},
        **{f"1.2.643.7.1.2.1.2.{arc}": (f"id-tc26-gost-3410-2012-512-{set}", 512) for arc, set in enumerate("ABC", 1)},
    }
)

# Start of the SHA-256 of field, a, b, generator and order -> name; made with `openssl ecparam -param_enc explicit`.
_EXPLICIT: Mapping[str, str] = MappingProxyType(
    {
        "b82826752931f7abe7e24d0a0f53820a": "P192",
        "9f3b29da93c5939cd73bbcb709179535": "P224",
        "543a3720f7777ac245a6dacf496f551c": "P256",
        "2aadf388f092a9838a7ec81d6e928b1d": "P384",
        "b06284c200602962dd8180ed872ad4ea": "P521",
        "cd6b04431447523fb6913ce434b59ef5": "secp256k1",
        "28bf980317712dfeafb94895a3368ad9": "SM2",
        "68abea298253dc1c787022360674af70": "secp160r1",
        "b8a9271fcb94ae0b15efc3d3b6ddbfd5": "secp192k1",
        "520c9d75a5400852d116c1f855d4a54b": "secp224k1",
        "983c11e8f1ab6ead2142f0532eea1d50": "brainpoolP160r1",
        "549a1e8ed25fcd588bf8dba55dec0ecf": "brainpoolP160t1",
        "d73391385319845f378b263f5754f566": "brainpoolP192r1",
        "47eb144c22ac249011ce1999a655f8c8": "brainpoolP192t1",
        "fe1355a38eb03afb386a081e692b44e1": "brainpoolP224r1",
        "0a5109c496a1dc990ad7721f25cf0b56": "brainpoolP224t1",
        "d70e9fa0b9be5b649bab248129100f2d": "brainpoolP256r1",
        "a80671032accf2ea15ef2dd4039a7817": "brainpoolP256t1",
        "f8b8e43808f0594a437af486c73ce799": "brainpoolP320r1",
        "7ad9988a6370be754f82fbcb4816b58c": "brainpoolP320t1",
        "267b280b85bf1820e5185d6843efed6c": "brainpoolP384r1",
        "de8b91cd2d54eefba44c95aac722fb46": "brainpoolP384t1",
        "6d39138cd59bffffee71adda639f394b": "brainpoolP512r1",
        "dbca96ea65ead33fd020e8f47eaec0ff": "brainpoolP512t1",
        "dd6465bd969349f7b107bdd18660522f": "sect163k1",
        "a9de51f2e982cde83199bc965e058b9d": "sect163r2",
        "9bc6bbad726fbaa65db571fe0f365f16": "sect233k1",
        "0b4389ae548ed4a0e225fe3d1ad1810d": "sect233r1",
        "30d8d8a93bc37780edf4227fe8a281ac": "sect283k1",
        "d7b30b9a700d13bb1c9deb177ac1b05e": "sect283r1",
        "347d4c5e448abcf6db947f010119f339": "sect409k1",
        "c15ce62a8f74e865378b526af5e6e7f3": "sect409r1",
        "b590432a466561cda9829d126a50a43d": "sect571k1",
        "35abdc5b01a760835f1ca4ea98d1c90c": "sect571r1",
    }
)


@dataclass(frozen=True, slots=True)
class NamedCurve:
    """A curve: ``canonical`` is its name in the table of algorithms, None if the table does not have it."""

    name: str
    bits: int | None
    canonical: str | None
    explicit: bool = False
    reason: str | None = None


def by_oid(oid: str) -> NamedCurve:
    """The curve of this identifier, or one that is called by the identifier."""
    try:
        canonical = algorithms.curve_name(oid)
    except UnknownAlgorithm:
        name, bits = _OTHERS.get(oid, (oid, None))
        return NamedCurve(name, bits, None, reason=None if name == SM2 else f"curve {name} is not in the table")
    return NamedCurve(canonical, algorithms.curves()[canonical].bits, canonical)


def by_parameters(node: der.Node) -> NamedCurve:
    """The curve of an ECParameters SEQUENCE: a named one only if field, coefficients, generator and order all agree."""
    fields = der.Fields(node)
    fields.take(der.INTEGER)
    field = der.Fields(fields.take(der.SEQUENCE))
    kind = der.oid(field.take())
    parameter = field.take()
    coefficients = der.Fields(fields.take(der.SEQUENCE))
    a, b = (coefficients.take(der.OCTET_STRING).content.lstrip(b"\0") for _ in "ab")
    base = fields.take(der.OCTET_STRING).content
    order = fields.take(der.INTEGER)
    bits = _field_bits(kind, parameter)
    name = _EXPLICIT.get(fingerprint(kind, parameter.content, a, b, base, order.content))
    if name is None:
        reason = "explicit curve parameters that are not those of a known curve"
        return NamedCurve("explicit", bits, None, explicit=True, reason=reason)
    try:
        canonical: str | None = algorithms.curve_name(name)
    except UnknownAlgorithm:
        canonical = None
    reason_ = None if canonical is not None or name == SM2 else f"curve {name} is not in the table"
    return NamedCurve(name, bits, canonical, explicit=True, reason=reason_)


def fingerprint(kind: str, field: bytes, a: bytes, b: bytes, base: bytes, order: bytes) -> str:
    """A name for the parameters that does not depend on how the generator is written."""
    if kind == PRIME_FIELD and len(base) % 2 and base[:1] == b"\x04":
        base = bytes((2 + base[-1] % 2,)) + base[1 : 1 + len(base) // 2]
    parts = (kind.encode(), field.lstrip(b"\0"), a, b, base, order.lstrip(b"\0"))
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).hexdigest()[:32]


def _field_bits(kind: str, parameter: der.Node) -> int | None:
    if kind == PRIME_FIELD:
        return der.integer(parameter).bit_length()
    if kind == BINARY_FIELD:
        degree = der.integer(der.Fields(der.expect(parameter, der.SEQUENCE)).take())
        return degree if 0 < degree <= _LARGEST_FIELD else None
    return None
