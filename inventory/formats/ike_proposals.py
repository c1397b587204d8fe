"""Proposals of IKE and ESP as strongSwan writes them (``aes256-sha256-modp2048``), and the algorithms in them.

Keywords from strongSwan's proposal_keywords_static.txt; numbers of key exchange methods from IANA's IKEv2 registry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

LONGEST = 8000  # characters of one proposal: all words that strongSwan has are not a tenth of it
_AEAD = re.compile(r"aes(128|192|256)?(gcm|ccm)(?:8|12|16|64|96|128)?$")
_GMAC = re.compile(r"aes(128|192|256)?gmac$")
_COUNTER = re.compile(r"(aes|camellia)(128|192|256)?ctr$")
_BLOCK = re.compile(r"(aes|camellia|serpent|twofish|blowfish)(128|192|256)?$")
_CAMELLIA_CCM = re.compile(r"camellia(128|192|256)?ccm(?:8|12|16|64|96|128)?$")
_ADDITIONAL = re.compile(r"ke[1-7]_")
_NAMES = {"aes": "AES", "camellia": "Camellia", "serpent": "Serpent", "twofish": "Twofish", "blowfish": "Blowfish"}


class Kind(StrEnum):
    """Types of transforms (RFC 7296, section 3.3.2)."""

    ENCRYPTION = "encr"
    PRF = "prf"
    INTEGRITY = "integ"
    EXCHANGE = "ke"
    OTHER = "esn"


@dataclass(frozen=True, slots=True)
class Transform:
    """One word of a proposal: canonical name of the algorithm (None: not known), key length, registry number."""

    word: str
    kind: Kind
    name: str | None
    bits: int | None = None
    group: int | None = None
    additional: bool = False


_HASHES: Mapping[str, str] = MappingProxyType(
    {
        "md5": "HMAC-MD5",
        "md5_128": "HMAC-MD5",
        "sha": "HMAC-SHA1",
        "sha1": "HMAC-SHA1",
        "sha1_160": "HMAC-SHA1",
        "sha256": "HMAC-SHA256",
        "sha2_256": "HMAC-SHA256",
        "sha256_96": "HMAC-SHA256",
        "sha2_256_96": "HMAC-SHA256",
        "sha384": "HMAC-SHA384",
        "sha2_384": "HMAC-SHA384",
        "sha512": "HMAC-SHA512",
        "sha2_512": "HMAC-SHA512",
        "aescmac": "CMAC-AES-128",
        "aesxcbc": "XCBC-AES-128",
    }
)
_EXCHANGES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "modp768": ("DH-768", 1),
        "modp1024": ("DH-1024", 2),
        "modp1536": ("DH-1536", 5),
        "modp2048": ("DH-2048", 14),
        "modp3072": ("DH-3072", 15),
        "modp4096": ("DH-4096", 16),
        "modp6144": ("DH-6144", 17),
        "modp8192": ("DH-8192", 18),
        "modp1024s160": ("DH-1024", 22),
        "modp2048s224": ("DH-2048", 23),
        "modp2048s256": ("DH-2048", 24),
        "ecp256": ("ECDH-P256", 19),
        "ecp384": ("ECDH-P384", 20),
        "ecp521": ("ECDH-P521", 21),
        "ecp192": ("ECDH-P192", 25),
        "ecp224": ("ECDH-P224", 26),
        "ecp224bp": ("ECDH-brainpoolP224r1", 27),
        "ecp256bp": ("ECDH-brainpoolP256r1", 28),
        "ecp384bp": ("ECDH-brainpoolP384r1", 29),
        "ecp512bp": ("ECDH-brainpoolP512r1", 30),
        "curve25519": ("X25519", 31),
        "x25519": ("X25519", 31),
        "curve448": ("X448", 32),
        "x448": ("X448", 32),
        "mlkem512": ("ML-KEM-512", 35),
        "mlkem768": ("ML-KEM-768", 36),
        "mlkem1024": ("ML-KEM-1024", 37),
    }
)
_FIXED: Mapping[str, tuple[str, int | None]] = MappingProxyType(
    {
        "3des": ("3DES-CBC", 192),
        "des": ("DES-CBC", 56),
        "cast128": ("CAST5-CBC", 128),
        "chacha20poly1305": ("ChaCha20-Poly1305", 256),
        "null": ("NULL", None),
    }
)


@lru_cache(maxsize=1024)  # the same proposals, and the same defaults, stand in many connections
def read(proposal: str) -> tuple[Transform, ...]:
    """The transforms of one proposal, in order."""
    return tuple(_transform(word) for word in proposal.strip().lower().rstrip("!")[:LONGEST].split("-") if word)


def _transform(word: str) -> Transform:
    bare = _ADDITIONAL.sub("", word)
    if bare in _EXCHANGES:
        name, number = _EXCHANGES[bare]
        return Transform(word, Kind.EXCHANGE, name, group=number, additional=bare != word)
    if word.startswith("prf"):
        return Transform(word, Kind.PRF, _HASHES.get(word[3:]))
    if word in _HASHES:
        return Transform(word, Kind.INTEGRITY, _HASHES[word])
    if word in _FIXED:
        name, bits = _FIXED[word]
        return Transform(word, Kind.ENCRYPTION, name, bits)
    if word in ("esn", "noesn"):
        return Transform(word, Kind.OTHER, None)
    return _cipher(word)


def _cipher(word: str) -> Transform:
    if found := _AEAD.match(word):
        bits = int(found[1] or 128)
        return Transform(word, Kind.ENCRYPTION, f"AES-{bits}-{found[2].upper()}", bits)
    if found := _GMAC.match(word):
        bits = int(found[1] or 128)
        return Transform(word, Kind.ENCRYPTION, f"GMAC-AES-{bits}", bits)
    if found := _CAMELLIA_CCM.match(word):
        bits = int(found[1] or 128)
        return Transform(word, Kind.ENCRYPTION, f"Camellia-{bits}-CCM", bits)
    if found := _COUNTER.match(word):
        bits = int(found[2] or 128)
        return Transform(word, Kind.ENCRYPTION, f"{_NAMES[found[1]]}-{bits}-CTR", bits)
    if found := _BLOCK.match(word):
        bits = int(found[2] or 128)
        sized = found[1] in ("aes", "camellia")
        name = f"{_NAMES[found[1]]}-{bits}-CBC" if sized else f"{_NAMES[found[1]]}-CBC"
        return Transform(word, Kind.ENCRYPTION, name, bits)
    return Transform(word, Kind.OTHER, None)
