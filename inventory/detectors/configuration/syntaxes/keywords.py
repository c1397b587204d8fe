"""A keyword and its arguments a line, and blocks that go on to the next one: OpenSSH."""

from __future__ import annotations

import re

from ..entry import Builder, Parsed, lines_of
from .words import words

_LINE = re.compile(r"\s*(?P<name>[A-Za-z0-9]+)(?:\s*=\s*|\s+|(?=\")|$)(?P<rest>.*)$")
_BLOCKS = frozenset({"match", "host"})


def parse(text: str) -> Parsed:
    """The entries of the text."""
    builder = Builder()
    for number, line in lines_of(text):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        found = _LINE.match(stripped)
        if found is None:
            builder.trouble(number, "a line that begins with no keyword")
            continue
        rest = words(found["rest"], comment="#", escapes=False)
        if found["name"].lower() in _BLOCKS:
            if builder.depth:
                builder.end()
            builder.begin(found["name"], rest, number)
        else:
            builder.add(found["name"], rest, number)
    return builder.done()
