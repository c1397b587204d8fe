"""What is different between two inventories, by identity: facts, no policy."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from ..graph import FIRMNESS, Asset, Graph
from ..model import Coverage, Problem, State
from .identity import canonical
from .places import offered
from .shifts import Shift, shifts

Place = tuple[str, str]
"""A path and the API that is called there; "" where nobody says which."""

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Moved:
    """The same asset at other places: where it came up and where it is no longer."""

    asset: Asset
    appeared: tuple[Place, ...]
    left: tuple[Place, ...]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One field of which the inventories say different things; None: one of them says nothing."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """The same asset with other facts."""

    asset: Asset
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """Two inventories and all that is different; every tuple is sorted.

    What only a library offers is apart from what is new and gone: nothing is seen to use it.
    ``notes`` say what a reader must know before concluding anything from what is new or gone.
    """

    before: Graph
    after: Graph
    new: tuple[Asset, ...]
    gone: tuple[Asset, ...]
    newly_offered: tuple[Asset, ...]
    no_longer_offered: tuple[Asset, ...]
    moved: tuple[Moved, ...]
    changed: tuple[Changed, ...]
    shifts: tuple[Shift, ...]
    new_problems: tuple[Problem, ...]
    gone_problems: tuple[Problem, ...]
    coverage: tuple[Change, ...]
    notes: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return not (
            self.new
            or self.gone
            or self.newly_offered
            or self.no_longer_offered
            or self.moved or self.changed or self.shifts
        ) and not (self.new_problems or self.gone_problems or self.coverage)  # fmt: skip


def diff(old: Graph, new: Graph) -> Diff:
    """What is new, gone, moved, changed, and what took whose place. The names of the two roots do not count."""
    old, new = canonical(old)[0], canonical(new)[0]
    before, after = old.by_ref(), new.by_ref()
    kept = [(before[ref], after[ref]) for ref in sorted(before.keys() & after.keys())]
    came = [after[ref] for ref in sorted(after.keys() - before.keys())]
    left = [before[ref] for ref in sorted(before.keys() - after.keys())]
    offered_now, offered_before = offered(new), offered(old)
    return Diff(
        before=old,
        after=new,
        new=tuple(one for one in came if one.ref not in offered_now),
        gone=tuple(one for one in left if one.ref not in offered_before),
        newly_offered=tuple(one for one in came if one.ref in offered_now),
        no_longer_offered=tuple(one for one in left if one.ref in offered_before),
        moved=tuple(_moved(kept)),
        changed=tuple(_changed(kept, old, new)),
        shifts=shifts(old, new),
        new_problems=_only(new.problems, old.problems),
        gone_problems=_only(old.problems, new.problems),
        coverage=tuple(_coverage(old.coverage, new.coverage)),
        notes=tuple(_notes(old, new)),
    )


def _moved(kept: Iterable[tuple[Asset, Asset]]) -> Iterator[Moved]:
    for was, now in kept:
        if was.occurrences == now.occurrences:
            continue
        old, new = _places(was), _places(now)
        if old != new:
            yield Moved(now, tuple(sorted((new - old).elements())), tuple(sorted((old - new).elements())))


def _places(asset: Asset) -> Counter[Place]:
    return Counter((one.location.path, one.location.symbol or "") for one in asset.occurrences)


def _changed(kept: Iterable[tuple[Asset, Asset]], old: Graph, new: Graph) -> Iterator[Changed]:
    states = _states(old), _states(new)
    edges = _edge_changes(old, new)
    for was, now in kept:
        changes = [] if now.ref == new.root else list(_differences(was, now))
        state = states[0].get(now.ref), states[1].get(now.ref)
        if state[0] is not state[1]:
            changes.append(Change("state", *(one.value if one is not None else None for one in state)))
        changes.extend(edges.get(now.ref, ()))
        if changes:
            yield Changed(now, tuple(sorted(changes, key=lambda one: one.field)))


def _edge_changes(old: Graph, new: Graph) -> dict[str, list[Change]]:
    """Edges between assets that both inventories have, by their source, where state or roles are other ones."""
    before, after = (
        {(edge.source, edge.target, edge.state, edge.roles) for edge in graph.edges} for graph in (old, new)
    )
    both = {asset.ref for asset in old.assets} & {asset.ref for asset in new.assets}
    texts: dict[tuple[str, str], list[str | None]] = {}
    for side, edges in enumerate((before - after, after - before)):
        for source, target, state, roles in edges:
            if source in both and target in both:
                texts.setdefault((source, target), [None, None])[side] = f"{state} {','.join(roles)}".strip()
    found: dict[str, list[Change]] = {}
    for (source, target), (was, now) in texts.items():
        found.setdefault(source, []).append(Change(f"edge {target}", was, now))
    return found


def _differences(was: Asset, now: Asset) -> Iterator[Change]:
    for name in ("name", "algorithm", "primitive", "functions", "reason"):
        old, new = getattr(was, name), getattr(now, name)
        if old != new:
            yield Change(name, _shown(old), _shown(new))
    excused = _excused(was), _excused(now)
    if excused[0] != excused[1]:
        yield Change("suppressed", _shown(excused[0]), _shown(excused[1]))
    if was.facts == now.facts:
        return
    names = {field.name: None for facts in (was.facts, now.facts) if facts is not None for field in fields(facts)}
    for name in names:
        old, new = getattr(was.facts, name, None), getattr(now.facts, name, None)
        if old != new:
            yield Change(f"fact.{name}", _shown(old), _shown(new))


def _excused(asset: Asset) -> tuple[str, ...]:
    """What comments excuse of it: how many places, why, until when."""
    found = Counter(one.suppression for one in asset.occurrences if one.suppression is not None)
    return tuple(f"{times} × until {one.until}: {one.reason}" for one, times in sorted(found.items()))


def _shown(value: object) -> str | None:
    if value is None or value == ():
        return None
    return value if isinstance(value, str) else _dump(value)


def _states(graph: Graph) -> dict[str, State]:
    """How firmly each asset is needed by anything."""
    found: dict[str, State] = {}
    for edge in graph.edges:
        known = found.get(edge.target)
        if known is None or FIRMNESS[edge.state] > FIRMNESS[known]:
            found[edge.target] = edge.state
    return found


def _only(these: Iterable[Problem], others: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems that the other side does not have; a line that has moved makes no new one."""
    known = Counter((one.path, one.detector, one.reason) for one in others)
    left = []
    for one in these:
        key = (one.path, one.detector, one.reason)
        if known[key]:
            known[key] -= 1
        else:
            left.append(one)
    return tuple(left)


def _coverage(old: Coverage | None, new: Coverage | None) -> Iterator[Change]:
    """Kinds of files that only one of the two left unread, or another number of them."""
    was, now = (
        {one.reason: one.count for one in coverage.skipped} if coverage is not None else {} for coverage in (old, new)
    )
    for reason in sorted({*was, *now}):
        if was.get(reason) != now.get(reason):
            yield Change(
                reason, *(None if count is None else str(count) for count in (was.get(reason), now.get(reason)))
            )


def _notes(old: Graph, new: Graph) -> Iterator[str]:
    if old.tool != new.tool:
        tools = f"{old.tool or 'not said'}, {new.tool or 'not said'}"
        yield f"made by different tools ({tools}): a difference can be theirs"
    for graph, which in ((old, "old"), (new, "new")):
        if graph.coverage is None:
            yield f"the {which} inventory does not say what was not read: nothing follows from what is absent in it"
        elif unread := sum(one.unread for one in graph.problems):
            yield f"what could not be read is in no list: {unread} times in the {which} inventory"
