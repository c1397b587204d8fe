"""Findings and policies that the tests of policies and plans are made of."""

from __future__ import annotations

from inventory.model import (
    AssetId,
    CertificateFacts,
    Finding,
    KeyFacts,
    Kind,
    LibraryFacts,
    Link,
    Location,
    ProtocolFacts,
    State,
    algorithm_id,
)
from inventory.policy import Policy, parse_policy

HEAD = """\
schema: cryptoagility/policy/1
id: {id}
title: A policy for tests
issuer: Nobody
jurisdiction: XX
version: null
date: null
status: guidance
draft: false
binding: advisory
applies_to: []
source: a test
compiled: "2026-11-22"
review_by: null
confidence: {{level: recalled, seen: [], uncertain: []}}
unlisted_curves: {curves}
hybrids: {hybrids}
milestones: []
inventory_requirements: []
"""
RULE = """\
  - id: {id}
    families: [{families}]
    parameter_sets: {sets}
    usage: [{usage}]
    status: {status}
    from: {since}
    until: {until}
    note: a note
    source: a test
    confidence: recalled
"""


def rule(
    id: str, families: str, sets: str, usage: str, status: str, since: str | None = None, until: str | None = None
) -> str:
    """The text of a rule."""
    return RULE.format(
        id=id,
        families=families,
        sets=sets,
        usage=usage,
        status=status,
        since=f'"{since}"' if since else "null",
        until=f'"{until}"' if until else "null",
    )


def policy_text(*rules: str, id: str = "test", curves: str = "unknown", hybrids: str = "null") -> str:
    """The text of a policy with these rules."""
    head = HEAD.format(id=id, curves=curves, hybrids=hybrids)
    return head + ("rules:\n" + "".join(rules) if rules else "rules: []\n")


def policy(*rules: str, id: str = "test", curves: str = "unknown", hybrids: str = "null") -> Policy:
    """A policy with these rules."""
    return parse_policy(policy_text(*rules, id=id, curves=curves, hybrids=hybrids).encode(), f"{id}.yaml")


def code(
    name: str,
    path: str = "app.py",
    *functions: str,
    line: int = 1,
    state: State = State.USED,
    links: tuple[Link, ...] = (),
) -> Finding:
    """An algorithm in source code."""
    return Finding(
        "code", algorithm_id(name), Location(path, line), algorithm=name, functions=functions, state=state, links=links
    )


def public_id(name: str) -> AssetId:
    """The identity of a public key."""
    return AssetId(Kind.PUBLIC_KEY, f"spki-sha256:{name}")


def certificate(
    name: str,
    key: str | None,
    signature: str | None,
    path: str = "certs/one.pem",
    issuer: str | None = None,
    usage: tuple[str, ...] = ("digitalSignature",),
    purposes: str | None = None,
    ids: tuple[str | None, str | None] = (None, None),
    kind: Kind = Kind.CERTIFICATE,
    spki: str | None = None,
) -> Finding:
    """A certificate for ``CN=name`` by ``CN=issuer`` (itself if not given); ``ids``: of its key and of the issuer's."""
    facts = CertificateFacts(
        subject=f"CN={name}",
        issuer=f"CN={issuer or name}",
        signature_algorithm=signature,
        key_usage=usage,
        extensions=(("extendedKeyUsage", purposes),) if purposes else (),
        subject_key_id=ids[0],
        authority_key_id=ids[1],
        self_signed=issuer is None,
    )
    links = [Link("subject-key", public_id(spki or name), State.CONFIGURED)] if key else []
    if signature:
        links.append(Link("signature-algorithm", algorithm_id(signature), State.CONFIGURED))
    identity = AssetId(kind, f"sha256:{name}-by-{issuer or name}")
    return Finding("x509", identity, Location(path), algorithm=key, facts=facts, links=tuple(links))


def private_key(
    name: str, algorithm: str | None, path: str, usage: tuple[str, ...] = (), format: str = "PKCS#8"
) -> Finding:
    """A private key, with the public key that it belongs to."""
    return Finding(
        "pem",
        AssetId(Kind.PRIVATE_KEY, f"spki-sha256:{name}"),
        Location(path, 1),
        algorithm=algorithm,
        facts=KeyFacts(format=format, key_usage=usage),
        links=(Link("public-key", public_id(name), State.CONFIGURED),),
    )


def tls(path: str, line: int, groups: tuple[str, ...] = (), links: tuple[Link, ...] = (), type: str = "tls") -> Finding:
    """A protocol context."""
    return Finding(
        "code",
        AssetId.at(Kind.PROTOCOL, path, line),
        Location(path, line),
        facts=ProtocolFacts(type, "server", groups=groups),
        links=links,
    )


def library(name: str, path: str, *provides: str) -> Finding:
    """A dependency and what it is known to implement."""
    return Finding(
        "manifest",
        AssetId(Kind.LIBRARY, f"pkg:pypi/{name}@1.0"),
        Location(path, 1),
        facts=LibraryFacts(name, "pypi", "1.0"),
        links=tuple(Link("provides", algorithm_id(one), State.AVAILABLE) for one in provides),
    )
