"""Who owns what, how long it must hold and who can reach it: read strictly from context.yaml, matched by path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pathspec

from .policy import CRITICALITIES
from .section import Section
from .strict_yaml import quoted, read

EXPOSURES = ("internet", "partner", "internal", "isolated")
MAXIMUM_YEARS = 200
MAXIMUM_MIGRATION = 50  # years
MAXIMUM_PATTERN = 200  # characters
MAXIMUM_WILDCARDS = 3  # in one name, and ** in one pattern: each one multiplies the work on a hostile path

_KEYS = frozenset({"paths", "system", "owner", "data_life_years", "signature_life_years", "exposure", "criticality"})
_MORE = frozenset({"migration_years", "re_timestamped"})  # that need not be there


@dataclass(frozen=True, slots=True)
class System:
    """A part of the estate with one owner. None = nobody has said."""

    name: str
    owner: str | None = None
    data_life_years: int | None = None
    signature_life_years: int | None = None
    exposure: str | None = None
    criticality: str | None = None
    migration_years: int | None = None  # how long the work is expected to take
    re_timestamped: bool | None = None  # whether evidence is time-stamped again before its signature weakens


UNASSIGNED = System("unassigned")
"""Where everything belongs that no entry of the context matches."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Path patterns as in .gitignore, and the system that they belong to."""

    paths: tuple[str, ...]
    system: System


@dataclass(frozen=True, slots=True)
class Context:
    """The entries in their order: the first that matches a path wins."""

    entries: tuple[Entry, ...] = ()

    def system(self, path: str) -> System:
        """The system that this path belongs to."""
        for entry in self.entries:
            if _spec(entry.paths).match_file(path):
                return entry.system
        return UNASSIGNED


def parse_context(data: bytes, name: str) -> Context:
    """The context in these bytes; ``name`` is the file's, for messages. Raises PolicyError and nothing else."""
    section = Section(read(data, name), name, "the context", frozenset({"systems"}))
    entries: list[Entry] = []
    systems: dict[str, System] = {UNASSIGNED.name: UNASSIGNED}
    for one in section.sections("systems", "system", _KEYS | _MORE):
        entry = _entry(one)
        if systems.setdefault(entry.system.name, entry.system) != entry.system:
            raise one.error("system", f"{quoted(entry.system.name)} is there already, with other facts")
        entries.append(entry)
    return Context(tuple(entries))


def _entry(section: Section) -> Entry:
    paths = section.texts("paths", empty=False)
    section.checked("paths", lambda: _check(paths))
    years = section.integer
    system = System(
        name=section.text("system"),
        owner=section.optional_text("owner"),
        data_life_years=years("data_life_years", 0, MAXIMUM_YEARS),
        signature_life_years=years("signature_life_years", 0, MAXIMUM_YEARS),
        exposure=section.choice("exposure", frozenset(EXPOSURES)),
        criticality=section.choice("criticality", frozenset(CRITICALITIES)),
        migration_years=years("migration_years", 0, MAXIMUM_MIGRATION) if section.has("migration_years") else None,
        re_timestamped=section.boolean("re_timestamped") if section.has("re_timestamped") else None,
    )
    return Entry(paths, system)


def _check(paths: tuple[str, ...]) -> None:
    for pattern in paths:
        names = pattern.split("/")
        wildcards = max(names.count("**"), *(name.count("*") for name in names if name != "**"), 0)
        if len(pattern) > MAXIMUM_PATTERN or wildcards > MAXIMUM_WILDCARDS:
            raise ValueError(f"hold the pattern {pattern[:40]!r}, which is too long or has too many wildcards")
    _spec(paths)


@cache
def _spec(paths: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    """The patterns, compiled. Raises ValueError for one that is none."""
    try:
        return pathspec.GitIgnoreSpec.from_lines(paths)
    except re.error as error:
        raise ValueError(f"hold a pattern that is none: {error}") from error
