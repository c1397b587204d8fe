"""Certificates that were issued while a rule held may last longer than the rule; what they are of lasts with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inventory.errors import PolicyError
from inventory.graph import build
from inventory.model import CertificateFacts, Finding
from inventory.policy import assess, load_policies, parse_policy, timeline
from inventory.policy.issued import for_issued
from inventory.resources import policies
from tests.policy.findings import certificate, code, policy_text, private_key, rule

ETSI = load_policies(["eu-etsi-ts-119-312"], policies().joinpath("regulation"))
DAYS = (date(2026, 12, 31), date(2027, 1, 1), date(2028, 12, 31), date(2029, 1, 1))
STAYS, FALLS = ("deprecated", "deprecated", "deprecated", "disallowed"), ("deprecated", *("disallowed",) * 3)


def issued(day: str | None, name: str = "one", algorithm: str = "RSA-2048") -> Finding:
    made = certificate(name, algorithm, f"{algorithm.replace('RSA', 'RSA-PSS')}-SHA512", f"{name}-{day}.pem")
    assert isinstance(made.facts, CertificateFacts)
    stamp = f"{day}T08:00:00Z" if day is not None else None
    same = replace(made.asset, value=f"{made.asset.value}-{day}")
    return replace(made, asset=same, facts=replace(made.facts, not_before=stamp))


def statuses(*found: Finding, kind: str) -> tuple[str, ...]:
    graph = build("e", found)
    said = []
    for day in DAYS:
        verdicts = [one for one in assess(graph, ETSI, day).verdicts if one.asset.startswith(kind)]
        (status,) = {one.status.value for one in verdicts if one.usage == "signature"}
        said.append(status)
    return tuple(said)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2020-05-01", STAYS), ("2026-12-31", STAYS), ("2027-01-01", FALLS), (None, FALLS), ("not a day", FALLS)],
)
def test_a_certificate_of_before_may_last(day: str | None, expected: tuple[str, ...]) -> None:
    assert statuses(issued(day), kind="certificate:") == expected


def test_its_key_lasts_with_it_until_one_is_issued_too_late() -> None:
    key = private_key("one", "RSA-2048", "one.key")
    assert statuses(key, kind="private-key:") == FALLS
    assert statuses(key, issued("2025-01-01"), kind="private-key:") == STAYS
    assert statuses(key, issued("2025-01-01"), issued("2027-02-01"), kind="private-key:") == FALLS


def test_the_algorithm_of_certificates_lasts_with_the_last_of_them() -> None:
    assert statuses(issued("2025-01-01"), kind="algorithm:RSA-2048") == STAYS
    assert statuses(issued("2025-01-01"), issued("2027-02-01", "two"), kind="algorithm:RSA-2048") == FALLS
    assert statuses(issued("2025-01-01"), issued(None, "two"), kind="algorithm:RSA-2048") == FALLS


def test_code_and_other_sizes_are_not_spared() -> None:
    assert statuses(code("RSA-2048", "a.py", "sign"), kind="algorithm:RSA-2048") == FALLS
    assert statuses(issued("2025-01-01", algorithm="RSA-3072"), kind="certificate:") == ("approved",) * 4


def test_the_day_is_told_and_the_timeline_counts_alike() -> None:
    graph = build("e", [issued("2025-01-01")])
    (verdict,) = [one for one in assess(graph, ETSI, DAYS[1]).verdicts if one.asset.startswith("certificate:")]
    assert (verdict.until, verdict.next, verdict.next_rule) == (DAYS[2], "disallowed", "eu-etsi-ts-119-312/2")
    assert "a certificate issued by then may last to 2028-12-31" in verdict.why
    counts = {one.status.value: one.count for one in timeline(graph, ETSI, [DAYS[1]])}
    assert "disallowed" not in counts


@pytest.mark.parametrize("until", ["2026-12-31", "2020-01-01"])
def test_a_longer_day_that_is_not_longer_is_refused(until: str) -> None:
    text = policy_text(rule("test/1", "RSA", "[]", "signature", "deprecated", until="2026-12-31"))
    with pytest.raises(PolicyError, match="certificates_until of rule 1 must be a day after until"):
        parse_policy(f'{text}    certificates_until: "{until}"\n'.encode(), "p.yaml")


def test_what_follows_begins_later_and_what_lies_between_is_gone() -> None:
    text = policy_text(
        rule("test/1", "RSA", "[]", "signature", "deprecated", until="2026-12-31")
        + '    certificates_until: "2030-12-31"\n',
        rule("test/2", "RSA", "[]", "signature", "approved-hybrid-only", "2027-01-01", "2028-12-31"),
        rule("test/3", "RSA", "[]", "signature", "disallowed", "2029-01-01"),
    )
    chosen = parse_policy(text.encode(), "p.yaml")
    graph = build("e", [issued("2025-01-01")])
    said = [
        {one.status.value for one in assess(graph, [chosen], day).verdicts if one.asset.startswith("certificate:")}
        for day in (date(2027, 6, 1), date(2029, 6, 1), date(2031, 1, 1))
    ]
    assert said == [{"deprecated"}, {"deprecated"}, {"disallowed"}]
    held = [(one.id, one.since, one.until) for one in for_issued(chosen).rules]
    assert held == [("test/1", None, date(2030, 12, 31)), ("test/3", date(2031, 1, 1), None)]
