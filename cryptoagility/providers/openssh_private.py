"""OpenSSH private key files, plain and encrypted with bcrypt, through `cryptography`; PKCS#8 on the other side."""

from __future__ import annotations

import importlib.util

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_ssh_private_key,
)

from ..errors import InvalidSignature, MalformedInput, UnavailableAlgorithm


def read_openssh(data: bytes, password: bytes | None) -> bytes:
    """The key in a file, as PKCS#8. Raises InvalidSignature for a wrong password; the cost has been limited before."""
    if password is not None:
        _need_bcrypt()
    try:
        key = load_ssh_private_key(data, password)
        return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    except UnsupportedAlgorithm:
        raise UnavailableAlgorithm("this kind of OpenSSH private key cannot be read here") from None
    except (ValueError, TypeError, NotImplementedError):  # the last: a compressed point
        if password is not None:
            raise InvalidSignature("the password is wrong, or the file was changed") from None
        raise MalformedInput("an OpenSSH private key that cannot be read") from None


def write_openssh(der: bytes, password: bytes | None) -> bytes:
    """The file of a key that is given as PKCS#8."""
    if password is not None:
        _need_bcrypt()
    try:
        key = load_der_private_key(der, None)
        encryption: KeySerializationEncryption = NoEncryption()
        if password is not None:
            encryption = BestAvailableEncryption(password)
        return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)
    except (UnsupportedAlgorithm, ValueError, TypeError):
        raise UnavailableAlgorithm("OpenSSH files do not hold this kind of key") from None


def _need_bcrypt() -> None:
    if importlib.util.find_spec("bcrypt") is None:
        raise UnavailableAlgorithm("encrypted OpenSSH keys need bcrypt: pip install 'cryptoagility[ssh]'")
