"""Java properties: ``=``, ``:`` or a blank behind the key, escapes, lines that go on (java.util.Properties.load)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PROPERTY = re.compile(r"\s*(?P<name>(?:\\.|[^\s=:\\])+)\s*(?:[=:]\s*|\s+|$)(?P<value>.*)$", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def properties(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[str, str, int]]:
    """Name, value without blanks around it, and the number of the first line of each property."""
    for number, line in _logical((number, line.lstrip(" \t\f")) for number, line in lines):
        found = _PROPERTY.match(line)
        if found is not None:
            yield _unescaped(found["name"]), _unescaped(found["value"].strip()), number


def _logical(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Comments end with their line; other lines go on after a backslash."""
    waiting: list[str] = []
    first = 0
    for number, line in lines:
        if not waiting and (not line or line.startswith(("#", "!"))):
            continue
        first = first if waiting else number
        if (len(line) - len(line.rstrip("\\"))) % 2:
            waiting.append(line[:-1])
            continue
        yield first, "".join((*waiting, line))
        waiting = []
    if waiting:
        yield first, "".join(waiting)


def _unescaped(value: str) -> str:
    def plain(found: re.Match[str]) -> str:
        what = found[1]
        return chr(int(what[1:], 16)) if len(what) == 5 else _PLAIN.get(what, what)

    return _ESCAPE.sub(plain, value)
