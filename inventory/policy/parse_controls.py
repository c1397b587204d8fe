"""Clauses that are answered with evidence, read from a policy file."""

from __future__ import annotations

from .evidence import SCOPES, Means, named
from .policy import BASES, LEVELS, Control
from .section import Section
from .strict_yaml import quoted

MAXIMUM_CONTROLS = 200

_KEYS = frozenset(
    {"id", "clause", "asks", "assets", "cbom", "context", "elsewhere", "basis", "note", "confidence"},
)


def controls(policy: Section) -> tuple[Control, ...]:
    """The controls, in the order of the file. Refuses evidence that the tool does not know, or cannot find there."""
    sections = policy.sections("controls", "control", _KEYS) if policy.has("controls") else ()
    if len(sections) > MAXIMUM_CONTROLS:
        raise policy.error("controls", f"are {len(sections)}; at most {MAXIMUM_CONTROLS} are read")
    seen: set[str] = set()
    made: list[Control] = []
    for section in sections:
        control = _control(section)
        if control.id in seen:
            raise section.error("id", f"is there twice: {quoted(control.id)}")
        seen.add(control.id)
        made.append(control)
    return tuple(made)


def _control(section: Section) -> Control:
    control = Control(
        id=section.text("id"),
        clause=section.text("clause"),
        asks=section.text("asks"),
        assets=section.texts("assets"),
        cbom=section.texts("cbom"),
        context=section.texts("context"),
        elsewhere=section.texts("elsewhere"),
        basis=section.choice("basis", BASES),
        note=section.optional_text("note"),
        confidence=section.choice("confidence", LEVELS),
    )
    section.checked("assets", lambda: _check(control.assets, frozenset(SCOPES), "kind of asset"))
    for means, names in (
        (Means.CBOM, control.cbom),
        (Means.CONTEXT, control.context),
        (Means.ELSEWHERE, control.elsewhere),
    ):
        _check_evidence(section, means, names)
    if bool(control.cbom or control.context) is not bool(control.assets):
        raise section.error(
            "assets", "and the evidence of cbom and context go together: one is there without the other"
        )
    if not (control.assets or control.elsewhere):
        raise section.error(None, "names no evidence at all: a clause that nothing answers is never answered")
    return control


def _check_evidence(section: Section, means: Means, names: tuple[str, ...]) -> None:
    section.checked(means.value, lambda: _check(names, named(means), f"evidence by {means}"))


def _check(names: tuple[str, ...], known: frozenset[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"names {quoted(name)}, which is no {what}; there are {', '.join(sorted(known))}")
