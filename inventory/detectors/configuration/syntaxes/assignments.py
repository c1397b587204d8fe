"""``key = value`` a line: postgresql.conf, rabbitmq.conf, Java properties, ini files with sections."""

from __future__ import annotations

import re

from ..entry import Builder, Parsed, lines_of
from .words import continued, words

_POSTGRESQL = re.compile(r"\s*(?P<name>[A-Za-z_][A-Za-z0-9_.]*)\s*(?:=\s*|\s+)(?P<value>'(?:[^'\\]|''|\\.)*'|[^#\s]+)?")
_DOTTED = re.compile(r"\s*(?P<name>[A-Za-z0-9_.$-]+)\s*=\s*(?P<value>.*)$")
_PROPERTY = re.compile(r"\s*(?P<name>(?:\\.|[^\s=:\\])+)\s*(?:[=:]\s*|\s+|$)(?P<value>.*)$", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SECTION = re.compile(r"\[\s*(?P<name>[^\]]*?)\s*\]")
_INI = re.compile(r"(?P<name>[^=]+?)\s*=\s*(?P<value>.*)$")
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def postgresql(text: str) -> Parsed:
    """The sign of equality is optional; a value in quotes may have spaces."""
    builder = Builder()
    for number, line in lines_of(text):
        found = _POSTGRESQL.match(line)
        if found is not None and not line.lstrip().startswith("#"):
            value = found["value"] or ""
            quoted = value.startswith("'")
            builder.add(found["name"], (value[1:-1].replace("''", "'") if quoted else value,), number)
    return builder.done()


def dotted(text: str) -> Parsed:
    """Dotted names, values to the end of the line or in quotes: rabbitmq.conf."""
    builder = Builder()
    for number, line in lines_of(text):
        found = _DOTTED.match(line)
        if found is not None and not line.lstrip().startswith("#"):
            value = found["value"].strip()
            value = value[1:].partition("'")[0] if value.startswith("'") else re.split(r"\s+#", value)[0].strip()
            builder.add(found["name"], (value,), number)
    return builder.done()


def properties(text: str) -> Parsed:
    """Java properties: ``=``, ``:`` or a space, escapes, lines that go on."""
    builder = Builder()
    stripped = [(number, line.lstrip(" \t\f")) for number, line in lines_of(text)]
    kept = [(number, line) for number, line in _logical(stripped)]
    for number, line in kept:
        found = _PROPERTY.match(line)
        if found is not None:
            builder.add(_unescaped(found["name"]), (_unescaped(found["value"]).strip(),), number)
    return builder.done()


def _logical(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Comments end with their line; other lines go on after a backslash."""
    made: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    for number, line in lines:
        if not waiting and (not line or line.startswith(("#", "!"))):
            continue
        waiting.append((number, line))
        if (len(line) - len(line.rstrip("\\"))) % 2 == 0:
            made.append((waiting[0][0], "".join(one[:-1] for _, one in waiting[:-1]) + line))
            waiting = []
    if waiting:
        made.append((waiting[0][0], "".join(one.removesuffix("\\") for _, one in waiting)))
    return made


def _unescaped(value: str) -> str:
    def plain(found: re.Match[str]) -> str:
        what = found[1]
        return chr(int(what[1:], 16)) if len(what) == 5 else _PLAIN_ESCAPES.get(what, what)

    return _ESCAPE.sub(plain, value)


def ini(text: str) -> Parsed:
    """Sections in square brackets, each a block: QuickFIX."""
    builder = Builder()
    for number, line in lines_of(text):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        section = _SECTION.match(stripped)
        if section is not None:
            if builder.depth:
                builder.end()
            builder.begin(section["name"], (), number)
            continue
        found = _INI.match(stripped)
        if found is not None:
            builder.add(found["name"].strip(), (found["value"].strip(),), number)
    return builder.done()


def directives(text: str) -> Parsed:
    """A name and its words a line, with quotes: redis.conf, pg_hba.conf."""
    builder = Builder()
    for number, line in continued(list(lines_of(text))):
        if line.lstrip().startswith("#"):
            continue
        found = words(line, comment="#")
        if found:
            builder.add(found[0], found[1:], number)
    return builder.done()
