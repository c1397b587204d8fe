"""An inventory, policies and a context made into a plan. Pure: the same input gives the same plan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..graph import Graph
from ..policy import Assessment, Policy, assess
from ..policy.context import Context, System
from .channel import ALREADY_LATE, Channel
from .items import ACCEPTED, OUTSIDE, WITH_KEYS, Estate, Item, current, estate, items
from .libraries import libraries
from .order import components, levels
from .plan import Deadline, Kind, Plan, Target, Task, Unchanged, Wave
from .risk import DEFAULT, Risk, Threat, is_broken, ordered, risk
from .targets import Chooser
from .tasks import Group, Key, clarifications, connect, migrations

CHECKPOINTS = tuple(date(year, 12, 31) for year in (2027, 2029, 2030, 2031, 2035))
"""Where waves are cut, unless others are given: proposals, from the dates that texts share."""


def make_plan(
    graph: Graph,
    policies: Iterable[Policy],
    as_of: date,
    context: Context | None = None,
    checkpoints: Sequence[date] = CHECKPOINTS,
    threat: Threat = DEFAULT,
) -> Plan:
    """The plan. Every asset is in a task or under ``unchanged``; what is not known is a task of wave 0."""
    assessment = assess(graph, policies, as_of, context)
    found = estate(graph, context or Context())
    todo = items(found, assessment)
    chooser = Chooser(assessment.policies, as_of)
    groups: dict[Key, Group] = {**clarifications(found, todo), **migrations(found, todo)}
    connect(found, graph.edges, groups)
    groups |= libraries(graph, found, groups, chooser)
    cuts = tuple(sorted({cut for cut in checkpoints if cut >= as_of}))
    counted = _Counted(found, as_of, threat)
    tasks, waves = _scheduled(groups, found, chooser, cuts, counted)
    return Plan(
        as_of=as_of,
        root=graph.root,
        policies=assessment.policies,
        checkpoints=cuts,
        tasks=tasks,
        waves=waves,
        unchanged=_unchanged(assessment, found, tasks),
        threat=threat,
    )


def _scheduled(
    groups: Mapping[Key, Group], found: Estate, chooser: Chooser, cuts: tuple[date, ...], counted: _Counted
) -> tuple[tuple[Task, ...], tuple[Wave, ...]]:
    needs = {key: {need for need in group.needs if need in groups} for key, group in groups.items()}
    joined = components(sorted(groups), needs)
    leader = {key: members[0] for members in joined for key in members}
    order = [members[0] for members in joined]
    above = {members[0]: {leader[need] for key in members for need in needs[key]} - {members[0]} for members in joined}
    work = [key for key in order if groups[key].kind is not Kind.CLARIFY]
    real = {key: {need for need in above[key] if groups[need].kind is not Kind.CLARIFY} for key in work}
    urgency = _urgency(work, real, {members[0]: _rank(groups[key] for key in members) for members in joined})
    cut = {key: _cut(urgency[key], cuts) for key in work}
    # What has to come first is never less urgent: only chains inside one checkpoint take steps of their own.
    level = levels(work, {key: {need for need in real[key] if cut[need] == cut[key]} for key in work})
    place = {key: (cut[key], level[key]) for key in work}
    numbers = {step: number for number, step in enumerate(sorted(set(place.values())), start=1)}
    wave = {key: numbers[place[key]] if key in place else 0 for key in order}
    ids = {members[0]: _id([groups[key] for key in members]) for members in joined}
    tasks = [
        _task([groups[key] for key in members], found, chooser, wave[members[0]], above[members[0]], ids, counted)
        for members in joined
    ]
    tasks.sort(key=_task_order)
    checkpoints = {number: step[0] for step, number in numbers.items()}
    return tuple(tasks), _waves(tasks, checkpoints, cuts)


class _Counted:
    """The risk of work, counted once for each channel and system."""

    def __init__(self, found: Estate, as_of: date, threat: Threat) -> None:
        self._found = found
        self._as_of = as_of
        self._threat = threat
        self._known: dict[tuple[Channel, System], Risk] = {}

    def risks(self, items: Iterable[Item]) -> tuple[Risk, ...]:
        """Of what a quantum computer breaks: the others wait for something else."""
        wanted = {(item.channel, item.system) for item in items if item.channel in _CLOCKS and self._broken(item)}
        for one in wanted - self._known.keys():
            self._known[one] = risk(*one, self._as_of, self._threat)
        return ordered(self._known[one] for one in wanted)

    def _broken(self, item: Item) -> bool:
        return any(is_broken(name) for name in current(self._found, item))


_CLOCKS = frozenset({Channel.CONFIDENTIALITY, Channel.AUTHENTICITY})


def _rank(groups: Iterable[Group]) -> tuple[int, date]:
    return min((deadline.rank for group in groups for deadline in group.due), default=(2, date.max))


def _urgency(
    order: Sequence[Key], needs: Mapping[Key, Iterable[Key]], own: Mapping[Key, tuple[int, date]]
) -> dict[Key, tuple[int, date]]:
    """The urgency of each task: its own, or that of the most urgent task that waits for it."""
    found = {key: own[key] for key in order}
    for key in reversed(order):
        for need in needs[key]:
            found[need] = min(found[need], found[key])
    return found


def _cut(rank: tuple[int, date], cuts: tuple[date, ...]) -> int:
    """Number of the checkpoint: 0 = as soon as possible, one more than there are = without a day."""
    if rank[0] == 0:
        return 0
    return next((number for number, cut in enumerate(cuts, start=1) if rank[1] <= cut), len(cuts) + 1)


def _id(groups: Sequence[Group]) -> str:
    if len(groups) == 1:
        return groups[0].id
    key: Key = ("joint", *sorted(part for group in groups for part in group.key))
    return Group(key, Kind.JOINT, "").id


def _task(
    groups: Sequence[Group],
    found: Estate,
    chooser: Chooser,
    wave: int,
    needs: Iterable[Key],
    ids: Mapping[Key, str],
    counted: _Counted,
) -> Task:
    joint = len(groups) > 1
    everything = [item for group in groups for item in group.items]
    targets, conflicts = _targets(groups, found, chooser)
    channels = {group.channel for group in groups}
    due = sorted((d for group in groups for d in group.due), key=lambda d: (d.rank, d.policy, d.channel.value, d.usage))
    return Task(
        id=_id(groups),
        kind=Kind.JOINT if joint else groups[0].kind,
        title=f"Together: {'; '.join(group.title for group in groups)}" if joint else groups[0].title,
        wave=wave,
        channel=channels.pop() if len(channels) == 1 else Channel.BOTH,
        usages=tuple(sorted({item.usage for item in everything})),
        systems=tuple(sorted({system for group in groups for system in group.systems}, key=_system_order)),
        assets=tuple(sorted({ref for group in groups for ref in group.assets})),
        occurrences=sum(group.places for group in groups),
        current=tuple(sorted({name for item in everything for name in current(found, item)})),
        targets=targets,
        conflicts=conflicts,
        deadlines=_first_of_each(due),
        prerequisites=tuple(sorted(ids[need] for need in needs)),
        notes=tuple(sorted({note for group in groups for note in group.notes})),
        risks=counted.risks(item for group in groups if group.kind is Kind.MIGRATE for item in group.items),
    )


def _targets(groups: Sequence[Group], found: Estate, chooser: Chooser) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    targets: dict[Target, None] = {}
    conflicts: dict[str, None] = {}
    for group in groups:
        if group.kind is not Kind.MIGRATE:
            continue
        for item in group.items:
            choice = chooser.choose(item.usage, found.assets[item.unit].algorithm, group.protocol)
            targets |= dict.fromkeys(choice.targets)
            conflicts |= dict.fromkeys(choice.conflicts)
    return tuple(targets), tuple(conflicts)


def _first_of_each(due: Iterable[Deadline]) -> tuple[Deadline, ...]:
    found: dict[tuple[str, str], Deadline] = {}
    for deadline in due:
        found.setdefault((deadline.policy, deadline.channel.value), deadline)
    return tuple(found.values())


def _system_order(system: System) -> tuple[str, str]:
    return (system.name, repr(system))


_CRITICAL = {"critical": 0, "important": 1, "normal": 2}
_EXPOSED = {"internet": 0, "partner": 1, "internal": 2, "isolated": 3}


def _task_order(task: Task) -> tuple[object, ...]:
    """By wave, then by what matters most; a system that nobody described is not the least of them."""
    critical = min((_CRITICAL.get(system.criticality or "", 0) for system in task.systems), default=0)
    exposed = min((_EXPOSED.get(system.exposure or "", 0) for system in task.systems), default=0)
    rank = task.deadline.rank if task.deadline is not None else (2, date.max)
    margin = next((one.margin_years for one in task.risks if one.margin_years is not None), math.inf)
    return (task.wave, rank, critical, margin, exposed, task.title, task.id)


def _waves(tasks: Sequence[Task], checkpoints: Mapping[int, int], cuts: tuple[date, ...]) -> tuple[Wave, ...]:
    made: list[Wave] = []
    for number in sorted({task.wave for task in tasks}):
        members = tuple(task.id for task in tasks if task.wave == number)
        cut = checkpoints.get(number)
        if cut is None:
            made.append(Wave(number, None, "find out first", members))
        elif cut == 0:
            made.append(Wave(number, None, f"{ALREADY_LATE}: as soon as possible", members))
        elif cut > len(cuts):
            made.append(Wave(number, None, "without a day", members))
        else:
            made.append(Wave(number, cuts[cut - 1], f"done by {cuts[cut - 1].isoformat()}", members))
    return tuple(made)


def _unchanged(assessment: Assessment, found: Estate, tasks: Sequence[Task]) -> tuple[Unchanged, ...]:
    busy = {ref for task in tasks for ref in task.assets}
    reasons: dict[str, list[str]] = {}
    unjudged = {one.asset: one.reason for one in assessment.not_judged}
    judged = {verdict.asset for verdict in assessment.verdicts}
    for ref in sorted(set(found.assets) - busy):
        if ref in unjudged:
            reason = unjudged[ref]
        elif ref not in judged:
            reason = OUTSIDE
        else:
            reason = WITH_KEYS if ref in found.implied else ACCEPTED
        reasons.setdefault(reason, []).append(ref)
    return tuple(Unchanged(reason, tuple(refs)) for reason, refs in sorted(reasons.items()))
