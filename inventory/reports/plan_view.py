"""A plan file as a report shows it: read from its JSON, so that a report can be made from what was written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import Unreadable

SCHEMA = "cryptoagility/plan/1"
ALREADY_LATE = "already late"
NO_OWNER = "no owner"


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


def read_plan(text: str) -> PlanView:
    """The plan in this JSON. Raises Unreadable."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error
    if not isinstance(given, dict) or given.get("schema") != SCHEMA:
        raise Unreadable(f'not a plan: "schema" is not {SCHEMA!r}')
    try:
        return _plan(given)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"not a valid plan ({type(error).__name__} in {error})") from error


def _plan(given: Mapping[str, Any]) -> PlanView:
    return PlanView(
        as_of=date.fromisoformat(given["as_of"]),
        policies=tuple(one["id"] for one in given["policies"]),
        waves=tuple(
            WaveView(int(one["number"]), str(one["label"]), _day(one["checkpoint"]), len(one["tasks"]))
            for one in given["waves"]
        ),
        tasks=tuple(_task(one) for one in given["tasks"]),
        unchanged=tuple((str(one["reason"]), int(one["count"])) for one in given["unchanged"]),
        milestones=tuple(
            f"{one['date'] or one['year']}: {one['what']} ({one['policy']}, {one['kind']})"
            for one in given["milestones"]
        ),
    )


def _task(given: Mapping[str, Any]) -> TaskView:
    deadline = given["deadline"] or {}
    return TaskView(
        id=str(given["id"]),
        kind=str(given["kind"]),
        title=str(given["title"]),
        wave=int(given["wave"]),
        channel=str(given["channel"]),
        system=str(given["system"] or "no system"),
        owner=str(given["owner"] or NO_OWNER),
        deadline=_day(deadline.get("date")),
        label=deadline.get("label"),
        deadline_source=_source(deadline),
        current=tuple(str(one) for one in given["current"]),
        target="; ".join(_target(one) for one in given["targets"]),
        target_reason="; ".join(dict.fromkeys(str(one["reason"]) for one in given["targets"])),
        conflicts=tuple(str(one) for one in given["conflicts"]),
        prerequisites=tuple(str(one) for one in given["prerequisites"]),
        assets=tuple(str(one) for one in given["assets"]),
        occurrences=int(given["occurrences"]),
        systems=tuple(_system(one) for one in given["systems"]),
        notes=tuple(str(one) for one in given["notes"]),
    )


def _system(given: Mapping[str, Any]) -> SystemView:
    return SystemView(
        name=str(given["name"]),
        owner=str(given["owner"] or NO_OWNER),
        data_life_years=_years(given["data_life_years"]),
        signature_life_years=_years(given["signature_life_years"]),
        exposure=str(given["exposure"] or ""),
        criticality=str(given["criticality"] or ""),
    )


def _years(given: object) -> int | None:
    if given is not None and (not isinstance(given, int) or isinstance(given, bool) or given < 0):
        raise ValueError(f"years: {given!r}")
    return given


def _source(deadline: Mapping[str, Any]) -> str:
    if not deadline:
        return ""
    would = "would become" if deadline["draft"] else "becomes"
    if deadline["label"] and not deadline["date"]:
        would = "would be" if deadline["draft"] else "is"
    return f"{deadline['rule'] or deadline['policy']}: {deadline['usage']} {would} {deadline['becomes']}"


def _target(given: Mapping[str, Any]) -> str:
    role = str(given["role"])
    name = str(given["algorithm"])
    until = f" until {given['until']}" if given["until"] else ""
    return name if role == "target" else f"{name} ({role}{until})"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
