"""OpenSSL's configuration: sections that name other sections, variables, ``.include``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..entry import Builder, Entry, Parsed, lines_of
from .words import continued

_SECTION = re.compile(r"\[\s*([A-Za-z0-9_.:;-]*(?:\s+[A-Za-z0-9_.:;-]+)*)\s*\]")
_LINE = re.compile(r"(?P<name>[^=]+?)\s*=\s*(?P<value>.*)$")
_INCLUDE = re.compile(r"\.include\s*=?\s*(?P<value>.+)$")
_COMMENT = re.compile(r"""((?:"[^"]*"|'[^']*'|\\.|[^#"'\\])*)""")
_VARIABLE = re.compile(
    r"\$(?:\{(?P<a>[A-Za-z0-9_:.]+)\}|\((?P<b>[A-Za-z0-9_:.]+)\)|(?P<c>[A-Za-z0-9_]+(?:::[A-Za-z0-9_]+)?))"
)
_EXPANSIONS = 8
_LONGEST = 4096


def parse(text: str) -> Parsed:
    """The entries of the text: what stands before the first section, then each section as a block."""
    builder = Builder()
    for number, line in continued(list(lines_of(text))):
        stripped = _bare(line)
        if not stripped:
            continue
        section = _SECTION.fullmatch(stripped)
        if section is not None:
            if builder.depth:
                builder.end()
            builder.begin("section", (section[1],), number)
            continue
        include = _INCLUDE.match(stripped)
        found = _LINE.match(stripped)
        if include is not None:
            builder.add(".include", (include["value"].strip("\"'"),), number)
        elif found is not None:
            builder.add(found["name"], (found["value"],), number)
        else:
            builder.trouble(number, "a line that is no section, no assignment and no include")
    return builder.done()


def _bare(line: str) -> str:
    """The line without its comment."""
    found = _COMMENT.match(line)
    return found.group().strip() if found is not None else ""


def resolve(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """What is in force: the sections for TLS that are reached from the beginning, requests and authorities."""
    sections: dict[str, Entry] = {}
    for one in entries:
        if one.block and one.words:
            known = sections.get(one.words[0])
            sections[one.words[0]] = one if known is None else replace(known, children=known.children + one.children)
    values = {("default", one.name): one.text for one in entries if not one.block}
    values |= {(name, child.name): child.text for name, one in sections.items() for child in one.children}
    values = {(place, name): _expand(text, place, values) for (place, name), text in values.items()}
    made = [_expanded(one, "default", values) for one in entries if not one.block]
    made += list(_tls(sections, values))
    made += [
        _called(name, one, values) for name, one in sections.items() if name in ("req", "tsa", *_authorities(values))
    ]
    return tuple(made)


def _tls(sections: Mapping[str, Entry], values: Mapping[tuple[str, str], str]) -> Iterator[Entry]:
    start = values.get(("default", "openssl_conf")) or values.get(("default", "nodejs_conf"))
    named = values.get((start.strip(), "ssl_conf")) if start is not None else None
    inner = sections.get(named.strip()) if named is not None else None
    for one in inner.children if inner is not None else ():
        target = sections.get(values.get((inner.words[0], one.name), "").strip()) if inner is not None else None
        if target is not None:
            yield replace(_called("ssl", target, values), words=(one.name,))


def _authorities(values: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    found = values.get(("ca", "default_ca"))
    return (found.strip(),) if found is not None else ()


def _called(name: str, section: Entry, values: Mapping[tuple[str, str], str]) -> Entry:
    inside = section.words[0] if section.words else "default"
    kind = name if name in ("ssl", "req", "tsa") else "authority"
    children = tuple(_expanded(one, inside, values) for one in section.children)
    return replace(section, name=kind, words=(inside,), children=children)


def _expanded(entry: Entry, section: str, values: Mapping[tuple[str, str], str]) -> Entry:
    text = _expand(entry.text, section, values)
    name = entry.name.rpartition(".")[2]  # ``1.MinProtocol``: the number only keeps names apart
    return replace(entry, name=name, words=(text.strip("\"'"),))


def _expand(text: str, section: str, values: Mapping[tuple[str, str], str]) -> str:
    """The text with its variables replaced, a bounded number of times."""
    for _ in range(_EXPANSIONS):
        made = _VARIABLE.sub(lambda found: _value(found, section, values), text)
        if made == text or len(made) > _LONGEST:
            break
        text = made
    return text


def _value(found: re.Match[str], section: str, values: Mapping[tuple[str, str], str]) -> str:
    name = found["a"] or found["b"] or found["c"]
    place, _, key = name.rpartition("::")
    for where in (place or section, "default"):
        if (where, key) in values:
            return values[where, key]
    return found.group()
