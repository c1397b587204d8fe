"""Manifests of Python projects: the cryptographic libraries that a project asks for, locks or has installed."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from cryptoagility import algorithms

from ..errors import Unreadable
from ..formats import python_metadata, python_projects, python_requirements
from ..formats.python_requirements import Dependency, Manifest
from ..model import AssetId, Finding, Kind, LibraryFacts, Link, Location, Parameter, Problem, State, algorithm_id
from .detector import File, Stub

_MOST_TROUBLES = 20  # of one file that are told one by one
_KNOWLEDGE = "libraries/python.yaml"

# Patterns of file names (and of the directory, after a slash), and what reads them.
_READERS: Mapping[str, Callable[[str], Manifest]] = MappingProxyType(
    {
        "pyproject.toml": python_projects.pyproject,
        "poetry.lock": python_projects.poetry_lock,
        "uv.lock": python_projects.uv_lock,
        "pylock.toml": python_projects.pylock,
        "pylock.*.toml": python_projects.pylock,
        "Pipfile": python_projects.pipfile,
        "Pipfile.lock": python_projects.pipfile_lock,
        "setup.cfg": python_metadata.setup_cfg,
        "setup.py": python_metadata.setup_py,
        "*.dist-info/METADATA": python_metadata.installed,
        "*.egg-info/PKG-INFO": python_metadata.installed,
        "PKG-INFO": python_metadata.source_distribution,
        "requirements*.txt": python_requirements.requirements_file,
        "requirements*.in": python_requirements.requirements_file,
        "*requirements.txt": python_requirements.requirements_file,
        "*requirements.in": python_requirements.requirements_file,
        "constraints*.txt": python_requirements.requirements_file,
        "requirements/*.txt": python_requirements.requirements_file,
        "requirements/*.in": python_requirements.requirements_file,
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """What some versions of a library offer."""

    versions: str
    provides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """What is known of a package: the schemes that it offers, the protocols that it speaks, what computes."""

    name: str
    backend: str
    provides: tuple[str, ...]
    protocols: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    seen: str = ""
    source: str = ""
    confidence: str = "medium"


class Manifests:
    """Finds cryptographic libraries in manifests. Only those in the curated list count; a name alone says nothing."""

    name = "manifests"

    def wants(self, stub: Stub) -> bool:
        """Files that are called as a manifest is."""
        return _reader(stub.path) is not None

    def detect(self, file: File) -> Iterator[Finding | Problem]:
        """The project of the directory, and each library of the list."""
        reader = _reader(file.path)
        if reader is None:
            return
        manifest = reader(_text(file.data))
        application = _application(self.name, file.path, manifest)
        if application is not None:
            yield application
        for trouble in manifest.troubles[:_MOST_TROUBLES]:
            yield Problem(file.path, self.name, trouble.reason, trouble.line)
        if len(manifest.troubles) > _MOST_TROUBLES:
            yield Problem(file.path, self.name, f"{len(manifest.troubles) - _MOST_TROUBLES} more problems like these")
        for dependency in manifest.dependencies:
            library = libraries().get(dependency.name)
            if library is not None:
                yield _finding(self.name, file.path, dependency, library)


@cache
def libraries() -> Mapping[str, Library]:
    """The curated list, by normalised name."""
    import yaml

    text = resources.files(__package__).joinpath(_KNOWLEDGE).read_text("utf-8")
    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # a safe loader in C
    return MappingProxyType({row["name"]: _library(row) for row in loaded["libraries"]})


def _library(row: dict[str, Any]) -> Library:
    return Library(
        name=row["name"],
        backend=row["backend"],
        provides=_names(row["provides"]),
        protocols=tuple(row.get("protocols", ())),
        changes=tuple(Change(one["versions"], _names(one["provides"])) for one in row.get("changes", ())),
        seen=str(row["seen"]),
        source=row["source"],
        confidence=row["confidence"],
    )


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(algorithms.parse(name).name for name in names)


def _reader(path: str) -> Callable[[str], Manifest] | None:
    directory, name = posixpath.split(path)
    with_parent = f"{posixpath.basename(directory)}/{name}"
    for pattern, reader in _READERS.items():
        if fnmatchcase(with_parent if "/" in pattern else name, pattern):
            return reader
    return None


def _text(data: bytes) -> str:
    """UTF-8 or, as PowerShell writes requirement files, UTF-16 with its mark."""
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable("it is not text") from error


def _application(detector: str, path: str, manifest: Manifest) -> Finding | None:
    """The project of this directory. A directory of requirement files belongs to the project above it."""
    directory = posixpath.dirname(path) or "."
    if not manifest.application or posixpath.basename(directory) == "requirements":
        return None
    named = (Parameter("name", manifest.project, "file"),) if manifest.project is not None else ()
    included = tuple(Parameter("include", one, "file") for one in manifest.includes)
    return Finding(
        detector=detector,
        asset=AssetId(Kind.APPLICATION, f"dir:{directory}"),
        location=Location(path),
        parameters=(*named, *included),
        state=State.CONFIGURED,
    )


def _finding(detector: str, path: str, one: Dependency, library: Library) -> Finding:
    version = f"@{one.version}" if one.version is not None else ""
    provided = offered(library, one.version, one.constraint)
    return Finding(
        detector=detector,
        asset=AssetId(Kind.LIBRARY, f"pkg:pypi/{library.name}{version}"),
        location=Location(path, one.line),
        parameters=_parameters(one, library),
        facts=LibraryFacts(library.name, "pypi", one.version, one.constraint, one.direct),
        links=tuple(Link("provides", algorithm_id(name), State.AVAILABLE) for name in provided),
        state=State.AVAILABLE if one.locked else State.CONFIGURED,
    )


def _parameters(one: Dependency, library: Library) -> tuple[Parameter, ...]:
    found = [Parameter("backend", library.backend, "default")]
    found += (Parameter("protocol", name, "default") for name in library.protocols)
    given = (("scope", one.scope), ("marker", one.marker), ("extras", ",".join(one.extras)))
    found += (Parameter(name, value, "file") for name, value in given if value)
    return tuple(found)


def offered(library: Library, version: str | None, constraint: str | None) -> tuple[str, ...]:
    """What the library offers in this version; without one, what every version offers that the constraint lets in."""
    found = set(library.provides)
    for change in library.changes:
        if _holds(change.versions, version, constraint):
            found.update(change.provides)
    return tuple(sorted(found))


def _holds(versions: str, version: str | None, constraint: str | None) -> bool:
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
