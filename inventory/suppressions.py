"""Comments in scanned files that excuse a finding: named, with a reason and a last day, or they excuse nothing.

# cryptoagility: ignore[RSA-2048] until=2027-03-31 reason="the peer has no other key; ticket 4711"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError

from .formats.text import safe
from .model import SUPPRESSION, Finding, Problem, ProtocolFacts, Suppression

UNKNOWN = "unknown"
"""The name that stands for an algorithm that was not recognised."""

_MARK = b"cryptoagility:"
_COMMENT = re.compile(r"(?P<open>#|//|/\*|<!--|;|--)[ \t]*cryptoagility:[ \t]*ignore\b(?P<rest>[^\r\n]*)")
_CLOSES = {"/*": "*/", "<!--": "-->"}
_NAMES = re.compile(r"\[(?P<names>[^\[\]]*)\]")
_PAIR = re.compile(r"""[ \t]+(?P<key>[a-z]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))""")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS = ("until", "reason")
_TOO_MANY = 10_000  # such comments in one file
_LONGEST = 500
_FORM = 'write: cryptoagility: ignore[NAME, …] until=YYYY-MM-DD reason="…"'


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One valid comment: where it stands, the line that it is about, what it excuses."""

    line: int
    about: int
    names: frozenset[str]
    excuse: Suppression


def excused(path: str, data: bytes, findings: Sequence[Finding]) -> tuple[list[Finding], list[Problem]]:
    """The findings, those marked that a comment in the file excuses; and what is wrong with the comments."""
    if _MARK not in data:
        return list(findings), []
    ignores: list[_Ignore] = []
    problems: list[Problem] = []
    for one in _ignores(path, data.decode("utf-8", "replace")):
        (problems if isinstance(one, Problem) else ignores).append(one)  # type: ignore[arg-type]
    by_line: dict[int, list[_Ignore]] = {}
    for ignore in ignores:
        by_line.setdefault(ignore.about, []).append(ignore)
    used: set[_Ignore] = set()
    marked = [_marked(finding, path, by_line, used) for finding in findings]
    for ignore in ignores:
        if ignore not in used:
            names = ", ".join(sorted(ignore.names))
            reason = f"this ignore hides nothing: no {safe(names)} is found on line {ignore.about}; take it out"
            problems.append(Problem(path, SUPPRESSION, reason, ignore.line))
    return marked, problems


def _marked(finding: Finding, path: str, by_line: dict[int, list[_Ignore]], used: set[_Ignore]) -> Finding:
    place = finding.location
    if place.path != path or place.line is None or place.line not in by_line:
        return finding
    called = _called(finding)
    matching = [one for one in by_line[place.line] if called & one.names]
    used.update(matching)
    # Two comments that excuse the same: the one that ends first counts.
    chosen = min((one.excuse for one in matching), default=None, key=lambda one: (one.until, one.reason))
    return finding if chosen is None else replace(finding, suppression=chosen)


def _called(finding: Finding) -> frozenset[str]:
    """The names that a comment can call a finding by, folded."""
    names = {str(finding.asset.kind)}
    if isinstance(finding.facts, ProtocolFacts):
        names.add(finding.facts.type)
    elif finding.algorithm is None:
        names.add(UNKNOWN)
    else:
        names.add(finding.algorithm)
        try:
            scheme = algorithms.parse(finding.algorithm)
            names |= {scheme.name, scheme.family.name}
        except AgilityError:
            pass
    return frozenset(name.casefold() for name in names)


def _ignores(path: str, text: str) -> Iterator[_Ignore | Problem]:
    """Every such comment, in order."""
    pending: list[tuple[int, re.Match[str]]] = []
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = _COMMENT.search(line) if "cryptoagility:" in line else None
        if found is None:
            yield from (_read(path, at, number, match) for at, match in pending)
            pending = []
            continue
        count += 1
        if count > _TOO_MANY:
            yield Problem(
                path, SUPPRESSION, f"more than {_TOO_MANY:,} ignores in one file: the rest excuse nothing", number
            )
            break
        if line[: found.start()].strip():  # code before it: it is about this line
            yield from (_read(path, at, number, match) for at, match in pending)
            pending = []
            yield _read(path, number, number, found)
        else:  # alone on its line: about the next line that is no such comment
            pending.append((number, found))
    yield from (_read(path, at, at, match) for at, match in pending)


def _read(path: str, line: int, about: int, found: re.Match[str]) -> _Ignore | Problem:
    rest = found["rest"]
    if (closing := _CLOSES.get(found["open"])) is not None:
        rest = rest.partition(closing)[0]
    try:
        names, excuse = _parsed(rest.rstrip())
    except ValueError as error:
        return Problem(path, SUPPRESSION, f"this ignore excuses nothing: {error}; {_FORM}", line)
    return _Ignore(line, about, names, excuse)


def _parsed(rest: str) -> tuple[frozenset[str], Suppression]:
    """The names and the excuse. Raises ValueError with what is wrong, never with what stands there."""
    listed = _NAMES.match(rest)
    names = [name.strip() for name in listed["names"].split(",")] if listed is not None else []
    if listed is None or not all(names):
        raise ValueError("it names nothing in brackets")
    values: dict[str, str] = {}
    at = listed.end()
    while pair := _PAIR.match(rest, at):
        if pair["key"] not in _KEYS or pair["key"] in values:
            raise ValueError("it may have until and reason, each once, and nothing else")
        values[pair["key"]] = next(one for one in (pair["double"], pair["single"], pair["bare"]) if one is not None)
        at = pair.end()
    if rest[at:].strip():
        raise ValueError("what stands behind the names is not until=… and reason=…")
    reason = values.get("reason", "").strip()
    if not reason:
        raise ValueError("it gives no reason")
    return frozenset(map(_folded, names)), Suppression(safe(reason, _LONGEST), _day(values.get("until")))


def _folded(name: str) -> str:
    """The name as findings are called: an alias of an algorithm becomes its canonical name."""
    try:
        return algorithms.parse(name).name.casefold()
    except AgilityError:
        return name.casefold()


def _day(text: str | None) -> str:
    if text is None:
        raise ValueError("it has no until, the last day on which it holds")
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError("until is not a day such as 2027-03-31")
