"""CipherSpecs of IBM MQ: the versions that each allows and the suites that it stands for.

From IBM's documentation of CipherSpecs, written from memory (confidence medium): names that follow the registry's are
read by rule, the older ones by table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from . import tls_suites

_ALL = ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_ANY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ANY": _ALL[2:],  # older ones only if the queue manager was told to allow them
        "ANY_TLS12": ("TLSv1.2",),
        "ANY_TLS12_OR_HIGHER": ("TLSv1.2", "TLSv1.3"),
        "ANY_TLS13": ("TLSv1.3",),
        "ANY_TLS13_OR_HIGHER": ("TLSv1.3",),
    }
)
_SSL3: Mapping[str, str] = MappingProxyType(
    {
        "AES_SHA_US": "TLS_RSA_WITH_AES_128_CBC_SHA",
        "RC4_SHA_US": "TLS_RSA_WITH_RC4_128_SHA",
        "RC4_MD5_US": "TLS_RSA_WITH_RC4_128_MD5",
        "TRIPLE_DES_SHA_US": "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "DES_SHA_EXPORT": "TLS_RSA_WITH_DES_CBC_SHA",
        "DES_SHA_EXPORT1024": "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA",
        "RC4_56_SHA_EXPORT1024": "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA",
        "RC4_MD5_EXPORT": "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
        "RC2_MD5_EXPORT": "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
        "NULL_SHA": "TLS_RSA_WITH_NULL_SHA",
        "NULL_MD5": "TLS_RSA_WITH_NULL_MD5",
        "FIPS_WITH_DES_CBC_SHA": "TLS_RSA_WITH_DES_CBC_SHA",
        "FIPS_WITH_3DES_EDE_CBC_SHA": "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    }
)
_TLS12: Mapping[str, str] = MappingProxyType(
    {
        "ECDHE_ECDSA_RC4_128_SHA256": "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
        "ECDHE_RSA_RC4_128_SHA256": "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
        "ECDHE_ECDSA_3DES_EDE_CBC_SHA256": "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA",
        "ECDHE_RSA_3DES_EDE_CBC_SHA256": "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        "ECDHE_ECDSA_NULL_SHA256": "TLS_ECDHE_ECDSA_WITH_NULL_SHA",
        "ECDHE_RSA_NULL_SHA256": "TLS_ECDHE_RSA_WITH_NULL_SHA",
        "TLS_RSA_WITH_RC4_128_SHA256": "TLS_RSA_WITH_RC4_128_SHA",
    }
)


@dataclass(frozen=True, slots=True)
class CipherSpec:
    """Versions, and the suite; ``suite`` None: whichever of the versions' suites the queue manager allows."""

    versions: tuple[str, ...]
    suite: str | None


def find(name: str) -> CipherSpec | None:
    """The CipherSpec of this name; None if it is not known."""
    key = name.strip().upper()
    if key in _ANY:
        return CipherSpec(_ANY[key], None)
    if key in _SSL3:
        return CipherSpec(("SSLv3",), _SSL3[key])
    if key in _TLS12:
        return CipherSpec(("TLSv1.2",), _TLS12[key])
    spelled = key
    for exchange in ("ECDHE_ECDSA_", "ECDHE_RSA_"):
        if key.startswith(exchange):
            spelled = f"TLS_{exchange}WITH_{key[len(exchange) :]}"
    suite = tls_suites.find(spelled)
    if suite is None:
        return None
    version = {"TLSv1.3": "TLSv1.3", "TLSv1.2": "TLSv1.2"}.get(suite.version, "TLSv1.0")
    return CipherSpec((version,), suite.name)
