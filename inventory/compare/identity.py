"""Who is who: one identity for an asset in whichever inventory it is, and inventories with one entry for each.

What this tool writes has its identity as reference already. Others give references that are new in each file: theirs
is made from what the file says of the asset, and never from a digest of something that may be secret.
"""

from __future__ import annotations

from dataclasses import replace

from ..graph import ROOT, Asset, Edge, Graph, ref
from ..model import CertificateFacts, KeyFacts, Kind, LibraryFacts, ProtocolFacts
from .joining import Contradiction, join, join_edges

ROOT_REF = ref(ROOT)


def identity(asset: Asset) -> str:
    """The reference that this tool would give."""
    if asset.ref.startswith(f"{asset.kind}:"):
        return asset.ref
    return f"{asset.kind}:{_content(asset)}"


def canonical(graph: Graph) -> tuple[Graph, tuple[Contradiction, ...]]:
    """The graph with identities as references, the root as ``application:dir:.``, entries of one identity joined."""
    names = {asset.ref: ROOT_REF if asset.ref == graph.root else identity(asset) for asset in graph.assets}
    if all(name == known for known, name in names.items()):
        return graph, ()
    groups: dict[str, list[Asset]] = {}
    for asset in graph.assets:
        groups.setdefault(names[asset.ref], []).append(replace(asset, ref=names[asset.ref]))
    joined = [join(group) for group in groups.values()]
    edges = (
        Edge(names[edge.source], names[edge.target], edge.state, edge.roles)
        for edge in graph.edges
        if names[edge.source] != names[edge.target]
    )
    made = replace(
        graph,
        root=ROOT_REF,
        assets=tuple(sorted((asset for asset, _ in joined), key=lambda asset: asset.ref)),
        edges=join_edges(edges),
    )
    return made, tuple(sorted(one for _, contradictions in joined for one in contradictions))


def _content(asset: Asset) -> str:
    facts = asset.facts
    if isinstance(facts, CertificateFacts):
        return _certificate(asset, facts)
    if isinstance(facts, KeyFacts) or asset.kind in (Kind.PRIVATE_KEY, Kind.PUBLIC_KEY, Kind.SECRET_KEY):
        return _key(asset)
    if isinstance(facts, LibraryFacts):
        return _library(asset, facts)
    if isinstance(facts, ProtocolFacts):
        parts = (facts.type, facts.role, asset.name, facts.version)
        return ":".join(part for part in parts if part)
    if asset.kind is Kind.ALGORITHM:
        return asset.algorithm or f"name:{asset.primitive or 'unknown'}:{asset.name}"
    return f"name:{asset.name}"


def _certificate(asset: Asset, facts: CertificateFacts) -> str:
    if facts.sha256 is not None:
        return f"sha256:{facts.sha256.lower()}"
    if facts.issuer is not None and facts.serial is not None:
        return f"serial:{facts.serial}:{facts.issuer}"
    if facts.subject is not None and facts.not_before is not None:
        return f"subject:{facts.not_before}:{facts.subject}"
    return _placed(asset)


def _key(asset: Asset) -> str:
    if isinstance(asset.facts, KeyFacts) and asset.facts.spki_sha256 is not None:
        return f"spki-sha256:{asset.facts.spki_sha256.lower()}"
    return _placed(asset)


def _placed(asset: Asset) -> str:
    """Something without a public part is where it is; where nobody says even that, only its own file knows it."""
    if asset.occurrences:
        return f"at:{asset.occurrences[0].location.path}#{asset.name}"
    return f"ref:{asset.ref}"


def _library(asset: Asset, facts: LibraryFacts) -> str:
    if asset.ref.startswith("pkg:"):
        return asset.ref.partition("?")[0]
    name = facts.name.lower() if facts.ecosystem == "pypi" else facts.name
    version = f"@{facts.version}" if facts.version else ""
    return f"pkg:{facts.ecosystem}/{name}{version}"
