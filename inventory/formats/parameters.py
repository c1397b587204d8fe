"""Parameters without a key: Diffie-Hellman and DSA groups, elliptic curves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..model import AssetId, Finding, KeyFacts, Kind, Link, State, algorithm_id
from . import der, spki
from .identifiers import EC_PUBLIC_KEY, Identifier
from .key_findings import Place
from .spki import PublicKey


@dataclass(frozen=True, slots=True)
class Parameters:
    """A set of parameters and what its PEM label calls it."""

    label: str
    about: PublicKey
    sha256: str


def read(label: str, data: bytes) -> Parameters:
    """The parameters of a PEM block with this label. Refuses what is not laid out as they are."""
    node = der.read(data)
    return Parameters(label, _READERS[label](node), hashlib.sha256(node.encoded).hexdigest())


def labels() -> frozenset[str]:
    """The PEM labels of parameters."""
    return frozenset(_READERS)


def finding(place: Place, one: Parameters) -> Finding:
    """The parameters as an asset of their own."""
    about = one.about
    name = about.algorithm
    return Finding(
        detector=place.detector,
        asset=AssetId(Kind.PARAMETERS, f"sha256:{one.sha256}"),
        location=place.location,
        algorithm=name,
        parameters=about.parameters,
        facts=KeyFacts(size=about.size, format=one.label, oid=about.oid, curve=about.curve),
        links=(Link("algorithm", algorithm_id(name), State.CONFIGURED),) if name is not None else (),
        reason=about.defect or about.reason,
        state=State.CONFIGURED,
    )


def _group(family: str, oid: str) -> Callable[[der.Node], PublicKey]:
    return lambda node: spki.of_prime(family, PublicKey(b"", oid), der.expect(node, der.SEQUENCE))


def _curve(node: der.Node) -> PublicKey:
    return spki.describe(Identifier(EC_PUBLIC_KEY, node))


_READERS: Mapping[str, Callable[[der.Node], PublicKey]] = MappingProxyType(
    {
        "DH PARAMETERS": _group("DH", spki.DH),
        "X9.42 DH PARAMETERS": _group("DH", spki.DH_X942),
        "DSA PARAMETERS": _group("DSA", spki.DSA),
        "EC PARAMETERS": _curve,
    }
)
