"""The document vault, on PyCryptodome: what is stored now, and what older volumes hold."""

from pathlib import Path

from Crypto.Cipher import AES, ARC4, DES3, PKCS1_OAEP
from Crypto.Cipher import PKCS1_v1_5 as OldWrap
from Crypto.Hash import HMAC, SHA256
from Crypto.Protocol.KDF import PBKDF2
from Crypto.PublicKey import ECC, RSA
from Crypto.Random import get_random_bytes
from Crypto.Signature import pkcs1_15
from Crypto.Util.Padding import pad, unpad

VOLUME_KEY_BYTES = 32
LEGACY_MODE = DES3.MODE_CBC


def store(path: Path, document: bytes, volume_key: RSA.RsaKey) -> None:
    """Writes a document under a fresh key, which only the volume key opens."""
    key = get_random_bytes(VOLUME_KEY_BYTES)
    cipher = AES.new(key, AES.MODE_CBC)
    body = cipher.encrypt(pad(document, AES.block_size))
    wrapped = PKCS1_OAEP.new(volume_key, hashAlgo=SHA256).encrypt(key)
    tag = HMAC.new(key, body, digestmod=SHA256).digest()
    path.write_bytes(len(wrapped).to_bytes(2, "big") + wrapped + cipher.iv + tag + body)


def read_volume_2(blob: bytes, key: bytes) -> bytes:
    """A document of the second generation: AES in GCM, key size by tenant."""
    nonce, tag, body = blob[:16], blob[16:32], blob[32:]
    return AES.new(key, AES.MODE_GCM, nonce=nonce).decrypt_and_verify(body, tag)


def read_volume_1(blob: bytes, key: bytes) -> bytes:
    """A document of the first generation."""
    cipher = DES3.new(key, LEGACY_MODE, iv=blob[:8])
    return unpad(cipher.decrypt(blob[8:]), DES3.block_size)


def read_fax(blob: bytes, key: bytes) -> bytes:
    """A scanned fax of before 2006."""
    return ARC4.new(key).decrypt(blob)


def unwrap_volume_1_key(wrapped: bytes, volume_key: RSA.RsaKey) -> bytes:
    """The key of a first-generation volume."""
    sentinel = get_random_bytes(24)
    return OldWrap.new(volume_key).decrypt(wrapped, sentinel)


def reopen_tape(wrapped: bytes, volume_key: RSA.RsaKey) -> bytes:
    """The key of a tape; the library's default hash was in use."""
    return PKCS1_OAEP.new(volume_key).decrypt(wrapped)


def new_volume_key() -> RSA.RsaKey:
    """The key of a new volume."""
    return RSA.generate(4096)


def new_index_key() -> ECC.EccKey:
    """The key that signs the index of a volume."""
    return ECC.generate(curve="P-384")


def seal_manifest(manifest: bytes, key: RSA.RsaKey) -> bytes:
    """The signature under the list of documents."""
    digest = SHA256.new(manifest)
    return pkcs1_15.new(key).sign(digest)


def key_from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """The emergency key, made of the passphrase that two officers keep."""
    return PBKDF2(passphrase, salt, dkLen=32, count=200_000, hmac_hash_module=SHA256)


HELP = """
Old documents: AES.new(key, AES.MODE_ECB) was never used here, whatever the manual says.
"""
