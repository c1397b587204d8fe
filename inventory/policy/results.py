"""Verdicts counted, turned into an exit code, and written as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from .controls import Answer, crosswalk
from .evaluate import Assessment, NotCovered, Verdict
from .evidence import ITEMS
from .policy import Policy, Status
from .subjects import Unjudged

CLEAN = 0
INCOMPLETE = 3
VIOLATED = 4

_INCOMPLETE = frozenset({Status.UNKNOWN, Status.HYBRID_ONLY})

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def summary(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """How many verdicts each policy has of each status, zeros included."""
    counts: dict[str, dict[str, int]] = {}
    for verdict in verdicts:
        of_policy = counts.setdefault(verdict.policy, {status.value: 0 for status in Status})
        of_policy[verdict.status.value] += 1
    return dict(sorted(counts.items()))


def exit_code(verdicts: Iterable[Verdict], unread: bool = False, aside: Iterable[Verdict] = ()) -> int:
    """4 if anything is disallowed (also by a draft), 3 if something is not known or nothing was judged, else 0.

    Something that is accepted in a hybrid only, with no partner in sight, is not known to be right: 3. ``unread``: the
    inventory says that it does not hold everything; what was not read may be anything: 3. ``aside``: verdicts that are
    given but do not decide.
    """
    judged = set(verdicts)
    statuses = {verdict.status for verdict in judged - set(aside)}
    if Status.DISALLOWED in statuses:
        return VIOLATED
    if unread or statuses & _INCOMPLETE or not {one.status for one in judged} - {Status.CONTROLS_ONLY}:
        return INCOMPLETE
    return CLEAN


def verdicts_json(assessment: Assessment) -> dict[str, Json]:
    """Everything that ``check --format json`` prints; the same for the same inventory, policies and date."""
    return {
        "as_of": assessment.as_of.isoformat(),
        "policies": [_policy(policy) for policy in assessment.policies],
        "summary": {policy: dict(counts) for policy, counts in summary(assessment.verdicts).items()},
        "verdicts": [_verdict(verdict) for verdict in assessment.verdicts],
        "not_covered": [_not_covered(one) for one in assessment.not_covered],
        "not_judged": [_unjudged(one) for one in assessment.not_judged],
    }


def answers_json(answers: Iterable[Answer]) -> list[Json]:
    """How far the clauses of the policies are answered; every asset that lacks something is in it."""
    return [_answer(one) for one in answers]


def crosswalk_json(policies: Iterable[Policy]) -> dict[str, Json]:
    """Each piece of evidence with every clause of the policies that it helps to answer."""
    chosen = tuple(policies)
    return {
        "policies": [_policy(policy) for policy in chosen],
        "evidence": [
            {
                "name": name,
                "means": ITEMS[name].means.value,
                "what": ITEMS[name].what,
                "clauses": [
                    {"policy": policy, "control": one.id, "clause": one.clause, "confidence": one.confidence}
                    for policy, one in clauses
                ],
            }
            for name, clauses in crosswalk(chosen).items()
        ],
    }


def _answer(one: Answer) -> Json:
    control = one.control
    return {
        "policy": one.policy,
        "control": control.id,
        "clause": control.clause,
        "asks": control.asks,
        "of": list(control.assets),
        "cbom": list(control.cbom),
        "context": list(control.context),
        "elsewhere": list(control.elsewhere),
        "assets": one.assets,
        "answered": one.answered,
        "lacking": [{"evidence": list(lack.items), "assets": list(lack.assets)} for lack in one.lacks],
        "basis": control.basis,
        "note": control.note,
        "confidence": control.confidence,
    }


def _policy(policy: Policy) -> Json:
    return {
        "id": policy.id,
        "title": policy.title,
        "version": policy.version,
        "date": policy.date,
        "status": policy.status,
        "draft": policy.draft,
        "binding": policy.binding,
        "source": policy.source,
        "confidence": policy.confidence.level,
        "sha256": policy.sha256,
    }


def _verdict(verdict: Verdict) -> Json:
    return {
        "policy": verdict.policy,
        "asset": verdict.asset,
        "usage": verdict.usage,
        "status": verdict.status.value,
        "rule": verdict.rule,
        "source": verdict.source,
        "until": verdict.until.isoformat() if verdict.until is not None else None,
        "next": verdict.next.value if verdict.next is not None else None,
        "next_rule": verdict.next_rule,
        "why": verdict.why,
        "confidence": verdict.confidence,
        "draft": verdict.draft,
        "missing": verdict.missing,
        "details": list(verdict.details),
        "by_criticality": [_within(word, one) for word, one in verdict.by_criticality],
    }


def _within(criticality: str | None, verdict: Verdict) -> Json:
    """The verdict for the systems of one criticality, where they differ."""
    return {
        "criticality": criticality,
        "status": verdict.status.value,
        "rule": verdict.rule,
        "until": verdict.until.isoformat() if verdict.until is not None else None,
        "next": verdict.next.value if verdict.next is not None else None,
        "why": verdict.why,
    }


def _not_covered(one: NotCovered) -> Json:
    return {"policy": one.policy, "usage": one.usage, "count": len(one.assets), "assets": list(one.assets)}


def _unjudged(one: Unjudged) -> Json:
    return {"asset": one.asset, "name": one.name, "kind": one.kind.value, "reason": one.reason}
