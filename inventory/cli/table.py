"""Tables for a person at a terminal."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..graph import Graph, places

_PIPE_WIDTH = 160


def render(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text: colours only on a terminal, never with NO_COLOR."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(_printable(cell)) for cell in row))
    return print_to_text(table)


def print_to_text(*what: object) -> str:
    """Anything rich can draw, as text."""
    terminal = sys.stdout.isatty()
    sink = io.StringIO()
    console = Console(
        file=sink,
        force_terminal=terminal,
        no_color="NO_COLOR" in os.environ or not terminal,
        width=None if terminal else _PIPE_WIDTH,
        highlight=False,
    )
    for one in what:
        console.print(one)
    text = sink.getvalue()
    return text if terminal else "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def assets_table(graph: Graph) -> str:
    """Every asset: kind, name, algorithm, what a quantum computer does to it, first place, number of places."""
    rows = []
    for asset in graph.assets:
        if asset.ref == graph.root:
            continue
        scheme = asset.scheme
        quantum = str(scheme.quantum) if scheme is not None and scheme.quantum is not None else ""
        seen = list(places(asset))
        rows.append(
            (
                str(asset.kind),
                asset.name,
                asset.algorithm or ("unknown" if asset.reason else ""),
                quantum,
                seen[0] if seen else "",
                str(len(seen)) if seen else "",
            )
        )
    return render(("kind", "name", "algorithm", "quantum", "first seen at", "places"), rows)


def _printable(text: str) -> str:
    """Names come from scanned files: no control character reaches the terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
