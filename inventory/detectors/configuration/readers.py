"""The languages in which products name versions, suites, groups and signatures, each read into the registry's names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...formats import mq_cipherspecs, openssl_ciphers, tls_groups, tls_suites

MOST = 2000  # values of one setting


@dataclass(frozen=True, slots=True)
class Reading:
    """The values that the words stand for, in their order; words that are not known; why nothing can be told."""

    values: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    trouble: str | None = None
    notes: tuple[str, ...] = ()


VERSIONS = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_VERSIONS: Mapping[str, str] = MappingProxyType(
    {
        **{name.lower(): name for name in VERSIONS},
        "tlsv1": "TLSv1.0",
        "tls1": "TLSv1.0",
        "tls1.0": "TLSv1.0",
        "tls1.1": "TLSv1.1",
        "tls1.2": "TLSv1.2",
        "tls1.3": "TLSv1.3",
        "sslv2hello": "",  # a form of the first message, no version
        "tls": "",
        "ssl2": "SSLv2",
        "ssl3": "SSLv3",
        "ssl30": "SSLv3",
        "tls10": "TLSv1.0",
        "tls11": "TLSv1.1",
        "tls12": "TLSv1.2",
        "tls13": "TLSv1.3",
        "tlsv10": "TLSv1.0",
        "tlsv11": "TLSv1.1",
        "tlsv12": "TLSv1.2",
        "tlsv13": "TLSv1.3",
        "tlsv1_0": "TLSv1.0",
        "tlsv1_1": "TLSv1.1",
        "tlsv1_2": "TLSv1.2",
        "tlsv1_3": "TLSv1.3",
        "1.0": "TLSv1.0",
        "1.1": "TLSv1.1",
        "1.2": "TLSv1.2",
        "1.3": "TLSv1.3",
    }
)
_SIGNED = re.compile(r"^([+-]?)(.+)$", re.DOTALL)


def version(word: str) -> str | None:
    """The version of this name; empty for a word that is known and names none."""
    return _VERSIONS.get(word.strip().strip("\"'").lower())


def versions(words: tuple[str, ...]) -> Reading:
    """A list of versions: those that are on."""
    found, unknown = _known(words, version)
    return Reading(tuple(name for name in VERSIONS if name in found), unknown)


def versions_signed(words: tuple[str, ...]) -> Reading:
    """``all -SSLv3 +TLSv1.3``: a word without a sign begins the list anew (Apache), or adds to it (Java)."""
    on: set[str] = set()
    unknown: list[str] = []
    for index, word in enumerate(words[:MOST]):
        found = _SIGNED.match(word)
        sign, name = (found[1], found[2]) if found is not None else ("", word)
        several = set(VERSIONS[1:]) if name.lower() == "all" else {version(name)} - {""}
        if None in several:
            unknown.append(word)
        elif sign == "-":
            on -= several
        elif sign == "+" or index == 0:
            on |= {one for one in several if one}
        else:
            on = {one for one in several if one}
    return Reading(tuple(name for name in VERSIONS if name in on), tuple(unknown))


def version_minimum(words: tuple[str, ...]) -> Reading:
    """One version: it and all later ones are on."""
    return _bound(words, lambda at: VERSIONS[at:])


def version_maximum(words: tuple[str, ...]) -> Reading:
    """One version: it and all earlier ones are on."""
    return _bound(words, lambda at: VERSIONS[: at + 1])


def versions_off(words: tuple[str, ...]) -> Reading:
    """``no-tlsv10``: the versions that are off."""
    return versions(tuple(word.removeprefix("no-") for word in words))


def versions_forced(words: tuple[str, ...]) -> Reading:
    """``force-tlsv12``: the one version that is on."""
    return versions(tuple(word.removeprefix("force-") for word in words))


def versions_added(words: tuple[str, ...]) -> Reading:
    """``TLSv1.2+TLSv1.3``, ``all,-TLSv1``: each word adds or takes away; ``TLS`` is every version of it (Tomcat)."""
    on: set[str] = set()
    unknown: list[str] = []
    for sign, name in _ADDED.findall(" ".join(words[:MOST])):
        known = version(name)
        several = set(VERSIONS[2:]) if name.lower() in ("all", "tls") else {known} - {""}
        if known is None and name.lower() not in ("all", "tls"):
            unknown.append(name)
            continue
        on = on - several if sign == "-" else on | {one for one in several if one}
    return Reading(tuple(name for name in VERSIONS if name in on), tuple(unknown))


_ADDED = re.compile(r"([+-]?)([A-Za-z][A-Za-z0-9._]*)")


def jdk_disabled(words: tuple[str, ...]) -> Reading:
    """What java.security forbids: names without the sizes and circumstances that some are bound to."""
    parts = [part.strip() for part in " ".join(words).split(",")]
    return Reading(tuple(part for part in parts if part and " " not in part))


def openssl_or_suites(words: tuple[str, ...]) -> Reading:
    """A cipher string of OpenSSL, or a list of names of suites (Tomcat takes both)."""
    text = " ".join(words)
    parts = tuple(part for part in re.split(r"[,:\s]+", text) if part)
    if parts and all(tls_suites.find(part) is not None for part in parts):
        return suites(parts)
    return openssl(words) if "," not in text or ":" in text else suites(parts)


def openvpn(words: tuple[str, ...]) -> Reading:
    """Names of the registry with dashes (``TLS-DHE-RSA-WITH-…``), or a cipher string of OpenSSL."""
    parts = [part for part in re.split(r"[:\s]+", " ".join(words)) if part]
    if parts and all(part.startswith("TLS-") for part in parts):
        return suites(tuple(part.replace("-", "_") for part in parts))
    return openssl(words)


def boringssl(words: tuple[str, ...]) -> Reading:
    """Names of OpenSSL's, those of equal preference in brackets: ``[A|B]``."""
    return openssl((":".join(part for word in words for part in re.split(r"[\[\]|:\s]+", word) if part),))


def mq_versions(words: tuple[str, ...]) -> Reading:
    """The versions of a CipherSpec of IBM MQ."""
    known = mq_cipherspecs.find(" ".join(words))
    return Reading(known.versions) if known is not None else Reading((), words)


def mq_suites(words: tuple[str, ...]) -> Reading:
    """The suite of a CipherSpec of IBM MQ."""
    known = mq_cipherspecs.find(" ".join(words))
    if known is None:
        return Reading((), (), "the CipherSpec is not known")
    if known.suite is None:
        return Reading((), (), "the queue manager decides which suites of these versions are allowed")
    return suites((known.suite,))


def openssl_apache(words: tuple[str, ...]) -> Reading:
    """A cipher string to which mod_ssl always adds what it never wants."""
    return openssl((" ".join(words).strip("\"'") + ":!aNULL:!eNULL:!EXP",))


def _bound(words: tuple[str, ...], of: Callable[[int], tuple[str, ...]]) -> Reading:
    name = version(words[0]) if words else None
    if name is None:
        return Reading((), words[:1], None if words else "no version is named")
    return Reading(of(VERSIONS.index(name)) if name else VERSIONS[1:])


def openssl(words: tuple[str, ...]) -> Reading:
    """A cipher string of OpenSSL: suites below TLS 1.3. Suites that only old or weak builds have are asked for, too."""
    string = " ".join(words).strip("\"'")
    made = openssl_ciphers.select(string)
    ciphers = [one for name in made.names if (one := openssl_ciphers.named(name)) is not None]
    suites = [suite.name for one in ciphers if (suite := tls_suites.by_code(one.code)) is not None]
    unknown: list[str] = []
    notes = [f"it asks for {one}, which OpenSSL has only if it is built so" for one in _weak(string)]
    for word in (one for one in made.ignored if not one.startswith(("!", "-", "+"))):
        suite = tls_suites.find(word)
        if suite is None:
            if word not in openssl_ciphers.WEAK:
                unknown.append(word)
        elif suite.version != "TLSv1.3" and suite.name not in suites:
            suites.append(suite.name)
            notes.append(f"OpenSSL has {suite.openssl} only if it is old or built so")
    trouble = None if suites else made.trouble
    return Reading(tuple(suites), tuple(unknown), trouble, tuple(notes[:5]))


def _weak(string: str) -> list[str]:
    commands = re.split(r"[:,; ]+", string[: openssl_ciphers.LONGEST])
    return sorted({one for one in commands if one in openssl_ciphers.WEAK})


def suites(words: tuple[str, ...]) -> Reading:
    """Names of suites: the registry's, Java's, OpenSSL's or Erlang's (``ecdhe_rsa/aes_256_gcm/aead/sha384``)."""
    return Reading(*_known(words, _suite))


def _suite(word: str) -> str | None:
    parts = word.upper().split("/")
    if len(parts) in (3, 4):
        last = parts[-1] if parts[2] in ("AEAD", "NULL") else parts[2]
        word = f"TLS_{parts[0]}_WITH_{parts[1]}_{last}"
    suite = tls_suites.find(word)
    return suite.name if suite is not None else None


_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        **{f"{kind}{bits}": f"secp{bits}r1" for kind in ("p-", "secp", "p") for bits in (256, 384, 521)},
        **{f"secp{bits}r1": f"secp{bits}r1" for bits in (192, 224, 256, 384, 521)},
        "prime256v1": "secp256r1",
        "prime192v1": "secp192r1",
        "secp256k1": "secp256k1",
        "x25519": "x25519",
        "x448": "x448",
        "curve25519": "x25519",
        **{f"brainpoolp{bits}r1": f"brainpoolP{bits}r1" for bits in (224, 256, 320, 384, 512)},
        **{f"brainpoolp{bits}r1tls13": f"brainpoolP{bits}r1tls13" for bits in (256, 384, 512)},
        **{f"ffdhe{bits}": f"ffdhe{bits}" for bits in (2048, 3072, 4096, 6144, 8192)},
        "x25519mlkem768": "X25519MLKEM768",
        "secp256r1mlkem768": "SecP256r1MLKEM768",
        "secp384r1mlkem1024": "SecP384r1MLKEM1024",
        "curvesm2mlkem768": "curveSM2MLKEM768",
        "curvesm2": "curveSM2",
        **{f"mlkem{size}": f"MLKEM{size}" for size in (512, 768, 1024)},
        "x25519kyber768draft00": "X25519Kyber768Draft00",
        **{f"sect{size}": f"sect{size}" for size in ("163k1", "163r2", "233k1", "233r1", "283k1", "283r1", "409k1")},
        **{f"sect{size}": f"sect{size}" for size in ("409r1", "571k1", "571r1", "163r1", "193r1", "193r2", "239k1")},
        **{f"secp{size}": f"secp{size}" for size in ("160k1", "160r1", "160r2", "192k1", "224k1")},
    }
)
_SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        **{name.lower(): name for name in tls_groups.SCHEMES},
        **{f"rsa+sha{bits}": f"rsa_pkcs1_sha{bits}" for bits in (1, 224, 256, 384, 512)},
        **{f"rsa-pss+sha{bits}": f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)},
        **{f"pss+sha{bits}": f"rsa_pss_rsae_sha{bits}" for bits in (256, 384, 512)},
        **{f"dsa+sha{bits}": f"dsa_sha{bits}" for bits in (1, 224, 256, 384, 512)},
        "ecdsa+sha1": "ecdsa_sha1",
        "ecdsa+sha224": "ecdsa_sha224",
        "ecdsa+sha256": "ecdsa_secp256r1_sha256",
        "ecdsa+sha384": "ecdsa_secp384r1_sha384",
        "ecdsa+sha512": "ecdsa_secp521r1_sha512",
    }
)


def schemes(words: tuple[str, ...]) -> Reading:
    """Signature schemes: the registry's names, and OpenSSL's ``ECDSA+SHA256``. (Below TLS 1.3 that names no curve.)"""
    parts = tuple(part.lstrip("?") for one in words[:MOST] for part in re.split(r"[:,\s]+", one) if part)
    return Reading(*_known(parts, lambda word: _SCHEMES.get(word.lower())))


_MARKS = "?*-"  # of OpenSSL 3.5: not an error if unknown, key share sent, group taken out


def groups(words: tuple[str, ...]) -> Reading:
    """Named groups; OpenSSL's marks are read and ``/`` separates as ``:`` does."""
    found: list[str] = []
    unknown: list[str] = []
    for word in (part for one in words[:MOST] for part in re.split(r"[:/,\s]+", one) if part):
        bare = word.lstrip(_MARKS)
        name = _GROUPS.get(bare.lower())
        removed = "-" in word[: len(word) - len(bare)]
        if name is None:
            unknown.append(word)
        elif removed:
            found = [one for one in found if one != name]
        elif name not in found:
            found.append(name)
    return Reading(tuple(found), tuple(unknown))


def text(words: tuple[str, ...]) -> Reading:
    """The words as they are."""
    return Reading(words)


def _known(words: tuple[str, ...], of: Callable[[str], str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the words that are known, each once, and the words that are not."""
    named = [(word, of(word)) for word in words[:MOST] if word]
    found = dict.fromkeys(name for _, name in named if name)
    return tuple(found), tuple(word for word, name in named if name is None)


READERS: Mapping[str, Callable[[tuple[str, ...]], Reading]] = MappingProxyType(
    {
        "versions": versions,
        "versions_signed": versions_signed,
        "version_minimum": version_minimum,
        "version_maximum": version_maximum,
        "versions_off": versions_off,
        "versions_forced": versions_forced,
        "versions_added": versions_added,
        "jdk_disabled": jdk_disabled,
        "boringssl": boringssl,
        "openvpn": openvpn,
        "mq_versions": mq_versions,
        "mq_suites": mq_suites,
        "openssl_or_suites": openssl_or_suites,
        "openssl": openssl,
        "openssl_apache": openssl_apache,
        "schemes": schemes,
        "suites": suites,
        "groups": groups,
        "text": text,
        "file": text,
        "dh": text,
    }
)


def words_of(words: tuple[str, ...], split: str | None) -> tuple[str, ...]:
    """The values in the words, where one word holds several."""
    if split is None:
        return words
    return tuple(part.strip().strip("\"'") for word in words for part in re.split(split, word) if part.strip())
