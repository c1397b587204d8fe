"""Verdicts as SARIF 2.1.0: one result for each verdict and place; rules are the clauses of the policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..graph import Asset, Occurrence
from ..policy import Decision, Policy, Rule, Status, Verdict, Weight, decide
from ..policy.baseline import identities
from .report import ReportInput
from .sarif_log import Object, digest, fingerprints, log, place, text

_LEVELS = {
    Status.DISALLOWED: "error",
    Status.UNKNOWN: "warning",
    Status.HYBRID_ONLY: "warning",
    Status.DEPRECATED: "note",
}
_SHOWN_FAMILIES = 6


def render(given: ReportInput) -> str:
    """The log of what the report shows."""
    return sarif(decide(given.graph, given.assessment), given.tool)


def sarif(decision: Decision, tool: str, prefix: str = "") -> str:
    """The log of a check. What is approved is no result. ``prefix`` goes before each relative path."""
    rules = list(_rules(decision))
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    policies = [
        {"id": one.id, "version": one.version, "sha256": one.sha256, "draft": one.draft, "source": one.source}
        for one in decision.assessment.policies
    ]
    properties = {"asOf": decision.assessment.as_of.isoformat(), "policies": policies}
    return log(decision.graph, tool, "check", rules, _results(decision, index, prefix), properties, prefix)


def _rules(decision: Decision) -> Iterator[Object]:
    """The clauses that a verdict names, in the order of the policies."""
    named = {
        (one.policy, _rule_id(one)): one for one in decision.assessment.verdicts if one.status is not Status.APPROVED
    }
    for policy in decision.assessment.policies:
        clauses = {rule.id: rule for rule in (*policy.rules, *([policy.otherwise.rule] if policy.otherwise else []))}
        for of, id in sorted(named):
            if of == policy.id:
                yield _rule(policy, id, clauses.get(id), named[of, id].status)


def _rule_id(verdict: Verdict) -> str:
    return verdict.rule or f"{verdict.policy}/no-rule"


def _rule(policy: Policy, id: str, rule: Rule | None, status: Status) -> Object:
    source = (rule.source if rule is not None else policy.source) or "no source was found"
    confidence = rule.confidence if rule is not None else policy.confidence.level
    what = (
        _what(rule)
        if rule is not None
        else "Nothing that this policy says covers it, or the inventory does not say enough."
    )
    lines = [policy.title, what, *([rule.note] if rule is not None and rule.note else [])]
    lines += [f"Source: {source} (confidence: {confidence}).", "Readiness against the text, not legal compliance."]
    if policy.draft:
        lines.insert(1, "The text is a draft: it would fail.")
    said = [text(" ".join(line.split())) for line in lines]
    return {
        "id": id,
        "name": id.rpartition("/")[2],
        "shortDescription": {"text": f"{policy.id}: {text(what)}"},
        "fullDescription": {"text": " ".join(said)},
        "help": {"text": "\n".join(said)},
        "defaultConfiguration": {"level": _level(status, policy.draft)},
        "properties": {
            "policy": policy.id,
            "source": source,
            "confidence": confidence,
            "binding": policy.binding,
            "draft": policy.draft,
            "tags": ["security", "cryptography", policy.id],
        },
    }


def _what(rule: Rule) -> str:
    families = ", ".join(rule.families[:_SHOWN_FAMILIES]) or "everything else"
    more = f" and {len(rule.families) - _SHOWN_FAMILIES} more" if len(rule.families) > _SHOWN_FAMILIES else ""
    days = "".join(f" {word} {day}" for word, day in (("from", rule.since), ("until", rule.until)) if day is not None)
    return f"{families}{more} for {', '.join(rule.usages)}: {rule.status}{days}."


def _level(status: Status, draft: bool) -> str:
    level = _LEVELS.get(status, "none")
    return "warning" if draft and level == "error" else level


def _results(decision: Decision, index: dict[str, int], prefix: str) -> Iterator[Object]:
    assets = decision.graph.by_ref()
    names = identities(decision.graph)
    excused = {(one.asset, one.location) for one in decision.excuses.holding}
    for verdict in decision.assessment.verdicts:
        if verdict.status is Status.APPROVED:
            continue
        asset = assets[verdict.asset]
        shared = _shared(decision, verdict, asset, index)
        parts = (verdict.policy, names[asset.ref], verdict.usage)
        for one, where in _places(asset):
            made = {
                **shared,
                "locations": [place(asset, one.location if one is not None else None, prefix)],
                "partialFingerprints": digest(*parts, where),
            }
            if one is not None and one.suppression is not None and (asset.ref, _key(one)) in excused:
                excuse = f"{one.suppression.reason} (until {one.suppression.until})"
                made["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": excuse}]
            elif one is None and asset.ref in decision.excuses.assets:
                excuse = "everything that names it is excused by comments"
                made["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": excuse}]
            yield made


def _places(asset: Asset) -> Iterable[tuple[Occurrence | None, str]]:
    """Every place; one result without a place for what is only named by something else."""
    return fingerprints(asset) if asset.occurrences else [(None, "")]


def _key(one: Occurrence) -> tuple[str, int, str]:
    return (one.location.path, one.location.line or 0, one.location.symbol or "")


def _shared(decision: Decision, verdict: Verdict, asset: Asset, index: dict[str, int]) -> Object:
    """What the results of one verdict have in common."""
    id = _rule_id(verdict)
    status = f"would be {verdict.status}" if verdict.draft else str(verdict.status)
    level = _level(verdict.status, verdict.draft)
    made: Object = {
        "ruleId": id,
        "ruleIndex": index[id],
        "kind": "informational" if level == "none" else "fail",
        "level": level,
        "message": {"text": f"{text(asset.name)} ({verdict.usage}): {status} by {verdict.policy}. {text(verdict.why)}"},
        "properties": {
            "asset": asset.ref,
            "policy": verdict.policy,
            "usage": verdict.usage,
            "status": verdict.status.value,
            "confidence": verdict.confidence,
            "until": verdict.until.isoformat() if verdict.until is not None else None,
            "next": verdict.next.value if verdict.next is not None else None,
        },
    }
    if decision.baseline is not None:
        if verdict in decision.baseline.new:
            made["baselineState"] = "new"
        elif decision.weight(verdict) is Weight.KNOWN or verdict in decision.baseline.known:
            made["baselineState"] = "unchanged"
    return made
