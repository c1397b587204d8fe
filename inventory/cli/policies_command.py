"""`policies`: what travels with the tool, one in full, and several beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from cryptoagility.cli.streams import data, out

from ..errors import UsageError
from ..plan import compare, comparison_json
from ..policy import Policy, available, crosswalk_json, load_policies
from ..resources import policies
from .compare_text import comparison, evidence
from .files import json_text
from .policy_json import policy_json
from .policy_options import day
from .policy_text import details, overview


@click.command("policies")
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...")
@click.option("--crosswalk", is_flag=True, help="Each piece of evidence with all the clauses that it answers.")
@click.option(
    "--conflicts", is_flag=True, help="What the policies say of the same algorithms, and what satisfies all of them."
)
@click.option("--as-of", metavar="DATE", help="With --conflicts: from which day on (YYYY-MM-DD); today if not given.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(names: tuple[str, ...], crosswalk: bool, conflicts: bool, as_of: str | None, as_json: bool) -> int:
    """List the policies that travel with this tool, or show some in full: rules, goals, clauses, sources and dates.

    --crosswalk and --conflicts put the named ones (all of them if none is named) beside each other.
    """
    if crosswalk and conflicts:
        raise UsageError("--crosswalk and --conflicts are two views: ask for one of them")
    if as_of is not None and not conflicts:
        raise UsageError("--as-of goes with --conflicts: a list of policies has no day")
    folder = policies().joinpath("regulation")
    loaded = load_policies(names or available(folder), folder)
    if conflicts:
        found = compare(loaded, day(as_of))
        _say(as_json, lambda: comparison_json(found), lambda: comparison(found))
    elif crosswalk:
        _say(as_json, lambda: crosswalk_json(loaded), lambda: evidence(loaded))
    else:
        _say(as_json, lambda: [policy_json(one) for one in loaded], lambda: _text(loaded, bool(names)))
    return 0


def _text(loaded: Sequence[Policy], in_full: bool) -> str:
    return "\n".join(details(policy) for policy in loaded) if in_full else overview(loaded)


def _say(as_json: bool, machine: Callable[[], object], person: Callable[[], str]) -> None:
    if as_json:
        data(json_text(machine()))
    else:
        out(person())
