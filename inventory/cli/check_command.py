"""`check`: judge an inventory under policies for a date."""

from __future__ import annotations

from datetime import date

import click

from cryptoagility import __version__
from cryptoagility.cli.table import render
from cryptoagility.cli.words import count, shown

from ..errors import Unreadable, UsageError
from ..graph import Graph, marked_places
from ..model import Skipped
from ..policy import (
    Assessment,
    Baseline,
    Decision,
    Policy,
    Status,
    Verdict,
    Weight,
    answers,
    answers_json,
    assess,
    decide,
    decision_json,
    former,
    summary,
)
from ..policy.baseline import unread_languages, unread_problems
from ..reports.sarif import sarif
from .controls_text import controls, controls_counted, what_to_do
from .files import is_file, json_text, read_inventory, read_text, write_data, write_text
from .path_prefix import path_prefix_option
from .policy_options import chosen, context_option, day, policy_options, stated
from .set_aside import set_aside

_QUIET = frozenset({Status.APPROVED})


@click.command("check")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=True)
@context_option
@click.option("--format", "form", type=click.Choice(["table", "json", "sarif"]), default="table", show_default=True)
@click.option(
    "--baseline",
    metavar="FILE",
    help="What was known before, a CBOM or what `check --format json` printed: only what is new or worse decides.",
)
@click.option("--no-suppressions", "strict", is_flag=True, help="Comments in the scanned files excuse nothing.")
@path_prefix_option
@click.option("--summary", "only_counts", is_flag=True, help="Only the counts, not each verdict.")
@click.option("--all", "everything", is_flag=True, help="Also list what is approved.")
@click.option("--why", "reasons", is_flag=True, help="Also give the reason of each verdict.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
def command(
    cbom: str,
    names: tuple[str, ...],
    as_of: str | None,
    context: str | None,
    form: str,
    baseline: str | None,
    strict: bool,
    prefix: str,
    only_counts: bool,
    everything: bool,
    reasons: bool,
    output: str | None,
) -> int:
    """Judge the inventory CBOM (ours or anyone's; - for standard input) under policies for a date.

    Exit code 0 if all is approved, 4 if a policy is violated, 3 if something is unknown, was not read by the scan, or
    nothing but control packs was chosen, 2 for wrong usage. What a comment in a scanned file excuses, and what the
    baseline has already, is listed and counted and does not decide. A verdict is readiness against a text, not legal
    compliance. Policies that tell classes of risk apart need --context; so do clauses that ask for owner or purpose.
    """
    policies = chosen(names)
    when, system = day(as_of), stated(context)
    graph = read_inventory(cbom).graph
    known = _former(baseline, policies, when) if baseline is not None else None
    decision = decide(graph, assess(graph, policies, when, system), known, excused=not strict)
    answered = answers(graph, policies, system)
    if form == "json":
        write_data(output, json_text({**decision_json(decision), "controls": answers_json(answered)}))
    elif form == "sarif":
        write_data(output, sarif(decision, __version__, prefix))
    else:
        clauses = controls_counted(answered) if only_counts else controls(answered, graph, is_file(output))
        counts = _counts(decision.assessment, is_file(output)) + clauses + what_to_do(policies)
        text = counts + set_aside(decision) + _unread(graph, decision.unread)
        if not only_counts:
            text = _listed(decision, everything, reasons, is_file(output)) + "\n" + text
        write_text(output, text)
    return decision.exit_code


def _former(file: str, policies: tuple[Policy, ...], as_of: date) -> Baseline:
    try:
        return former(read_text(file), policies, as_of)
    except Unreadable as error:
        raise UsageError(f"cannot use the baseline {file!r}: {error}") from error


def _counts(assessment: Assessment, to_file: bool) -> str:
    counted = summary(assessment.verdicts)
    shown = [status for status in Status if any(one.get(status.value) for one in counted.values())]
    rows = []
    for policy in assessment.policies:
        counts = counted.get(policy.id, {})
        outside = sum(len(one.assets) for one in assessment.not_covered if one.policy == policy.id)
        rows.append(
            (
                policy.id + (" (draft: would fail)" if policy.draft else ""),
                *(str(counts.get(status.value, 0)) for status in shown),
                str(outside),
            )
        )
    table = render(
        (f"as of {assessment.as_of}", *(status.value for status in shown), "outside its scope"), rows, to_file
    )
    number = len(assessment.not_judged)
    judged = "is not judged on its own" if number == 1 else "are not judged on their own"
    return f"{table}{count(number, 'asset')} {judged}; --format json lists each with its reason\n"


def _unread(graph: Graph, decides: bool) -> str:
    problems = unread_problems(graph)
    if graph.coverage is None and not problems:
        return "the inventory does not say what was not read: nothing follows from what is absent\n"
    lines = [f"not read and so not judged: {count(len(problems), 'problem')} (see the report)"] if problems else []
    lines += [f"not judged: {one.count:,} × {shown(one.reason)}" for one in unread_languages(graph)]
    if lines:
        incomplete = (
            "what was not read may be anything: the answer is incomplete (leave it out on purpose: scan --exclude)"
        )
        lines.append(incomplete if decides else "what was not read was not read for the baseline either")
    lines += [
        f"left out on purpose and so not judged: {one.count:,} × {shown(one.reason)}"
        for one in _skipped(graph, "excluded")
    ]
    return "".join(f"{line}\n" for line in lines)


def _skipped(graph: Graph, word: str) -> tuple[Skipped, ...]:
    return tuple(one for one in graph.coverage.skipped if word in one.reason) if graph.coverage is not None else ()


def _listed(decision: Decision, everything: bool, reasons: bool, to_file: bool) -> str:
    """For each policy what is not approved, worst first."""
    severity = {status: number for number, status in enumerate(Status)}
    names = {asset.ref: (asset.name, next(marked_places(asset), "")) for asset in decision.graph.assets}
    parts = []
    for policy in decision.assessment.policies:
        found = [one for one in decision.assessment.verdicts if one.policy == policy.id]
        listed = [one for one in found if everything or one.status not in _QUIET]
        if not listed:
            continue
        listed.sort(key=lambda one: (-severity[one.status], names.get(one.asset, ("", ""))[0], one.usage))
        columns = ("status", "asset", "usage", "then", "rule", "first seen at", *(("why",) if reasons else ()))
        parts.append(shown(policy.id) + (" (draft: would fail)" if policy.draft else ""))
        parts.append(render(columns, [_cells(one, decision, names, reasons) for one in listed], to_file))
    return "\n".join(parts)


def _cells(verdict: Verdict, decision: Decision, names: dict[str, tuple[str, str]], reasons: bool) -> tuple[str, ...]:
    name, place = names.get(verdict.asset, (verdict.asset, ""))
    then = f"{verdict.next} after {verdict.until}" if verdict.until and verdict.next else ""
    weight = decision.weight(verdict)
    status = verdict.status.value if weight is Weight.DECIDES else f"{verdict.status.value} ({weight})"
    cells = (status, name, verdict.usage, then, verdict.rule or "no rule", place)
    return (*cells, verdict.why) if reasons else cells
