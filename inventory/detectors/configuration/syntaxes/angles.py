"""Directives a line and sections in angle brackets: Apache."""

from __future__ import annotations

import re

from ..entry import Builder, Parsed, lines_of
from .words import continued, words

_SECTION = re.compile(r"<\s*(?P<end>/?)\s*(?P<name>[A-Za-z]+)\s*(?P<rest>[^>]*?)>?\s*$")
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9_]+)\}")


def parse(text: str) -> Parsed:
    """The entries of the text, with the variables that it defines itself."""
    builder = Builder()
    defined: dict[str, str] = {}
    for number, line in continued(list(lines_of(text))):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        stripped = _VARIABLE.sub(lambda found: defined.get(found[1], found[0]), stripped)
        section = _SECTION.match(stripped) if stripped.startswith("<") else None
        if section is not None:
            _section(builder, section, number)
            continue
        name, *rest = words(stripped)
        if name.lower() == "define" and len(rest) == 2:
            defined[rest[0]] = rest[1]
        builder.add(name, tuple(rest), number)
    if builder.depth:
        builder.trouble(number, f"{builder.depth} sections are not closed")
    return builder.done()


def _section(builder: Builder, found: re.Match[str], number: int) -> None:
    if not found["end"]:
        builder.begin(found["name"], words(found["rest"]), number)
        return
    inside = builder.inside
    if inside is None or inside.name.lower() != found["name"].lower():
        builder.trouble(number, "a section ends that is not the one that is open")
    if inside is not None:
        builder.end()
