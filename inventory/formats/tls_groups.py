"""The named groups and signature schemes of TLS: names and code points of the registry, and their algorithms."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# IANA "TLS Supported Groups"; canonical names of the table of algorithms.
GROUPS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "secp192r1": (0x0013, "ECDH-P192"),
        "secp224r1": (0x0015, "ECDH-P224"),
        "secp256k1": (0x0016, "ECDH-secp256k1"),
        "secp256r1": (0x0017, "ECDH-P256"),
        "secp384r1": (0x0018, "ECDH-P384"),
        "secp521r1": (0x0019, "ECDH-P521"),
        "brainpoolP256r1": (0x001A, "ECDH-brainpoolP256r1"),
        "brainpoolP384r1": (0x001B, "ECDH-brainpoolP384r1"),
        "brainpoolP512r1": (0x001C, "ECDH-brainpoolP512r1"),
        "x25519": (0x001D, "X25519"),
        "x448": (0x001E, "X448"),
        "brainpoolP256r1tls13": (0x001F, "ECDH-brainpoolP256r1"),
        "brainpoolP384r1tls13": (0x0020, "ECDH-brainpoolP384r1"),
        "brainpoolP512r1tls13": (0x0021, "ECDH-brainpoolP512r1"),
        "curveSM2": (0x0029, "SM2-KEX"),
        "ffdhe2048": (0x0100, "DH-2048"),
        "ffdhe3072": (0x0101, "DH-3072"),
        "ffdhe4096": (0x0102, "DH-4096"),
        "ffdhe6144": (0x0103, "DH-6144"),
        "ffdhe8192": (0x0104, "DH-8192"),
        "MLKEM512": (0x0200, "ML-KEM-512"),
        "MLKEM768": (0x0201, "ML-KEM-768"),
        "MLKEM1024": (0x0202, "ML-KEM-1024"),
        "SecP256r1MLKEM768": (0x11EB, "SecP256r1MLKEM768"),
        "X25519MLKEM768": (0x11EC, "X25519MLKEM768"),
        "SecP384r1MLKEM1024": (0x11ED, "SecP384r1MLKEM1024"),
        "curveSM2MLKEM768": (0x11EE, "curveSM2MLKEM768"),
        "X25519Kyber768Draft00": (0x6399, "X25519Kyber768Draft00"),
        "sect163k1": (0x0001, "ECDH-sect163k1"),
        "sect163r2": (0x0003, "ECDH-sect163r2"),
        "sect233k1": (0x0006, "ECDH-sect233k1"),
        "sect233r1": (0x0007, "ECDH-sect233r1"),
        "sect283k1": (0x0009, "ECDH-sect283k1"),
        "sect283r1": (0x000A, "ECDH-sect283r1"),
        "sect409k1": (0x000B, "ECDH-sect409k1"),
        "sect409r1": (0x000C, "ECDH-sect409r1"),
        "sect571k1": (0x000D, "ECDH-sect571k1"),
        "sect571r1": (0x000E, "ECDH-sect571r1"),
        "sect163r1": (0x0002, "ECDH-sect163r1"),
        "sect193r1": (0x0004, "ECDH-sect193r1"),
        "sect193r2": (0x0005, "ECDH-sect193r2"),
        "sect239k1": (0x0008, "ECDH-sect239k1"),
        "secp160k1": (0x000F, "ECDH-secp160k1"),
        "secp160r1": (0x0010, "ECDH-secp160r1"),
        "secp160r2": (0x0011, "ECDH-secp160r2"),
        "secp192k1": (0x0012, "ECDH-secp192k1"),
        "secp224k1": (0x0014, "ECDH-secp224k1"),
    }
)
# IANA "TLS SignatureScheme".
SCHEMES: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "rsa_pkcs1_md5": (0x0101, "RSA-PKCS1-MD5"),
        "rsa_pkcs1_sha1": (0x0201, "RSA-PKCS1-SHA1"),
        "rsa_pkcs1_sha224": (0x0301, "RSA-PKCS1-SHA224"),
        "rsa_pkcs1_sha256": (0x0401, "RSA-PKCS1-SHA256"),
        "rsa_pkcs1_sha384": (0x0501, "RSA-PKCS1-SHA384"),
        "rsa_pkcs1_sha512": (0x0601, "RSA-PKCS1-SHA512"),
        "dsa_sha1": (0x0202, "DSA-SHA1"),
        "dsa_sha224": (0x0302, "DSA-SHA224"),
        "dsa_sha256": (0x0402, "DSA-SHA256"),
        "dsa_sha384": (0x0502, "DSA-SHA384"),
        "dsa_sha512": (0x0602, "DSA-SHA512"),
        "ecdsa_sha1": (0x0203, "ECDSA-SHA1"),
        "ecdsa_sha224": (0x0303, "ECDSA-SHA224"),
        "ecdsa_secp256r1_sha256": (0x0403, "ECDSA-P256-SHA256"),
        "ecdsa_secp384r1_sha384": (0x0503, "ECDSA-P384-SHA384"),
        "ecdsa_secp521r1_sha512": (0x0603, "ECDSA-P521-SHA512"),
        "rsa_pss_rsae_sha256": (0x0804, "RSA-PSS-SHA256"),
        "rsa_pss_rsae_sha384": (0x0805, "RSA-PSS-SHA384"),
        "rsa_pss_rsae_sha512": (0x0806, "RSA-PSS-SHA512"),
        "ed25519": (0x0807, "Ed25519"),
        "ed448": (0x0808, "Ed448"),
        "rsa_pss_pss_sha256": (0x0809, "RSA-PSS-SHA256"),
        "rsa_pss_pss_sha384": (0x080A, "RSA-PSS-SHA384"),
        "rsa_pss_pss_sha512": (0x080B, "RSA-PSS-SHA512"),
        "ecdsa_brainpoolP256r1tls13_sha256": (0x081A, "ECDSA-brainpoolP256r1-SHA256"),
        "ecdsa_brainpoolP384r1tls13_sha384": (0x081B, "ECDSA-brainpoolP384r1-SHA384"),
        "ecdsa_brainpoolP512r1tls13_sha512": (0x081C, "ECDSA-brainpoolP512r1-SHA512"),
        "mldsa44": (0x0904, "ML-DSA-44"),
        "mldsa65": (0x0905, "ML-DSA-65"),
        "mldsa87": (0x0906, "ML-DSA-87"),
        "sm2sig_sm3": (0x0708, "SM2"),
    }
)


def algorithm(group: str) -> str | None:
    """The canonical name of the key exchange in the group of this name."""
    known = GROUPS.get(group)
    return known[1] if known is not None else None


def signature(scheme: str) -> str | None:
    """The canonical name of the signature in the scheme of this name."""
    known = SCHEMES.get(scheme)
    return known[1] if known is not None else None
