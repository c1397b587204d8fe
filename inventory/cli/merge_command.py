"""`merge`: several inventories as one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import click

from cryptoagility import __version__
from cryptoagility.cli.streams import note
from cryptoagility.cli.words import count, shown

from ..cbom.write import write
from ..compare.merge import Given, contradictions, merge
from ..errors import UsageError
from ..graph import Graph
from .files import is_file, read_inventory, write_data
from .moment import timestamp_option, written_time

_SHOWN = 20


@click.command("merge")
@click.argument("files", nargs=-1, required=True, metavar="[NAME=]FILE...")
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["cyclonedx-1.7", "cyclonedx-1.6"]),
    default="cyclonedx-1.7",
    show_default=True,
    help="What to write.",
)
@timestamp_option
@click.option("--quiet", is_flag=True, help="No summary on standard error.")
def command(files: tuple[str, ...], output: str | None, form: str, timestamp: str | None, quiet: bool) -> int:
    """Merge the CBOMs FILE (ours or anyone's) into one. An asset is there once; paths begin with the application.

    NAME is the application that an inventory is about; its root's name if not given. Two inventories of one application
    (of two tools) get the same NAME. A file that was merged already keeps its names.
    """
    when = written_time(timestamp)
    merged = merge(_given(files))
    write_data(output, write(merged, version=__version__, timestamp=when, spec=form.removeprefix("cyclonedx-")))
    if not quiet:
        note(_summary(merged, output))
    return 0


def _given(files: Iterable[str]) -> Iterator[Given]:
    """The inventories with their names. Raises UsageError where it is not clear whether two are about the same."""
    known: dict[str, tuple[str, str, bool]] = {}
    for argument in files:
        name, file = _split(argument)
        inventory = read_inventory(file)
        graph = inventory.graph
        if graph.sources and name is not None:
            raise UsageError(
                f"{file!r} is a merged inventory, whose applications have their names: leave out {name!r}="
            )
        stated = name is not None
        name = name if name is not None else _root_name(graph, file)
        for one, sha256 in [(one.name, one.sha256) for one in graph.sources] or [(name, inventory.sha256)]:
            other, digest, also = known.setdefault(one, (file, sha256, stated))
            if digest != sha256 and not (stated and also):
                raise UsageError(
                    f"{other!r} and {file!r} are both about {one!r}: write A={other} B={file} if that is two "
                    f"applications, and the same name before both if it is one"
                )
        yield Given(name, inventory.sha256, graph)


def _split(argument: str) -> tuple[str | None, str]:
    name, equals, file = argument.partition("=")
    if not equals or os.path.exists(argument):
        return None, argument
    if name in ("", ".", "..") or "/" in name:
        raise UsageError(f"{argument!r} gives no name of an application: write NAME=FILE, NAME without a slash")
    return name, file


def _root_name(graph: Graph, file: str) -> str:
    name = graph.by_ref()[graph.root].name.replace("/", "-")
    if name in ("", ".", ".."):
        raise UsageError(f"{file!r} does not say which application it is about: write NAME={file}")
    return name


def _summary(graph: Graph, output: str | None) -> str:
    lines = [f"{count(len(graph.sources), 'inventory', 'inventories')}, {count(len(graph.assets) - 1, 'asset')}"]
    found = sorted(contradictions(graph))
    problems = len(graph.problems) - len(found)
    if problems:
        lines.append(f"{count(problems, 'problem')} of the inventories, all in the result")
    if found:
        lines.append("contradictions:")
        lines += [f"  {shown(one.ref)}: {one.field} {shown(one.value)}" for one in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(f"  and {len(found) - _SHOWN} more, all in the result")
    if is_file(output):
        lines.append(f"written to {shown(str(output))}")
    return "\n".join(lines) + "\n"
