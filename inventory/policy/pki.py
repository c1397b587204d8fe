"""Who issued which certificate, and which keys and certificates are one: read off edges, key ids and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from ..graph import Asset, Edge, Graph
from ..model import CertificateFacts, KeyFacts, Kind, State

KEYS = frozenset({Kind.PRIVATE_KEY, Kind.PUBLIC_KEY, Kind.SECRET_KEY, Kind.PARAMETERS})
CERTIFICATES = frozenset({Kind.CERTIFICATE, Kind.CERTIFICATE_REQUEST, Kind.CRL})
MOST_ISSUERS = 64  # certificates of one name; more are no answer to who issued something
_ANY_KEY = "*"
_ISSUERS = frozenset({Kind.CERTIFICATE, Kind.PUBLIC_KEY})
_SAME_KEY = frozenset({"subject-key", "public-key"})
_IMPLIED = frozenset({"component", "provides"})
_OF_A_KEY = frozenset({"algorithm", "signature-algorithm"})

# Spellings of X.509 key usage, JWK use and key_ops, and OpenPGP key flags, without punctuation.
_SIGNING = (
    "digitalsignature",
    "nonrepudiation",
    "contentcommitment",
    "keycertsign",
    "crlsign",
    "sig",
    "sign",
    "verify",
)
_SIGNING_FLAGS = ("certify", "authenticate", "signing", "authentication")
_ENCIPHERING = ("keyencipherment", "dataencipherment", "keyagreement", "encipheronly", "decipheronly", "enc", "encrypt")
_ENCIPHERING_KEYS = ("decrypt", "wrapkey", "unwrapkey", "derivekey", "derivebits", "encapsulate", "decapsulate")
_USAGES = MappingProxyType(
    {
        **dict.fromkeys((*_SIGNING, *_SIGNING_FLAGS), "signature"),
        **dict.fromkeys((*_ENCIPHERING, *_ENCIPHERING_KEYS, "encryption"), "key-establishment"),
    }
)
_CODE_SIGNING = ("codesigning", "1.3.6.1.5.5.7.3.3")
_SIGNING_FORMATS = ("openssh", "ssh", "rfc 4716", "putty")  # a key of SSH authenticates, and does nothing else
_OTHER_PURPOSES = ("serverauth", "clientauth", "emailprotection", "timestamping", "ocspsigning")


def issuers(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """What issued each certificate or CRL: a certificate, or for SSH a key. A self-signed one is not its own issuer."""
    assets = graph.by_ref()
    found: dict[str, set[str]] = {}
    for edge in graph.edges:
        target = assets.get(edge.target)
        if "issuer" in edge.roles and target is not None and target.kind in _ISSUERS:
            found.setdefault(edge.source, set()).add(edge.target)
    by_name: dict[tuple[str, str | None], list[str]] = {}  # subject, and key id if the certificate has one
    for asset in graph.assets:
        if asset.kind is Kind.CERTIFICATE and isinstance(asset.facts, CertificateFacts) and asset.facts.subject:
            by_name.setdefault((asset.facts.subject, _key_id(asset.facts.subject_key_id)), []).append(asset.ref)
            by_name.setdefault((asset.facts.subject, _ANY_KEY), []).append(asset.ref)
    for asset in graph.assets:
        if asset.ref in found or not isinstance(asset.facts, CertificateFacts) or is_self_signed(asset.facts):
            continue
        name, key = asset.facts.issuer or "", _key_id(asset.facts.authority_key_id)
        wanted = [(name, _ANY_KEY)] if key is None else [(name, key), (name, None)]
        matches = {ref for one in wanted for ref in by_name.get(one, ())} - {asset.ref}
        if 0 < len(matches) <= MOST_ISSUERS:
            found[asset.ref] = matches
    return MappingProxyType({ref: tuple(sorted(refs)) for ref, refs in sorted(found.items())})


def is_self_signed(facts: CertificateFacts) -> bool:
    """Whether a certificate says that it was made with its own key."""
    if facts.self_signed is not None:
        return facts.self_signed
    return facts.subject is not None and facts.subject == facts.issuer


def clusters(graph: Graph) -> Mapping[str, str]:
    """The smallest reference of the keys and certificates that share one key pair, for each of them."""
    assets = graph.by_ref()
    members = [asset.ref for asset in graph.assets if asset.kind in KEYS | CERTIFICATES and asset.kind is not Kind.CRL]
    leader = {ref: ref for ref in members}

    def top(ref: str) -> str:
        while leader[ref] != ref:
            leader[ref] = leader[leader[ref]]
            ref = leader[ref]
        return ref

    for edge in graph.edges:
        if edge.source in leader and edge.target in leader and (_SAME_KEY & set(edge.roles) or _pair(edge, assets)):
            one, other = sorted((top(edge.source), top(edge.target)))
            leader[other] = one
    return MappingProxyType({ref: top(ref) for ref in members})


def is_direct(edge: Edge) -> bool:
    """Whether something uses the target, rather than offering it or being made of it."""
    return edge.state is not State.AVAILABLE and (not edge.roles or bool(set(edge.roles) - _IMPLIED))


def held(graph: Graph) -> Mapping[str, tuple[Edge, ...]]:
    """Algorithms that were seen only as what keys and certificates are of, with the edges from those.

    A detector that reports the algorithm of a certificate beside the certificate has seen one thing, not two.
    """
    assets = graph.by_ref()
    users: dict[str, list[Edge]] = {}
    for edge in sorted(graph.edges):
        if is_direct(edge) and assets[edge.target].kind is Kind.ALGORITHM:
            users.setdefault(edge.target, []).append(edge)
    found: dict[str, tuple[Edge, ...]] = {}
    for ref, edges in users.items():
        holders = tuple(edge for edge in edges if _holds(assets[edge.source], edge))
        others = [edge for edge in edges if not _holds(assets[edge.source], edge)]
        places = {place for edge in holders for place in _places(assets[edge.source])}
        own = _places(assets[ref]) - places
        if holders and not own and all(assets[edge.source].kind is Kind.APPLICATION for edge in others):
            found[ref] = holders
    return MappingProxyType(found)


def issue_days(graph: Graph) -> Mapping[str, date]:
    """When certificates were issued; of a key the last of its certificates, of an algorithm the last that holds it.

    One that does not say when leaves what it holds without a day.
    """
    assets, groups = graph.by_ref(), clusters(graph)
    found: dict[str, date] = {}
    last: dict[str, date] = {}
    for ref, leader in groups.items():
        facts = assets[ref].facts
        day = _day(facts.not_before) if isinstance(facts, CertificateFacts) else None
        if day is not None:
            found[ref] = day
            last[leader] = max(day, last.get(leader, day))
    keys = {ref: last[leader] for ref, leader in groups.items() if assets[ref].kind in KEYS and leader in last}
    found.update(keys)
    for ref, edges in held(graph).items():
        days = [found[edge.source] for edge in edges if edge.source in found]
        if len(days) == len(edges):
            found[ref] = max(days)
    return MappingProxyType(found)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text is not None else None
    except ValueError:
        return None


def _holds(asset: Asset, edge: Edge) -> bool:
    return asset.kind in KEYS | CERTIFICATES and bool(_OF_A_KEY & set(edge.roles))


def _places(asset: Asset) -> set[tuple[str, str | None]]:
    return {(one.location.path, one.detector) for one in asset.occurrences}


def stated_usages(asset: Asset) -> frozenset[str]:
    """Usages that a key or certificate states for its key; empty if it states none."""
    match asset.facts:
        case CertificateFacts(key_usage=key_usage, extensions=extensions, is_ca=is_ca):
            ssh = any(name == "format" and _is_of_ssh(value) for name, value in extensions)
            return declared_usages(key_usage, extensions) or (_SIGNATURE if is_ca or ssh else frozenset())
        case KeyFacts(key_usage=key_usage, format=format):
            return declared_usages(key_usage) or (_SIGNATURE if _is_of_ssh(format or "") else frozenset())
        case _:
            return frozenset()


def _is_of_ssh(format: str) -> bool:
    return format.lower().startswith(_SIGNING_FORMATS)


_SIGNATURE = frozenset({"signature"})


def declared_usages(key_usage: Iterable[str], extensions: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """Usages that a key or certificate states for its key, in the words of policies; empty if it states none."""
    words = [_plain(word) for word in key_usage]
    found = {_USAGES[word] for word in words if word in _USAGES}
    texts = [text for name, value in extensions for text in (name, value)]
    purposes = " ".join([*words, *map(_plain, texts)])
    tokens = {token for text in texts for token in re.split(r"[\s,;]+", text)}
    if _CODE_SIGNING[0] in purposes or _CODE_SIGNING[1] in tokens:
        found.add("firmware-signing")
        if not any(word in purposes for word in _OTHER_PURPOSES):
            found.discard("signature")
    return frozenset(found)


def _key_id(text: str | None) -> str | None:
    return _plain(text).removeprefix("keyid") if text is not None else None


def _pair(edge: Edge, assets: Mapping[str, Asset]) -> bool:
    """A private key that needs a public key is the same pair, whatever the edge is called."""
    source, target = assets[edge.source], assets[edge.target]
    return source.kind is Kind.PRIVATE_KEY and target.kind is Kind.PUBLIC_KEY


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
