"""AlgorithmIdentifiers as canonical scheme names: signatures, digests, ciphers, key transport and agreement.

An identifier that has one row in the table of algorithms is named by that row; here are only those that a row cannot
name: one row for several identifiers, or one identifier for several rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Use
from cryptoagility.errors import UnknownAlgorithm

from ..model import Parameter
from . import der

RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
RSA_OAEP = "1.2.840.113549.1.1.7"
MGF1 = "1.2.840.113549.1.1.8"
RSA_PSS = "1.2.840.113549.1.1.10"
EC_PUBLIC_KEY = "1.2.840.10045.2.1"
SHA1 = "1.3.14.3.2.26"

_RSA, _NIST, _X962 = "1.2.840.113549.1.1", "2.16.840.1.101.3.4.3", "1.2.840.10045.4"

# Signature identifiers that state a family and a hash.
_SIGNATURES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        f"{_RSA}.2": ("RSA-PKCS1", "MD2"),
        f"{_RSA}.3": ("RSA-PKCS1", "MD4"),
        f"{_RSA}.4": ("RSA-PKCS1", "MD5"),
        f"{_RSA}.5": ("RSA-PKCS1", "SHA1"),
        f"{_RSA}.14": ("RSA-PKCS1", "SHA224"),
        f"{_RSA}.11": ("RSA-PKCS1", "SHA256"),
        f"{_RSA}.12": ("RSA-PKCS1", "SHA384"),
        f"{_RSA}.13": ("RSA-PKCS1", "SHA512"),
        f"{_RSA}.15": ("RSA-PKCS1", "SHA512-224"),
        f"{_RSA}.16": ("RSA-PKCS1", "SHA512-256"),
        f"{_NIST}.13": ("RSA-PKCS1", "SHA3-224"),
        f"{_NIST}.14": ("RSA-PKCS1", "SHA3-256"),
        f"{_NIST}.15": ("RSA-PKCS1", "SHA3-384"),
        f"{_NIST}.16": ("RSA-PKCS1", "SHA3-512"),
        "1.3.14.3.2.3": ("RSA-PKCS1", "MD5"),  # OIW
        "1.3.14.3.2.29": ("RSA-PKCS1", "SHA1"),  # OIW
        "1.3.36.3.3.1.2": ("RSA-PKCS1", "RIPEMD160"),
        "1.3.6.1.5.5.7.6.30": ("RSA-PSS", "SHAKE128"),  # RFC 8702
        "1.3.6.1.5.5.7.6.31": ("RSA-PSS", "SHAKE256"),
        "1.3.6.1.5.5.7.6.32": ("ECDSA", "SHAKE128"),
        "1.3.6.1.5.5.7.6.33": ("ECDSA", "SHAKE256"),
        f"{_X962}.1": ("ECDSA", "SHA1"),
        f"{_X962}.3.1": ("ECDSA", "SHA224"),
        f"{_X962}.3.2": ("ECDSA", "SHA256"),
        f"{_X962}.3.3": ("ECDSA", "SHA384"),
        f"{_X962}.3.4": ("ECDSA", "SHA512"),
        f"{_NIST}.9": ("ECDSA", "SHA3-224"),
        f"{_NIST}.10": ("ECDSA", "SHA3-256"),
        f"{_NIST}.11": ("ECDSA", "SHA3-384"),
        f"{_NIST}.12": ("ECDSA", "SHA3-512"),
        "0.4.0.127.0.7.1.1.4.1.1": ("ECDSA", "SHA1"),  # BSI TR-03111, plain signatures
        "0.4.0.127.0.7.1.1.4.1.2": ("ECDSA", "SHA224"),
        "0.4.0.127.0.7.1.1.4.1.3": ("ECDSA", "SHA256"),
        "0.4.0.127.0.7.1.1.4.1.4": ("ECDSA", "SHA384"),
        "0.4.0.127.0.7.1.1.4.1.5": ("ECDSA", "SHA512"),
        "0.4.0.127.0.7.1.1.4.1.6": ("ECDSA", "RIPEMD160"),
        "1.2.840.10040.4.3": ("DSA", "SHA1"),
        "1.3.14.3.2.27": ("DSA", "SHA1"),  # OIW
        f"{_NIST}.1": ("DSA", "SHA224"),
        f"{_NIST}.2": ("DSA", "SHA256"),
        f"{_NIST}.3": ("DSA", "SHA384"),
        f"{_NIST}.4": ("DSA", "SHA512"),
        f"{_NIST}.5": ("DSA", "SHA3-224"),
        f"{_NIST}.6": ("DSA", "SHA3-256"),
        f"{_NIST}.7": ("DSA", "SHA3-384"),
        f"{_NIST}.8": ("DSA", "SHA3-512"),
        "1.2.156.10197.1.501": ("SM2", None),
    }
)
# Key identifiers in the place of a signature's (CMS): the hash is that of the digest algorithm beside it.
_KEY_SIGNS: Mapping[str, str] = MappingProxyType(
    {RSA_ENCRYPTION: "RSA-PKCS1", EC_PUBLIC_KEY: "ECDSA", "1.2.840.10040.4.1": "DSA"}
)
_HASH_INSIDE = f"{_X962}.3"  # ecdsa-with-Specified: the hash is the parameter

# Names of rows by identifiers that the rows do not have.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "1.2.643.2.2.3": "GOST R 34.10-2001",
        "1.2.643.7.1.1.3.2": "GOST-R-34.10-2012-256",
        "1.2.643.7.1.1.3.3": "GOST-R-34.10-2012-512",
        "1.3.6.1.4.1.2.267.7.4.4": "Dilithium2-round3",
        "1.3.6.1.4.1.2.267.7.6.5": "Dilithium3-round3",
        "1.3.6.1.4.1.2.267.7.8.7": "Dilithium5-round3",
        "1.3.9999.3.1": "FN-DSA-512",  # as Falcon, in releases of the Open Quantum Safe provider
        "1.3.9999.3.4": "FN-DSA-1024",
        "1.3.9999.3.6": "FN-DSA-512",
        "1.3.9999.3.9": "FN-DSA-1024",
        "1.2.840.113549.3.7": "3DES-CBC",
        "1.2.840.113549.3.2": "RC2-CBC",
        "1.3.14.3.2.7": "DES-CBC",
        "1.3.6.1.4.1.3029.1.2": "Blowfish-CBC",
        "1.2.840.113533.7.66.10": "CAST5-CBC",
        "1.3.6.1.4.1.188.7.1.1.2": "IDEA-CBC",
        "1.2.410.200004.1.4": "SEED-CBC",
        "1.2.392.200011.61.1.1.1.3": "Camellia-192-CBC",
        "1.2.410.200046.1.1.2": "ARIA-128-CBC",
        "1.2.410.200046.1.1.7": "ARIA-192-CBC",
        "1.2.410.200046.1.1.12": "ARIA-256-CBC",
        **{f"2.16.840.1.101.3.4.1.{base + 3}": f"AES-{size}-OFB" for base, size in ((0, 128), (20, 192), (40, 256))},
        **{f"2.16.840.1.101.3.4.1.{base + 4}": f"AES-{size}-CFB" for base, size in ((0, 128), (20, 192), (40, 256))},
        **{
            f"2.16.840.1.101.3.4.1.{base + 8}": f"AES-{size}-WRAP-PAD"
            for base, size in ((0, 128), (20, 192), (40, 256))
        },
        "1.2.840.113549.1.9.16.3.6": "3DES-WRAP",
        "1.2.840.113549.1.9.16.3.7": "RC2-WRAP",
        "1.3.14.3.2.18": "SHA-1",  # the first SHA's identifier, used for SHA-1 by old software
        "1.2.840.113549.2.12": "HMAC-SHA512-224",
        "1.2.840.113549.2.13": "HMAC-SHA512-256",
        "2.16.840.1.101.3.4.2.13": "HMAC-SHA3-224",
        "2.16.840.1.101.3.4.2.14": "HMAC-SHA3-256",
        "2.16.840.1.101.3.4.2.15": "HMAC-SHA3-384",
        "2.16.840.1.101.3.4.2.16": "HMAC-SHA3-512",
        "1.2.156.10197.1.401.2": "HMAC-SM3",
        "1.3.6.1.5.5.8.1.2": "HMAC-SHA1",
    }
)

# Key agreement of CMS: family of the agreement, key derivation function.
_AGREEMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "1.3.133.16.840.63.0.2": ("ECDH", "X9.63-KDF-SHA1"),
        "1.3.133.16.840.63.0.3": ("ECDH", "X9.63-KDF-SHA1"),  # with cofactor
        **{
            f"1.3.132.1.{arc}.{index}": ("ECDH", f"X9.63-KDF-{hash}")
            for arc in (11, 14)
            for index, hash in enumerate(("SHA224", "SHA256", "SHA384", "SHA512"))
        },
        "1.2.840.113549.1.9.16.3.19": ("ECDH", "HKDF-SHA256"),  # RFC 8418
        "1.2.840.113549.1.9.16.3.20": ("ECDH", "HKDF-SHA384"),
        "1.2.840.113549.1.9.16.3.21": ("ECDH", "HKDF-SHA512"),
        "1.2.840.113549.1.9.16.3.5": ("DH", "X9.63-KDF-SHA1"),  # ESDH, RFC 2631
        "1.2.840.113549.1.9.16.3.10": ("DH", "X9.63-KDF-SHA1"),  # SSDH
    }
)

_SIGNATURE_USES = frozenset({Use.SIGNATURE})
_NONE = "1.3.6.1.5.5.7.6.36"  # id-alg-unsigned, RFC 9925


@dataclass(frozen=True, slots=True)
class Identifier:
    """An AlgorithmIdentifier: its object identifier and its parameters, if there are any."""

    oid: str
    parameters: der.Node | None = None

    @property
    def has_parameters(self) -> bool:
        """Whether there is a parameter that is not NULL."""
        return self.parameters is not None and self.parameters.tag != der.NULL


@dataclass(frozen=True, slots=True)
class Named:
    """What an identifier stands for: a canonical name, or None with a reason."""

    oid: str
    name: str | None
    reason: str | None = None
    parameters: tuple[Parameter, ...] = ()


def identifier(node: der.Node) -> Identifier:
    """The AlgorithmIdentifier of this SEQUENCE."""
    fields = der.Fields(der.expect(node, der.SEQUENCE))
    oid = der.oid(fields.take())
    return Identifier(oid, fields.take() if fields.tag is not None else None)


def signature(one: Identifier, digest: Named | None = None) -> Named:
    """The signature algorithm. ``digest`` is the digest algorithm beside it, for identifiers that state no hash."""
    if one.oid == RSA_PSS:
        return _with_hash("RSA-PSS", one)
    if one.oid == _HASH_INSIDE and one.has_parameters and one.parameters is not None:
        inner = identifier(one.parameters)
        return Named(one.oid, scheme_name("ECDSA", hash=named(inner, Use.HASH).name))
    stated = _SIGNATURES.get(one.oid)
    if stated is not None:
        return Named(one.oid, scheme_name(stated[0], hash=stated[1]))
    if one.oid in _KEY_SIGNS:
        return Named(one.oid, scheme_name(_KEY_SIGNS[one.oid], hash=digest.name if digest is not None else None))
    if one.oid == _NONE:
        return Named(one.oid, None, "it carries no signature (id-alg-unsigned)")
    return named(one, *_SIGNATURE_USES)


def named(one: Identifier, *uses: Use) -> Named:
    """The algorithm of an identifier that has one name; ``uses`` choose between rows that share it."""
    name = _NAMES.get(one.oid)
    if name is None:
        rows = [row for row in algorithms.by_oid(one.oid) if not uses or row.use in uses]
        name = rows[0].name if len(rows) == 1 else None
    return Named(one.oid, name, None if name is not None else unknown(one.oid))


def unknown(oid: str) -> str:
    """Why an object identifier has no name."""
    return f"unknown algorithm OID {oid}"


def transport(one: Identifier) -> Named:
    """How a content encryption key is encrypted for a recipient: RSA."""
    if one.oid == RSA_OAEP:
        return _with_hash("RSA-OAEP", one)
    if one.oid == RSA_ENCRYPTION:
        return Named(one.oid, "RSAES-PKCS1")
    return named(one, Use.KEY_ESTABLISHMENT, Use.KEY_WRAP)


def agreement(one: Identifier) -> tuple[str, str] | None:
    """Family of a key agreement and the name of its key derivation function; None if not known."""
    return _AGREEMENTS.get(one.oid)


def scheme_name(family: str, *, size: int | None = None, curve: str | None = None, hash: str | None = None) -> str:
    """The canonical name; a hash or curve that the table does not have is left out."""
    try:
        return algorithms.scheme(family, size=size, curve=curve, hash=hash).name
    except UnknownAlgorithm:
        return algorithms.scheme(family, size=size).name


def _with_hash(family: str, one: Identifier) -> Named:
    """RSA-PSS or RSA-OAEP: the hash is a parameter, and SHA-1 where none is given (RFC 8017 appendix A.2)."""
    digest, mask, salt = SHA1, SHA1, 20
    if one.has_parameters and one.parameters is not None:
        fields = der.Fields(der.expect(one.parameters, der.SEQUENCE))
        if (node := fields.maybe(0xA0)) is not None:
            digest = identifier(der.Fields(node).take()).oid
        if (node := fields.maybe(0xA1)) is not None:
            generator = identifier(der.Fields(node).take())
            if generator.oid == MGF1 and generator.parameters is not None:
                mask = identifier(generator.parameters).oid
        if family == "RSA-PSS" and (node := fields.maybe(0xA2)) is not None:
            salt = der.integer(der.Fields(node).take())
    elif family == "RSA-PSS" and one.parameters is None:
        return Named(one.oid, family)
    hashed = named(Identifier(digest), Use.HASH).name
    found = [Parameter("hash", hashed or unknown(digest), "file")]
    if mask != digest:
        found.append(Parameter("mgf1-hash", named(Identifier(mask), Use.HASH).name or unknown(mask), "file"))
    if family == "RSA-PSS":
        found.append(Parameter("salt-length", str(min(salt, 1 << 32)), "file"))
    return Named(one.oid, scheme_name(family, hash=hashed), None, tuple(found))
