"""Nothing here is a use: hashes.SHA1(), ec.generate_private_key(ec.SECP256R1()) and AESGCM(key) are only mentioned."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# rsa.generate_private_key(public_exponent=65537, key_size=1024) was used until 2015
HELP = "key.sign(data, padding.PKCS1v15(), hashes.SHA1())"
SUPPORTED = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1()}
DEFAULT_HASH = hashes.SHA256()


class Cipher:
    """Of the same name as that of the library, and another thing."""

    def __init__(self, algorithm, mode):
        self.pair = algorithm, mode

    def encryptor(self):
        return self


def load(pem: bytes) -> rsa.RSAPublicKey:
    return serialization.load_pem_public_key(pem)


def is_weak(key: rsa.RSAPublicKey) -> bool:
    return key.key_size < 2048 or isinstance(key, AESGCM)


def describe(document, stamp) -> str:
    Cipher("none", None).encryptor()
    document.sign(stamp)
    document.encrypt(b"", None)
    return f"use {padding.PSS.__name__} and catch {InvalidSignature.__name__}: {hashes.MD5.name}"
