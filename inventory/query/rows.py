"""The assets of an inventory as rows that can be asked."""

from __future__ import annotations

from collections.abc import Iterable

from ..graph import FIRMNESS, Graph
from ..model import Kind, State
from ..policy import Status, Verdict
from ..policy.context import Context
from .fields import Row


def rows(graph: Graph, verdicts: Iterable[Verdict] | None = None, context: Context | None = None) -> tuple[Row, ...]:
    """Every asset but the root, in the order of the inventory."""
    names = {asset.ref: asset for asset in graph.assets}
    states: dict[str, set[State]] = {}
    applications: dict[str, set[str]] = {}
    for edge in graph.edges:
        states.setdefault(edge.target, set()).add(edge.state)
        source = names[edge.source]
        if source.kind is Kind.APPLICATION:
            applications.setdefault(edge.target, set()).update({source.name, source.ref.rpartition(":")[2]})
    statuses: dict[str, set[Status]] = {}
    for verdict in verdicts or ():
        statuses.setdefault(verdict.asset, set()).add(verdict.status)
    return tuple(
        Row(
            asset=asset,
            states=tuple(sorted(states.get(asset.ref, ()), key=FIRMNESS.__getitem__)),
            applications=tuple(sorted(applications.get(asset.ref, ()))),
            statuses=tuple(sorted(statuses.get(asset.ref, ()))) if verdicts is not None else None,
            systems=tuple(context.system(one.location.path) for one in asset.occurrences) if context else None,
        )
        for asset in graph.assets
        if asset.ref != graph.root
    )
