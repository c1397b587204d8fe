"""Each policy against its cases: asset, date, expected status (tests/policies/*.yaml)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventory.graph import build
from inventory.model import AssetId, Finding, KeyFacts, Kind, Location, algorithm_id
from inventory.policy import Context, Policy, System, assess, available, load_policies
from inventory.policy.context import Entry
from inventory.resources import policies

FOLDER = Path(__file__).parent.parent / "policies"
REGULATION = policies().joinpath("regulation")
FIELDS = {"asset", "usage", "date", "expected", "system"}


def _files() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]


def _cases() -> list[Any]:
    return [
        pytest.param(one["policy"], case, id=_name(one["policy"], case)) for one in _files() for case in one["cases"]
    ]


def _name(policy: str, case: dict[str, str]) -> str:
    return f"{policy} {case['asset']} {case.get('usage', '')} {case.get('system', '')} {case['date']}"


def _context(criticality: str | None) -> Context:
    """Everything belongs to one system, of which this is said."""
    if criticality is None:
        return Context()
    return Context((Entry(("*",), System("one", criticality=criticality)),))


def _finding(asset: str, usage: str | None) -> Finding:
    """An algorithm in code; for code signing a key that says so."""
    if usage == "firmware-signing":
        facts = KeyFacts(key_usage=("codeSigning",))
        key = AssetId(Kind.PUBLIC_KEY, "spki-sha256:00")
        return Finding("test", key, Location("key.pem"), algorithm=asset, facts=facts)
    return Finding("test", algorithm_id(asset), Location("app.py", 1), algorithm=asset)


@pytest.fixture(scope="module")
def loaded() -> dict[str, Policy]:
    return {policy.id: policy for policy in load_policies(available(REGULATION), REGULATION)}


@pytest.mark.parametrize(("policy", "case"), _cases())
def test_case(policy: str, case: dict[str, str], loaded: dict[str, Policy]) -> None:
    assert set(case) <= FIELDS
    usage = case.get("usage")
    graph = build("estate", [_finding(case["asset"], usage)])
    found = assess(graph, [loaded[policy]], date.fromisoformat(case["date"]), _context(case.get("system")))
    statuses = {one.usage: one.status.value for one in found.verdicts if not one.asset.startswith("algorithm:SHA")}
    statuses |= {one.usage: one.status.value for one in found.verdicts if one.asset == f"algorithm:{case['asset']}"}
    statuses |= {one.usage: "not-covered" for one in found.not_covered}
    if usage is None:
        assert len(statuses) == 1, "say which usage"
        (usage,) = statuses
    assert statuses[usage] == case["expected"]


def test_every_policy_has_cases() -> None:
    assert sorted(one["policy"] for one in _files()) == list(available(REGULATION))
