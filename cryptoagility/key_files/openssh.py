"""OpenSSH private key files: the header is read and limited here, the secret by a provider."""

from __future__ import annotations

from ..encoding import PrivateKey, PublicKey, decode_openssh_blob, decode_pem, decode_pkcs8, encode_pem
from ..errors import MalformedInput, NotAllowed
from ..secret_access import SECRETS
from .password import check_password, refuse_password
from .version_1 import pkcs8_version_1

LABEL = "OPENSSH PRIVATE KEY"
_WIDTHS = (70, 76, 64)  # ssh-keygen, `cryptography`, others
_ROUNDS = 1024  # of bcrypt: about 16 seconds


def read_openssh_file(data: bytes, password: bytes | None) -> PrivateKey:
    """The private key in a file, with the public key that stands before it."""
    _, content = decode_pem(data, (LABEL,), widths=_WIDTHS)
    return _read(content, password)


def write_openssh_file(key: PrivateKey, password: bytes | None) -> str:
    """The file of a private key: encrypted, or with ``password=None`` in clear."""
    from ..providers.openssh_private import write_openssh

    if password is not None:
        password = check_password(password)
    text = write_openssh(pkcs8_version_1(key), password)
    return encode_pem(*decode_pem(text, (LABEL,), widths=_WIDTHS), width=70)


def _read(content: bytes, password: bytes | None) -> PrivateKey:
    from ..providers.openssh_private import read_openssh

    encrypted, public = _header(content)
    if encrypted and password is None:
        raise NotAllowed("the private key is encrypted: give its password")
    if not encrypted:
        refuse_password(password)
    elif password is not None:
        password = check_password(password)
    key = decode_pkcs8(read_openssh(encode_pem(LABEL, content, width=70).encode("ascii"), password))
    if key.name != public.name or key.public not in (None, public.raw):
        raise MalformedInput("an OpenSSH private key with the public key of another")
    return PrivateKey(key.name, key.raw(access=SECRETS), key.form, public.raw)


def _header(content: bytes) -> tuple[bool, PublicKey]:
    """Whether the file is encrypted, and the public key before the secret. Refuses rounds that would take too long."""
    magic = b"openssh-key-v1\0"
    if not content.startswith(magic):
        raise MalformedInput("an OpenSSH private key of an unknown version")
    cipher, at = _ssh_string(content, len(magic))
    kdf, at = _ssh_string(content, at)
    options, at = _ssh_string(content, at)
    if int.from_bytes(content[at : at + 4], "big") != 1:
        raise MalformedInput("an OpenSSH private key file that does not hold one key")
    public = decode_openssh_blob(_ssh_string(content, at + 4)[0])
    if (cipher, kdf) == (b"none", b"none"):
        return False, public
    rounds = int.from_bytes(options[-4:], "big")
    if kdf != b"bcrypt" or not 0 < rounds <= _ROUNDS:
        raise NotAllowed(f"an OpenSSH private key with another KDF than bcrypt, or more than {_ROUNDS} rounds")
    return True, public


def _ssh_string(content: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(content[at : at + 4], "big")
    if end > len(content) or at + 4 > len(content):
        raise MalformedInput("an OpenSSH private key that is cut")
    return content[at + 4 : end], end
