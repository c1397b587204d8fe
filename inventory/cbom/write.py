"""A graph as CycloneDX 1.7 or 1.6: plain dictionaries, one value a line, the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

from ..graph import Asset, Edge, Graph, code
from ..model import CertificateFacts, Coverage, KeyFacts, Kind, LibraryFacts, ProtocolFacts, Skipped
from .convert import lower
from .document import document
from .suites import suite, transforms
from .vocabulary import (
    COMMON_EXTENSIONS,
    COMPONENT,
    FORMAT,
    MODES,
    NAMESPACE,
    PROTOCOLS,
    STANDARD,
    X509,
    fact_properties,
    occurrence_dicts,
)

Value = dict[str, object]


def write(graph: Graph, *, version: str, timestamp: str | None = None, spec: str = "1.7") -> str:
    """The CBOM as JSON text. ``version`` is that of the tool; no timestamp is written unless one is given.

    ``spec``: the version of CycloneDX, 1.7 or 1.6; what 1.6 has no field for is in properties, and is read from there.
    """
    edges: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        edges.setdefault(edge.source, []).append(edge)
    root = graph.by_ref()[graph.root]
    components = [_component(asset, edges.get(asset.ref, [])) for asset in graph.assets if asset.ref != graph.root]
    body: Value = {
        "metadata": _metadata(graph, _component(root, edges.get(root.ref, [])), version, timestamp),
        "components": components,
        "dependencies": [_dependency(asset.ref, edges.get(asset.ref, [])) for asset in graph.assets],
        "compositions": [{"aggregate": _aggregate(graph), "assemblies": [graph.root]}],
    }
    if spec == "1.6":
        lower(body)
    return document(body, spec)


# Small values inside a property stay on one line.
_brief = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _metadata(graph: Graph, root: Value, version: str, timestamp: str | None) -> Value:
    made: Value = {}
    if timestamp is not None:
        made["timestamp"] = timestamp
    made["tools"] = {"components": [{"type": "application", "name": "cryptoagility", "version": version}]}
    made["component"] = root
    made["properties"] = _properties(_coverage(graph))
    return made


def _coverage(graph: Graph) -> Iterable[tuple[str, str]]:
    """What was not read, said in the file itself; and what the file was merged from."""
    if graph.coverage is not None:
        for field in fields(Coverage):
            if field.name != "skipped":
                yield f"coverage.{field.name}", str(getattr(graph.coverage, field.name))
        for one in graph.coverage.skipped:
            yield "coverage.skipped", _brief(_skipped(one))
    for problem in graph.problems:
        said: Value = {"path": problem.path, "detector": problem.detector, "reason": problem.reason}
        if problem.line is not None:
            said["line"] = problem.line
        if problem.bug:
            said["bug"] = True
        yield "problem", _brief(said)
    for source in graph.sources:
        told: Value = {"name": source.name, "sha256": source.sha256, "tool": source.tool, "coverage": None}
        if source.coverage is not None:
            counts: Value = {one.name: getattr(source.coverage, one.name) for one in fields(Coverage)}
            told["coverage"] = {**counts, "skipped": [_skipped(one) for one in source.coverage.skipped]}
        yield "source", _brief(told)


def _skipped(one: Skipped) -> Value:
    return {"reason": one.reason, "count": one.count, "examples": list(one.examples)}


def _aggregate(graph: Graph) -> str:
    """Whether the inventory is complete: never claimed when something was not read or nobody says."""
    return "incomplete" if graph.problems or graph.coverage is None or graph.coverage.skipped else "unknown"


def _dependency(ref: str, edges: list[Edge]) -> Value:
    """``dependsOn`` = uses; ``provides`` = implements, which does not imply use."""
    made: Value = {"ref": ref}
    uses = sorted({edge.target for edge in edges if set(edge.roles) != {"provides"}})
    provides = sorted({edge.target for edge in edges if "provides" in edge.roles})
    if uses:
        made["dependsOn"] = uses
    if provides:
        made["provides"] = provides
    return made


def _component(asset: Asset, edges: list[Edge]) -> Value:
    kind, asset_type, _ = COMPONENT[asset.kind]
    made: Value = {"type": kind, "bom-ref": asset.ref, "name": asset.name}
    if isinstance(asset.facts, LibraryFacts) and asset.facts.version is not None:
        made["version"] = asset.facts.version
    if asset.kind is Kind.LIBRARY and asset.ref.startswith("library:pkg:"):
        made["purl"] = asset.ref.removeprefix("library:")
    if asset_type is not None:
        made["cryptoProperties"] = _crypto_properties(asset, asset_type, edges)
    if asset.occurrences:
        made["evidence"] = {"occurrences": occurrence_dicts(asset.occurrences)}
    properties = _properties(_own_properties(asset, edges))
    if properties:
        made["properties"] = properties
    return made


def _own_properties(asset: Asset, edges: list[Edge]) -> Iterable[tuple[str, str]]:
    yield "kind", str(asset.kind)
    if asset.algorithm is not None:
        yield "algorithm", asset.algorithm
    if asset.kind is not Kind.ALGORITHM:
        yield from (("function", function) for function in asset.functions)
    if asset.reason is not None:
        yield "reason", asset.reason
    standing = code(asset)
    if standing is not None and standing != "production":
        yield "code", standing
    for excuse in sorted({one.suppression for one in asset.occurrences if one.suppression is not None}):
        yield "suppressed", _brief({"reason": excuse.reason, "until": excuse.until})
    scheme = asset.scheme
    if scheme is not None:
        quantum = scheme.quantum
        yield "quantum", str(quantum) if quantum is not None else "unknown"
    elif asset.kind is Kind.ALGORITHM or isinstance(asset.facts, KeyFacts):
        yield "quantum", "unknown"
    if asset.facts is not None:
        yield from fact_properties(asset.kind, asset.facts)
    for edge in edges:
        yield "edge", f"{edge.state} {edge.target}"
        if edge.roles:
            yield "role", f"{','.join(edge.roles)} {edge.target}"


def _properties(pairs: Iterable[tuple[str, str]]) -> list[Value]:
    return [{"name": NAMESPACE + name, "value": value} for name, value in pairs]


def _crypto_properties(asset: Asset, asset_type: str, edges: list[Edge]) -> Value:
    made: Value = {"assetType": asset_type}
    scheme = asset.scheme
    if asset_type == "algorithm":
        made["algorithmProperties"] = _algorithm_properties(asset)
        if scheme is not None and scheme.row is not None and len(scheme.row.oids) == 1 and scheme.hash is None:
            made["oid"] = scheme.row.oids[0]
    elif asset_type == "certificate":
        made["certificateProperties"] = _certificate_properties(asset, edges)
    elif asset_type == "protocol":
        made["protocolProperties"] = _protocol_properties(asset, edges)
    else:
        made["relatedCryptoMaterialProperties"] = _material_properties(asset, edges)
    return made


def _algorithm_properties(asset: Asset) -> Value:
    made: Value = {"primitive": asset.primitive or "unknown"}
    scheme = asset.scheme
    if scheme is not None:
        row = scheme.row
        identifier = scheme.size or (row.parameter_set if row is not None and not scheme.family.parameters else None)
        optional: Value = {
            "algorithmFamily": scheme.family.cyclonedx,
            "parameterSetIdentifier": str(identifier) if identifier is not None else None,
            "ellipticCurve": scheme.cyclonedx_curve,
            "mode": _mode(scheme.mode),
            "padding": scheme.family.padding,
            "cryptoFunctions": list(asset.functions) or None,
            "classicalSecurityLevel": scheme.classical_bits,
            "nistQuantumSecurityLevel": scheme.nist_category,
        }
        made.update({name: value for name, value in optional.items() if value is not None})
    elif asset.functions:
        made["cryptoFunctions"] = list(asset.functions)
    return made


def _mode(mode: str | None) -> str | None:
    if mode is None:
        return None
    return mode.lower() if mode.lower() in MODES else "other"


def _standard(asset: Asset) -> Value:
    table = STANDARD.get(asset.kind, {})
    values = {field: getattr(asset.facts, name, None) for name, field in table.items()}
    return {field: value for field, value in values.items() if value is not None}


def _certificate_properties(asset: Asset, edges: list[Edge]) -> Value:
    made = _standard(asset)
    stated = dict(asset.facts.extensions).get(FORMAT) if isinstance(asset.facts, CertificateFacts) else None
    made["certificateFormat"] = stated or X509
    if isinstance(asset.facts, CertificateFacts):
        if asset.facts.sha256 is not None:
            made["fingerprint"] = {"alg": "SHA-256", "content": asset.facts.sha256}
        if asset.facts.extensions:
            made["certificateExtensions"] = [_extension(name, value) for name, value in asset.facts.extensions]
    return _with_related(made, edges)


def _extension(name: str, value: str) -> Value:
    known = "common" if name in COMMON_EXTENSIONS else "custom"
    return {f"{known}ExtensionName": name, f"{known}ExtensionValue": value}


def _protocol_properties(asset: Asset, edges: list[Edge]) -> Value:
    made: Value = {"type": "unknown"}
    if isinstance(asset.facts, ProtocolFacts):
        made["type"] = asset.facts.type if asset.facts.type in PROTOCOLS else "other"
        made.update(_standard(asset))
        if asset.facts.cipher_suites:
            targets = {edge.target for edge in edges}
            made["cipherSuites"] = [suite(name, asset.facts, targets) for name in asset.facts.cipher_suites]
            if asset.facts.type == "ike":
                made["ikev2TransformTypes"] = transforms(asset.facts, targets)
    return _with_related(made, edges)


def _material_properties(asset: Asset, edges: list[Edge]) -> Value:
    made: Value = {"type": COMPONENT[asset.kind][2]}
    made.update(_standard(asset))
    if isinstance(asset.facts, KeyFacts):
        if asset.facts.spki_sha256 is not None:
            made["fingerprint"] = {"alg": "SHA-256", "content": asset.facts.spki_sha256}
        if asset.facts.encrypted:
            secured: Value = {"mechanism": "Software"}
            protecting = sorted(edge.target for edge in edges if "protection" in edge.roles)
            if protecting:
                secured["algorithmRef"] = protecting[0]
            made["securedBy"] = secured
    return _with_related(made, edges)


_RELATED: Mapping[str, str] = {
    "algorithm": "algorithm",
    "signature-algorithm": "signatureAlgorithm",
    "subject-key": "publicKey",
    "public-key": "publicKey",
    "protection": "protection",
    "issuer": "issuer",
}


def _with_related(made: Value, edges: list[Edge]) -> Value:
    related = sorted({(_RELATED[role], edge.target) for edge in edges for role in edge.roles if role in _RELATED})
    if related:
        made["relatedCryptographicAssets"] = [{"type": type, "ref": target} for type, target in related]
    return made
