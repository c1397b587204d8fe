"""Public keys of ML-KEM and ML-DSA from private keys in forms that no backend here takes."""

from __future__ import annotations

from cryptoagility.encoding.lattice import expand_ml_kem, ml_dsa_public
from cryptoagility.errors import MalformedInput

COST = 20_000  # microseconds that the largest key takes


def ml_kem(name: str, seed: bytes) -> tuple[bytes, bytes]:
    """Encapsulation key and expanded decapsulation key of a seed ``d || z``."""
    return expand_ml_kem(name, seed)


def ml_dsa(name: str, expanded: bytes) -> bytes | None:
    """The public key of an expanded private key; None if its parts do not belong together."""
    try:
        return ml_dsa_public(name, expanded)
    except MalformedInput:
        return None
