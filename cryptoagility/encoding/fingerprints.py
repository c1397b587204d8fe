"""Fingerprints of public keys: SHA-256 of the SubjectPublicKeyInfo, and what ``ssh-keygen -l`` shows."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from .openssh import encode_openssh_blob
from .spki import encode_spki


def spki_fingerprint(algorithm: str, raw: bytes) -> bytes:
    """SHA-256 of the SubjectPublicKeyInfo: the identity of a key everywhere in this project."""
    return hashlib.sha256(encode_spki(algorithm, raw)).digest()


def openssh_fingerprint(algorithm: str, raw: bytes) -> str:
    """``SHA256:`` and the digest of the wire form in base64 without padding; classical algorithms only."""
    digest = hashlib.sha256(encode_openssh_blob(algorithm, raw)).digest()
    return "SHA256:" + b64encode(digest).rstrip(b"=").decode("ascii")
