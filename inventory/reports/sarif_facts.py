"""An inventory as SARIF 2.1.0: what is there, where. Facts only, so nothing in it is a failure."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Asset, Graph
from ..model import Kind
from .sarif_log import Object, digest, fingerprints, log, place, text

_SAID = {
    Kind.ALGORITHM: "An algorithm is used or named here.",
    Kind.CERTIFICATE: "There is a certificate here.",
    Kind.CERTIFICATE_REQUEST: "There is a request for a certificate here.",
    Kind.CRL: "There is a list of revoked certificates here.",
    Kind.PRIVATE_KEY: "There is a private key here.",
    Kind.PUBLIC_KEY: "There is a public key here.",
    Kind.SECRET_KEY: "There is a secret key here.",
    Kind.PARAMETERS: "There are parameters of an algorithm here.",
    Kind.MESSAGE: "There is a signed or encrypted message here.",
    Kind.PROTOCOL: "A cryptographic protocol is configured here.",
    Kind.LIBRARY: "A dependency is named here.",
    Kind.APPLICATION: "An application is described here.",
}


def facts(graph: Graph, tool: str, prefix: str = "") -> str:
    """The log. ``prefix`` goes before each relative path: where the scanned directory is in a repository."""
    kinds = [kind for kind in Kind if any(asset.kind is kind for asset in graph.assets)]
    rules: list[Object] = [
        {
            "id": f"inventory/{kind}",
            "shortDescription": {"text": _SAID[kind]},
            "help": {"text": "A fact of the inventory. Whether it may be is decided by a policy: cryptoagility check."},
            "defaultConfiguration": {"level": "none"},
        }
        for kind in kinds
    ]
    index = {kind: number for number, kind in enumerate(kinds)}
    results = (result for asset in graph.assets if asset.ref != graph.root for result in _results(asset, index, prefix))
    return log(graph, tool, "scan", rules, results, {}, prefix)


def _results(asset: Asset, index: dict[Kind, int], prefix: str) -> Iterator[Object]:
    for one, where in fingerprints(asset):
        if not one.location.path:  # somebody else's file can leave it out
            continue
        made: Object = {
            "ruleId": f"inventory/{asset.kind}",
            "ruleIndex": index[asset.kind],
            "kind": "informational",
            "level": "none",
            "message": {"text": _message(asset)},
            "locations": [place(asset, one.location, prefix)],
            "partialFingerprints": digest(asset.ref, where),
            "properties": _properties(asset, one.functions, one.confidence.value),
        }
        if one.suppression is not None:
            excuse = f"{one.suppression.reason} (until {one.suppression.until})"
            made["suppressions"] = [{"kind": "inSource", "justification": text(excuse)}]
        yield made


def _message(asset: Asset) -> str:
    said = text(asset.name)
    if asset.algorithm is not None and asset.algorithm not in asset.name:
        said += f" ({text(asset.algorithm)})"
    return said if asset.reason is None else f"{said}: not recognised: {text(asset.reason)}"


def _properties(asset: Asset, functions: tuple[str, ...], confidence: str) -> Object:
    scheme = asset.scheme
    quantum = str(scheme.quantum) if scheme is not None and scheme.quantum is not None else "unknown"
    made: Object = {"asset": asset.ref, "confidence": confidence}
    if asset.algorithm is not None or asset.reason is not None:
        made |= {"algorithm": asset.algorithm or "unknown", "quantum": quantum}
    if functions:
        made["functions"] = list(functions)
    return made
