"""An inventory as a table for spreadsheets: one row for each asset and place, nothing in it is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cryptoagility.cli.words import shown

from ..graph import Asset, Graph, Occurrence

_COLUMNS = (
    *("kind", "name", "algorithm", "primitive", "quantum", "classical bits", "NIST category", "functions", "path"),
    *("line", "symbol", "confidence", "unknown because", "excused until", "reference"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def assets_csv(graph: Graph) -> str:
    """The rows, with a head (RFC 4180)."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for asset in graph.assets:
        if asset.ref != graph.root:
            writer.writerows([_cell(value) for value in row] for row in _rows(asset))
    return made.getvalue()


def _rows(asset: Asset) -> Iterator[tuple[object, ...]]:
    for place in asset.occurrences or (None,):
        yield (*_facts(asset), *_place(place), asset.reason, _excuse(place), asset.ref)


def _facts(asset: Asset) -> tuple[object, ...]:
    scheme = asset.scheme
    levels = (scheme.quantum, scheme.classical_bits, scheme.nist_category) if scheme is not None else (None,) * 3
    algorithm = asset.algorithm or ("unknown" if asset.reason else None)
    known = tuple("unknown" if level is None and algorithm is not None else level for level in levels)
    return (asset.kind, asset.name, algorithm, asset.primitive, *known, " ".join(asset.functions))


def _place(place: Occurrence | None) -> tuple[object, ...]:
    if place is None:
        return (None,) * 4
    return (place.location.path, place.location.line, place.location.symbol, place.confidence.value)


def _excuse(place: Occurrence | None) -> str | None:
    return place.suppression.until if place is not None and place.suppression is not None else None


def _cell(value: object) -> str:
    """Text that a spreadsheet shows and never computes: names come from scanned files."""
    text = shown(str(value)) if value is not None else ""
    return f"'{text}" if text.startswith(_FORMULA) else text
