"""The report as one self-contained HTML file: no network, no script, light and dark, and it prints."""

from __future__ import annotations

from datetime import date
from importlib import resources

import jinja2
from markupsafe import Markup

from ..policy import Status
from .charts import Bar, Span, columns, gantt, stacked_bars
from .plan_view import ALREADY_LATE, PlanView, TaskView
from .report import (
    QUANTUM,
    ReportInput,
    assumptions,
    by_quantum,
    charted_days,
    counts_by_day,
    headline,
    plan_intro,
    rows,
)

_STATUSES = tuple(status.value for status in reversed(Status))


def render(given: ReportInput) -> str:
    """The page."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(resources.files(__package__).joinpath("report.html.j2").read_text("utf-8"))
    every = rows(given)
    assessment = given.assessment
    ruled = [policy for policy in assessment.policies if policy.rules]
    root = given.graph.by_ref()[given.graph.root]
    return template.render(
        title=root.name,
        as_of=assessment.as_of,
        headline=headline(given),
        quantum_chart=_svg(_quantum_chart(given)),
        policies=assessment.policies,
        policy_charts=[(policy, _svg(_policy_chart(given, policy.id))) for policy in ruled],
        judged_policies=ruled,
        judged_ids={policy.id for policy in ruled},
        judged=[row for row in every if row.unjudged is None],
        unjudged=[row for row in every if row.unjudged is not None],
        coverage=given.graph.coverage,
        problems=given.graph.problems,
        outside=assessment.not_covered,
        assumptions=assumptions(given),
        tool=given.tool,
        source=given.source,
        sha256=given.sha256,
        timestamp=given.graph.timestamp,
        **_plan(given.plan),
    )


def _svg(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # made by charts.py, which escapes every text that it is given


def _quantum_chart(given: ReportInput) -> str:
    bars = [Bar(kind, counts) for kind, counts in by_quantum(given)]
    return stacked_bars("Assets in use by what a quantum computer does to them", bars, QUANTUM)


def _policy_chart(given: ReportInput, policy: str) -> str:
    days = charted_days(given.assessment.as_of)
    counts = [(day, one) for day, one in counts_by_day(given.timeline, policy) if day in days]
    labels = ["as of" if day == given.assessment.as_of else str(day.year) for day, _ in counts]
    return columns(f"Verdicts of {policy} by date", labels, [one for _, one in counts], _STATUSES)


def _plan(plan: PlanView | None) -> dict[str, object]:
    if plan is None:
        return {"plan": None}
    titles = {task.id: task for task in plan.tasks}
    return {
        "plan": plan,
        "plan_intro": plan_intro(plan),
        "gantt": _svg(_gantt(plan)),
        "tasks": [_task(task, titles) for task in plan.tasks],
        "plan_notes": [f"{count} assets need no task: {reason}." for reason, count in plan.unchanged],
    }


def _gantt(plan: PlanView) -> str:
    """One row for each system in each wave, up to the first day on which one of its tasks must be done."""
    waves = {wave.number: wave for wave in plan.waves}
    grouped: dict[tuple[int, str], list[TaskView]] = {}
    for task in plan.tasks:
        grouped.setdefault((task.wave, task.system), []).append(task)
    spans = [
        _span(f"Wave {wave}: {waves[wave].label}", system, tasks, plan.as_of)
        for (wave, system), tasks in sorted(grouped.items(), key=lambda item: (item[0][0], _rank(item[1]), item[0][1]))
    ]
    last = max([span.end for span in spans if span.end is not None], default=plan.as_of)
    end = date(max(last.year, plan.as_of.year + 1) + 1, 1, 1)
    return gantt("Systems by wave, each up to its first deadline", spans, plan.as_of, end)


def _span(group: str, system: str, tasks: list[TaskView], start: date) -> Span:
    late = sum(task.label == ALREADY_LATE for task in tasks)
    days = sorted(task.deadline for task in tasks if task.deadline is not None)
    open_questions = all(task.kind == "clarify" for task in tasks)
    notes = [
        f"{late} already late" if late else "",
        (f"others by {days[0]}" if late else f"by {days[0]}") if days else "",
    ]
    return Span(
        label=f"{system} ({_counted(len(tasks), 'task')})",
        group=group,
        start=start,
        end=days[0] if days and not late else None,
        note=", ".join(note for note in notes if note) or ("find out first" if open_questions else "no day set"),
        series="clarify" if open_questions else ALREADY_LATE if late else _channel(tasks) if days else "no date",
    )


def _channel(tasks: list[TaskView]) -> str:
    channels = {task.channel for task in tasks}
    return channels.pop() if len(channels) == 1 else "both"


def _rank(tasks: list[TaskView]) -> tuple[bool, date]:
    late = any(task.label == ALREADY_LATE for task in tasks)
    return (not late, min((task.deadline for task in tasks if task.deadline is not None), default=date.max))


def _task(task: TaskView, titles: dict[str, TaskView]) -> dict[str, object]:
    about = [
        f"{_counted(task.assets, 'asset')}, {_counted(task.occurrences, 'place')}",
        {"confidentiality": "harvest now, decrypt later", "authenticity": "trust now, forge later"}.get(
            task.channel, ""
        ),
        f"criticality {task.criticality}" if task.criticality else "",
        f"exposed to {task.exposure}" if task.exposure else "",
        *task.notes,
    ]
    return {
        "id": task.id,
        "wave": task.wave,
        "title": task.title,
        "label": task.label if task.label != "no date set" else "",
        "summary": "; ".join(part for part in about if part),
        "system": task.system,
        "owner": task.owner,
        "deadline": task.deadline.isoformat() if task.deadline is not None else (task.label or "none"),
        "deadline_source": task.deadline_source,
        "current": ", ".join(task.current),
        "target": task.target or ("to be found out" if task.kind == "clarify" else "see notes"),
        "target_reason": "; ".join(part for part in (task.target_reason, *task.conflicts) if part),
        "after": [titles[one] for one in task.prerequisites if one in titles],
    }


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
