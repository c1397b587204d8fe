"""Key files: PKCS#8 plain and encrypted, the older forms of RSA and EC, OpenSSH; PEM or DER."""

from __future__ import annotations

from .files import (
    read_private_key,
    read_public_key,
    write_openssh_private_key,
    write_private_key,
    write_public_key,
    write_unencrypted_private_key,
)
from .password import PasswordPrimitives
from .pbes2 import decode_pkcs8_encrypted, encode_pkcs8_encrypted

__all__ = [
    "PasswordPrimitives",
    "decode_pkcs8_encrypted",
    "encode_pkcs8_encrypted",
    "read_private_key",
    "read_public_key",
    "write_openssh_private_key",
    "write_private_key",
    "write_public_key",
    "write_unencrypted_private_key",
]
