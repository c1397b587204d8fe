"""Policies beside each other, for a person: evidence with its clauses, what each says, where they collide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptoagility.cli.table import render
from cryptoagility.cli.words import count, shown

from ..plan import Comparison
from ..plan.compare import Collision, Common, Course, Topic
from ..policy import Policy, crosswalk
from ..policy.evidence import ITEMS


def evidence(loaded: Sequence[Policy]) -> str:
    """Each piece of evidence with all the clauses that it answers, the most useful first."""
    rows = []
    for name, clauses in crosswalk(loaded).items():
        by_policy: dict[str, list[str]] = {}
        for policy, control in clauses:
            by_policy.setdefault(policy, []).append(control.clause)
        told = "; ".join(f"{policy}: {', '.join(found)}" for policy, found in by_policy.items())
        rows.append((name, ITEMS[name].means.value, str(len(by_policy)), str(len(clauses)), told, ITEMS[name].what))
    silent = [policy.id for policy in loaded if not policy.controls]
    left = f"no clauses: {shown(', '.join(silent))}\n" if silent else ""
    return render(("evidence", "by", "policies", "clauses", "which", "what it is"), rows) + left


def comparison(found: Comparison) -> str:
    """What each policy says of the same algorithms, where they collide, and what satisfies all of them."""
    parts = [f"from {found.as_of} on, {count(len(found.policies), 'policy', 'policies')}\n", _topics(found)]
    collisions = [(topic, one) for topic in found.topics for one in topic.collisions]
    parts.append(_collisions(collisions) if collisions else "no policy accepts what another refuses\n")
    parts += [_common(one) for one in found.common]
    return "\n".join(parts)


def _topics(found: Comparison) -> str:
    speaking = [policy.id for policy in found.policies if _speaks(policy.id, found.topics)]
    rows = [
        (topic.usage, topic.name, *(_told(course) for course in topic.courses if course.policy in speaking))
        for topic in found.topics
        if any(course.spans for course in topic.courses)
    ]
    silent = [policy.id for policy in found.policies if policy.id not in speaking]
    left = f"no rules on any of these: {shown(', '.join(silent))}\n" if silent else ""
    return render(("use", "what", *map(shown, speaking)), rows) + left


def _speaks(policy: str, topics: Iterable[Topic]) -> bool:
    return any(course.spans for topic in topics for course in topic.courses if course.policy == policy)


def _told(course: Course) -> str:
    if not course.spans:
        return "-"
    merged: list[tuple[str, str]] = []
    for span in course.spans:
        until = f" until {span.until}" if span.until is not None else ""
        if merged and merged[-1][0] == span.says:
            merged.pop()
        merged.append((span.says, until))
    return ", then ".join(f"{says}{until}" for says, until in merged)


def _collisions(found: Iterable[tuple[Topic, Collision]]) -> str:
    rows = [
        (
            f"{topic.name} ({topic.usage})",
            str(one.since),
            str(one.until or ""),
            ", ".join(one.accepting),
            ", ".join(one.refusing),
            ", ".join(one.rules),
        )
        for topic, one in found
    ]
    return render(("collision", "from", "until", "accepted by", "refused by", "rules"), rows)


def _common(one: Common) -> str:
    lines = [f"{one.usage}: {_steps(one)} (of {count(one.searched, 'algorithm')})"]
    lines += [f"    {target.algorithm}: {target.reason}" for target in one.choice.targets]
    never = "none for good" if len(one.choice.targets) > 1 else "none"
    lines += [f"    {never}: {text}" for text in one.choice.conflicts]
    lines += [
        f"    against {refusal.algorithm}: {refusal.rule or 'no rule'} of {refusal.policy}: {refusal.why}"
        for refusal in one.choice.refusals
    ]
    if one.is_none:
        alone = ", ".join(f"{policy}: {name or 'none'}" for policy, name in one.alone)
        lines.append(f"    each by itself would take {alone}")
    return "".join(f"{shown(line)}\n" for line in lines)


def _steps(one: Common) -> str:
    if one.is_none and len(one.choice.targets) == 1:
        return f"none; {one.choice.targets[0].algorithm} comes nearest"
    steps = []
    for target in one.choice.targets:
        until = f" until {target.until}" if target.until is not None else ""
        steps.append(f"{target.algorithm}{until}")
    return ", then ".join(steps) or "none"
