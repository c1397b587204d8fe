"""What a foreign CBOM calls an algorithm, in our spelling: never a guess, and a contradiction is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cryptoagility import algorithms
from cryptoagility.errors import AmbiguousAlgorithm, MalformedInput, UnknownAlgorithm

# Names of signatures in the Java cryptography architecture, which many producers use: SHA512withRSA.
_JCA = re.compile(r"(?P<hash>SHA-?[0-9]+|SHA3-[0-9]+|MD5)with(?P<key>RSA|ECDSA|DSA)", re.IGNORECASE)
_JCA_KEYS = {"RSA": "RSA-PKCS1", "ECDSA": "ECDSA", "DSA": "DSA"}
_FAMILIES = {
    family.cyclonedx: name for name, family in reversed(list(algorithms.families().items())) if family.cyclonedx
}
_MODULUS = 1024
_KEY_SIZES = frozenset({"128", "192", "256"})
_NOTHING = frozenset({"unknown", "other"})
_DIGITS = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[^A-Z]")
_WORD = re.compile(r"[A-Z]{2,}")
# Patterns of the cryptography registry of CycloneDX: RSA-PSS-SHA256-MGF1-32-2048, RSA-PKCS1-1.5-SHA512.
_RSA = re.compile(
    r"(?P<use>RSA|RSASSA|RSAES)-(?P<padding>PKCS1|PSS|OAEP)(-v?1[._]5)?(-(?P<hash>SHA3-[0-9]+|SHA-?[0-9]+|MD5))?"
    r"(-MGF1(-?SHA-?[0-9]+)?)?(-[0-9]{1,3})?(-(?P<size>[0-9]{4,5}))?",
    re.IGNORECASE,
)
# AES-128-GCM-128-12 (lengths of tag and nonce), AES128-CBC-PKCS5, and AES/CBC/PKCS5Padding of Java.
_BLOCK = re.compile(
    r"(?P<cipher>AES|ARIA|Camellia|SM4|SEED|DESede|3DES)-?(?P<size>128|192|256)?"
    r"([-/](?P<mode>ECB|CBC|CCM|GCM|CTR|CFB|OFB|XTS))?([-/]((No|PKCS[57]|Zero|ISO10126)(Padding)?|[0-9]{1,3}))*",
    re.IGNORECASE,
)


def recognised(component: Mapping[str, Any], crypto: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The canonical name of a foreign algorithm, or why there is none."""
    name = str(component.get("name", ""))
    details = crypto.get("algorithmProperties") or {}
    ambiguous: str | None = None
    for spelling, of_name in _spellings(name, details):
        try:
            found = algorithms.parse(spelling)
        except AmbiguousAlgorithm as error:
            ambiguous = ambiguous or str(error)
            continue
        except (UnknownAlgorithm, MalformedInput):
            continue
        return (found.name, None) if of_name else _if_agreed(name, found.name, "family")
    rows = algorithms.by_oid(str(crypto.get("oid") or component.get("oid") or ""))
    if len(rows) == 1:
        return _if_agreed(name, rows[0].name, "object identifier")
    return None, ambiguous or f"the name {name!r} is not in the table of algorithms"


def _if_agreed(name: str, found: str, source: str) -> tuple[str | None, str | None]:
    """A name of the producer's own that has nothing of what another field says is a contradiction: not known."""
    family = _LETTERS.sub("", _DIGITS.split(found.upper())[0])
    called = _LETTERS.sub("", name.upper())
    if set(_WORD.findall(name.upper())) & set(_WORD.findall(found.upper())) or (family and family in called):
        return found, None
    return None, f"it is called {name!r}, but its {source} says {found}: which is it?"


def _spellings(name: str, details: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What a foreign name may be in our spelling, most specific first, and whether the name itself says so."""
    family = details.get("algorithmFamily")
    identifier = details.get("parameterSetIdentifier")
    mode = details.get("mode")
    curve = details.get("ellipticCurve") or details.get("curve")
    tail = [str(part) for part in (identifier, mode) if part and part not in _NOTHING]
    if curve:
        yield f"{name}-{str(curve).rsplit('/', 1)[-1]}", True
    if tail:
        yield "-".join([name, *tail]), True
    yield name, True
    if found := _BLOCK.fullmatch(name):
        yield _block(found, identifier, mode), True
    if found := _RSA.fullmatch(name):
        yield _rsa(found, details), True
    if found := _JCA.fullmatch(name):
        yield f"{_JCA_KEYS[found['key'].upper()]}-{found['hash']}", True
    if family and tail:
        yield "-".join([str(family), *tail]), False
    if name.upper().startswith("RSA") and str(identifier).isdigit() and int(str(identifier)) >= _MODULUS:
        yield f"RSA-{identifier}", True  # a smaller number is a hash: producers write both into this field
    if family:
        yield _FAMILIES.get(str(family), str(family)), False


def _block(found: re.Match[str], identifier: object, mode: object) -> str:
    cipher = "3DES" if found["cipher"].upper() == "DESEDE" else found["cipher"]
    size = found["size"] or (str(identifier) if str(identifier) in _KEY_SIZES else None)
    stated = str(mode).upper() if mode and mode not in _NOTHING else None
    return "-".join(part for part in (cipher, size, found["mode"] or stated) if part)


def _rsa(found: re.Match[str], details: Mapping[str, Any]) -> str:
    padding = found["padding"].upper()
    encrypts = found["use"].upper() == "RSAES" or details.get("primitive") == "pke"
    base = "RSAES-PKCS1" if padding == "PKCS1" and encrypts else f"RSA-{padding}"
    return "-".join(part for part in (base, found["size"], found["hash"]) if part)
