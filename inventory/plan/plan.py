"""What a migration plan is: tasks with owners, targets, deadlines and order. Frozen values; no number is invented."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from ..policy import Policy
from ..policy.context import System
from .channel import ALREADY_LATE, Channel
from .risk import Risk, Threat


class Kind(StrEnum):
    """What a task is."""

    MIGRATE = "migrate"
    LIBRARY = "library"  # the library must change first
    CLARIFY = "clarify"  # something has to be known first
    JOINT = "joint"  # tasks that need each other: one cut-over


ROLES = ("target", "interim", "end-state")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last good day under one policy. ``date`` None: ``label`` says why; a past day is never printed as a plan."""

    channel: Channel
    usage: str
    policy: str
    rule: str | None
    date: datetime.date | None
    label: str | None
    becomes: str  # the status after that day, or now
    draft: bool

    @property
    def rank(self) -> tuple[int, datetime.date]:
        """Order of urgency: late, then by day, then without a day."""
        if self.label == ALREADY_LATE:
            return (0, datetime.date.min)
        return (1, self.date) if self.date is not None else (2, datetime.date.max)


@dataclass(frozen=True, slots=True)
class Target:
    """What to go to. ``until``: the day by which an interim has to be left again."""

    algorithm: str
    usage: str
    role: str  # one of ROLES
    reason: str
    accepted_by: tuple[str, ...]
    unconfirmed_by: tuple[str, ...]
    refused_by: tuple[str, ...]
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work with one cut-over."""

    id: str
    kind: Kind
    title: str
    wave: int
    channel: Channel
    usages: tuple[str, ...]
    systems: tuple[System, ...]
    assets: tuple[str, ...]
    occurrences: int
    current: tuple[str, ...]
    targets: tuple[Target, ...]
    conflicts: tuple[str, ...]
    deadlines: tuple[Deadline, ...]  # most urgent first
    prerequisites: tuple[str, ...]
    notes: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()  # of what a quantum computer breaks, the one that presses most first

    @property
    def deadline(self) -> Deadline | None:
        """The most urgent one."""
        return self.deadlines[0] if self.deadlines else None


@dataclass(frozen=True, slots=True)
class Wave:
    """Tasks that can go side by side. ``checkpoint``: the day by which all of them have to be done, if one is known."""

    number: int
    checkpoint: datetime.date | None
    label: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Assets that need no task, and why."""

    reason: str
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every asset of the inventory is in a task or under ``unchanged``."""

    as_of: datetime.date
    root: str
    policies: tuple[Policy, ...]
    checkpoints: tuple[datetime.date, ...]
    tasks: tuple[Task, ...]
    waves: tuple[Wave, ...]
    unchanged: tuple[Unchanged, ...]
    threat: Threat
