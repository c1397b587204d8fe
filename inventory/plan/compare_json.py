"""A comparison of policies as JSON."""

from __future__ import annotations

from datetime import date

from ..policy.results import Json
from .compare import Collision, Common, Comparison, Span, Topic
from .targets import Refusal


def comparison_json(found: Comparison) -> dict[str, Json]:
    """Everything that is said of the policies beside each other; the same for the same policies and day."""
    return {
        "as_of": found.as_of.isoformat(),
        "policies": [
            {"id": one.id, "version": one.version, "draft": one.draft, "sha256": one.sha256} for one in found.policies
        ],
        "topics": [_topic(one) for one in found.topics],
        "targets": [_common(one) for one in found.common],
    }


def _topic(one: Topic) -> Json:
    return {
        "usage": one.usage,
        "name": one.name,
        "says": {course.policy: [_span(span) for span in course.spans] for course in one.courses},
        "collisions": [_collision(collision) for collision in one.collisions],
    }


def _span(one: Span) -> Json:
    return {
        "from": one.since.isoformat(),
        "until": _day(one.until),
        "says": one.says,
        "rule": one.rule,
        "confidence": one.confidence,
    }


def _collision(one: Collision) -> Json:
    return {
        "from": one.since.isoformat(),
        "until": _day(one.until),
        "accepting": list(one.accepting),
        "refusing": list(one.refusing),
        "rules": list(one.rules),
    }


def _common(one: Common) -> Json:
    return {
        "usage": one.usage,
        "satisfies_all": not one.is_none,
        "steps": [
            {
                "algorithm": target.algorithm,
                "role": target.role,
                "until": _day(target.until),
                "accepted_by": list(target.accepted_by),
                "unconfirmed_by": list(target.unconfirmed_by),
                "refused_by": list(target.refused_by),
                "reason": target.reason,
            }
            for target in one.choice.targets
        ],
        "conflicts": list(one.choice.conflicts),
        "refusals": [_refusal(refusal) for refusal in one.choice.refusals],
        "alone": dict(one.alone),
        "searched": one.searched,
    }


def _refusal(one: Refusal) -> Json:
    return {
        "algorithm": one.algorithm,
        "policy": one.policy,
        "status": one.status.value,
        "rule": one.rule,
        "why": one.why,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
