"""What encrypted key files need of OpenSSL through `cryptography`: PBKDF2, scrypt, AES-CBC, random bytes.

Costs are not limited here: who calls has checked them first.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ..errors import InvalidSignature, UnavailableAlgorithm

_BLOCK = 128
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA-256": hashes.SHA256(),
    "SHA-384": hashes.SHA384(),
    "SHA-512": hashes.SHA512(),
}


def random_bytes(size: int) -> bytes:
    """Random bytes from the operating system."""
    return secrets.token_bytes(size)


def pbkdf2(password: bytes, salt: bytes, *, iterations: int, size: int, hash: str) -> bytes:
    """PBKDF2 with HMAC (RFC 8018)."""
    if hash not in _HASHES:
        raise UnavailableAlgorithm(f"PBKDF2 with {hash} is not offered")
    return PBKDF2HMAC(_HASHES[hash], size, salt, iterations).derive(password)


def scrypt(password: bytes, salt: bytes, *, cost: int, block: int, parallel: int, size: int) -> bytes:
    """The scrypt function (RFC 7914)."""
    return Scrypt(salt=salt, length=size, n=cost, r=block, p=parallel).derive(password)


def aes_cbc_encrypt(key: bytes, iv: bytes, plaintext: bytes) -> bytes:
    """AES-CBC with the padding of PKCS#7. It protects no integrity: for PBES2 only."""
    padder = padding.PKCS7(_BLOCK).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(padder.update(plaintext) + padder.finalize()) + encryptor.finalize()


def aes_cbc_decrypt(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    """What ``aes_cbc_encrypt`` encrypted. Raises InvalidSignature where the padding is wrong."""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    unpadder = padding.PKCS7(_BLOCK).unpadder()
    try:
        padded = decryptor.update(ciphertext) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise InvalidSignature("the ciphertext is wrong") from None
