"""Clauses that are answered with evidence: how many assets of an inventory answer each, and which lack what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..graph import Asset, Graph
from ..model import Kind
from .context import UNASSIGNED, Context, System
from .evidence import IN_CBOM, IN_CONTEXT, SCOPES, Estate
from .parse import distinct
from .pki import held
from .policy import Control, Policy
from .subjects import OFFERED, PART, subjects


@dataclass(frozen=True, slots=True)
class Lack:
    """Assets that lack the same evidence."""

    items: tuple[str, ...]
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How far an inventory answers one clause: ``answered`` of the ``assets`` that it is about lack nothing.

    ``elsewhere`` is never answered here: no scan can.
    """

    policy: str
    control: Control
    assets: int
    answered: int
    lacks: tuple[Lack, ...]

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The evidence that no scan can give."""
        return self.control.elsewhere

    @property
    def is_answered(self) -> bool:
        """Whether every asset answers, there is one, and nothing is left for elsewhere."""
        return 0 < self.assets == self.answered and not self.control.elsewhere


def answers(graph: Graph, policies: Iterable[Policy], context: Context | None = None) -> tuple[Answer, ...]:
    """The answers to every clause of the policies, in the order of policies and clauses."""
    asked = [(policy.id, control) for policy in distinct(policies) for control in policy.controls]
    if not asked:
        return ()
    index = _Index(graph, context or Context())
    return tuple(index.answer(policy, control) for policy, control in asked)


class _Index:
    """Each question about each kind of asset is asked once."""

    def __init__(self, graph: Graph, context: Context) -> None:
        self._estate = Estate(graph)
        paths = {one.location.path for asset in graph.assets for one in asset.occurrences}
        self._by_path = {path: context.system(path) for path in paths}
        self._lacking: dict[tuple[str, str], frozenset[str]] = {}
        silent = {one.asset for one in subjects(graph)[1] if one.reason in (OFFERED, PART)}
        assets = graph.by_ref()
        silent |= {ref for ref in held(graph) if not assets[ref].occurrences}
        self._members = {
            scope: tuple(asset for asset in graph.assets if asset.kind in kinds and _counts(asset, silent))
            for scope, kinds in SCOPES.items()
        }

    def answer(self, policy: str, control: Control) -> Answer:
        wanted = (*control.cbom, *control.context)
        if not wanted:
            return Answer(policy, control, 0, 0, ())
        found: dict[tuple[str, ...], list[str]] = {}
        total = 0
        for scope in control.assets:
            total += len(self._members[scope])
            lacking = {name: self._lack(name, scope) for name in wanted}
            for ref in sorted(frozenset().union(*lacking.values())):
                items = tuple(name for name in wanted if ref in lacking[name])
                found.setdefault(items, []).append(ref)
        lacks = tuple(Lack(items, tuple(sorted(refs))) for items, refs in sorted(found.items(), key=_most))
        return Answer(policy, control, total, total - sum(len(one.assets) for one in lacks), lacks)

    def _lack(self, name: str, scope: str) -> frozenset[str]:
        key = (name, scope)
        if key not in self._lacking:
            has = self._question(name)
            self._lacking[key] = frozenset(asset.ref for asset in self._members[scope] if not has(asset))
        return self._lacking[key]

    def _question(self, name: str) -> Callable[[Asset], bool]:
        if name in IN_CBOM:
            asked = IN_CBOM[name]
            return lambda asset: asked(asset, self._estate)
        stated = IN_CONTEXT[name]
        return lambda asset: all(stated(system) for system in self._systems_of(asset))

    def _systems_of(self, asset: Asset) -> frozenset[System]:
        """Every system that it is in: one that says nothing is enough to leave a clause open."""
        return frozenset(self._by_path[one.location.path] for one in asset.occurrences) or _NOWHERE


_NOWHERE = frozenset({UNASSIGNED})


def _counts(asset: Asset, silent: set[str]) -> bool:
    """Whether a clause is about it: not if it is only offered, part of another, or what a key or a pair implies."""
    implied = not asset.occurrences and asset.facts is None and asset.kind is not Kind.ALGORITHM
    return asset.ref not in silent and not implied


def _most(found: tuple[tuple[str, ...], list[str]]) -> tuple[int, tuple[str, ...]]:
    return (-len(found[1]), found[0])


def crosswalk(policies: Iterable[Policy]) -> Mapping[str, tuple[tuple[str, Control], ...]]:
    """Each piece of evidence with every clause that it helps to answer, as (policy, control); the most useful first."""
    found: dict[str, list[tuple[str, Control]]] = {}
    for policy in distinct(policies):
        for control in policy.controls:
            for name in (*control.cbom, *control.context, *control.elsewhere):
                found.setdefault(name, []).append((policy.id, control))
    order = sorted(found, key=lambda name: (-len({policy for policy, _ in found[name]}), -len(found[name]), name))
    return {name: tuple(found[name]) for name in order}
