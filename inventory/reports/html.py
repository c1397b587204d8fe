"""The report as one self-contained HTML file: no network, one script that only filters, and it prints."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from importlib import resources

import jinja2
from markupsafe import Markup

from ..policy import Status, Verdict
from . import evidence, exposure, gaps, waves
from .charts import Bar, columns, stacked_bars
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
from .shown import short, visible

_STATUSES = tuple(status.value for status in reversed(Status))


def render(given: ReportInput) -> str:
    """The page."""
    every = rows(given)
    assessment = given.assessment
    judged = [row for row in every if row.unjudged is None]
    ruled = [policy for policy in assessment.policies if policy.judges]
    collisions, ways = evidence.clashes(assessment.policies, assessment.as_of)
    name = short(given.graph.by_ref()[given.graph.root].name)
    reasons = _Reasons()
    parts: dict[str, object] = {
        "title": name,
        "given": given,
        "as_of": assessment.as_of,
        "headline": headline(given, every),
        "quantum": QUANTUM,
        "by_quantum": by_quantum(every),
        "quantum_chart": _svg(_quantum_chart(every)),
        "policies": assessment.policies,
        "ruled": ruled,
        "statuses": _STATUSES,
        "matrix": [(policy, _matrix(given, policy.id)) for policy in ruled],
        "charts": [(policy, _svg(_policy_chart(given, policy.id))) for policy in ruled],
        "exposures": exposure.exposures(given.graph),
        "systems": exposure.systems(given.plan),
        "judged": [(row, _judged(row, {policy.id for policy in ruled}, reasons)) for row in judged],
        "unjudged": [row for row in every if row.unjudged is not None],
        "labels": _labels(given.plan, [policy.id for policy in ruled]),
        "reasons": reasons,
        "coverage": given.graph.coverage,
        "gaps": gaps,
        "assumptions": assumptions(given),
        "clauses": evidence.clauses(given),
        "served": evidence.served(assessment.policies),
        "clashes": collisions,
        "ways": ways,
        **_plan(given.plan, reasons),
    }
    return _page(parts)


def _page(parts: dict[str, object]) -> str:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        loader=jinja2.FunctionLoader(_part),
    )
    environment.filters |= {
        "short": short,
        "words": _words,
        "css": _css_string,
        "counted": waves.counted,
    }
    style = environment.get_template("page.css.j2").render(parts)
    script = _part("page.js")
    return environment.get_template("page.html.j2").render(
        parts,
        style=Markup(style),  # noqa: S704  # our own file; the names in it went through _css_string
        script=Markup(script),  # noqa: S704  # our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _part(name: str) -> str:
    return resources.files(__package__).joinpath("page", name).read_text("utf-8")


def _shown(value: object) -> object:
    """Every text that is put on the page passes here; what is markup of ours already does not change."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _words(text: str) -> str:
    """Text of a policy file, where a line break is only a space."""
    return " ".join(text.split())


def _css_string(text: str) -> Markup:
    """A string of CSS in which nothing can end the string: all but letters, digits and spaces are escaped."""
    safe = "".join(char if char.isascii() and (char.isalnum() or char == " ") else f"\\{ord(char):x} " for char in text)
    return Markup(f'"{safe}"')  # noqa: S704  # escaped just above


def _svg(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # made by charts.py, which escapes every text that it is given


def _quantum_chart(every: Iterable[Row]) -> str:
    bars = [Bar(kind, counts) for kind, counts in by_quantum(every)]
    return stacked_bars("Assets in use by what a quantum computer does to them", bars, QUANTUM)


def _matrix(given: ReportInput, policy: str) -> list[tuple[str, Counter[str]]]:
    """The counts of a policy by the days that are charted; the first is the day of the report."""
    days = charted_days(given.assessment.as_of)
    counts = dict(counts_by_day(given.timeline, policy))
    return [(_day(day == given.assessment.as_of, day.year), counts.get(day, Counter())) for day in days]


def _day(today: bool, year: int) -> str:
    return "as of" if today else str(year)


def _policy_chart(given: ReportInput, policy: str) -> str:
    shown = _matrix(given, policy)
    return columns(
        f"Verdicts of {policy} by date", [day for day, _ in shown], [counts for _, counts in shown], _STATUSES
    )


class _Reasons:
    """Each reason is printed once and named by its number: thousands of assets share few of them."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str, str], int] = {}

    def number(self, verdict: Verdict) -> int:
        said = (verdict.policy, verdict.why, verdict.rule or "", verdict.confidence)
        return self._numbers.setdefault(said, len(self._numbers) + 1)

    def conflict(self, text: str) -> int:
        return self._numbers.setdefault(("conflict", text, "", ""), len(self._numbers) + 1)

    @property
    def said(self) -> tuple[tuple[int, str, str, str, str], ...]:
        """(number, policy, why, rule, confidence), in the order of the numbers."""
        return tuple((number, *said) for said, number in self._numbers.items())


def _judged(row: Row, ruled: set[str], reasons: _Reasons) -> list[list[tuple[Verdict, int]]]:
    return [[(one, reasons.number(one)) for one in verdicts] for policy, verdicts in row.verdicts if policy in ruled]


def _labels(plan: PlanView | None, ruled: list[str]) -> dict[str, list[str]]:
    """The heads of the two long tables: on a narrow screen each cell says its own."""
    planned = ["Owner", "Wave"] if plan is not None else []
    return {
        "assets": ["Asset", "Kind", "Quantum", "State", *planned, *ruled, "Seen at"],
        "tasks": ["No.", "Wave", "Task", "System", "Owner", "Deadline", "From", "To", "After"],
    }


def _plan(plan: PlanView | None, reasons: _Reasons) -> dict[str, object]:
    if plan is None:
        return {"plan": None, "risks": None, "numbers": {}}
    lines = waves.lines(plan, reasons.conflict)
    counted = risks(plan)
    return {
        "plan": plan,
        "risks": counted,
        "risk_chart": _svg(counted.chart),
        "plan_intro": plan_intro(plan),
        "wave_charts": [(chart, _svg(chart.svg)) for chart in waves.charts(plan)],
        "lines": lines,
        "numbers": {line.task.id: line.number for line in lines},
    }
