"""What took whose place between two inventories, and whether that is stronger or weaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cryptoagility.algorithms import Use

from ..graph import Asset, Graph
from .places import APPLICATION, FILE, LIBRARY, SUBJECT, Position, Standing, by_application, by_call, by_file, by_name
from .strength import Direction, Facet, compare, overall, post_quantum

ASSET = "asset"
"""The sort of a position that is one asset of which the two inventories say different things."""

# From the closest to the widest: what has found its counterpart in one is not looked for in the next.
_CASCADE: tuple[Callable[[Graph], Standing], ...] = (by_call, by_name, by_file, by_application)
_ASYMMETRIC = frozenset({Use.SIGNATURE, Use.KEY_ESTABLISHMENT})


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """In this position these stood before and those stand now; ``direction`` sums up the facets."""

    position: Position
    before: tuple[str, ...]
    after: tuple[str, ...]
    direction: Direction
    facets: tuple[Facet, ...]


@dataclass(slots=True)
class _Settled:
    """References of one side that have a counterpart already: in a path, by their name, anywhere."""

    in_path: set[tuple[str, str]] = field(default_factory=set)
    by_name: set[str] = field(default_factory=set)
    anywhere: set[str] = field(default_factory=set)

    def add(self, position: Position, refs: set[str]) -> None:
        self.anywhere |= refs
        if position.sort in (SUBJECT, LIBRARY):
            self.by_name |= refs
        else:
            self.in_path |= {(position.where, ref) for ref in refs}

    def has(self, position: Position, ref: str) -> bool:
        if position.sort == APPLICATION:
            return ref in self.anywhere
        return position.sort == FILE and (ref in self.by_name or (position.where, ref) in self.in_path)


def shifts(old: Graph, new: Graph) -> tuple[Shift, ...]:
    """Every position whose occupants differ and that is occupied in both, sorted.

    Several of them on one side are compared by the weakest. Something that resists a quantum computer and is no
    longer there is a weakening although nothing took its place.
    """
    before, after = old.by_ref(), new.by_ref()
    found: list[Shift] = []
    settled_before, settled_after = _Settled(), _Settled()
    for standing in _CASCADE:
        made: dict[tuple[object, ...], Shift] = {}
        for position, gone, came in _differing(standing(old), standing(new)):
            left = {ref for ref in gone if not settled_before.has(position, ref)}
            arrived = {ref for ref in came if not settled_after.has(position, ref)}
            if left and arrived:
                shift = _shift(position, left, arrived, before, after)
                # The same pair under another of its uses is one shift.
                made.setdefault((position.where, position.what, shift.before, shift.after), shift)
        for shift in made.values():
            settled_before.add(shift.position, set(shift.before))
            settled_after.add(shift.position, set(shift.after))
        found.extend(made.values())
    return tuple(sorted({*found, *_in_itself(before, after), *_quantum_gone(old, new)}))


def _differing(old: Standing, new: Standing) -> Iterator[tuple[Position, set[str], set[str]]]:
    """Positions that both have, with what left and what came."""
    for position in sorted(place for place, was in old.items() if place in new and new[place] != was):
        was, now = old[position], new[position]
        gone = {ref for ref, times in was.items() if times > now.get(ref, 0)}
        yield position, gone, {ref for ref, times in now.items() if times > was.get(ref, 0)}


def _shift(
    position: Position, left: set[str], came: set[str], before: dict[str, Asset], after: dict[str, Asset]
) -> Shift:
    facets = compare((before[ref] for ref in left), (after[ref] for ref in came))
    return Shift(position, tuple(sorted(left)), tuple(sorted(came)), overall(facets), facets)


def _in_itself(before: dict[str, Asset], after: dict[str, Asset]) -> Iterator[Shift]:
    """Assets of one identity that are said to be stronger or weaker than before."""
    for ref in before.keys() & after.keys():
        was, now = before[ref], after[ref]
        if (was.algorithm, was.facts) != (now.algorithm, now.facts) and (facets := compare([was], [now])):
            yield Shift(Position(ASSET, ref, "", str(now.kind)), (ref,), (ref,), overall(facets), facets)


def _quantum_gone(old: Graph, new: Graph) -> Iterator[Shift]:
    """Applications that had something post-quantum for a use, have none now, and go on with that use."""
    before, after = old.by_ref(), new.by_ref()
    standing, now_standing = by_application(old), by_application(new)
    for position in sorted(one for one in standing.keys() & now_standing.keys() if one.use in _ASYMMETRIC):
        had = tuple(sorted(ref for ref in standing[position] if post_quantum(before[ref])))
        now = tuple(sorted(now_standing[position]))
        if not had or any(post_quantum(after[ref]) for ref in now):
            continue
        known = all(after[ref].scheme is not None for ref in now)
        direction = Direction.WEAKENED if known else Direction.UNKNOWN
        facet = Facet("post-quantum", "there", "gone" if known else "unknown", direction)
        yield Shift(position, had, now, direction, (facet,))
