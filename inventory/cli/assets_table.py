"""A table of the assets of an inventory, for a person."""

from __future__ import annotations

from cryptoagility.cli.table import render

from ..graph import Graph, marked_places


def assets_table(graph: Graph, to_file: bool = False) -> str:
    """Every asset: kind, name, algorithm, what a quantum computer does to it, first place, number of places."""
    rows = []
    for asset in graph.assets:
        if asset.ref == graph.root:
            continue
        scheme = asset.scheme
        quantum = str(scheme.quantum) if scheme is not None and scheme.quantum is not None else ""
        seen = list(marked_places(asset))
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
    return render(("kind", "name", "algorithm", "quantum", "first seen at", "places"), rows, to_file)
