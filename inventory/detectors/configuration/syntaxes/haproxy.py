"""Sections of lines, and lines that are options with values: HAProxy."""

from __future__ import annotations

from ..entry import Builder, Entry, Parsed, lines_of
from .words import continued, words

_SECTIONS = frozenset(
    {"global", "defaults", "frontend", "backend", "listen", "peers", "resolvers", "mailers", "userlist", "cache"}
    | {"program", "http-errors", "ring", "log-forward", "fcgi-app", "crt-store", "log-profile", "traces", "acme"}
)
_LINES = {"bind": 1, "server": 2, "default-server": 0, "ssl-default-bind-options": 0, "ssl-default-server-options": 0}
_VALUED = frozenset(
    {
        "crt",
        "crt-list",
        "ca-file",
        "ca-verify-file",
        "crl-file",
        "ciphers",
        "ciphersuites",
        "curves",
        "ecdhe",
        "sigalgs",
    }
    | {"client-sigalgs", "ssl-min-ver", "ssl-max-ver", "verify", "alpn", "npn", "sni", "verifyhost", "name", "key"}
    | {"id", "user", "group", "mode", "process", "thread", "nice", "maxconn", "interface", "weight", "cookie", "port"}
)


def parse(text: str) -> Parsed:
    """The entries of the text: sections are blocks; so are lines that hold options."""
    builder = Builder()
    for number, line in continued(list(lines_of(text))):
        found = words(line, comment="#")
        if not found:
            continue
        if found[0] in _SECTIONS:
            if builder.depth:
                builder.end()
            builder.begin(found[0], found[1:], number)
        elif found[0] in _LINES:
            _options(builder, found, number)
        else:
            builder.add(found[0], found[1:], number)
    return builder.done()


def _options(builder: Builder, found: tuple[str, ...], number: int) -> None:
    count = 1 + _LINES[found[0]]
    children: list[Entry] = []
    at = count
    while at < len(found):
        valued = found[at] in _VALUED and at + 1 < len(found)
        children.append(Entry(found[at], found[at + 1 : at + 2] if valued else (), number))
        at += 2 if valued else 1
    builder.begin(found[0], found[1:count], number)
    for child in children:
        builder.add(child.name, child.words, child.line)
    builder.end()
