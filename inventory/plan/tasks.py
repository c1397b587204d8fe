"""Items grouped into tasks, and what has to come before what. A group is known by what it is, not by what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptoagility import algorithms
from cryptoagility.errors import AgilityError

from ..graph import Edge
from ..model import Kind as AssetKind
from ..model import ProtocolFacts, State
from ..policy import Status
from ..policy.context import UNASSIGNED, System
from ..policy.pki import CERTIFICATES, KEYS
from .channel import Channel
from .items import Estate, Item, current
from .order import components, levels
from .plan import Deadline, Kind

_NOT_A_NEED = frozenset(
    {"contains", "uses", "algorithm", "signature-algorithm", "subject-key", "public-key", "provides"}
)
_PROTOCOLS = {**dict.fromkeys(("tls", "dtls", "https", "mtls", "quic"), "tls"), **dict.fromkeys(("ssh", "sftp"), "ssh")}
_KEYS_FIRST = "in this order: the new key, the certificate for it, what trusts and uses it, the old one revoked"
_EC = frozenset({"EC", "ECDSA", "ECDH"})
USES = {
    "key-establishment": "key establishment",
    "symmetric": "encryption",
    "key-wrap": "key wrapping",
    "signature": "signatures",
    "firmware-signing": "signatures on code",
    "hash": "hashing",
    "mac": "message authentication",
    "any": "a use that is not known",
}


Key = tuple[str, ...]


@dataclass(slots=True)
class Group:
    """A task that is being put together."""

    key: Key
    kind: Kind
    title: str
    items: list[Item] = field(default_factory=list)
    systems: set[System] = field(default_factory=set)
    channels: set[Channel] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    places: int = 0
    protocol: str | None = None
    to_policy: bool = False  # a question to a policy, not to the inventory
    needs: set[Key] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Stable: made of what the task is, so that one more asset in it does not rename it."""
        return "task-" + hashlib.sha256("\0".join(self.key).encode()).hexdigest()[:12]

    @property
    def due(self) -> tuple[Deadline, ...]:
        """One deadline for each policy and channel: the most urgent. A question to a policy has none."""
        if self.to_policy:
            return ()
        found: dict[tuple[str, str], Deadline] = {}
        for deadline in sorted((d for item in self.items for d in item.due), key=lambda d: (d.rank, d.usage)):
            found.setdefault((deadline.policy, deadline.channel.value), deadline)
        return tuple(sorted(found.values(), key=lambda d: (d.rank, d.policy, d.channel.value)))

    @property
    def channel(self) -> Channel:
        """The one channel of its items, or both."""
        if len(self.channels) > 1:
            return Channel.BOTH
        return next(iter(self.channels), Channel.UNKNOWN)


def migrations(found: Estate, items: Iterable[Item]) -> dict[Key, Group]:
    """Tasks for everything that some policy wants gone."""
    groups: dict[Key, Group] = {}
    depth = _depths(found)
    for item in items:
        if not item.due:
            continue
        kind, algorithm = _kind(found, item)
        level = str(depth.get(item.unit, 0)) if kind == "keys and certificates" else ""
        key = ("migrate", item.system.name, kind, algorithm, item.usage, level)
        group = groups.setdefault(key, Group(key, Kind.MIGRATE, _title(kind, algorithm, item, level)))
        _add(group, item)
        if kind == "keys and certificates" and {found.assets[ref].kind for ref in item.assets} & CERTIFICATES:
            group.notes.add(_KEYS_FIRST)
        facts = found.assets[item.unit].facts
        group.protocol = _PROTOCOLS.get(facts.type.lower()) if isinstance(facts, ProtocolFacts) else None
    return groups


def clarifications(found: Estate, items: Iterable[Item]) -> dict[Key, Group]:
    """Tasks of wave 0: what has to be found out in the inventory, and what a policy has to be asked."""
    groups: dict[Key, Group] = {}
    for item in items:
        wanted = {deadline.policy for deadline in item.due}
        for verdict in item.verdicts:
            if verdict.status is not Status.UNKNOWN or verdict.missing is None:
                continue
            if verdict.missing != "rule":
                names = sorted({base_name(name) for name in current(found, item)})
                algorithm = ", ".join(names) or found.assets[item.unit].name
                key: Key = ("clarify", item.system.name, verdict.missing, algorithm, item.usage)
                title = f"Find out the {verdict.missing} of {algorithm} {_where(item)} ({USES[item.usage]})"
            elif verdict.policy not in wanted:
                key = ("clarify", verdict.policy, item.usage)
                title = f"Settle what {verdict.policy} means for {USES[item.usage]} that it has no rule on"
            else:
                continue  # whatever it says now, it wants the thing gone
            group = groups.setdefault(key, Group(key, Kind.CLARIFY, title, to_policy=verdict.missing == "rule"))
            group.notes.add(verdict.why.split("; until ", 1)[0])
            _add(group, item)
    return groups


def connect(found: Estate, edges: Iterable[Edge], groups: Mapping[Key, Group]) -> None:
    """Prerequisites between tasks: issuers before what they issued, parts before wholes, answers before changes."""
    by_asset: dict[str, list[Group]] = {}
    for group in groups.values():
        if group.kind is Kind.LIBRARY:
            continue
        for ref in {member for item in group.items for member in found.members[item.unit]}:
            by_asset.setdefault(ref, []).append(group)
    for ref, signers in found.issuers.items():
        for signer in signers:
            _need(by_asset, ref, signer, Channel.AUTHENTICITY)
    for edge in edges:
        if edge.state is State.AVAILABLE or (edge.roles and not set(edge.roles) - _NOT_A_NEED):
            continue
        _need(by_asset, edge.source, edge.target, None)
    _ask_first(groups)


def _ask_first(groups: Mapping[Key, Group]) -> None:
    """Questions to the inventory come before the tasks that change what they ask about."""
    asked: dict[tuple[str, str, System], set[Key]] = {}
    for group in groups.values():
        if group.kind is Kind.CLARIFY and not group.to_policy:
            for item in group.items:
                asked.setdefault((item.unit, item.usage, item.system), set()).add(group.key)
    for group in groups.values():
        if group.kind is Kind.MIGRATE:
            group.needs.update(*(asked.get((item.unit, item.usage, item.system), ()) for item in group.items))


def _need(by_asset: Mapping[str, list[Group]], source: str, target: str, channel: Channel | None) -> None:
    for group in by_asset.get(source, ()):
        if group.kind is not Kind.MIGRATE:
            continue
        for other in by_asset.get(target, ()):
            if other.key == group.key or other.kind is not Kind.MIGRATE or group.channel is not other.channel:
                continue
            if channel is not None and group.channel is not channel:
                continue
            # Algorithms are one asset for the whole estate: they tie tasks together only inside a system.
            if target.startswith("algorithm:") and not group.systems & other.systems:
                continue
            group.needs.add(other.key)


def _add(group: Group, item: Item) -> None:
    if any((one.unit, one.usage, one.system) == (item.unit, item.usage, item.system) for one in group.items[-1:]):
        return
    group.items.append(item)
    group.systems.add(item.system)
    group.channels.add(item.channel)
    group.assets |= set(item.assets)
    group.places += item.places


def _depths(found: Estate) -> dict[str, int]:
    """How far each key pair is below its trust anchor; those that certify each other are on one level."""
    needs: dict[str, set[str]] = {}
    for ref, signers in found.issuers.items():
        unit = found.units[ref]
        needs.setdefault(unit, set()).update(found.units[signer] for signer in signers)
    for unit in list(needs):
        for signer in needs[unit]:
            needs.setdefault(signer, set())
    joined = components(sorted(needs), needs)
    leader = {unit: members[0] for members in joined for unit in members}
    condensed = {members[0]: {leader[n] for u in members for n in needs[u]} - {members[0]} for members in joined}
    depth = levels([members[0] for members in joined], condensed)
    return {unit: depth[leader[unit]] for unit in leader}


def _kind(found: Estate, item: Item) -> tuple[str, str]:
    asset = found.assets[item.unit]
    if asset.kind is AssetKind.SECRET_KEY:
        return "secret keys", asset.algorithm or "unknown"
    if asset.kind in KEYS | CERTIFICATES:
        named = sorted({found.assets[ref].algorithm or "" for ref in found.members[item.unit]} - {""})
        return "keys and certificates", base_name(named[0]) if named else "unknown"
    if asset.kind is AssetKind.PROTOCOL:
        return "protocol", asset.facts.type if isinstance(asset.facts, ProtocolFacts) else asset.name
    return "code", base_name(asset.algorithm) if asset.algorithm is not None else asset.name


def base_name(name: str) -> str:
    """The algorithm without padding, mode and hash: what is replaced at once, wherever it is used in one way."""
    try:
        scheme = algorithms.parse(name)
    except AgilityError:
        return name
    parts = [part for part in (scheme.size, scheme.curve) if part is not None]
    if not {"size", "curve"} & set(scheme.family.parameters):
        return name
    root = "RSA" if scheme.family.policy[-1] == "RSA" else scheme.family.name
    if scheme.curve is not None and root in _EC:
        root = "EC"
    return "-".join((root, *map(str, parts)))


def _where(item: Item) -> str:
    return f"in {item.system.name}" if item.system != UNASSIGNED else "where no system is assigned"


def _title(kind: str, algorithm: str, item: Item, level: str) -> str:
    where = _where(item)
    use = USES[item.usage]
    verb = "Add a partner to" if all(one.becomes == Status.HYBRID_ONLY for one in item.due) else "Replace"
    match kind:
        case "keys and certificates":
            anchor = "" if level == "0" else f", {level} below the trust anchor"
            return f"{verb} keys and certificates on {algorithm} {where} ({use}{anchor})"
        case "protocol":
            return f"Move the {use} of {algorithm} {where}"
        case "secret keys":
            return f"Replace secret keys for {algorithm} {where} ({use})"
        case _:
            return f"{verb} {algorithm} {where} ({use})"
