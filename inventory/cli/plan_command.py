"""`plan`: what has to change, to what, by when, in which order, and who owns it."""

from __future__ import annotations

import click

from ..plan import Plan, make_plan, plan_json
from .files import is_file, json_text, read_inventory, write_data
from .policy_options import chosen, context_option, day, policy_options, stated
from .streams import note
from .words import count, shown


@click.command("plan")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=True)
@context_option
@click.option("-o", "--output", metavar="FILE", help="Where to write the plan (JSON); standard output if not given.")
@click.option("--quiet", is_flag=True, help="No summary on standard error.")
def command(
    cbom: str, names: tuple[str, ...], as_of: str | None, context: str | None, output: str | None, quiet: bool
) -> int:
    """Plan the migration of the inventory CBOM under policies: tasks in waves, each with target and deadline."""
    policies = chosen(names)
    known = stated(context)
    inventory = read_inventory(cbom)
    plan = make_plan(inventory.graph, policies, day(as_of), known)
    write_data(output, json_text(plan_json(plan, inventory.sha256)))
    if not quiet:
        note(_summary(plan, output))
    return 0


def _summary(plan: Plan, output: str | None) -> str:
    lines = [f"{count(len(plan.tasks), 'task')} in {count(len(plan.waves), 'wave')}, as of {plan.as_of}"]
    lines += [f"  wave {wave.number}: {count(len(wave.tasks), 'task')}, {wave.label}" for wave in plan.waves]
    if is_file(output):
        lines.append(f"written to {shown(str(output))}")
    return "\n".join(lines) + "\n"
