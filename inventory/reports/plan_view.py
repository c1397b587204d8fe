"""A plan file as a report shows it: read from its JSON, so that a report can be made from what was written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..plan import ALREADY_LATE, Deadline, Risk, System, Target, Task, Threat
from ..plan import read_plan as read_file

NO_OWNER = "no owner"


__all__ = ["ALREADY_LATE", "NO_OWNER", "PlanView", "SystemView", "TaskView", "WaveView", "read_plan"]


@dataclass(frozen=True, slots=True)
class SystemView:
    """One system as the context describes it; years and words that it does not state are None or empty."""

    name: str
    owner: str
    data_life_years: int | None
    signature_life_years: int | None
    exposure: str
    criticality: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task, in words. ``deadline`` is None when the plan has no day for it; ``label`` then says why."""

    id: str
    kind: str
    title: str
    wave: int
    channel: str
    system: str
    owner: str
    deadline: date | None
    label: str | None
    deadline_source: str
    current: tuple[str, ...]
    target: str
    target_reason: str
    conflicts: tuple[str, ...]
    prerequisites: tuple[str, ...]
    assets: tuple[str, ...]
    occurrences: int
    systems: tuple[SystemView, ...]
    notes: tuple[str, ...]
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class WaveView:
    """One wave: its number, what it is about, the day by which it is done, how many tasks."""

    number: int
    label: str
    checkpoint: date | None
    tasks: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan, as much of it as is shown."""

    as_of: date
    policies: tuple[str, ...]
    waves: tuple[WaveView, ...]
    tasks: tuple[TaskView, ...]
    unchanged: tuple[tuple[str, int], ...]
    milestones: tuple[str, ...]
    threat: Threat


def read_plan(text: str) -> PlanView:
    """The plan in this JSON. Raises Unreadable."""
    given = read_file(text)
    return PlanView(
        as_of=given.as_of,
        policies=tuple(one.id for one in given.policies),
        waves=tuple(WaveView(one.number, one.label, one.checkpoint, len(one.tasks)) for one in given.waves),
        tasks=tuple(_task(one) for one in given.tasks),
        unchanged=tuple((one.reason, len(one.assets)) for one in given.unchanged),
        milestones=tuple(f"{one.date or one.year}: {one.what} ({one.policy}, {one.kind})" for one in given.milestones),
        threat=given.threat,
    )


def _task(given: Task) -> TaskView:
    deadline = given.deadline
    return TaskView(
        id=given.id,
        kind=given.kind.value,
        title=given.title,
        wave=given.wave,
        channel=given.channel.value,
        system=_joined(one.name for one in given.systems) or "no system",
        owner=_joined(one.owner for one in given.systems if one.owner is not None) or NO_OWNER,
        deadline=deadline.date if deadline is not None else None,
        label=deadline.label if deadline is not None else None,
        deadline_source=_source(deadline) if deadline is not None else "",
        current=given.current,
        target="; ".join(_target(one) for one in given.targets),
        target_reason="; ".join(dict.fromkeys(one.reason for one in given.targets)),
        conflicts=given.conflicts,
        prerequisites=given.prerequisites,
        assets=given.assets,
        occurrences=given.occurrences,
        systems=tuple(_system(one) for one in given.systems),
        notes=given.notes,
        risks=given.risks,
    )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


def _system(given: System) -> SystemView:
    return SystemView(
        name=given.name,
        owner=given.owner or NO_OWNER,
        data_life_years=given.data_life_years,
        signature_life_years=given.signature_life_years,
        exposure=given.exposure or "",
        criticality=given.criticality or "",
    )


def _source(deadline: Deadline) -> str:
    would = "would become" if deadline.draft else "becomes"
    if deadline.label and not deadline.date:
        would = "would be" if deadline.draft else "is"
    return f"{deadline.rule or deadline.policy}: {deadline.usage} {would} {deadline.becomes}"


def _target(given: Target) -> str:
    until = f" until {given.until}" if given.until else ""
    return given.algorithm if given.role == "target" else f"{given.algorithm} ({given.role}{until})"
