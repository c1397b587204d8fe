"""Policy files to policies: strict, with the file, the line and the key in every refusal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

from ..errors import PolicyError
from .parse_controls import controls
from .parse_goals import goals, pairs, risk_classes
from .parse_rule import check_names, read_rule
from .policy import (
    BINDINGS,
    DRAFTS,
    HYBRID_STATUSES,
    LEVELS,
    MILESTONES,
    OTHERWISE_STATUSES,
    RULE_STATUSES,
    TEXT_STATUSES,
    USAGES,
    Hybrids,
    Milestone,
    Otherwise,
    Policy,
    Rule,
    SourceConfidence,
    Status,
    Unlisted,
)
from .section import Section
from .sets import known_families, overlap, parameter_set
from .strict_yaml import quoted, read, shortened

SCHEMA = "cryptoagility/policy/1"
MAXIMUM_RULES = 400
MAXIMUM_SETS = 2000  # in all rules together; every pair may have to be compared

_POLICY_KEYS = frozenset(
    {"schema", "id", "title", "issuer", "jurisdiction", "version", "date", "status", "draft", "binding", "applies_to"}
    | {"source", "compiled", "review_by", "confidence", "unlisted_curves", "hybrids", "otherwise", "milestones"}
    | {"inventory_requirements", "rules", "risk_classes", "goals", "controls"}
)
_CONFIDENCE_KEYS = frozenset({"level", "seen", "uncertain"})
_MILESTONE_KEYS = frozenset({"year", "date", "kind", "what", "applies_to"})
_HYBRID_KEYS = frozenset({"status", "floor", "exit", "note", "source", "confidence", "pairs"})
_OTHERWISE_KEYS = frozenset({"status", "usage", "except", "from", "until", "note", "source", "confidence"})
_RULE_KEYS = frozenset(
    {"id", "families", "parameter_sets", "usage", "status", "from", "until", "note", "source", "confidence"}
    | {"certificates_until"}
)


def parse_policy(data: bytes, name: str) -> Policy:
    """The policy in these bytes. ``name`` is the file's, for messages. Raises PolicyError and nothing else."""
    section = Section(read(data, name), name, "the policy", _POLICY_KEYS)
    if section.text("schema") != SCHEMA:
        raise section.error("schema", f"must be {SCHEMA}")
    confidence = section.section("confidence", _CONFIDENCE_KEYS)
    if confidence is None:
        raise section.error("confidence", "must say how well the text is known")
    status = section.choice("status", TEXT_STATUSES)
    draft = section.boolean("draft")
    if draft is not (status in DRAFTS):
        raise section.error("draft", f"does not agree with the status {quoted(status)}")
    rule_sections = section.sections("rules", "rule", _RULE_KEYS)
    if len(rule_sections) > MAXIMUM_RULES:
        raise section.error("rules", f"are {len(rule_sections)}; at most {MAXIMUM_RULES} are read")
    classes = risk_classes(section)
    policy = Policy(
        id=section.text("id"),
        title=section.text("title"),
        issuer=section.text("issuer"),
        jurisdiction=section.text("jurisdiction"),
        version=section.optional_text("version"),
        date=section.optional_text("date"),
        status=status,
        draft=draft,
        binding=section.choice("binding", BINDINGS),
        applies_to=section.texts("applies_to"),
        source=section.optional_text("source"),
        compiled=section.text("compiled"),
        review_by=section.day("review_by"),
        confidence=_confidence(confidence),
        unlisted_curves=Unlisted(section.choice("unlisted_curves", frozenset(Unlisted))),
        hybrids=_hybrids(section.section("hybrids", _HYBRID_KEYS)),
        otherwise=_otherwise(section, section.text("id")),
        milestones=tuple(_milestone(one) for one in section.sections("milestones", "milestone", _MILESTONE_KEYS)),
        inventory_requirements=section.texts("inventory_requirements"),
        rules=tuple(_rule(one) for one in rule_sections),
        sha256=hashlib.sha256(data).hexdigest(),
        file=name,
        risk_classes=classes,
        goals=goals(section, classes),
        controls=controls(section),
    )
    if policy.source is None and policy.status != "none-found":
        raise section.error("source", "must name the text; only a policy with status none-found has none")
    _refuse_overlap(tuple(zip(rule_sections, policy.rules, strict=True)))
    return policy


def distinct(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The policies sorted by name. Refuses two of one name: their verdicts could not be told apart."""
    found = sorted(policies, key=lambda policy: policy.id)
    for one, other in pairwise(found):
        if one.id == other.id:
            raise PolicyError(f"{other.file}: the policy {quoted(one.id)} is given twice (also by {one.file})")
    return tuple(found)


def _confidence(section: Section) -> SourceConfidence:
    return SourceConfidence(section.choice("level", LEVELS), section.texts("seen"), section.texts("uncertain"))


def _milestone(section: Section) -> Milestone:
    return Milestone(
        year=section.integer("year", 1970, 2200),
        date=section.optional_text("date"),
        kind=section.choice("kind", MILESTONES),
        what=section.text("what"),
        applies_to=section.texts("applies_to"),
    )


def _hybrids(section: Section | None) -> Hybrids | None:
    if section is None:
        return None
    floor = section.texts("floor", empty=False)
    section.checked("floor", lambda: _check_floor(floor))
    return Hybrids(
        status=Status(section.choice("status", HYBRID_STATUSES)),
        floor=floor,
        exit=section.day("exit"),
        note=section.text("note"),
        source=section.text("source"),
        confidence=section.choice("confidence", LEVELS),
        pairs=pairs(section),
    )


def _otherwise(policy: Section, id: str) -> Otherwise | None:
    """The statement of a closed suite; a policy without one leaves what it does not name unknown."""
    section = policy.section("otherwise", _OTHERWISE_KEYS) if policy.has("otherwise") else None
    if section is None:
        return None
    exceptions = section.texts("except")
    section.checked("except", lambda: check_names(exceptions, known_families(), "family"))
    made = read_rule(section, f"{id}/otherwise", OTHERWISE_STATUSES)
    section.checked("usage", lambda: check_names(made.usages, frozenset(USAGES) - {"any"}, "usage of its own"))
    return Otherwise(made, exceptions)


def _rule(section: Section) -> Rule:
    families = section.texts("families", empty=False)
    made = read_rule(section, section.text("id"), RULE_STATUSES, families, section.optional_texts("parameter_sets"))
    later = section.day("certificates_until") if section.has("certificates_until") else None
    if later is not None and (made.until is None or later <= made.until):
        raise section.error("certificates_until", "must be a day after until")
    section.checked("families", lambda: check_names(made.families, known_families(), "family"))
    section.checked("usage", lambda: check_names(made.usages, frozenset(USAGES), "usage"))
    section.checked("parameter_sets", lambda: _check_sets(made))
    return replace(made, certificates_until=later)


def _check_floor(floor: Iterable[str]) -> None:
    for name in floor:
        parameter_set(name)


def _check_sets(rule: Rule) -> None:
    for name in rule.sets or ():
        if not parameter_set(name).families & set(rule.families):
            raise ValueError(f"names {quoted(name)}, which is in none of the rule's families")


def _refuse_overlap(rules: tuple[tuple[Section, Rule], ...]) -> None:
    """Two rules for one set, use and day would leave the verdict to their order."""
    seen: set[str] = set()
    sets = 0
    for section, rule in rules:
        if rule.id in seen:
            raise section.error("id", f"is there twice: {quoted(rule.id)}")
        seen.add(rule.id)
        sets += len(rule.sets or ())
        if sets > MAXIMUM_SETS:
            raise section.error("parameter_sets", f"brings the policy to more than {MAXIMUM_SETS} sets")
    for (_, one), (section, other) in combinations(rules, 2):
        if found := overlapping(one, other):
            raise section.error("id", f"is {shortened(other.id)}, which overlaps {shortened(one.id)}: {found}")


def overlapping(one: Rule, other: Rule) -> str | None:
    """The set, use and day that two rules both speak of, in words; None if there is none."""
    usages = _shared_usages(one, other)
    families = [family for family in one.families if family in other.families]
    since = max(one.since or date.min, other.since or date.min)
    until = min(one.until or date.max, other.until or date.max)
    if not usages or not families or until < since:
        return None
    day = since if since > date.min else until if until < date.max else None
    for family in families:
        if (shared := _shared_set(one, other, family)) is not None:
            return f"{shared} of {family}, for {usages[0]}, on {day.isoformat() if day else 'every day'}"
    return None


def _shared_usages(one: Rule, other: Rule) -> list[str]:
    if "any" in one.usages or "any" in other.usages:
        return sorted({*one.usages, *other.usages} - {"any"}) or ["any"]
    return [usage for usage in one.usages if usage in other.usages]


def _shared_set(one: Rule, other: Rule, family: str) -> str | None:
    """What both rules say something of in this family: a named set, or every set."""
    mine, theirs = _sets_of(one, family), _sets_of(other, family)
    if mine is None and theirs is None:
        return "every set"
    if mine is None or theirs is None:
        named = theirs if mine is None else mine
        return next(iter(named or ()), None)
    pairs = ((a, b) for a in mine for b in theirs)
    return next((a for a, b in pairs if overlap(parameter_set(a), parameter_set(b))), None)


def _sets_of(rule: Rule, family: str) -> tuple[str, ...] | None:
    """The sets of a rule that are in this family; None = every one (a list that is not known may hold any)."""
    if not rule.sets:
        return None
    return tuple(name for name in rule.sets if family in parameter_set(name).families)
