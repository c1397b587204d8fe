"""What manifests of every ecosystem say: packages, versions, constraints, and what could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_ACCOUNT = re.compile(r"(?<=://)[^/\s]*@|(?<!\S)[^/@\s]+@(?=[^/@:\s]+:)")  # https://user:token@host, git@host:path
_QUERY = re.compile(r"(://[^\s?#]*)\?[^\s#]*")  # ?access_token=…


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


def without_accounts(manifest: Manifest) -> Manifest:
    """The same, and of each address that stands where a version or a reason is only what holds no secret."""
    return replace(
        manifest,
        dependencies=tuple(
            replace(one, version=_bare(one.version), constraint=_bare(one.constraint)) if _has_account(one) else one
            for one in manifest.dependencies
        ),
        includes=tuple(_bare(one) or "" for one in manifest.includes),
        troubles=tuple(replace(one, reason=_bare(one.reason) or "") for one in manifest.troubles),
    )


def _has_account(one: Dependency) -> bool:
    return "@" in (written := f"{one.version} {one.constraint}") or "?" in written


def _bare(text: str | None) -> str | None:
    return None if text is None else _QUERY.sub(r"\1", _ACCOUNT.sub("", text))
