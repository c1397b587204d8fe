"""Lines of a text in which keys and values stand, for formats whose parsers do not tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property

_QUOTED = re.compile(r"\"([^\"\\]*)\"|'([^']*)'")
_KEY = re.compile(r"[\s{,]*[\"']?([^\"'=:\s\[\]{},]+)[\"']?\s*[=:.]")
_PASSES = 64  # searches through the whole text; a hostile one gets no line number after that


class Finder:
    """Answers in the time of a table, however often it is asked. Each place of a value is found once."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._taken: dict[str, int] = {}
        self._passes = _PASSES

    def key(self, name: str, after: int = 0) -> int | None:
        """The first line after line ``after`` that begins with this key."""
        found = self._keys.get(name, ())
        at = bisect_right(found, after)
        return found[at] if at < len(found) else None

    def value(self, text: str, after: int = 0) -> int | None:
        """The next line after line ``after`` with this text: in quotes, alone on the line, or after an equals sign."""
        found = self._values.get(text)
        if found is None:
            return self._search(text, after)
        at = max(self._taken.get(text, 0), bisect_right(found, after))
        if at >= len(found):
            return None
        self._taken[text] = at + 1
        return found[at]

    def equal(self, line: str) -> list[int]:
        """Every line that is this text, white space aside."""
        return [at for at, one in enumerate(self._lines, 1) if one.strip() == line]

    def header(self, line: str) -> int:
        """The first line that is this text, white space aside; 0 if there is none."""
        return self._headers.get(line, 0)

    def _search(self, text: str, after: int) -> int | None:
        """What is written in another way than it reads: escaped, or with more on its line."""
        if self._passes == 0 or not text:
            return None
        self._passes -= 1
        found = (
            at for at in range(after, len(self._lines)) if text in self._lines[at] and not _comment(self._lines[at])
        )
        return next((at + 1 for at in found), None)

    @cached_property
    def _keys(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, line in enumerate(self._lines, 1):
            key = _KEY.match(line)
            if key is not None:
                found.setdefault(key.group(1), []).append(at)
        return found

    @cached_property
    def _values(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, line in enumerate(self._lines, 1):
            for text in _texts(line):
                found.setdefault(text, []).append(at)
        return found

    @cached_property
    def _headers(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for at, line in enumerate(self._lines, 1):
            if line.lstrip().startswith("["):
                found.setdefault(line.strip(), at)
        return found


def _comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _texts(line: str) -> Iterator[str]:
    if _comment(line):
        return
    quoted = [one.group(1) if one.group(1) is not None else one.group(2) for one in _QUOTED.finditer(line)]
    yield from quoted
    if not quoted:
        yield line.strip()
        if "=" in line:
            yield line.partition("=")[2].strip()
