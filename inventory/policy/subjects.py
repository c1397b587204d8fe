"""Which assets of an inventory are judged, as what, and which are not and why (docs/decisions, "what is judged")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType

from cryptoagility import algorithms
from cryptoagility.algorithms import Scheme

from ..formats import schemes
from ..graph import Asset, Edge, Graph
from ..model import CertificateFacts, KeyFacts, Kind, ProtocolFacts, State
from .pki import CERTIFICATES, KEYS, clusters, held, is_direct, is_self_signed, issuers, stated_usages

ANY = "any"
"""The usage of something that is not known well enough to say what it is used for."""

_OF_PRIMITIVE = MappingProxyType(
    {
        "signature": "signature",
        "key-agree": "key-establishment",
        "kem": "key-establishment",
        "pke": "key-establishment",
        "block-cipher": "symmetric",
        "stream-cipher": "symmetric",
        "ae": "symmetric",
        "hash": "hash",
        "xof": "hash",
        "mac": "mac",
        "key-wrap": "key-wrap",
        "kdf": "kdf",
        "drbg": "random",
    }
)
_OF_FUNCTION = MappingProxyType(
    {
        "sign": "signature",
        "verify": "signature",
        **dict.fromkeys(("encrypt", "decrypt", "encapsulate", "decapsulate", "keyderive"), "key-establishment"),
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """One algorithm that a subject stands or falls with; ``scheme`` None: not known, ``reason`` says why."""

    role: str  # "" for the thing itself
    scheme: Scheme | None
    reason: str | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """An asset in one usage. The worst of its parts decides."""

    asset: Asset
    usage: str
    parts: tuple[Part, ...]
    alike: tuple[object, ...] = field(compare=False)  # the same for all that every policy judges in the same way


@dataclass(frozen=True, slots=True, order=True)
class Unjudged:
    """An asset that gets no verdict of its own, and why."""

    asset: str
    name: str
    kind: Kind
    reason: str


OFFERED = "only offered by a library; nothing is seen to use it"
PART = "only seen as a part of another algorithm, which is judged with it"
NOT_CRYPTOGRAPHY = "software; the algorithms, keys and protocols in it are judged"
NAMED = "a message; the algorithms that it names are judged"


def subjects(graph: Graph) -> tuple[tuple[Subject, ...], tuple[Unjudged, ...]]:
    """Everything that is judged, sorted, and everything that is not."""
    index = _Index(graph)
    judged: list[Subject] = []
    unjudged: list[Unjudged] = []
    for asset in sorted(graph.assets, key=lambda one: one.ref):
        reason = index.not_judged(asset)
        if reason is not None:
            unjudged.append(Unjudged(asset.ref, asset.name, asset.kind, reason))
            continue
        judged.extend(_subject(asset, usage, parts) for usage, parts in sorted(index.parts(asset).items()) if parts)
    return tuple(judged), tuple(unjudged)


def _subject(asset: Asset, usage: str, parts: Iterable[Part]) -> Subject:
    named = {(one.role, one.scheme.name if one.scheme else None, one.reason, one.missing): one for one in parts}
    return Subject(asset, usage, tuple(named.values()), (usage, *named))


class _Index:
    """The graph, looked up by reference."""

    def __init__(self, graph: Graph) -> None:
        self._assets = graph.by_ref()
        self._incoming: dict[str, list[Edge]] = {}
        self._outgoing: dict[str, list[Edge]] = {}
        for edge in sorted(graph.edges):
            self._incoming.setdefault(edge.target, []).append(edge)
            self._outgoing.setdefault(edge.source, []).append(edge)
        self._reasons = self._not_used()
        self._held = held(graph)
        self._issuers = issuers(graph)
        self._clusters = clusters(graph)
        self._declared = self._declared_by_cluster()
        self._schemes = self._schemes_by_cluster()

    # What is judged

    def not_judged(self, asset: Asset) -> str | None:
        if asset.kind in (Kind.APPLICATION, Kind.LIBRARY):
            return NOT_CRYPTOGRAPHY
        if asset.kind is Kind.MESSAGE:
            return NAMED
        return self._reasons.get(asset.ref)

    def _not_used(self) -> dict[str, str]:
        """Why things are not judged that nothing uses directly: they are parts of something, or only offered."""
        open_to = {ref: edges for ref, edges in self._incoming.items() if not any(is_direct(edge) for edge in edges)}
        whole = [ref for ref in self._assets if ref not in open_to]
        offered = [ref for ref, edges in sorted(open_to.items()) if any("component" not in one.roles for one in edges)]
        reasons = dict.fromkeys(self._parts_of(whole) & set(open_to), PART)
        for ref in sorted(self._parts_of(offered) | set(offered)):
            if ref in open_to:
                reasons.setdefault(ref, OFFERED)
        return reasons  # parts that nothing but each other is made of are left: they are judged

    def _parts_of(self, wholes: Iterable[str]) -> set[str]:
        found: set[str] = set()
        pending = list(wholes)
        while pending:
            for edge in self._outgoing.get(pending.pop(), ()):
                if "component" in edge.roles and edge.state is not State.AVAILABLE and edge.target not in found:
                    found.add(edge.target)
                    pending.append(edge.target)
        return found

    # As what

    def parts(self, asset: Asset) -> dict[str, list[Part]]:
        if asset.kind in CERTIFICATES:
            return self._certificate(asset)
        if asset.kind is Kind.PROTOCOL:
            return {"key-establishment": self._groups(asset)}
        if asset.kind in KEYS:
            return self._key(asset)
        return self._algorithm(asset)

    def _certificate(self, asset: Asset) -> dict[str, list[Part]]:
        facts = asset.facts if isinstance(asset.facts, CertificateFacts) else None
        found: dict[str, list[Part]] = {}
        if asset.kind is not Kind.CRL:
            found = self._key(asset)
            for usage, parts in found.items():
                found[usage] = [Part("its key", part.scheme, part.reason, part.missing) for part in parts]
        found.setdefault("signature", []).extend(self._signatures(asset, facts))
        return found

    def _key(self, asset: Asset) -> dict[str, list[Part]]:
        scheme = asset.scheme or self._linked(asset, "subject-key") or self._linked(asset, "algorithm")
        scheme = scheme or self._schemes.get(self._clusters.get(asset.ref, ""))
        if scheme is None:
            return {ANY: [Part("", None, _unknown(asset), "algorithm")]}
        return {usage: [Part("", scheme)] for usage in self._narrowed(scheme, self._declared_for(asset))}

    def _signatures(self, asset: Asset, facts: CertificateFacts | None) -> list[Part]:
        """The signature on a certificate, request or list; what its identifier leaves open is read off the signer."""
        role = "the signature on it"
        scheme = schemes.parsed(facts.signature_algorithm) if facts is not None else None
        scheme = scheme or self._linked(asset, "signature-algorithm")
        if scheme is None:
            return [Part(role, None, "its signature algorithm is not known", "signature algorithm")]
        if asset.kind is Kind.CERTIFICATE_REQUEST or (facts is not None and is_self_signed(facts)):
            signers: Iterable[Asset] = (asset,)
        else:
            signers = (self._assets[ref] for ref in self._issuers.get(asset.ref, ()))
        filled = dict.fromkeys(_filled(scheme, signer.scheme) for signer in signers)
        return [Part(role, one) for one in filled or (scheme,)]

    def _groups(self, asset: Asset) -> list[Part]:
        facts = asset.facts if isinstance(asset.facts, ProtocolFacts) else None
        if facts is not None and facts.groups:
            return [_group(name) for name in facts.groups]
        linked = [self._assets[edge.target] for edge in self._outgoing.get(asset.ref, ())]
        schemes = [one.scheme for one in linked if one.kind is Kind.ALGORITHM]
        found = [
            Part("its key exchange", scheme)
            for scheme in schemes
            if scheme is not None and [use.value for use in scheme.uses] == ["key-establishment"]
        ]
        reason = "no groups are configured here: the library and its peer decide what is negotiated"
        if asset.reason is not None and not linked and facts is not None and not facts.cipher_suites:
            reason = asset.reason  # it is spoken in clear, or nothing of it could be read
        return found or [Part("its key exchange", None, reason, "groups")]

    def _algorithm(self, asset: Asset) -> dict[str, list[Part]]:
        scheme = asset.scheme
        if scheme is None:
            usage = _OF_PRIMITIVE.get(asset.primitive or "", ANY)
            return {usage: [Part("", None, _unknown(asset), "algorithm")]}
        edges = self._held.get(asset.ref, ())
        if not edges:
            return {usage: [Part("", scheme)] for usage in self._narrowed(scheme, _by_functions(asset))}
        holders = [self._assets[edge.source] for edge in edges]
        if all("signature-algorithm" in edge.roles for edge in edges):
            return {"signature": list(self._signed_by(scheme, holders))}
        return {usage: [Part("", scheme)] for usage in self._narrowed(scheme, self._used_by(holders))}

    def _signed_by(self, scheme: Scheme, holders: Iterable[Asset]) -> Iterable[Part]:
        for holder in holders:
            facts = holder.facts if isinstance(holder.facts, CertificateFacts) else None
            for part in self._signatures(holder, facts):
                yield Part("", part.scheme or scheme)

    def _used_by(self, holders: Iterable[Asset]) -> frozenset[str]:
        found: set[str] = set()
        for holder in holders:
            declared = self._declared_for(holder)
            if not declared:
                return frozenset()
            found |= declared
        return frozenset(found)

    def _narrowed(self, scheme: Scheme, declared: frozenset[str]) -> list[str]:
        possible = {use.value for use in scheme.uses}
        wanted = {usage for usage in declared if usage in possible}
        if "firmware-signing" in declared and "signature" in possible:
            wanted.add("firmware-signing")
        return sorted(wanted or possible)

    def _declared_for(self, asset: Asset) -> frozenset[str]:
        return stated_usages(asset) or self._declared.get(self._clusters.get(asset.ref, ""), frozenset())

    def _declared_by_cluster(self) -> dict[str, frozenset[str]]:
        """What the certificates of a key pair state, or its files if it has none; nothing if one of them is silent."""
        stated: dict[tuple[str, bool], list[frozenset[str]]] = {}
        for ref, leader in self._clusters.items():
            asset = self._assets[ref]
            # A half that is only implied by the other one has no format, and its silence says nothing.
            if asset.kind is Kind.CERTIFICATE or (isinstance(asset.facts, KeyFacts) and asset.facts.format is not None):
                stated.setdefault((leader, asset.kind is not Kind.CERTIFICATE), []).append(stated_usages(asset))
        found: dict[str, frozenset[str]] = {}
        for (leader, _), usages in sorted(stated.items()):  # certificates first
            found.setdefault(leader, frozenset().union(*usages) if all(usages) else frozenset())
        return found

    def _schemes_by_cluster(self) -> dict[str, Scheme]:
        """The algorithm of a key pair, for the halves of it that are only mentioned; nothing if its parts disagree."""
        found: dict[str, set[Scheme]] = {}
        for ref, leader in self._clusters.items():
            if (scheme := self._assets[ref].scheme) is not None:
                found.setdefault(leader, set()).add(scheme)
        return {leader: schemes.pop() for leader, schemes in found.items() if len(schemes) == 1}

    def _linked(self, asset: Asset, role: str) -> Scheme | None:
        for edge in self._outgoing.get(asset.ref, ()):
            if role in edge.roles and (scheme := self._assets[edge.target].scheme) is not None:
                return scheme
        return None


def _by_functions(asset: Asset) -> frozenset[str]:
    """Usages by what is done with it; nothing if one place does not tell."""
    places = [one.functions for one in asset.occurrences] if any(one.functions for one in asset.occurrences) else []
    found: set[str] = set()
    for functions in places or [asset.functions]:
        told = {_OF_FUNCTION[function] for function in functions if function in _OF_FUNCTION}
        if not told:
            return frozenset()
        found |= told
    return frozenset(found)


def _filled(scheme: Scheme, signer: Scheme | None) -> Scheme:
    """A signature scheme with the size or curve of the key that made it."""
    if signer is None or scheme.composite:
        return scheme
    size = signer.size if "size" in scheme.family.parameters and scheme.size is None else scheme.size
    curve = signer.curve if "curve" in scheme.family.parameters and scheme.curve is None else scheme.curve
    if (size, curve) == (scheme.size, scheme.curve):
        return scheme
    return algorithms.scheme(scheme.family.name, size=size, curve=curve, mode=scheme.mode, hash=scheme.hash)


def _group(name: str) -> Part:
    role = f"the group {name}"
    scheme = schemes.group(name)
    if scheme is None:
        return Part(role, None, "it is not in the table of algorithms", "algorithm")
    return Part(role, scheme)


def _unknown(asset: Asset) -> str:
    if asset.reason:
        return asset.reason
    if asset.algorithm is not None:
        return f"{asset.algorithm} is not in the table of algorithms"
    return "its algorithm is not known"
