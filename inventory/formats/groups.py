"""Well-known Diffie-Hellman groups, by their prime."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

# Start of the SHA-256 of the prime -> name. RFC 7919 and RFC 5114 as OpenSSL makes them, RFC 2409 and RFC 3526 by
# their formula (and the same as OpenSSL's where it has them).
_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "b52ba6a3026520a6c49d37e458760180": "modp768 (IKE group 1)",
        "3f35a3f5f6c4376a744acad409bb22f8": "modp1024 (IKE group 2)",
        "64fcc83ec403930bf18393dbc883ccaa": "modp1536 (IKE group 5)",
        "d66436f79bbd6b2e38c0ffbd079be904": "modp2048 (IKE group 14)",
        "48cf8b092fbce4359d9871abf74f98e2": "modp3072 (IKE group 15)",
        "4ee95187682bcb230ad26a95205f6920": "modp4096 (IKE group 16)",
        "d1bfe6d0925ce7e4da262b62861514a7": "modp6144 (IKE group 17)",
        "39ab4feab950a3128fb71accb9fc3965": "modp8192 (IKE group 18)",
        "9cd3b7f336872f46c09428d1bbc19877": "ffdhe2048",
        "0eaf67db3a839156d5013494a5318a77": "ffdhe3072",
        "4648414224ac881b3d0dc59b466f96d0": "ffdhe4096",
        "227ac9066b3ddd9e193670cda2388fa8": "ffdhe6144",
        "770b14efaf6f049929c523113b3fa99a": "ffdhe8192",
        "44c55cfee5c075927cf682da5b681bde": "RFC 5114 group 1",
        "bfe545862ca102ad1eeddb5fbfa5bf85": "RFC 5114 group 2",
        "0b7835722cb619827610c2549fdda558": "RFC 5114 group 3",
    }
)


def group(prime: bytes) -> str | None:
    """The name of the group with this prime (big-endian octets); None for one that somebody made for himself."""
    return _GROUPS.get(hashlib.sha256(prime.lstrip(b"\0")).hexdigest()[:32])
