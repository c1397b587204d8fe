"""`diff`: what is different between two inventories."""

from __future__ import annotations

from collections.abc import Collection

import click

from cryptoagility.cli.table import render
from cryptoagility.cli.words import shown

from ..compare import Diff, Direction, diff
from ..compare.diff_json import counts, diff_json
from ..reports.changes import markdown, sections
from .files import is_file, json_text, read_inventory, write_data, write_text

VIOLATED = 4
INCOMPLETE = 3

_NOT_KNOWN = frozenset({"weakened", "traded"})  # questions that an unknown strength leaves open
_ASKED = ("new", "gone", "moved", "changed", "weakened", "traded", "unknown", "problems")


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--summary", "only_counts", is_flag=True, help="Only the counts (table).")
@click.option(
    "--fail-on",
    "asked",
    multiple=True,
    type=click.Choice(_ASKED),
    help="Exit with 4 if there is any such difference (repeatable).",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
def command(
    old: str, new: str, form: str, as_json: bool, only_counts: bool, asked: tuple[str, ...], output: str | None
) -> int:
    """Say what is different between the inventories OLD and NEW (CBOMs, ours or anyone's), by identity.

    Exit code 0 whatever is different; with --fail-on 4 if there is such a difference, and 3 if it was asked whether
    something is weakened and the strength of something that was replaced is not known.
    """
    found = diff(read_inventory(old).graph, read_inventory(new).graph)
    if as_json or form == "json":
        write_data(output, json_text(diff_json(found)))
    elif form == "markdown":
        write_data(output, markdown(found))
    else:
        write_text(output, _table(found, only_counts, is_file(output)))
    return _exit_code(found, asked)


def _table(found: Diff, only_counts: bool, to_file: bool) -> str:
    parts = [
        f"{one.title} ({len(one.rows)})\n{render(one.columns, one.rows, to_file)}"
        for one in (() if only_counts else sections(found))
    ]
    counted = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts(found).items() if count)
    parts.append("".join(f"note: {shown(note)}\n" for note in found.notes))
    parts.append(f"{counted or 'nothing is different'}\n")
    return "\n".join(part for part in parts if part)


def _exit_code(found: Diff, asked: Collection[str]) -> int:
    counted = counts(found)
    counted["problems"] = counted["new_problems"]
    if any(counted[what] for what in asked):
        return VIOLATED
    if _NOT_KNOWN & set(asked) and counted[Direction.UNKNOWN.value]:
        return INCOMPLETE
    return 0
