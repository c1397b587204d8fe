"""Policies applied to an inventory on a date: verdicts, and all that got none. Pure: no clock, no disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..graph import Graph
from .classes import NOT_STATED, RISK_CLASS, Criticality, Judges, criticalities
from .context import Context
from .issued import for_issued, is_spared
from .judge import Outcome, worst_of
from .parse import distinct
from .pki import issue_days
from .policy import CRITICALITIES, SEVERITY, Policy, Status
from .subjects import ANY, Part, Subject, Unjudged, subjects


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of an asset in one usage. ``until`` is the last day of the status, ``next`` what follows, and
    ``next_rule`` the rule that makes it so.

    ``missing`` names what has to be found out about an unknown one: ``rule`` is a question to the policy, anything
    else a question to the inventory. ``by_criticality``: where the policy tells classes of risk apart and the asset is
    in systems of several, the verdict for each; this one is then the worst of them, of equals the one that ends first.
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
    by_criticality: tuple[tuple[str | None, Verdict], ...] = ()

    def within(self, criticality: str | None) -> Verdict:
        """The verdict for the systems of this criticality."""
        return dict(self.by_criticality).get(criticality, self)


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


def evaluate(
    graph: Graph, policies: Iterable[Policy], as_of: date, context: Context | None = None
) -> tuple[Verdict, ...]:
    """The verdicts, sorted by policy, asset and usage; one for each. Refuses two policies of one name."""
    return assess(graph, policies, as_of, context).verdicts


def assess(graph: Graph, policies: Iterable[Policy], as_of: date, context: Context | None = None) -> Assessment:
    """The verdicts, and what got none and why. ``context`` says how critical systems are."""
    chosen = distinct(policies)
    judged, unjudged = subjects(graph)
    systems, issued = _systems(graph, chosen, context), _issued(graph, chosen)
    verdicts: list[Verdict] = []
    outside: list[NotCovered] = []
    for policy in chosen:
        judges = Judges(policy)
        if not judges.usages:
            verdicts.append(_controls_only(policy, graph.root))
            continue
        covered = [subject for subject in judged if subject.usage == ANY or judges.covers(subject.usage)]
        spared = Judges(for_issued(policy))
        said: dict[object, Verdict] = {}
        for subject in covered:
            words = systems.get(subject.asset.ref, NOT_STATED) if judges.tells_apart else NOT_STATED
            old = is_spared(policy, issued.get(subject.asset.ref))
            key = (subject.alike, words, old)
            if key not in said:
                said[key] = _worst_verdict(spared if old else judges, subject, as_of, words)
            verdicts.append(_about(said[key], subject.asset.ref))
        outside.extend(_outside(policy, judged, covered))
    return Assessment(as_of, chosen, tuple(sorted(verdicts, key=_order)), tuple(sorted(outside)), unjudged)


def timeline(
    graph: Graph, policies: Iterable[Policy], days: Iterable[date], context: Context | None = None
) -> tuple[Count, ...]:
    """Counts by day, policy and status, for charts; statuses with no verdict are left out."""
    chosen = distinct(policies)
    judged, _ = subjects(graph)
    systems, issued = _systems(graph, chosen, context), _issued(graph, chosen)
    alike: dict[object, tuple[Subject, tuple[Criticality, ...], int]] = {}
    for subject in judged:
        words = systems.get(subject.asset.ref, NOT_STATED)
        key = (subject.alike, words, issued.get(subject.asset.ref))
        alike[key] = (subject, words, alike[key][2] + 1 if key in alike else 1)
    counts: list[Count] = []
    wanted = sorted(set(days))
    for policy in chosen:
        judges, spared = Judges(policy), Judges(for_issued(policy))
        covered = [one for one in alike.values() if one[0].usage == ANY or judges.covers(one[0].usage)]
        for day in wanted:
            found = Counter({Status.CONTROLS_ONLY: 1}) if not judges.usages else Counter[Status]()
            for subject, words, many in covered if judges.usages else ():
                mine = spared if is_spared(policy, issued.get(subject.asset.ref)) else judges
                found[worst_of([_outcome(mine, subject, day, word) for word in words]).status] += many
            counts.extend(Count(day, policy.id, status, count) for status, count in found.items())
    return tuple(sorted(counts, key=lambda one: (one.day, one.policy, SEVERITY[one.status])))


def _systems(
    graph: Graph, policies: Iterable[Policy], context: Context | None
) -> Mapping[str, tuple[Criticality, ...]]:
    """How critical the systems of each asset are, if any policy asks."""
    asked = any(policy.risk_classes is not None for policy in policies)
    return criticalities(graph, context or Context()) if asked else {}


def _issued(graph: Graph, policies: Iterable[Policy]) -> Mapping[str, date]:
    """When certificates were issued, if any policy asks."""
    asked = any(rule.certificates_until is not None for policy in policies for rule in policy.rules)
    return issue_days(graph) if asked else {}


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


def _worst_verdict(judges: Judges, subject: Subject, as_of: date, words: tuple[Criticality, ...]) -> Verdict:
    """The verdict that presses most among those for the systems that the asset is in."""
    found = [(word, _verdict(judges, subject, as_of, word)) for word in words]
    found = [(word, _open(judges, subject, as_of, one) if word is None else one) for word, one in found]
    if len(found) == 1:
        return found[0][1]
    worst = max(SEVERITY[verdict.status] for _, verdict in found)
    bad = [verdict for _, verdict in found if SEVERITY[verdict.status] == worst]
    first = min(bad, key=lambda verdict: verdict.until or date.max)
    return replace(first, by_criticality=tuple(found))


def _open(judges: Judges, subject: Subject, as_of: date, verdict: Verdict) -> Verdict:
    """The verdict for systems that nobody has described: if the day hangs on the class of risk, it says so."""
    if not judges.tells_apart or verdict.status is not Status.UNKNOWN or verdict.missing == RISK_CLASS:
        return verdict
    each = {word: _verdict(judges, subject, as_of, word) for word in CRITICALITIES}
    if len({(one.until, one.next) for one in each.values()}) == 1:
        return verdict
    told = ", ".join(
        f"{one.next or 'no change'} {f'after {one.until}' if one.until else ''} if {word}".replace("  ", " ")
        for word, one in each.items()
    )
    why = f"{verdict.why}; needs the asset's risk class: {told} (state the criticality of its system in context.yaml)"
    return replace(verdict, why=why, missing=RISK_CLASS)


def _about(verdict: Verdict, asset: str) -> Verdict:
    each = tuple((word, replace(one, asset=asset)) for word, one in verdict.by_criticality)
    return replace(verdict, asset=asset, by_criticality=each)


def _verdict(judges: Judges, subject: Subject, as_of: date, word: Criticality) -> Verdict:
    policy = judges.policy
    outcome = _outcome(judges, subject, as_of, word)
    until, then = _change(judges, subject, as_of, outcome.status, word)
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
        confidence=outcome.confidence or (outcome.rule.confidence if outcome.rule else policy.confidence.level),
        draft=policy.draft,
        missing=outcome.missing,
        next_rule=then.rule.id if then is not None and then.rule is not None else None,
    )


def _outcome(judges: Judges, subject: Subject, day: date, word: Criticality) -> Outcome:
    return worst_of([_of_part(judges, part, subject.usage, day, word) for part in subject.parts])


def _of_part(judges: Judges, part: Part, usage: str, day: date, word: Criticality) -> Outcome:
    if part.scheme is None:
        why = f"{part.role}: {part.reason}" if part.role else str(part.reason)
        return Outcome(Status.UNKNOWN, None, why, part.missing)
    outcome = judges.outcome(part.scheme, usage, day, word)
    if not part.role:
        return outcome
    return replace(outcome, why=f"{part.role}: {outcome.why}")


def _change(
    judges: Judges, subject: Subject, as_of: date, status: Status, word: Criticality
) -> tuple[date | None, Outcome | None]:
    """The last day of the present status and what comes then; nothing if it stays."""
    for day in judges.boundaries:
        if day > as_of and (then := _outcome(judges, subject, day, word)).status is not status:
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
