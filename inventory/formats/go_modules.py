"""Go modules: go.mod, vendor/modules.txt, and go.sum where it stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Unreadable
from .dependencies import Dependency, Manifest, Trouble
from .text import safe

_MODULE = re.compile(r'^module\s+"?([^\s"]+)"?\s*(?://.*)?$')
_REQUIRE = re.compile(r'^"?([^\s"]+)"?\s+(v[^\s/]+)\s*(//.*)?$')
_REPLACE = re.compile(r'^"?([^\s"]+)"?(?:\s+v\S+)?\s+=>\s+"?([^\s"]+)"?(?:\s+(v\S+))?\s*(?://.*)?$')
_SUM = re.compile(r"^(\S+) (v[^\s/]+)(/go\.mod)? h1:\S+$")
_VENDORED = re.compile(r"^# (\S+) (v\S+)(?: => (\S+)(?: (v\S+))?)?$")
_BLOCKS = ("require", "replace", "exclude", "retract", "tool", "godebug", "ignore")


def go_mod(text: str) -> Manifest:
    """What a module requires. The versions are exact: Go takes the highest that any module asks for."""
    name: str | None = None
    found: list[Dependency] = []
    replaced: dict[str, tuple[str, str | None]] = {}
    troubles: list[Trouble] = []
    for number, keyword, rest in _statements(text):
        if keyword == "module":
            name = rest
        elif keyword == "require":
            match = _REQUIRE.match(rest)
            if match is None:
                troubles.append(Trouble("this requirement has no module and version", number))
                continue
            direct = "indirect" not in (match[3] or "")
            found.append(_dependency(match[1], number, match[2], direct, locked=False))
        elif keyword == "replace" and (match := _REPLACE.match(rest)) is not None:
            replaced[match[1]] = (match[2], match[3])
    if name is None:
        raise Unreadable("it is no go.mod: it names no module")
    made = tuple(_replaced(one, replaced) for one in found)
    return Manifest(made, safe(name, 200), (), tuple(troubles))


def _replaced(one: Dependency, replaced: dict[str, tuple[str, str | None]]) -> Dependency:
    """``replace a => b v1``; one that is replaced by a directory has no version."""
    target = replaced.get(one.name)
    if target is None:
        return one
    other, version = target
    local = other.startswith((".", "/"))
    return _dependency(one.name if local else other, one.line, None if local else version, one.direct, locked=False)


def _statements(text: str) -> Iterator[tuple[int, str, str]]:
    block: str | None = None
    for number, row in enumerate(text.splitlines(), 1):
        line = row.strip()
        if not line or line.startswith("//"):
            continue
        if block is not None:
            if line.startswith(")"):
                block = None
            else:
                yield number, block, line
            continue
        keyword, _, rest = line.partition(" ")
        module = _MODULE.match(line)
        if module is not None:
            yield number, "module", module[1]
        elif keyword in _BLOCKS and rest.strip().startswith("("):
            block = keyword
        else:
            yield number, keyword, rest.strip()


def go_sum(text: str) -> Manifest:
    """The modules of which a project holds the content; those of which only the go.mod is known are not built."""
    found: list[Dependency] = []
    for number, row in enumerate(text.splitlines(), 1):
        match = _SUM.match(row.strip())
        if match is not None and match[3] is None:
            found.append(_dependency(match[1], number, match[2], direct=False, locked=True))
        elif match is None and row.strip():
            raise Unreadable(f"it is no go.sum: line {number} has no module, version and hash")
    return Manifest(tuple(found))


def vendored(text: str) -> Manifest:
    """The modules whose source is in the tree (vendor/modules.txt)."""
    found: list[Dependency] = []
    for number, row in enumerate(text.splitlines(), 1):
        match = _VENDORED.match(row)
        if match is not None:
            local = match[3] is not None and match[4] is None
            version = None if local else match[4] or match[2]
            found.append(_dependency(match[3] if match[4] else match[1], number, version, direct=False, locked=True))
    return Manifest(tuple(found), application=False)


def _dependency(name: str, line: int | None, version: str | None, direct: bool, *, locked: bool) -> Dependency:
    shown = safe(version.removesuffix("+incompatible"), 100) if version is not None else None
    return Dependency(safe(name, 200), line, shown, direct=direct, locked=locked, ecosystem="golang")
