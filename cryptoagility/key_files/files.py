"""Files of keys, told apart by the label of their PEM, or in DER by what they begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..encoding import (
    PrivateKey,
    PublicKey,
    as_bytes,
    decode_openssh,
    decode_pem,
    decode_pkcs8,
    decode_spki,
    encode_pem,
    encode_spki,
    kind_of,
)
from ..encoding.der import SEQUENCE, Reader
from ..encoding.ec_keys import curve_of, sec1_public
from ..errors import MalformedInput
from ..secret_access import SecretAccess, require
from .openssh import LABEL, read_openssh_file, write_openssh_file
from .password import PasswordPrimitives, refuse_password
from .pbes2 import decode_pkcs8_encrypted, encode_pkcs8_encrypted
from .version_1 import pkcs8_version_1

_LIMIT = 1 << 20
_ENCRYPTED = "ENCRYPTED PRIVATE KEY"


def read_private_key(
    data: bytes, *, password: bytes | None = None, primitives: PasswordPrimitives | None = None
) -> PrivateKey:
    """The private key in a file.

    Raises NotAllowed for an encrypted file without a password or one that would cost too much, InvalidSignature for a
    wrong password, MalformedInput for all else; also where a password is given for a file that is not encrypted.
    """
    data = as_bytes(data, "the key file")
    if len(data) > _LIMIT:
        raise MalformedInput(f"a key file of {len(data)} bytes; the limit is {_LIMIT}")
    if data[:1] == b"\x30":
        label, der = (_ENCRYPTED if _is_encrypted(data) else "PRIVATE KEY"), data
    elif data.startswith(f"-----BEGIN {LABEL}-----".encode("ascii")):
        return read_openssh_file(data, password)
    else:
        label, der = decode_pem(data, _PLAIN.keys() | {_ENCRYPTED})
    if label == _ENCRYPTED:
        return decode_pkcs8_encrypted(der, password=password, primitives=primitives)
    key = _PLAIN[label](der)
    refuse_password(password)
    return key


def read_public_key(data: bytes) -> PublicKey:
    """The public key in a file: SubjectPublicKeyInfo as PEM or DER, or a line of OpenSSH."""
    data = as_bytes(data, "the key file")
    if data[:1] == b"\x30":
        return decode_spki(data)
    if data.startswith(b"-----"):
        return decode_spki(decode_pem(data, ("PUBLIC KEY",))[1])
    return decode_openssh(data)[0]


def write_public_key(algorithm: str, raw: bytes) -> str:
    """The public key as PEM."""
    return encode_pem("PUBLIC KEY", encode_spki(algorithm, raw))


def write_unencrypted_private_key(key: PrivateKey, *, access: SecretAccess) -> str:
    """The private key as PEM, in clear."""
    require(access)
    return encode_pem("PRIVATE KEY", pkcs8_version_1(key))


def write_private_key(
    key: PrivateKey, *, password: bytes, kdf: str = "PBKDF2", primitives: PasswordPrimitives | None = None
) -> str:
    """The private key as PEM, encrypted with a password: PBKDF2 with SHA-256 or scrypt, and AES-256-CBC."""
    return encode_pem(_ENCRYPTED, encode_pkcs8_encrypted(key, password=password, kdf=kdf, primitives=primitives))


def write_openssh_private_key(key: PrivateKey, *, password: bytes | None, access: SecretAccess) -> str:
    """The private key as OpenSSH writes it: encrypted, or with ``password=None`` in clear."""
    require(access)
    return write_openssh_file(key, password)


def _is_encrypted(data: bytes) -> bool:
    return Reader(data, limit=_LIMIT).enter().tag == SEQUENCE


def _rsa(der: bytes) -> PrivateKey:
    kind = kind_of("RSA")
    form = kind.form_of(der)
    return PrivateKey(kind.private_name(der), der, form, kind.public_of(der))


def _sec1(der: bytes) -> PrivateKey:
    kind = kind_of(f"EC-{curve_of(der).name}")
    found = kind.unwrap(der)
    return PrivateKey(kind.private_name(found.raw), found.raw, found.form, sec1_public(der))


_PLAIN: Mapping[str, Callable[[bytes], PrivateKey]] = MappingProxyType(
    {"PRIVATE KEY": decode_pkcs8, "RSA PRIVATE KEY": _rsa, "EC PRIVATE KEY": _sec1}
)
