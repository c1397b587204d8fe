"""`plan`: what has to change, to what, by when, in which order, and who owns it."""

from __future__ import annotations

import json
import sys

import click

from ..plan import Context, Plan, make_plan, parse_context, plan_json
from .files import read_bytes, read_inventory, write_text
from .policy_options import chosen, day, policy_options


@click.command("plan")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=True)
@click.option(
    "--context", metavar="FILE", help="Who owns what, by path: system, owner, data life, exposure, criticality."
)
@click.option("-o", "--output", metavar="FILE", help="Where to write the plan (JSON); standard output if not given.")
@click.option("--quiet", is_flag=True, help="No summary on standard error.")
def command(
    cbom: str, names: tuple[str, ...], as_of: str | None, context: str | None, output: str | None, quiet: bool
) -> int:
    """Plan the migration of the inventory CBOM under policies: tasks in waves, each with target and deadline."""
    policies = chosen(names)
    known = parse_context(read_bytes(context), context) if context is not None else Context()
    inventory = read_inventory(cbom)
    plan = make_plan(inventory.graph, policies, day(as_of), known)
    write_text(output, json.dumps(plan_json(plan, inventory.sha256), ensure_ascii=False, indent=1) + "\n")
    if not quiet:
        sys.stderr.write(_summary(plan, output))
    return 0


def _summary(plan: Plan, output: str | None) -> str:
    lines = [f"{len(plan.tasks)} tasks in {len(plan.waves)} waves, as of {plan.as_of}"]
    lines += [f"  wave {wave.number}: {len(wave.tasks)} tasks, {wave.label}" for wave in plan.waves]
    if output not in {None, "-"}:
        lines.append(f"written to {output}")
    return "\n".join(lines) + "\n"
