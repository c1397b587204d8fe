"""Policies applied to an inventory on a date: verdicts, and all that got none. Pure: no clock, no disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..graph import Graph
from .judge import Judge, Outcome, worst_of
from .parse import distinct
from .policy import SEVERITY, Policy, Status
from .subjects import ANY, Part, Subject, Unjudged, subjects


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of an asset in one usage. ``until`` is the last day of the status, ``next`` what follows, and
    ``next_rule`` the rule that makes it so.

    ``missing`` names what has to be found out about an unknown one: ``rule`` is a question to the policy, anything
    else a question to the inventory.
    """

    policy: str
    asset: str
    usage: str
    status: Status
    rule: str | None
    source: str | None
    until: date | None
    next: Status | None
    why: str
    confidence: str
    draft: bool
    missing: str | None = None
    details: tuple[str, ...] = ()
    next_rule: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class NotCovered:
    """Assets in a usage on which a policy has no rules at all: outside its scope, neither good nor bad."""

    policy: str
    usage: str
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that was said, and everything that was not."""

    as_of: date
    policies: tuple[Policy, ...]
    verdicts: tuple[Verdict, ...]
    not_covered: tuple[NotCovered, ...]
    not_judged: tuple[Unjudged, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many verdicts of a policy have a status on a day."""

    day: date
    policy: str
    status: Status
    count: int


def evaluate(graph: Graph, policies: Iterable[Policy], as_of: date) -> tuple[Verdict, ...]:
    """The verdicts, sorted by policy, asset and usage; one for each. Refuses two policies of one name."""
    return assess(graph, policies, as_of).verdicts


def assess(graph: Graph, policies: Iterable[Policy], as_of: date) -> Assessment:
    """The verdicts with what is outside the policies and what is not judged."""
    chosen = distinct(policies)
    judged, unjudged = subjects(graph)
    verdicts: list[Verdict] = []
    outside: list[NotCovered] = []
    for policy in chosen:
        judge = Judge(policy)
        if not judge.usages:
            verdicts.append(_controls_only(policy, graph.root))
            continue
        covered = [subject for subject in judged if subject.usage == ANY or judge.covers(subject.usage)]
        said: dict[object, Verdict] = {}
        for subject in covered:
            if subject.alike not in said:
                said[subject.alike] = _verdict(judge, subject, as_of)
            verdicts.append(replace(said[subject.alike], asset=subject.asset.ref))
        outside.extend(_outside(policy, judged, covered))
    return Assessment(as_of, chosen, tuple(sorted(verdicts, key=_order)), tuple(sorted(outside)), unjudged)


def timeline(graph: Graph, policies: Iterable[Policy], days: Iterable[date]) -> tuple[Count, ...]:
    """Counts by day, policy and status, for charts; statuses with no verdict are left out."""
    judged, _ = subjects(graph)
    alike: dict[object, tuple[Subject, int]] = {}
    for subject in judged:
        alike[subject.alike] = (subject, alike.get(subject.alike, (subject, 0))[1] + 1)
    counts: list[Count] = []
    wanted = sorted(set(days))
    for policy in distinct(policies):
        judge = Judge(policy)
        covered = [one for one in alike.values() if one[0].usage == ANY or judge.covers(one[0].usage)]
        for day in wanted:
            found = Counter({Status.CONTROLS_ONLY: 1}) if not judge.usages else Counter[Status]()
            for subject, many in covered if judge.usages else ():
                found[_outcome(judge, subject, day).status] += many
            counts.extend(Count(day, policy.id, status, count) for status, count in found.items())
    return tuple(sorted(counts, key=lambda one: (one.day, one.policy, SEVERITY[one.status])))


def _order(verdict: Verdict) -> tuple[str, str, str]:
    return (verdict.policy, verdict.asset, verdict.usage)


def _outside(policy: Policy, judged: Sequence[Subject], covered: Sequence[Subject]) -> Iterable[NotCovered]:
    inside = {(subject.asset.ref, subject.usage) for subject in covered}
    by_usage: dict[str, list[str]] = {}
    for subject in judged:
        if (subject.asset.ref, subject.usage) not in inside:
            by_usage.setdefault(subject.usage, []).append(subject.asset.ref)
    for usage, assets in by_usage.items():
        yield NotCovered(policy.id, usage, tuple(sorted(assets)))


def _verdict(judge: Judge, subject: Subject, as_of: date) -> Verdict:
    policy = judge.policy
    outcome = _outcome(judge, subject, as_of)
    until, then = _change(judge, subject, as_of, outcome.status)
    following = then.status if then is not None else None
    return Verdict(
        policy=policy.id,
        asset=subject.asset.ref,
        usage=subject.usage,
        status=outcome.status,
        rule=outcome.rule.id if outcome.rule is not None else None,
        source=outcome.rule.source if outcome.rule is not None else policy.source,
        until=until,
        next=following,
        why=outcome.why + _then(until, following, policy.draft),
        confidence=outcome.rule.confidence if outcome.rule is not None else policy.confidence.level,
        draft=policy.draft,
        missing=outcome.missing,
        next_rule=then.rule.id if then is not None and then.rule is not None else None,
    )


def _outcome(judge: Judge, subject: Subject, day: date) -> Outcome:
    return worst_of([_of_part(judge, part, subject.usage, day) for part in subject.parts])


def _of_part(judge: Judge, part: Part, usage: str, day: date) -> Outcome:
    if part.scheme is None:
        why = f"{part.role}: {part.reason}" if part.role else str(part.reason)
        return Outcome(Status.UNKNOWN, None, why, part.missing)
    outcome = judge.outcome(part.scheme, usage, day)
    if not part.role:
        return outcome
    return Outcome(outcome.status, outcome.rule, f"{part.role}: {outcome.why}", outcome.missing)


def _change(judge: Judge, subject: Subject, as_of: date, status: Status) -> tuple[date | None, Outcome | None]:
    """The last day of the present status and what comes then; nothing if it stays."""
    for day in judge.boundaries:
        if day > as_of and (then := _outcome(judge, subject, day)).status is not status:
            return day - timedelta(days=1), then
    return None, None


def _then(until: date | None, following: Status | None, draft: bool) -> str:
    if until is None or following is None:
        return ""
    return f"; until {until.isoformat()}, then {'it would be ' if draft else ''}{following}"


def _controls_only(policy: Policy, root: str) -> Verdict:
    dates = [f"{one.date or one.year} ({one.kind}): {one.what}" for one in policy.milestones]
    asks = [f"asks for {one}" for one in policy.inventory_requirements]
    why = (
        f"{policy.id} has no rules on algorithms that an inventory could be measured by; it has {len(dates)} "
        f"milestones and {len(asks)} requirements, to be answered with evidence"
    )
    return Verdict(
        policy=policy.id,
        asset=root,
        usage=ANY,
        status=Status.CONTROLS_ONLY,
        rule=None,
        source=policy.source,
        until=None,
        next=None,
        why=why,
        confidence=policy.confidence.level,
        draft=policy.draft,
        details=(*dates, *asks),
    )
