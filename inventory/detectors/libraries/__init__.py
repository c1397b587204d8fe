"""What is known of libraries: one YAML file an ecosystem, each row from a look into the package itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from cryptoagility import algorithms

from ...formats import versions
from ...formats.dependencies import Dependency

_FILES = {
    "pypi": "python.yaml",
    "npm": "npm.yaml",
    "golang": "golang.yaml",
    "maven": "maven.yaml",
    "cargo": "cargo.yaml",
    "nuget": "nuget.yaml",
    "gem": "gem.yaml",
    "composer": "composer.yaml",
    "deb": "system.yaml",
    "apk": "system.yaml",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What some versions of a library offer."""

    versions: str
    provides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """What is known of a package: the schemes that it offers, the protocols that it speaks, what computes.

    ``packages``: of a source package, the names of those that hold the library (patterns).
    """

    name: str
    backend: str
    provides: tuple[str, ...]
    protocols: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    seen: str = ""
    source: str = ""
    confidence: str = "medium"
    ecosystem: str = "pypi"
    packages: tuple[str, ...] = ()


@cache
def libraries(ecosystem: str = "pypi") -> Mapping[str, Library]:
    """The curated list of an ecosystem, by normalised name; of deb and apk by the name of the source package."""
    import yaml

    file = resources.files(__package__).joinpath(_FILES[ecosystem])
    if not file.is_file():
        return MappingProxyType({})
    loaded = yaml.load(file.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # a safe loader in C
    return MappingProxyType({row["name"]: _library(row, ecosystem) for row in loaded["libraries"]})


def _library(row: dict[str, Any], ecosystem: str) -> Library:
    return Library(
        name=row["name"],
        backend=row["backend"],
        provides=_names(row["provides"]),
        protocols=tuple(row.get("protocols", ())),
        changes=tuple(Change(one["versions"], _names(one["provides"])) for one in row.get("changes", ())),
        seen=str(row["seen"]),
        source=row["source"],
        confidence=row["confidence"],
        ecosystem=ecosystem,
        packages=tuple(row.get("packages", ())),
    )


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(algorithms.parse(name).name for name in names)


def known(one: Dependency) -> Library | None:
    """The row of a dependency; None if the list has none."""
    rows = libraries(one.ecosystem)
    if one.ecosystem not in ("deb", "apk"):
        return rows.get(one.name)
    built = (one.marker or "").removeprefix("built from ")
    library = rows.get(built or one.name)
    fits = library is not None and any(fnmatchcase(one.name, pattern) for pattern in library.packages)
    return library if fits else None


def offered(library: Library, version: str | None, constraint: str | None) -> tuple[str, ...]:
    """What the library offers in this version; without one, what every version offers that the constraint lets in."""
    found = set(library.provides)
    holds = _holds_python if library.ecosystem == "pypi" else _holds
    for change in library.changes:
        if holds(change.versions, version, constraint, library.ecosystem):
            found.update(change.provides)
    return tuple(sorted(found))


def _holds(wanted: str, version: str | None, constraint: str | None, ecosystem: str) -> bool:
    if version is not None:
        return versions.lets_in(wanted, version, ecosystem)
    return constraint is not None and versions.all_within(wanted, constraint, ecosystem)


def _holds_python(versions: str, version: str | None, constraint: str | None, _ecosystem: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    wanted = SpecifierSet(versions)
    try:
        if version is not None:
            return wanted.contains(Version(version), prereleases=True)
        bounds = {
            one.operator: Version(one.version) for one in SpecifierSet(constraint or "") if "*" not in one.version
        }
    except (InvalidVersion, InvalidSpecifier):
        return False
    return all(_bounded(one.operator, Version(one.version), bounds) for one in wanted)


def _bounded(operator: str, edge: Any, bounds: Mapping[str, Any]) -> bool:
    """Whether every version that the bounds let in is on the right side of an edge."""
    if operator == ">=":
        return any(bounds[one] >= edge for one in (">=", ">", "~=") if one in bounds)
    below = "<" in bounds and bounds["<"] <= edge
    return operator == "<" and (below or ("<=" in bounds and bounds["<="] < edge))
