"""Rust: Cargo.toml and Cargo.lock."""

from __future__ import annotations

from collections.abc import Iterator

from .dependencies import Dependency, Manifest
from .documents import toml_table, wrong_types
from .finder import Finder
from .text import safe
from .typed import Table, Typed

_GROUPS = {"dependencies": None, "dev-dependencies": "group:dev", "build-dependencies": "build"}


def cargo_toml(text: str) -> Manifest:
    """What a crate, its targets and its workspace ask for."""
    root, typed, finder = toml_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    for table, scope, header in _tables(root, typed):
        for name, value in table.items():
            begin = finder.header(header)
            line = finder.key(name, begin) or finder.header(f"{header[:-1]}.{name}]") or None
            found.append(_dependency(name, value, scope, line))
    crate = typed.string(typed.table(root, "package"), "name", "[package]")
    described = "package" in root or "workspace" in root
    return Manifest(tuple(found), safe(crate, 200) if crate else None, (), wrong_types(typed, finder), described)


def _tables(root: Table, typed: Typed) -> Iterator[tuple[Table, str | None, str]]:
    for key, scope in _GROUPS.items():
        yield typed.table(root, key), scope, f"[{key}]"
    workspace = typed.table(root, "workspace")
    yield typed.table(workspace, "dependencies", "[workspace]"), None, "[workspace.dependencies]"
    targets = typed.table(root, "target")
    for name in targets:
        target = typed.table(targets, name, "[target]")
        for key, scope in _GROUPS.items():
            yield typed.table(target, key, f"[target.{safe(name, 80)}]"), scope, f"[target.'{name}'.{key}]"


def _dependency(name: str, value: object, scope: str | None, line: int | None) -> Dependency:
    """``name = "1.2"`` or a table, in which ``package`` is the real name and ``git`` or ``path`` the origin."""
    given = value if isinstance(value, dict) else {"version": value}
    real = given.get("package", name)
    version = given.get("version")
    constraint = safe(version, 100) if isinstance(version, str) else None
    constraint = constraint or next((f"@ {one}" for one in ("git", "path", "workspace") if one in given), None)
    exact = constraint[1:].strip() if constraint is not None and constraint.startswith("=") else None
    marked = "optional" if given.get("optional") is True else scope
    features = given.get("features")
    extras = tuple(safe(str(one), 60) for one in features[:20]) if isinstance(features, list) else ()
    shown = safe(str(real), 200)
    return Dependency(shown, line, exact, constraint, marked, None, extras, ecosystem="cargo")


def cargo_lock(text: str) -> Manifest:
    """The crates that a lock file pins; those without a source are the project's own."""
    root, typed, finder = toml_table(text), Typed(), Finder(text)
    found: list[Dependency] = []
    heads = finder.equal("[[package]]")
    for number, (place, package) in enumerate(typed.tables(root, "package")):
        name, version = typed.string(package, "name", place), typed.string(package, "version", place)
        if name is not None and package.get("source") is not None:
            line = finder.key("name", heads[number] if number < len(heads) else 0)
            shown = safe(version, 100) if version else None
            found.append(Dependency(safe(name, 200), line, shown, direct=False, locked=True, ecosystem="cargo"))
    return Manifest(tuple(found), None, (), wrong_types(typed, finder), application=False)
