"""Which assets are excused on a day: every place of theirs has a comment that says so, and that still holds.

An excused asset is judged like any other; its verdict only does not decide the exit code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..graph import Asset, Graph
from ..model import Kind, Location, State, Suppression


@dataclass(frozen=True, slots=True, order=True)
class Excuse:
    """One place of one asset with a comment that excuses it."""

    asset: str
    location: tuple[str, int, str]  # path, line, API
    suppression: Suppression


@dataclass(frozen=True, slots=True)
class Excuses:
    """The excused assets, and the excuses that hold on the day and those that do not any more."""

    assets: frozenset[str] = frozenset()
    holding: tuple[Excuse, ...] = ()
    expired: tuple[Excuse, ...] = ()


def excuses(graph: Graph, as_of: date) -> Excuses:
    """Everything that comments excuse in this inventory on this day.

    An asset with a place that is not excused is not excused. What is only named by other things (the algorithm of a
    key) is excused with all of them.
    """
    found = sorted(_all(graph))
    if not found:
        return Excuses()
    day = as_of.isoformat()
    holders = _holders(graph)
    places = {asset.ref: asset.occurrences for asset in graph.assets}
    possible = {asset.ref for asset in graph.assets if _may_be(asset, day, holders) and asset.ref != graph.root}
    while dropped := {ref for ref in possible if not holders.get(ref, frozenset()) <= possible}:
        possible -= dropped
    return Excuses(
        assets=_grounded(possible, holders, {ref for ref in possible if places[ref]}),
        holding=tuple(one for one in found if day <= one.suppression.until),
        expired=tuple(one for one in found if one.suppression.until < day),
    )


def _all(graph: Graph) -> Iterator[Excuse]:
    for asset in graph.assets:
        for one in asset.occurrences:
            if one.suppression is not None:
                yield Excuse(asset.ref, _place(one.location), one.suppression)


def _place(location: Location) -> tuple[str, int, str]:
    return (location.path, location.line or 0, location.symbol or "")


def _holders(graph: Graph) -> dict[str, frozenset[str]]:
    """What needs an asset, without the software around it: keys, certificates, protocols, other algorithms."""
    software = {asset.ref for asset in graph.assets if asset.kind in (Kind.APPLICATION, Kind.LIBRARY)}
    found: dict[str, set[str]] = {}
    for edge in graph.edges:
        if edge.source not in software and edge.state is not State.AVAILABLE:
            found.setdefault(edge.target, set()).add(edge.source)
    return {ref: frozenset(sources) for ref, sources in found.items()}


def _may_be(asset: Asset, day: str, holders: dict[str, frozenset[str]]) -> bool:
    if asset.kind in (Kind.APPLICATION, Kind.LIBRARY) or not (asset.occurrences or holders.get(asset.ref)):
        return False
    return all(one.suppression is not None and day <= one.suppression.until for one in asset.occurrences)


def _grounded(possible: set[str], holders: dict[str, frozenset[str]], seen: set[str]) -> frozenset[str]:
    """Those that have an excused place, or are named by some that have: not a circle that only names itself."""
    named: dict[str, list[str]] = {}
    for ref in possible:
        for holder in holders.get(ref, ()):
            named.setdefault(holder, []).append(ref)
    pending, found = list(seen), set(seen)
    while pending:
        more = set(named.get(pending.pop(), ())) - found
        found |= more
        pending += more
    return frozenset(found)
