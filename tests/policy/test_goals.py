"""Goals by class of risk: what criticality decides, what nobody has said, and assets that are in several systems."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.errors import PolicyError
from inventory.graph import build
from inventory.plan import make_plan
from inventory.policy import Context, Policy, Status, System, Verdict, assess, load_policies, parse_policy, timeline
from inventory.policy.context import Entry
from inventory.resources import policies
from tests.policy.findings import certificate, code, policy_text, private_key, rule

CLASSES = """\
risk_classes:
  critical: high
  important: low
  normal: low
  note: a reading
  confidence: mixed
"""
GOALS = """\
goals:
  - id: test/goal-1
    classes: [high]
    families: [ECDSA, RSA]
    usage: [signature]
    status: deprecated
    from: "2031-01-01"
    until: null
    note: High by the end of 2030. More.
    source: the text
    confidence: seen-single
  - id: test/goal-2
    classes: []
    families: [ECDSA, RSA]
    usage: [signature]
    status: disallowed
    from: "2036-01-01"
    until: null
    note: All by the end of 2035.
    source: the text
    confidence: mixed
"""
ESTATE = Context(
    (
        Entry(("core/*",), System("core", criticality="critical")),
        Entry(("web/*",), System("web", criticality="normal")),
    )
)


def aimed(*rules: str, change: tuple[str, str] = ("", "")) -> Policy:
    text = policy_text(*rules)
    marker = "rules:"
    return parse_policy(text.replace(marker, (CLASSES + GOALS).replace(*change) + marker, 1).encode(), "p.yaml")


def judged(paths: tuple[str, ...], day: date, chosen: Policy | None = None, context: Context = ESTATE) -> Verdict:
    graph = build("e", [code("ECDSA-P256", path) for path in paths])
    (verdict,) = assess(graph, [chosen or aimed()], day, context).verdicts
    return verdict


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("core/a.py",), ("unknown", "deprecated", "disallowed")),
        (("web/a.py",), ("unknown", "unknown", "disallowed")),
        (("other/a.py",), ("unknown", "unknown", "disallowed")),
        (("core/a.py", "web/a.py"), ("unknown", "unknown", "disallowed")),  # unknown is worse than deprecated
    ],
)
def test_the_class_decides(paths: tuple[str, ...], expected: tuple[str, ...]) -> None:
    days = (date(2030, 12, 31), date(2031, 1, 1), date(2036, 1, 1))
    assert tuple(judged(paths, day).status.value for day in days) == expected


def test_the_verdict_names_the_goal_with_its_mark_and_the_class() -> None:
    found = judged(("core/a.py",), date(2031, 1, 1))
    assert (found.rule, found.confidence, found.source) == ("test/goal-1", "seen-single", "the text")
    assert found.why.startswith("ECDSA-P256, high, is deprecated: High by the end of 2030. More")
    assert (found.until, found.next, found.next_rule) == (date(2035, 12, 31), Status.DISALLOWED, "test/goal-2")


def test_before_the_day_it_is_unknown_with_the_day() -> None:
    found = judged(("core/a.py",), date(2026, 11, 25))
    assert (found.status.value, found.until, found.next) == ("unknown", date(2030, 12, 31), Status.DEPRECATED)


def test_without_a_class_it_says_what_to_find_out_and_what_hangs_on_it() -> None:
    found = judged(("other/a.py",), date(2031, 1, 1))
    assert found.missing == "risk class"
    assert "needs the asset's risk class: deprecated if high, unknown if low" in found.why
    early = judged(("other/a.py",), date(2026, 11, 25))
    assert early.missing == "risk class"
    assert "deprecated after 2030-12-31 if critical, disallowed after 2035-12-31 if important" in early.why


def test_an_asset_in_several_systems_has_the_verdict_of_each() -> None:
    found = judged(("core/a.py", "web/b.py"), date(2036, 1, 1))
    assert {one.status.value for _, one in found.by_criticality} == {"disallowed"}
    early = judged(("core/a.py", "web/b.py"), date(2031, 1, 1))
    assert early.within("critical").status is Status.DEPRECATED
    assert early.within("normal").status is Status.UNKNOWN
    assert early.within("critical").asset == early.asset


def test_of_equal_verdicts_the_one_that_ends_first_is_told() -> None:
    found = judged(("core/a.py", "web/b.py"), date(2026, 11, 25))
    assert (found.until, found.next) == (date(2030, 12, 31), Status.DEPRECATED)
    assert [(word, one.until) for word, one in found.by_criticality] == [
        ("critical", date(2030, 12, 31)),
        ("normal", date(2035, 12, 31)),
    ]


def test_a_rule_that_is_worse_than_the_goal_stands_and_a_better_one_gives_way() -> None:
    never = aimed(rule("test/1", "ECDSA", "[]", "signature", "disallowed"))
    assert judged(("core/a.py",), date(2031, 1, 1), never).rule == "test/1"
    fine = aimed(rule("test/1", "ECDSA", "[]", "signature", "approved"))
    assert judged(("core/a.py",), date(2031, 1, 1), fine).rule == "test/goal-1"
    assert judged(("web/a.py",), date(2031, 1, 1), fine).rule == "test/1"


def test_a_certificate_is_as_critical_as_the_place_of_its_key() -> None:
    key, cert = (
        private_key("one", "ECDSA-P256", "core/one.key"),
        certificate("one", "ECDSA-P256", "ECDSA-P256-SHA256", "core/one.pem"),
    )
    found = assess(build("e", [key, cert]), [aimed()], date(2031, 1, 1), ESTATE).verdicts
    assert {one.status for one in found} == {Status.DEPRECATED}
    assert any(one.asset.startswith("public-key:") for one in found)  # seen nowhere itself


def test_the_plan_gives_each_system_its_own_day_and_asks_for_the_class() -> None:
    graph = build("e", [code("ECDSA-P256", path) for path in ("core/a.py", "web/a.py", "other/a.py")])
    plan = make_plan(graph, [aimed()], date(2026, 11, 25), ESTATE)
    due = {task.systems[0].name: task.deadline.date for task in plan.tasks if task.deadline and task.kind == "migrate"}
    assert due == {"core": date(2030, 12, 31), "web": date(2035, 12, 31), "unassigned": date(2035, 12, 31)}
    asked = [task.title for task in plan.tasks if task.kind == "clarify" and "risk class" in task.title]
    assert asked == ["Find out the risk class of EC-P256 where no system is assigned (signatures)"]


def test_the_timeline_counts_by_class() -> None:
    graph = build("e", [code("ECDSA-P256", "core/a.py"), code("RSA-3072", "web/a.py", "sign")])
    counts = timeline(graph, [aimed()], [date(2031, 1, 1)], ESTATE)
    assert {one.status.value: one.count for one in counts} == {"deprecated": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("classes: [high]", "classes: [higher]"),
            "classes of goal 1 names 'higher', which is no class of risk_classes",
        ),
        (('from: "2031-01-01"', "from: null"), "from of goal 1 must be a day"),
        (("until: null", 'until: "2030-01-01"'), "until of goal 1 lies before from"),
        (("status: deprecated", "status: approved"), "status of goal 1 is 'approved'; it must be one of"),
        (("usage: [signature]", "usage: [any]"), "usage of goal 1 names 'any', which is no usage of its own"),
        (("id: test/goal-2", "id: test/goal-1"), "id of goal 1 is there twice: 'test/goal-1'"),
        (("  normal: low\n", ""), "risk_classes has no 'normal'"),
        (("families: [ECDSA, RSA]", "families: []"), "families of goal 1 must not be empty"),
        (("  normal: low", "  usual: low"), "unknown key 'usual' in risk_classes"),
    ],
)
def test_what_is_wrong_is_refused(change: tuple[str, str], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        aimed(change=change)
    assert said in str(caught.value)


def test_classes_without_risk_classes_are_refused() -> None:
    with pytest.raises(PolicyError, match="which is no class of risk_classes"):
        parse_policy(policy_text().replace("rules:", GOALS + "rules:", 1).encode(), "p.yaml")


def test_the_eu_roadmap_over_an_estate_of_three() -> None:
    (roadmap,) = load_policies(["eu-nis-cg-roadmap"], policies().joinpath("regulation"))
    graph = build("e", [code("X25519", "core/a.py"), code("RSA-3072", "web/a.py", "sign"), code("AES-128-GCM", "x.py")])
    found = assess(graph, [roadmap], date(2031, 1, 1), ESTATE)
    assert {(one.asset, one.status.value) for one in found.verdicts} == {
        ("algorithm:X25519", "deprecated"),
        ("algorithm:RSA-3072", "unknown"),
    }
    assert [one.usage for one in found.not_covered] == ["symmetric"]


def test_what_only_counts_in_a_hybrid_from_a_day_on_has_that_day_as_its_deadline() -> None:
    chosen = load_policies(["fr-anssi-pqc"], policies().joinpath("regulation"))
    plan = make_plan(build("e", [code("X25519")]), chosen, date(2026, 11, 25))
    (task,) = plan.tasks
    assert task.deadline is not None
    assert (task.deadline.date, task.deadline.becomes) == (date(2030, 12, 31), "approved-hybrid-only")
