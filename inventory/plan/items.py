"""What the policies have an opinion on: assets in one usage and one system, with the verdicts that press most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..graph import Asset, Graph
from ..model import CertificateFacts, Kind, ProtocolFacts
from ..policy import Assessment, Status, Verdict
from ..policy.context import UNASSIGNED, Context, System
from ..policy.pki import CERTIFICATES, KEYS, clusters, held, issuers
from ..policy.policy import SEVERITY
from .channel import ALREADY_LATE, CHANNELS, NO_DATE, Channel
from .plan import Deadline

_BAD = frozenset({Status.DISALLOWED, Status.DEPRECATED, Status.HYBRID_ONLY})

# After "to be replaced", "only as a part of a hybrid" is a step down for what stands alone, whatever their order.
_NO_WORSE = frozenset(
    (before, after)
    for before in (Status.HYBRID_ONLY, Status.DEPRECATED, Status.DISALLOWED)
    for after in _BAD
    if SEVERITY[after] <= SEVERITY[before] and (before, after) != (Status.DEPRECATED, Status.HYBRID_ONLY)
)

ACCEPTED = "accepted with no end date by every chosen policy that covers it"
OUTSIDE = "no chosen policy has rules on it"
WITH_KEYS = "changes with the keys, certificates and protocols that it belongs to"


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that is changed as one (a key with its certificates, an algorithm in one system), in one usage."""

    unit: str  # the smallest reference of a key pair, else the asset's
    assets: tuple[str, ...]
    usage: str
    system: System
    places: int
    verdicts: tuple[Verdict, ...]

    @property
    def channel(self) -> Channel:
        """What an attacker would do."""
        return CHANNELS.get(self.usage, Channel.UNKNOWN)

    @property
    def due(self) -> tuple[Deadline, ...]:
        """Deadlines, one for each policy that wants it gone; empty if none does."""
        return tuple(found for verdict in self.verdicts if (found := deadline(verdict)) is not None)


@dataclass(frozen=True, slots=True)
class Estate:
    """The graph with what a plan looks up in it again and again."""

    assets: Mapping[str, Asset]
    issuers: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]  # asset -> unit
    members: Mapping[str, tuple[str, ...]]  # unit -> assets
    systems: Mapping[str, Mapping[System, int]]  # asset -> places in each system
    implied: frozenset[
        str
    ]  # algorithms that were not seen themselves, only as what a key, certificate or protocol is of


def estate(graph: Graph, context: Context) -> Estate:
    """What the graph says of units and systems."""
    issued = issuers(graph)
    units = dict(clusters(graph))
    for asset in graph.assets:
        if asset.kind is Kind.CRL and len(signers := {units[ref] for ref in issued.get(asset.ref, ())}) == 1:
            units[asset.ref] = signers.pop()
        units.setdefault(asset.ref, asset.ref)
    members: dict[str, list[str]] = {}
    for ref, unit in units.items():
        members.setdefault(unit, []).append(ref)
    return Estate(
        assets=graph.by_ref(),
        issuers=issued,
        units=units,
        members={unit: tuple(sorted(refs)) for unit, refs in members.items()},
        systems={asset.ref: _systems(asset, context) for asset in graph.assets},
        implied=_implied(graph),
    )


def items(found: Estate, assessment: Assessment) -> tuple[Item, ...]:
    """Everything that some policy has an opinion on, once for each system and usage."""
    by_key: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in assessment.verdicts:
        if verdict.status is not Status.CONTROLS_ONLY and verdict.asset not in found.implied:
            by_key.setdefault((found.units[verdict.asset], verdict.usage), []).append(verdict)
    made: list[Item] = []
    for (unit, usage), verdicts in sorted(by_key.items()):
        judged = tuple(sorted({verdict.asset for verdict in verdicts}))
        for system, places in _shares(found, unit):
            within = [verdict.within(system.criticality) for verdict in verdicts]
            made.append(Item(unit, judged, usage, system, places, _worst_of_each(within)))
    return tuple(made)


def deadline(verdict: Verdict) -> Deadline | None:
    """The last good day that a verdict sets; None if the policy does not want the thing gone."""
    channel = CHANNELS.get(verdict.usage, Channel.UNKNOWN)
    status, following = verdict.status, verdict.next
    worsens = following in _BAD and (status, following) not in _NO_WORSE
    label = ALREADY_LATE if status is Status.DISALLOWED else None if worsens else NO_DATE
    if not worsens and status not in _BAD:
        return None
    day = verdict.until if label is None else None
    becomes = following if label is None and following is not None else status
    rule = verdict.rule or verdict.next_rule
    return Deadline(channel, verdict.usage, verdict.policy, rule, day, label, becomes.value, verdict.draft)


def current(found: Estate, item: Item) -> tuple[str, ...]:
    """Names of the algorithms that are in use now."""
    names: set[str] = set()
    for ref in item.assets:
        asset = found.assets[ref]
        if asset.algorithm is not None:
            names.add(asset.algorithm)
        if isinstance(asset.facts, CertificateFacts) and asset.facts.signature_algorithm and item.usage == "signature":
            names.add(asset.facts.signature_algorithm)
        if isinstance(asset.facts, ProtocolFacts):
            names.update(asset.facts.groups)
    return tuple(sorted(names))


def _implied(graph: Graph) -> frozenset[str]:
    assets = graph.by_ref()
    of_protocols = {
        edge.target
        for edge in graph.edges
        if assets[edge.source].kind is Kind.PROTOCOL
        and assets[edge.target].kind is Kind.ALGORITHM
        and not assets[edge.target].occurrences
    }
    return frozenset(of_protocols | set(held(graph)))


def _systems(asset: Asset, context: Context) -> Mapping[System, int]:
    counted: dict[System, int] = {}
    for occurrence in asset.occurrences:
        system = context.system(occurrence.location.path)
        counted[system] = counted.get(system, 0) + 1
    return counted


def _shares(found: Estate, unit: str) -> Sequence[tuple[System, int]]:
    """The systems that have to change a unit; for a key pair one: where its private key is, else most of it."""
    refs = found.members[unit]
    total: dict[System, int] = {}
    for ref in refs:
        for system, count in found.systems[ref].items():
            total[system] = total.get(system, 0) + count
    if found.assets[unit].kind not in KEYS | CERTIFICATES:
        return sorted(total.items(), key=lambda share: share[0].name) or ((UNASSIGNED, 0),)
    private = [ref for ref in refs if found.assets[ref].kind is Kind.PRIVATE_KEY and found.systems[ref]]
    held: dict[System, int] = {}
    for ref in private or refs:
        for system, count in found.systems[ref].items():
            held[system] = held.get(system, 0) + count
    owner = min(held, key=lambda system: (-held[system], system.name), default=UNASSIGNED)
    return ((owner, sum(total.values())),)


def _worst_of_each(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """For each policy the verdict that presses most: what is late, what ends first, what is worst."""
    chosen: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=_pressure):
        chosen.setdefault(verdict.policy, verdict)
    return tuple(verdict for _, verdict in sorted(chosen.items()))


def _pressure(verdict: Verdict) -> tuple[object, ...]:
    due = deadline(verdict)
    ranked = (0, *due.rank) if due is not None else (1, 0, None)
    return (ranked[0], ranked[1], str(ranked[2]), -SEVERITY[verdict.status], verdict.asset)
