"""The reports: what a browser shows, what the charts say, and that the same input gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inventory.reports import REPORTS

from .conftest import Open
from .estates import given


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_console_message_and_no_request_but_the_page(show: Open, page: str, scheme: str) -> None:
    browser = show(page, scheme)
    assert browser.get_log("browser") == []
    said = [json.loads(one["message"])["message"] for one in browser.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in said if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("data:")] == [page]


def test_the_charts_are_there_with_what_they_count(show: Open, page: str) -> None:
    browser = show(page)
    charts = browser.find_elements("css selector", "svg.chart")
    titles = [chart.get_attribute("aria-label") for chart in charts]
    assert titles == [
        "Assets in use by what a quantum computer does to them",
        "Verdicts of de-bsi-tr-02102-1 by date",
        "Verdicts of nist-ir-8547 by date",
        "Verdicts of us-cnsa-2.0 by date",
        "How likely a quantum computer that breaks RSA and elliptic curves is, by year",
        *(f"Wave {wave.number}: {wave.label}" for wave in given().plan.waves),
    ]
    for chart in charts:
        drawn = chart.find_elements("css selector", "rect, polyline")
        assert drawn
        assert all(one.size["width"] > 0 and one.size["height"] > 0 for one in drawn)
    hints = browser.execute_script(
        "return [...document.querySelectorAll('svg.chart')[0].querySelectorAll('rect title')].map(t => t.textContent)"
    )
    assert hints == [
        "algorithm: 2 broken",
        "algorithm: 1 unknown",
        "algorithm: 2 weakened",
        "algorithm: 1 safe",
        "private key: 1 broken",
    ]


def test_the_clock_of_each_system_is_there_and_no_day_that_is_over(show: Open, page: str) -> None:
    rows = show(page).find_elements("css selector", "#risk tbody tr")
    cells = [[cell.text for cell in row.find_elements("css selector", "th, td")] for row in rows]
    clocks = [row for row in cells if len(row) == 9]
    plan = given().plan
    assert plan is not None
    assert {(row[0], row[1].split()[0]) for row in clocks} == {
        (risk.system, "harvest" if risk.channel == "confidentiality" else "trust")
        for task in plan.tasks
        for risk in task.risks
    }
    assert clocks
    today = plan.as_of.isoformat()
    assert all(row[5] in ("already late", "not counted") or row[5] >= today for row in clocks)


def test_every_asset_is_in_the_table_once(show: Open, page: str) -> None:
    names = [one.text for one in show(page).find_elements("css selector", "#inventory td b")]
    assert sorted(names) == sorted(
        [
            "SHA-1",
            "ECDSA-P256-SHA256",
            "AES-128-GCM",
            "ML-KEM-1024",
            "unknown hash (hashlib.new)",
            "RSA-2048",
            "RSA-2048 private key",
        ]
    )


def test_the_page_needs_nothing_from_outside() -> None:
    text = REPORTS[".html"](given())
    for marker in ("http://", "https://", "src=", "@import", "url("):
        assert marker not in text, marker


def test_the_same_input_gives_the_same_bytes() -> None:
    for render in REPORTS.values():
        assert render(given()) == render(given())


def test_a_report_is_part_of_the_list() -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "inventory" / "reports"
    parts = {
        "__init__",
        "changes",
        "charts",
        "evidence",
        "exposure",
        "gaps",
        "markdown_text",
        "plan_view",
        "report",
        "risks",
        "sarif_facts",
        "sarif_log",
        "shown",
        "waves",
    }
    assert {path.stem for path in folder.glob("*.py")} - parts == {
        render.__module__.rsplit(".", 1)[-1] for render in REPORTS.values()
    }


def test_clauses_are_counted_and_name_what_lacks(show: Open, page: str) -> None:
    browser = show(page)
    rows = browser.find_elements("css selector", "#clauses table.clauses tbody tr")
    told = {row.find_element("css selector", "td").text.split("\n")[0]: row for row in rows}
    assert len(rows) == 12  # 8 of the guide, 2 of CNSA, 2 of the BSI
    assert told["direction 2 (CBOM)"].find_elements("css selector", "td")[1].text == "4 of 5\nalgorithm"
    assert "governance: roles" in told["direction 1"].find_elements("css selector", "td")[3].text
    lacking = told["direction 2 (CBOM)"].find_elements("css selector", "td")[2].find_element("css selector", "details")
    assert lacking.text.startswith("1 asset: algorithm")
    lacking.find_element("css selector", "summary").click()
    assert "unknown hash (hashlib.new) app/b.py:2" in lacking.text


def test_the_way_and_the_collisions_are_told(show: Open, page: str) -> None:
    browser = show(page)
    ways = browser.find_elements("css selector", "[aria-labelledby=h-ways] tbody tr")
    (exchange,) = [one for one in ways if one.text.startswith("key-establishment")]
    assert "MLKEM1024-P384 until 2031-12-31, then ML-KEM-1024 not for good" in exchange.text
    browser.find_element("css selector", "#clashes summary").click()
    clash = browser.find_element("css selector", "[aria-labelledby=h-clashes] tbody").text
    assert "AES-128-GCM (symmetric)\nfrom 2026-11-25\nde-bsi-tr-02102-1 us-cnsa-2.0 us-cnsa-2.0/11" in clash
