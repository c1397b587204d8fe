"""A plan file read strictly: what is not exactly as ``write`` makes it is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from ..cbom.strict_json import Node, load
from ..errors import Unreadable
from ..policy import Policy, Status
from ..policy.context import EXPOSURES, MAXIMUM_YEARS, System
from ..policy.policy import CRITICALITIES
from .channel import ALREADY_LATE, NO_DATE, Channel
from .plan import ROLES, Deadline, Kind, Target, Task, Unchanged, Wave
from .risk import Curve, Outcome, Risk, Threat
from .write import SCHEMA

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DIGITS = 12  # of a hash, in messages

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which policy file a plan was made under."""

    id: str
    version: str | None
    draft: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A milestone of a policy, as the plan repeats it."""

    policy: str
    year: int
    date: str | None
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class PlanFile:
    """Everything that a plan file says. ``cbom`` is the SHA-256 of the inventory's bytes; None: it does not say."""

    cbom: str | None
    as_of: date
    root: str
    policies: tuple[Stamp, ...]
    checkpoints: tuple[date, ...]
    tasks: tuple[Task, ...]
    waves: tuple[Wave, ...]
    unchanged: tuple[Unchanged, ...]
    milestones: tuple[Dated, ...]
    threat: Threat

    def refuse_other(self, cbom: str, as_of: date, policies: Collection[Policy]) -> None:
        """Raise Unreadable unless the plan was made from this inventory, for this day, under these very policies."""
        again = "make the plan again, or name what it was made from"
        if self.cbom is None:
            raise Unreadable("it does not say which CBOM it was made from: make the plan again")
        if self.cbom != cbom:
            raise Unreadable(
                f"it was made from another CBOM (SHA-256 {self.cbom[:_DIGITS]}…, "
                f"this one is {cbom[:_DIGITS]}…): {again}"
            )
        if self.as_of != as_of:
            raise Unreadable(f"it was made for {self.as_of}, not for {as_of}: give --as-of {self.as_of}, or plan again")
        mine, theirs = {one.id: one for one in self.policies}, {one.id: one for one in policies}
        if set(mine) != set(theirs):
            raise Unreadable(
                f"it was made under {', '.join(sorted(mine))}, not under {', '.join(sorted(theirs))}: {again}"
            )
        for id, stamp in sorted(mine.items()):
            if stamp.sha256 != theirs[id].sha256:
                raise Unreadable(
                    f"its policy {id} is another version (SHA-256 {stamp.sha256[:_DIGITS]}…, "
                    f"this one is {theirs[id].sha256[:_DIGITS]}…): {again}"
                )


def read_plan(text: str) -> PlanFile:
    """The plan in this JSON. Raises Unreadable with the place (JSON pointer) and nothing else."""
    value = load(text)
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise Unreadable(f'not a plan: "schema" is not {SCHEMA!r}')
    if "cbom" not in value:
        raise Unreadable("/: 'cbom' is missing: made by an older version; make the plan again")
    given = Node(value).fields(("schema", *(field.name for field in fields(PlanFile))))
    made = PlanFile(
        cbom=_cbom(given["cbom"]),
        as_of=given["as_of"].day(),
        root=given["root"].text(),
        policies=_each(given["policies"], _stamp),
        checkpoints=_each(given["checkpoints"], Node.day),
        tasks=_each(given["tasks"], _task),
        waves=_each(given["waves"], _wave),
        unchanged=_each(given["unchanged"], _unchanged),
        milestones=_each(given["milestones"], _milestone),
        threat=_threat(given["threat"]),
    )
    _refuse_contradictions(made)
    return made


def _each(node: Node, read: Callable[[Node], Made]) -> tuple[Made, ...]:
    return tuple(read(one) for one in node.items())


def _cbom(node: Node) -> str | None:
    given = node.fields(("sha256",))["sha256"]
    return None if given.value is None else _sha256(given)


def _sha256(node: Node) -> str:
    text = node.text()
    if _SHA256.fullmatch(text) is None:
        raise node.wrong("a SHA-256 in 64 hexadecimal digits")
    return text


def _stamp(node: Node) -> Stamp:
    given = node.fields(("id", "version", "draft", "sha256"))
    return Stamp(
        given["id"].text(), given["version"].optional_text(), given["draft"].boolean(), _sha256(given["sha256"])
    )


def _wave(node: Node) -> Wave:
    given = node.fields(("number", "checkpoint", "label", "tasks"))
    return Wave(
        given["number"].integer(), given["checkpoint"].optional_day(), given["label"].text(), given["tasks"].texts()
    )


def _task(node: Node) -> Task:
    given = node.fields((*(field.name for field in fields(Task)), "system", "owner", "deadline"))
    given["system"].optional_text()
    given["owner"].optional_text()
    made = Task(
        id=given["id"].text(),
        kind=Kind(given["kind"].one_of(tuple(Kind))),
        title=given["title"].text(),
        wave=given["wave"].integer(),
        channel=Channel(given["channel"].one_of(tuple(Channel))),
        usages=given["usages"].texts(),
        systems=_each(given["systems"], _system),
        assets=given["assets"].texts(),
        occurrences=given["occurrences"].integer(),
        current=given["current"].texts(),
        targets=_each(given["targets"], _target),
        conflicts=given["conflicts"].texts(),
        deadlines=_each(given["deadlines"], _deadline),
        prerequisites=given["prerequisites"].texts(),
        notes=given["notes"].texts(),
        risks=_each(given["risks"], _risk),
    )
    first = None if given["deadline"].value is None else _deadline(given["deadline"])
    if first != made.deadline:
        raise Unreadable(f"{given['deadline'].place}: is not the first of 'deadlines'")
    return made


def _system(node: Node) -> System:
    given = node.fields(tuple(field.name for field in fields(System)))
    return System(
        name=given["name"].text(),
        owner=given["owner"].optional_text(),
        data_life_years=_years(given["data_life_years"]),
        signature_life_years=_years(given["signature_life_years"]),
        exposure=_word(given["exposure"], EXPOSURES),
        criticality=_word(given["criticality"], CRITICALITIES),
        migration_years=given["migration_years"].optional_integer(),
        re_timestamped=None if given["re_timestamped"].value is None else given["re_timestamped"].boolean(),
    )


def _years(node: Node) -> int | None:
    years = node.optional_integer()
    if years is not None and years > MAXIMUM_YEARS:
        raise node.wrong(f"a whole number from 0 to {MAXIMUM_YEARS}")
    return years


def _word(node: Node, words: Collection[str]) -> str | None:
    return None if node.value is None else node.one_of(words)


def _target(node: Node) -> Target:
    given = node.fields(tuple(field.name for field in fields(Target)))
    return Target(
        algorithm=given["algorithm"].text(),
        usage=given["usage"].text(),
        role=given["role"].one_of(ROLES),
        reason=given["reason"].text(),
        accepted_by=given["accepted_by"].texts(),
        unconfirmed_by=given["unconfirmed_by"].texts(),
        refused_by=given["refused_by"].texts(),
        until=given["until"].optional_day(),
    )


def _deadline(node: Node) -> Deadline:
    given = node.fields(tuple(field.name for field in fields(Deadline)))
    day, label = given["date"].optional_day(), _word(given["label"], (ALREADY_LATE, NO_DATE))
    if (day is None) == (label is None):
        raise Unreadable(f"{node.place}: has either a date or a label that says why there is none")
    return Deadline(
        channel=Channel(given["channel"].one_of(tuple(Channel))),
        usage=given["usage"].text(),
        policy=given["policy"].text(),
        rule=given["rule"].optional_text(),
        date=day,
        label=label,
        becomes=given["becomes"].one_of(tuple(Status)),
        draft=given["draft"].boolean(),
    )


def _risk(node: Node) -> Risk:
    given = node.fields(tuple(field.name for field in fields(Risk)))
    outcome, margin = given["outcome"], given["margin_years"]
    return Risk(
        channel=Channel(given["channel"].one_of(tuple(Channel))),
        system=given["system"].text(),
        life_years=_years(given["life_years"]),
        migration_years=given["migration_years"].optional_integer(),
        margin_years=None if margin.value is None else margin.number(),
        outcome=None if outcome.value is None else _outcome(outcome),
        sensitivity=_each(given["sensitivity"], _outcome),
    )


def _outcome(node: Node) -> Outcome:
    given = node.fields(tuple(field.name for field in fields(Outcome)))
    return Outcome(
        curve=given["curve"].text(),
        safe_until=given["safe_until"].optional_day(),
        label=_word(given["label"], (ALREADY_LATE,)),
        cost_per_month=given["cost_per_month"].number(),
    )


def _threat(node: Node) -> Threat:
    given = node.fields(("curve", "level", "reached"))
    given["reached"].items()
    parts = given["curve"].fields(tuple(field.name for field in fields(Curve)))
    base, scale, shape = (parts[name].number() for name in ("base", "scale", "shape"))
    try:
        return Threat(Curve(parts["name"].text(), base, scale, shape, parts["source"].text()), given["level"].number())
    except ValueError as error:
        raise Unreadable(f"{node.place}: {error}") from error


def _unchanged(node: Node) -> Unchanged:
    given = node.fields(("reason", "count", "assets"))
    assets = given["assets"].texts()
    if given["count"].integer() != len(assets):
        raise given["count"].wrong(f"the number of its assets ({len(assets)})")
    return Unchanged(given["reason"].text(), assets)


def _milestone(node: Node) -> Dated:
    given = node.fields(tuple(field.name for field in fields(Dated)))
    return Dated(
        given["policy"].text(),
        given["year"].integer(1970),
        given["date"].optional_text(),
        given["kind"].text(),
        given["what"].text(),
    )


def _refuse_contradictions(plan: PlanFile) -> None:
    """Waves and tasks name each other; nothing is in two waves, and nothing needs what is not there."""
    waves = {task.id: task.wave for task in plan.tasks}
    if len(waves) != len(plan.tasks):
        raise Unreadable("/tasks: two tasks have one id")
    listed: dict[str, int] = {}
    for place, wave in enumerate(plan.waves):
        for number, id in enumerate(wave.tasks):
            where = f"/waves/{place}/tasks/{number}"
            if waves.get(id) != wave.number:
                raise Unreadable(f"{where}: {id!r} is no task of wave {wave.number}")
            if listed.setdefault(id, place) != place:
                raise Unreadable(f"{where}: {id!r} is in two waves")
    for number, task in enumerate(plan.tasks):
        if task.id not in listed:
            raise Unreadable(f"/tasks/{number}: wave {task.wave} is missing in /waves or does not list {task.id!r}")
        for place, need in enumerate(task.prerequisites):
            if need not in waves:
                raise Unreadable(f"/tasks/{number}/prerequisites/{place}: {need!r} is no task of this plan")
