"""What a report says of clauses: how far they are answered, which evidence serves many, where policies collide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..graph import Graph, places
from ..plan import compare
from ..plan.compare import HYBRID, Collision, Common, Topic
from ..policy import Answer, Policy, crosswalk
from ..policy.evidence import ITEMS
from .report import ReportInput
from .shown import short

_SHOWN = 6  # assets that a clause names


@dataclass(frozen=True, slots=True)
class Lacking:
    """Evidence that is missing, and the first of the assets that lack it."""

    items: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as a reader sees it."""

    policy: str
    clause: str
    asks: str
    answered: str
    of: str  # kinds of asset
    is_full: bool
    lacking: tuple[Lacking, ...]
    elsewhere: tuple[str, ...]
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Served:
    """One piece of evidence and the clauses that it serves, by policy."""

    name: str
    means: str
    what: str
    clauses: tuple[tuple[str, str], ...]  # policy, its clauses
    count: int


@dataclass(frozen=True, slots=True)
class Clash:
    """One question on which policies are of two minds."""

    what: str
    days: tuple[str, ...]
    accepting: str
    refusing: str
    rules: str


@dataclass(frozen=True, slots=True)
class Way:
    """What satisfies all policies in one use, step by step."""

    usage: str
    steps: str
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    against: tuple[str, ...]


def clauses(given: ReportInput) -> tuple[Clause, ...]:
    """Every clause of the chosen policies."""
    names = _names(given.graph)
    return tuple(_clause(one, names) for one in given.answers)


def served(policies: Sequence[Policy]) -> tuple[Served, ...]:
    """Each piece of evidence that the chosen policies ask for, the most useful first."""
    made = []
    for name, found in crosswalk(policies).items():
        by_policy: dict[str, list[str]] = {}
        for policy, control in found:
            by_policy.setdefault(policy, []).append(control.clause)
        told = tuple((policy, ", ".join(which)) for policy, which in by_policy.items())
        made.append(Served(name, ITEMS[name].means.value, ITEMS[name].what, told, len(found)))
    return tuple(made)


def clashes(policies: Sequence[Policy], as_of: date) -> tuple[tuple[Clash, ...], tuple[Way, ...]]:
    """Where the policies collide from a day on, and what satisfies all of them; nothing if only one has rules."""
    judging = [policy for policy in policies if policy.judges]
    if not judging[1:]:  # one cannot be of two minds
        return (), ()
    found = compare(judging, as_of)
    collisions = [_clash(topic, one) for topic in found.topics for one in topic.collisions]
    return tuple(collisions), tuple(_way(one) for one in found.common)


def _names(graph: Graph) -> dict[str, str]:
    return {asset.ref: short(f"{asset.name} {next(places(asset), '')}".strip()) for asset in graph.assets}


def _clause(one: Answer, names: dict[str, str]) -> Clause:
    control = one.control
    kinds = " or ".join(control.assets)
    if not control.assets:
        answered = "not by a scan"
    elif not one.assets:
        answered = f"no {kinds} in the inventory"
    else:
        answered = f"{one.answered:,} of {one.assets:,}"
    lacking = tuple(
        Lacking(" and ".join(lack.items), len(lack.assets), tuple(names[ref] for ref in lack.assets[:_SHOWN]))
        for lack in one.lacks
    )
    return Clause(
        one.policy,
        control.clause,
        control.asks,
        answered,
        kinds if one.assets else "",
        one.is_answered,
        lacking,
        tuple(f"{name}: {ITEMS[name].what}" for name in one.elsewhere),
        f"{control.basis}, {control.confidence}",
        control.note or "",
    )


def _clash(topic: Topic, one: Collision) -> Clash:
    name = "hybrids" if topic.name == HYBRID else topic.name
    days = (f"from {one.since}", *((f"to {one.until}",) if one.until is not None else ()))
    parties = (", ".join(one.accepting), ", ".join(one.refusing), ", ".join(one.rules))
    return Clash(f"{name} ({topic.usage})", days, *parties)


def _way(one: Common) -> Way:
    targets = one.choice.targets
    steps = ", then ".join(f"{t.algorithm}{f' until {t.until}' if t.until is not None else ''}" for t in targets)
    if one.is_none and len(targets) == 1:
        steps = f"none ({targets[0].algorithm} comes nearest)"
    return Way(
        one.usage,
        steps or "none",
        tuple(f"{target.algorithm}: {target.reason}" for target in targets),
        one.choice.conflicts,
        tuple(f"{t.algorithm}: no rule on it in {', '.join(t.unconfirmed_by)}" for t in targets if t.unconfirmed_by),
        tuple(f"{refusal.rule or refusal.policy}: {refusal.why}" for refusal in one.choice.refusals),
    )
