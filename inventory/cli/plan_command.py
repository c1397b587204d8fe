"""`plan`: what has to change, to what, by when, in which order, and who owns it."""

from __future__ import annotations

import click

from cryptoagility.cli.streams import note
from cryptoagility.cli.words import count, shown

from ..errors import UsageError
from ..plan import ALREADY_LATE, CURVES, Curve, Plan, Threat, make_plan, plan_json, threat_day
from .files import is_file, json_text, read_inventory, write_data
from .policy_options import chosen, context_option, day, policy_options, stated


@click.command("plan")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=True)
@context_option
@click.option(
    "--curve",
    metavar="NAME|BASE:SCALE:SHAPE",
    default="middle",
    show_default=True,
    help="When a quantum computer is expected: pessimistic, middle, optimistic, or a Weibull curve of your own.",
)
@click.option(
    "--risk",
    metavar="PERCENT",
    type=click.FloatRange(0.1, 99.9),
    default=10.0,
    show_default=True,
    help="The probability that is still accepted; it sets the day until which work is in time.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write the plan (JSON); standard output if not given.")
@click.option("--quiet", is_flag=True, help="No summary on standard error.")
def command(
    cbom: str,
    names: tuple[str, ...],
    as_of: str | None,
    context: str | None,
    curve: str,
    risk: float,
    output: str | None,
    quiet: bool,
) -> int:
    """Plan the migration of the inventory CBOM under policies: tasks in waves, each with target and deadline."""
    policies = chosen(names)
    known = stated(context)
    inventory = read_inventory(cbom)
    threat = Threat(_curve(curve), risk / 100)
    plan = make_plan(inventory.graph, policies, day(as_of), known, threat=threat)
    write_data(output, json_text(plan_json(plan, inventory.sha256)))
    if not quiet:
        note(_summary(plan, output))
    return 0


def _curve(text: str) -> Curve:
    named = {one.name: one for one in CURVES}
    if text in named:
        return named[text]
    try:
        base, scale, shape = (float(part) for part in text.split(":"))
        return Curve("own", base, scale, shape, f"given by --curve {text}")
    except ValueError as error:
        known = ", ".join(named)
        raise UsageError(
            f"--curve {shown(text)}: give {known}, or BASE:SCALE:SHAPE such as 2025:15.7:1.6 (years; {error})"
        ) from error


def _risks(plan: Plan) -> str:
    """One line on the clock: the curve, and what is late by it."""
    threat, curve = plan.threat, plan.threat.curve
    counted = [task for task in plan.tasks if any(one.outcome is not None for one in task.risks)]
    late = [task for task in counted if any(one.outcome is not None and one.outcome.label for one in task.risks)]
    unknown = [task for task in plan.tasks if any(one.outcome is None for one in task.risks)]
    reached = threat_day(curve.quantile(threat.level)).isoformat()
    text = f"  risk: {threat.level * 100:g} % by {reached} on the {curve.name} curve "
    text += f"(base {curve.base:g}, scale {curve.scale:g}, shape {curve.shape:g})"
    text += f"; by it {len(late)} of {count(len(counted), 'task')} {ALREADY_LATE} (the waves go by days of policies)"
    text += f"; {count(len(unknown), 'task')} not counted: nobody said how long it must hold" if unknown else ""
    return text


def _summary(plan: Plan, output: str | None) -> str:
    lines = [f"{count(len(plan.tasks), 'task')} in {count(len(plan.waves), 'wave')}, as of {plan.as_of}"]
    lines += [f"  wave {wave.number}: {count(len(wave.tasks), 'task')}, {wave.label}" for wave in plan.waves]
    lines.append(_risks(plan))
    if is_file(output):
        lines.append(f"written to {shown(str(output))}")
    return "\n".join(lines) + "\n"
