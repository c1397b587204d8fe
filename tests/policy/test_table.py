"""The verdicts that were worked out by hand from the texts (tests/policies/table.md), cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inventory.graph import build
from inventory.model import AssetId, Finding, KeyFacts, Kind, Location, algorithm_id
from inventory.policy import Context, Policy, System, assess, available, load_policies
from inventory.policy.context import Entry
from inventory.resources import policies

TABLE = Path(__file__).parent.parent / "policies" / "table.md"
REGULATION = policies().joinpath("regulation")
LOADED = {policy.id: policy for policy in load_policies(available(REGULATION), REGULATION)}
NOT_STATED = "not stated"
WITHOUT_RULES = {"tw-fsc-pqc-guide", "pci-dss-12.3.3", "eu-dora-rts-2024-1774", "hk-hkma-qpi"}


@dataclass(frozen=True)
class Cell:
    """What was worked out: an asset in a use and a kind of system under a policy, day by day."""

    asset: str
    usage: str
    system: str
    policy: str
    expected: tuple[tuple[date, str], ...]


def _cells() -> Iterable[Cell]:
    for part in TABLE.read_text("utf-8").split("\n## ")[1:]:
        days = [line for line in part.splitlines() if line.startswith("Days: ")]
        lines = [line for line in part.splitlines() if line.startswith("|")]
        if not days:
            continue
        (told,) = days
        dates = [date.fromisoformat(day) for day in told.removeprefix("Days: ").split(" / ")]
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        for row in rows:
            given = dict(zip(head, row, strict=True))
            asset, usage, system = given.pop("asset"), given.pop("use"), given.pop("system", NOT_STATED)
            for policy, cell in given.items():
                yield Cell(asset, usage, system, policy, tuple(zip(dates, cell.split(" / "), strict=True)))


CELLS = tuple(_cells())


def _params() -> list[Any]:
    return [pytest.param(one, id=f"{one.asset} {one.usage} {one.system} {one.policy}") for one in CELLS]


def _context(system: str) -> Context:
    if system == NOT_STATED:
        return Context()
    return Context((Entry(("*",), System("one", criticality=system)),))


def _finding(asset: str, usage: str) -> Finding:
    if usage == "firmware-signing":
        key = AssetId(Kind.PUBLIC_KEY, "spki-sha256:00")
        return Finding("t", key, Location("k.pem"), algorithm=asset, facts=KeyFacts(key_usage=("codeSigning",)))
    return Finding("t", algorithm_id(asset), Location("app.py", 1), algorithm=asset)


def _status(cell: Cell, policy: Policy, day: date) -> str:
    finding = _finding(cell.asset, cell.usage)
    ref = f"{finding.asset.kind}:{finding.asset.value}"
    found = assess(build("estate", [finding]), [policy], day, _context(cell.system))
    said = {one.status.value for one in found.verdicts if (one.asset, one.usage) == (ref, cell.usage)}
    said |= {"-" for one in found.not_covered if one.usage == cell.usage and ref in one.assets}
    (status,) = said
    return status


@pytest.mark.parametrize("cell", _params())
def test_verdicts(cell: Cell) -> None:
    found = tuple((day, _status(cell, LOADED[cell.policy], day)) for day, _ in cell.expected)
    assert found == cell.expected


def _clauses() -> list[dict[str, str]]:
    part = TABLE.read_text("utf-8").split("\n## The clause behind a verdict\n")[1]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    "row", _clauses(), ids=lambda row: f"{row['asset']} {row['system']} {row['policy']} {row['day']}"
)
def test_the_clause_behind_a_verdict(row: dict[str, str]) -> None:
    finding = _finding(row["asset"], row["use"])
    chosen = LOADED[row["policy"]]
    graph = build("estate", [finding])
    found = assess(graph, [chosen], date.fromisoformat(row["day"]), _context(row["system"])).verdicts
    ref = f"{finding.asset.kind}:{finding.asset.value}"
    (verdict,) = [one for one in found if (one.asset, one.usage) == (ref, row["use"])]
    assert (verdict.status.value, verdict.rule) == (row["verdict"], row["rule"])
    closed = [chosen.otherwise.rule] if chosen.otherwise is not None else []
    rules = {one.id: one for one in (*chosen.rules, *(goal.rule for goal in chosen.goals), *closed)}
    assert row["words"] in rules[row["rule"]].note
    assert verdict.source == chosen.source


def test_every_policy_has_its_column() -> None:
    assert {cell.policy for cell in CELLS} | WITHOUT_RULES == set(LOADED)
    for policy in LOADED:
        rows = {(cell.asset, cell.usage, cell.system) for cell in CELLS if cell.policy == policy}
        assert policy in WITHOUT_RULES or len(rows) >= 10


@pytest.mark.parametrize("name", sorted(WITHOUT_RULES & set(LOADED)))
@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2036, 1, 1)])
def test_a_text_without_rules_is_answered_with_controls(name: str, day: date) -> None:
    graph = build("estate", [Finding("test", algorithm_id("SHA-1"), Location("app.py", 1), algorithm="SHA-1")])
    (verdict,) = assess(graph, [LOADED[name]], day).verdicts
    assert verdict.status.value == "controls-only"


def test_what_was_not_recognised_is_unknown_in_a_closed_suite_too() -> None:
    odd = Finding(
        "test", AssetId(Kind.ALGORITHM, "unknown:hash:x"), Location("app.py", 1), primitive="hash", reason="?"
    )
    (verdict,) = assess(build("estate", [odd]), [LOADED["us-cnsa-2.0"]], date(2036, 1, 1)).verdicts
    assert verdict.status.value == "unknown"
