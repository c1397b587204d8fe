"""The Markdown report says what the HTML report says."""

from __future__ import annotations

from dataclasses import replace

from inventory.reports import REPORTS

from .estates import given


def test_it_says_the_same() -> None:
    text = REPORTS[".md"](given())
    assert "| private key | 1 | 0 | 0 | 0 |" in text
    assert "nist-ir-8547 (draft: would fail)" in text
    assert "- problem: bad.pem: cut short" in text
    assert "- not read: 3 × source code in Go: no rules for it yet (m.go)" in text
    assert "| harvest now, decrypt later | 2 | 0 | 1 | 1 | what is sent or stored today is read later |" in text


def test_a_verdict_names_its_usage() -> None:
    (line,) = [one for one in REPORTS[".md"](given()).splitlines() if one.startswith("| RSA-2048 private key |")]
    assert "us-cnsa-2.0 (key-establishment): disallowed" in line
    assert "us-cnsa-2.0 (signature): disallowed" in line


def test_verdicts_are_counted_year_by_year() -> None:
    text = REPORTS[".md"](given())
    assert "| policy | verdict | 2026-11-25 | 2028-01-01 | 2030-01-01 | 2031-01-01 |" in text
    (line,) = [one for one in text.splitlines() if one.startswith("| nist-ir-8547 | disallowed |")]
    first, last = (int(line.split("|")[index]) for index in (3, -2))
    assert last > first


def test_without_a_plan_there_are_no_owners() -> None:
    text = REPORTS[".md"](replace(given(), plan=None))
    assert "No plan was given." in text
    assert "| asset | kind | quantum | state | verdicts | seen at |" in text


def test_an_inventory_that_does_not_say_what_was_read_still_has_its_problems_told() -> None:
    made = given()
    text = REPORTS[".md"](replace(made, graph=replace(made.graph, coverage=None)))
    assert "does not say what was read" in text
    for said in ("problem: bad.pem: cut short", "unknown", "no verdict"):
        assert f"\n- {said}" in text
