"""Policies for a person: the list of them, and one in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptoagility.cli.table import render
from cryptoagility.cli.words import shown

from ..policy import Control, Policy, Rule

_LABEL = 12


def overview(loaded: Iterable[Policy]) -> str:
    """One line a policy."""
    rows = [
        (
            policy.id,
            policy.title,
            policy.issuer,
            policy.status,
            policy.binding,
            policy.kind.value,
            str(len(policy.rules) + len(policy.goals)),
            str(len(policy.controls)),
            _years(policy),
            policy.confidence.level,
            str(policy.review_by or "not set"),
        )
        for policy in loaded
    ]
    head = ("policy", "title", "issuer", "status", "binding", "kind", "rules", "clauses", "dates", "confidence")
    return render((*head, "review by"), rows)


def details(policy: Policy) -> str:
    """Everything that a policy says."""
    lines = [shown(policy.id)]
    lines += [f"  {label:{_LABEL}}{shown(text)}" for label, text in _head(policy)]
    parts = ["\n".join(lines) + "\n"]
    if policy.rules or policy.goals:
        parts.append(_rules(policy))
    else:
        parts.append("  no rules on algorithms: answered with evidence\n")
    if policy.controls:
        parts.append(_clauses(policy.controls))
    return "\n".join(parts)


def _years(policy: Policy) -> str:
    found = {str(one.year) for one in policy.milestones if one.kind != "info"}
    found |= {str(rule.until.year) for rule in policy.rules if rule.until is not None}
    return ", ".join(sorted(found)) or "none"


def _head(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "title", policy.title
    yield "issuer", f"{policy.issuer} ({policy.jurisdiction})"
    yield "version", policy.version or "none given"
    yield "date", policy.date or "none given"
    yield "status", policy.status + (": a draft, verdicts say 'would fail'" if policy.draft else "")
    yield "binding", policy.binding
    yield "kind", policy.kind.value
    yield "applies to", ", ".join(policy.applies_to)
    yield "source", policy.source or "none found"
    yield "compiled", policy.compiled
    yield "review by", str(policy.review_by or "not set")
    yield "confidence", policy.confidence.level
    for label, texts in (("seen", policy.confidence.seen), ("uncertain", policy.confidence.uncertain)):
        for text in texts:
            yield label, text
    yield "file", f"{policy.file}, SHA-256 {policy.sha256}"
    yield from _readings(policy)
    for one in policy.milestones:
        yield "milestone", f"{one.date or one.year} ({one.kind}): {one.what}"
    for text in policy.inventory_requirements:
        yield "asks for", text


def _readings(policy: Policy) -> Iterator[tuple[str, str]]:
    if (hybrids := policy.hybrids) is not None:
        floor = ", ".join(hybrids.floor)
        exit = f", to be left by {hybrids.exit}" if hybrids.exit is not None else ""
        yield (
            "hybrids",
            f"{hybrids.status.value}{exit}, classical part from {floor}; {hybrids.note} ({hybrids.confidence})",
        )
        for pair in hybrids.pairs:
            yield "pair", f"{', '.join(pair.post_quantum)} with {', '.join(pair.families)} of {', '.join(pair.sets)}"
    if policy.otherwise is not None:
        closed = policy.otherwise.rule
        beside = f" (except {', '.join(policy.otherwise.exceptions)})" if policy.otherwise.exceptions else ""
        told = f"{closed.status.value} for {', '.join(closed.usages)}{beside}; {closed.note} ({closed.confidence})"
        yield "all else", told
    if (classes := policy.risk_classes) is not None:
        for word, name in classes.by_criticality:
            yield "risk class", f"criticality {word} is read as: {name}"
        yield "risk class", f"{classes.note} ({classes.confidence})"


def _rules(policy: Policy) -> str:
    head = ("rule", "status", "from", "until", "usage", "families", "sets", "systems", "clause", "confidence", "note")
    rows = [_rule(rule, "all") for rule in policy.rules]
    rows += [_rule(goal.rule, ", ".join(goal.classes) or "all") for goal in policy.goals]
    return render(head, rows)


def _rule(rule: Rule, systems: str) -> tuple[str, ...]:
    return (
        rule.id,
        rule.status.value,
        str(rule.since or ""),
        _until(rule),
        ", ".join(rule.usages),
        ", ".join(rule.families),
        "no list given" if rule.sets is None else ", ".join(rule.sets) or "all",
        systems,
        rule.source,
        rule.confidence,
        rule.note,
    )


def _until(rule: Rule) -> str:
    longer = f" (certificates issued by then: {rule.certificates_until})" if rule.certificates_until else ""
    return f"{rule.until or ''}{longer}"


def _clauses(found: Iterable[Control]) -> str:
    head = ("control", "clause", "asks", "of each", "in the CBOM", "in context.yaml", "from elsewhere", "basis")
    rows = [
        (
            one.id,
            one.clause,
            one.asks,
            ", ".join(one.assets),
            ", ".join(one.cbom),
            ", ".join(one.context),
            ", ".join(one.elsewhere),
            one.basis,
            one.confidence,
            one.note or "",
        )
        for one in found
    ]
    return render((*head, "confidence", "note"), rows)
