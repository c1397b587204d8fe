"""npm and its relatives: package.json, package-lock.json, npm-shrinkwrap.json, yarn.lock (any), pnpm-lock.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Unreadable
from .dependencies import Dependency, Manifest
from .documents import json_table, wrong_types
from .finder import Finder
from .text import safe
from .typed import Table, Typed

_GROUPS = {
    "dependencies": None,
    "devDependencies": "group:dev",
    "optionalDependencies": "optional",
    "peerDependencies": "peer",
}
_MODULES = "node_modules/"
_DEPTH = 64  # of dependencies inside dependencies in the first form of lock files
_YARN = re.compile(r'^"?(@?[^@\s"]+)@')
_YARN_VERSION = re.compile(r'^\s+version:?\s+"?([^"\s]+)"?\s*$')
_PNPM = re.compile(r"^  ['\"]?/?(@?[^@\s'\"(/]+(?:/[^@\s'\"(/]+)?)[@/]([^\s'\"(:/]+)[^\s]*:\s*$")
_ALIAS = re.compile(r"npm:(@?[^@]+)@(.*)")


def package(text: str) -> Manifest:
    """What a package asks for. An address, a path or a workspace is kept by its kind only: it may hold a password."""
    root, typed, finder = json_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    for group, scope in _GROUPS.items():
        begin = finder.key(group) or 0
        for name, value in typed.table(root, group).items():
            if not isinstance(value, str):
                typed.refuse(name, f"{group} {safe(name, 80)}: expected a string")
                continue
            real, constraint = _meant(name, value)
            found.append(
                _dependency(real, finder.key(name, begin - 1) or begin or None, None, constraint, scope, locked=False)
            )
    project = typed.string(root, "name")
    return Manifest(tuple(found), safe(project, 200) if project else None, (), wrong_types(typed, finder))


def _meant(name: str, value: str) -> tuple[str, str]:
    """``npm:name@range`` stands for another package; of an address only the scheme is kept."""
    alias = _ALIAS.fullmatch(value)
    if alias is not None:
        return alias[1], safe(alias[2], 100)
    kind, colon, _ = value.partition(":")
    if colon and "workspace" not in kind:
        return name, f"@ {safe(kind.rpartition('@')[2], 40)}"
    return name, "@ git" if "/" in value and not value.startswith("@") else safe(value, 100)


def lock(text: str) -> Manifest:
    """A lock file of npm, of any form: ``packages`` by path, or ``dependencies`` inside each other."""
    root, typed, finder = json_table(text), Typed(), Finder(text)
    packages = typed.table(root, "packages")
    found: list[Dependency] = []
    if packages:
        own = packages.get("", {})
        wanted = {name for group in _GROUPS for name in (own.get(group) or {})} if isinstance(own, dict) else set()
        for path, one in packages.items():
            if _MODULES in path and isinstance(one, dict) and not one.get("link"):
                name = one.get("name") if isinstance(one.get("name"), str) else path.rpartition(_MODULES)[2]
                found.append(
                    _of(str(name), one, finder.key(path), direct=path == f"{_MODULES}{name}" and name in wanted)
                )
    else:
        found.extend(_nested(typed.table(root, "dependencies"), finder, 0))
        if not found and "lockfileVersion" not in root:
            raise Unreadable("it is no lock file of npm: lockfileVersion is not there")
    return Manifest(tuple(found), None, (), wrong_types(typed, finder))


def _nested(dependencies: Table, finder: Finder, depth: int) -> Iterator[Dependency]:
    if depth > _DEPTH:
        raise Unreadable(f"dependencies inside dependencies, more than {_DEPTH} deep")
    for name, one in dependencies.items():
        if isinstance(one, dict):
            yield _of(name, one, finder.key(name), direct=depth == 0)
            inner = one.get("dependencies")
            yield from _nested(inner, finder, depth + 1) if isinstance(inner, dict) else ()


def _of(name: str, one: Table, line: int | None, *, direct: bool) -> Dependency:
    version, scope = one.get("version"), "group:dev" if one.get("dev") is True else None
    plain = isinstance(version, str) and ":" not in version and "/" not in version
    return _dependency(name, line, str(version) if plain else None, None, scope, locked=True, direct=direct)


def _dependency(
    name: str,
    line: int | None,
    version: str | None,
    constraint: str | None,
    scope: str | None,
    *,
    locked: bool,
    direct: bool = True,
) -> Dependency:
    shown = safe(version, 100) if version is not None else None
    return Dependency(
        safe(name.lower(), 214), line, shown, constraint, scope, None, (), direct, locked, ecosystem="npm"
    )


def yarn(text: str) -> Manifest:
    """A yarn.lock: blocks of a head with one or more requests, and a version."""
    found: list[Dependency] = []
    name: str | None = None
    line = 0
    for number, row in enumerate(text.splitlines(), 1):
        if row and not row[0].isspace() and not row.startswith(("#", "__metadata")):
            head = _YARN.match(row)
            alias = _ALIAS.match(row.partition("@")[2].partition(",")[0].strip('": ')) if head is not None else None
            name, line = (alias[1] if alias is not None else head[1]) if head is not None else None, number
        elif name is not None and (version := _YARN_VERSION.match(row)) is not None:
            local = "use.local" in version[1]
            found.append(_dependency(name, line, None if local else version[1], None, None, locked=True, direct=False))
            name = None
    if not found and "yarn lockfile" not in text and "__metadata" not in text:
        raise Unreadable("it is no lock file of yarn")
    return Manifest(tuple(found))


def pnpm(text: str) -> Manifest:
    """A pnpm-lock.yaml: the keys below ``packages``."""
    found: list[Dependency] = []
    inside = False
    for number, row in enumerate(text.splitlines(), 1):
        if row and not row[0].isspace() and not row.startswith("#"):
            inside = row.startswith("packages:")
        elif inside and (key := _PNPM.match(row)) is not None:
            found.append(_dependency(key[1], number, key[2], None, None, locked=True, direct=False))
    if "lockfileVersion" not in text[:4096]:
        raise Unreadable("it is no lock file of pnpm: lockfileVersion is not there")
    return Manifest(tuple(found))
