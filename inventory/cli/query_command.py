"""`query`: which assets of an inventory are such and such."""

from __future__ import annotations

from collections.abc import Iterable

import click

from cryptoagility.cli.streams import note
from cryptoagility.cli.table import render
from cryptoagility.cli.words import count

from ..graph import Asset, Graph, marked_places, places
from ..plan import parse_context
from ..policy import assess
from ..query import FIELDS, Answer, Row, ask, parse
from ..query.rows import rows
from .files import is_file, json_text, read_bytes, read_inventory, write_data, write_text
from .policy_options import chosen, day, policy_options

SCHEMA = "cryptoagility/query/1"


@click.command("query")
@click.argument("cbom", metavar="CBOM")
@click.argument("question", metavar="EXPR")
@policy_options(required=False)
@click.option("--context", metavar="FILE", help="Who owns what, by path: fills system, owner, exposure, criticality.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "count", "places", "refs"]),
    default="table",
    show_default=True,
    help="What to write; places and refs are one a line.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--count", "form", flag_value="count", help="The same as --format count.")
@click.option("--unknown", "only_unknown", is_flag=True, help="Show what is left out because it is not known.")
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
@click.option("--quiet", is_flag=True, help="Do not say on standard error what is left out.")
def command(
    cbom: str,
    question: str,
    names: tuple[str, ...],
    as_of: str | None,
    context: str | None,
    form: str,
    only_unknown: bool,
    output: str | None,
    quiet: bool,
) -> int:
    """List the assets of the inventory CBOM for which EXPR holds, for example 'family ~ "RSA*" and size < 3072'.

    Comparing with something unknown is never true, also not after `not`: how many assets are left out for that is said.
    """
    given = [*(["--policy"] if names else []), *(["--context"] if context is not None else [])]
    asked = parse(question, given)
    policies = chosen(names)
    known = parse_context(read_bytes(context), context) if context is not None else None
    graph = read_inventory(cbom).graph
    verdicts = assess(graph, policies, day(as_of)).verdicts if policies else None
    answer = ask(asked, rows(graph, verdicts, known))
    shown = answer.unknown if only_unknown else answer.rows
    if form == "table":
        write_text(output, _table(shown, is_file(output)))
    elif form == "json":
        write_data(output, json_text(_json(question, answer, shown, graph)))
    else:
        write_data(output, "".join(f"{line}\n" for line in _lines(form, shown)))
    if not quiet:
        note(_left_out(answer, graph, only_unknown))
    return 0


def _table(found: Iterable[Row], to_file: bool) -> str:
    cells = []
    for row in found:
        seen = list(marked_places(row.asset))
        more = f" and {len(seen) - 1} more" if len(seen) > 1 else ""
        algorithm = row.asset.algorithm or ("unknown" if row.asset.reason else "")
        cells.append((str(row.asset.kind), row.asset.name, algorithm, (seen[0] if seen else "") + more))
    return render(("kind", "name", "algorithm", "seen at"), cells, to_file)


def _lines(form: str, found: tuple[Row, ...]) -> list[str]:
    if form == "count":
        return [str(len(found))]
    if form == "refs":
        return [_one_line(row.asset.ref) for row in found]
    return sorted({_one_line(place) for row in found for place in places(row.asset)})


def _one_line(text: str) -> str:
    """A name with a line break in it must not pass for two."""
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def _json(question: str, answer: Answer, found: Iterable[Row], graph: Graph) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "question": question,
        "count": len(answer.rows),
        "unknown": len(answer.unknown),
        "problems": sum(one.unread for one in graph.problems),
        "assets": [_asset(row) for row in found],
    }


def _asset(row: Row) -> dict[str, object]:
    asset: Asset = row.asset
    fields: dict[str, object] = {}
    for name, field in FIELDS.items():
        if field.needs is not None and (row.statuses if field.needs == "--policy" else row.systems) is None:
            continue
        value = field.value(row)
        if value.known or value.unknown:
            fields[name] = [*value.known, *(["unknown"] if value.unknown else [])]
    return {"asset": asset.ref, "places": list(places(asset)), "fields": fields}


def _left_out(answer: Answer, graph: Graph, only_unknown: bool) -> str:
    lines = []
    if answer.unknown and not only_unknown:
        verb = "is" if len(answer.unknown) == 1 else "are"
        lines.append(
            f"{count(len(answer.unknown), 'asset')} {verb} left out because something that is asked for is unknown "
            "(--unknown shows them)\n"
        )
    if unread := sum(one.unread for one in graph.problems):
        lines.append(f"{count(unread, 'problem')} in the inventory: what could not be read is in no answer\n")
    return "".join(lines)
