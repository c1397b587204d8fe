"""Encrypted PKCS#8: PBES2 (RFC 8018, RFC 7914) with PBKDF2 over SHA-256 or SHA-512, or scrypt, and AES-CBC.

What a file may cost is limited before anything is derived from a password. PBES2 keeps a key secret, but cannot tell
that a file was changed: where that matters, compare the public key of what was read with the one that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .. import algorithms
from ..encoding import PrivateKey, as_bytes, decode_pkcs8
from ..encoding.der import Reader, natural, null, octets, oid, sequence
from ..errors import InvalidSignature, MalformedInput, NotAllowed, UnavailableAlgorithm
from .password import PasswordPrimitives, backend_of, check_password
from .version_1 import pkcs8_version_1

Derive = Callable[[PasswordPrimitives, bytes, int], bytes]

_PBES2 = "1.2.840.113549.1.5.13"
_LIMIT = 1 << 20
_ITERATIONS = 10_000_000
_MEMORY = 256 << 20
_PARALLEL = 16
_SALT = range(8, 1025)
_BLOCK = 16
_WRITE_ITERATIONS = 600_000  # OWASP, for PBKDF2 with HMAC-SHA256
_WRITE_COST, _WRITE_BLOCK, _WRITE_PARALLEL = 1 << 14, 8, 5  # OWASP; OpenSSL reads up to 32 MiB
_WRONG = "the password is wrong, or the file was changed"


@dataclass(frozen=True, slots=True)
class _Cipher:
    """How a file was encrypted, within the limits."""

    derive: Derive
    key_size: int
    iv: bytes


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
    password = check_password(password)
    backend = backend_of(primitives)
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
    password = check_password(password)
    if kdf not in _WRITERS:
        raise UnavailableAlgorithm(f"keys are encrypted with {' or '.join(_WRITERS)}, not {kdf}")
    backend = backend_of(primitives)
    salt, iv = backend.random_bytes(16), backend.random_bytes(_BLOCK)
    described, derive = _WRITERS[kdf](salt)
    ciphertext = backend.aes_cbc_encrypt(derive(backend, password, 32), iv, pkcs8_version_1(key))
    encryption = sequence(oid(_oid("AES-256-CBC")), octets(iv))
    return sequence(sequence(oid(_PBES2), sequence(described, encryption)), octets(ciphertext))


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
