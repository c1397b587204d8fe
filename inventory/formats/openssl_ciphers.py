"""The language of OpenSSL's cipher strings (``HIGH:!aNULL:+SHA1:@STRENGTH``), over a table of its suites.

Read from ssl_create_cipher_list and ssl_cipher_process_rulestr of OpenSSL 3.0 and compared with the program
(tests/formats/test_openssl_ciphers.py). The suites of TLS 1.3 are no part of the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

LONGEST = 16_384  # characters of a string
_COMMANDS = 1000  # of a string
_SHOWN = 20  # words that are told

_SEPARATORS = " :;,"
_WORD = re.compile(r"[A-Za-z0-9.=_-]*")
_LEVELS = frozenset(f"SECLEVEL={level}" for level in range(6))
DEFAULT = "ALL:!COMPLEMENTOFDEFAULT:!eNULL"
_SUITE_B: Mapping[str, str] = MappingProxyType(
    {
        "SUITEB128ONLY": "ECDHE-ECDSA-AES128-GCM-SHA256",
        "SUITEB128C2": "ECDHE-ECDSA-AES256-GCM-SHA384",
        "SUITEB128": "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
        "SUITEB192": "ECDHE-ECDSA-AES256-GCM-SHA384",
    }
)


# Ciphers that OpenSSL has only if it was built with them (enable-weak-ssl-ciphers) or before 1.1.0: their aliases are
# there still and select nothing in the build that the table is from.
WEAK = frozenset({"3DES", "RC4", "RC2", "IDEA", "DES", "LOW", "EXP", "EXPORT", "EXPORT40", "EXPORT56"})


@dataclass(frozen=True, slots=True)
class Cipher:
    """One suite as OpenSSL shows it (``openssl ciphers -V``), with what its language sorts by."""

    name: str
    code: int
    version: str
    kx: str
    au: str
    enc: str
    strength: int
    mac: str
    grade: str
    fips: bool
    default: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What a string selects, in order; commands that name no cipher and no alias; why it cannot be known, if so.

    ``level`` is the security level that the string sets: it forbids more, which is not taken off here.
    """

    names: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    level: int | None = None
    trouble: str | None = None


@dataclass(slots=True)
class _State:
    """The list that the commands change: suites in order, and which of them are on."""

    order: list[Cipher]
    active: set[str] = field(default_factory=set)
    ignored: list[str] = field(default_factory=list)
    level: int | None = None
    trouble: str | None = None
    standard_names: bool = True


Match = Callable[[Cipher], bool]


def select(text: str, *, standard_names: bool = True) -> Selection:
    """The suites below TLS 1.3 that this string leaves on. Never raises.

    ``standard_names``: the registry's names are taken as well, as OpenSSL does from 3.2 on (measured with 3.5.9).
    """
    if len(text) > LONGEST:
        return Selection((), trouble=f"a cipher string of {len(text)} characters; the limit is {LONGEST}")
    if text.strip().upper().startswith("PROFILE="):
        return Selection((), trouble="the cipher list is the system's own policy (PROFILE=), which is not in this file")
    for name, replacement in _SUITE_B.items():
        if text.startswith(name):
            return Selection(tuple(replacement.split(":")))
    state = _State(list(ciphers()), standard_names=standard_names)
    if text.startswith("DEFAULT"):
        _commands(state, DEFAULT)
        text = text[len("DEFAULT") :].removeprefix(":")
    _commands(state, text)
    names = tuple(one.name for one in state.order if one.name in state.active)
    trouble = state.trouble
    if trouble is None and not names:
        trouble = "the cipher string selects no suite: OpenSSL refuses it"
    return Selection(names, tuple(dict.fromkeys(state.ignored))[:_SHOWN], state.level, trouble)


@cache
def ciphers() -> tuple[Cipher, ...]:
    """Every suite below TLS 1.3, in the order in which OpenSSL prefers them."""
    text = resources.files(__package__).joinpath("openssl_ciphers.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(_cipher(*row) for row in rows)


def _cipher(
    name: str, code: str, version: str, kx: str, au: str, enc: str, strength: str, mac: str, *rest: str
) -> Cipher:
    grade, fips, default = rest
    return Cipher(name, int(code, 16), version, kx, au, enc, int(strength), mac, grade, fips == "yes", default == "yes")


def named(name: str) -> Cipher | None:
    """The suite that OpenSSL calls so."""
    return _by_spelling(False).get(name)


def _commands(state: _State, text: str) -> None:
    at = 0
    for _ in range(_COMMANDS):
        while at < len(text) and text[at] in _SEPARATORS:
            at += 1
        if at >= len(text) or state.trouble is not None:
            return
        rule = text[at] if text[at] in "-+!@" else ""
        at = _command(state, text, at + len(rule), rule)
    state.trouble = state.trouble or f"a cipher string with more than {_COMMANDS} commands"


def _command(state: _State, text: str, at: int, rule: str) -> int:
    """One command; where the next one begins."""
    start, wanted = at, _Wanted(state.standard_names)
    while True:
        word = _word(text, at)
        if not word:
            state.trouble = "OpenSSL refuses the cipher string: there is a character that no command has"
            return len(text)
        at += len(word)
        if rule == "@":
            _special(state, word)
            return _next(text, at)
        if word in _without_suites():
            return _next(text, at)
        if not wanted.narrow(word):
            state.ignored.append(rule + text[start : _next(text, at)])
            return _next(text, at)
        if text[at : at + 1] != "+":
            break
        at += 1
    _apply(state, rule, wanted.matches)
    return at


def _word(text: str, at: int) -> str:
    found = _WORD.match(text, at)
    return found.group() if found is not None else ""


def _next(text: str, at: int) -> int:
    """The end of the command: what is left of one that is not understood is skipped."""
    while at < len(text) and text[at] not in _SEPARATORS:
        at += 1
    return at


@cache
def _without_suites() -> frozenset[str]:
    """Aliases of what no suite of the table has: ssl_cipher_collect_aliases leaves them out, and all of the command."""
    grades = {"grade", "version", "default"}
    asked = {word: _Wanted(False) for word, parts in ALIASES.items() if grades.isdisjoint(parts)}
    return frozenset(word for word, one in asked.items() if not (one.narrow(word) and any(map(one.matches, ciphers()))))


def _special(state: _State, word: str) -> None:
    if word == "STRENGTH":
        _by_strength(state)
    elif word in _LEVELS:
        state.level = int(word[-1])
    else:
        state.trouble = "OpenSSL refuses the cipher string: only @STRENGTH and @SECLEVEL=0 to 5 begin with @"


def _by_strength(state: _State) -> None:
    """The strongest first; each group of equal strength goes to the end in its order."""
    strengths = sorted({one.strength for one in state.order if one.name in state.active}, reverse=True)
    for strength in strengths:
        _apply(state, "+", lambda one, strength=strength: one.strength == strength)  # type: ignore[misc]  # bound by default


def _apply(state: _State, rule: str, matches: Match) -> None:
    """ssl_cipher_apply_rule: what matches and is off (on) goes to the end (the front), or for ever."""
    hit = [one for one in state.order if matches(one)]
    if rule == "!":
        gone = {one.name for one in hit}
        state.order = [one for one in state.order if one.name not in gone]
        state.active -= gone
        return
    moved = [one for one in hit if (one.name in state.active) == (rule != "")]
    names = {one.name for one in moved}
    rest = [one for one in state.order if one.name not in names]
    state.order = [*moved, *rest] if rule in ("-", "^") else [*rest, *moved]
    if rule == "":
        state.active |= names
    elif rule == "-":
        state.active -= names


class _Wanted:
    """What a command asks for: words joined by ``+`` narrow it down."""

    def __init__(self, standard_names: bool) -> None:
        self._names = _by_spelling(standard_names)
        self._name: str | None = None
        self._allowed: dict[str, frozenset[str]] = {}

    def narrow(self, word: str) -> bool:
        """Takes one more word; False if nothing can match any more or the word is unknown."""
        alias = ALIASES.get(word)
        if alias is None:
            cipher = self._names.get(word)
            if cipher is None:
                return False
            self._name = cipher.name
            alias = {part: frozenset(_PARTS[part](cipher)) for part in _OF_A_CIPHER}
        for part, values in alias.items():
            known = self._allowed.get(part)
            if part == "grade" and known is None:
                self._allowed.pop("default", None)  # ssl_cipher_process_rulestr sets all grades at once with the first
            self._allowed[part] = values if known is None else known & values
            if not self._allowed[part]:
                return False
        return True

    def matches(self, one: Cipher) -> bool:
        if self._name not in (None, one.name):
            return False
        return all(not values.isdisjoint(_PARTS[part](one)) for part, values in self._allowed.items())


@cache
def _by_spelling(standard_names: bool) -> Mapping[str, Cipher]:
    """OpenSSL's names, and those of the standard if they are wanted."""
    from .tls_suites import by_code

    found: dict[str, Cipher] = {}
    for one in ciphers():
        found[one.name] = one
        suite = by_code(one.code) if standard_names else None
        if suite is not None:
            found.setdefault(suite.name, one)
    return MappingProxyType(found)


# What a suite is in each part; of its grades FIPS is one more, and any of them will do.
_PARTS: Mapping[str, Callable[[Cipher], tuple[str, ...]]] = MappingProxyType(
    {
        "kx": lambda one: (one.kx,),
        "au": lambda one: (one.au,),
        "enc": lambda one: (one.enc,),
        "mac": lambda one: (one.mac,),
        "version": lambda one: (one.version,),
        "grade": lambda one: (one.grade, "FIPS") if one.fips else (one.grade,),
        "default": lambda one: (str(one.default),),
    }
)

_OF_A_CIPHER = ("kx", "au", "enc", "mac", "grade")  # the name of a suite narrows by its parts as well

_KX = frozenset({"RSA", "DH", "ECDH", "PSK", "RSAPSK", "ECDHEPSK", "DHEPSK", "SRP", "GOST", "GOST18"})
_AU = frozenset({"RSA", "DSS", "ECDSA", "PSK", "SRP", "None", "GOST01", "GOST12"})
_ENC = frozenset(
    f"{cipher}({bits})"
    for cipher in ("AES", "AESGCM", "AESCCM", "AESCCM8", "Camellia", "ARIAGCM", "CHACHA20/POLY1305")
    for bits in (128, 256)
) | {"3DES(168)", "DES(56)", "RC4(128)", "RC2(128)", "IDEA(128)", "SEED(128)", "GOST89(256)"}


def _of(**parts: str | Iterable[str]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType(
        {part: frozenset([given] if isinstance(given, str) else given) for part, given in parts.items()}
    )


def _enc(*starts: str) -> Mapping[str, frozenset[str]]:
    return _of(enc=[one for one in _ENC if one.startswith(starts)])


# The aliases of ssl_ciph.c. A word that is in none of them selects nothing and is ignored, as OpenSSL does.
ALIASES: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ALL": _of(enc=_ENC),
        "COMPLEMENTOFALL": _of(enc="None"),
        "COMPLEMENTOFDEFAULT": _of(default="False"),
        "kRSA": _of(kx="RSA"),
        **dict.fromkeys(("kEDH", "kDHE", "DH"), _of(kx="DH")),
        **dict.fromkeys(("kEECDH", "kECDHE", "ECDH"), _of(kx="ECDH")),
        "kPSK": _of(kx="PSK"),
        "kRSAPSK": _of(kx="RSAPSK"),
        "kECDHEPSK": _of(kx="ECDHEPSK"),
        "kDHEPSK": _of(kx="DHEPSK"),
        "kSRP": _of(kx="SRP"),
        "kGOST": _of(kx="GOST"),
        "kGOST18": _of(kx="GOST18"),
        "aRSA": _of(au="RSA"),
        **dict.fromkeys(("aDSS", "DSS"), _of(au="DSS")),
        "aNULL": _of(au="None"),
        **dict.fromkeys(("aECDSA", "ECDSA"), _of(au="ECDSA")),
        "aPSK": _of(au="PSK"),
        "aGOST01": _of(au="GOST01"),
        "aGOST12": _of(au="GOST12"),
        "aGOST": _of(au=("GOST01", "GOST12")),
        "aSRP": _of(au="SRP"),
        **dict.fromkeys(("EDH", "DHE"), _of(kx="DH", au=_AU - {"None"})),
        **dict.fromkeys(("EECDH", "ECDHE"), _of(kx="ECDH", au=_AU - {"None"})),
        **dict.fromkeys(("NULL", "eNULL"), _of(enc="None")),
        "RSA": _of(kx="RSA", au="RSA"),
        "ADH": _of(kx="DH", au="None"),
        "AECDH": _of(kx="ECDH", au="None"),
        "PSK": _of(kx=[one for one in _KX if one.endswith("PSK")]),
        "SRP": _of(kx="SRP"),
        "3DES": _enc("3DES("),
        "RC4": _enc("RC4("),
        "RC2": _enc("RC2("),
        "IDEA": _enc("IDEA("),
        "SEED": _enc("SEED("),
        "GOST89": _enc("GOST89("),
        "AES128": _of(enc=[one for one in _ENC if one.startswith("AES") and one.endswith("(128)")]),
        "AES256": _of(enc=[one for one in _ENC if one.startswith("AES") and one.endswith("(256)")]),
        "AES": _enc("AES"),
        "AESGCM": _enc("AESGCM("),
        "AESCCM": _enc("AESCCM"),
        "AESCCM8": _enc("AESCCM8("),
        "CAMELLIA128": _of(enc="Camellia(128)"),
        "CAMELLIA256": _of(enc="Camellia(256)"),
        "CAMELLIA": _enc("Camellia("),
        "CHACHA20": _enc("CHACHA20"),
        **dict.fromkeys(("ARIA", "ARIAGCM"), _enc("ARIAGCM(")),
        "ARIA128": _of(enc="ARIAGCM(128)"),
        "ARIA256": _of(enc="ARIAGCM(256)"),
        "CBC": _enc("AES(", "Camellia(", "3DES(", "DES(", "RC2(", "IDEA(", "SEED("),
        "MD5": _of(mac="MD5"),
        **dict.fromkeys(("SHA1", "SHA"), _of(mac="SHA1")),
        "SHA256": _of(mac="SHA256"),
        "SHA384": _of(mac="SHA384"),
        "GOST94": _of(mac="GOST94"),
        "GOST89MAC": _of(mac="GOST89"),
        "GOST12": _of(mac="GOST2012"),
        "SSLv3": _of(version="SSLv3"),
        **dict.fromkeys(("TLSv1", "TLSv1.0"), _of(version="TLSv1")),
        "TLSv1.2": _of(version="TLSv1.2"),
        **{grade: _of(grade=grade) for grade in ("LOW", "MEDIUM", "HIGH", "FIPS")},
    }
)
