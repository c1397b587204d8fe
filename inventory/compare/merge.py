"""Several inventories as one: an asset is there once, its places are kept apart by the application they are in.

Merging is commutative, associative and idempotent: the order of files does not matter, nor how often one is given, nor
in how many steps it is done. What the inventories contradict each other in is a problem of the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph import Asset, Edge, Graph, Occurrence, Source
from ..model import Coverage, Kind, Problem, Skipped, State
from .identity import ROOT_REF, canonical
from .joining import Contradiction, join, join_edges

_MERGE = "merge"
_SAID = "one asset, several values of {}: {}"
_CONTRADICTION = re.compile(r"one asset, several values of (?P<field>[a-z0-9_]+): (?P<value>.*)", re.DOTALL)
_SILENT = "this inventory does not say what was not read"
_EXAMPLES = 5
_NAMES = 3


@dataclass(frozen=True, slots=True)
class Given:
    """An inventory, the name of the application that it is about, and the digest of its file.

    Inventories of one name are about the same application: their paths are the same paths.
    """

    name: str
    sha256: str
    graph: Graph

    def __post_init__(self) -> None:
        if self.name in ("", ".", "..") or "/" in self.name:
            raise ValueError("the name of an application must not be empty, . or .., and has no slash")


def merge(given: Iterable[Given]) -> Graph:
    """All inventories as one. One that was merged already is taken as it is, whatever it is called."""
    parts = [_placed(one) for one in given]
    assets: dict[str, list[Asset]] = {}
    known: dict[str, set[Contradiction]] = {}
    problems: set[Problem] = set()
    for part in parts:
        for asset in part.assets:
            if asset.ref != part.root:
                assets.setdefault(asset.ref, []).append(asset)
        for problem in part.problems:
            found = _contradiction(problem)
            if found is not None:
                known.setdefault(found.ref, set()).add(found)
            else:
                problems.add(problem)
    joined = [join(group, known.get(reference, ())) for reference, group in assets.items()]
    problems |= {_problem(one) for _, found in joined for one in found}
    problems |= {_problem(one) for reference in known.keys() - assets.keys() for one in known[reference]}
    sources = _sources(parts)
    problems |= {Problem(one.name, _MERGE, _SILENT) for one in sources if one.coverage is None}
    names = sorted({one.name for one in sources})
    root = Asset(ROOT_REF, Kind.APPLICATION, _root_name(names))
    applications = [f"application:dir:{name}" for name in names]
    edges = [Edge(ROOT_REF, one, State.USED, ("contains",)) for one in applications if one in assets]
    edges += [edge for part in parts for edge in part.edges]
    return Graph(
        root=ROOT_REF,
        assets=tuple(sorted((root, *(asset for asset, _ in joined)), key=lambda asset: asset.ref)),
        edges=join_edges(
            [*edges, *(edge for part in parts for edge in part.edges if part.root not in (edge.source, edge.target))]
        ),
        problems=tuple(sorted(problems, key=_problem_order)),
        coverage=_total(sources),
        sources=sources,
    )


def _placed(given: Given) -> Graph:
    """The inventory with identities as references, and every path below the name of its application."""
    if given.graph.sources and given.graph.root == ROOT_REF:
        return given.graph
    graph, contradictions = canonical(given.graph)
    below = _Below(given.name)
    coverage = below.coverage(graph.coverage)
    return Graph(
        root="",
        assets=tuple(below.asset(asset) for asset in graph.assets),
        edges=tuple(
            Edge(below.reference(edge.source), below.reference(edge.target), edge.state, edge.roles)
            for edge in graph.edges
        ),
        problems=tuple(
            [replace(one, path=below.path(one.path)) for one in graph.problems]
            + [_problem(replace(one, ref=below.reference(one.ref))) for one in contradictions]
        ),
        coverage=coverage,
        sources=(Source(given.name, given.sha256, graph.tool, coverage),),
    )


class _Below:
    """Paths and references of an inventory below the name of its application."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[str, str] = {}

    def path(self, path: str) -> str:
        return self._name if path == "." else f"{self._name}/{path}"

    def reference(self, reference: str) -> str:
        made = self._known.get(reference)
        if made is None:
            made = self._known[reference] = self._made(reference)
        return made

    def _made(self, reference: str) -> str:
        """What has its place as identity has another one now; what is known by its content has not."""
        kind, _, value = reference.partition(":")
        sort, _, rest = value.partition(":")
        if kind == Kind.APPLICATION or sort in ("at", "ref"):
            return f"{kind}:{sort}:{self.path(rest)}" if sort != "at" else f"{kind}:at:{self.path(rest)}"
        return reference

    def asset(self, asset: Asset) -> Asset:
        return replace(
            asset,
            ref=self.reference(asset.ref),
            occurrences=tuple(self._occurrence(one) for one in asset.occurrences),
        )

    def _occurrence(self, one: Occurrence) -> Occurrence:
        return replace(one, location=replace(one.location, path=self.path(one.location.path)))

    def coverage(self, coverage: Coverage | None) -> Coverage | None:
        if coverage is None:
            return None
        return replace(coverage, skipped=tuple(
            replace(one, examples=tuple(self.path(path) for path in one.examples)) for one in coverage.skipped
        ))  # fmt: skip


def _sources(parts: Iterable[Graph]) -> tuple[Source, ...]:
    found = {(source.name, source.sha256): source for part in parts for source in part.sources}
    return tuple(found[key] for key in sorted(found))


def _total(sources: Iterable[Source]) -> Coverage | None:
    """What all sources together read and did not; each counts once, however often it was given."""
    every = [one.coverage for one in sources if one.coverage is not None]
    if not every:
        return None
    skipped: dict[str, list[Skipped]] = {}
    for coverage in every:
        for one in coverage.skipped:
            skipped.setdefault(one.reason, []).append(one)
    return Coverage(
        files=sum(one.files for one in every),
        bytes=sum(one.bytes for one in every),
        lines=sum(one.lines for one in every),
        read=sum(one.read for one in every),
        duplicates=sum(one.duplicates for one in every),
        skipped=tuple(sorted(_skipped(reason, found) for reason, found in skipped.items())),
    )


def _skipped(reason: str, found: Iterable[Skipped]) -> Skipped:
    every = list(found)
    examples = sorted({path for one in every for path in one.examples})[:_EXAMPLES]
    return Skipped(reason, sum(one.count for one in every), tuple(examples))


def _problem(one: Contradiction) -> Problem:
    return Problem(one.ref, _MERGE, _SAID.format(one.field, one.value))


def _contradiction(problem: Problem) -> Contradiction | None:
    found = _CONTRADICTION.fullmatch(problem.reason) if problem.detector == _MERGE else None
    return Contradiction(problem.path, found["field"], found["value"]) if found is not None else None


def contradictions(graph: Graph) -> Iterator[Contradiction]:
    """What the sources of a merged inventory contradict each other in."""
    for problem in graph.problems:
        if (found := _contradiction(problem)) is not None:
            yield found


def _problem_order(problem: Problem) -> tuple[object, ...]:
    return (problem.path, problem.line or 0, problem.detector, problem.reason, problem.bug)


def _root_name(names: list[str]) -> str:
    return ", ".join(names[:_NAMES]) + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
