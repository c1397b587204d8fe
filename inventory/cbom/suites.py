"""Cipher suites of protocols in CycloneDX 1.7: code points, the algorithms in each, groups and signature schemes."""

from __future__ import annotations

from collections.abc import Collection

from ..formats import tls_groups, tls_suites
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
