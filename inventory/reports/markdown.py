"""The report as Markdown, for a ticket or a repository: the same facts, in text."""

from __future__ import annotations

from ..policy import Status, summary
from .plan_view import PlanView
from .report import QUANTUM, ReportInput, Row, assumptions, by_quantum, headline, plan_intro, rows


def render(given: ReportInput) -> str:
    """The report as Markdown text."""
    root = given.graph.by_ref()[given.graph.root]
    parts = [
        f"# Cryptography of {_cell(root.name)}",
        f"As of {given.assessment.as_of}. Readiness against the texts named below, not legal compliance.",
        "\n".join(f"- **{number}** {what}" for number, what in headline(given)),
        "## What a quantum computer does to the cryptography in use",
        _table(
            ("kind", *QUANTUM),
            [(kind, *(str(counts.get(one, 0)) for one in QUANTUM)) for kind, counts in by_quantum(given)],
        ),
        "## Verdicts",
        _verdicts(given),
        "## Plan",
        _plan(given.plan),
        "## Assets",
        _assets(given),
        "## Coverage and assumptions",
        _coverage(given),
        "\n".join(f"- {text}" for text in assumptions(given)),
        f"Made by cryptoagility {given.tool} from `{given.source}` (SHA-256 `{given.sha256}`).",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _verdicts(given: ReportInput) -> str:
    counted = summary(given.assessment.verdicts)
    shown = [status.value for status in Status if any(one.get(status.value) for one in counted.values())]
    return _table(
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


def _plan(plan: PlanView | None) -> str:
    if plan is None:
        return "No plan was given."
    table = _table(
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
    return f"{plan_intro(plan)}\n\n{table}"


def _assets(given: ReportInput) -> str:
    every = rows(given)
    judged = [row for row in every if row.unjudged is None]
    table = _table(
        ("asset", "kind", "quantum", "verdicts", "seen at"),
        [(row.asset.name, row.kind, row.quantum, _said(row), _places(row)) for row in judged],
    )
    return f"{table}\n\n{len(every) - len(judged)} further assets get no verdict of their own."


def _said(row: Row) -> str:
    return ", ".join(f"{policy}: {one.status.value}" for policy, verdicts in row.verdicts for one in verdicts)


def _places(row: Row) -> str:
    more = f" and {row.more_places} more" if row.more_places else ""
    return ", ".join(row.places) + more


def _coverage(given: ReportInput) -> str:
    coverage = given.graph.coverage
    if coverage is None:
        return "The inventory does not say what was read: nothing may be concluded from what is absent."
    lines = [f"{coverage.read} of {coverage.files} files were looked into ({coverage.lines} lines)."]
    lines += [f"- not read: {one.count} × {_cell(one.reason)}" for one in coverage.skipped]
    lines += [f"- problem: {_cell(one.path)}: {_cell(one.reason)}" for one in given.graph.problems]
    return "\n".join(lines)


def _table(head: tuple[str, ...], cells: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in cells]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text from scanned files must not become markup."""
    escaped = "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in text)
    return " ".join(escaped.split())
