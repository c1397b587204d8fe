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
        *(f"Wave {wave.number}: {wave.label}" for wave in given().plan.waves),
    ]
    for chart in charts:
        drawn = chart.find_elements("css selector", "rect")
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
    parts = {"__init__", "charts", "exposure", "gaps", "markdown_text", "plan_view", "report", "shown", "waves"}
    parts |= {"sarif_log", "changes", "sarif_facts"}  # the last two show a diff and a scan, which have no verdicts
    assert {path.stem for path in folder.glob("*.py")} - parts == {
        render.__module__.rsplit(".", 1)[-1] for render in REPORTS.values()
    }
