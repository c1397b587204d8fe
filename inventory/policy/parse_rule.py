"""What rules, goals and the sentence on everything else have in common in a policy file."""

from __future__ import annotations

from collections.abc import Iterable

from .policy import LEVELS, Rule, Status
from .section import Section
from .strict_yaml import quoted


def read_rule(
    section: Section,
    id: str,
    statuses: frozenset[Status],
    families: tuple[str, ...] = (),
    sets: tuple[str, ...] | None = (),
) -> Rule:
    """Uses, status, days, note, source and confidence of this section, for these families and sets."""
    made = Rule(
        id=id,
        families=families,
        sets=sets,
        usages=section.texts("usage", empty=False),
        status=Status(section.choice("status", statuses)),
        since=section.day("from"),
        until=section.day("until"),
        note=section.text("note"),
        source=section.text("source"),
        confidence=section.choice("confidence", LEVELS),
    )
    if made.since is not None and made.until is not None and made.until < made.since:
        raise section.error("until", "lies before from")
    return made


def check_names(names: Iterable[str], known: frozenset[str], what: str) -> None:
    """Raise ValueError for the first name that is not known."""
    for name in names:
        if name not in known:
            raise ValueError(f"names {quoted(name)}, which is no {what}")
