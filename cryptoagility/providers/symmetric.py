"""Symmetric primitives, from OpenSSL through `cryptography`: sealing, key derivation, passwords."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ..errors import InvalidSignature

NONCE = 12  # bytes; SP 800-38D section 8.2.2, random
TAG = 16  # bytes
_CIPHERS: Mapping[str, type[AESGCM] | type[ChaCha20Poly1305]] = MappingProxyType(
    {"AES-GCM": AESGCM, "ChaCha20-Poly1305": ChaCha20Poly1305}
)


def random_bytes(size: int) -> bytes:
    """Random bytes from the operating system."""
    return secrets.token_bytes(size)


def seal(key: bytes, plaintext: bytes, associated_data: bytes) -> bytes:
    """AES-GCM (SP 800-38D) with a fresh random nonce, which comes first; a key seals at most 2^32 times."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + encrypt("AES-GCM", key, nonce, plaintext, associated_data)


def unseal(key: bytes, sealed: bytes, associated_data: bytes) -> bytes:
    """What ``seal`` sealed. Raises InvalidSignature."""
    return decrypt("AES-GCM", key, sealed[:NONCE], sealed[NONCE:], associated_data)


def encrypt(cipher: str, key: bytes, nonce: bytes, plaintext: bytes, associated_data: bytes) -> bytes:
    """AES-GCM or ChaCha20-Poly1305 with a nonce that the caller vouches for: never twice under one key."""
    return _CIPHERS[cipher](key).encrypt(nonce, plaintext, associated_data)


def decrypt(cipher: str, key: bytes, nonce: bytes, ciphertext: bytes, associated_data: bytes) -> bytes:
    """The plaintext. Raises InvalidSignature."""
    if len(nonce) != NONCE or len(ciphertext) < TAG:
        raise InvalidSignature("the ciphertext is wrong")
    try:
        return _CIPHERS[cipher](key).decrypt(nonce, ciphertext, associated_data)
    except InvalidTag:
        raise InvalidSignature("the ciphertext is wrong") from None


def hkdf_extract(salt: bytes, material: bytes, hash: str) -> bytes:
    """HKDF-Extract (RFC 5869 section 2.2); an empty salt is one of zeros."""
    return hmac.digest(salt, material, hash)


def hkdf_expand(key: bytes, info: bytes, size: int, hash: str) -> bytes:
    """HKDF-Expand (RFC 5869 section 2.3) to ``size`` bytes, at most 255 hashes."""
    block, output, counter = b"", b"", 1
    while len(output) < size:
        block = hmac.digest(key, block + info + bytes([counter]), hash)
        output += block
        counter += 1
    return output[:size]


def argon2id(passphrase: bytes, salt: bytes, *, passes: int, memory: int, lanes: int, size: int) -> bytes:
    """Argon2id (RFC 9106); ``memory`` in KiB. The caller has bounded the cost."""
    return Argon2id(salt=salt, length=size, iterations=passes, lanes=lanes, memory_cost=memory).derive(passphrase)


def scrypt(passphrase: bytes, salt: bytes, *, cost: int, block: int, parallel: int, size: int) -> bytes:
    """The scrypt function (RFC 7914); the caller has bounded the cost."""
    return Scrypt(salt=salt, length=size, n=cost, r=block, p=parallel).derive(passphrase)
