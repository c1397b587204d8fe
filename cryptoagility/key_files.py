"""Key files: PKCS#8 plain and encrypted, the older forms of RSA and EC, OpenSSH; PEM or DER, told apart by their label.

Encrypted PKCS#8 is PBES2 (RFC 8018, RFC 7914): PBKDF2 with SHA-256 or SHA-512, or scrypt, and AES-CBC. What a file may
cost is limited before anything is derived from a password.

PBES2 keeps a key secret, but cannot tell that a file was changed: where that matters, compare the public key of what
was read with the one that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from . import algorithms
from .encoding import (
    PrivateKey,
    PublicKey,
    as_bytes,
    decode_openssh,
    decode_openssh_blob,
    decode_pem,
    decode_pkcs8,
    decode_spki,
    encode_pem,
    encode_pkcs8,
    encode_spki,
    kind_of,
)
from .encoding.der import SEQUENCE, Reader, natural, null, octets, oid, sequence
from .encoding.ec_keys import curve_of, sec1_public
from .errors import InvalidSignature, MalformedInput, NotAllowed, UnavailableAlgorithm
from .secret_access import SECRETS, SecretAccess, require

_PBES2 = "1.2.840.113549.1.5.13"
_LIMIT = 1 << 20
_ITERATIONS = 10_000_000
_MEMORY = 256 << 20
_PARALLEL = 16
_OPENSSH_WIDTHS = (70, 76, 64)  # ssh-keygen, `cryptography`, others
_OPENSSH = "OPENSSH PRIVATE KEY"
_ROUNDS = 1024  # of bcrypt: about 16 seconds
_SALT = range(8, 1025)
_BLOCK = 16
_WRITE_ITERATIONS = 600_000  # OWASP, for PBKDF2 with HMAC-SHA256
_WRITE_COST, _WRITE_BLOCK, _WRITE_PARALLEL = 1 << 14, 8, 5  # OWASP; OpenSSL reads up to 32 MiB
_WRONG = "the password is wrong, or the file was changed"


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


@dataclass(frozen=True, slots=True)
class _Cipher:
    """How a file was encrypted, within the limits."""

    derive: Callable[[PasswordPrimitives, bytes, int], bytes]
    key_size: int
    iv: bytes


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
        label, der = ("ENCRYPTED PRIVATE KEY" if _is_encrypted(data) else "PRIVATE KEY"), data
    elif data.startswith(f"-----BEGIN {_OPENSSH}-----".encode("ascii")):
        label, der = decode_pem(data, (_OPENSSH,), widths=_OPENSSH_WIDTHS)
    else:
        label, der = decode_pem(data, _PLAIN.keys() | {"ENCRYPTED PRIVATE KEY"})
    if label == _OPENSSH:
        return _openssh(der, password)
    if label == "ENCRYPTED PRIVATE KEY":
        return decode_pkcs8_encrypted(der, password=password, primitives=primitives)
    key = _PLAIN[label](der)
    _no_password(password)
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
    return encode_pem("PRIVATE KEY", _pkcs8(key))


def write_private_key(
    key: PrivateKey, *, password: bytes, kdf: str = "PBKDF2", primitives: PasswordPrimitives | None = None
) -> str:
    """The private key as PEM, encrypted with a password: PBKDF2 with SHA-256 or scrypt, and AES-256-CBC."""
    return encode_pem(
        "ENCRYPTED PRIVATE KEY", encode_pkcs8_encrypted(key, password=password, kdf=kdf, primitives=primitives)
    )


def write_openssh_private_key(key: PrivateKey, *, password: bytes | None, access: SecretAccess) -> str:
    """The private key as OpenSSH writes it: encrypted, or with ``password=None`` in clear."""
    from .providers.openssh_private import write_openssh

    require(access)
    if password is not None:
        _check_password(password)
    text = write_openssh(_pkcs8(key), password)
    return encode_pem(*decode_pem(text, (_OPENSSH,), widths=_OPENSSH_WIDTHS), width=70)


def decode_pkcs8_encrypted(
    der: bytes, *, password: bytes | None, primitives: PasswordPrimitives | None = None
) -> PrivateKey:
    """The private key in an EncryptedPrivateKeyInfo."""
    outer = Reader(as_bytes(der, "the private key"), limit=_LIMIT)
    fields = outer.enter()
    outer.end()
    cipher = _read_cipher(fields.enter())
    ciphertext = fields.octets()
    fields.end()
    if not ciphertext or len(ciphertext) % _BLOCK:
        raise MalformedInput("an encrypted private key whose content is cut")
    if password is None:
        raise NotAllowed("the private key is encrypted: give its password")
    password = _check_password(password)
    backend = _backend(primitives)
    key = cipher.derive(backend, password, cipher.key_size)
    try:
        return decode_pkcs8(backend.aes_cbc_decrypt(key, cipher.iv, ciphertext))
    except (InvalidSignature, MalformedInput):
        # One answer: CBC cannot tell a wrong password from a changed file, and nobody learns which check failed.
        raise InvalidSignature(_WRONG) from None


def encode_pkcs8_encrypted(
    key: PrivateKey, *, password: bytes, kdf: str = "PBKDF2", primitives: PasswordPrimitives | None = None
) -> bytes:
    """EncryptedPrivateKeyInfo of a private key."""
    password = _check_password(password)
    if kdf not in _WRITERS:
        raise UnavailableAlgorithm(f"keys are encrypted with {' or '.join(_WRITERS)}, not {kdf}")
    backend = _backend(primitives)
    salt, iv = backend.random_bytes(16), backend.random_bytes(_BLOCK)
    described, derive = _WRITERS[kdf](salt)
    ciphertext = backend.aes_cbc_encrypt(derive(backend, password, 32), iv, _pkcs8(key))
    encryption = sequence(oid(_oid("AES-256-CBC")), octets(iv))
    return sequence(sequence(oid(_PBES2), sequence(described, encryption)), octets(ciphertext))


def _pkcs8(key: PrivateKey) -> bytes:
    """Version 1, which every reader takes: OpenSSL 3.0 and `cryptography` 50 refuse version 2 with its public key."""
    raw, kind = key.raw(access=SECRETS), kind_of(key.name)
    inside = key.public is not None and kind.unwrap(kind.wrap(raw, key.public)).public is not None
    return encode_pkcs8(key.name, raw, access=SECRETS, public=key.public if inside else None)


def _backend(primitives: PasswordPrimitives | None) -> PasswordPrimitives:
    if primitives is not None:
        return primitives
    from .providers import passwords

    return passwords


def _check_password(password: bytes) -> bytes:
    password = as_bytes(password, "the password")
    if not password:
        raise NotAllowed("an empty password protects nothing")
    return password


def _no_password(password: bytes | None) -> None:
    if password is not None:
        raise MalformedInput("a password was given, but the private key is not encrypted")


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


def _openssh(content: bytes, password: bytes | None) -> PrivateKey:
    from .providers.openssh_private import read_openssh

    encrypted, public = _openssh_header(content)
    if encrypted and password is None:
        raise NotAllowed("the private key is encrypted: give its password")
    if not encrypted:
        _no_password(password)
    elif password is not None:
        password = _check_password(password)
    key = decode_pkcs8(read_openssh(encode_pem(_OPENSSH, content, width=70).encode("ascii"), password))
    if key.name != public.name or key.public not in (None, public.raw):
        raise MalformedInput("an OpenSSH private key with the public key of another")
    return PrivateKey(key.name, key.raw(access=SECRETS), key.form, public.raw)


def _openssh_header(content: bytes) -> tuple[bool, PublicKey]:
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


def _oid(algorithm: str) -> str:
    return algorithms.find(algorithm).oids[0]


def _read_cipher(fields: Reader) -> _Cipher:
    """The limits are checked here, before anything is derived."""
    if fields.oid() != _PBES2:
        raise UnavailableAlgorithm("only PBES2 is read: convert the file with `openssl pkcs8 -topk8 -v2 aes-256-cbc`")
    parameters = fields.enter()
    fields.end()
    kdf, encryption = parameters.enter(), parameters.enter()
    parameters.end()
    size = _key_sizes().get(encryption.oid())
    if size is None:
        raise UnavailableAlgorithm("only AES-128-CBC and AES-256-CBC are read")
    iv = encryption.octets()
    encryption.end()
    if len(iv) != _BLOCK:
        raise MalformedInput("an initialisation vector of another length than 16 bytes")
    name = kdf.oid()
    read = next((reader for kdf_name, reader in _READERS.items() if _oid(kdf_name) == name), None)
    if read is None:
        raise UnavailableAlgorithm("only PBKDF2 and scrypt are read")
    derive = read(kdf.enter(), size)
    kdf.end()
    return _Cipher(derive, size, iv)


def _key_sizes() -> Mapping[str, int]:
    return {_oid(f"AES-{8 * size}-CBC"): size for size in (16, 32)}


Derive = Callable[[PasswordPrimitives, bytes, int], bytes]


def _read_pbkdf2(fields: Reader, size: int) -> Derive:
    salt, iterations = _salt(fields), fields.natural()
    _key_length(fields, size)
    hash = _prf(fields)
    fields.end()
    if not 0 < iterations <= _ITERATIONS:
        raise NotAllowed(f"PBKDF2 with {iterations} iterations; from 1 to {_ITERATIONS} are derived")
    return lambda backend, password, length: backend.pbkdf2(
        password, salt, iterations=iterations, size=length, hash=hash
    )


def _read_scrypt(fields: Reader, size: int) -> Derive:
    salt = _salt(fields)
    cost, block, parallel = fields.natural(), fields.natural(), fields.natural()
    _key_length(fields, size)
    fields.end()
    if cost <= 1 or cost & (cost - 1) or not block or not parallel:  # RFC 7914: a power of two above 1
        raise MalformedInput("scrypt with parameters that are none")
    if 128 * cost * block > _MEMORY or parallel > _PARALLEL:
        raise NotAllowed(
            f"scrypt that needs more than {_MEMORY >> 20} MiB or more than {_PARALLEL} lanes is not derived"
        )
    return lambda backend, password, length: backend.scrypt(
        password, salt, cost=cost, block=block, parallel=parallel, size=length
    )


def _salt(fields: Reader) -> bytes:
    salt = fields.octets()
    if len(salt) not in _SALT:
        raise MalformedInput("a salt that is too short or too long")
    return salt


def _key_length(fields: Reader, size: int) -> None:
    if fields.tag == 0x02 and fields.natural() != size:
        raise MalformedInput("a key length that is not that of the cipher")


def _prf(fields: Reader) -> str:
    if fields.tag is None:
        raise UnavailableAlgorithm("PBKDF2 with SHA-1 is not read: convert the file with `openssl pkcs8 -topk8`")
    inner = fields.enter()
    name = inner.oid()
    inner.null()
    inner.end()
    for hash in ("SHA-256", "SHA-512"):
        if name == _oid(f"HMAC-{hash}"):
            return hash
    raise UnavailableAlgorithm("only PBKDF2 with SHA-256 or SHA-512 is read")


def _write_pbkdf2(salt: bytes) -> tuple[bytes, Derive]:
    prf = sequence(oid(_oid("HMAC-SHA256")), null())
    described = sequence(oid(_oid("PBKDF2")), sequence(octets(salt), natural(_WRITE_ITERATIONS), prf))
    return described, lambda backend, password, size: backend.pbkdf2(
        password, salt, iterations=_WRITE_ITERATIONS, size=size, hash="SHA-256"
    )


def _write_scrypt(salt: bytes) -> tuple[bytes, Derive]:
    numbers = map(natural, (_WRITE_COST, _WRITE_BLOCK, _WRITE_PARALLEL))
    described = sequence(oid(_oid("scrypt")), sequence(octets(salt), *numbers))
    return described, lambda backend, password, size: backend.scrypt(
        password, salt, cost=_WRITE_COST, block=_WRITE_BLOCK, parallel=_WRITE_PARALLEL, size=size
    )


_READERS: Mapping[str, Callable[[Reader, int], Derive]] = MappingProxyType(
    {"PBKDF2": _read_pbkdf2, "scrypt": _read_scrypt}
)
_WRITERS: Mapping[str, Callable[[bytes], tuple[bytes, Derive]]] = MappingProxyType(
    {"PBKDF2": _write_pbkdf2, "scrypt": _write_scrypt}
)
