"""`report`: an inventory, its verdicts and its plan, for a person."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

import click

from cryptoagility import __version__

from ..errors import Unreadable, UsageError
from ..policy import assess, timeline
from ..reports import REPORTS, PlanView, ReportInput, charted_days, read_plan
from .files import read_inventory, read_text, write_text
from .policy_options import chosen, day, policy_options


@click.command("report")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=False)
@click.option("--plan", "plan_file", metavar="FILE", help="A plan made by `cryptoagility plan`.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write; the ending decides: .html or .md.")
def command(cbom: str, names: tuple[str, ...], as_of: str | None, plan_file: str | None, output: str) -> int:
    """Write a report of the inventory CBOM with its verdicts and, if given, its plan."""
    ending = PurePath(output).suffix.lower()
    if ending not in REPORTS:
        raise UsageError(f"cannot write {output!r}: the ending must be one of {', '.join(REPORTS)}")
    plan = _plan(plan_file)
    policies = chosen(names or (plan.policies if plan is not None else ()))
    graph = read_inventory(cbom)
    when = day(as_of)
    given = ReportInput(
        graph=graph,
        assessment=assess(graph, policies, when),
        timeline=timeline(graph, policies, charted_days(when)),
        plan=plan,
        tool=__version__,
        source=PurePath(cbom).name,
        sha256=hashlib.sha256(read_text(cbom).encode()).hexdigest() if cbom != "-" else "not known: standard input",
    )
    write_text(output, REPORTS[ending](given))
    return 0


def _plan(file: str | None) -> PlanView | None:
    if file is None:
        return None
    try:
        return read_plan(read_text(file))
    except Unreadable as error:
        raise UsageError(f"cannot use the plan {file!r}: {error}") from error
