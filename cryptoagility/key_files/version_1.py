"""PKCS#8 as files hold it: version 1, which every reader takes."""

from __future__ import annotations

from ..encoding import PrivateKey, encode_pkcs8, kind_of
from ..secret_access import SECRETS


def pkcs8_version_1(key: PrivateKey) -> bytes:
    """Version 1, which every reader takes: OpenSSL 3.0 and `cryptography` 50 refuse version 2 with its public key."""
    raw, kind = key.raw(access=SECRETS), kind_of(key.name)
    inside = key.public is not None and kind.unwrap(kind.wrap(raw, key.public)).public is not None
    return encode_pkcs8(key.name, raw, access=SECRETS, public=key.public if inside else None)
