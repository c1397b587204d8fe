"""``key = value`` a line: postgresql.conf, rabbitmq.conf, Java properties, ini files with sections."""

from __future__ import annotations

import re

from ....formats.properties import properties as java_properties
from ..entry import Builder, Parsed, lines_of
from .words import continued, words

_POSTGRESQL = re.compile(r"\s*(?P<name>[A-Za-z_][A-Za-z0-9_.]*)\s*(?:=\s*|\s+)(?P<value>'(?:[^'\\]|''|\\.)*'|[^#\s]+)?")
_DOTTED = re.compile(r"\s*(?P<name>[A-Za-z0-9_.$-]+)\s*=\s*(?P<value>.*)$")
_SECTION = re.compile(r"\[\s*(?P<name>[^\]]*?)\s*\]")
_INI = re.compile(r"(?P<name>[^=]+?)\s*=\s*(?P<value>.*)$")


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
    for name, value, number in java_properties(lines_of(text)):
        builder.add(name, (value,), number)
    return builder.done()


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
