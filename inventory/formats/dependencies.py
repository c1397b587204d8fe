"""What manifests of every ecosystem say: packages, versions, constraints, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that something depends on: normalised name, version if it is pinned, constraint as written.

    ``scope`` says for what (``optional:archive``, ``build``, ``group:dev``), None for always. ``locked`` marks what a
    lock file or an installation states, as opposed to what somebody asks for. ``ecosystem`` is a type of package URL.
    """

    name: str
    line: int | None = None
    version: str | None = None
    constraint: str | None = None
    scope: str | None = None
    marker: str | None = None
    extras: tuple[str, ...] = ()
    direct: bool = True
    locked: bool = False
    ecosystem: str = "pypi"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a manifest that could not be read."""

    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says: the project's name, its dependencies, files that it includes, and what was not readable."""

    dependencies: tuple[Dependency, ...] = ()
    project: str | None = None
    includes: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    application: bool = True  # whether its directory is a project
