"""Clauses and how far an inventory answers them, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptoagility.cli.table import render
from cryptoagility.cli.words import count, shown

from ..graph import Graph, marked_places
from ..policy import Answer, Policy
from ..policy.evidence import ITEMS

_SHOWN = 3  # assets that a clause lists


def controls(found: Sequence[Answer], graph: Graph, to_file: bool = False) -> str:
    """For each clause: how many assets answer it, which lack what, and what has to come from elsewhere."""
    if not found:
        return ""
    names = {asset.ref: f"{asset.name} {next(marked_places(asset), '')}".strip() for asset in graph.assets}
    rows = [
        (one.policy, one.control.clause, _answered(one), _lacking(one, names), ", ".join(one.elsewhere))
        for one in found
    ]
    head = ("policy", "clause", "answered", "lacking", "from elsewhere")
    wanted = dict.fromkeys(name for one in found for lack in one.lacks for name in lack.items)
    todo = "".join(f"to answer with {name}: {ITEMS[name].todo}\n" for name in wanted)
    return "\n" + render(head, rows, to_file) + todo


def controls_counted(found: Sequence[Answer]) -> str:
    """One line for each policy with clauses: how many are answered, are open, or wait for evidence from elsewhere."""
    lines = []
    for policy in dict.fromkeys(one.policy for one in found):
        mine = [one for one in found if one.policy == policy]
        full = sum(one.is_answered for one in mine)
        lacking = sum(bool(one.lacks) or bool(one.control.assets and not one.assets) for one in mine)
        others = len(mine) - full - lacking
        lines.append(
            f"{shown(policy)}: {count(len(mine), 'clause')}, {full} answered by the inventory, {lacking} with assets "
            f"that lack something, {others} left to evidence from elsewhere\n"
        )
    return "".join(lines)


def what_to_do(policies: Iterable[Policy]) -> str:
    """What is to be done if nothing but control packs was chosen."""
    chosen = tuple(policies)
    if not chosen or any(policy.judges for policy in chosen):
        return ""
    return (
        "nothing but control packs was chosen: no algorithm was judged, so the answer is incomplete (3). Answer the "
        "clauses with evidence, and choose a policy with rules for verdicts (`cryptoagility policies` lists them)\n"
    )


def _answered(one: Answer) -> str:
    if not one.control.assets:
        return "not by a scan"
    kinds = " or ".join(one.control.assets)
    if not one.assets:
        return f"no {kinds} in the inventory"
    return f"{one.answered} of {count(one.assets, kinds, f'{kinds}s')}"


def _lacking(one: Answer, names: dict[str, str]) -> str:
    told = []
    for lack in one.lacks:
        first = ", ".join(names[ref] for ref in lack.assets[:_SHOWN])
        more = f" and {len(lack.assets) - _SHOWN} more" if len(lack.assets) > _SHOWN else ""
        told.append(f"{' and '.join(lack.items)}: {first}{more}")
    return "; ".join(told)
