"""Settlement instructions: signed for the central securities depository, sealed for the paying agent."""

import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding as asymmetric_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

KEY_BITS = 256
NONCE_BYTES = 12
SIGNING_KEY_BITS = 3 * 1024

PSS = asymmetric_padding.PSS(
    mgf=asymmetric_padding.MGF1(hashes.SHA256()),
    salt_length=asymmetric_padding.PSS.DIGEST_LENGTH,
)


def new_signing_key() -> rsa.RSAPrivateKey:
    """The key of the coming year; the old one stays valid until its certificate ends."""
    return rsa.generate_private_key(public_exponent=65537, key_size=SIGNING_KEY_BITS)


def sign_instruction(pem: bytes, instruction: dict) -> bytes:
    """The depository's signature over the canonical instruction."""
    key = load_pem_private_key(pem, password=None)
    return key.sign(canonical(instruction), PSS, hashes.SHA256())


def verify_confirmation(pem: bytes, confirmation: dict, signature: bytes) -> None:
    """Raises InvalidSignature when the confirmation is not the depository's."""
    public_key = load_pem_public_key(pem)
    public_key.verify(
        signature,
        canonical(confirmation),
        asymmetric_padding.PSS(mgf=asymmetric_padding.MGF1(hashes.SHA384()), salt_length=48),
        hashes.SHA384(),
    )


def verify_legacy_confirmation(public_key: rsa.RSAPublicKey, confirmation: dict, signature: bytes) -> None:
    """The depository of the second market still signs with PKCS#1 v1.5."""
    public_key.verify(signature, canonical(confirmation), asymmetric_padding.PKCS1v15(), hashes.SHA1())


def seal_for_agent(agent_key: rsa.RSAPublicKey, instruction: dict) -> tuple[bytes, bytes, bytes]:
    """The wrapped content key, the nonce and the sealed instruction."""
    content_key = AESGCM.generate_key(bit_length=KEY_BITS)
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(content_key).encrypt(nonce, canonical(instruction), b"instruction/2")
    wrapped = agent_key.encrypt(content_key, OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None))
    return wrapped, nonce, sealed


def open_from_agent(key: rsa.RSAPrivateKey, wrapped: bytes, nonce: bytes, sealed: bytes) -> dict:
    """The answer of the paying agent, whose system still uses the SHA-1 form of OAEP."""
    content_key = key.decrypt(wrapped, OAEP(mgf=MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None))
    return json.loads(AESGCM(content_key).decrypt(nonce, sealed, b"answer/1"))


def session_key(shared_secret: bytes, member: str) -> bytes:
    """One key for each member and day."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BITS // 8, salt=None, info=f"member:{member}".encode())
    return hkdf.derive(shared_secret)


def seal_for_member(shared_secret: bytes, member: str, report: bytes) -> bytes:
    """A settlement report for a member's low-power terminal."""
    aead = ChaCha20Poly1305(session_key(shared_secret, member))
    nonce = os.urandom(NONCE_BYTES)
    return nonce + aead.encrypt(nonce, report, member.encode())


def canonical(value: dict) -> bytes:
    """The octets that both sides sign."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
