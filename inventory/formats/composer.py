"""PHP: composer.json and composer.lock."""

from __future__ import annotations

from .dependencies import Dependency, Manifest
from .documents import json_table, wrong_types
from .finder import Finder
from .text import safe
from .typed import Typed

_ASKED = {"require": None, "require-dev": "group:dev"}
_PINNED = {"packages": None, "packages-dev": "group:dev"}


def asked(text: str) -> Manifest:
    """What a composer.json asks for, extensions of PHP (``ext-openssl``) included."""
    root, typed, finder = json_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    for group, scope in _ASKED.items():
        begin = finder.key(group) or 0
        packages = typed.table(root, group)
        for name in packages:
            constraint = typed.string(packages, name, group)
            line = finder.key(name, begin - 1) or begin or None
            shown = safe(constraint, 100) if constraint is not None else None
            found.append(Dependency(safe(name.lower(), 200), line, None, shown, scope, ecosystem="composer"))
    project = typed.string(root, "name")
    return Manifest(tuple(found), safe(project, 200) if project else None, (), wrong_types(typed, finder))


def lock(text: str) -> Manifest:
    """The packages that a composer.lock pins."""
    root, typed, finder = json_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    for group, scope in _PINNED.items():
        begin = finder.key(group) or 0
        for place, package in typed.tables(root, group):
            name, version = typed.string(package, "name", place), typed.string(package, "version", place)
            if name is None:
                continue
            branch = version is None or version.startswith("dev-")
            shown = None if branch or version is None else safe(version.removeprefix("v"), 100)
            line = finder.value(name, begin)
            real = safe(name.lower(), 200)
            found.append(Dependency(real, line, shown, scope=scope, locked=True, direct=False, ecosystem="composer"))
    return Manifest(tuple(found), None, (), wrong_types(typed, finder))
