"""Python projects in TOML and JSON: pyproject.toml, the lock files of Poetry, uv, PEP 751 and Pipenv, and Pipfile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .dependencies import Dependency, Manifest, Trouble
from .documents import json_table, toml_table, wrong_types
from .finder import Finder
from .python_requirements import listed, poetry
from .text import safe
from .typed import Table, Typed
from .typed import found as what

_LOCAL = ("virtual", "editable", "directory")
_COMPUTED = ("dependencies", "optional-dependencies")
_REQUIREMENTS = re.compile(
    r"(?:.*/)?(?:requirements/[^/]*|[^/]*requirements|requirements[^/]*|constraints[^/]*)\.(?:txt|in)"
)


def pyproject(text: str) -> Manifest:
    """PEP 621, optional dependencies, dependency groups, build requirements, and the tables of Poetry, uv and PDM."""
    root, typed, finder = toml_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    troubles: list[Trouble] = []
    project, tool = typed.table(root, "project"), typed.table(root, "tool")
    for items, scope, after in _lists(root, project, tool, typed, finder):
        some, wrong = listed(items, finder, scope, after)
        found += some
        troubles += wrong
    poetry_table = typed.table(tool, "poetry", "[tool]")
    for table, scope, header in _poetry_tables(poetry_table, typed):
        found += _poetry(table, scope, header, finder, typed)
    name = typed.string(project, "name", "[project]") or typed.string(poetry_table, "name", "[tool.poetry]")
    includes, computed = _dynamic(root, project, tool, typed, finder)
    described = bool(project or poetry_table)
    troubles += (*computed, *wrong_types(typed, finder))
    return Manifest(tuple(found), safe(name, 200) if name else None, includes, tuple(troubles), described)


_Lists = Iterator[tuple[list[str], str | None, int]]


def _lists(root: Table, project: Table, tool: Table, typed: Typed, finder: Finder) -> _Lists:
    """Each list of requirements with its scope and the line after which it stands."""
    begin = finder.header("[project]")
    yield typed.strings(project, "dependencies", "[project]"), None, _line(finder, "dependencies", begin)
    optional = typed.table(project, "optional-dependencies", "[project]")
    yield from _groups(optional, "[project.optional-dependencies]", "optional", typed, finder)
    groups = typed.table(root, "dependency-groups")
    yield from _groups(groups, "[dependency-groups]", "group", typed, finder)
    build = typed.table(root, "build-system")
    begin = finder.header("[build-system]")
    yield typed.strings(build, "requires", "[build-system]"), "build", _line(finder, "requires", begin)
    uv = typed.table(tool, "uv", "[tool]")
    begin = finder.header("[tool.uv]")
    yield typed.strings(uv, "dev-dependencies", "[tool.uv]"), "group:dev", _line(finder, "dev-dependencies", begin)
    pdm = typed.table(typed.table(tool, "pdm", "[tool]"), "dev-dependencies", "[tool.pdm]")
    yield from _groups(pdm, "[tool.pdm.dev-dependencies]", "group", typed, finder)


def _groups(table: Table, header: str, kind: str, typed: Typed, finder: Finder) -> _Lists:
    begin = finder.header(header)
    for name in table:
        items = [one for one in typed.items(table, name, header, "include-group") if isinstance(one, str)]
        yield items, f"{kind}:{safe(name, 60)}", _line(finder, name, begin)


def _line(finder: Finder, key: str, after: int) -> int:
    """The line before the one with this key, as the values may stand on the same line; ``after`` if there is none."""
    line = finder.key(key, after)
    return line - 1 if line is not None else after


def _dynamic(
    root: Table, project: Table, tool: Table, typed: Typed, finder: Finder
) -> tuple[tuple[str, ...], list[Trouble]]:
    """The files from which the build reads dependencies, and a trouble for what it computes."""
    wanted = [name for name in _COMPUTED if name in typed.strings(project, "dynamic", "[project]")]
    if not wanted:
        return (), []
    setuptools = typed.table(tool, "setuptools", "[tool]")
    files: list[str] = []
    computed: list[str] = []
    for name in wanted:
        some = list(_files(typed.table(setuptools, "dynamic", "[tool.setuptools]").get(name)))
        known = [one for one in some if _REQUIREMENTS.fullmatch(one)]
        files += known
        if not some or len(known) < len(some):
            computed.append(name.replace("-", " "))
    if not computed:
        return tuple(safe(one, 200) for one in files), []
    backend = typed.string(typed.table(root, "build-system"), "build-backend", "[build-system]") or "setuptools"
    reason = (
        f"{' and '.join(computed)} are computed by the build ({safe(backend, 60)}) and not in this file; "
        "scan the installed environment or a lock file"
    )
    return tuple(safe(one, 200) for one in files), [Trouble(reason, finder.key("dynamic", finder.header("[project]")))]


def _files(value: object) -> Iterator[str]:
    """The names of files in a dynamic field of setuptools: ``{file = …}``, or a table of such for each extra."""
    if isinstance(value, dict):
        given = value.get("file")
        if given is None:
            for one in value.values():
                yield from _files(one) if isinstance(one, dict) and "file" in one else ()
        elif isinstance(given, str):
            yield given
        elif isinstance(given, list):
            yield from (one for one in given if isinstance(one, str))


def _poetry_tables(table: Table, typed: Typed) -> Iterator[tuple[Table, str | None, str]]:
    yield typed.table(table, "dependencies", "[tool.poetry]"), None, "[tool.poetry.dependencies]"
    yield typed.table(table, "dev-dependencies", "[tool.poetry]"), "group:dev", "[tool.poetry.dev-dependencies]"
    groups = typed.table(table, "group", "[tool.poetry]")
    for name in groups:
        group = typed.table(groups, name, "[tool.poetry.group]")
        header = f"[tool.poetry.group.{name}.dependencies]"
        yield (
            typed.table(group, "dependencies", f"[tool.poetry.group.{safe(name, 60)}]"),
            f"group:{safe(name, 60)}",
            header,
        )


def _poetry(table: Table, scope: str | None, header: str, finder: Finder, typed: Typed) -> Iterator[Dependency]:
    begin = finder.header(header)
    for name, value in table.items():
        if name != "python":
            yield from poetry(name, value, finder.key(name, begin), scope, typed, safe(header, 100))


def poetry_lock(text: str) -> Manifest:
    """The packages of poetry.lock."""
    return _locked(toml_table(text), "package", text, Typed())


def pylock(text: str) -> Manifest:
    """The packages of a lock file of PEP 751."""
    return _locked(toml_table(text), "packages", text, Typed())


def uv_lock(text: str) -> Manifest:
    """The packages of uv.lock; direct is what the project's own packages name."""
    root, typed = toml_table(text), Typed()
    wanted: set[str] = set()
    project = None
    for place, package in Typed().tables(root, "package"):
        if _local(package):
            project = project or Typed().string(package, "name", place)
            wanted.update(_named(package, place, typed))
    return _locked(root, "package", text, typed, wanted if project is not None else None, project)


def _local(package: Table) -> bool:
    source = package.get("source")
    return isinstance(source, dict) and any(key in source for key in _LOCAL)


def _named(package: Table, place: str, typed: Typed) -> Iterator[str]:
    """What a package of the project depends on, in any group."""
    lists = [(package, "dependencies", place)]
    for key in ("optional-dependencies", "dev-dependencies"):
        table = typed.table(package, key, place)
        lists += [(table, name, f"{place} {key}:") for name in table]
    for table, key, where in lists:
        for spot, item in typed.tables(table, key, where):
            name = typed.string(item, "name", spot)
            if name is not None:
                yield name


def _locked(
    root: Table, key: str, text: str, typed: Typed, wanted: set[str] | None = None, project: str | None = None
) -> Manifest:
    from packaging.utils import canonicalize_name

    finder = Finder(text)
    headers = finder.equal(f"[[{key}]]")
    packages = list(typed.tables(root, key))
    found = []
    for index, (place, package) in enumerate(packages):
        typed.table(package, "source", place)
        name, version = typed.string(package, "name", place), typed.string(package, "version", place)
        if name is None:
            if "name" not in package:
                typed.refuse(key, f"{place} name: expected a string, found nothing")
            continue
        begin = headers[index] if len(headers) == len(packages) else 0
        if _local(package):
            continue
        found.append(
            Dependency(
                name=canonicalize_name(name),
                line=finder.key("name", begin) if begin else finder.value(name),
                version=version,
                direct=wanted is None or name in wanted,
                locked=True,
            )
        )
    return Manifest(tuple(found), safe(project, 200) if project else None, (), wrong_types(typed, finder))


def pipfile(text: str) -> Manifest:
    """The packages of a Pipfile."""
    root, typed, finder = toml_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    for key, scope in (("packages", None), ("dev-packages", "group:dev")):
        found += _poetry(typed.table(root, key), scope, f"[{key}]", finder, typed)
    return Manifest(tuple(_without_star(found)), troubles=wrong_types(typed, finder))


def _without_star(found: list[Dependency]) -> Iterator[Dependency]:
    for one in found:
        yield replace(one, constraint=None) if one.constraint == "*" else one


def pipfile_lock(text: str) -> Manifest:
    """The packages of Pipfile.lock."""
    from packaging.utils import canonicalize_name

    root, typed, finder = json_table(text), Typed(), Finder(text)
    found = []
    for key, scope in (("default", None), ("develop", "group:dev")):
        begin = finder.key(key) or 0
        for name, value in typed.table(root, key).items():
            version = None
            if isinstance(value, dict):
                version = typed.string(value, "version", f"{key} {safe(name, 80)}:")
            else:
                typed.refuse(name, f"{key} {safe(name, 80)}: expected a table, found {what(value)}")
            exact = version.removeprefix("==") if version is not None and version.startswith("==") else None
            line = finder.key(name, begin)
            found.append(Dependency(canonicalize_name(name), line, exact, version, scope, locked=True))
    return Manifest(tuple(found), troubles=wrong_types(typed, finder))
