"""Clauses answered with evidence: what counts, what is lacking, and what no scan can give."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from inventory.errors import PolicyError
from inventory.graph import Graph, build
from inventory.model import CertificateFacts, Finding
from inventory.policy import (
    Answer,
    Context,
    Policy,
    System,
    answers,
    answers_json,
    available,
    crosswalk,
    load_policies,
    parse_policy,
)
from inventory.policy.context import Entry
from inventory.policy.evidence import IN_CBOM, IN_CONTEXT, ITEMS, Means, named
from inventory.resources import policies
from tests.policy.findings import certificate, code, library, policy_text, private_key, tls

REGULATION = policies().joinpath("regulation")
ALL = load_policies(available(REGULATION), REGULATION)
CONTROL = """\
controls:
  - id: test/control-1
    clause: "1"
    asks: a list
    assets: [{assets}]
    cbom: [{cbom}]
    context: [{context}]
    elsewhere: [{elsewhere}]
    basis: stated
    note: null
    confidence: seen-primary
"""


def pack(
    assets: str, cbom: str = "", context: str = "", elsewhere: str = "", change: tuple[str, str] = ("", "")
) -> Policy:
    control = CONTROL.format(assets=assets, cbom=cbom, context=context, elsewhere=elsewhere).replace(*change)
    return parse_policy(policy_text().replace("rules:", control + "rules:", 1).encode(), "p.yaml")


def answered(graph: Graph, chosen: Policy, context: Context | None = None) -> Answer:
    (found,) = answers(graph, [chosen], context)
    return found


def lacking(found: Answer) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {one.items: one.assets for one in found.lacks}


def test_protocols_of_pci() -> None:
    (pci,) = load_policies(["pci-dss-12.3.3"], REGULATION)
    graph = build("e", [tls("web/a.py", 1), code("AES-256-GCM", "web/a.py"), certificate("one", "RSA-2048", None)])
    context = Context((Entry(("web/*",), System("gateway")),))
    by_clause = {one.control.clause: one for one in answers(graph, [pci], context)}
    inventory = by_clause["12.3.3 (inventory)"]
    assert (inventory.assets, inventory.answered) == (1, 0)
    assert lacking(inventory) == {("protocol_version", "protocol_cipher_suite"): ("protocol:at:web/a.py#1",)}
    assert by_clause["12.3.3 (response plan)"].elsewhere == ("response_plan",)
    assert not by_clause["12.3.3 (response plan)"].is_answered
    nobody = {one.control.clause: one for one in answers(graph, [pci])}["12.3.3 (inventory)"]
    assert ("protocol_version", "protocol_cipher_suite", "business_service") in lacking(nobody)


def lasting() -> Finding:
    made = certificate("one", "RSA-3072", None)
    assert isinstance(made.facts, CertificateFacts)
    return replace(made, facts=replace(made.facts, not_after="2030-01-01T00:00:00Z"))


@pytest.mark.parametrize(
    ("scope", "item", "has", "has_not"),
    [
        ("algorithm", "key_size", code("AES-256-GCM"), code("AES-GCM")),
        ("algorithm", "pqc_state_observed", code("ML-KEM-768"), code("AES-GCM")),
        ("algorithm", "use", code("RSA-3072", "a.py", "sign"), code("RSA-3072")),
        ("certificate", "certificate_expiry", lasting(), certificate("one", "RSA-3072", None)),
        ("library", "library_module", library("one", "r.txt"), None),
        (
            "certificate",
            "signature_suite",
            certificate("one", "RSA-3072", "RSA-PSS-3072-SHA256"),
            certificate("one", "RSA-3072", None),
        ),
        (
            "private-key",
            "key_store",
            private_key("one", "RSA-3072", "a.key"),
            private_key("one", "RSA-3072", "a.key", format=""),
        ),
    ],
)
def test_a_field_is_there_or_lacking(scope: str, item: str, has: object, has_not: object) -> None:
    chosen = pack(scope, item)
    assert answered(build("e", [has]), chosen).lacks == ()  # type: ignore[list-item]
    if has_not is not None:
        found = answered(build("e", [has_not]), chosen)  # type: ignore[list-item]
        assert [one.items for one in found.lacks] == [(item,)]
        assert found.answered == 0


def test_nothing_to_answer_with_is_not_answered() -> None:
    found = answered(build("e", []), pack("certificate", "certificate"))
    assert (found.assets, found.answered, found.is_answered) == (0, 0, False)


def test_full_answers_count_and_evidence_from_elsewhere_leaves_a_clause_open() -> None:
    graph = build("e", [code("AES-256-GCM"), code("SHA-256")])
    assert answered(graph, pack("algorithm", "algorithm, place")).is_answered
    assert not answered(graph, pack("algorithm", "algorithm, place", elsewhere="yearly_review")).is_answered


def test_an_asset_in_two_systems_needs_both_to_say_it() -> None:
    graph = build("e", [code("SHA-256", "a/x.py"), code("SHA-256", "b/x.py")])
    chosen = pack("algorithm", context="owner")
    one, both = System("one", owner="ops"), (System("one", owner="ops"), System("two", owner="it"))
    assert answered(graph, chosen, Context((Entry(("a/*",), one),))).answered == 0
    assert answered(graph, chosen, Context((Entry(("a/*",), both[0]), Entry(("b/*",), both[1])))).answered == 1


def test_what_a_library_offers_and_what_is_a_part_is_not_asked() -> None:
    graph = build("e", [library("one", "r.txt", "RSA"), code("X25519MLKEM768")])
    found = answered(graph, pack("algorithm", "key_size"))
    assert (found.assets, found.answered) == (1, 1)


def test_the_algorithm_of_a_key_is_asked_of_the_key() -> None:
    graph = build("e", [private_key("one", "RSA-3072", "a.key")])
    assert answered(graph, pack("algorithm", "place")).assets == 0
    assert answered(graph, pack("key", "key_size")).assets == 1  # and not the public half that it implies


def test_the_day_of_the_inventory() -> None:
    graph = build("e", [code("SHA-256")])
    assert answered(graph, pack("algorithm", "last_seen")).answered == 0
    assert answered(replace(graph, timestamp="2026-11-25T00:00:00Z"), pack("algorithm", "last_seen")).answered == 1


def test_json_has_every_asset() -> None:
    graph = build("e", [code("AES-GCM", f"{number}.py") for number in range(3)] + [code("RSA", "r.py")])
    (made,) = answers_json(answers(graph, [pack("algorithm", "key_size", "owner")]))
    assert made == {
        "policy": "test",
        "control": "test/control-1",
        "clause": "1",
        "asks": "a list",
        "of": ["algorithm"],
        "cbom": ["key_size"],
        "context": ["owner"],
        "elsewhere": [],
        "assets": 2,
        "answered": 0,
        "lacking": [{"evidence": ["key_size", "owner"], "assets": ["algorithm:AES-GCM", "algorithm:RSA"]}],
        "basis": "stated",
        "note": None,
        "confidence": "seen-primary",
    }
    json.dumps(made)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("cbom: [algorithm]", "cbom: [owner]"), "cbom of control 1 names 'owner', which is no evidence by cbom"),
        (("cbom: [algorithm]", "cbom: [colour]"), "cbom of control 1 names 'colour', which is no evidence by cbom"),
        (("assets: [algorithm]", "assets: [house]"), "assets of control 1 names 'house', which is no kind of asset"),
        (("assets: [algorithm]", "assets: []"), "assets of control 1 and the evidence of cbom and context go together"),
        (("cbom: [algorithm]", "cbom: []"), "assets of control 1 and the evidence of cbom and context go together"),
        (("basis: stated", "basis: guessed"), "basis of control 1 is 'guessed'"),
        (("    clause:", "    article:"), "unknown key 'article' in control 1"),
    ],
)
def test_what_is_wrong_is_refused(change: tuple[str, str], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        pack("algorithm", "algorithm", change=change)
    assert said in str(caught.value)


def test_a_clause_that_nothing_answers_is_refused() -> None:
    with pytest.raises(PolicyError, match="names no evidence at all"):
        pack("")


def test_every_requirement_of_every_policy_has_a_clause() -> None:
    for chosen in ALL:
        assert {one.asks for one in chosen.controls} == set(chosen.inventory_requirements), chosen.id


def test_every_item_can_be_asked() -> None:
    assert set(IN_CBOM) == named(Means.CBOM)
    assert set(IN_CONTEXT) == named(Means.CONTEXT)
    used = {name for one in ALL for c in one.controls for name in (*c.cbom, *c.context, *c.elsewhere)}
    assert named(Means.ELSEWHERE) == {name for name in used if ITEMS[name].means is Means.ELSEWHERE}


def test_crosswalk_puts_every_clause_under_its_evidence_the_most_useful_first() -> None:
    chosen = [one for one in ALL if one.id in {"pci-dss-12.3.3", "eu-dora-rts-2024-1774", "uk-ncsc-pqc"}]
    found = crosswalk(chosen)
    assert next(iter(found)) == "place"
    assert [(policy, control.clause) for policy, control in found["place"]] == [
        ("eu-dora-rts-2024-1774", "Art. 7 (life cycle)"),
        ("eu-dora-rts-2024-1774", "Art. 7 (register)"),
        ("pci-dss-12.3.3", "12.3.3 (inventory)"),
        ("pci-dss-12.3.3", "4.2.1.1"),
        ("pci-dss-12.3.3", "4.2.1.1 (keys)"),
        ("uk-ncsc-pqc", "discovery by 2028"),
    ]
    counted = sum(len(clauses) for clauses in found.values())
    assert counted == sum(len((*c.cbom, *c.context, *c.elsewhere)) for one in chosen for c in one.controls)
