"""A diff as JSON: schema ``cryptoagility/diff/1``, documented in docs/commands/diff.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..graph import Asset, Graph, places
from ..model import Problem
from .diff import Change, Diff, Place
from .shifts import Shift
from .strength import Direction

SCHEMA = "cryptoagility/diff/1"

Json = str | int | None | list["Json"] | dict[str, "Json"]


def counts(diff: Diff) -> dict[str, int]:
    """How many of each there are, zeros included."""
    directions = Counter(one.direction for one in diff.shifts)
    return {
        "new": len(diff.new),
        "gone": len(diff.gone),
        "newly_offered": len(diff.newly_offered),
        "no_longer_offered": len(diff.no_longer_offered),
        "moved": len(diff.moved),
        "changed": len(diff.changed),
        **{direction.value: directions[direction] for direction in Direction},
        "new_problems": len(diff.new_problems),
        "gone_problems": len(diff.gone_problems),
        "coverage": len(diff.coverage),
    }


def diff_json(diff: Diff) -> dict[str, Json]:
    """Everything that is different; the same for the same two inventories."""
    return {
        "schema": SCHEMA,
        "inventories": {"old": _inventory(diff.before), "new": _inventory(diff.after)},
        "summary": dict(counts(diff)),
        "notes": list(diff.notes),
        "new": [_asset(one) for one in diff.new],
        "gone": [_asset(one) for one in diff.gone],
        "newly_offered": [_asset(one) for one in diff.newly_offered],
        "no_longer_offered": [_asset(one) for one in diff.no_longer_offered],
        "moved": [
            {**_name(one.asset), "appeared": _places(one.appeared), "left": _places(one.left)} for one in diff.moved
        ],
        "changed": [{**_name(one.asset), "changes": _changes(one.changes)} for one in diff.changed],
        "shifts": [_shift(one) for one in diff.shifts],
        "new_problems": [_problem(one) for one in diff.new_problems],
        "gone_problems": [_problem(one) for one in diff.gone_problems],
        "coverage": _changes(diff.coverage),
    }


def _inventory(graph: Graph) -> Json:
    return {
        "name": graph.by_ref()[graph.root].name,
        "tool": graph.tool,
        "timestamp": graph.timestamp,
        "assets": len(graph.assets) - 1,
        "problems": len(graph.problems),
    }


def _name(asset: Asset) -> dict[str, Json]:
    return {"asset": asset.ref, "kind": asset.kind.value, "name": asset.name, "algorithm": asset.algorithm}


def _asset(asset: Asset) -> Json:
    return {**_name(asset), "reason": asset.reason, "places": list[Json](places(asset))}


def _places(found: Iterable[Place]) -> list[Json]:
    return [{"path": path, "symbol": symbol or None} for path, symbol in found]


def _changes(changes: Iterable[Change]) -> list[Json]:
    return [{"field": one.field, "before": one.before, "after": one.after} for one in changes]


def _shift(shift: Shift) -> Json:
    position: Mapping[str, Json] = {
        "sort": shift.position.sort,
        "where": shift.position.where,
        "what": shift.position.what or None,
        "use": shift.position.use,
    }
    return {
        "direction": shift.direction.value,
        "position": dict(position),
        "before": list(shift.before),
        "after": list(shift.after),
        "facets": [
            {"aspect": one.aspect, "before": one.before, "after": one.after, "direction": one.direction.value}
            for one in shift.facets
        ],
    }


def _problem(problem: Problem) -> Json:
    return {"path": problem.path, "line": problem.line, "detector": problem.detector, "reason": problem.reason}
