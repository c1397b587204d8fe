"""Key blobs of Microsoft's CryptoAPI: BLOBHEADER and RSAPUBKEY, little-endian."""

from __future__ import annotations

from ..errors import Unreadable
from . import spki
from .spki import PublicKey

_PUBLIC, _PRIVATE = 0x06, 0x07
_RSA_ALGORITHMS = (b"\x00\xa4\x00\x00", b"\x00\x24\x00\x00")  # CALG_RSA_KEYX, CALG_RSA_SIGN
_MAGIC = {_PUBLIC: b"RSA1", _PRIVATE: b"RSA2"}


def claims(head: bytes) -> bool:
    """Whether it begins as an RSA key blob does."""
    return head[:1] in (b"\x06", b"\x07") and head[1:4] == b"\x02\0\0" and head[4:8] in _RSA_ALGORITHMS


def read(data: bytes) -> tuple[PublicKey, bool]:
    """The public key, and whether the private key is there too."""
    if not claims(data) or data[8:12] != _MAGIC[data[0]]:
        raise Unreadable("a key blob without the magic of an RSA key")
    bits = int.from_bytes(data[12:16], "little")
    exponent = int.from_bytes(data[16:20], "little")
    modulus = data[20 : 20 + bits // 8]
    if bits % 8 or bits > spki.LARGEST_MODULUS or len(modulus) != bits // 8:
        raise Unreadable(f"a key blob of {bits} bits that holds {len(modulus)} bytes of modulus")
    return spki.rsa(int.from_bytes(modulus, "little"), exponent), data[0] == _PRIVATE
