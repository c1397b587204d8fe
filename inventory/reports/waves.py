"""The plan as it is drawn and listed: one chart for each wave, one short line for each task, the rest folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from .charts import Span, gantt
from .plan_view import ALREADY_LATE, PlanView, TaskView

ROWS_OF_A_CHART = 34
"""More than that does not fit on a printed page: the chart goes on in another one."""

_CHANNELS = {"confidentiality": "harvest now, decrypt later", "authenticity": "trust now, forge later"}


@dataclass(frozen=True, slots=True)
class WaveChart:
    """One chart, and the same in words: (system, how many tasks, by when)."""

    title: str
    svg: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A task and its number in the table."""

    number: int
    task: TaskView


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as the table shows it. ``folded`` is what most readers need not see."""

    number: int
    task: TaskView
    deadline: str
    summary: str
    target: str
    folded: tuple[str, ...]
    conflicts: tuple[int, ...]  # numbers of reasons
    after: tuple[Numbered, ...]


def charts(plan: PlanView) -> tuple[WaveChart, ...]:
    """One row for each system in each wave, up to the first day on which one of its tasks must be done."""
    grouped: dict[int, dict[str, list[TaskView]]] = {}
    for task in plan.tasks:
        grouped.setdefault(task.wave, {}).setdefault(task.system, []).append(task)
    spans = {
        wave: [_span(system, tasks, plan.as_of) for system, tasks in sorted(of_wave.items(), key=_rank)]
        for wave, of_wave in grouped.items()
    }
    ends = [span.end for of_wave in spans.values() for span in of_wave if span.end is not None]
    last = date(max([plan.as_of.year + 1, *(end.year for end in ends)]) + 1, 1, 1)
    return tuple(
        WaveChart(title, gantt(title, part, plan.as_of, last), tuple(part))
        for wave in plan.waves
        for title, part in _parts(f"Wave {wave.number}: {wave.label}", spans.get(wave.number, []))
    )


def _parts(title: str, spans: list[Span]) -> Iterator[tuple[str, list[Span]]]:
    for start in range(0, len(spans), ROWS_OF_A_CHART):
        yield title + (" (continued)" if start else ""), spans[start : start + ROWS_OF_A_CHART]


def _span(system: str, tasks: list[TaskView], start: date) -> Span:
    late = sum(task.label == ALREADY_LATE for task in tasks)
    days = sorted(task.deadline for task in tasks if task.deadline is not None)
    open_questions = all(task.kind == "clarify" for task in tasks)
    notes = [
        f"{late} already late" if late else "",
        (f"others by {days[0]}" if late else f"by {days[0]}") if days else "",
    ]
    return Span(
        label=f"{system} ({counted(len(tasks), 'task')})",
        start=start,
        end=days[0] if days and not late else None,
        note=", ".join(note for note in notes if note) or ("find out first" if open_questions else "no day set"),
        series="clarify" if open_questions else ALREADY_LATE if late else _channel(tasks) if days else "no date",
    )


def _channel(tasks: list[TaskView]) -> str:
    channels = {task.channel for task in tasks}
    return channels.pop() if len(channels) == 1 else "both"


def _rank(item: tuple[str, list[TaskView]]) -> tuple[bool, date, str]:
    system, tasks = item
    late = any(task.label == ALREADY_LATE for task in tasks)
    return (not late, min((task.deadline for task in tasks if task.deadline is not None), default=date.max), system)


def lines(plan: PlanView, reason: Callable[[str], int]) -> tuple[TaskLine, ...]:
    """The tasks in the order of the plan. ``reason`` gives the number under which a conflict is explained."""
    numbered = [Numbered(number, task) for number, task in enumerate(plan.tasks, 1)]
    known = {one.task.id: one for one in numbered}
    return tuple(_line(one, known, reason) for one in numbered)


def _line(numbered: Numbered, known: dict[str, Numbered], reason: Callable[[str], int]) -> TaskLine:
    task = numbered.task
    criticality = sorted({one.criticality for one in task.systems if one.criticality})
    exposure = sorted({one.exposure for one in task.systems if one.exposure})
    about = [
        counted(task.occurrences, "place"),
        _CHANNELS.get(task.channel, ""),
        f"criticality {', '.join(criticality)}" if criticality else "",
        f"exposed to {', '.join(exposure)}" if exposure else "",
    ]
    why = [f"why this target: {task.target_reason}"] if task.target_reason else []
    return TaskLine(
        number=numbered.number,
        task=task,
        deadline=task.deadline.isoformat() if task.deadline is not None else (task.label or "none"),
        summary="; ".join(part for part in about if part),
        target=task.target or ("to be found out" if task.kind == "clarify" else "see notes"),
        folded=(*task.notes, *why),
        conflicts=tuple(reason(one) for one in task.conflicts),
        after=tuple(known[one] for one in task.prerequisites if one in known),
    )


def counted(count: int, what: str) -> str:
    """``1 task``, ``2 tasks``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
