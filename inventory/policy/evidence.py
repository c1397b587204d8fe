"""What can answer a clause: fields of a CBOM, facts of context.yaml, and evidence that no scan can give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ..graph import Asset, Edge, Graph
from ..model import CertificateFacts, KeyFacts, Kind, LibraryFacts, ProtocolFacts
from .candidates import candidates
from .context import UNASSIGNED, System
from .pki import KEYS, clusters, is_direct, stated_usages


class Means(StrEnum):
    """How something is evidenced."""

    CBOM = "cbom"  # a field of the inventory
    CONTEXT = "context"  # stated in context.yaml
    ELSEWHERE = "elsewhere"  # no scan can answer it


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence: what it is, and what to do where it is missing."""

    name: str
    means: Means
    what: str
    todo: str


class Estate:
    """The graph, looked up as the questions need it."""

    def __init__(self, graph: Graph) -> None:
        self.dated = graph.timestamp is not None
        self.graph = graph
        self._assets = graph.by_ref()
        self._clusters = clusters(graph)
        self._named: set[str] = set()
        self._issued: set[str] = set()
        edges: Iterable[Edge] = graph.edges
        for edge in edges:
            if is_direct(edge):
                self._named.add(edge.target)
        self._usages: dict[str, bool] = {}
        for ref, leader in self._clusters.items():
            self._usages[leader] = self._usages.get(leader, False) or bool(stated_usages(self._assets[ref]))

    def is_needed(self, asset: Asset) -> bool:
        """Whether the inventory says what uses it."""
        return asset.ref in self._named

    def has_use(self, asset: Asset) -> bool:
        """Whether it is known what it is used for."""
        if asset.functions or self._usages.get(self._clusters.get(asset.ref, ""), False):
            return True
        scheme = asset.scheme
        return scheme is not None and len(scheme.uses) == 1


def _has_size(asset: Asset) -> bool:
    scheme = asset.scheme
    return scheme is not None and len(candidates(scheme)) == 1


def _has_signature(asset: Asset) -> bool:
    if isinstance(asset.facts, CertificateFacts):
        return asset.facts.signature_algorithm is not None
    return asset.scheme is not None


def _facts(kind: type[object], *names: str) -> Callable[[Asset], bool]:
    """Whether facts of this kind say all of these things."""

    def told(asset: Asset) -> bool:
        return isinstance(asset.facts, kind) and all(getattr(asset.facts, name) for name in names)

    return told


def _has_version(asset: Asset) -> bool:
    facts = asset.facts
    if not isinstance(facts, ProtocolFacts):
        return False
    return any((facts.version, facts.minimum_version, facts.maximum_version))


IN_CBOM: Mapping[str, Callable[[Asset, Estate], bool]] = MappingProxyType(
    {
        "algorithm": lambda asset, _: asset.scheme is not None,
        "key_size": lambda asset, _: _has_size(asset),
        "use": lambda asset, estate: estate.has_use(asset),
        "pqc_state_observed": lambda asset, _: asset.scheme is not None and asset.scheme.quantum is not None,
        "place": lambda asset, _: bool(asset.occurrences),
        "used_by": lambda asset, estate: estate.is_needed(asset),
        "protocol_version": lambda asset, _: _has_version(asset),
        "protocol_cipher_suite": lambda asset, _: _facts(ProtocolFacts, "cipher_suites")(asset),
        "certificate": lambda asset, _: _facts(CertificateFacts, "subject", "issuer")(asset),
        "certificate_expiry": lambda asset, _: _facts(CertificateFacts, "not_after")(asset),
        "signature_suite": lambda asset, _: _has_signature(asset),
        "library_module": lambda asset, _: _facts(LibraryFacts, "version")(asset),
        "key_store": lambda asset, _: _facts(KeyFacts, "format")(asset),
        "last_seen": lambda _, estate: estate.dated,
    }
)
IN_CONTEXT: Mapping[str, Callable[[System], bool]] = MappingProxyType(
    {
        "business_service": lambda system: system.name != UNASSIGNED.name,
        "owner": lambda system: system.owner is not None,
        "critical_function": lambda system: system.criticality is not None,
        "shelf_life": lambda system: system.data_life_years is not None,
        "retention": lambda system: system.signature_life_years is not None,
        "exposure": lambda system: system.exposure is not None,
    }
)

SCOPES: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "algorithm": frozenset({Kind.ALGORITHM}),
        "key": KEYS - {Kind.PARAMETERS},
        "private-key": frozenset({Kind.PRIVATE_KEY, Kind.SECRET_KEY}),
        "certificate": frozenset({Kind.CERTIFICATE}),
        "protocol": frozenset({Kind.PROTOCOL}),
        "library": frozenset({Kind.LIBRARY}),
    }
)

_ADD = "state it in context.yaml: "
_CLARIFY = "scan what defines it, or make it explicit where it is set"
_ITEMS = (
    *(
        Item(name, Means.CBOM, what, todo)
        for name, what, todo in (
            ("algorithm", "the algorithm by name", "find out what it is (`plan` makes a task of each)"),
            ("key_size", "size, curve or parameter set", "find out the size (`plan` makes a task of each)"),
            ("use", "what it is used for: encryption, signature, key establishment …", _CLARIFY),
            ("pqc_state_observed", "whether a quantum computer breaks it", "find out what it is"),
            ("place", "where it is: file and line, or path", "scan again with this tool: the inventory names no place"),
            ("used_by", "what uses it", "scan the application with it, or merge the inventories"),
            ("protocol_version", "versions of the protocol", _CLARIFY),
            ("protocol_cipher_suite", "cipher suites of the protocol", _CLARIFY),
            ("certificate", "subject and issuer of the certificate", "scan the certificate itself"),
            ("certificate_expiry", "end of validity of the certificate", "scan the certificate itself"),
            ("signature_suite", "signature algorithm with padding and hash", "scan the certificate itself"),
            ("library_module", "library and its version", "pin the version, or scan a lock file"),
            ("key_store", "form in which the key is stored", "scan the key store"),
            ("last_seen", "day of the inventory", "scan with --timestamp"),
        )
    ),
    *(
        Item(name, Means.CONTEXT, what, _ADD + word)
        for name, what, word in (
            ("business_service", "system that it belongs to, as the purpose", "system, with its paths"),
            ("owner", "accountable owner", "owner"),
            ("critical_function", "criticality of the system, as critical function or class of risk", "criticality"),
            ("shelf_life", "how long the data must stay secret", "data_life_years"),
            ("retention", "how long signatures must stay valid", "signature_life_years"),
            ("exposure", "who can reach or record the traffic", "exposure"),
        )
    ),
    *(
        Item(name, Means.ELSEWHERE, what, "keep it with the evidence of the institution")
        for name, what in (
            ("crypto_policy", "cryptographic policy, approved and in force"),
            ("selection_criteria", "criteria for choosing techniques"),
            ("data_classification", "classification of the protected data"),
            ("governance", "roles, mandate and oversight by the board"),
            ("migration_plan", "migration plan with milestones (`plan` gives a draft)"),
            ("progress_report", "yearly report of progress"),
            ("pilot_record", "record of pilots and tests"),
            ("cutover_record", "record of tests, cut-over and resilience drills"),
            ("yearly_review", "record of the yearly review of the inventory"),
            ("monitoring", "monitoring of trends in the viability of what is used"),
            ("response_plan", "written plan to respond to expected changes"),
            ("technology_watch", "record of updates as cryptanalysis evolves"),
            ("exceptions", "mitigation and reasons where a change is not possible"),
            ("key_lifecycle", "procedures and records of the life cycle of keys"),
            ("key_replacement", "procedure to replace lost, compromised or damaged keys"),
            ("storing_device", "device behind the place of a certificate"),
            ("renewal_record", "renewal of certificates in time"),
            ("agility_design", "design for agility, removal of anti-patterns"),
            ("ecosystem_roadmap", "roadmap shared with partners"),
            ("vendor_engagement", "contracts and talks with suppliers and third parties"),
            ("sbom", "bill of materials from suppliers"),
            ("priority_scores", "scores of quantum risk and migration time"),
            ("self_rating", "self-rating in the index"),
            ("hybrid_record", "why a hybrid is used, with which combiner, and until when"),
            ("compensating_layers", "QKD or pre-shared keys recorded as layers"),
            ("cbom_delivery", "bill of materials made available to customers"),
            ("central_cbom", "inventory kept in the central place that is asked for"),
            ("product_categories", "category of each product in the words of the text"),
            ("phases", "the phases of the text mapped to the programme"),
            ("export_profile", "export with the minimum fields once they are known"),
        )
    ),
)
ITEMS: Mapping[str, Item] = MappingProxyType({item.name: item for item in _ITEMS})
"""Every piece of evidence by name; what a policy file may name."""


def named(means: Means) -> frozenset[str]:
    """The names that go with these means."""
    return frozenset(item.name for item in _ITEMS if item.means is means)
