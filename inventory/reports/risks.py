"""How long the work can wait: the clocks of a plan by system, and the curve that they were counted with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..plan import ALREADY_LATE, Channel, Curve, Risk
from ..plan.risk import LEVELS, Outcome, day
from .charts import Line, lines
from .plan_view import PlanView

_FIRST, _LAST = 2025, 2055  # years of the chart
_WORDS = {Channel.CONFIDENTIALITY: "secret", Channel.AUTHENTICITY: "trusted"}


@dataclass(frozen=True, slots=True)
class Clock:
    """One channel in one system. Texts are as they are shown."""

    system: str
    channel: str
    attack: str
    holds: str
    takes: str
    until: str
    late: bool
    margin: str
    cost: str
    others: tuple[tuple[str, str, str], ...]  # curve, in time until, cost of a month
    tasks: int


@dataclass(frozen=True, slots=True)
class Risks:
    """Everything that the section shows."""

    curve: Curve
    level: str
    reached: str
    numbers: str
    chart: str
    clocks: tuple[Clock, ...]
    levels: tuple[str, ...]
    quantiles: tuple[tuple[str, tuple[str, ...]], ...]  # curve, day at each level

    @property
    def late(self) -> int:
        """Clocks that have run out."""
        return sum(one.late for one in self.clocks)


def risks(plan: PlanView) -> Risks:
    """The risks of a plan."""
    threat = plan.threat
    counted: dict[Risk, int] = {}
    for task in plan.tasks:
        for one in task.risks:
            counted[one] = counted.get(one, 0) + 1
    levels = tuple(sorted({*LEVELS, threat.level}))
    return Risks(
        curve=threat.curve,
        level=percent(threat.level),
        reached=day(threat.curve.quantile(threat.level)).isoformat(),
        numbers=f"base {threat.curve.base:g}, scale {threat.curve.scale:g} years, shape {threat.curve.shape:g}",
        chart=_chart(threat.curves, threat.curve, threat.level),
        clocks=tuple(_clock(one, tasks) for one, tasks in sorted(counted.items(), key=lambda pair: _order(pair[0]))),
        levels=tuple(percent(level) for level in levels),
        quantiles=tuple(
            (curve.name, tuple(day(curve.quantile(level)).isoformat() for level in levels)) for curve in threat.curves
        ),
    )


def _order(one: Risk) -> tuple[bool, float, str, str]:
    return (one.margin_years is not None, one.margin_years or 0.0, one.system, one.channel.value)


def _clock(one: Risk, tasks: int) -> Clock:
    outcome = one.outcome
    attack = "harvest now, decrypt later" if one.channel is Channel.CONFIDENTIALITY else "trust now, forge later"
    if outcome is None or one.life_years is None or one.margin_years is None:
        unknown = f"nobody said how long it must stay {_WORDS.get(one.channel, 'safe')}"
        return Clock(one.system, one.channel.value, attack, unknown, "", "not counted", False, "", "", (), tasks)
    return Clock(
        system=one.system,
        channel=one.channel.value,
        attack=attack,
        holds=_years(one.life_years),
        takes=_years(one.migration_years) if one.migration_years is not None else "not said, counted as 0",
        until=_until(outcome),
        late=outcome.label == ALREADY_LATE,
        margin=f"{one.margin_years:+.1f}",
        cost=percent(outcome.cost_per_month),
        others=tuple((other.curve, _until(other), percent(other.cost_per_month)) for other in one.sensitivity),
        tasks=tasks,
    )


def _years(number: int) -> str:
    return f"{number} year{'' if number == 1 else 's'}"


def _until(one: Outcome) -> str:
    return one.safe_until.isoformat() if one.safe_until is not None else str(one.label)


def percent(share: float) -> str:
    """A share in per cent, to two digits that matter."""
    return f"{share * 100:.2g} %" if share < 0.1 else f"{share * 100:.0f} %"


def _chart(curves: Iterable[Curve], chosen: Curve, level: float) -> str:
    years = range(_FIRST, _LAST + 1)
    drawn = [
        Line(one.name, tuple((float(year), one.probability(year)) for year in years), one == chosen) for one in curves
    ]
    title = "How likely a quantum computer that breaks RSA and elliptic curves is, by year"
    return lines(title, drawn, level, f"accepted: {percent(level)}")
