"""Certificates that were issued while a rule held, and that a text lets last for some time after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from .parse import overlapping
from .policy import Policy, Rule


def is_spared(policy: Policy, issued: date | None) -> bool:
    """Whether the text has a longer day for certificates of that day of issue."""
    return issued is not None and any(rule.certificates_until and rule.holds(issued) for rule in policy.rules)


def for_issued(policy: Policy) -> Policy:
    """The policy as it is for them: their rules hold longer, and what would follow begins later."""
    longer = tuple(
        replace(rule, until=rule.certificates_until) if rule.certificates_until is not None else rule
        for rule in policy.rules
    )
    spared = [rule for rule in longer if rule.certificates_until is not None]
    rules = (rule if rule in spared else _later(rule, spared) for rule in longer)
    return replace(policy, rules=tuple(rule for rule in rules if rule is not None))


def _later(rule: Rule, spared: Iterable[Rule]) -> Rule | None:
    """The rule from the day on which no longer rule stands in its way; None if nothing of it is left."""
    for one in spared:
        if overlapping(one, rule) and one.until is not None:
            since = one.until + timedelta(days=1)
            if rule.until is not None and rule.until < since:
                return None
            rule = replace(rule, since=since)
    return rule
