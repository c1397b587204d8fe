"""What an attacker gains, in two views: data harvested now and read later, trust given now and forged later."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ..graph import Graph
from ..plan.channel import CHANNELS, Channel
from ..policy import Subject, subjects
from .plan_view import ALREADY_LATE, PlanView, SystemView, TaskView
from .report import QUANTUM

ATTACKS = (
    (Channel.CONFIDENTIALITY, "harvest now, decrypt later", "what is sent or stored today is read later"),
    (Channel.AUTHENTICITY, "trust now, forge later", "signatures that are trusted today can be forged later"),
    (Channel.UNKNOWN, "neither, or not known", "key derivation, random numbers, and what nobody could name"),
)
"""Channel, what it is called, what it means."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """One channel: how many assets, by what a quantum computer does to the worst part of them."""

    channel: Channel
    name: str
    meaning: str
    counts: tuple[tuple[str, int], ...]  # in the order of QUANTUM, zeros included


@dataclass(frozen=True, slots=True)
class Clock:
    """The work in one channel of one system. ``first`` is the first day that is not over; None: no such day."""

    tasks: int = 0
    late: int = 0
    first: date | None = None


@dataclass(frozen=True, slots=True)
class SystemExposure:
    """One system. The years: what is made on the day of the plan must hold until then; None = not stated."""

    system: SystemView
    secret_until: int | None
    trusted_until: int | None
    confidentiality: Clock
    authenticity: Clock
    other: Clock  # libraries, and what nobody could name yet


def exposures(graph: Graph) -> tuple[Exposure, ...]:
    """Every judged asset in each of its usages, counted once a channel."""
    worst: dict[Channel, dict[str, str]] = {channel: {} for channel, _, _ in ATTACKS}
    for subject in subjects(graph)[0]:
        of_channel = worst[CHANNELS.get(subject.usage, Channel.UNKNOWN)]
        known = of_channel.get(subject.asset.ref, QUANTUM[-1])
        of_channel[subject.asset.ref] = min(known, _quantum(subject), key=QUANTUM.index)
    counted = {channel: Counter(found.values()) for channel, found in worst.items()}
    return tuple(
        Exposure(channel, name, meaning, tuple((one, counted[channel][one]) for one in QUANTUM))
        for channel, name, meaning in ATTACKS
    )


def _quantum(subject: Subject) -> str:
    said = [
        str(part.scheme.quantum) if part.scheme is not None and part.scheme.quantum is not None else "unknown"
        for part in subject.parts
    ]
    return min(said, key=QUANTUM.index, default="unknown")


def systems(plan: PlanView | None) -> tuple[SystemExposure, ...]:
    """The systems of the plan, the one with most late work first."""
    tasks: dict[SystemView, list[TaskView]] = {}
    for task in plan.tasks if plan is not None else ():
        for system in task.systems:
            tasks.setdefault(system, []).append(task)
    made = [_system(system, of_it, plan.as_of.year) for system, of_it in tasks.items() if plan is not None]
    return tuple(sorted(made, key=_order))


def _order(one: SystemExposure) -> tuple[int, int, str, str]:
    clocks = (one.confidentiality, one.authenticity, one.other)
    return (
        -sum(clock.late for clock in clocks),
        -sum(clock.tasks for clock in clocks),
        one.system.name,
        one.system.owner,
    )


def _system(system: SystemView, tasks: list[TaskView], year: int) -> SystemExposure:
    return SystemExposure(
        system,
        year + system.data_life_years if system.data_life_years is not None else None,
        year + system.signature_life_years if system.signature_life_years is not None else None,
        _clock([task for task in tasks if task.channel in (Channel.CONFIDENTIALITY, Channel.BOTH)]),
        _clock([task for task in tasks if task.channel in (Channel.AUTHENTICITY, Channel.BOTH)]),
        _clock([task for task in tasks if task.channel == Channel.UNKNOWN]),
    )


def _clock(tasks: list[TaskView]) -> Clock:
    days = [task.deadline for task in tasks if task.deadline is not None]
    return Clock(len(tasks), sum(task.label == ALREADY_LATE for task in tasks), min(days, default=None))
