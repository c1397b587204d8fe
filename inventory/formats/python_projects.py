"""Python projects in TOML and JSON: pyproject.toml, the lock files of Poetry, uv, PEP 751 and Pipenv, and Pipfile."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..errors import Unreadable
from .python_requirements import Dependency, Finder, Manifest, Trouble, listed, poetry
from .text import safe

_LARGEST = 16 * 1024 * 1024
_LOCAL = ("virtual", "editable", "directory")

Table = Mapping[str, Any]


def pyproject(text: str) -> Manifest:
    """PEP 621, optional dependencies, dependency groups, build requirements, and the tables of Poetry, uv and PDM."""
    root = _toml(text)
    finder = Finder(text)
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    project, tool = _table(root, "project"), _table(root, "tool")
    for items, scope in _lists(root, project, tool):
        some, wrong = listed(items, finder, scope)
        found += some
        troubles += wrong
    poetry_table = _table(tool, "poetry")
    for table, scope, header in _poetry_tables(poetry_table):
        found += _poetry(table, scope, header, finder)
    name = project.get("name") or poetry_table.get("name")
    dynamic = project.get("dynamic", ())
    if isinstance(dynamic, list) and "dependencies" in dynamic and not found:
        troubles.append(Trouble("dynamic: the build backend computes the dependencies", finder.line("dynamic")))
    described = bool(project or poetry_table)
    return Manifest(tuple(found), safe(str(name), 200) if name else None, (), tuple(troubles), described)


def _lists(root: Table, project: Table, tool: Table) -> Iterator[tuple[object, str | None]]:
    yield project.get("dependencies"), None
    for name, items in _table(project, "optional-dependencies").items():
        yield items, f"optional:{safe(name, 60)}"
    for name, items in _table(root, "dependency-groups").items():
        yield items, f"group:{safe(name, 60)}"
    yield _table(root, "build-system").get("requires"), "build"
    yield _table(tool, "uv").get("dev-dependencies"), "group:dev"
    for name, items in _table(_table(tool, "pdm"), "dev-dependencies").items():
        yield items, f"group:{safe(name, 60)}"


def _poetry_tables(table: Table) -> Iterator[tuple[Table, str | None, str]]:
    yield _table(table, "dependencies"), None, "[tool.poetry.dependencies]"
    yield _table(table, "dev-dependencies"), "group:dev", "[tool.poetry.dev-dependencies]"
    for name in _table(table, "group"):
        group = _table(_table(table, "group"), name)
        yield _table(group, "dependencies"), f"group:{safe(name, 60)}", f"[tool.poetry.group.{name}.dependencies]"


def _poetry(table: Table, scope: str | None, header: str, finder: Finder) -> Iterator[Dependency]:
    begin = next(iter(finder.equal(header)), 0)
    for name, value in table.items():
        if name == "python":
            continue
        line = finder.starting(f"{name} ", f"{name}=", f'"{name}"', f"'{name}'", f"{name}.", after=begin)
        yield from poetry(name, value, line, scope)


def poetry_lock(text: str) -> Manifest:
    """The packages of poetry.lock."""
    return _locked(_toml(text), "package", text)


def pylock(text: str) -> Manifest:
    """The packages of a lock file of PEP 751."""
    return _locked(_toml(text), "packages", text)


def uv_lock(text: str) -> Manifest:
    """The packages of uv.lock; direct is what the project's own packages name."""
    root = _toml(text)
    wanted: set[str] = set()
    project = None
    for package in _packages(root, "package"):
        source = package.get("source")
        if isinstance(source, dict) and any(key in source for key in _LOCAL):
            project = project or str(package.get("name"))
            wanted.update(_named(package))
    return _locked(root, "package", text, wanted if project is not None else None, project)


def _named(package: Table) -> Iterator[str]:
    """What a package of the project depends on, in any group."""
    tables = [package, _table(package, "optional-dependencies"), _table(package, "dev-dependencies")]
    for table in tables:
        for items in table.values():
            for item in items if isinstance(items, list) else ():
                if isinstance(item, dict) and isinstance(item.get("name"), str):
                    yield item["name"]


def _locked(root: Table, key: str, text: str, wanted: set[str] | None = None, project: str | None = None) -> Manifest:
    from packaging.utils import canonicalize_name

    finder = Finder(text)
    headers = finder.equal(f"[[{key}]]")
    packages = _packages(root, key)
    found = []
    for index, package in enumerate(packages):
        name, version = package.get("name"), package.get("version")
        if not isinstance(name, str):
            continue
        begin = headers[index] if len(headers) == len(packages) else 0
        source = package.get("source")
        if isinstance(source, dict) and any(local in source for local in _LOCAL):
            continue
        found.append(
            Dependency(
                name=canonicalize_name(name),
                line=finder.starting("name ", "name=", after=begin) if begin else finder.line(f'name = "{name}"'),
                version=version if isinstance(version, str) else None,
                direct=wanted is None or name in wanted,
                locked=True,
            )
        )
    return Manifest(tuple(found), safe(project, 200) if project else None)


def pipfile(text: str) -> Manifest:
    """The packages of a Pipfile."""
    root = _toml(text)
    finder = Finder(text)
    found: list[Dependency] = []
    for key, scope in (("packages", None), ("dev-packages", "group:dev")):
        found += _poetry(_table(root, key), scope, f"[{key}]", finder)
    return Manifest(tuple(_without_star(found)))


def _without_star(found: list[Dependency]) -> Iterator[Dependency]:
    for one in found:
        yield replace(one, constraint=None) if one.constraint == "*" else one


def pipfile_lock(text: str) -> Manifest:
    """The packages of Pipfile.lock."""
    from packaging.utils import canonicalize_name

    root = _json(text)
    finder = Finder(text)
    found = []
    for key, scope in (("default", None), ("develop", "group:dev")):
        begin = finder.line(f'"{key}":') or 0
        for name, value in _table(root, key).items():
            version = value.get("version") if isinstance(value, dict) else None
            exact = version.removeprefix("==") if isinstance(version, str) and version.startswith("==") else None
            line = finder.starting(f'"{name}"', after=begin)
            found.append(Dependency(canonicalize_name(name), line, exact, version, scope, locked=True))
    return Manifest(tuple(found))


def _packages(root: Table, key: str) -> list[Table]:
    packages = root.get(key, [])
    return [one for one in packages if isinstance(one, dict)] if isinstance(packages, list) else []


def _table(root: Table, key: str) -> Table:
    value = root.get(key)
    return value if isinstance(value, dict) else {}


def _toml(text: str) -> Table:
    loaded = _loaded(text, tomllib.loads, "TOML")
    assert isinstance(loaded, dict)
    return loaded


def _json(text: str) -> Table:
    loaded = _loaded(text, json.loads, "JSON")
    if not isinstance(loaded, dict):
        raise Unreadable("it is not a JSON object")
    return loaded


def _loaded(text: str, loads: Callable[[str], object], what: str) -> object:
    if len(text) > _LARGEST:
        raise Unreadable(f"{what} of {len(text)} characters; the limit is {_LARGEST}")
    try:
        return loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not valid {what}") from error
