"""Verdicts that hang on how much risk a system is: one judge for each class, unknown where it is not stated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

from cryptoagility.algorithms import Scheme

from ..graph import Graph
from ..model import Kind
from .context import Context
from .judge import Judge, Outcome
from .pki import clusters
from .policy import CRITICALITIES, Policy, Status

RISK_CLASS = "risk class"
"""What is missing of an asset whose system has no criticality."""

Criticality = str | None
"""A word of context.yaml, or None: nobody has said."""

NOT_STATED: tuple[Criticality, ...] = (None,)


class Judges:
    """The answers of one policy, by the criticality of the system."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        classes = dict(policy.risk_classes.by_criticality) if policy.risk_classes is not None else {}
        self.tells_apart = bool(classes)
        names: tuple[str | None, ...] = tuple(dict.fromkeys(classes.values())) or (None,)
        by_class = {name: Judge(policy, name) for name in names}
        self._by_criticality = {word: by_class[classes.get(word)] for word in CRITICALITIES}
        self._all = tuple(by_class.values())
        self.usages = self._all[0].usages

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which something may change for some class, in order."""
        return tuple(sorted({day for judge in self._all for day in judge.boundaries}))

    def covers(self, usage: str) -> bool:
        """Whether the policy has rules or goals on this usage at all."""
        return self._all[0].covers(usage)

    def outcome(self, scheme: Scheme, usage: str, day: date, criticality: Criticality = None) -> Outcome:
        """The verdict for a system of this criticality; unknown if that is not stated and would decide."""
        if criticality is not None:
            return self._by_criticality[criticality].outcome(scheme, usage, day)
        found = {judge.risk_class: judge.outcome(scheme, usage, day) for judge in self._all}
        first, *others = found.values()
        if all(one.status is first.status for one in others):
            return first
        told = ", ".join(f"{outcome.status} if {name}" for name, outcome in found.items())
        why = (
            f"{scheme.name} needs the asset's risk class: {told} (state the criticality of its system in context.yaml)"
        )
        return Outcome(Status.UNKNOWN, None, why, RISK_CLASS)


def criticalities(graph: Graph, context: Context) -> Mapping[str, tuple[Criticality, ...]]:
    """How critical the systems are in which each asset is: by its own places, else by those of what it belongs to."""
    paths = {one.location.path for asset in graph.assets for one in asset.occurrences}
    stated = {path: context.system(path).criticality for path in paths}
    own = {asset.ref: {stated[one.location.path] for one in asset.occurrences} for asset in graph.assets}
    leaders = clusters(graph)
    by_cluster: dict[str, set[Criticality]] = {}
    for ref, leader in leaders.items():
        by_cluster.setdefault(leader, set()).update(own[ref])
    users: dict[str, set[Criticality]] = {}
    applications = {asset.ref for asset in graph.assets if asset.kind is Kind.APPLICATION}
    for edge in graph.edges:
        if edge.source not in applications:
            users.setdefault(edge.target, set()).update(own[edge.source])
    made: dict[str, tuple[Criticality, ...]] = {}
    for ref, places in own.items():
        found = places or by_cluster.get(leaders.get(ref, ""), set()) or users.get(ref, set()) or set(NOT_STATED)
        made[ref] = tuple(sorted(found, key=_order))
    return MappingProxyType(made)


def _order(word: Criticality) -> int:
    """Most critical first; what nobody has said last."""
    return CRITICALITIES.index(word) if word is not None else len(CRITICALITIES)
