"""What stands where: the positions of an inventory that another one may fill with something else.

A position is a call site (path and API), a file, an application or a certificate's subject, always with the use: a hash
is never compared with a cipher. Lines are no part of it, so that an edit above does not count as a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..graph import Asset, Edge, Graph
from ..model import CertificateFacts, Kind, LibraryFacts, ProtocolFacts, State
from .strength import uses

CALL, SUBJECT, FILE, APPLICATION, LIBRARY = "call", "certificate", "file", "application", "library"
_CERTIFICATES = frozenset({Kind.CERTIFICATE, Kind.CERTIFICATE_REQUEST, Kind.CRL})
_HELD = frozenset({State.CONFIGURED, State.USED, State.NEGOTIATED, State.UNSTATED})


class Position(NamedTuple):
    """Where something stands, as what: ``sort`` is call, certificate, file, application or library."""

    sort: str
    where: str
    what: str
    use: str


Standing = Mapping[Position, Mapping[str, int]]
"""How often each asset, by reference, stands in a position."""


def by_call(graph: Graph) -> Standing:
    """The assets at each call site or named place of a file, with how often."""
    found: dict[Position, dict[str, int]] = {}
    for asset in graph.assets:
        tags = _tags(asset)
        for place in asset.occurrences:
            symbol = place.location.symbol or ""
            for tag in tags:
                standing = found.setdefault(Position(CALL, place.location.path, symbol, tag), {})
                standing[asset.ref] = standing.get(asset.ref, 0) + 1
    return found


def by_file(graph: Graph) -> Standing:
    """The assets in each file."""
    found: dict[Position, dict[str, int]] = {}
    for asset in graph.assets:
        tags = _tags(asset)
        for path in {place.location.path for place in asset.occurrences}:
            for tag in tags:
                found.setdefault(Position(FILE, path, "", tag), {})[asset.ref] = 1
    return found


def by_application(graph: Graph) -> Standing:
    """What each application has, except what is only available to it."""
    assets = graph.by_ref()
    found: dict[Position, dict[str, int]] = {}
    for edge in graph.edges:
        source, target = assets[edge.source], assets[edge.target]
        if source.kind is not Kind.APPLICATION or not _holds(edge) or target.kind is Kind.APPLICATION:
            continue
        for tag in _tags(target):
            found.setdefault(Position(APPLICATION, source.ref, "", tag), {})[target.ref] = 1
    return found


def by_name(graph: Graph) -> Standing:
    """Certificates by the subject that they name, libraries by their name."""
    found: dict[Position, dict[str, int]] = {}
    for asset in graph.assets:
        for position in _named(asset):
            found.setdefault(position, {})[asset.ref] = 1
    return found


def offered(graph: Graph) -> frozenset[str]:
    """Algorithms that a library can do and that nothing is seen to use, and the parts of those."""
    needed: dict[str, list[str]] = {}
    targets = set()
    for edge in graph.edges:
        targets.add(edge.target)
        if _holds(edge):
            needed.setdefault(edge.source, []).append(edge.target)
    pending = [one.ref for one in graph.assets if one.kind is not Kind.ALGORITHM or one.occurrences]
    pending += [one.ref for one in graph.assets if one.ref not in targets]
    reached = set(pending)
    while pending:
        more = set(needed.get(pending.pop(), ())) - reached
        reached |= more
        pending += more
    return frozenset(one.ref for one in graph.assets if one.ref not in reached)


def _holds(edge: Edge) -> bool:
    """Whether an edge says more than that something could be used."""
    return edge.state in _HELD and edge.roles != ("provides",)


def _named(asset: Asset) -> Iterator[Position]:
    facts = asset.facts
    if isinstance(facts, CertificateFacts) and facts.subject and asset.kind is not Kind.CRL:
        yield Position(SUBJECT, facts.subject, "", str(asset.kind))
    elif isinstance(facts, LibraryFacts):
        yield Position(LIBRARY, facts.name, facts.ecosystem, str(asset.kind))


def _tags(asset: Asset) -> Iterable[str]:
    """As what something can be compared: algorithms by use, protocols by type and side, the rest by kind."""
    if asset.kind is Kind.ALGORITHM:
        return sorted(uses(asset))
    if isinstance(asset.facts, ProtocolFacts):
        return (f"{asset.facts.type} {asset.facts.role or ''}".strip(),)
    if asset.kind in (Kind.APPLICATION, Kind.LIBRARY):
        return ()
    return (str(asset.kind),)
