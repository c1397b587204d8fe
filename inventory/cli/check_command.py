"""`check`: judge an inventory under policies for a date."""

from __future__ import annotations

import click

from ..graph import Graph, places
from ..model import Skipped
from ..policy import (
    Assessment,
    Status,
    Verdict,
    answers,
    answers_json,
    assess,
    exit_code,
    summary,
    verdicts_json,
)
from .controls_text import controls, controls_counted, what_to_do
from .files import is_file, json_text, read_inventory, write_data, write_text
from .policy_options import chosen, context_option, day, policy_options, stated
from .table import render
from .words import count, shown

_QUIET = frozenset({Status.APPROVED})


@click.command("check")
@click.argument("cbom", metavar="CBOM")
@policy_options(required=True)
@context_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
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
    only_counts: bool,
    everything: bool,
    reasons: bool,
    output: str | None,
) -> int:
    """Judge the inventory CBOM (ours or anyone's; - for standard input) under policies for a date.

    Exit code 0 if all is approved, 4 if a policy is violated, 3 if something is unknown, was not read by the scan, or
    nothing but control packs was chosen, 2 for wrong usage. A verdict is readiness against a text, not legal
    compliance. Policies that tell classes of risk apart need --context; so do clauses that ask for owner or purpose.
    """
    policies = chosen(names)
    known = stated(context)
    graph = read_inventory(cbom).graph
    assessment = assess(graph, policies, day(as_of), known)
    answered = answers(graph, policies, known)
    if form == "json":
        said = {**verdicts_json(assessment), "controls": answers_json(answered), "not_read": _not_read(graph)}
        write_data(output, json_text(said))
    else:
        clauses = controls_counted(answered) if only_counts else controls(answered, graph, is_file(output))
        text = _counts(assessment, is_file(output)) + clauses + what_to_do(policies) + _unread(graph)
        if not only_counts:
            names_of = {asset.ref: (asset.name, next(places(asset), "")) for asset in graph.assets}
            text = _listed(assessment, names_of, everything, reasons, is_file(output)) + "\n" + text
        write_text(output, text)
    return exit_code(assessment.verdicts, unread=bool(graph.problems or _languages(graph)))


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
    verb = "is" if number == 1 else "are"
    return f"{table}{count(number, 'asset')} {verb} not judged on their own; --format json lists each with its reason\n"


def _not_read(graph: Graph) -> dict[str, object]:
    """What the verdicts say nothing of, because the scan did not read it; None where the file does not say."""
    unread = None if graph.coverage is None else {one.reason: one.count for one in _languages(graph)}
    return {"problems": [f"{one.path}: {one.reason}" for one in graph.problems], "languages": unread}


def _unread(graph: Graph) -> str:
    if graph.coverage is None and not graph.problems:
        return "the inventory does not say what was not read: nothing follows from what is absent\n"
    problems = graph.problems
    lines = [f"not read and so not judged: {count(len(problems), 'problem')} (see the report)"] if problems else []
    lines += [f"not judged: {one.count:,} × {shown(one.reason)}" for one in _languages(graph)]
    if lines:
        lines.append(
            "what was not read may be anything: the answer is incomplete (leave it out on purpose: scan --exclude)"
        )
    lines += [
        f"left out on purpose and so not judged: {one.count:,} × {shown(one.reason)}"
        for one in _skipped(graph, "excluded")
    ]
    return "".join(f"{line}\n" for line in lines)


def _languages(graph: Graph) -> tuple[Skipped, ...]:
    """Source code that no detector reads."""
    return _skipped(graph, "no rules")


def _skipped(graph: Graph, word: str) -> tuple[Skipped, ...]:
    return tuple(one for one in graph.coverage.skipped if word in one.reason) if graph.coverage is not None else ()


def _listed(
    assessment: Assessment, names: dict[str, tuple[str, str]], everything: bool, reasons: bool, to_file: bool
) -> str:
    """For each policy what is not approved, worst first."""
    severity = {status: number for number, status in enumerate(Status)}
    parts = []
    for policy in assessment.policies:
        found = [one for one in assessment.verdicts if one.policy == policy.id]
        listed = [one for one in found if everything or one.status not in _QUIET]
        if not listed:
            continue
        listed.sort(key=lambda one: (-severity[one.status], names.get(one.asset, ("", ""))[0], one.usage))
        columns = ("status", "asset", "usage", "then", "rule", "first seen at", *(("why",) if reasons else ()))
        parts.append(shown(policy.id) + (" (draft: would fail)" if policy.draft else ""))
        parts.append(render(columns, [_cells(one, names, reasons) for one in listed], to_file))
    return "\n".join(parts)


def _cells(verdict: Verdict, names: dict[str, tuple[str, str]], reasons: bool) -> tuple[str, ...]:
    name, place = names.get(verdict.asset, (verdict.asset, ""))
    then = f"{verdict.next} after {verdict.until}" if verdict.until and verdict.next else ""
    cells = (verdict.status.value, name, verdict.usage, then, verdict.rule or "no rule", place)
    return (*cells, verdict.why) if reasons else cells
