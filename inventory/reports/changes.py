"""What is different between two inventories, for a person: sections of rows, and the same as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..compare import Diff, Direction
from ..compare.places import APPLICATION, FILE
from ..compare.shifts import ASSET, Shift
from ..compare.strength import uses
from ..graph import Asset, places
from ..model import Problem
from .markdown_text import cell, table
from .shown import short

_SHOWN = 3  # places and names of one row; --json has all of them
_TITLES = (
    (Direction.WEAKENED, "weakened"),
    (Direction.TRADED, "stronger in one respect, weaker in another"),
    (Direction.UNKNOWN, "replaced, and not known whether by something weaker"),
    (Direction.STRENGTHENED, "strengthened"),
    (Direction.EQUAL, "replaced by something of the same strength"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of difference."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(diff: Diff) -> tuple[Section, ...]:
    """Every kind of difference that there is, the gravest first."""
    return tuple(section for section in _all(diff) if section.rows)


def markdown(diff: Diff) -> str:
    """The differences as Markdown text."""
    old, new = (graph.by_ref()[graph.root].name for graph in (diff.before, diff.after))
    parts = [f"# {cell(short(old))} and {cell(short(new))}", *(f"*{cell(note)}.*" for note in diff.notes)]
    for section in sections(diff):
        parts += [f"## {section.title} ({len(section.rows)})", table(section.columns, section.rows)]
    if diff.empty:
        parts.append("Nothing is different.")
    return "\n\n".join(parts) + "\n"


def _all(diff: Diff) -> Iterator[Section]:
    names = {asset.ref: asset.name for graph in (diff.before, diff.after) for asset in graph.assets}
    for direction, title in _TITLES:
        found = [one for one in diff.shifts if one.direction is direction]
        yield Section(title, ("where", "as", "before", "after", "why"), tuple(_shift(one, names) for one in found))
    yield Section("new", ("kind", "name", "algorithm", "seen at"), tuple(_asset(one) for one in diff.new))
    yield Section("gone", ("kind", "name", "algorithm", "was at"), tuple(_asset(one) for one in diff.gone))
    columns: tuple[str, ...] = ("name", "use")
    yield Section("newly offered by a library", columns, tuple(_offered(one) for one in diff.newly_offered))
    yield Section("no longer offered by a library", columns, tuple(_offered(one) for one in diff.no_longer_offered))
    yield Section(
        "moved",
        ("kind", "name", "now also at", "no longer at"),
        tuple(
            (str(one.asset.kind), short(one.asset.name), _few(map(_place, one.appeared)), _few(map(_place, one.left)))
            for one in diff.moved
        ),
    )
    yield Section(
        "changed",
        ("kind", "name", "field", "before", "after"),
        tuple(
            (
                str(one.asset.kind),
                short(one.asset.name),
                short(change.field),
                short(change.before or ""),
                short(change.after or ""),
            )
            for one in diff.changed
            for change in one.changes
        ),
    )
    columns = ("place", "problem")
    yield Section("could not be read and could before", columns, tuple(_problem(one) for one in diff.new_problems))
    yield Section("is read now", columns, tuple(_problem(one) for one in diff.gone_problems))
    yield Section(
        "left out",
        ("what", "before", "after"),
        tuple((short(one.field), one.before or "0", one.after or "0") for one in diff.coverage),
    )


def _shift(shift: Shift, names: dict[str, str]) -> tuple[str, ...]:
    position = shift.position
    where = position.where if not position.what else f"{position.where}: {position.what}"
    if position.sort in (APPLICATION, ASSET):
        where = names.get(position.where, position.where)
    scope = " (elsewhere in the file)" if position.sort == FILE else ""
    why = "; ".join(f"{one.aspect}: {one.before} → {one.after}" for one in shift.facets)
    before, after = (_few(names[ref] for ref in refs) for refs in (shift.before, shift.after))
    return (short(where) + scope, position.use, before, after, why)


def _asset(asset: Asset) -> tuple[str, ...]:
    algorithm = asset.algorithm or ("unknown" if asset.reason else "")
    return (str(asset.kind), short(asset.name), algorithm, _few(places(asset)))


def _offered(asset: Asset) -> tuple[str, ...]:
    return (short(asset.name), ", ".join(sorted(uses(asset))) if asset.scheme is not None else "unknown")


def _place(place: tuple[str, str]) -> str:
    path, symbol = place
    return f"{path} ({symbol})" if symbol else path


def _few(texts: Iterable[str]) -> str:
    every = list(texts)
    shown = ", ".join(short(text) for text in every[:_SHOWN])
    return shown if len(every) <= _SHOWN else f"{shown} and {len(every) - _SHOWN} more"


def _problem(problem: Problem) -> tuple[str, ...]:
    where = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    return (short(where), short(problem.reason))
