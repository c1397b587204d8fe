"""Digital-asset custody: transaction keys, withdrawal approvals and the backup of key shares."""

import hmac
import secrets
from hashlib import sha256, sha512

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

SEED_BYTES = 32
DOMAIN = b"Bitcoin seed"
DIGEST = hashes.SHA256


def new_transaction_key() -> ec.EllipticCurvePrivateKey:
    """The key of a new deposit address."""
    return ec.generate_private_key(ec.SECP256K1())


def sign_transaction(transaction: bytes) -> tuple[bytes, bytes]:
    """Signs with a key for one transaction; gives the public point and the signature."""
    key = new_transaction_key()
    digest = sha256(sha256(transaction).digest()).digest()
    signature = key.sign(digest, ec.ECDSA(DIGEST()))
    numbers = key.public_key().public_numbers()
    return numbers.x.to_bytes(32, "big"), signature


def master_node(seed: bytes) -> tuple[bytes, bytes]:
    """The master key and chain code of a wallet."""
    node = hmac.new(DOMAIN, seed, sha512).digest()
    return node[:32], node[32:]


def new_seed() -> bytes:
    """The seed of a cold wallet."""
    return secrets.token_bytes(SEED_BYTES)


def approve(officer: Ed25519PrivateKey, withdrawal: bytes) -> bytes:
    """The approval of one officer; four are needed."""
    return officer.sign(withdrawal)


def count_approvals(withdrawal: bytes, approvals: dict[Ed25519PublicKey, bytes]) -> int:
    """How many approvals there are; raises when one is false."""
    for officer, approval in approvals.items():
        officer.verify(approval, withdrawal)
    return len(approvals)


def share_key(recipient: X25519PublicKey) -> tuple[X25519PublicKey, bytes]:
    """The key under which a share travels to another vault."""
    ephemeral = X25519PrivateKey.generate()
    secret = ephemeral.exchange(recipient)
    key = HKDF(algorithm=hashes.SHA512(), length=32, salt=None, info=b"share/1").derive(secret)
    return ephemeral.public_key(), key


def agree_with_exchange(key: ec.EllipticCurvePrivateKey, peer: ec.EllipticCurvePublicKey) -> bytes:
    """The secret that we share with an exchange."""
    return key.exchange(ec.ECDH(), peer)


def wrap_share(vault_key: bytes, share: bytes) -> bytes:
    """A share for the paper backup."""
    return aes_key_wrap(vault_key, share)


def unwrap_share(vault_key: bytes, wrapped: bytes) -> bytes:
    """The share again."""
    return aes_key_unwrap(vault_key, wrapped)


def seal_log(key: bytes, line: bytes) -> bytes:
    """A line of the vault's log, in the form that the old viewer reads."""
    counter = secrets.token_bytes(16)
    encryptor = Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor()
    return counter + encryptor.update(line) + encryptor.finalize()


def open_old_log(key: bytes, blob: bytes) -> bytes:
    """A line from before 2020: AES with a key of 128 bits."""
    decryptor = Cipher(algorithms.AES128(key), modes.CBC(blob[:16])).decryptor()
    return decryptor.update(blob[16:]) + decryptor.finalize()
