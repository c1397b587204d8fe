"""HPKE (RFC 9180), base mode, one message: encryption to a public key of any KEM that has an HPKE identifier.

Post-quantum KEMs have their identifiers from draft-ietf-hpke-pq-05 (a draft). The key schedule is ours because the
backend's has no associated data and not all of these KEMs; the vectors of RFC 9180 and of the draft hold it to the
text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .algorithms import find
from .encoding import as_bytes
from .errors import InvalidSignature, UnavailableAlgorithm
from .providers import DecapsulationKey, EncapsulationKey, symmetric
from .providers.symmetric import hkdf_expand, hkdf_extract

_WRONG = "the ciphertext is wrong"
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Kdf:
    """A key derivation function: its identifier and its hash (RFC 9180 section 7.2)."""

    identifier: int
    hash: str


@dataclass(frozen=True, slots=True)
class Aead:
    """An authenticated cipher: its identifier, its name and the length of its key in bytes (RFC 9180 section 7.3)."""

    identifier: int
    cipher: str
    key_size: int


KDFS: Mapping[str, Kdf] = MappingProxyType(
    {"HKDF-SHA256": Kdf(1, "sha256"), "HKDF-SHA384": Kdf(2, "sha384"), "HKDF-SHA512": Kdf(3, "sha512")}
)
AEADS: Mapping[str, Aead] = MappingProxyType(
    {
        "AES-128-GCM": Aead(1, "AES-GCM", 16),
        "AES-256-GCM": Aead(2, "AES-GCM", 32),
        "ChaCha20-Poly1305": Aead(3, "ChaCha20-Poly1305", 32),
    }
)


@dataclass(frozen=True, slots=True)
class Suite:
    """A KEM with a key derivation function and a cipher."""

    kem: str
    kdf: Kdf = KDFS["HKDF-SHA256"]
    aead: Aead = AEADS["AES-256-GCM"]

    @property
    def identifier(self) -> bytes:
        """The suite_id of RFC 9180 section 5.1. Raises UnavailableAlgorithm for a KEM without an identifier."""
        numbers = find(self.kem).hpke
        if not numbers:
            raise UnavailableAlgorithm(f"{self.kem} has no HPKE identifier: encrypt with X-Wing or ML-KEM-1024")
        return b"HPKE" + b"".join(one.to_bytes(2) for one in (numbers[0], self.kdf.identifier, self.aead.identifier))


@cache
def default_suite(kem: str) -> Suite:
    """The suite for a KEM: AES-256-GCM, with HKDF-SHA384 for NIST category 5 and HKDF-SHA256 below."""
    return Suite(kem, KDFS["HKDF-SHA384" if find(kem).nist_category == 5 else "HKDF-SHA256"])


def encrypt(
    recipient: EncapsulationKey, plaintext: bytes, *, info: bytes = b"", associated_data: bytes = b"", suite: Suite
) -> bytes:
    """The encapsulated key followed by the ciphertext (SealBase of RFC 9180 section 6.1)."""
    secret, encapsulated = recipient.encapsulate()
    key, nonce = _schedule(suite, secret, info)
    plaintext, associated_data = as_bytes(plaintext, "the plaintext"), as_bytes(associated_data, "the associated data")
    return encapsulated + symmetric.encrypt(suite.aead.cipher, key, nonce, plaintext, associated_data)


def decrypt(
    recipient: DecapsulationKey, message: bytes, *, info: bytes = b"", associated_data: bytes = b"", suite: Suite
) -> bytes:
    """The plaintext (OpenBase). Raises InvalidSignature, which never says what was wrong."""
    message, associated_data = as_bytes(message, "the ciphertext"), as_bytes(associated_data, "the associated data")
    size = recipient.ciphertext_size
    if len(message) < size:
        raise InvalidSignature(_WRONG)
    key, nonce = _schedule(suite, recipient.decapsulate(message[:size]), info)
    return symmetric.decrypt(suite.aead.cipher, key, nonce, message[size:], associated_data)


def _schedule(suite: Suite, secret: bytes, info: bytes) -> tuple[bytes, bytes]:
    """The key and the first nonce (RFC 9180 section 5.1, mode_base)."""
    suite_id, hash = suite.identifier, suite.kdf.hash
    psk_id_hash = hkdf_extract(b"", b"HPKE-v1" + suite_id + b"psk_id_hash", hash)
    info_hash = hkdf_extract(b"", b"HPKE-v1" + suite_id + b"info_hash" + info, hash)
    context = b"\x00" + psk_id_hash + info_hash
    extracted = hkdf_extract(secret, b"HPKE-v1" + suite_id + b"secret", hash)

    def expanded(label: bytes, size: int) -> bytes:
        return hkdf_expand(extracted, size.to_bytes(2) + b"HPKE-v1" + suite_id + label + context, size, hash)

    return expanded(b"key", suite.aead.key_size), expanded(b"base_nonce", _NONCE)
