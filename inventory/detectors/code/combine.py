"""How drafts become findings: what belongs together is kept together, what excludes each other is taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice, product
from math import prod

from .draft import Assumed, Draft, Scheme, Use
from .resolver import Fact, Facts
from .rules.rule import Scalar

_ALTERNATIVES = 8  # of the parameters of one protocol


OPEN = "open"  # how a part is found that an argument would tell if it were known


def merged(facts: Facts, more: Iterable[tuple[str, Fact]]) -> Facts:
    """Facts with more of them; one that is open does not hide one that is known."""
    added = {name: fact for name, fact in more if fact.how != OPEN or name not in facts}
    return {**facts, **added}


def together(first: Assumed, second: Assumed) -> bool:
    """Whether two things can be true at once: what both assume of a value is the same."""
    known = dict(first)
    return all(known.get(split, index) == index for split, index in second)


def uncrossed(drafts: list[Draft]) -> list[Draft]:
    """Without the combinations of what varies on its own: all curves with all hashes says that neither is known.

    The second half of the name is kept, the first is left open with the values that it can have.
    """
    groups: dict[object, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.scheme.get("family"), []).append(draft)
    found: list[Draft] = []
    for group in groups.values():
        left = {_part(draft, "size", "curve") for draft in group}
        right = {_part(draft, "mode", "hash") for draft in group}
        pairs = {(_part(draft, "size", "curve"), _part(draft, "mode", "hash")) for draft in group}
        if len(left) < 2 or len(right) < 2 or len(pairs) < len(left) * len(right):
            found.extend(group)
            continue
        firsts = {_part(draft, "mode", "hash"): draft for draft in reversed(group)}
        found.extend(replace(draft, scheme={**draft.scheme, **_open(group)}) for draft in firsts.values())
    return found


def _part(draft: Draft, *names: str) -> tuple[Scalar | None, ...]:
    return tuple(fact.value if (fact := draft.scheme.get(name)) is not None else None for name in names)


def _open(group: list[Draft]) -> Facts:
    made: Facts = {}
    for name in ("size", "curve"):
        values = sorted({str(fact.value) for one in group if (fact := one.scheme.get(name)) and fact.value is not None})
        if values:
            made[name] = Fact(None, "", f"it can be {', '.join(values)}, whatever the other parameters are")
    return made


def split(draft: Draft) -> list[Draft]:
    """One draft for each scheme that the uses of an object make of it, and each set of parameters."""
    silent = [use for use in draft.uses if not use.scheme]
    telling: dict[Scheme, list[Use]] = {}
    for use in draft.uses:
        if use.scheme:
            telling.setdefault(use.scheme, []).append(use)
    made: list[Draft] = []
    for chosen in _combined({scheme: {use.symbol for use in uses} for scheme, uses in telling.items()}):
        scheme = tuple(part for one in chosen for part in one)
        made.extend(_with(draft, [*(use for one in chosen for use in telling[one]), *silent], scheme))
    return made


def _combined(schemes: Mapping[Scheme, set[str]]) -> list[tuple[Scheme, ...]]:
    """What one method tells, or what is told of the same parts, are alternatives; the others are true together.

    ``schemes``: each with the methods or settings that tell it.
    """
    groups: list[tuple[set[str], list[Scheme]]] = []
    for scheme, symbols in schemes.items():
        known = {name for name, _ in scheme} | symbols
        joined = [group for group in groups if known & group[0]]
        groups = [group for group in groups if not known & group[0]]
        groups.append((known.union(*(group[0] for group in joined)), [*(one for g in joined for one in g[1]), scheme]))
    if prod(len(group[1]) for group in groups) > _ALTERNATIVES:
        return [(one,) for group in groups for one in group[1]]  # too many to say which belong together
    return list(product(*(group[1] for group in groups)))


def _with(draft: Draft, uses: list[Use], scheme: tuple[tuple[str, Fact], ...]) -> list[Draft]:
    functions = dict.fromkeys((*draft.functions, *(name for use in uses for name in use.functions)))
    choices: dict[str, list[Fact]] = {}
    for use in uses:
        for name, fact in use.parameters:
            if fact not in choices.setdefault(name, []):
                choices[name].append(fact)
    for name, known in choices.items():
        before = draft.scheme.get(name) or draft.parameters.get(name)
        if before is not None and before not in known and not _overridden(draft, name, uses):
            known.insert(0, before)
    combined = [dict(zip(choices, one, strict=True)) for one in islice(product(*choices.values()), _ALTERNATIVES + 1)]
    if len(combined) > _ALTERNATIVES:
        several = Fact(None, "", "several values are possible")
        combined = [{name: facts[0] if len(facts) == 1 else several for name, facts in choices.items()}]
    return [
        Draft(
            symbol=draft.symbol,
            line=draft.line,
            span=draft.span,
            functions=tuple(sorted(functions)),
            scheme={name: fact for name, fact in merged(draft.scheme, scheme).items() if name not in parameters},
            parameters={**draft.parameters, **parameters},
            primitive=draft.primitive,
            protocol=draft.protocol,
            confidence=draft.confidence,
            note=draft.note,
        )
        for parameters in combined
    ]


def _overridden(draft: Draft, name: str, uses: list[Use]) -> bool:
    """Whether what an object is made with surely gets another value: by a setting in the block in which it is made."""
    blocks = [use.block for use in uses if any(one == name for one, _ in use.parameters)]
    return any(block is not None and block[0] <= draft.span[0] < block[1] for block in blocks)
