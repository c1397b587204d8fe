"""Goals of a roadmap and the classes of risk that they speak of, read from a policy file."""

from __future__ import annotations

from .parse_rule import check_names, read_rule
from .policy import CRITICALITIES, LEVELS, OTHERWISE_STATUSES, USAGES, Goal, Pair, RiskClasses
from .section import Section
from .sets import known_families, parameter_set
from .strict_yaml import quoted

MAXIMUM_GOALS = 50

_CLASS_KEYS = frozenset({*CRITICALITIES, "note", "confidence"})
_GOAL_KEYS = frozenset(
    {"id", "classes", "families", "usage", "status", "from", "until", "note", "source", "confidence"},
)
_PAIR_KEYS = frozenset({"post_quantum", "families", "parameter_sets"})


def risk_classes(policy: Section) -> RiskClasses | None:
    """What criticality means in the words of the text; None if the text tells no classes apart."""
    section = policy.section("risk_classes", _CLASS_KEYS) if policy.has("risk_classes") else None
    if section is None:
        return None
    return RiskClasses(
        tuple((word, section.text(word)) for word in CRITICALITIES),
        section.text("note"),
        section.choice("confidence", LEVELS),
    )


def goals(policy: Section, known: RiskClasses | None) -> tuple[Goal, ...]:
    """The goals, in the order of the file. Refuses a class that nothing of context.yaml stands for."""
    sections = policy.sections("goals", "goal", _GOAL_KEYS) if policy.has("goals") else ()
    if len(sections) > MAXIMUM_GOALS:
        raise policy.error("goals", f"are {len(sections)}; at most {MAXIMUM_GOALS} are read")
    classes = {name for _, name in known.by_criticality} if known is not None else set()
    made = tuple(_goal(one, classes) for one in sections)
    ids = [one.rule.id for one in made]
    for section, id in zip(sections, ids, strict=True):
        if ids.count(id) > 1:
            raise section.error("id", f"is there twice: {quoted(id)}")
    return made


def pairs(hybrids: Section) -> tuple[Pair, ...]:
    """The pairs that a text accepts in hybrids; none if it names none."""
    sections = hybrids.sections("pairs", "pair", _PAIR_KEYS) if hybrids.has("pairs") else ()
    return tuple(_pair(section) for section in sections)


def _pair(section: Section) -> Pair:
    pair = Pair(
        section.texts("post_quantum", empty=False),
        section.texts("families", empty=False),
        section.texts("parameter_sets", empty=False),
    )
    section.checked("post_quantum", lambda: _check_sets(pair.post_quantum))
    section.checked("parameter_sets", lambda: _check_sets(pair.sets))
    section.checked("families", lambda: check_names(pair.families, known_families(), "family"))
    return pair


def _goal(section: Section, classes: set[str]) -> Goal:
    named = section.texts("classes")
    made = read_rule(section, section.text("id"), OTHERWISE_STATUSES, section.texts("families", empty=False))
    if made.since is None:
        raise section.error("from", "must be a day: a goal without one says nothing")
    section.checked("families", lambda: check_names(made.families, known_families(), "family"))
    section.checked("usage", lambda: check_names(made.usages, frozenset(USAGES) - {"any"}, "usage of its own"))
    section.checked("classes", lambda: check_names(named, frozenset(classes), "class of risk_classes"))
    return Goal(made, named)


def _check_sets(names: tuple[str, ...]) -> None:
    for name in names:
        parameter_set(name)
