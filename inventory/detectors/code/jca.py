"""Names of the Java Cryptography Architecture, taken apart.

Source: Java Security Standard Algorithm Names (JDK 25) and the names that Bouncy Castle's provider adds. A name says
a family, and, if they are in it, size, mode, hash and padding; what it leaves to the provider is not filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.errors import MalformedInput

Parts = dict[str, str | int]

_CIPHERS = MappingProxyType(  # in lower case
    {
        "aes": "AES",
        "rijndael": "AES",
        "des": "DES",
        "desede": "3DES",
        "tripledes": "3DES",
        "des3": "3DES",
        "blowfish": "Blowfish",
        "rc2": "RC2",
        "rc4": "RC4",
        "arcfour": "RC4",
        "arc4": "RC4",
        "cast5": "CAST5",
        "idea": "IDEA",
        "seed": "SEED",
        "sm4": "SM4",
        "camellia": "Camellia",
        "aria": "ARIA",
        "chacha": "ChaCha20",
        "chacha20": "ChaCha20",
        "chacha7539": "ChaCha20",
        "chacha20-poly1305": "ChaCha20-Poly1305",
        "chacha20/none/nopadding": "ChaCha20",
        "salsa20": "Salsa20",
        "gost28147": "GOST 28147-89",
        "elgamal": "ElGamal",
        "twofish": "Twofish",
        "serpent": "Serpent",
        "xtea": "XTEA",
        "zuc-128": "ZUC",
        "ecies": "ECIES",
        "sm2": "SM2",
    }
)
_KEYS = MappingProxyType(
    {
        **_CIPHERS,
        "rsa": "RSA",
        "rsassa-pss": "RSA-PSS",
        "ec": "EC",
        "ecdsa": "EC",
        "ecdh": "EC",
        "ecmqv": "EC",
        "dsa": "DSA",
        "dh": "DH",
        "diffiehellman": "DH",
        "xdh": "XDH",
        "eddsa": "EdDSA",
        "ed25519": "Ed25519",
        "ed448": "Ed448",
        "x25519": "X25519",
        "x448": "X448",
        "dhkem": "HPKE",
    }
)
_MODES = MappingProxyType(
    {"kw": "WRAP", "kwp": "WRAP-PAD", "cfb8": "CFB8", "cfb128": "CFB", "ofb128": "OFB", "ocb": "OCB3"}
)
_OAEP = re.compile(r"oaep(?:with(?P<hash>[\w/-]+?)and(?:mgf1)?padding|padding)?", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(?P<hash>[\w/-]+?)with(?:plain-|cvc-)?(?P<key>rsa(?:ssa-pss|encryption)?|ecdsa|ecnr|dsa|dsaencryption|sm2|ecgost3410(?:-2012-\d+)?|gost3410)"
    r"(?P<pss>/pss|andmgf1|/iso9796-2|/x9\.31)?(?:inp1363format)?",
    re.IGNORECASE,
)
_PBE = re.compile(r"pbewith(?P<hash>hmacsha[\d/]+|sha\d*|md5|md2)and(?P<cipher>.+)", re.IGNORECASE)
_PBE_CIPHER = re.compile(
    r"(?:(?P<before>\d+)bit|[23]-key)?(?P<family>tripledes|desede|des|rc2|rc4|aes|twofish|idea)(?:_(?P<after>\d+))?"
    r"(?:-cbc(?:-bc|-openssl)?)?"
)
_POST_QUANTUM = re.compile(r"(ml-dsa|ml-kem|slh-dsa|hashml-dsa|fn-dsa|falcon)(?:-[\w-]+)?", re.IGNORECASE)


def cipher(name: str) -> Parts | None:
    """A transformation: ``AES/GCM/NoPadding``, ``RSA/ECB/OAEPPadding``, ``PBEWithMD5AndDES``, ``AESWrap``."""
    whole = "".join(name.split()).lower()
    first, _, rest = whole.partition("/")
    if whole in _CIPHERS and "/" in whole:
        return {"family": _CIPHERS[whole]}
    if first in ("rsa", "rsa_oaep"):
        return _rsa(rest)
    encrypted = _PBE.fullmatch(first)
    if encrypted is not None:
        return _password_based(encrypted["hash"])
    wrap = re.fullmatch(r"(aes|desede|aria|camellia|seed)(?:_(\d{3}))?wrap(pad|_\d+)?(?:rfc\d+)?", first)
    if wrap is not None and _CIPHERS[wrap[1]] in ("AES", "ARIA", "Camellia"):
        made: Parts = {"family": _CIPHERS[wrap[1]], "mode": "WRAP-PAD" if wrap[3] == "pad" else "WRAP"}
        return {**made, "size": int(wrap[2])} if wrap[2] else made
    size = re.fullmatch(r"(\w+?)[_-]?(128|192|256)", first)
    family = _CIPHERS.get(first) or (_CIPHERS.get(size[1]) if size is not None else None)
    if family is None:
        return None
    mode, _, padding = rest.partition("/")
    made = {"family": family}
    if size is not None and first not in _CIPHERS:
        made["size"] = int(size[2])
    if mode and mode != "none" and family not in ("RC4", "ChaCha20", "ChaCha20-Poly1305", "Salsa20", "ElGamal"):
        made["mode"] = _MODES.get(mode, mode.upper())
    if padding:
        made["padding"] = _padding(padding)
    return made


def _rsa(rest: str) -> Parts:
    padding = rest.partition("/")[2]
    oaep = _OAEP.fullmatch(padding)
    if oaep is not None:
        made: Parts = {"family": "RSA-OAEP", "padding": "oaep"}
        digest = _hash(oaep["hash"]) if oaep["hash"] else None
        return {**made, "hash": digest} if digest is not None else made
    if padding == "pkcs1padding":
        return {"family": "RSAES-PKCS1", "padding": "pkcs1v15"}
    return {"family": "RSA", "padding": "raw"} if padding == "nopadding" else {"family": "RSA"}


def _padding(name: str) -> str:
    known = {"nopadding": "raw", "pkcs5padding": "pkcs7", "pkcs7padding": "pkcs7"}
    return known.get(name, "other")


def _password_based(hash: str) -> Parts | None:
    if hash.startswith("hmac"):
        digest = _hash(hash.removeprefix("hmac"))
        return {"family": "PBKDF2", "hash": digest} if digest is not None else None
    digest = _hash(hash)
    made: Parts = {"family": "PBES1"}
    return {**made, "hash": digest} if digest is not None else made


def password(name: str) -> Parts | None:
    """The cipher under a password: the DES of ``PBEWithMD5AndDES``; the providers use CBC with all but RC4."""
    whole = "".join(name.split()).lower().partition("/")[0]
    encrypted = _PBE.fullmatch(whole)
    found = _PBE_CIPHER.fullmatch(encrypted["cipher"]) if encrypted is not None else None
    if found is None:
        return None
    made: Parts = {"family": _CIPHERS[found["family"]]}
    if made["family"] != "RC4":
        made["mode"] = "CBC"
    size = found["before"] or found["after"]
    return {**made, "size": int(size)} if size else made


def signature(name: str) -> Parts | None:
    """A signature: ``SHA256withRSA``, ``SHA384withECDSAinP1363Format``, ``SHA256withRSA/PSS``, ``ML-DSA-65``."""
    whole = "".join(name.split())
    found = _SIGNATURE.fullmatch(whole)
    if found is None:
        return _lattice(whole) or _bare_signature(whole.lower())
    digest = None if found["hash"].lower() == "none" else _hash(found["hash"])
    if digest is None and found["hash"].lower() != "none":
        return None
    key = found["key"].lower()
    family = {"ecdsa": "ECDSA", "dsa": "DSA", "dsaencryption": "DSA", "sm2": "SM2", "rsassa-pss": "RSA-PSS"}.get(key)
    if key in ("rsa", "rsaencryption"):
        family = "RSA-PSS" if (found["pss"] or "").lower() in ("/pss", "andmgf1") else "RSA-PKCS1"
    if "gost" in key:
        return {"family": "GOST"}
    if family is None:
        return None
    return {"family": family, "hash": digest} if digest is not None and family != "SM2" else {"family": family}


def _bare_signature(name: str) -> Parts | None:
    known = {
        "rsassa-pss": "RSA-PSS",
        "eddsa": "EdDSA",
        "ed25519": "Ed25519",
        "ed448": "Ed448",
        "dss": "DSA",
        "dsa": "DSA",
    }
    known |= {
        "rawrsassa-pss": "RSA-PSS",
        "rsa": "RSA-PKCS1",
        "ecdsa": "ECDSA",
        "lms": "LMS",
        "xmss": "XMSS",
        "hss": "LMS",
    }
    family = known.get(name)
    return {"family": family} if family is not None else None


def _lattice(name: str) -> Parts | None:
    """ML-DSA, SLH-DSA, ML-KEM: the names of FIPS 203 to 205, with or without the parameter set."""
    if _POST_QUANTUM.fullmatch(name) is None:
        return None
    try:
        return {"family": algorithms.parse(name.upper().replace("HASHML", "HashML")).name}
    except MalformedInput:
        pass
    found = {"ml-dsa": "ML-DSA", "ml-kem": "ML-KEM", "slh-dsa": "SLH-DSA"}.get(name.lower())
    return {"family": found} if found is not None else None


def mac(name: str) -> Parts | None:
    """A message authentication code: ``HmacSHA256``, ``AESCMAC``, ``Poly1305``."""
    whole = "".join(name.split()).lower()
    found = re.fullmatch(r"(?:pbewith)?hmac[-/_]?(?:pbe)?(.+)", whole)
    if found is not None:
        digest = _hash(found[1])
        return {"family": "HMAC", "hash": digest} if digest is not None else None
    known = {"aescmac": "CMAC-AES", "aes-cmac": "CMAC-AES", "aesgmac": "GMAC-AES", "aes-gmac": "GMAC-AES"}
    known |= {"poly1305": "Poly1305", "kmac128": "KMAC128", "kmac256": "KMAC256", "siphash": "SipHash"}
    return {"family": known[whole]} if whole in known else None


def digest(name: str) -> Parts | None:
    """A hash function: ``SHA-256``, ``MD5``."""
    found = _hash(name)
    if found is None:
        return None
    known = algorithms.hashes().get(found)
    return {"family": known, "hash": found} if known is not None else None


def key(name: str) -> Parts | None:
    """What a key is for: ``AES``, ``EC``, ``HmacSHA256``, ``PBKDF2WithHmacSHA256``, ``ML-KEM-768``, ``X25519``."""
    whole = "".join(name.split()).lower()
    derived = re.fullmatch(r"pbkdf2with(?:hmac)?([\w/-]+?)(?:and8bit|andutf8)?", whole)
    if derived is not None:
        found = _hash(derived[1])
        return {"family": "PBKDF2", "hash": found} if found is not None else None
    if whole.startswith("hmac"):
        return mac(name)
    hkdf = re.fullmatch(r"hkdf-(.+)", whole)
    if hkdf is not None:
        found = _hash(hkdf[1])
        return {"family": "HKDF", "hash": found} if found is not None else None
    if whole in _KEYS:
        return {"family": _KEYS[whole]}
    return _lattice("".join(name.split())) or cipher(name)


def _hash(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return algorithms.hash_name(name)
    except MalformedInput:
        return None


KINDS: MappingProxyType[str, Callable[[str], Parts | None]] = MappingProxyType(
    {"cipher": cipher, "signature": signature, "mac": mac, "digest": digest, "key": key, "password": password}
)
PARTS = ("family", "size", "mode", "hash", "padding")


@cache
def part(kind: str, wanted: str, name: str) -> str | int | None:
    """One part of a name; None if the name does not say it."""
    found = KINDS[kind](name) if len(name) <= 100 else None
    return found.get(wanted) if found is not None else None
