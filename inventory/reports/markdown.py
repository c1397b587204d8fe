"""The report as Markdown, for a ticket or a repository: the same facts, in text."""

from __future__ import annotations

from ..policy import Status, summary
from . import evidence, exposure, gaps
from .markdown_text import cell, table
from .plan_view import PlanView
from .report import (
    QUANTUM,
    ReportInput,
    Row,
    assumptions,
    by_quantum,
    charted_days,
    counts_by_day,
    headline,
    plan_intro,
    rows,
)
from .risks import risks

_SYSTEMS = (
    "system",
    "owner",
    "exposed to",
    "secret until",
    "harvest-now tasks",
    "trusted until",
    "forge-later tasks",
    "other tasks",
)


def render(given: ReportInput) -> str:
    """The report as Markdown text."""
    root = given.graph.by_ref()[given.graph.root]
    every = rows(given)
    parts = [
        f"# Cryptography of {cell(root.name)}",
        f"As of {given.assessment.as_of}. Readiness against the texts named below, not legal compliance.",
        "\n".join(f"- **{number}** {what}" for number, what in headline(given, every)),
        "## What a quantum computer does to the cryptography in use",
        table(
            ("kind", *QUANTUM),
            [(kind, *(str(counts.get(one, 0)) for one in QUANTUM)) for kind, counts in by_quantum(every)],
        ),
        "## Exposure",
        _exposure(given),
        "## Verdicts",
        _verdicts(given),
        _by_year(given),
        "## Clauses and conflicts",
        _clauses(given),
        _conflicts(given),
        "## How long it can wait",
        _risk(given.plan),
        "## Plan",
        _plan(given.plan),
        "## Assets",
        _assets(every, given.plan is not None),
        "## Coverage and assumptions",
        _coverage(given),
        "\n".join(f"- {text}" for text in assumptions(given)),
        f"Made by cryptoagility {given.tool} from {cell(given.source)} (SHA-256 {given.sha256}).",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _risk(plan: PlanView | None) -> str:
    if plan is None:
        return "No plan was given: how long data must stay secret and signatures trusted is not known."
    found = risks(plan)
    curve = f"Curve: {found.curve.name} (Weibull, {found.numbers}). {found.curve.source}. "
    curve += f"It reaches the accepted {found.level} on {found.reached}."
    reached = table(("curve", *found.levels), [(name, *days) for name, days in found.quantiles])
    clocks = table(
        ("system", "clock", "tasks", "must hold", "work takes", "in time until", "margin", "cost of a month"),
        [
            (one.system, one.attack, str(one.tasks), one.holds, one.takes, one.until, one.margin, one.cost)
            for one in found.clocks
        ],
    )
    return "\n\n".join((curve, reached, clocks if found.clocks else "No task replaces what a quantum computer breaks."))


def _exposure(given: ReportInput) -> str:
    found = exposure.exposures(given.graph)
    clocks = table(
        ("clock", *QUANTUM, "what it means"),
        [(one.name, *(str(count) for _, count in one.counts), one.meaning) for one in found],
    )
    systems = exposure.systems(given.plan)
    if not systems:
        return clocks
    of_systems = table(
        _SYSTEMS,
        [
            (
                one.system.name,
                one.system.owner,
                one.system.exposure or "not stated",
                str(one.secret_until or "not stated"),
                _clock(one.confidentiality),
                str(one.trusted_until or "not stated"),
                _clock(one.authenticity),
                _clock(one.other),
            )
            for one in systems
        ],
    )
    return f"{clocks}\n\n{of_systems}"


def _clock(clock: exposure.Clock) -> str:
    late = f", {clock.late} late" if clock.late else ""
    return f"{clock.tasks}{late}" + (f", first day {clock.first}" if clock.first is not None else "")


def _by_year(given: ReportInput) -> str:
    """The verdicts of each policy on the days that are charted."""
    days = charted_days(given.assessment.as_of)
    lines: list[tuple[str, ...]] = []
    for policy in (one for one in given.assessment.policies if one.judges):
        counts = dict(counts_by_day(given.timeline, policy.id))
        for status in reversed(Status):
            cells = [counts[day][status.value] if day in counts else 0 for day in days]
            if any(cells):
                lines.append((policy.id, status.value, *(str(cell) for cell in cells)))
    return table(("policy", "verdict", *(day.isoformat() for day in days)), lines) if lines else ""


def _verdicts(given: ReportInput) -> str:
    counted = summary(given.assessment.verdicts)
    shown = [status.value for status in Status if any(one.get(status.value) for one in counted.values())]
    return table(
        ("policy", *shown, "version", "source", "confidence", "SHA-256"),
        [
            (
                policy.id + (" (draft: would fail)" if policy.draft else ""),
                *(str(counted.get(policy.id, {}).get(status, 0)) for status in shown),
                policy.version or "",
                policy.source or "none found",
                policy.confidence.level,
                policy.sha256[:16],
            )
            for policy in given.assessment.policies
        ],
    )


def _clauses(given: ReportInput) -> str:
    found = evidence.clauses(given)
    if not found:
        return "No chosen policy has clauses that are answered with evidence."
    answered = table(
        ("policy", "clause", "answered", "lacking", "from elsewhere"),
        [
            (
                one.policy,
                one.clause,
                f"{one.answered} ({one.of})" if one.of else one.answered,
                "; ".join(f"{lack.items}: {lack.count} ({', '.join(lack.examples)})" for lack in one.lacking),
                "; ".join(one.elsewhere),
            )
            for one in found
        ],
    )
    served = table(
        ("evidence", "by", "clauses", "which"),
        [
            (one.name, one.means, str(one.count), "; ".join(f"{policy}: {which}" for policy, which in one.clauses))
            for one in evidence.served(given.assessment.policies)
        ],
    )
    return f"{answered}\n\n{served}"


def _conflicts(given: ReportInput) -> str:
    clashes, ways = evidence.clashes(given.assessment.policies, given.assessment.as_of)
    if not ways:
        return ""
    told = table(
        ("use", "what satisfies all", "against it"),
        [(one.usage, one.steps, "; ".join((*one.conflicts, *one.unconfirmed, *one.against))) for one in ways],
    )
    collisions = table(
        ("what", "when", "accepted by", "refused by", "rules"),
        [(one.what, " ".join(one.days), one.accepting, one.refusing, one.rules) for one in clashes],
    )
    return f"{told}\n\n{collisions}" if clashes else told


def _plan(plan: PlanView | None) -> str:
    if plan is None:
        return "No plan was given."
    made = table(
        ("wave", "task", "system", "owner", "deadline", "set by", "from", "to"),
        [
            (
                str(task.wave),
                task.title,
                task.system,
                task.owner,
                str(task.deadline or task.label or "none"),
                task.deadline_source,
                ", ".join(task.current),
                task.target,
            )
            for task in plan.tasks
        ],
    )
    return f"{plan_intro(plan)}\n\n{made}"


def _assets(every: tuple[Row, ...], planned: bool) -> str:
    judged = [row for row in every if row.unjudged is None]
    made = table(
        ("asset", "kind", "quantum", "state", *(("owner", "wave") if planned else ()), "verdicts", "seen at"),
        [
            (
                row.asset.name,
                row.kind,
                row.quantum,
                row.state,
                *((", ".join(row.owners), ", ".join(str(one) for one in row.waves)) if planned else ()),
                _said(row),
                _places(row),
            )
            for row in judged
        ],
    )
    return f"{made}\n\n{len(every) - len(judged)} further assets get no verdict of their own."


def _said(row: Row) -> str:
    return ", ".join(
        f"{policy} ({one.usage}): {one.status.value}" for policy, verdicts in row.verdicts for one in verdicts
    )


def _places(row: Row) -> str:
    more = f" and {row.more_places} more" if row.more_places else ""
    return ", ".join(row.places) + more


def _coverage(given: ReportInput) -> str:
    coverage = given.graph.coverage
    if coverage is None:
        lines = ["The inventory does not say what was read: nothing may be concluded from what is absent."]
    else:
        lines = [f"{coverage.read} of {coverage.files} files were looked into ({coverage.lines} lines)."]
    lines += [f"- problem: {cell(one.path)}: {cell(one.reason)}" for one in given.graph.problems]
    for said, found in (
        ("not read", gaps.unread(given.graph)),
        ("excused by a comment", gaps.suppressed(given.graph, given.assessment)),
        ("unknown", gaps.unanswered(given.assessment)),
        ("no verdict", gaps.not_judged(given.assessment)),
        ("out of scope", gaps.outside(given.assessment)),
    ):
        lines += [f"- {said}: {one.count} × {cell(one.reason)}{_which(one)}" for one in found]
    return "\n".join(lines)


def _which(gap: gaps.Gap) -> str:
    return f" ({cell(', '.join(gap.examples))})" if gap.examples else ""
