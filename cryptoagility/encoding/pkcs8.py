"""PKCS#8: OneAsymmetricKey of version 1 and 2 (RFC 5958) of every algorithm: written, and read strictly."""

from __future__ import annotations

from ..errors import MalformedInput, UnavailableAlgorithm
from . import access as secret_access
from .access import SecretAccess
from .bytes_like import as_bytes
from .der import Reader, bits, natural, octets, oid, sequence
from .keys import Form, PrivateKey
from .kind import Kind
from .kinds import kind_by_identifier, kind_of
from .lattice_keys import LatticeKind

_LIMIT = 1 << 16
_ATTRIBUTES, _PUBLIC = 0xA0, 0x81


def encode_pkcs8(
    algorithm: str, raw: bytes, *, access: SecretAccess, public: bytes | None = None, both: bool = False
) -> bytes:
    """OneAsymmetricKey of raw private bytes, unencrypted; that is why it takes ``access=SECRETS``.

    With ``public`` the public key is written with it (version 2; in an ECPrivateKey its own field). ``both`` writes a
    lattice seed with the key expanded from it, for readers that take no seed. Refuses bytes that cannot be a key of the
    algorithm, and a public key that does not belong to it, as far as that can be told without a backend.
    """
    secret_access.require(access)
    raw = as_bytes(raw, "the private key")
    kind = kind_of(algorithm)
    kind.form_of(raw)
    if public is not None:
        public = as_bytes(public, "the public key")
        _check_pair(kind, algorithm, raw, public)
    content = _both(kind, algorithm, raw) if both else kind.wrap(raw, public)
    # An ECPrivateKey has its own field for the public key, and there everybody looks for it.
    outside = public is not None and not _inside(kind, content, public)
    fields = [natural(int(outside)), identifier(kind, algorithm), octets(content)]
    if outside and public is not None:
        fields.append(bits(public, _PUBLIC))
    return sequence(*fields)


def decode_pkcs8(der: bytes) -> PrivateKey:
    """The key in a OneAsymmetricKey.

    Refuses unknown algorithms, attributes, everything that is not canonical, an expanded key that is not whole, a seed
    and an expanded key or a public key that do not belong together, as far as that can be told without a backend.
    """
    outer = Reader(as_bytes(der, "the private key"), limit=_LIMIT)
    fields = outer.enter()
    outer.end()
    version = fields.natural()
    if version > 1:
        raise MalformedInput("a private key of an unknown version")
    kind = kind_by_identifier(*read_identifier(fields))
    content = fields.octets()
    if fields.tag == _ATTRIBUTES:
        raise MalformedInput("a private key with attributes, which would be lost; take them out first")
    public = fields.bits(_PUBLIC) if fields.tag == _PUBLIC else None
    fields.end()
    if (version == 1) != (public is not None):
        raise MalformedInput("a private key whose version does not go with its fields")
    return _private(kind, content, public)


def identifier(kind: Kind, algorithm: str) -> bytes:
    """The AlgorithmIdentifier of a kind of key. Refuses one that no standard gives an object identifier."""
    if kind.oid is None:
        raise UnavailableAlgorithm(f"no standard gives {algorithm} an object identifier; only raw bytes are exchanged")
    return sequence(oid(kind.oid), kind.parameters)


def read_identifier(fields: Reader) -> tuple[str, bytes]:
    """Object identifier and parameters of the AlgorithmIdentifier that comes next."""
    inner = fields.enter()
    return inner.oid(), inner.rest()


def _private(kind: Kind, content: bytes, public: bytes | None) -> PrivateKey:
    found = kind.unwrap(content)
    name = kind.private_name(found.raw)
    if public is not None:
        _check_pair(kind, name, found.raw, public)
        if found.public not in (None, public):
            raise MalformedInput("a private key with two public keys that differ")
    return PrivateKey(name, found.raw, found.form, public if public is not None else found.public)


def _check_pair(kind: Kind, name: str, raw: bytes, public: bytes) -> None:
    kind.check_public(public)
    if not kind.agrees(raw, public):
        raise MalformedInput(f"a private key of {name} with the public key of another")


def _both(kind: Kind, algorithm: str, raw: bytes) -> bytes:
    if not isinstance(kind, LatticeKind) or kind.form_of(raw) is not Form.SEED:
        raise MalformedInput(f"this private key of {algorithm} has one form only")
    return kind.wrap_both(raw)


def _inside(kind: Kind, content: bytes, public: bytes) -> bool:
    return kind.unwrap(content).public == public
