"""How long the work can wait: Mosca's inequality, and what each further month costs in the two channels.

A threat curve says how likely a quantum computer that breaks RSA and elliptic curves is by a day. What is sent today
and must stay secret for X years is read if one is there within X years; a signature that must hold for V years can be
forged if one is there within V years, unless the evidence is time-stamped again with something that holds.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cryptoagility import algorithms
from cryptoagility.algorithms import Quantum
from cryptoagility.errors import AgilityError

from ..policy.context import System
from .channel import ALREADY_LATE, Channel

DAYS = 365.2425  # of a year
_LAST = 2400  # no day after this year is told


@dataclass(frozen=True, slots=True)
class Curve:
    """A Weibull distribution of the year in which the threat is there: 1 - exp(-((year - base) / scale) ** shape)."""

    name: str
    base: float
    scale: float  # years
    shape: float
    source: str

    def __post_init__(self) -> None:
        numbers = (self.base, self.scale, self.shape)
        if not all(math.isfinite(one) for one in numbers) or not (1900 <= self.base <= 2100):
            raise ValueError("the base of a threat curve is a year from 1900 to 2100")
        if not (0.1 <= self.scale <= 1000 and 0.1 <= self.shape <= 20):
            raise ValueError("the scale of a threat curve is 0.1 to 1000 years, its shape 0.1 to 20")

    def probability(self, year: float) -> float:
        """How likely the threat is there by a year (a decimal number)."""
        passed = (year - self.base) / self.scale
        return -math.expm1(-(passed**self.shape)) if passed > 0 else 0.0

    def density(self, year: float) -> float:
        """How likely it comes in a year around this one."""
        passed = (year - self.base) / self.scale
        if passed <= 0:
            return 0.0
        return float(self.shape / self.scale * passed ** (self.shape - 1) * math.exp(-(passed**self.shape)))

    def quantile(self, level: float) -> float:
        """The year by which the threat is there with this probability, above 0 and below 1."""
        return float(self.base + self.scale * (-math.log1p(-level)) ** (1 / self.shape))


_SURVEY = (
    "Weibull through the 10- and 15-year points of the Global Risk Institute's 2025 survey of experts (March 2026), "
    "bounds as read in secondary descriptions"
)
CURVES = (
    Curve("pessimistic", 2025, 17.9, 1.91, f"{_SURVEY}; the bound that expects quantum computers last"),
    Curve("middle", 2025, 15.7, 1.60, f"{_SURVEY}; between the bounds"),
    Curve("optimistic", 2025, 13.2, 1.43, f"{_SURVEY}; the bound that expects quantum computers first"),
)
LEVELS = (0.05, 0.10, 0.20)  # of risk, for the sensitivity


@dataclass(frozen=True, slots=True)
class Threat:
    """What the risk is counted with: a curve, and the probability that is still accepted."""

    curve: Curve = CURVES[1]
    level: float = 0.10

    def __post_init__(self) -> None:
        if not 0.001 <= self.level <= 0.999:
            raise ValueError("the accepted probability is 0.001 to 0.999")

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The one that is used, and those that it is compared with."""
        return (*CURVES, *(() if self.curve in CURVES else (self.curve,)))


DEFAULT = Threat()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one curve says. ``safe_until``: the last day of work that is in time; None: ``label`` says why.

    ``cost_per_month``: the share of the loss that a further month costs: of what is sent in it (confidentiality), or of
    what the signatures protect (authenticity).
    """

    curve: str
    safe_until: datetime.date | None
    label: str | None
    cost_per_month: float


@dataclass(frozen=True, slots=True)
class Risk:
    """One channel of a piece of work. ``life_years`` None: nobody said how long it must hold, so nothing is counted.

    ``margin_years``: Z - X - Y, from the day of the plan; below 0, Mosca's inequality says too late. Y is 0 if nobody
    said how long the work takes (``migration_years`` None).
    """

    channel: Channel
    system: str
    life_years: int | None
    migration_years: int | None
    margin_years: float | None
    outcome: Outcome | None
    sensitivity: tuple[Outcome, ...] = ()


def risk(channel: Channel, system: System, as_of: datetime.date, threat: Threat) -> Risk:
    """The risk of one channel in one system."""
    life = system.data_life_years if channel is Channel.CONFIDENTIALITY else system.signature_life_years
    if channel is Channel.AUTHENTICITY and system.re_timestamped and life is not None:
        life = 0  # the evidence is kept alive; a signature must hold until it is checked
    if life is None:
        return Risk(channel, system.name, None, system.migration_years, None, None)
    now = decimal(as_of)
    margin = threat.curve.quantile(threat.level) - now - life - (system.migration_years or 0)
    outcomes = {curve.name: _outcome(channel, life, now, curve, threat.level) for curve in threat.curves}
    return Risk(
        channel,
        system.name,
        life,
        system.migration_years,
        round(margin, 1),
        outcomes[threat.curve.name],
        tuple(outcomes.values()),
    )


def _outcome(channel: Channel, life: int, now: float, curve: Curve, level: float) -> Outcome:
    safe = curve.quantile(level) - life
    late = safe < now
    return Outcome(
        curve.name,
        None if late else day(safe),
        ALREADY_LATE if late else None,
        round(cost_per_month(channel, life, now, curve), 4),
    )


def cost_per_month(channel: Channel, life: int, year: float, curve: Curve) -> float:
    """The share of the loss that a month around this year costs.

    Confidentiality: F(t + X) of the loss by what is sent in that month. Authenticity: f(t + V) / 12 of the loss by
    forgery.
    """
    if channel is Channel.CONFIDENTIALITY:
        return curve.probability(year + life)
    return curve.density(year + life) / 12


def ordered(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """The one that presses most first; one that nobody could count comes before all."""
    return tuple(sorted(set(risks), key=_pressure))


def _pressure(one: Risk) -> tuple[float, str, str]:
    return (-math.inf if one.margin_years is None else one.margin_years, one.system, one.channel.value)


def decimal(day: datetime.date) -> float:
    """A day as a decimal year."""
    return day.year + (day - datetime.date(day.year, 1, 1)).days / DAYS


def day(year: float) -> datetime.date:
    """The day in a decimal year; none is told after a far one."""
    year = min(year, float(_LAST))
    whole = int(year)
    return datetime.date(whole, 1, 1) + datetime.timedelta(days=int((year - whole) * DAYS))


@cache
def is_broken(name: str) -> bool:
    """Whether a quantum computer breaks a scheme; one that the table does not know is no work of this clock."""
    try:
        return algorithms.parse(name).quantum is Quantum.BROKEN
    except AgilityError:
        return False
