"""What the reports compute: exposure, gaps, the matrix of verdicts, waves."""

from __future__ import annotations

from dataclasses import replace

from inventory.graph import Edge, build
from inventory.model import Coverage, Problem, Skipped, State
from inventory.reports import REPORTS, exposure, gaps, waves
from inventory.reports.report import rows

from .conftest import Open
from .estates import AS_OF, CONTEXT, given, reported, used


def test_an_asset_counts_once_for_each_clock_by_its_weakest_part() -> None:
    found = {one.channel.value: dict(one.counts) for one in exposure.exposures(given().graph)}
    assert found == {
        "confidentiality": {"broken": 2, "unknown": 0, "weakened": 1, "safe": 1},
        "authenticity": {"broken": 3, "unknown": 1, "weakened": 1, "safe": 0},
        "unknown": {"broken": 0, "unknown": 0, "weakened": 0, "safe": 0},
    }


def test_a_system_has_two_clocks_and_the_years_of_its_context() -> None:
    graph = build(
        "estate", (used("ECDSA-P256-SHA256", "app/a.py", 1, "sign"), used("X25519", "app/b.py", 2, "keyderive"))
    )
    (system,) = exposure.systems(reported(graph, CONTEXT).plan)
    assert (system.system.name, system.system.owner) == ("gateway", "network team")
    assert (system.secret_until, system.trusted_until) == (AS_OF.year + 10, AS_OF.year + 7)
    assert system.confidentiality.tasks == 1
    assert system.authenticity.tasks == 1
    assert exposure.systems(None) == ()


def test_gaps_are_counted_by_reason_and_keep_their_places() -> None:
    coverage = Coverage(
        9, 0, 0, 4, 0, (Skipped("too large", 2, ("a", "b")), Skipped("source code in Go", 3, ("m.go",)))
    )
    problems = (
        Problem("x.pem", "x509", "cut short"),
        Problem("y.pem", "x509", "cut short", 7),
        Problem("z", "jwk", "bug", None, True),
        Problem("long", "jwk", "y" * 900),
    )
    graph = build("estate", (), problems, coverage)
    assert gaps.unread(graph) == (gaps.Gap("source code in Go", 3, ("m.go",)), gaps.Gap("too large", 2, ("a", "b")))
    assert gaps.problems(graph) == (
        gaps.Gap("cut short (x509)", 2, ("x.pem", "y.pem:7")),
        gaps.Gap("bug (jwk, a fault of this tool)", 1, ("z",)),
        gaps.Gap("y" * 320 + " … " + "y" * 74 + " (jwk)" + " (906 characters)", 1, ("long",)),
    )


def test_every_unknown_verdict_says_who_has_to_answer() -> None:
    assessment = given().assessment
    asked = gaps.unanswered(assessment)
    assert sum(one.count for one in asked) == sum(one.missing is not None for one in assessment.verdicts)
    assert ("the inventory does not say: algorithm", 2) in [(one.reason, one.count) for one in asked]


def test_the_matrix_shows_each_policy_and_year(show: Open, page: str) -> None:
    browser = show(page)
    heads = [one.text for one in browser.find_elements("css selector", ".matrix thead th")]
    assert heads[2:] == [
        f"{day}" for day in ("2026-11-25", *(f"{y}-01-01" for y in (2028, 2030, 2031, 2032, 2034, 2036)))
    ]
    counted = {
        (one.policy, one.status.value, one.day.isoformat()): one.count
        for one in given().timeline
        if one.policy != "tw-fsc-pqc-guide"
    }
    shown = {}
    for body in browser.find_elements("css selector", ".matrix tbody"):
        policy = body.find_element("css selector", "th[scope=rowgroup]").text.split()[0]
        for row in body.find_elements("css selector", "tr"):
            status = row.find_element("css selector", ".chip").text
            for day, cell in zip(heads[2:], row.find_elements("css selector", "td"), strict=True):
                if cell.text != "–":
                    shown[policy, status, day] = int(cell.text)
    assert shown == counted


def test_long_waves_go_on_in_another_chart_and_notes_are_folded(show: Open, page: str) -> None:
    plan = given().plan
    assert plan is not None
    task = plan.tasks[0]
    many = replace(plan, tasks=tuple(replace(task, id=f"t{n}", system=f"system {n:03}") for n in range(80)))
    drawn = [one for one in waves.charts(many) if one.title.startswith(f"Wave {task.wave}:")]
    assert [len(one.spans) for one in drawn] == [34, 34, 12]
    assert drawn[1].title.endswith("(continued)")
    folded = show(page).find_elements("css selector", "#tasks details.more")
    assert folded
    assert all(one.get_attribute("open") is None for one in folded)


def test_without_a_plan_the_report_says_what_it_cannot_know() -> None:
    text = REPORTS[".html"](replace(given(), plan=None))
    assert "No plan was given: how long data must stay secret" in text
    assert ">Owner<" not in text


def test_what_a_policy_is_silent_on_is_one_line_for_each_policy() -> None:
    silent = gaps.outside(given().assessment)
    assert [one for one in silent if one.reason.startswith("nist")] == [
        gaps.Gap("nist-ir-8547 has no rules on these usages", 3, ("hash (2)", "symmetric (1)"))
    ]


def test_the_state_of_an_asset_is_that_of_its_firmest_edge() -> None:
    ref = "algorithm:AES-128-GCM"
    edges = tuple(
        Edge("application:dir:.", ref, state, ("uses",))
        for state in (State.CONFIGURED, State.NEGOTIATED, State.AVAILABLE)
    )
    graph = build("estate", (used("AES-128-GCM", "a.py", 1, "encrypt"),))
    (row,) = rows(reported(replace(graph, edges=edges)))
    assert row.state == "negotiated"
    (alone,) = rows(reported(replace(graph, edges=())))
    assert alone.state == "no edge"
