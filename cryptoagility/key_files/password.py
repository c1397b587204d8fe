"""Passwords of key files: what is none, and the primitives behind them."""

from __future__ import annotations

from typing import Protocol

from ..encoding import as_bytes
from ..errors import MalformedInput, NotAllowed


class PasswordPrimitives(Protocol):
    """The symmetric primitives behind encrypted files; ``providers.passwords`` has them."""

    def random_bytes(self, size: int, /) -> bytes:
        """Random bytes."""

    def pbkdf2(self, password: bytes, salt: bytes, /, *, iterations: int, size: int, hash: str) -> bytes:
        """PBKDF2 with HMAC."""

    def scrypt(self, password: bytes, salt: bytes, /, *, cost: int, block: int, parallel: int, size: int) -> bytes:
        """The scrypt function."""

    def aes_cbc_encrypt(self, key: bytes, iv: bytes, plaintext: bytes, /) -> bytes:
        """AES-CBC with padding."""

    def aes_cbc_decrypt(self, key: bytes, iv: bytes, ciphertext: bytes, /) -> bytes:
        """The plaintext. Raises InvalidSignature."""


def backend_of(primitives: PasswordPrimitives | None) -> PasswordPrimitives:
    """The primitives that were given, or those of OpenSSL."""
    if primitives is not None:
        return primitives
    from ..providers import passwords

    return passwords


def check_password(password: bytes) -> bytes:
    """The password. Refuses an empty one."""
    password = as_bytes(password, "the password")
    if not password:
        raise NotAllowed("an empty password protects nothing")
    return password


def refuse_password(password: bytes | None) -> None:
    """Refuses a password for a file that is not encrypted: who gave it believes that it is."""
    if password is not None:
        raise MalformedInput("a password was given, but the private key is not encrypted")
