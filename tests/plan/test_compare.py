"""Policies beside each other: what they say is asked of them, collisions have days, common targets are searched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest

from cryptoagility import algorithms
from inventory.graph import build
from inventory.plan import compare, comparison_json
from inventory.plan.compare import HYBRID, PROBES, Common, Comparison, candidates
from inventory.policy import Policy, available, evaluate, load_policies
from inventory.resources import policies
from tests.policy.findings import code, policy, rule

REGULATION = policies().joinpath("regulation")
ALL = {one.id: one for one in load_policies(available(REGULATION), REGULATION)}
TODAY = date(2026, 11, 25)


def compared(*names: str, day: date = TODAY) -> Comparison:
    return compare([ALL[name] for name in names], day)


def said(found: Comparison, usage: str, name: str, policy: str) -> list[tuple[str, str | None]]:
    (topic,) = [one for one in found.topics if (one.usage, one.name) == (usage, name)]
    (course,) = [one for one in topic.courses if one.policy == policy]
    return [(span.says, span.until.isoformat() if span.until else None) for span in course.spans]


def steps(found: Comparison, usage: str) -> list[tuple[str, str, str | None]]:
    one = common(found, usage)
    return [(t.algorithm, t.role, t.until.isoformat() if t.until else None) for t in one.choice.targets]


def common(found: Comparison, usage: str) -> Common:
    (one,) = [one for one in found.common if one.usage == usage]
    return one


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("de-bsi-tr-02102-1", [("required", None)]),
        ("fr-anssi-pqc", [("required", None)]),
        ("nist-ir-8547", [("accepted", None)]),
        ("uk-ncsc-pqc", [("discouraged", None)]),
        ("us-cnsa-2.0", [("discouraged", "2031-12-31"), ("past its exit", None)]),
        ("au-asd-ism", [("discouraged", "2030-12-31"), ("past its exit", None)]),
        ("jp-cryptrec-list", [("unknown", None)]),
        ("eu-etsi-ts-119-312", []),  # signatures only
        ("us-eo-14412", [("unknown", None)]),
        ("pci-dss-12.3.3", []),
    ],
)
def test_how_a_policy_sees_hybrids(name: str, expected: list[tuple[str, str | None]]) -> None:
    found = said(compared(name), "key-establishment", HYBRID, name)
    merged = [one for number, one in enumerate(found) if number + 1 == len(found) or found[number + 1][0] != one[0]]
    assert merged == expected


def test_hybrids_that_nobody_accepts_are_forbidden() -> None:
    never = policy(
        rule("test/1", "ML-KEM", "[]", "key-establishment", "approved"),
        hybrids="{status: disallowed, floor: [EC-250..], exit: null, note: none, source: text, confidence: recalled}",
    )
    assert said(compare([never], TODAY), "key-establishment", HYBRID, "test") == [("forbidden", None)]


def test_hybrids_are_seen_by_the_best_of_them() -> None:
    floor = "{status: approved, floor: [P-384], exit: null, note: none, source: text, confidence: recalled}"
    strict = policy(rule("test/1", "ML-KEM", "[]", "key-establishment", "approved"), hybrids=floor)
    assert said(compare([strict], TODAY), "key-establishment", HYBRID, "test") == [("accepted", None)]


def test_on_its_last_day_a_hybrid_is_not_past_its_exit() -> None:
    found = said(compared("us-cnsa-2.0", day=date(2031, 12, 31)), "key-establishment", HYBRID, "us-cnsa-2.0")
    assert found == [("discouraged", "2031-12-31"), ("past its exit", None)]
    found = said(compared("us-cnsa-2.0", day=date(2032, 1, 1)), "key-establishment", HYBRID, "us-cnsa-2.0")
    assert found == [("past its exit", None)]


def test_days_without_a_collision_part_two_of_them() -> None:
    one = policy(rule("one/1", "AES", "[]", "symmetric", "approved"), id="one")
    other = policy(
        rule("other/1", "AES", "[]", "symmetric", "disallowed", until="2027-12-31"),
        rule("other/2", "AES", "[]", "symmetric", "approved", "2028-01-01", "2028-12-31"),
        rule("other/3", "AES", "[]", "symmetric", "disallowed", "2029-01-01"),
        id="other",
    )
    (topic,) = [topic for topic in compare([one, other], TODAY).topics if topic.name == "AES-256-GCM"]
    assert [(found.since, found.until) for found in topic.collisions] == [
        (TODAY, date(2027, 12, 31)),
        (date(2029, 1, 1), None),
    ]


def test_a_target_is_never_broken_by_a_quantum_computer() -> None:
    for usage in ("key-establishment", "signature", "firmware-signing"):
        assert not {"X25519", "RSA-PSS-4096", "ECDSA-P384", "ECDH-P521"} & set(candidates(usage))
    assert not {"RC4", "3DES", "MD5", "SHA-1"} & {*candidates("symmetric"), *candidates("hash")}


def test_bsi_and_cnsa_share_a_hybrid_until_its_exit_and_nothing_after() -> None:
    found = compared("de-bsi-tr-02102-1", "us-cnsa-2.0")
    assert steps(found, "key-establishment") == [
        ("MLKEM1024-P384", "interim", "2031-12-31"),
        ("ML-KEM-1024", "end-state", None),
    ]
    one = common(found, "key-establishment")
    assert one.is_none
    assert "to be left by 2031-12-31 under us-cnsa-2.0 (hybrids, NSA PP-22-1338" in one.choice.targets[0].reason
    assert [(refusal.algorithm, refusal.rule, refusal.status.value) for refusal in one.choice.refusals] == [
        ("MLKEM1024-P384", "us-cnsa-2.0/1", "deprecated"),
        ("ML-KEM-1024", "de-bsi-tr-02102-1/1", "approved-hybrid-only"),
    ]
    assert one.alone == (("de-bsi-tr-02102-1", "X-Wing"), ("us-cnsa-2.0", "ML-KEM-1024"))
    assert steps(found, "firmware-signing") == [("XMSS", "target", None)]
    assert steps(found, "symmetric") == [("AES-256-GCM", "target", None)]


def test_asd_and_anssi_leave_the_hybrid_a_year_earlier() -> None:
    assert steps(compared("au-asd-ism", "fr-anssi-pqc"), "signature") == [
        ("MLDSA87-ECDSA-P384-SHA512", "interim", "2030-12-31"),
        ("ML-DSA-87", "end-state", None),
    ]


def test_what_satisfies_all_for_good() -> None:
    found = compared("nist-ir-8547", "uk-ncsc-pqc", "au-asd-ism", "us-cnsa-2.0")
    assert steps(found, "key-establishment") == [("ML-KEM-1024", "target", None)]
    assert steps(found, "signature") == [("ML-DSA-87", "target", None)]
    assert not common(found, "signature").is_none
    assert steps(compared("fr-anssi-pqc", "eu-etsi-ts-119-312", "de-bsi-tr-02102-1"), "signature") == [
        ("MLDSA65-ECDSA-P256-SHA512", "target", None)
    ]


def test_none_is_said_with_the_rules_that_collide() -> None:
    found = common(compared("us-cnsa-2.0", "de-bsi-tr-02102-1", day=date(2032, 1, 1)), "signature")
    assert found.is_none
    one = policy(rule("one/1", "AES", "[]", "symmetric", "disallowed"), id="one")
    rest = {family for name in candidates("symmetric") for family in algorithms.parse(name).family.policy} - {"AES"}
    other = policy(
        rule("other/1", "AES", "[]", "symmetric", "approved"),
        rule("other/2", ", ".join(f"'{name}'" for name in sorted(rest)), "[]", "symmetric", "disallowed"),
        id="other",
    )
    symmetric = common(compare([one, other], TODAY), "symmetric")
    assert symmetric.is_none
    assert symmetric.alone == (("one", None), ("other", "AES-256-GCM"))
    assert {refusal.rule for refusal in symmetric.choice.refusals} <= {"one/1", "other/2"}
    assert "no algorithm for symmetric satisfies all" in symmetric.choice.conflicts[0]


def test_collisions_have_days_parties_and_rules() -> None:
    found = compared("au-asd-ism", "fr-anssi-pqc")
    by_topic = {(topic.usage, topic.name): topic.collisions for topic in found.topics}
    (one,) = by_topic["symmetric", "AES-128-GCM"]
    assert (one.since, one.until) == (date(2031, 1, 1), None)
    assert (one.accepting, one.refusing, one.rules) == (("fr-anssi-pqc",), ("au-asd-ism",), ("au-asd-ism/13",))
    (other,) = by_topic["key-establishment", "ML-KEM-768"]
    assert (other.since, other.until, other.rules) == (TODAY, date(2030, 12, 31), ("fr-anssi-pqc/1",))
    (third,) = by_topic["key-establishment", HYBRID]
    assert (third.since, third.accepting, third.refusing) == (date(2031, 1, 1), ("fr-anssi-pqc",), ("au-asd-ism",))
    assert by_topic["hash", "SHA-384"] == ()


def test_a_roadmap_by_class_says_so() -> None:
    found = said(compared("eu-nis-cg-roadmap"), "key-establishment", "X25519", "eu-nis-cg-roadmap")
    assert found == [("unknown", "2030-12-31"), ("by risk class", "2035-12-31"), ("deprecated", None)]


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_course_is_what_check_says(name: str) -> None:
    """Day by day, at both ends of each span, against the verdicts on an inventory."""
    found = compared(name)
    for topic in found.topics:
        (course,) = topic.courses
        if topic.name == HYBRID or topic.usage == "firmware-signing":
            continue
        graph = build("e", [code(topic.name)])
        for span in course.spans:
            for day in (span.since, span.until or date(2060, 1, 1)):
                verdicts = {v.usage: v for v in evaluate(graph, [ALL[name]], day) if v.asset.endswith(topic.name)}
                verdict = verdicts[topic.usage]
                said = "by risk class" if "needs the asset's risk class" in verdict.why.split("; ")[0] else None
                assert span.says == (said or verdict.status.value)


def _statuses(chosen: Policy, usage: str, name: str) -> set[str]:
    days = [TODAY, date(2060, 1, 1), *(TODAY + timedelta(days=180 * number) for number in range(30))]
    graph = build("e", [code(name)])
    verdicts = [verdict for day in days for verdict in evaluate(graph, [chosen], day)]
    return {one.status.value for one in verdicts if one.usage == usage and one.asset.endswith(name)}


@pytest.mark.parametrize(
    "pair", list(combinations(["de-bsi-tr-02102-1", "us-cnsa-2.0", "au-asd-ism", "uk-ncsc-pqc"], 2))
)
@pytest.mark.parametrize("usage", ["key-establishment", "signature", "hash"])
def test_no_better_target_exists(pair: tuple[str, str], usage: str) -> None:
    """Every algorithm of the table is judged through an inventory; the search must have found the best there is."""
    chosen = [ALL[name] for name in pair]
    one = common(compare(chosen, TODAY), usage)
    cost = {"approved": 0, "unknown": 1, "deprecated": 10, "approved-hybrid-only": 100, "disallowed": 1000}

    def worst(name: str) -> int:
        return sum(max(cost[status] for status in _statuses(policy, usage, name)) for policy in chosen)

    best = min(worst(name) for name in candidates(usage) if "OpenPGP" not in name)
    assert worst(one.choice.targets[0].algorithm) == best


# What the sources say themselves of where they differ (C2 to C5 of the timelines), written down by hand.
NAMED = [
    ("key-establishment", "ML-KEM-768", "nist-ir-8547", [("approved", None)]),
    ("key-establishment", "ML-KEM-768", "uk-ncsc-pqc", [("approved", None)]),
    ("key-establishment", "ML-KEM-768", "jp-cryptrec-list", [("approved", None)]),
    ("key-establishment", "ML-KEM-768", "de-bsi-tr-02102-1", [("approved-hybrid-only", None)]),
    ("key-establishment", "ML-KEM-768", "fr-anssi-pqc", [("approved-hybrid-only", None)]),
    ("key-establishment", "ML-KEM-768", "us-cnsa-2.0", [("disallowed", None)]),
    ("key-establishment", "ML-KEM-768", "au-asd-ism", [("approved", "2030-12-31"), ("disallowed", None)]),
    ("signature", "ML-DSA-65", "au-asd-ism", [("approved", "2030-12-31"), ("disallowed", None)]),
    ("signature", "SLH-DSA-SHA2-192s", "eu-etsi-ts-119-312", [("approved", None)]),
    ("signature", "SLH-DSA-SHA2-192s", "de-bsi-tr-02102-1", [("approved", None)]),
    ("firmware-signing", "SLH-DSA-SHA2-192s", "uk-ncsc-pqc", [("approved", None)]),
    ("signature", "SLH-DSA-SHA2-192s", "us-cnsa-2.0", [("disallowed", None)]),
    ("signature", "SLH-DSA-SHA2-192s", "au-asd-ism", [("disallowed", None)]),
    ("firmware-signing", "XMSS", "us-cnsa-2.0", [("approved", None)]),
    ("firmware-signing", "XMSS", "au-asd-ism", [("disallowed", None)]),
    ("key-establishment", "X25519", "au-asd-ism", [("approved", "2030-12-31"), ("disallowed", None)]),
    ("key-establishment", "X25519", "us-eo-14412", [("unknown", "2030-12-31"), ("disallowed", None)]),
    ("key-establishment", "X25519", "de-bsi-tr-02102-1", [("approved", "2031-12-31"), ("disallowed", None)]),
    ("key-establishment", "X25519", "nist-ir-8547", [("approved", "2035-12-31"), ("disallowed", None)]),
    (
        *("key-establishment", "X25519", "uk-ncsc-pqc"),
        [("approved", "2031-12-31"), ("by risk class", "2035-12-31"), ("disallowed", None)],
    ),
    ("signature", "ECDSA-P256", "us-eo-14412", [("unknown", "2031-12-31"), ("disallowed", None)]),
    ("signature", "ECDSA-P256", "de-bsi-tr-02102-1", [("approved", "2035-12-31"), ("disallowed", None)]),
    *(
        (*one, name, [("approved", None)])
        for one in (("symmetric", "AES-128-GCM"), ("hash", "SHA-256"))
        for name in ("de-bsi-tr-02102-1", "fr-anssi-pqc", "uk-ncsc-pqc", "jp-cryptrec-list")
    ),
    ("symmetric", "AES-128-GCM", "us-cnsa-2.0", [("disallowed", None)]),
    ("hash", "SHA-256", "au-asd-ism", [("approved", "2030-12-31"), ("disallowed", None)]),
]


@pytest.mark.parametrize(("usage", "name", "policy", "expected"), NAMED)
def test_the_differences_that_the_sources_name(
    usage: str, name: str, policy: str, expected: list[tuple[str, str | None]]
) -> None:
    found = said(compared(policy), usage, name, policy)
    merged = [one for number, one in enumerate(found) if number + 1 == len(found) or found[number + 1][0] != one[0]]
    assert merged == expected


def test_an_order_of_policies_changes_nothing() -> None:
    names: Sequence[str] = ("us-cnsa-2.0", "de-bsi-tr-02102-1", "au-asd-ism")
    assert comparison_json(compared(*names)) == comparison_json(compared(*reversed(names)))


def test_every_probe_is_in_the_table_and_is_asked_once() -> None:
    assert len(set(PROBES)) == len(PROBES)
    found = compared(*ALL)
    assert {(topic.usage, topic.name) for topic in found.topics if topic.name != HYBRID} == set(PROBES)


def test_json_says_days_and_rules() -> None:
    made = comparison_json(compared("au-asd-ism", "fr-anssi-pqc"))
    assert made["as_of"] == "2026-11-25"
    (topic,) = [one for one in made["topics"] if one["name"] == "AES-128-GCM"]  # type: ignore[union-attr,index,call-overload]
    assert topic == {
        "usage": "symmetric",
        "name": "AES-128-GCM",
        "says": {
            "au-asd-ism": [
                {
                    "from": "2026-11-25",
                    "until": "2030-12-31",
                    "says": "approved",
                    "rule": "au-asd-ism/12",
                    "confidence": "seen-primary",
                },
                {
                    "from": "2031-01-01",
                    "until": None,
                    "says": "disallowed",
                    "rule": "au-asd-ism/13",
                    "confidence": "seen-primary",
                },
            ],
            "fr-anssi-pqc": [
                {
                    "from": "2026-11-25",
                    "until": None,
                    "says": "approved",
                    "rule": "fr-anssi-pqc/5",
                    "confidence": "mixed",
                }
            ],
        },
        "collisions": [
            {
                "from": "2031-01-01",
                "until": None,
                "accepting": ["fr-anssi-pqc"],
                "refusing": ["au-asd-ism"],
                "rules": ["au-asd-ism/13"],
            }
        ],
    }
