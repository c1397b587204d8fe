"""What decides the exit code: excuses that hold, a baseline, and neither of them hiding anything."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from inventory.cbom import write
from inventory.errors import Unreadable
from inventory.graph import Graph, build
from inventory.model import (
    AssetId,
    CertificateFacts,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    Link,
    Location,
    Problem,
    Skipped,
    State,
    Suppression,
    algorithm_id,
)
from inventory.policy import Decision, Status, Weight, assess, decide, decision_json, former
from inventory.policy.excuses import excuses

from .findings import policy, rule

TODAY = date(2027, 3, 31)
POLICY = policy(
    rule("test/1", "ML-DSA", "[]", "signature", "approved"),
    rule("test/2", "EdDSA", "[]", "signature", "deprecated"),
    rule("test/4", "DSA", "[]", "signature", "disallowed"),
    rule("test/5", "ECDSA", "[]", "signature", "disallowed"),
)
EXCUSE = Suppression("ticket 1", "2027-03-31")


def use(name: str, path: str = "a.py", excuse: Suppression | None = None, symbol: str = "f", line: int = 1) -> Finding:
    place = Location(path, line, symbol=symbol)
    return Finding("code", algorithm_id(name), place, name, functions=("sign",), suppression=excuse)


def estate(*found: Finding, problems: tuple[Problem, ...] = (), skipped: tuple[Skipped, ...] = ()) -> Graph:
    return build("e", found, problems, Coverage(1, 1, 1, 1, 0, skipped))


def decided(graph: Graph, before: str | None = None, day: date = TODAY, excused: bool = True) -> Decision:
    known = former(before, [POLICY], day) if before is not None else None
    return decide(graph, assess(graph, [POLICY], day), known, excused)


def weights(decision: Decision) -> dict[str, str]:
    return {one.asset.partition(":")[2]: decision.weight(one).value for one in decision.assessment.verdicts}


def test_an_excused_violation_is_judged_and_does_not_decide_until_its_day() -> None:
    graph = estate(use("DSA-2048", excuse=EXCUSE))
    held = decided(graph)
    assert (held.exit_code, weights(held)) == (0, {"DSA-2048": "suppressed"})
    assert [one.status for one in held.assessment.verdicts] == [Status.DISALLOWED]
    over = decided(graph, day=date(2027, 4, 1))
    assert (over.exit_code, len(over.excuses.expired), over.excuses.holding) == (4, 1, ())
    assert decided(graph, excused=False).exit_code == 4


def test_one_place_that_is_not_excused_decides() -> None:
    assert decided(estate(use("DSA-2048", excuse=EXCUSE), use("DSA-2048", "b.py"))).exit_code == 4
    both = decided(estate(use("DSA-2048", excuse=EXCUSE), use("DSA-2048", "b.py", EXCUSE)))
    assert (both.exit_code, len(both.excuses.holding)) == (0, 2)


def test_an_excused_unknown_does_not_make_it_incomplete() -> None:
    assert decided(estate(use("RSA-2048"))).exit_code == 3
    assert decided(estate(use("RSA-2048", excuse=EXCUSE))).exit_code == 0


def key(name: str, path: str, excuse: Suppression | None) -> Finding:
    asset = AssetId(Kind.PUBLIC_KEY, f"spki-sha256:{path}")
    return Finding("k", asset, Location(path, 1), name, facts=KeyFacts(256), state=State.CONFIGURED, suppression=excuse)


def test_what_is_only_named_by_something_excused_is_excused_with_it() -> None:
    graph = estate(key("EC-P256", "k.pem", EXCUSE))
    assert "algorithm:EC-P256" in graph.by_ref()
    assert excuses(graph, TODAY).assets == {"public-key:spki-sha256:k.pem", "algorithm:EC-P256"}
    graph = estate(key("EC-P256", "k.pem", EXCUSE), key("EC-P256", "l.pem", None))
    assert excuses(graph, TODAY).assets == {"public-key:spki-sha256:k.pem"}
    graph = estate(use("EC-P256", excuse=EXCUSE), key("EC-P256", "l.pem", None))
    assert excuses(graph, TODAY).assets == frozenset()


def test_a_circle_that_only_names_itself_is_not_excused() -> None:
    one, two = (AssetId(Kind.CERTIFICATE, f"sha256:{name}") for name in "ab")
    facts = CertificateFacts(subject="x")
    found = [
        Finding("x", source, Location("p", 1), facts=facts, links=(Link("issuer", target, State.CONFIGURED),))
        for source, target in ((one, two), (two, one))
    ]
    graph = estate(*found, use("DSA-2048", excuse=EXCUSE))
    bare = replace(
        graph,
        assets=tuple(replace(one, occurrences=()) if one.kind is Kind.CERTIFICATE else one for one in graph.assets),
    )
    assert excuses(bare, TODAY).assets == {"algorithm:DSA-2048"}


def cbom(graph: Graph) -> str:
    return write(graph, version="1")


def answer(graph: Graph, day: date = TODAY) -> str:
    return json.dumps(decision_json(decided(graph, day=day)))


@pytest.mark.parametrize("form", [cbom, answer])
def test_against_a_baseline_only_what_is_new_decides(form) -> None:  # type: ignore[no-untyped-def]
    before = form(estate(use("DSA-2048"), use("ECDSA-P256", "gone.py")))
    same = decided(estate(use("DSA-2048", line=99)), before)
    assert (same.exit_code, weights(same)) == (0, {"DSA-2048": "in the baseline"})
    assert same.baseline is not None
    assert [key[1] for key in same.baseline.gone] == ["algorithm:ECDSA-P256"]
    more = decided(estate(use("DSA-2048"), use("DSA-3072")), before)
    assert (more.exit_code, weights(more)) == (4, {"DSA-2048": "in the baseline", "DSA-3072": "decides"})
    assert more.baseline is not None
    assert list(more.baseline.new.values()) == ["not in the baseline"]


@pytest.mark.parametrize("form", [cbom, answer])
@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([use("DSA-2048"), use("DSA-2048", "b.py")], "new place: b.py (f)"),
        ([use("DSA-2048", symbol="g")], "new place: a.py (g)"),
        ([use("DSA-2048"), use("DSA-2048", line=2)], "new place: a.py (f)"),  # once more in the same place
        ([use("DSA-2048", "renamed.py")], "new place: renamed.py (f)"),
    ],
)
def test_a_known_violation_in_a_new_place_decides(form, found: list[Finding], why: str) -> None:  # type: ignore[no-untyped-def]
    now = decided(estate(*found), form(estate(use("DSA-2048"))))
    assert now.baseline is not None
    assert (now.exit_code, list(now.baseline.new.values())) == (4, [why])


@pytest.mark.parametrize("form", [cbom, answer])
def test_unknown_and_unread_likewise(form) -> None:  # type: ignore[no-untyped-def]
    problem, go = Problem("bad.pem", "x509", "cut"), Skipped("source code in Go: no rules for it yet", 2)
    before = form(estate(use("RSA-2048"), problems=(problem,), skipped=(go,)))
    assert decided(estate(use("RSA-2048"), problems=(problem,), skipped=(go,)), before).exit_code == 0
    assert decided(estate(use("RSA-2048"), use("RSA-3072"), problems=(problem,)), before).exit_code == 3
    more = replace(go, count=3)
    assert decided(estate(use("RSA-2048"), problems=(problem,), skipped=(more,)), before).exit_code == 3
    other = Problem("worse.pem", "x509", "cut")
    assert decided(estate(use("RSA-2048"), problems=(problem, other)), before).exit_code == 3


def test_a_worse_verdict_is_new() -> None:
    later = policy(
        rule("test/1", "DSA", "[]", "signature", "deprecated", until="2030-12-31"),
        rule("test/2", "DSA", "[]", "signature", "disallowed", since="2031-01-01"),
    )
    graph, day = estate(use("DSA-2048")), date(2031, 1, 1)
    former_answer = json.dumps(decision_json(decide(graph, assess(graph, [later], TODAY))))
    now = decide(graph, assess(graph, [later], day), former(former_answer, [later], day))
    assert now.baseline is not None
    assert (now.exit_code, list(now.baseline.new.values())) == (4, ["deprecated in the baseline"])
    # A CBOM is judged for the same day: that the day has come is then no news.
    assert decide(graph, assess(graph, [later], day), former(cbom(graph), [later], day)).exit_code == 0


def test_another_policy_has_no_baseline() -> None:
    before = answer(estate(use("DSA-2048"))).replace('"policy": "test"', '"policy": "other"')
    assert '"policy": "other"' in before
    assert decided(estate(use("DSA-2048")), before).exit_code == 4


def test_excused_and_known_is_called_excused() -> None:
    graph = estate(use("DSA-2048", excuse=EXCUSE))
    assert weights(decided(graph, cbom(graph))) == {"DSA-2048": Weight.SUPPRESSED.value}


def test_a_foreign_baseline_is_known_by_what_things_are() -> None:
    def foreign(reference: str) -> str:
        one = {
            "type": "cryptographic-asset",
            "name": "DSA-2048",
            "bom-ref": reference,
            "cryptoProperties": {"assetType": "algorithm"},
            "evidence": {"occurrences": [{"location": "A.java"}]},
        }
        return json.dumps({"bomFormat": "CycloneDX", "components": [one]})

    from inventory.cbom import read

    assert decided(read(foreign("one")), foreign("two")).exit_code == 0
    assert decided(read(foreign("one")), answer(read(foreign("two")))).exit_code == 0


def test_the_json_says_what_decides() -> None:
    graph = estate(
        use("DSA-2048", excuse=EXCUSE), use("ECDSA-P256"), use("Ed25519", excuse=Suppression("x", "2020-01-01"))
    )
    made = json.loads(json.dumps(decision_json(decided(graph, cbom(estate(use("ECDSA-P256")))))))
    assert {one["identity"]: (one["status"], one["weight"]) for one in made["verdicts"]} == {
        "algorithm:DSA-2048": ("disallowed", "suppressed"),
        "algorithm:ECDSA-P256": ("disallowed", "in the baseline"),
        "algorithm:Ed25519": ("deprecated", "decides"),
    }
    assert made["suppressions"] == {
        "holding": [
            {"asset": "algorithm:DSA-2048", "path": "a.py", "line": 1, "reason": "ticket 1", "until": "2027-03-31"}
        ],
        "expired": [{"asset": "algorithm:Ed25519", "path": "a.py", "line": 1, "reason": "x", "until": "2020-01-01"}],
    }
    assert made["baseline"]["known"] == 1
    assert made["places"]["algorithm:ECDSA-P256"] == [["a.py", "f", 1]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"as_of": "2027-01-01", "verdicts": {}, "places": {}, "not_read": {"problems": [], "languages": null}}',
        '{"as_of": "2027-01-01", "verdicts": [1], "places": {}, "not_read": {"problems": [], "languages": null}}',
        '{"as_of": "1", "verdicts": [{"policy": "p", "identity": "i", "usage": "u", "status": "fine"}], "places": {}, "not_read": {"problems": [], "languages": {}}}',  # noqa: E501
        '{"as_of": "1", "verdicts": [], "places": {"a": [["p", 1, 2]]}, "not_read": {"problems": [], "languages": {}}}',
        '{"as_of": "1", "verdicts": [], "places": {"a": [["p", "s", 0]]}, "not_read": {"problems": [], "languages": {}}}',  # noqa: E501
        '{"as_of": "1", "verdicts": [], "places": {}, "not_read": {"problems": [], "languages": 1}}',
        '{"as_of": "1", "verdicts": [], "places": {}, "not_read": {"problems": [], "languages": {"a": "b"}}}',
        '{"as_of": "1", "verdicts": [], "places": {}}',
    ],
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        former(text, [POLICY], TODAY)
