"""Findings merged by identity; edges between algorithms, keys, certificates, protocols, libraries and applications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from pathlib import PurePosixPath

from cryptoagility import algorithms
from cryptoagility.errors import AmbiguousAlgorithm, UnknownAlgorithm

from .formats.paths import is_test
from .model import (
    DEFAULT,
    AssetFacts,
    AssetId,
    CertificateFacts,
    Confidence,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    LibraryFacts,
    Location,
    Parameter,
    Problem,
    ProtocolFacts,
    State,
    Suppression,
    algorithm_id,
    in_order,
)

ROOT = AssetId(Kind.APPLICATION, "dir:.")
FIRMNESS = {
    State.UNSTATED: 0,
    State.AVAILABLE: 1,
    State.CONFIGURED: 2,
    State.USED: 3,
    State.NEGOTIATED: 4,
}
"""How firmly an edge holds, from the loosest."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where an asset was seen, and what that place says of it."""

    location: Location
    detector: str | None = None
    functions: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    reason: str | None = None
    confidence: Confidence = Confidence.CERTAIN
    suppression: Suppression | None = None
    test: bool = False  # in code of a test, by the conventions of its language


@dataclass(frozen=True, slots=True)
class Asset:
    """One thing, wherever it was seen: ``ref`` is its identity, ``algorithm`` a canonical scheme name."""

    ref: str
    kind: Kind
    name: str
    algorithm: str | None = None
    primitive: str | None = None
    functions: tuple[str, ...] = ()
    facts: AssetFacts | None = None
    occurrences: tuple[Occurrence, ...] = ()
    reason: str | None = None  # why it is unknown

    @property
    def scheme(self) -> algorithms.Scheme | None:
        """The algorithm with all that the table knows of it; None if it was not recognised."""
        if self.algorithm is None:
            return None
        try:
            return algorithms.parse(self.algorithm)
        except (UnknownAlgorithm, AmbiguousAlgorithm):
            return None


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """``source`` needs ``target``; roles say as what. ``provides`` alone means: implements it, and uses nothing."""

    source: str
    target: str
    state: State
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An inventory that this one was merged from: what it is called, its digest, who made it, what it did not read."""

    name: str
    sha256: str
    tool: str | None = None
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """An inventory: assets and edges sorted, what was not read, and the root that all of it belongs to.

    ``sources``: what it was merged from; its paths then begin with the name of one of them.
    """

    root: str
    assets: tuple[Asset, ...]
    edges: tuple[Edge, ...]
    problems: tuple[Problem, ...] = ()
    coverage: Coverage | None = None  # None: the file does not say
    timestamp: str | None = None
    tool: str | None = None
    sources: tuple[Source, ...] = ()

    def by_ref(self) -> dict[str, Asset]:
        """Assets by reference."""
        return {asset.ref: asset for asset in self.assets}


def ref(asset: AssetId) -> str:
    """The reference of an asset in a CBOM."""
    return f"{asset.kind}:{asset.value}"


def build(
    target: str, findings: Iterable[Finding], problems: tuple[Problem, ...] = (), coverage: Coverage | None = None
) -> Graph:
    """The graph of these findings. The order of findings does not matter."""
    found = list(findings)
    merged: dict[AssetId, list[Finding]] = {}
    for finding in found:
        merged.setdefault(finding.asset, []).append(finding)
    edges = _Edges()
    # Many findings share what is the same in them, as the links of a protocol that many endpoints have.
    linked = {(finding.asset, id(finding.links)): finding for finding in found if finding.links}
    for finding in linked.values():
        for link in finding.links:
            edges.add(finding.asset, link.target, link.state, link.role)
    _link_applications(found, edges)
    assets = {asset: _merged(asset, seen) for asset, seen in merged.items()}
    assets[ROOT] = _root(target, assets.get(ROOT))
    _add_implied(assets, edges)
    return Graph(
        root=ref(ROOT),
        assets=tuple(sorted(assets.values(), key=lambda asset: asset.ref)),
        edges=edges.sorted(),
        problems=problems,
        coverage=coverage,
    )


class _Edges:
    """One edge for each pair, with the firmest state and every role."""

    def __init__(self) -> None:
        self._found: dict[tuple[AssetId, AssetId], tuple[State, set[str]]] = {}

    def add(self, source: AssetId, target: AssetId, state: State, role: str) -> None:
        if source == target:
            return
        known, roles = self._found.get((source, target), (state, set()))
        firmest = max(known, state, key=FIRMNESS.__getitem__)
        self._found[source, target] = (firmest, roles | {role})

    def targets(self) -> set[AssetId]:
        return {target for _, target in self._found}

    def sorted(self) -> tuple[Edge, ...]:
        return tuple(
            sorted(
                Edge(ref(source), ref(target), state, tuple(sorted(roles)))
                for (source, target), (state, roles) in self._found.items()
            )
        )


def _link_applications(found: list[Finding], edges: _Edges) -> None:
    """Each asset belongs to the application whose directory is the nearest above it."""
    directories = {
        finding.asset.value.removeprefix("dir:") for finding in found if finding.asset.kind is Kind.APPLICATION
    }
    for path, asset, state in {(one.location.path, one.asset, one.state): None for one in found}:
        if asset.kind is not Kind.APPLICATION:
            edges.add(_application(path, directories), asset, state, "uses")
        elif asset != ROOT:
            edges.add(ROOT, asset, State.USED, "contains")


def _application(path: str, directories: set[str]) -> AssetId:
    for parent in PurePosixPath(path).parents:
        if str(parent) in directories:
            return AssetId(Kind.APPLICATION, f"dir:{parent}")
    return ROOT


def _merged(asset: AssetId, seen: list[Finding]) -> Asset:
    occurrences = tuple(in_order({_occurrence(finding) for finding in seen}, occurrence_order))
    algorithm = next((one for one in sorted({f.algorithm for f in seen if f.algorithm})), None)
    facts = _richest([finding.facts for finding in seen if finding.facts is not None])
    reasons = sorted({finding.reason for finding in seen if finding.reason and finding.algorithm is None})
    primitive = next((one for one in sorted({f.primitive for f in seen if f.primitive})), None)
    if asset.kind is Kind.PROTOCOL:
        algorithm = None  # a protocol is named by its facts; it is no algorithm of the table
    scheme = None
    if algorithm is not None:
        try:
            scheme = algorithms.parse(algorithm)
        except (UnknownAlgorithm, AmbiguousAlgorithm):
            # A detector knows more names than the table: the name stays visible, its facts are unknown.
            reasons = [*reasons, f"the name {algorithm!r} is not in the table of algorithms"]
            algorithm = None
    functions = sorted({function for finding in seen for function in finding.functions})
    return Asset(
        ref=ref(asset),
        kind=asset.kind,
        name=_name(asset, algorithm, primitive, facts, seen),
        algorithm=algorithm,
        primitive=(scheme.primitive if scheme is not None else primitive) if asset.kind is Kind.ALGORITHM else None,
        functions=tuple(functions),
        facts=facts,
        occurrences=occurrences,
        reason="; ".join(reasons) if reasons and algorithm is None else None,
    )


def _occurrence(finding: Finding) -> Occurrence:
    return Occurrence(
        finding.location,
        finding.detector,
        _functions(finding.functions),
        _parameters(finding.parameters),
        finding.reason,
        finding.confidence,
        finding.suppression,
        is_test(finding.location.path),
    )


@lru_cache(maxsize=256)  # few are different, and the same tuple for all of them is written once
def _functions(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(values))


def _parameters(values: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """The parameters in order: the same tuple if they are, which many occurrences share."""
    if len(values) < 2:
        return values
    made = tuple(sorted(values, key=_PARAMETER))
    return values if made == values else made


_PARAMETER = attrgetter("name", "value", "how", "origin")  # as they are compared, and faster


def _richest(facts: list[AssetFacts]) -> AssetFacts | None:
    """The facts that say most; what several places say of one thing differs at most in what they leave out."""
    if len(facts) < 2:
        return facts[0] if facts else None
    return max(facts, key=lambda one: (_said(one), repr(one)))


def _said(facts: AssetFacts) -> int:
    return sum(getattr(facts, name) not in (None, (), False) for name in facts.__dataclass_fields__)


def _name(
    asset: AssetId, algorithm: str | None, primitive: str | None, facts: AssetFacts | None, seen: list[Finding]
) -> str:
    match facts:
        case LibraryFacts(name=name):
            return name
        case CertificateFacts(subject=str(subject)) if subject:
            return subject
        case CertificateFacts(issuer=str(issuer)) if issuer:
            return f"{asset.kind} of {issuer}"
        case KeyFacts():
            return f"{algorithm or 'unrecognised'} {str(asset.kind).replace('-', ' ')}"
        case ProtocolFacts(type=type, role=role, minimum_version=minimum):
            return " ".join(part for part in (type, role, f"from {minimum}" if minimum else None) if part)
        case _:
            pass
    if asset.kind is Kind.APPLICATION:
        named = sorted(p.value for finding in seen for p in finding.parameters if p.name == "name")
        return named[0] if named else asset.value.removeprefix("dir:")
    if algorithm is not None:
        return algorithm
    if asset.kind is Kind.ALGORITHM and asset.value.startswith("unknown:"):
        return f"unknown {primitive or 'algorithm'} ({asset.value.rsplit(':', 1)[-1]})"
    return asset.value


def _root(target: str, known: Asset | None) -> Asset:
    occurrences = known.occurrences if known is not None else ()
    name = known.name if known is not None and known.name != "." else target
    return Asset(ref=ref(ROOT), kind=Kind.APPLICATION, name=name, occurrences=occurrences)


def _add_implied(assets: dict[AssetId, Asset], edges: _Edges) -> None:
    """Assets that only edges mention, and the parts of schemes: a composite's algorithms, a signature's hash."""
    for target in sorted(edges.targets() - set(assets)):
        assets[target] = _bare(target)
    pending = [asset for asset in assets.values() if asset.kind is Kind.ALGORITHM]
    while pending:
        asset = pending.pop()
        scheme = asset.scheme
        for part in scheme.components if scheme is not None else ():
            target = algorithm_id(part.name)
            edges.add(algorithm_id(asset.name), target, State.USED, "component")
            if target not in assets:
                assets[target] = _bare(target)
                pending.append(assets[target])
    for asset in [one for one in assets.values() if isinstance(one.facts, KeyFacts | CertificateFacts)]:
        _link_algorithm(asset, assets, edges)


def _link_algorithm(asset: Asset, assets: dict[AssetId, Asset], edges: _Edges) -> None:
    """A key or certificate is linked to the algorithm of its key, whoever found it."""
    if asset.algorithm is None:
        return
    target = algorithm_id(asset.algorithm)
    source = AssetId(asset.kind, asset.ref.removeprefix(f"{asset.kind}:"))
    edges.add(source, target, State.CONFIGURED, "algorithm")
    if target not in assets:
        assets[target] = _bare(target)


def _bare(asset: AssetId) -> Asset:
    """An asset that nothing was seen of but its name."""
    if asset.kind is not Kind.ALGORITHM:
        return Asset(ref=ref(asset), kind=asset.kind, name=asset.value)
    try:
        scheme = algorithms.parse(asset.value)
    except (UnknownAlgorithm, AmbiguousAlgorithm):
        return Asset(ref(asset), asset.kind, asset.value, primitive="unknown", reason="not in the table of algorithms")
    return Asset(ref(asset), asset.kind, scheme.name, algorithm=scheme.name, primitive=scheme.primitive)


def code(asset: Asset) -> str | None:
    """``production``, ``test`` or ``production and test``; None if nobody saw where it is."""
    kinds = {one.test for one in asset.occurrences}
    if len(kinds) > 1:
        return "production and test"
    return None if not kinds else "test" if kinds.pop() else "production"


def places(asset: Asset) -> Iterator[str]:
    """``path:line`` of each occurrence, in order."""
    for occurrence in asset.occurrences:
        place = occurrence.location
        yield place.path if place.line is None else f"{place.path}:{place.line}"


def marked_places(asset: Asset) -> Iterator[str]:
    """The places for people to read: where a setting holds that stands nowhere, ``(default)`` follows."""
    for place, occurrence in zip(places(asset), asset.occurrences, strict=True):
        yield f"{place} (default)" if (occurrence.location.symbol or "").startswith(DEFAULT) else place


def occurrence_order(one: Occurrence) -> tuple[object, ...]:
    """The order in which an asset lists its places."""
    place = one.location
    return (place.path, place.line or 0, place.offset or 0, place.symbol or "")
