"""Passwords of the portal's users, and the three older ways in which they are stored."""

import hashlib
import hmac
import os
import secrets
from hashlib import pbkdf2_hmac as stretch
from hashlib import sha1

ROUNDS = 600_000
SALT_BYTES = 16
CURRENT = "sha512"
VOUCHER_DIGEST = "sha256"


def new_record(password: str) -> dict:
    """What is stored for a new password."""
    salt = os.urandom(SALT_BYTES)
    key = stretch(CURRENT, password.encode(), salt, ROUNDS)
    return {"scheme": "pbkdf2", "salt": salt.hex(), "key": key.hex()}


def verify(password: str, record: dict) -> bool:
    """Whether the password is the one that was stored."""
    expected = bytes.fromhex(record["key"])
    return hmac.compare_digest(expected, derive(password.encode(), record))


def derive(password: bytes, record: dict) -> bytes:
    """The stored form of a password under the scheme of its record."""
    salt = bytes.fromhex(record["salt"])
    match record["scheme"]:
        case "pbkdf2":
            return hashlib.pbkdf2_hmac(CURRENT, password, salt, ROUNDS)
        case "scrypt":
            return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)
        case "sha1-2008":
            return sha1(salt + password).digest()
        case "md5-2003":
            return hashlib.md5(password).digest()
        case other:
            return hashlib.new(other, salt + password).digest()


def voucher_hash(voucher: str) -> str:
    """The form in which one-time vouchers are stored."""
    return hashlib.new(VOUCHER_DIGEST, voucher.encode()).hexdigest()


def new_voucher() -> str:
    """A one-time voucher for a new user, sent on paper."""
    return secrets.token_urlsafe(18)


def breach_prefix(password: str) -> str:
    """The first five digits of the SHA-1, as the breach service expects them."""
    return sha1(password.encode(), usedforsecurity=False).hexdigest()[:5].upper()
