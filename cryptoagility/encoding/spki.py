"""SubjectPublicKeyInfo (RFC 5280) of every algorithm: written, and read strictly."""

from __future__ import annotations

from .bytes_like import as_bytes
from .der import Reader, bits, sequence
from .keys import PublicKey
from .kinds import kind_by_identifier, kind_of
from .pkcs8 import identifier, read_identifier

_LIMIT = 1 << 16


def encode_spki(algorithm: str, raw: bytes) -> bytes:
    """SubjectPublicKeyInfo of raw public bytes. Refuses bytes that cannot be a key of the algorithm."""
    raw = as_bytes(raw, "the public key")
    kind = kind_of(algorithm)
    kind.check_public(raw)
    return sequence(identifier(kind, algorithm), bits(raw))


def decode_spki(der: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo. Refuses unknown algorithms and everything that is not canonical."""
    outer = Reader(as_bytes(der, "the SubjectPublicKeyInfo"), limit=_LIMIT)
    fields = outer.enter()
    outer.end()
    kind = kind_by_identifier(*read_identifier(fields))
    raw = fields.bits()
    fields.end()
    kind.check_public(raw)
    return PublicKey(kind.name_of(raw), raw)
