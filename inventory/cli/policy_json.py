"""A policy as JSON: everything that it says."""

from __future__ import annotations

from dataclasses import fields

from ..policy import Control, Hybrids, Policy, Rule


def policy_json(policy: Policy) -> dict[str, object]:
    """Everything that a policy says."""
    closed = policy.otherwise
    classes = policy.risk_classes
    return {
        "id": policy.id,
        "title": policy.title,
        "issuer": policy.issuer,
        "jurisdiction": policy.jurisdiction,
        "version": policy.version,
        "date": policy.date,
        "status": policy.status,
        "draft": policy.draft,
        "binding": policy.binding,
        "kind": policy.kind.value,
        "applies_to": list(policy.applies_to),
        "source": policy.source,
        "compiled": policy.compiled,
        "review_by": policy.review_by.isoformat() if policy.review_by is not None else None,
        "confidence": policy.confidence.level,
        "seen": list(policy.confidence.seen),
        "uncertain": list(policy.confidence.uncertain),
        "sha256": policy.sha256,
        "inventory_requirements": list(policy.inventory_requirements),
        "hybrids": _hybrids(policy.hybrids) if policy.hybrids is not None else None,
        "otherwise": None if closed is None else {**_rule(closed.rule), "except": list(closed.exceptions)},
        "milestones": [
            {"year": one.year, "date": one.date, "kind": one.kind, "what": one.what, "applies_to": list(one.applies_to)}
            for one in policy.milestones
        ],
        "risk_classes": None
        if classes is None
        else {**dict(classes.by_criticality), "note": classes.note, "confidence": classes.confidence},
        "rules": [_rule(rule) for rule in policy.rules],
        "goals": [{**_rule(goal.rule), "classes": list(goal.classes)} for goal in policy.goals],
        "controls": [_control(control) for control in policy.controls],
    }


def _hybrids(hybrids: Hybrids) -> dict[str, object]:
    return {
        "status": hybrids.status.value,
        "floor": list(hybrids.floor),
        "exit": hybrids.exit.isoformat() if hybrids.exit is not None else None,
        "pairs": [
            {"post_quantum": list(one.post_quantum), "families": list(one.families), "sets": list(one.sets)}
            for one in hybrids.pairs
        ],
        "note": hybrids.note,
        "source": hybrids.source,
        "confidence": hybrids.confidence,
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "families": list(rule.families),
        "sets": None if rule.sets is None else list(rule.sets),
        "usages": list(rule.usages),
        "status": rule.status.value,
        "from": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "note": rule.note,
        "source": rule.source,
        "confidence": rule.confidence,
        "certificates_until": rule.certificates_until.isoformat() if rule.certificates_until else None,
    }


def _control(control: Control) -> dict[str, object]:
    given = {field.name: getattr(control, field.name) for field in fields(control)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
