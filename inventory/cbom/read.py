"""CycloneDX 1.4 to 1.7 as a graph: ours and anyone else's. What is not recognised stays unknown, and is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..errors import Unreadable
from ..graph import Asset, Edge, Graph
from ..model import Kind, Problem, State
from .about import coverage_of, problems_of, sources_of, tool_of
from .convert import restore
from .names import recognised
from .schema import VERSIONS
from .shape import refuse_wrong_types
from .strict_json import load, pointer
from .vocabulary import FORMAT, NAMESPACE, X509, facts_from, occurrence_from

_KEYS = frozenset({Kind.PRIVATE_KEY, Kind.PUBLIC_KEY, Kind.SECRET_KEY})
_MAXIMUM = 512 * 1024 * 1024
_DEPTH = 64
_QUOTED = 200

_KINDS: Mapping[tuple[str | None, str | None], Kind] = {
    ("algorithm", None): Kind.ALGORITHM,
    ("certificate", None): Kind.CERTIFICATE,
    ("protocol", None): Kind.PROTOCOL,
    ("related-crypto-material", "private-key"): Kind.PRIVATE_KEY,
    ("related-crypto-material", "public-key"): Kind.PUBLIC_KEY,
    ("related-crypto-material", "secret-key"): Kind.SECRET_KEY,
    ("related-crypto-material", "key"): Kind.SECRET_KEY,
}


_REFERENCES = {
    "signatureAlgorithmRef": "signature-algorithm",
    "subjectPublicKeyRef": "subject-key",
    "algorithmRef": "algorithm",
}
_RELATED_ROLES = {"algorithm": "algorithm", "signatureAlgorithm": "signature-algorithm", "publicKey": "subject-key"}


def read(text: str) -> Graph:
    """The inventory in this CycloneDX JSON. Raises Unreadable with the place and the reason."""
    if len(text) > _MAXIMUM:
        raise Unreadable(f"larger than the limit of {_MAXIMUM:,} characters")
    bom = load(text)
    if not isinstance(bom, dict) or bom.get("bomFormat") != "CycloneDX":
        raise Unreadable('not a CycloneDX file: "bomFormat" is not "CycloneDX"')
    if bom.get("specVersion") == "1.6":
        restore(bom)
    refuse_wrong_types(bom)
    try:
        return _graph(bom)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise Unreadable(
            f"not a valid CycloneDX file ({type(error).__name__}); `cryptoagility validate` says where"
        ) from error


def _graph(bom: Mapping[str, Any]) -> Graph:
    metadata = bom.get("metadata") or {}
    root_component = metadata.get("component")
    placed = list(_flat(bom.get("components") or (), "/components"))
    assets: dict[str, Asset] = {}
    edges: list[Edge] = []
    if root_component:
        placed.insert(0, ("/metadata/component", root_component))
    components = [component for _, component in placed]
    for number, (place, component) in enumerate(placed):
        reference = str(component.get("bom-ref") or f"unnamed-{number}")
        if reference in assets:
            raise Unreadable(f"{place}/bom-ref: {reference!r} is the bom-ref of another component as well")
        try:
            assets[reference] = _asset(reference, component)
            edges.extend(_own_edges(reference, component))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise Unreadable(
                f"{place}/properties: not as this tool writes them ({error or type(error).__name__})"
            ) from error
    root = str(root_component.get("bom-ref") or "unnamed-0") if root_component else "root"
    if root not in assets:
        assets[root] = Asset(root, Kind.APPLICATION, "unnamed")
    for edge in edges:
        if edge.target not in assets:
            raise Unreadable(f"the edge of {edge.source!r} leads to {edge.target!r}, which is not in the file")
    stated = {(edge.source, edge.target) for edge in edges}
    mentioned = [*_dependencies(bom), *_references(components)]
    edges.extend(edge for edge in _foreign_edges(mentioned, assets) if (edge.source, edge.target) not in stated)
    _name_keys(assets, edges)
    properties = _properties(metadata)
    try:
        problems = (*problems_of(properties), *_version(bom), *_dangling(bom, mentioned, assets))
        coverage, sources = coverage_of(properties), tuple(sources_of(properties))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        said = type(error).__name__
        raise Unreadable(f"/metadata/properties: coverage or problems not as this tool writes them ({said})") from error
    return Graph(
        root=root,
        assets=tuple(sorted(assets.values(), key=lambda asset: asset.ref)),
        edges=tuple(sorted(set(edges), key=_edge_order)),
        problems=problems,
        coverage=coverage,
        timestamp=metadata.get("timestamp"),
        tool=tool_of(metadata),
        sources=sources,
    )


def _flat(
    components: Iterable[Mapping[str, Any]], place: str, depth: int = 0, of: str = "components"
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every component (or service) with its place, each before those inside it."""
    if depth > _DEPTH:
        raise Unreadable(f"components nested deeper than {_DEPTH}")
    for number, component in enumerate(components):
        where = pointer(place, number)
        yield where, component
        yield from _flat(component.get(of) or (), f"{where}/{of}", depth + 1, of)


def _properties(holder: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in holder.get("properties") or ():
        name = str(one.get("name", ""))
        if name.startswith(NAMESPACE):
            found.setdefault(name.removeprefix(NAMESPACE), []).append(str(one.get("value", "")))
    return found


def _asset(reference: str, component: Mapping[str, Any]) -> Asset:
    properties = _properties(component)
    crypto = component.get("cryptoProperties") or {}
    kind = _kind(component, crypto, properties)
    details = _details(crypto)
    algorithm, reason = _algorithm(component, crypto, kind, properties)
    algorithm_properties = crypto.get("algorithmProperties") or {}
    standard = dict(details)
    extensions = tuple(_extensions(details))
    extensions += tuple(_format(details, extensions))
    own = dict(properties)
    if extensions and "fact.extensions" not in own:
        own["fact.extensions"] = [json.dumps(list(pair)) for pair in extensions]
    if kind is Kind.LIBRARY and "fact.name" not in own:
        own["fact.name"] = [str(component.get("name", ""))]
        own["fact.ecosystem"] = [_ecosystem(component)]
        if component.get("version"):
            own["fact.version"] = [str(component["version"])]
    if kind is Kind.PROTOCOL and "fact.type" not in own:
        own["fact.type"] = [str(details.get("type", "unknown"))]
        suites = [str(one["name"]) for one in details.get("cipherSuites") or () if one.get("name")]
        own["fact.cipher_suites"] = suites
    fingerprint = details.get("fingerprint")
    if fingerprint and fingerprint.get("alg") == "SHA-256":
        name = "fact.sha256" if kind is Kind.CERTIFICATE else "fact.spki_sha256"
        own.setdefault(name, [str(fingerprint.get("content"))])
    functions = algorithm_properties.get("cryptoFunctions") or properties.get("function") or ()
    evidence = component.get("evidence") or {}
    return Asset(
        ref=reference,
        kind=kind,
        name=str(component.get("name") or reference),
        algorithm=algorithm,
        primitive=algorithm_properties.get("primitive") if kind is Kind.ALGORITHM else None,
        functions=tuple(sorted({str(one) for one in functions})),
        facts=facts_from(kind, standard, own),
        occurrences=tuple(occurrence_from(one) for one in evidence.get("occurrences") or ()),
        reason=reason,
    )


def _kind(component: Mapping[str, Any], crypto: Mapping[str, Any], properties: Mapping[str, list[str]]) -> Kind:
    if "kind" in properties:
        try:
            return Kind(properties["kind"][0])
        except ValueError as error:
            raise Unreadable(f"unknown kind of asset in {component.get('bom-ref')!r}") from error
    asset_type = crypto.get("assetType")
    if asset_type is not None:
        material = (crypto.get("relatedCryptoMaterialProperties") or {}).get("type")
        return _KINDS.get((asset_type, None)) or _KINDS.get((asset_type, material)) or Kind.MESSAGE
    return Kind.LIBRARY if component.get("type") in {"library", "framework"} else Kind.APPLICATION


def _details(crypto: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in ("certificateProperties", "relatedCryptoMaterialProperties", "protocolProperties"):
        details = crypto.get(name)
        if isinstance(details, dict):
            return details
    return {}


def _extensions(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in details.get("certificateExtensions") or ():
        name = one.get("commonExtensionName") or one.get("customExtensionName")
        yield str(name), str(one.get("commonExtensionValue") or one.get("customExtensionValue") or "")


def _format(details: Mapping[str, Any], extensions: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What a certificate is, where it is not X.509."""
    stated = details.get("certificateFormat")
    if stated not in {None, "", X509} and FORMAT not in dict(extensions):
        yield FORMAT, str(stated)


def _algorithm(
    component: Mapping[str, Any], crypto: Mapping[str, Any], kind: Kind, properties: Mapping[str, list[str]]
) -> tuple[str | None, str | None]:
    """The canonical name, or why there is none."""
    if stated := properties.get("algorithm", [""])[0]:
        return stated, None
    if "kind" in properties or kind is not Kind.ALGORITHM:
        return None, next(iter(properties.get("reason", ())), None)
    return recognised(component, crypto)


def _ecosystem(component: Mapping[str, Any]) -> str:
    purl = str(component.get("purl") or "")
    return purl.removeprefix("pkg:").split("/", 1)[0] if purl.startswith("pkg:") else "unknown"


def _own_edges(reference: str, component: Mapping[str, Any]) -> Iterator[Edge]:
    properties = _properties(component)
    roles: dict[str, str] = {}
    for text in properties.get("role", ()):
        named, target = _split(text)
        roles[target] = named
    for text in properties.get("edge", ()):
        state, target = _split(text)
        named = roles.get(target, "")
        yield Edge(reference, target, State(state), tuple(named.split(",")) if named else ())


def _split(text: str) -> tuple[str, str]:
    first, _, rest = text.partition(" ")
    return first, rest


def _foreign_edges(mentioned: Iterable[tuple[str, str, str]], assets: Mapping[str, Asset]) -> Iterator[Edge]:
    """Edges whose state nobody stated; a reference that leads nowhere is not an edge (`validate` reports it)."""
    found: dict[tuple[str, str], set[str]] = {}
    for source, target, role in mentioned:
        if source in assets and target in assets and source != target:
            found.setdefault((source, target), set()).add(role)
    for (source, target), roles in found.items():
        named = roles - {""}
        if roles == {"", "provides"}:
            named.add("uses")  # "provides" alone would say that it is not used
        yield Edge(source, target, State.UNSTATED, tuple(sorted(named)))


def _name_keys(assets: dict[str, Asset], edges: Iterable[Edge]) -> None:
    """Keys, then certificates, whose own entry does not name the algorithm: it is the one that they refer to.

    A key that refers to none and depends on one algorithm only is a key of that one (CBOMkit writes keys so).
    """
    outgoing: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.state is State.UNSTATED:
            outgoing.setdefault(edge.source, []).append(edge)
    for kinds, role in ((_KEYS, "algorithm"), ({Kind.CERTIFICATE}, "subject-key")):
        for source, found in outgoing.items():
            asset = assets[source]
            if asset.kind not in kinds or asset.algorithm is not None:
                continue
            named = {assets[edge.target].algorithm for edge in found if role in edge.roles}
            if not named and kinds is _KEYS:
                bare = [assets[edge.target] for edge in found if not edge.roles]
                named = {one.algorithm for one in bare if one.kind is Kind.ALGORITHM}
            if len(named) == 1 and (algorithm := named.pop()) is not None:
                assets[source] = replace(asset, algorithm=algorithm)


def _dependencies(bom: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in bom.get("dependencies") or ():
        source = str(one.get("ref"))
        yield from ((source, str(target), "") for target in one.get("dependsOn") or ())
        yield from ((source, str(target), "provides") for target in one.get("provides") or ())


def _references(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """What keys, certificates and protocols refer to, as (from, to, as what)."""
    for component in components:
        source = str(component.get("bom-ref"))
        details = _details(component.get("cryptoProperties") or {})
        for name, role in _REFERENCES.items():
            yield source, str(details.get(name, "")), role
        yield source, str((details.get("securedBy") or {}).get("algorithmRef", "")), "protection"
        for suite in details.get("cipherSuites") or ():
            yield from ((source, str(target), "cipher-suite") for target in suite.get("algorithms") or ())
        yield from ((source, str(target), "related") for target in details.get("cryptoRefArray") or ())
        for one in details.get("relatedCryptographicAssets") or ():
            yield source, str(one.get("ref", "")), _RELATED_ROLES.get(str(one.get("type")), "related")


def _edge_order(edge: Edge) -> tuple[str, str, State, tuple[str, ...]]:
    return (edge.source, edge.target, edge.state, edge.roles)


def _version(bom: Mapping[str, Any]) -> Iterator[Problem]:
    """Another CycloneDX than those that are known may say things in fields that nobody looks at here."""
    version = bom.get("specVersion")
    if version not in VERSIONS:
        said = f"of CycloneDX {str(version)[:_QUOTED]}, which is not known here: what is new in it was not read"
        yield Problem("/specVersion", "cbom", said)


def _dangling(
    bom: Mapping[str, Any], mentioned: Iterable[tuple[str, str, str]], assets: Mapping[str, Asset]
) -> Iterator[Problem]:
    """References of somebody else's file that lead nowhere: something is needed there, and nobody knows what."""
    missing: dict[str, str] = {}
    for source, target, _ in mentioned:
        for one in (source, target):
            if one and one not in assets:
                missing.setdefault(one, source)
    if not missing:
        return
    services = {str(one.get("bom-ref")) for _, one in _flat(bom.get("services") or (), "/services", of="services")}
    for target, source in sorted(missing.items()):
        if target not in services:
            leads = "into another document" if target.startswith("urn:cdx:") else "nowhere in this file"
            yield Problem(source[:_QUOTED], "cbom", f"the reference {target[:_QUOTED]!r} leads {leads}")
