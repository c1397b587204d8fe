"""The wire format of SSH (RFC 4253, OpenSSH's PROTOCOL files): public keys, certificates, private key files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Use

from ..errors import Unreadable
from ..model import Parameter
from . import der, spki
from .identifiers import Named
from .protection import Part, Protection
from .spki import PublicKey
from .text import safe

PRIVATE_MAGIC = b"openssh-key-v1\0"
SIGNATURE_MAGIC = b"SSHSIG"
CERTIFICATE_SUFFIX = "-cert-v01@openssh.com"
_LONGEST = 1 << 20  # bytes of one field
_KEYS = 16  # of one private key file
_NAME = 64  # characters of a name of an algorithm

# Signature names that state a hash; every other one is the name of its key type.
_SIGNATURES: Mapping[str, str] = MappingProxyType(
    {
        "ssh-rsa": "RSA-PKCS1-SHA1",
        "rsa-sha2-256": "RSA-PKCS1-SHA256",
        "rsa-sha2-512": "RSA-PKCS1-SHA512",
        "ssh-dss": "DSA-SHA1",
        "ecdsa-sha2-nistp256": "ECDSA-P256-SHA256",
        "ecdsa-sha2-nistp384": "ECDSA-P384-SHA384",
        "ecdsa-sha2-nistp521": "ECDSA-P521-SHA512",
        "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA-P256-SHA256",
        "webauthn-sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA-P256-SHA256",
        "sk-ssh-ed25519@openssh.com": "Ed25519",
    }
)
_CURVES: Mapping[str, str] = MappingProxyType({"nistp256": "P256", "nistp384": "P384", "nistp521": "P521"})
_CIPHERS: Mapping[str, str] = MappingProxyType(
    {"3des-cbc": "3DES-CBC", "blowfish-cbc": "Blowfish-CBC", "cast128-cbc": "CAST5-CBC"}
)


class Wire:
    """Fields one after the other, each read once."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes that were not read."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count > self.left:
            raise Unreadable("the data end inside a field")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, size: int = 4) -> int:
        """An unsigned integer of so many bytes."""
        return int.from_bytes(self.take(size), "big")

    def string(self) -> bytes:
        """A string: its length in four bytes, then its bytes."""
        length = self.number()
        if length > _LONGEST:
            raise Unreadable(f"a field of {length} bytes")
        return self.take(length)

    def name(self) -> str:
        """The name of an algorithm."""
        return _name(self.string())

    def mpint(self) -> int:
        """A non-negative integer."""
        return int.from_bytes(self.string(), "big")


@dataclass(frozen=True, slots=True)
class Certificate:
    """An OpenSSH certificate: whom it is for, for how long, and who signed it."""

    sha256: str
    key: PublicKey
    kind: str
    serial: int
    key_id: str
    principals: tuple[str, ...]
    after: int
    before: int
    options: tuple[str, ...]
    authority: PublicKey
    signature: Named


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """What a private key file shows without its passphrase."""

    keys: tuple[PublicKey, ...]
    protection: Protection | None


def public_key(blob: bytes) -> PublicKey:
    """The key of this blob, or that inside of a certificate. Refuses what does not fit its own type."""
    wire = Wire(blob)
    kind = wire.name()
    if kind.endswith(CERTIFICATE_SUFFIX):
        wire.string()
        return _key(kind.removesuffix(CERTIFICATE_SUFFIX), wire)
    found = _key(kind, wire)
    if wire.left and found.other_identity is None:
        raise Unreadable(f"{wire.left} bytes too many")
    return found


def certificate(blob: bytes) -> Certificate:
    """The certificate of this blob."""
    wire = Wire(blob)
    kind = wire.name()
    wire.string()  # nonce
    key = _key(kind.removesuffix(CERTIFICATE_SUFFIX), wire)
    serial, sort = wire.number(8), wire.number()
    key_id = safe(wire.string().decode("utf-8", "replace"), 200)
    principals = tuple(safe(name.decode("utf-8", "replace"), 100) for name in _strings(wire.string()))
    after, before = wire.number(8), wire.number(8)
    options = tuple(_name(name) for name in (*_strings(wire.string())[::2], *_strings(wire.string())[::2]))
    wire.string()  # reserved
    authority = public_key(wire.string())
    return Certificate(
        sha256=fingerprint(blob),
        key=key,
        kind={1: "user", 2: "host"}.get(sort, f"type {sort}"),
        serial=serial,
        key_id=key_id,
        principals=principals,
        after=after,
        before=before,
        options=options,
        authority=authority,
        signature=signature(Wire(wire.string()).name()),
    )


def private_file(data: bytes) -> PrivateFile:
    """A file of ``openssh-key-v1``: the public keys and the protection are outside of the encrypted part."""
    if not data.startswith(PRIVATE_MAGIC):
        raise Unreadable("it does not begin as an OpenSSH private key does")
    wire = Wire(data[len(PRIVATE_MAGIC) :])
    cipher, derivation, options = wire.name(), wire.name(), wire.string()
    count = wire.number()
    if not 0 < count <= _KEYS:
        raise Unreadable(f"{count} keys in one file")
    keys = tuple(public_key(wire.string()) for _ in range(count))
    return PrivateFile(keys, _protection(cipher, derivation, options) if cipher != "none" else None)


def signature(name: str) -> Named:
    """The algorithm of a signature by its SSH name."""
    stated = _SIGNATURES.get(name)
    if stated is not None:
        return Named("", stated)
    rows = algorithms.by_ssh(name)
    if len(rows) == 1:
        return Named("", rows[0].name)
    return Named(name, None, f"unknown SSH algorithm {name}")


def digest(name: str) -> Named:
    """A hash by the name that SSH signatures have for it."""
    rows = [row for row in algorithms.candidates(name) if row.use is Use.HASH]
    if len(rows) == 1:
        return Named("", rows[0].name)
    return Named(name, None, "unknown hash")


def fingerprint(blob: bytes) -> str:
    """The hash of a public blob."""
    return hashlib.sha256(blob).hexdigest()


def _protection(cipher: str, derivation: str, options: bytes) -> Protection:
    rows = algorithms.by_ssh(cipher)
    name = _CIPHERS.get(cipher) or (rows[0].name if len(rows) == 1 else None)
    found = Named(cipher, name, None if name is not None else f"unknown SSH cipher {cipher}")
    given: tuple[Parameter, ...] = ()
    if derivation == "bcrypt":
        wire = Wire(options)
        salt = wire.string()
        given = (Parameter("rounds", str(wire.number()), "file"), Parameter("salt-length", str(len(salt)), "file"))
    known = Named(derivation, "bcrypt") if derivation == "bcrypt" else Named(derivation, None, "unknown key derivation")
    return Protection("OpenSSH", (Part(found, "encrypt"), Part(known, "keyderive")), given)


def _key(kind: str, wire: Wire) -> PublicKey:
    reader = _KEYS_BY_TYPE.get(kind)
    if reader is not None:
        return reader(wire)
    rows = algorithms.by_ssh(kind)
    identity = f"ssh-sha256:{hashlib.sha256(kind.encode() + wire.take(wire.left)).hexdigest()}"
    if len(rows) == 1:
        return PublicKey(b"", "", algorithm=rows[0].name, other_identity=identity)
    return PublicKey(b"", "", reason=f"unknown SSH key type {kind}", other_identity=identity)


def _rsa(wire: Wire) -> PublicKey:
    exponent, modulus = wire.mpint(), wire.mpint()
    return spki.rsa(modulus, exponent)


def _dsa(wire: Wire) -> PublicKey:
    p, q, g, y = (der.encode_integer(wire.mpint()) for _ in "pqgy")
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(spki.DSA), der.encode(der.SEQUENCE, p, q, g))
    return spki.read(spki.make(algorithm, y))


def _ecdsa(wire: Wire) -> PublicKey:
    curve = _CURVES.get(wire.name())
    if curve is None:
        raise Unreadable("a curve that SSH has no name for")
    return spki.point(curve, wire.string())


def _octets(name: str) -> Callable[[Wire], PublicKey]:
    return lambda wire: spki.raw(algorithms.find(name).oids[0], wire.string())


def _hardware(reader: Callable[[Wire], PublicKey]) -> Callable[[Wire], PublicKey]:
    """A key on a security key: the application follows."""

    def read(wire: Wire) -> PublicKey:
        key = reader(wire)
        application = safe(wire.string().decode("utf-8", "replace"), 100)
        given = (Parameter("application", application, "file"), Parameter("storage", "security key", "file"))
        return replace(key, parameters=(*key.parameters, *given))

    return read


def _strings(data: bytes) -> list[bytes]:
    wire = Wire(data)
    found: list[bytes] = []
    while wire.left and len(found) < 256:
        found.append(wire.string())
    return found


def _name(octets: bytes) -> str:
    if len(octets) > _NAME or not octets.isascii() or not octets.decode("ascii").isprintable():
        raise Unreadable("a name of an algorithm that is none")
    return octets.decode("ascii")


_KEYS_BY_TYPE: Mapping[str, Callable[[Wire], PublicKey]] = MappingProxyType(
    {
        "ssh-rsa": _rsa,
        "rsa-sha2-256": _rsa,
        "rsa-sha2-512": _rsa,
        "ssh-dss": _dsa,
        "ecdsa-sha2-nistp256": _ecdsa,
        "ecdsa-sha2-nistp384": _ecdsa,
        "ecdsa-sha2-nistp521": _ecdsa,
        "ssh-ed25519": _octets("Ed25519"),
        "ssh-ed448": _octets("Ed448"),
        "sk-ssh-ed25519@openssh.com": _hardware(_octets("Ed25519")),
        "sk-ecdsa-sha2-nistp256@openssh.com": _hardware(_ecdsa),
    }
)
