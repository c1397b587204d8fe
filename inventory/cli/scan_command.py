"""`scan`: find cryptography and write it down."""

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from cryptoagility import __version__
from cryptoagility.cli.streams import note
from cryptoagility.cli.words import count, shown

from ..cbom.write import write
from ..detectors import DETECTORS
from ..errors import UsageError
from ..graph import Graph, build
from ..scanner import Options, Scan, scan
from ..sources.files import Limits
from .files import all_kept, is_file, write_data, write_text
from .moment import timestamp_option, written_time
from .path_prefix import path_prefix_option

_SHOWN = 20


@click.command("scan")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("-o", "--output", metavar="FILE", help="Where to write; standard output if not given.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["cyclonedx-1.7", "cyclonedx-1.6", "sarif", "csv", "table"]),
    default="cyclonedx-1.7",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="Worker processes; the number of cores if not given."
)
@click.option(
    "--include", multiple=True, metavar="GLOB", help="Scan only files that match (gitignore patterns; repeatable)."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out what matches; it is counted (repeatable).")
@click.option("--gitignore", is_flag=True, help="Also leave out what .gitignore files name.")
@click.option(
    "--max-file-size",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    metavar="MIB",
    help="Larger files are reported, not read.",
)
@click.option(
    "--max-depth",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Deeper directories are reported, not entered.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 86_400),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="Time for one file.",
)
@timestamp_option
@path_prefix_option
@click.option("--strict", is_flag=True, help="Exit with 3 if anything could not be read.")
@click.option("--quiet", is_flag=True, help="No progress and no summary on standard error.")
def command(
    targets: tuple[str, ...],
    output: str | None,
    form: str,
    jobs: int | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    gitignore: bool,
    max_file_size: int,
    max_depth: int,
    timeout: float,
    timestamp: str | None,
    prefix: str,
    strict: bool,
    quiet: bool,
) -> int:
    """Find cryptography in files and directories (each TARGET) and write a CycloneDX CBOM.

    Nothing is executed, imported, fetched or followed out of the target. A file that cannot be read is reported in the
    CBOM and the scan goes on.
    """
    if math.isnan(timeout):
        raise UsageError("--timeout nan is not a time: give seconds")
    options = Options(
        jobs=jobs or os.cpu_count() or 1,
        limits=Limits(file_size=max_file_size * 1024 * 1024, depth=max_depth, seconds=timeout),
        include=include,
        exclude=exclude,
        gitignore=gitignore,
    )
    when = written_time(timestamp)
    with all_kept():
        with _progress(quiet) as progress:
            result = scan(tuple(_path(target) for target in targets), DETECTORS, options, progress)
        graph = build(result.target, result.findings, result.problems, result.coverage)
        _write(graph, form, output, when, prefix)
    if not quiet:
        note(_summary(result, graph, output))
    return 3 if strict and result.problems else 0


def _write(graph: Graph, form: str, output: str | None, when: str | None, prefix: str) -> None:
    if form == "table":
        from .assets_table import assets_table

        write_text(output, assets_table(graph, is_file(output)))
    elif form == "csv":
        from .csv_text import assets_csv

        write_data(output, assets_csv(graph))
    elif form == "sarif":
        from ..reports.sarif_facts import facts

        write_data(output, facts(graph, __version__, prefix))
    else:
        write_data(output, write(graph, version=__version__, timestamp=when, spec=form.removeprefix("cyclonedx-")))


def _path(target: str) -> Path:
    scheme, separator, _ = target.partition("://")
    if separator and not Path(target).exists():
        raise UsageError(f"cannot scan {target!r}: the source {scheme!r} does not exist yet; name a file or directory")
    return Path(target)


def _progress(quiet: bool) -> AbstractContextManager[Callable[[int, int], None] | None]:
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        return nullcontext()
    from .progress import Bar

    return Bar()


def _summary(result: Scan, graph: Graph, output: str | None) -> str:
    kinds = Counter(str(asset.kind) for asset in graph.assets if asset.ref != graph.root)
    found = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "no cryptography"
    coverage = result.coverage
    lines = [
        f"{coverage.read:,} of {count(coverage.files, 'file')} looked into ({count(coverage.lines, 'line')}): {found}",
    ]
    lines.extend(f"  not read: {one.count:,} × {one.reason}" for one in coverage.skipped if "no rules" in one.reason)
    lines.extend(f"  left out: {one.count:,} × {one.reason}" for one in coverage.skipped if "excluded" in one.reason)
    excused = sum(finding.suppression is not None for finding in result.findings)
    if excused:
        lines.append(f"  excused by comments in the files: {count(excused, 'finding')} (`check` judges and lists them)")
    if result.problems:
        lines.append(f"{count(len(result.problems), 'problem')}:")
        for problem in result.problems[:_SHOWN]:
            where = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
            lines.append(f"  {shown(where)}: {shown(problem.reason)} [{problem.detector}]")
        if len(result.problems) > _SHOWN:
            lines.append(f"  and {len(result.problems) - _SHOWN} more, all in the CBOM")
    if is_file(output):
        lines.append(f"written to {shown(str(output))}")
    return "\n".join(lines) + "\n"
