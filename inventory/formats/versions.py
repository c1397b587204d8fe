"""Versions and constraints of package ecosystems: order, and the lowest and highest version that a constraint lets in.

PyPI has its own rules (PEP 440, ``packaging``). The others agree on what matters here: numbers between dots, and a
pre-release before its release. Debian and Alpine add an epoch before and a revision behind, which are left out: what a
library offers hangs on the version of its makers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Key = tuple[tuple[int, ...], int, tuple[tuple[int, str], ...]]
Bounds = tuple[Key | None, Key | None]  # from here on; below here

_NUMBERS = re.compile(r"v?(\d+(?:\.\d+)*)(.*)", re.DOTALL)
_BEFORE = re.compile(r"[-.+~_]?(?:alpha|beta|cr\d|dev|incubating|m\d|pre|rc|snapshot)", re.IGNORECASE)
_PIECE = re.compile(r"\d+|[a-z]+")
_SYSTEMS = frozenset({"deb", "apk", "rpm"})
_COMPARISON = re.compile(r"(>=|<=|>|<|==|=|\^|~>|~)?\s*v?(\d+(?:\.(?:\d+|[xX*]))*(?:[-+.][\w.+-]*)?)")
_RANGE = re.compile(r"([\[(])\s*([^,\[\]()]*)\s*(?:(,)\s*([^\[\]()]*)\s*)?([\])])")
_LONGEST = 100
_FIELDS = 8


def key(version: str, ecosystem: str) -> Key | None:
    """Something to sort a version by; None if it is no version."""
    text = version.strip()[:_LONGEST]
    if ecosystem in _SYSTEMS:
        text = text.partition(":")[2] or text if text.partition(":")[0].isdigit() else text
        text = re.split(r"-(?=[^-]*$)|-r\d+$|[+~](?:dfsg|ds|repack|really|deb|ubuntu)", text, maxsplit=1)[0]
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    numbers = [int(one) for one in match[1].split(".")[:_FIELDS]]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    rest = match[2].partition("+")[0]
    early = _BEFORE.match(rest) is not None or rest.startswith("~") or (rest.startswith("-") and ecosystem in _SEMANTIC)
    pieces = tuple((0, one.zfill(12)) if one.isdigit() else (1, one) for one in _PIECE.findall(rest.lower()))
    return tuple(numbers), -1 if early else 0, pieces if early or ecosystem in _LETTERED else ()


_SEMANTIC = frozenset({"npm", "cargo", "golang", "nuget", "composer"})  # what a hyphen follows comes before the release
_LETTERED = frozenset({"deb", "apk", "rpm", "generic"})  # OpenSSL 1.1.1w comes behind 1.1.1a


def lets_in(versions: str, version: str, ecosystem: str) -> bool:
    """Whether a version is within ``>=1.2, <3``. False for what is no version."""
    known = key(version, ecosystem)
    if known is None:
        return False
    low, high = _between(versions, ecosystem)
    return (low is None or known >= low) and (high is None or known < high)


def all_within(versions: str, constraint: str, ecosystem: str) -> bool:
    """Whether every version that a constraint of this ecosystem lets in is within ``>=1.2, <3``."""
    low, high = _between(versions, ecosystem)
    found = list(bounds(constraint, ecosystem))
    if not found:
        return False
    return all(
        (low is None or (below is not None and below >= low))
        and (high is None or (above is not None and above <= high))
        for below, above in found
    )


def _between(versions: str, ecosystem: str) -> Bounds:
    low: Key | None = None
    high: Key | None = None
    for one in versions.split(","):
        edge = key(one.strip().lstrip("<>="), ecosystem)
        if one.strip().startswith(">="):
            low = edge
        elif one.strip().startswith("<"):
            high = edge
        else:
            raise ValueError(f"a range is written with >= and <, not {one!r}")
    return low, high


def bounds(constraint: str, ecosystem: str) -> Iterator[Bounds]:
    """For each alternative of a constraint: from which version on, and below which; nothing if it cannot be read."""
    text = constraint.strip()[:_LONGEST]
    if not text:
        return
    ranges = list(_RANGE.finditer(text)) if ecosystem in ("maven", "nuget") else []
    if ranges:
        yield from (_interval(one, ecosystem) for one in ranges)
        return
    for alternative in text.split("||") if ecosystem in ("npm", "composer") else [text]:
        hyphen = re.fullmatch(r"\s*(\S+)\s+-\s+(\S+)\s*", alternative)
        if hyphen is not None:
            yield key(hyphen[1], ecosystem), _above(hyphen[2], ecosystem, inclusive=True)
            continue
        yield _joined(alternative, ecosystem)


def _interval(match: re.Match[str], ecosystem: str) -> Bounds:
    """``[1.0,2.0)`` of Maven and NuGet."""
    low = key(match[2], ecosystem) if match[2].strip() else None
    if match[3] is None:
        return low, _above(match[2], ecosystem, inclusive=True)
    high = _above(match[4], ecosystem, inclusive=match[5] == "]") if match[4].strip() else None
    return low, high


def _joined(text: str, ecosystem: str) -> Bounds:
    low: Key | None = None
    high: Key | None = None
    for operator, version in _COMPARISON.findall(text):
        below, above = _of(operator or _BARE.get(ecosystem, "="), version, ecosystem)
        low = below if low is None or (below is not None and below > low) else low
        high = above if high is None or (above is not None and above < high) else high
    return low, high


_BARE = {"cargo": "^", "nuget": ">=", "golang": "="}  # what a version without an operator means; else exactly that one


def _of(operator: str, version: str, ecosystem: str) -> Bounds:
    plain = re.split(r"\.?[xX*]", version, maxsplit=1)[0]
    edge = key(plain, ecosystem) if plain else None
    wild = plain != version
    match operator:
        case ">=" | ">":
            return edge, None
        case "<":
            return None, edge
        case "<=":
            return None, _above(plain, ecosystem, inclusive=True)
        case "^":
            return edge, _next(plain, _caret(plain))
        case "~":
            return edge, _next(plain, 1 if plain.count(".") else 0)
        case "~>":
            return edge, _next(plain, max(plain.count(".") - 1, 0))
    return edge, _next(plain, plain.count(".")) if wild and plain else _above(plain, ecosystem, inclusive=True)


def _caret(version: str) -> int:
    """The first field that is not zero may not change (semver)."""
    numbers = _fields(version)
    return next((at for at, one in enumerate(numbers) if one), len(numbers) - 1)


def _fields(version: str) -> list[int]:
    match = _NUMBERS.fullmatch(version)
    return [int(one) for one in match[1].split(".")[:_FIELDS]] if match is not None else [0]


def _next(version: str, field: int) -> Key:
    numbers = _fields(version)[: field + 1]
    numbers[-1] += 1
    return tuple(numbers), -1, ()


def _above(version: str, ecosystem: str, *, inclusive: bool) -> Key | None:
    """The end of a range: this version, or what comes right behind it."""
    edge = key(version, ecosystem)
    if edge is None or not inclusive:
        return edge
    return edge[0], edge[1], (*edge[2], (2, ""))
