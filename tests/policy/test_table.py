"""The verdicts that were worked out by hand from the texts (tests/policies/table.md)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inventory.graph import build
from inventory.model import AssetId, Finding, Kind, Location, algorithm_id
from inventory.policy import assess, available, load_policies
from inventory.resources import policies

TABLE = Path(__file__).parent.parent / "policies" / "table.md"
REGULATION = policies().joinpath("regulation")
LOADED = {policy.id: policy for policy in load_policies(available(REGULATION), REGULATION)}
DAYS = (date(2026, 11, 25), date(2031, 6, 30), date(2036, 1, 1))


def _cells() -> list[Any]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert head[2:] == [
        id for id in ("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "us-eo-14412") if id in LOADED
    ]
    return [
        pytest.param(row[0], row[1], policy, tuple(cell.split(" / ")), id=f"{row[0]} {policy}")
        for row in rows
        for policy, cell in zip(head[2:], row[2:], strict=True)
    ]


@pytest.mark.parametrize(("asset", "usage", "policy", "expected"), _cells())
def test_verdicts(asset: str, usage: str, policy: str, expected: tuple[str, ...]) -> None:
    graph = build("estate", [Finding("test", algorithm_id(asset), Location("app.py", 1), algorithm=asset)])
    found = []
    for day in DAYS:
        assessment = assess(graph, [LOADED[policy]], day)
        said = {
            one.status.value for one in assessment.verdicts if (one.asset, one.usage) == (f"algorithm:{asset}", usage)
        }
        said |= {"-" for one in assessment.not_covered if one.usage == usage}
        assert len(said) == 1
        found.append(said.pop())
    assert tuple(found) == expected


@pytest.mark.parametrize("day", DAYS)
def test_a_guide_without_rules_is_answered_with_controls(day: date) -> None:
    graph = build("estate", [Finding("test", algorithm_id("SHA-1"), Location("app.py", 1), algorithm="SHA-1")])
    (verdict,) = assess(graph, [LOADED["tw-fsc-pqc-guide"]], day).verdicts
    assert verdict.status.value == "controls-only"


def test_what_was_not_recognised_is_unknown_in_a_closed_suite_too() -> None:
    odd = Finding(
        "test", AssetId(Kind.ALGORITHM, "unknown:hash:x"), Location("app.py", 1), primitive="hash", reason="?"
    )
    (verdict,) = assess(build("estate", [odd]), [LOADED["us-cnsa-2.0"]], DAYS[2]).verdicts
    assert verdict.status.value == "unknown"
