"""Schemes by name, from the best backend that is here: raw bytes in, raw bytes out.

This is what known-answer tests and advanced users call; applications hold a keyset.
"""

from __future__ import annotations

from collections.abc import Sequence

from .keys import DecapsulationKey, EncapsulationKey, KemScheme, SignatureScheme, SigningKey, VerifyingKey
from .registry import PROVIDERS, kem_scheme, signature_scheme

__all__ = [
    "PROVIDERS",
    "DecapsulationKey",
    "EncapsulationKey",
    "KemScheme",
    "SignatureScheme",
    "SigningKey",
    "VerifyingKey",
    "kem",
    "signature",
]


def signature(name: str, *, provider: str | None = None, preference: Sequence[str] = PROVIDERS) -> SignatureScheme:
    """The signature scheme of this name or alias; ``provider`` forces one backend, ``preference`` orders them.

    Raises UnknownAlgorithm for a name that is none, UnavailableAlgorithm if nothing here can do it or if the name
    leaves something open (``ECDSA-P256`` has no hash).
    """
    return signature_scheme(name, preference if provider is None else (provider,))


def kem(
    name: str,
    *,
    provider: str | None = None,
    preference: Sequence[str] = PROVIDERS,
    allow_experimental: bool = False,
) -> KemScheme:
    """The key encapsulation mechanism of this name or alias; ``provider`` and ``preference`` as for ``signature``.

    X25519, X448 and ECDH are the DHKEM of RFC 9180 section 4.1. Raises as ``signature`` does, and NotAllowed for an
    experimental mechanism (HQC, sntrup761) unless ``allow_experimental``.
    """
    return kem_scheme(name, preference if provider is None else (provider,), experimental=allow_experimental)
