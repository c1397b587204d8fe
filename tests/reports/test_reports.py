"""The reports: what a browser shows, and that nothing scanned becomes markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inventory.graph import build
from inventory.model import (
    AssetId,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    Location,
    Problem,
    Skipped,
    State,
    algorithm_id,
    unknown_algorithm,
)
from inventory.plan import make_plan, plan_json
from inventory.policy import assess, load_policies, timeline
from inventory.reports import REPORTS, ReportInput, charted_days, read_plan
from inventory.resources import policies

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

AS_OF = date(2026, 11, 25)
EVIL = "<script>alert(1)</script>|*x*"


@cache
def given() -> ReportInput:
    found = (
        Finding("code", algorithm_id("SHA-1"), Location(f"app/{EVIL}.py", 3), "SHA-1", "hash", ("digest",)),
        Finding(
            "code", algorithm_id("ECDSA-P256-SHA256"), Location("app/a.py", 9), "ECDSA-P256-SHA256", None, ("sign",)
        ),
        Finding("code", algorithm_id("AES-128-GCM"), Location("app/a.py", 10), "AES-128-GCM", None, ("encrypt",)),
        Finding("code", algorithm_id("ML-KEM-1024"), Location("app/b.py", 1), "ML-KEM-1024", None, ("encapsulate",)),
        Finding(
            "code",
            unknown_algorithm("hash", "hashlib.new"),
            Location("app/b.py", 2),
            None,
            "hash",
            reason=f"from {EVIL}",
        ),
        Finding(
            "keys",
            AssetId(Kind.PRIVATE_KEY, "spki-sha256:" + "a" * 64),
            Location("keys/k.pem", 1),
            "RSA-2048",
            facts=KeyFacts(size=2048),
            state=State.CONFIGURED,
        ),
    )
    coverage = Coverage(9, 900, 90, 6, 0, (Skipped("source code in Go: no rules for it yet", 3, ("m.go",)),))
    graph = build(f"estate {EVIL}", found, (Problem("bad.pem", "x509", "cut short"),), coverage)
    folder = policies().joinpath("regulation")
    chosen = load_policies(("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "tw-fsc-pqc-guide"), folder)
    plan = make_plan(graph, chosen, AS_OF)
    return ReportInput(
        graph,
        assess(graph, chosen, AS_OF),
        timeline(graph, chosen, charted_days(AS_OF)),
        read_plan(json.dumps(plan_json(plan))),
        "1.0",
        "cbom.json",
        "f" * 64,
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(REPORTS[".html"](given()), "utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    import shutil

    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield driver
    driver.quit()


def opened(browser: WebDriver, page: str, scheme: str = "light") -> WebDriver:
    browser.get_log("browser")
    browser.get_log("performance")
    feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
    browser.get(page)
    return browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_console_message_and_no_request_but_the_page(browser: WebDriver, page: str, scheme: str) -> None:
    opened(browser, page, scheme)
    assert browser.get_log("browser") == []
    said = [json.loads(one["message"])["message"] for one in browser.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in said if one["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith("data:")] == [page]


def test_the_charts_are_there_with_what_they_count(browser: WebDriver, page: str) -> None:
    charts = opened(browser, page).find_elements("css selector", "svg.chart")
    titles = [chart.get_attribute("aria-label") for chart in charts]
    assert titles == [
        "Assets in use by what a quantum computer does to them",
        "Verdicts of de-bsi-tr-02102-1 by date",
        "Verdicts of nist-ir-8547 by date",
        "Verdicts of us-cnsa-2.0 by date",
        "Systems by wave, each up to its first deadline",
    ]
    for chart in charts:
        drawn = chart.find_elements("css selector", "rect")
        assert len(drawn) >= 3
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


def test_every_asset_is_in_the_table_once(browser: WebDriver, page: str) -> None:
    names = [one.text for one in opened(browser, page).find_elements("css selector", "#assets td strong")]
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(browser: WebDriver, page: str, scheme: str) -> None:
    opened(browser, page, scheme)
    poor = browser.execute_script(
        """
        const linear = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
        const light = c => { const v = c.map(x => linear(x / 255));
          return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
        const rgb = s => s.match(/[0-9.]+/g).map(Number);
        const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
          if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
        const poor = new Set();
        for (const e of document.querySelectorAll('body *:not(svg):not(svg *)')) {
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
          const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
          const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          if (ratio < 4.5) poor.add(`${e.tagName}.${e.className}: ${ratio.toFixed(2)}`);
        }
        return [...poor];
        """
    )
    assert poor == []


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_itself_never_scrolls_sideways(browser: WebDriver, page: str, width: int) -> None:
    browser.set_window_size(width, 900)
    opened(browser, page)
    wide, room = browser.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    browser.set_window_size(1280, 900)
    assert wide <= room


def test_nothing_scanned_becomes_markup() -> None:
    text = REPORTS[".html"](given())
    assert EVIL not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text


def test_the_page_needs_nothing_from_outside() -> None:
    text = REPORTS[".html"](given())
    for marker in ("http://", "https://", "src=", "@import", "url("):
        assert marker not in text, marker


def test_markdown_says_the_same_and_escapes() -> None:
    text = REPORTS[".md"](given())
    assert EVIL not in text
    assert "| private key | 1 | 0 | 0 | 0 |" in text
    assert "nist-ir-8547 (draft: would fail)" in text
    assert "- problem: bad.pem: cut short" in text
    assert "- not read: 3 × source code in Go: no rules for it yet" in text


def test_the_same_input_gives_the_same_bytes() -> None:
    for render in REPORTS.values():
        assert render(given()) == render(given())


def test_a_report_is_part_of_the_list() -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "inventory" / "reports"
    parts = {"__init__", "charts", "plan_view", "report"}
    assert {path.stem for path in folder.glob("*.py")} - parts == {
        render.__module__.rsplit(".", 1)[-1] for render in REPORTS.values()
    }
