"""Plan files read back: what was written comes back, and what is not exactly a plan is refused with its place."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.errors import Unreadable
from inventory.model import Finding
from inventory.plan import plan_json, read_plan
from tests.plan.test_plan import ALL, BSI, CNSA, NIST, TODAY, planned
from tests.policy.findings import code, tls
from tests.policy.test_evaluate import DAYS, ESTATES

CBOM = "ab" * 32
ESTATE = [code("RSA-PSS-2048-SHA256", "app/a.py"), code("X25519", "app/b.py"), tls("tls", "SSLv3")]


def written(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(plan_json(planned(ESTATE, NIST, CNSA), CBOM)))
    return {**made, **changes}


@settings(max_examples=60, deadline=None)
@given(ESTATES, DAYS)
def test_what_was_written_comes_back(found: list[Finding], day: date) -> None:
    plan = planned(found, *ALL, day=day)
    read = read_plan(json.dumps(plan_json(plan, CBOM)))
    assert (read.cbom, read.as_of, read.root, read.checkpoints) == (CBOM, day, plan.root, plan.checkpoints)
    assert (read.tasks, read.waves, read.unchanged) == (plan.tasks, plan.waves, plan.unchanged)
    assert [one.sha256 for one in read.policies] == [one.sha256 for one in plan.policies]


def put(*steps: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        at: Any = plan
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = value

    return change


def drop(*steps: str | int) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        at: Any = plan
        for step in steps[:-1]:
            at = at[step]
        del at[steps[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("schema", value="other"), 'not a plan: "schema" is not'),
        (drop("cbom"), "/: 'cbom' is missing: made by an older version; make the plan again"),
        (put("cbom", "sha256", value="AB"), "/cbom/sha256: expected a SHA-256 in 64 hexadecimal digits, found a text"),
        (put("tasks", value={}), "/tasks: expected a list, found an object that is empty"),
        (put("tasks", 0, value=None), "/tasks/0: expected an object, found null"),
        (put("tasks", 0, "wave", value=True), "/tasks/0/wave: expected a whole number from 0, found a boolean: true"),
        (drop("tasks", 0, "wave"), "/tasks/0: 'wave' is missing"),
        (put("tasks", 0, "wave", value=99), "is no task of wave"),
        (put("tasks", 0, "a/b~", value=1), "/tasks/0/a~1b~0: a name that is not known here"),
        (put("tasks", 0, "kind", value="ponder"), "/tasks/0/kind: expected one of migrate, library, clarify, joint"),
        (put("tasks", 0, "kind", value=["x"]), "/tasks/0/kind: expected one of migrate, library, clarify, joint"),
        (put("tasks", 0, "prerequisites", value=["task-0"]), "/tasks/0/prerequisites/0: 'task-0' is no task"),
        (put("tasks", 0, "title", value="\ud800"), "/tasks/0/title: half of a surrogate pair"),
        (put("tasks", 0, "systems", 0, "exposure", value="moon"), "/tasks/0/systems/0/exposure: expected one of"),
        (put("tasks", 0, "systems", 0, "data_life_years", value=-1), "expected a whole number from 0, found a number"),
        (put("as_of", value="2031-02-30"), '/as_of: expected a day such as 2031-01-01, found a text: "2031-02-30"'),
        (put("waves", value=[]), "is missing in /waves or does not list 'task-"),
        (put("unchanged", 0, "count", value=77), "/unchanged/0/count: expected the number of its assets"),
        (put("tasks", -1, "deadline", value=None), "/deadline: is not the first of 'deadlines'"),
        (put("policies", 0, "draft", value="no"), "/policies/0/draft: expected true or false"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_place(change: Callable[[dict[str, Any]], None], reason: str) -> None:
    plan = written()
    change(plan)
    with pytest.raises(Unreadable) as caught:
        read_plan(json.dumps(plan))
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "nul", "[" * 100_000, '{"schema": 1, "schema": 1}', '{"schema": NaN}'])
def test_what_is_no_json_or_no_object_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_plan(text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_value_of_any_type_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    plan = written()
    at: Any = plan
    while True:
        steps = list(at) if isinstance(at, dict) else list(range(len(at)))
        step = data.draw(st.sampled_from(steps))
        if not isinstance(at[step], dict | list) or not at[step] or data.draw(st.integers(0, 4)) == 0:
            break
        at = at[step]
    at[step] = data.draw(st.sampled_from([None, True, -1, 0.5, "", "x", [], ["x"], {}, {"x": 1}, 10**30]))
    with contextlib.suppress(Unreadable):
        read_plan(json.dumps(plan))


def test_it_holds_for_its_own_inventory_day_and_policies_only() -> None:
    plan = read_plan(json.dumps(written()))
    plan.refuse_other(CBOM, TODAY, (CNSA, NIST))
    edited = replace(NIST, sha256="0" * 64)
    for cbom, day, chosen, reason in (
        ("cd" * 32, TODAY, (NIST, CNSA), "made from another CBOM (SHA-256 abababababab…, this one is cdcdcdcdcdcd…)"),
        (CBOM, date(2030, 1, 1), (NIST, CNSA), f"made for {TODAY}, not for 2030-01-01: give --as-of {TODAY}"),
        (CBOM, TODAY, (NIST,), "made under nist-ir-8547, us-cnsa-2.0, not under nist-ir-8547"),
        (CBOM, TODAY, (NIST, BSI), "not under de-bsi-tr-02102-1, nist-ir-8547"),
        (CBOM, TODAY, (edited, CNSA), "its policy nist-ir-8547 is another version"),
    ):
        with pytest.raises(Unreadable) as caught:
            plan.refuse_other(cbom, day, chosen)
        assert reason in str(caught.value)
    with pytest.raises(Unreadable, match="does not say which CBOM"):
        read_plan(json.dumps(written(cbom={"sha256": None}))).refuse_other(CBOM, TODAY, (NIST, CNSA))
