"""Ruby: Gemfile.lock."""

from __future__ import annotations

import re

from ..errors import Unreadable
from .dependencies import Dependency, Manifest
from .text import safe

_SPEC = re.compile(r"^    ([A-Za-z0-9._-]+) \(([^()\s]+)\)\s*$")
_WANTED = re.compile(r"^  ([A-Za-z0-9._-]+)!?(?: \([^)]*\))?\s*$")
_SOURCES = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})
_PLATFORM = re.compile(r"-(?:x86|x64|arm|aarch|java|mingw|universal|linux|darwin).*$")


def gemfile_lock(text: str) -> Manifest:
    """The gems that a lock file pins; direct are those that the Gemfile names."""
    section = ""
    specs: list[tuple[int, str, str | None]] = []
    wanted: set[str] = set()
    for number, row in enumerate(text.splitlines(), 1):
        if row and not row[0].isspace():
            section = row.strip()
        elif section in _SOURCES and (spec := _SPEC.match(row)) is not None:
            specs.append((number, spec[1], None if section == "PATH" else _PLATFORM.sub("", spec[2])))
        elif section == "DEPENDENCIES" and (asked := _WANTED.match(row)) is not None:
            wanted.add(asked[1])
    if not specs and "DEPENDENCIES" not in text:
        raise Unreadable("it is no Gemfile.lock: it lists no gems")
    return Manifest(
        tuple(
            Dependency(
                safe(name, 200),
                line,
                safe(version, 100) if version is not None else None,
                direct=name in wanted,
                locked=True,
                ecosystem="gem",
            )
            for line, name, version in specs
        )
    )
