"""How a key is encrypted: the password-based schemes of PKCS#5, PKCS#12 and PEM, by their parameters only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Use
from cryptoagility.errors import UnknownAlgorithm

from ..model import Parameter
from . import der
from .identifiers import Identifier, Named, identifier, named

_PBES2, _PBKDF2, _SCRYPT = "1.2.840.113549.1.5.13", "1.2.840.113549.1.5.12", "1.3.6.1.4.1.11591.4.11"
_HMAC_SHA1 = "1.2.840.113549.2.7"
_SHOWN = 1 << 64  # numbers above it are shown by their size

# RFC 8018 appendix A.3: hash of the key derivation PBKDF1, cipher.
_PBES1: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "1.2.840.113549.1.5.1": ("MD2", "DES-CBC"),
        "1.2.840.113549.1.5.4": ("MD2", "RC2-CBC"),
        "1.2.840.113549.1.5.3": ("MD5", "DES-CBC"),
        "1.2.840.113549.1.5.6": ("MD5", "RC2-CBC"),
        "1.2.840.113549.1.5.10": ("SHA1", "DES-CBC"),
        "1.2.840.113549.1.5.11": ("SHA1", "RC2-CBC"),
    }
)
# RFC 7292 appendix C, all with SHA-1: cipher, effective key bits.
_PKCS12: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "1.2.840.113549.1.12.1.1": ("RC4", 128),
        "1.2.840.113549.1.12.1.2": ("RC4", 40),
        "1.2.840.113549.1.12.1.3": ("3DES-CBC", 168),
        "1.2.840.113549.1.12.1.4": ("3DES-2KEY", 112),
        "1.2.840.113549.1.12.1.5": ("RC2-CBC", 128),
        "1.2.840.113549.1.12.1.6": ("RC2-CBC", 40),
    }
)
# Names of ciphers in DEK-Info, where they are not our own.
_PEM_CIPHERS: Mapping[str, str] = MappingProxyType({"DES-EDE3": "3DES", "DES-EDE": "3DES-2KEY", "BF": "Blowfish"})


@dataclass(frozen=True, slots=True)
class Part:
    """One algorithm of a protection and what it does there (a CycloneDX function)."""

    named: Named
    function: str


@dataclass(frozen=True, slots=True)
class Protection:
    """A way to encrypt a key: a name for people, its algorithms, and their parameters."""

    scheme: str
    parts: tuple[Part, ...]
    parameters: tuple[Parameter, ...] = ()

    @property
    def text(self) -> str:
        """In words: ``PBES2 (AES-256-CBC, PBKDF2-SHA256)``."""
        names = ", ".join(part.named.name or part.named.reason or "unknown" for part in self.parts)
        return f"{self.scheme} ({names})" if names else self.scheme


def of(one: Identifier) -> Protection:
    """The protection of an EncryptedPrivateKeyInfo. Refuses parameters that are not laid out as they must be."""
    if one.oid == _PBES2:
        return _pbes2(one)
    if one.oid in _PBES1:
        hash, cipher = _PBES1[one.oid]
        return Protection("PBES1", (_cipher(cipher, one.oid), _kdf(f"PBKDF1-{hash}", one.oid)), _salted(one))
    if one.oid in _PKCS12:
        cipher, bits = _PKCS12[one.oid]
        size = (Parameter("cipher-bits", str(bits), "file"),)
        parts = (_cipher(cipher, one.oid), Part(Named(one.oid, "SHA-1"), "keyderive"))
        return Protection("PKCS#12 PBE", parts, (*size, Parameter("kdf", "PKCS#12", "file"), *_salted(one)))
    return Protection("unknown scheme", (Part(named(one), "encrypt"),))


def legacy(dek_info: str) -> Protection:
    """The protection of a PEM block with Proc-Type 4,ENCRYPTED: one round of MD5 makes the key from the password."""
    cipher = dek_info.partition(",")[0].strip().upper()
    family, _, mode = cipher.rpartition("-")
    name = f"{_PEM_CIPHERS.get(family, family)}-{mode}"
    try:
        found = Named("", algorithms.parse(name).name)
    except UnknownAlgorithm:
        found = Named("", None, "a cipher in DEK-Info that the table does not have")
    parts = (Part(found, "encrypt"), Part(Named("", "MD5"), "keyderive"))
    return Protection("PEM encryption", parts, (Parameter("iterations", "1", "default"),))


def _pbes2(one: Identifier) -> Protection:
    if one.parameters is None:
        return Protection("PBES2", ())
    fields = der.Fields(der.expect(one.parameters, der.SEQUENCE))
    first, cipher = identifier(fields.take()), identifier(fields.take())
    part, parameters = derivation(first)
    return Protection("PBES2", (Part(named(cipher, Use.SYMMETRIC), "encrypt"), part), parameters)


def derivation(one: Identifier) -> tuple[Part, tuple[Parameter, ...]]:
    """How a key is made from a password: the function and its parameters."""
    if one.oid == _PBKDF2 and one.parameters is not None:
        fields = der.Fields(der.expect(one.parameters, der.SEQUENCE))
        salt = fields.take()
        found = [_number("iterations", fields.take()), Parameter("salt-length", str(salt.end - salt.body), "file")]
        length = fields.maybe(der.INTEGER)
        if length is not None:
            found.append(_number("key-length", length))
        function = fields.maybe(der.SEQUENCE)
        prf = named(identifier(function) if function is not None else Identifier(_HMAC_SHA1), Use.MAC)
        name = f"PBKDF2-{prf.name.removeprefix('HMAC-')}" if prf.name is not None else "PBKDF2"
        return _kdf(name, one.oid), tuple(found)
    if one.oid == _SCRYPT and one.parameters is not None:
        fields = der.Fields(der.expect(one.parameters, der.SEQUENCE))
        salt = fields.take()
        numbers = tuple(_number(name, fields.take()) for name in ("n", "r", "p"))
        return _kdf("scrypt", one.oid), (*numbers, Parameter("salt-length", str(salt.end - salt.body), "file"))
    return Part(named(one, Use.KDF), "keyderive"), ()


def _salted(one: Identifier) -> tuple[Parameter, ...]:
    """PBEParameter: a salt and a count, the same in PKCS#5 and PKCS#12."""
    if one.parameters is None or one.parameters.tag != der.SEQUENCE:
        return ()
    fields = der.Fields(one.parameters)
    salt = fields.take()
    return (_number("iterations", fields.take()), Parameter("salt-length", str(salt.end - salt.body), "file"))


def _number(name: str, node: der.Node) -> Parameter:
    value = der.integer(node)
    return Parameter(name, str(value) if abs(value) < _SHOWN else f"{value.bit_length()} bits", "file")


def _cipher(name: str, oid: str) -> Part:
    return Part(Named(oid, name), "encrypt")


def _kdf(name: str, oid: str) -> Part:
    return Part(Named(oid, name), "keyderive")
