"""Key formats: bytes in, values out, without a cryptographic backend. Names are loaded on first use."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .bytes_like import as_bytes

if TYPE_CHECKING:
    from .cose_key import CoseKey as CoseKey
    from .cose_key import CoseKeySet as CoseKeySet
    from .cose_key import cose_thumbprint as cose_thumbprint
    from .cose_key import decode_cose_key as decode_cose_key
    from .cose_key import decode_cose_key_set as decode_cose_key_set
    from .cose_key import decode_private_cose_key as decode_private_cose_key
    from .cose_key import encode_cose_key as encode_cose_key
    from .cose_key import encode_cose_key_set as encode_cose_key_set
    from .cose_key import encode_private_cose_key as encode_private_cose_key
    from .ec_private import ec_private_key as ec_private_key
    from .ec_private import ec_private_scalar as ec_private_scalar
    from .fingerprints import openssh_fingerprint as openssh_fingerprint
    from .fingerprints import spki_fingerprint as spki_fingerprint
    from .jwk import Jwk as Jwk
    from .jwk import JwkSet as JwkSet
    from .jwk import decode_jwk as decode_jwk
    from .jwk import decode_jwks as decode_jwks
    from .jwk import decode_private_jwk as decode_private_jwk
    from .jwk import encode_jwk as encode_jwk
    from .jwk import encode_jwks as encode_jwks
    from .jwk import encode_private_jwk as encode_private_jwk
    from .jwk import jwk_thumbprint as jwk_thumbprint
    from .keys import Form as Form
    from .keys import PrivateKey as PrivateKey
    from .keys import PublicKey as PublicKey
    from .kinds import key_name as key_name
    from .kinds import kind_of as kind_of
    from .openssh import decode_openssh as decode_openssh
    from .openssh import decode_openssh_blob as decode_openssh_blob
    from .openssh import encode_openssh as encode_openssh
    from .openssh import encode_openssh_blob as encode_openssh_blob
    from .pem import decode_pem as decode_pem
    from .pem import encode_pem as encode_pem
    from .pkcs8 import decode_pkcs8 as decode_pkcs8
    from .pkcs8 import encode_pkcs8 as encode_pkcs8
    from .spki import decode_spki as decode_spki
    from .spki import encode_spki as encode_spki

_PUBLIC = {
    "cose_key": (
        "CoseKey CoseKeySet cose_thumbprint decode_cose_key decode_cose_key_set decode_private_cose_key "
        "encode_cose_key encode_cose_key_set encode_private_cose_key"
    ),
    "ec_private": "ec_private_key ec_private_scalar",
    "fingerprints": "openssh_fingerprint spki_fingerprint",
    "jwk": (
        "Jwk JwkSet decode_jwk decode_jwks decode_private_jwk encode_jwk encode_jwks encode_private_jwk jwk_thumbprint"
    ),
    "keys": "Form PrivateKey PublicKey",
    "kinds": "key_name kind_of",
    "openssh": "decode_openssh decode_openssh_blob encode_openssh encode_openssh_blob",
    "pem": "decode_pem encode_pem",
    "pkcs8": "decode_pkcs8 encode_pkcs8",
    "spki": "decode_spki encode_spki",
}
_MODULES = {name: module for module, names in _PUBLIC.items() for name in names.split()}

__all__ = ["as_bytes"]


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(importlib.import_module(f".{_MODULES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
