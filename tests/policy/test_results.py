"""Counts, exit codes and JSON of verdicts."""

from __future__ import annotations

import json
from datetime import date

import pytest

from inventory.graph import build
from inventory.policy import Assessment, assess, exit_code, load_policies, summary, verdicts_json
from inventory.resources import policies

from .findings import code, policy, rule

REGULATION = policies().joinpath("regulation")
TODAY = date(2026, 11, 25)
ALWAYS = policy(
    rule("test/1", "ML-DSA", "[]", "signature", "approved"),
    rule("test/2", "EdDSA", "[]", "signature", "deprecated"),
    rule("test/3", "SLH-DSA", "[]", "signature", "approved-hybrid-only"),
    rule("test/4", "DSA", "[]", "signature", "disallowed"),
)


def judged(*names: str) -> Assessment:
    return assess(build("e", [code(name) for name in names]), [ALWAYS], TODAY)


@pytest.mark.parametrize(
    ("names", "exit"),
    [
        (["ML-DSA-65"], 0),
        (["ML-DSA-65", "Ed25519"], 0),  # deprecated alone violates nothing
        (["ML-DSA-65", "SLH-DSA-SHA2-128s"], 3),  # no partner in sight
        (["ML-DSA-65", "ECDSA-P256"], 3),
        (["ML-DSA-65", "ECDSA-P256", "DSA-2048"], 4),
        (["SHA-256"], 3),  # nothing was judged
        ([], 3),
    ],
)
def test_exit_code(names: list[str], exit: int) -> None:
    assert exit_code(judged(*names).verdicts) == exit


def test_a_draft_that_would_fail_is_a_violation() -> None:
    nist = load_policies(["nist-ir-8547"], REGULATION)
    verdicts = assess(build("e", [code("ECDSA-P256")]), nist, date(2036, 1, 1)).verdicts
    assert (verdicts[0].draft, exit_code(verdicts)) == (True, 4)


def test_nothing_but_controls_is_incomplete_and_beside_others_does_not_matter() -> None:
    taiwan = load_policies(["tw-fsc-pqc-guide"], REGULATION)
    graph = build("e", [code("ML-DSA-65")])
    assert exit_code(assess(graph, taiwan, TODAY).verdicts) == 3
    assert exit_code(assess(graph, [*taiwan, ALWAYS], TODAY).verdicts) == 0


def test_summary_counts_every_status() -> None:
    assert summary(judged("ML-DSA-65", "ML-DSA-87", "DSA-2048", "ECDSA-P256").verdicts) == {
        "test": {
            "approved": 2,
            "approved-hybrid-only": 0,
            "deprecated": 0,
            "unknown": 1,
            "disallowed": 1,
            "controls-only": 0,
        }
    }


def test_json() -> None:
    made = verdicts_json(judged("DSA-2048", "SHA-256"))
    assert made["as_of"] == "2026-11-25"
    assert made["verdicts"] == [
        {
            "policy": "test",
            "asset": "algorithm:DSA-2048",
            "usage": "signature",
            "status": "disallowed",
            "rule": "test/4",
            "source": "a test",
            "until": None,
            "next": None,
            "next_rule": None,
            "why": "DSA-2048 is not recommended (advice, no prohibition): a note",
            "confidence": "recalled",
            "draft": False,
            "missing": None,
            "details": [],
            "by_criticality": [],
        }
    ]
    assert made["not_covered"] == [{"policy": "test", "usage": "hash", "count": 1, "assets": ["algorithm:SHA-256"]}]
    assert made["not_judged"] == [
        {
            "asset": "application:dir:.",
            "name": "e",
            "kind": "application",
            "reason": "software; the algorithms, keys and protocols in it are judged",
        }
    ]
    (told,) = made["policies"]  # type: ignore[misc]
    assert (told["id"], told["draft"], told["sha256"]) == ("test", False, ALWAYS.sha256)  # type: ignore[index,call-overload]
    assert json.dumps(made) == json.dumps(verdicts_json(judged("SHA-256", "DSA-2048")))
