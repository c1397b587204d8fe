"""What the name of a file promises, and what to say when nothing in the file kept it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .objects import compressed

_CERTIFICATE = "a certificate"
_KEY = "a key"
_EITHER = "certificates or keys"
_MESSAGE = "a message or certificates of PKCS#7"
_STORE = "a key store"
_SSH = "a key of SSH"
_LISTED = "keys of SSH, one a line"  # an empty list is a list
_PGP = "keys or messages of OpenPGP"

_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".crt", ".cer", ".cert"), _CERTIFICATE),
        **dict.fromkeys((".key", ".p8", ".pk8", ".pvk"), _KEY),
        **dict.fromkeys((".pem", ".der", ".ca-bundle"), _EITHER),
        **dict.fromkeys((".p7b", ".p7c", ".p7m", ".p7s", ".p7", ".spc"), _MESSAGE),
        **dict.fromkeys((".csr", ".p10"), "a certification request"),
        **dict.fromkeys((".jwk", ".jwks", ".jwkset"), "JSON Web Keys"),
        **dict.fromkeys((".p12", ".pfx", ".jks", ".jceks", ".bks", ".keystore", ".truststore"), _STORE),
        **dict.fromkeys((".ppk", ".pub"), _SSH),
        **dict.fromkeys((".gpg", ".pgp", ".kbx"), _PGP),
        ".crl": "a revocation list",
    }
)
_BY_NAME: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"id_(?:rsa|dsa|ecdsa|ed25519|ecdsa_sk|ed25519_sk)"), _SSH),
    (re.compile(r"ssh_host_[a-z0-9]+_key"), _SSH),
    (re.compile(r"(?:authorized_keys2?|(?:ssh_)?known_hosts2?)(?:\.old)?"), _LISTED),
)

# Other things that bear the same names, by how they begin: of these nothing was promised.
_OTHERS: Mapping[str, tuple[bytes, ...]] = MappingProxyType(
    {
        ".key": (b"PK\x03\x04",),  # a presentation of Keynote
        ".gpg": (b"\x01gpg",),  # the database of trust, which holds no key
        ".pub": (b"\xd0\xcf\x11\xe0", b"name:"),  # Microsoft Publisher; a manifest of Dart
    }
)
_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs.github.com/spec/", "it is a pointer of Git LFS: fetch the file itself and scan again"),
    (b"/annex/objects/", "it is a pointer of git-annex: fetch the file itself and scan again"),
    (b"$ANSIBLE_VAULT;", "it is encrypted by Ansible Vault"),
    (b"\0GITCRYPT\0", "it is encrypted by git-crypt"),
)
_HEAD = 4096
_COMMENTS = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:#[^\n]*)?")


def promised(name: str) -> str | None:
    """What a file of this name should hold; None if the name promises nothing."""
    lower = name.lower()
    dot = lower.rfind(".")
    by_suffix = _BY_SUFFIX.get(lower[dot:]) if dot >= 0 else None
    return by_suffix or next((what for pattern, what in _BY_NAME if pattern.fullmatch(lower)), None)


def lists_keys(name: str) -> bool:
    """Whether a file of this name holds one key of SSH a line, and comments."""
    return promised(name) == _LISTED


def broken(name: str, data: bytes) -> str | None:
    """Why a file in which nothing was found should have held something; None if its name and start explain it.

    ``data`` is the whole file or its first bytes.
    """
    what = promised(name)
    if what is None:
        return None
    lower = name.lower()
    others = next((found for suffix, found in _OTHERS.items() if lower.endswith(suffix)), ())
    if others and data.startswith(others):
        return None
    if what == _LISTED and _COMMENTS.fullmatch(data):
        return None
    return f"its name promises {what}, but {_why(data)}"


def _why(data: bytes) -> str:
    if not data:
        return "it is empty"
    known = next((reason for beginning, reason in _KNOWN if data.startswith(beginning)), None)
    if known is not None:
        return known
    if compressed(data):
        return "it holds compressed data, which were not unpacked"
    if not data.strip():
        return "it holds white space only"
    if b"\0" in data[:_HEAD]:
        return "these binary data are in no form that is known here"
    if b"-----BEGIN " in data:
        return "no BEGIN line in it starts something that is known here"
    return "this text holds nothing that is known here (no BEGIN line)"
