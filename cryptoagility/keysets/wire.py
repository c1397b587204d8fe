"""What a keyset's signatures and ciphertexts look like, and what exactly is signed.

| first byte | then |
|---|---|
| 1 | key id (16 bytes), signature |
| 2 | number of signatures (1 byte), and for each: key id (16), length (4, big-endian), signature |
| 3 | key id (16), encapsulated key, ciphertext |

What is signed begins with a label and the key's id, so that it is no JWS, COSE, CMS, XML or batch input.
"""

from __future__ import annotations

from ..errors import MalformedInput
from .key import KEY_ID, MOST_SLOTS

SIGNED = b"cryptoagility/sig/v1\0"
ENCRYPTED = b"cryptoagility/enc/v1\0"

_ONE, _SEVERAL, _BOX = 1, 2, 3
_LONGEST = 1 << 20  # bytes of one signature


def signed_bytes(key_id: bytes, message: bytes) -> bytes:
    """What the key with this id signs for ``message``."""
    return b"".join((SIGNED, key_id, message))


def encrypted_info(key_id: bytes) -> bytes:
    """The HPKE ``info`` for the key with this id."""
    return ENCRYPTED + key_id


def write_signatures(signatures: list[tuple[bytes, bytes]]) -> bytes:
    """The wire form of one signature or of several: (key id, signature) each."""
    if len(signatures) == 1:
        key_id, signature = signatures[0]
        return bytes([_ONE]) + key_id + signature
    parts = [bytes([_SEVERAL, len(signatures)])]
    for key_id, signature in signatures:
        parts += (key_id, len(signature).to_bytes(4), signature)
    return b"".join(parts)


def read_signatures(wire: bytes) -> list[tuple[bytes, bytes]]:
    """(key id, signature) each, in order. Raises MalformedInput for what is no wire form or an unknown version."""
    version = wire[0] if wire else -1
    if version == _ONE and len(wire) > 1 + KEY_ID:
        return [(wire[1 : 1 + KEY_ID], wire[1 + KEY_ID :])]
    if version != _SEVERAL:
        raise MalformedInput("not a signature of a keyset, or of a version that is not known here")
    count = wire[1] if len(wire) > 1 else 0
    if not 2 <= count <= MOST_SLOTS:
        raise MalformedInput("a set has two to eight signatures")
    found: list[tuple[bytes, bytes]] = []
    at = 2
    for _ in range(count):
        start = at + KEY_ID + 4
        size = int.from_bytes(wire[at + KEY_ID : start])
        if len(wire) < start + size or not 0 < size <= _LONGEST:
            raise MalformedInput("a signature in the set is cut")
        found.append((wire[at : at + KEY_ID], wire[start : start + size]))
        at = start + size
    if at != len(wire) or len({key_id for key_id, _ in found}) != count:
        raise MalformedInput("a set of signatures ends with its last one, and has one from each key")
    return found


def write_box(key_id: bytes, sealed: bytes) -> bytes:
    """The wire form of a ciphertext."""
    return bytes([_BOX]) + key_id + sealed


def read_box(wire: bytes) -> tuple[bytes, bytes]:
    """(key id, encapsulated key and ciphertext). Raises MalformedInput."""
    if len(wire) <= 1 + KEY_ID or wire[0] != _BOX:
        raise MalformedInput("not a ciphertext of a keyset, or of a version that is not known here")
    return wire[1 : 1 + KEY_ID], wire[1 + KEY_ID :]
