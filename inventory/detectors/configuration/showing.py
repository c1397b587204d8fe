"""What of a configuration's text may be shown: what is recognised, names of files and hosts; the rest is cut short.

A password stands where it does not belong sooner than one thinks: lines are merged, values are pasted into the wrong
directive. What is not known as an algorithm, a version or a name of a file is told by its first characters only; the
line is told, and there it can be read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cryptoagility import algorithms

from ...formats import ike_proposals, openssl_ciphers, ssh_names, tls_suites
from ...formats.ike_proposals import Kind
from ...formats.text import safe
from . import readers

LONGEST = 300  # characters of a value
SHORT = 11  # characters of a word that nobody knows
_PLAIN = frozenset({"system_default", "3DES_EDE_CBC", "HandshakeSignature", "legacy_sect", "require-any"})

_WORDS = re.compile(r"([\s:;,+!?/|\[\]{}()<>=&*\"']+)")
_FILE = re.compile(
    r"(?:.*/)?[^/\s]*\.(?:pem|crt|cer|cert|der|key|p8|p12|pfx|p7b|jks|jceks|bcfks|bks|ks|keystore|truststore|kdb|pub|chain)",
    re.IGNORECASE,
)
_KEY_FILE = re.compile(r"(?:.*/)?(?:ssh_host_[a-z0-9_]{2,12}_key|id_[a-z0-9]{2,9})(?:-cert)?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.*-]+):", re.IGNORECASE)
_OF_FILES = frozenset({"file", "classpath", "classpath*"})
_KEY = re.compile(r"-----|[A-Za-z0-9+/]{72}")
_CONTENT = re.compile(r"[\r\n+=;]|-----|[^/\\]{41}[^/\\]*[/\\]")  # what is no name of a file
_HOST = re.compile(r"\.?[a-z0-9_*-]{1,63}(?:\.[a-z0-9_-]{1,63}(?:\[[0-9]{1,6}\])?)+\.?", re.IGNORECASE)
_NAME = re.compile(r"[A-Z0-9_.]{1,24}|[0-9.:*\[\]]+|[A-Z0-9_]{1,24}://[0-9.*\[\]:]*")
_COMMAND = re.compile(r"@(?:STRENGTH|SECLEVEL=[0-5])|SECLEVEL|STRENGTH")


def listed(text: str) -> str:
    """A list of algorithms, versions or other words: known ones as they are."""
    if _KEY.search(text):
        return safe(_short(text), LONGEST)
    return safe("".join(_word(part) for part in _WORDS.split(text[: 4 * LONGEST])), LONGEST)


def file(text: str) -> str:
    """The name of a file: whole if it is called as such files are, else its directory only.

    Many products take the key itself there, or an address with a PIN in it: of such a text only the first characters
    are told, and of an address its kind (``data:…``).
    """
    scheme = _SCHEME.match(text)
    if scheme is not None and scheme[1].lower() not in _OF_FILES:
        return safe(f"{scheme[0]}…", LONGEST)
    if _KEY.search(text) or _CONTENT.search(text) or len(text) > LONGEST:
        return safe(_short(text), LONGEST)
    if _FILE.fullmatch(text) or _KEY_FILE.fullmatch(text):
        return safe(text, LONGEST)
    directory, slash, name = text.rpartition("/")
    return safe(f"{directory}{slash}{_short(name)}", LONGEST)


def endpoint(text: str) -> str:
    """What an endpoint is called: hosts, ports, names in capital letters; the rest cut short."""
    if _KEY.search(text):
        return safe(_short(text), LONGEST)
    words = [part for part in re.split(r"[\s,]+", text[: 4 * LONGEST]) if part]
    return safe(
        " ".join(
            one if one in _PLAIN or _HOST.fullmatch(one) or _NAME.fullmatch(one) else _short(one) for one in words
        ),
        LONGEST,
    )


def word(text: str, limit: int = LONGEST) -> str:
    """One word, or a proposal of IKE as one."""
    return safe(_word(text), limit)


def _word(text: str) -> str:
    if len(text) <= SHORT or _familiar(text):
        return text
    parts = ike_proposals.read(text)
    if any(one.kind is not Kind.OTHER for one in parts):  # a proposal of IKE in which something is not known
        return "-".join(_short(one.word) for one in parts)
    return _short(text)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


@lru_cache(maxsize=4096)
def _familiar(text: str) -> bool:
    """Whether it is the name of something that is known."""
    bare = text.removeprefix("-")
    if bare in _PLAIN:
        return True
    if tls_suites.find(bare) or tls_suites.find(bare.replace("-", "_")) or bare in openssl_ciphers.ALIASES:
        return True
    if _COMMAND.fullmatch(bare) or readers.version(bare) is not None or readers.groups((bare,)).values:
        return True
    if readers.schemes((bare,)).values or algorithms.candidates(bare) or readers.mq_versions((bare,)).values:
        return True
    if any(of(bare).names for of in (ssh_names.exchange, ssh_names.signature, ssh_names.cipher, ssh_names.mac)):
        return True
    return all(one.kind is not Kind.OTHER or one.word in ("esn", "noesn") for one in ike_proposals.read(bare)) or (
        "-" in bare and all(_part(one) for one in bare.split("-"))
    )


def _part(text: str) -> bool:
    """A word of a cipher string that is joined with a sign."""
    return text in openssl_ciphers.ALIASES or tls_suites.find(text) is not None
