"""Names of algorithms in SSH's negotiation, and what they are: key exchange, host keys, ciphers, MACs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cryptoagility import algorithms

from . import ssh

_CERTIFICATE = re.compile(r"-cert-v0[01]@openssh\.com$")
_SHORTENED = re.compile(r"-(?:96|etm@openssh\.com)")
_HASH = re.compile(r"-(sha1|sha2-256|sha256|sha384|sha512|sha2-512)(?:@|$)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The canonical names of the algorithms, and their primitive if there is no name."""

    names: tuple[str, ...]
    primitive: str


_EXCHANGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "diffie-hellman-group1-sha256": ("DH-1024",),
        "diffie-hellman-group14-sha224@ssh.com": ("DH-2048",),
        "ecdh-sha2-nistk163": ("ECDH-sect163k1",),
        "rsa1024-sha1": ("RSA-1024",),
        "rsa2048-sha256": ("RSA-2048",),
    }
)
_CIPHERS: Mapping[str, str] = MappingProxyType(
    {
        "aead_aes_128_gcm": "AES-128-GCM",
        "aead_aes_256_gcm": "AES-256-GCM",
        "rijndael-cbc@lysator.liu.se": "AES-256-CBC",
        "3des-ctr": "3DES-CTR",
        "3des-cbc": "3DES-CBC",
        "blowfish-cbc": "Blowfish-CBC",
        "blowfish-ctr": "Blowfish-CTR",
        "cast128-cbc": "CAST5-CBC",
        "idea-cbc": "IDEA-CBC",
        "camellia128-cbc": "Camellia-128-CBC",
        "camellia256-cbc": "Camellia-256-CBC",
    }
)
_MACS: Mapping[str, str] = MappingProxyType(
    {
        "hmac-ripemd160": "HMAC-RIPEMD160",
        "hmac-ripemd160@openssh.com": "HMAC-RIPEMD160",
        "hmac-sha256-2@ssh.com": "HMAC-SHA256",
    }
)


def exchange(name: str) -> Meaning:
    """A key exchange method: the exchange, and the hash that derives the keys."""
    known = _EXCHANGES.get(name) or tuple(row.name for row in algorithms.by_ssh(name))
    if len(known) != 1:
        return Meaning((), "key-agree")
    hash = _HASH.search(name)
    spelled = hash[1].replace("sha2-", "sha") if hash is not None else None
    hybrid = algorithms.parse(known[0]).composite
    return Meaning((*known, *([_hash(spelled)] if spelled is not None and not hybrid else ())), "key-agree")


def _hash(spelled: str) -> str:
    return algorithms.hashes()[algorithms.hash_name(spelled)]


def signature(name: str) -> Meaning:
    """A host key or public key algorithm; certificates are signed with the key of their name."""
    bare = _CERTIFICATE.sub("", name).removeprefix("webauthn-").removeprefix("sk-").removesuffix("@openssh.com")
    found = ssh.signature(bare)
    if found.name is None:
        found = ssh.signature(name)
    return Meaning((found.name,) if found.name is not None else (), "signature")


def cipher(name: str) -> Meaning:
    """A cipher."""
    known = _CIPHERS.get(name.lower())
    rows = algorithms.by_ssh(name)
    if known is None and len(rows) == 1:
        known = rows[0].name
    return Meaning((known,) if known is not None else (), "block-cipher")


def mac(name: str) -> Meaning:
    """A MAC, shortened or not, over the text or what it was encrypted to."""
    known = _MACS.get(name.lower())
    for spelling in (name, _SHORTENED.sub("", name), f"{_SHORTENED.sub('', name)}@openssh.com"):
        rows = algorithms.by_ssh(spelling)
        if known is None and len(rows) == 1:
            known = rows[0].name
    return Meaning((known,) if known is not None else (), "mac")
