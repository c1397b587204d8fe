"""`report`: an inventory, its verdicts and its plan, for a person."""

from __future__ import annotations

from pathlib import PurePath

import click

from cryptoagility import __version__

from ..errors import Unreadable, UsageError
from ..plan import PlanFile
from ..plan import read_plan as read_plan_file
from ..policy import answers, assess, timeline
from ..reports import REPORTS, ReportInput, charted_days, read_plan
from .files import read_inventory, read_text, write_data
from .policy_options import chosen, context_option, day, policy_options, stated


@click.command("report")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=False)
@context_option
@click.option("--plan", "plan_file", metavar="FILE", help="A plan made by `cryptoagility plan` from this CBOM.")
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="Where to write; the ending decides: .html, .md or .sarif."
)
def command(
    cbom: str, names: tuple[str, ...], as_of: str | None, context: str | None, plan_file: str | None, output: str
) -> int:
    """Write a report of the inventory CBOM with its verdicts and, if given, its plan.

    With --plan, date and policies are those of the plan; a plan of another CBOM, date or policy version is refused.
    """
    ending = PurePath(output).suffix.lower()
    if ending not in REPORTS:
        raise UsageError(f"cannot write {output!r}: the ending must be one of {', '.join(REPORTS)}")
    text = read_text(plan_file) if plan_file is not None else None
    plan = _plan(plan_file, text)
    policies = chosen(names or (tuple(one.id for one in plan.policies) if plan is not None else ()))
    when = plan.as_of if plan is not None and as_of is None else day(as_of)
    known = stated(context)
    inventory = read_inventory(cbom)
    if plan is not None:
        try:
            plan.refuse_other(inventory.sha256, when, policies)
        except Unreadable as error:
            raise UsageError(f"cannot use the plan {plan_file!r}: {error}") from error
    given = ReportInput(
        graph=inventory.graph,
        assessment=assess(inventory.graph, policies, when, known),
        timeline=timeline(inventory.graph, policies, charted_days(when), known),
        answers=answers(inventory.graph, policies, known),
        plan=read_plan(text) if text is not None else None,
        tool=__version__,
        source=PurePath(cbom).name if cbom != "-" else "standard input",
        sha256=inventory.sha256,
    )
    write_data(output, REPORTS[ending](given))
    return 0


def _plan(file: str | None, text: str | None) -> PlanFile | None:
    if text is None:
        return None
    try:
        return read_plan_file(text)
    except Unreadable as error:
        raise UsageError(f"cannot use the plan {file!r}: {error}") from error
