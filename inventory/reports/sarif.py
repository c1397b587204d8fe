"""Verdicts as SARIF 2.1.0: one result for each verdict and place; rules are the clauses of the policies."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Asset, Graph, Occurrence
from ..model import Kind, Location
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
_SOFTWARE = frozenset({Kind.APPLICATION, Kind.LIBRARY})


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
    results, placeless = _results(decision, index, prefix)
    return log(decision.graph, tool, "check", rules, results, properties, prefix, placeless)


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


def _results(decision: Decision, index: dict[str, int], prefix: str) -> tuple[list[Object], list[Object]]:
    """A result for each verdict and place; a notification for each verdict on something that is in no file."""
    assets = decision.graph.by_ref()
    names = identities(decision.graph)
    nearest = _nearest(decision.graph)
    excused: dict[str, set[tuple[str, int, str]]] = {}
    for one in decision.excuses.holding:
        excused.setdefault(one.asset, set()).add(one.location)
    results: list[Object] = []
    placeless: list[Object] = []
    for verdict in decision.assessment.verdicts:
        if verdict.status is Status.APPROVED:
            continue
        asset = assets[verdict.asset]
        shared = _shared(decision, verdict, asset, index)
        excuse = frozenset(excused.get(asset.ref, ())), asset.ref in decision.excuses.assets
        found = list(_placed(asset, nearest.get(asset.ref), prefix, *excuse))
        parts = (verdict.policy, names[asset.ref], verdict.usage)
        results += [{**shared, **own, "partialFingerprints": digest(*parts, where)} for where, own in found]
        if not found:
            rule = {"id": shared["ruleId"], "index": shared["ruleIndex"]}
            said = {name: shared[name] for name in ("level", "message", "properties")}
            placeless.append({**said, "associatedRule": rule})
    return results, placeless


def _placed(
    asset: Asset, nearest: Location | None, prefix: str, excused: frozenset[tuple[str, int, str]], whole: bool
) -> Iterator[tuple[str, Object]]:
    """The places of an asset with what excuses each; of what is only named by others the place of the first of them."""
    for one, where in fingerprints(asset):
        if not one.location.path:
            continue
        own: Object = {"locations": [place(asset, one.location, prefix)]}
        if one.suppression is not None and _key(one) in excused:
            own["suppressions"] = [_suppression(f"{one.suppression.reason} (until {one.suppression.until})")]
        yield where, own
    if nearest is not None:
        own = {"locations": [place(asset, nearest, prefix)]}
        if whole:
            own["suppressions"] = [_suppression("everything that names it is excused by comments")]
        yield "", own


def _suppression(justification: str) -> Object:
    return {"kind": "inSource", "status": "accepted", "justification": text(justification)}


def _nearest(graph: Graph) -> dict[str, Location]:
    """For each asset without a place of its own the first place of what names it."""
    named: dict[str, list[str]] = {}
    for edge in graph.edges:
        named.setdefault(edge.source, []).append(edge.target)
    found: dict[str, Location] = {}
    seen = {asset.ref for asset in graph.assets if asset.occurrences}
    pending = [
        (asset.ref, asset.occurrences[0].location)
        for asset in sorted(graph.assets, key=lambda one: (one.kind in _SOFTWARE, one.ref))
        if asset.occurrences and asset.occurrences[0].location.path
    ]
    for ref, location in pending:  # grows while it is walked
        for target in named.get(ref, ()):
            if target not in seen:
                seen.add(target)
                found[target] = location
                pending.append((target, location))
    return found


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
