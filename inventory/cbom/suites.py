"""What protocols offer in CycloneDX 1.7: cipher suites with code points and groups, transforms of IKEv2."""

from __future__ import annotations

from collections.abc import Collection

from ..formats import ike_proposals, tls_groups, tls_suites
from ..formats.ike_proposals import Kind, Transform
from ..formats.tls_suites import Suite
from ..graph import ref
from ..model import ProtocolFacts, algorithm_id

Value = dict[str, object]


def suite(name: str, facts: ProtocolFacts, targets: Collection[str]) -> Value:
    """One suite of a protocol. ``targets``: what the protocol refers to; only that is referred to here."""
    made: Value = {"name": name}
    known = tls_suites.find(name) if facts.type == "tls" else None
    if known is not None:
        references = _references(known, facts, targets)
        if references:
            made["algorithms"] = references
        made["identifiers"] = list(known.identifiers)
    if facts.groups and facts.type == "tls" and (known is None or known.ephemeral):
        made["tlsGroups"] = list(facts.groups)
    if facts.signature_schemes and facts.type == "tls":
        made["tlsSignatureSchemes"] = list(facts.signature_schemes)
    return made


def _references(known: Suite, facts: ProtocolFacts, targets: Collection[str]) -> list[str]:
    names = list(known.algorithms)
    if known.ephemeral:
        names += [name for one in facts.groups if (name := tls_groups.algorithm(one)) is not None]
    return sorted({wanted for name in names if (wanted := ref(algorithm_id(name))) in targets})


def transforms(facts: ProtocolFacts, targets: Collection[str]) -> Value:
    """The transforms that the proposals of IKE offer, by type, each once."""
    found: dict[Kind, dict[str, Value]] = {}
    words: set[str] = set()
    for proposal in facts.cipher_suites:
        for one in ike_proposals.read(proposal):
            words.add(one.word)
            if one.kind is not Kind.OTHER:
                found.setdefault(one.kind, {}).setdefault(one.word, _transform(one, targets))
    made: Value = {str(kind): list(found[kind].values()) for kind in Kind if kind in found}
    if "esn" in words:
        made["esn"] = True
    return made


def _transform(one: Transform, targets: Collection[str]) -> Value:
    made: Value = {"group": one.group} if one.kind is Kind.EXCHANGE else {"name": one.word}
    if one.kind is Kind.ENCRYPTION and one.bits is not None:
        made["keyLength"] = one.bits
    if one.name is not None and (wanted := ref(algorithm_id(one.name))) in targets:
        made["algorithm"] = wanted
    return made
