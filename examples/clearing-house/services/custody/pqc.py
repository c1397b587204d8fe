"""The post-quantum pilot of the custody desk: approvals and vault tunnels that outlast RSA."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA87PublicKey as RootKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

APPROVAL_CONTEXT = b"meridian/approval/1"
NONCE = bytes(12)


@dataclass(frozen=True)
class HybridKey:
    """What a partner publishes: one key of each kind."""

    classical: EllipticCurvePublicKey
    post_quantum: MLDSA65PublicKey


class PilotOfficer:
    """An officer who approves with ML-DSA."""

    def __init__(self) -> None:
        self._key = MLDSA65PrivateKey.generate()

    def approve(self, withdrawal: bytes) -> bytes:
        """The approval."""
        return self._key.sign(withdrawal, APPROVAL_CONTEXT)


def is_hybrid_approved(key: HybridKey, withdrawal: bytes, classical: bytes, post_quantum: bytes) -> bool:
    """Whether both signatures hold; one is not enough."""
    if not isinstance(key.classical.curve, SECP384R1):
        return False
    try:
        key.classical.verify(classical, withdrawal, ECDSA(hashes.SHA384()))
        key.post_quantum.verify(post_quantum, withdrawal, APPROVAL_CONTEXT)
    except InvalidSignature:
        return False
    return True


def check_root(raw_root: bytes, statement: bytes, signature: bytes) -> None:
    """Raises when the statement is not from the root officer."""
    RootKey.from_public_bytes(raw_root).verify(signature, statement)


def seal_for_vault(vault_key: mlkem.MLKEM768PublicKey, share: bytes) -> tuple[bytes, bytes]:
    """The encapsulated secret and the sealed share."""
    secret, encapsulated = vault_key.encapsulate()
    return encapsulated, AESGCM(tunnel_key(secret)).encrypt(NONCE, share, None)


def open_in_vault(seed: bytes, encapsulated: bytes, sealed: bytes) -> bytes:
    """The share."""
    secret = mlkem.MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(encapsulated)
    return AESGCM(tunnel_key(secret)).decrypt(NONCE, sealed, None)


def new_disaster_site_key() -> mlkem.MLKEM1024PrivateKey:
    """The key of the third site, for shares that must stay secret for thirty years."""
    return mlkem.MLKEM1024PrivateKey.generate()


def tunnel_key(secret: bytes) -> bytes:
    """The key of one share; the secret is fresh, so the nonce may be fixed."""
    return HKDF(hashes.SHA384(), 32, None, b"vault tunnel").derive(secret)
