"""The tool that makes the policies: nothing of the timelines is lost, and what is shipped is what it makes."""

from __future__ import annotations

import importlib.util
import re
import sys
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from inventory.policy import Status
from inventory.policy.judge import Judge

ROOT = Path(__file__).resolve().parent.parent.parent
TIMELINES = ROOT.parent / "shared" / "reference" / "timelines.yaml"
SHIPPED = ROOT / "policies" / "regulation"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_policies", ROOT / "tools" / "make_policies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def timelines() -> dict[str, Any]:
    if not TIMELINES.exists():
        pytest.skip("the timelines are not beside this checkout")
    loaded = yaml.load(TIMELINES.read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert isinstance(loaded, dict)
    return loaded


def test_every_framework_becomes_a_policy_without_loss(tool: ModuleType, timelines: dict[str, Any]) -> None:
    made = {}
    for framework in timelines["frameworks"]:
        text = tool.policy_yaml(framework, timelines["meta"]["compiled"])
        made[framework["id"]] = tool.check(text, framework)
    assert len(made) == 52
    judged = {name: sorted(Judge(policy).usages) for name, policy in made.items() if policy.rules}
    assert judged["eu-joint-qkd-paper-2024"] == []  # rules on QKD only
    assert judged["eu-nis-cg-roadmap"] == ["firmware-signing", "key-establishment", "signature"]  # by its goals
    assert judged["kr-kpqc"] == ["key-establishment", "signature"]
    assert all(rule.status in Status for policy in made.values() for rule in policy.rules)


def test_what_is_shipped_is_what_the_tool_makes(tool: ModuleType, timelines: dict[str, Any]) -> None:
    frameworks = {one["id"]: one for one in timelines["frameworks"]}
    for path in sorted(SHIPPED.glob("*.yaml")):
        assert re.search(r"\b[0-9]{11}\b", path.read_text("utf-8")) is None  # numbers of texts that only the source has
        assert path.read_text("utf-8") == tool.policy_yaml(frameworks[path.stem], timelines["meta"]["compiled"])
    assert {path.stem for path in SHIPPED.glob("*.yaml")} >= set(tool.SHIPPED)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("algorithm_rules", 1, "note"), "another note"),
        (("milestones", 0, "what"), "something else"),
        (("source_confidence", "uncertain"), []),
        (("applies_to",), ["everybody"]),
    ],
)
def test_a_loss_is_noticed(tool: ModuleType, timelines: dict[str, Any], where: tuple[Any, ...], value: object) -> None:
    framework = next(one for one in timelines["frameworks"] if one["id"] == "nist-ir-8547")
    text = tool.policy_yaml(framework, "2026-11-22")
    changed = deepcopy(framework)
    inner = changed
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    with pytest.raises(ValueError, match="nist-ir-8547: lost or changed"):
        tool.check(text, changed)


def test_a_goal_begins_on_the_day_after_its_milestone(tool: ModuleType, timelines: dict[str, Any]) -> None:
    framework = deepcopy(next(one for one in timelines["frameworks"] if one["id"] == "ca-itsm-40-001-spin"))
    framework["milestones"][1]["date"] = "2030-12-31"
    with pytest.raises(ValueError, match=r"goal-1: begins on 2032-01-01, but its milestone ends on 2030-12-31"):
        tool.policy_yaml(framework, "2026-11-22")


def test_the_command_writes_what_it_is_asked_for(tool: ModuleType, timelines: dict[str, Any], tmp_path: Path) -> None:
    tool.main([str(TIMELINES), "us-eo-14412", "--out", str(tmp_path)])
    assert [one.name for one in tmp_path.iterdir()] == ["us-eo-14412.yaml"]
    assert (tmp_path / "us-eo-14412.yaml").read_bytes() == (SHIPPED / "us-eo-14412.yaml").read_bytes()
