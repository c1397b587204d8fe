"""The report on paper: what Chromium prints, from either theme."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inventory.cli.group import run

from .conftest import Open

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

ROOT = Path(__file__).resolve().parents[2]
A4 = ((595, 842), (842, 595))
TEXT_HEIGHT = (842 - 28 / 25.4 * 72) / 72 * 96
TEXT_WIDTH = round((210 - 24) / 25.4 * 96)


def sizes(browser: WebDriver) -> list[tuple[int, int]]:
    """The size of each page of the PDF, in points."""
    wanted = {"preferCSSPageSize": True, "printBackground": True}
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", wanted)["data"])
    boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type /Page\b", pdf))
    return [(round(float(wide)), round(float(high))) for wide, high in boxes]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of the example clearing house, made as `make demo` does."""
    folder = tmp_path_factory.mktemp("estate")
    cbom, plan, report = (str(folder / name) for name in ("cbom.json", "plan.json", "report.html"))
    house = ROOT / "examples" / "clearing-house"
    chosen = re.findall(r"--policy (\S+)", re.findall(r"^POLICIES := (.*)$", (ROOT / "Makefile").read_text(), re.M)[0])
    options = [part for name in chosen for part in ("--policy", name)] + ["--as-of", "2026-11-25"]
    assert run(["scan", str(house), "-o", cbom]) == 0
    assert run(["plan", cbom, *options, "--context", str(house / "context.yaml"), "-o", plan]) == 0
    assert run(["report", cbom, *options, "--plan", plan, "-o", report]) == 0
    return Path(report).as_uri()


def test_a_real_estate_prints_on_few_pages_the_long_tables_across(show: Open, estate: str) -> None:
    found = sizes(show(estate))
    assert len(found) <= 40
    assert set(found) == set(A4)


def test_the_whole_table_is_printed_and_the_screen_is_as_before(show: Open, estate: str) -> None:
    browser = show(estate)
    browser.execute_script(
        """addEventListener('beforeprint', () => { window.printed = {
             rows: document.querySelectorAll('#inventory tbody tr').length,
             buttons: document.querySelectorAll('th button').length }; });"""
    )
    before = browser.find_element("css selector", "#inventory").get_attribute("innerHTML")
    total = int(browser.find_element("css selector", "#inventory .count").text.split(" of ")[1].split()[0])
    sizes(browser)
    assert browser.execute_script("return window.printed") == {"rows": total, "buttons": 0}
    assert browser.find_element("css selector", "#inventory").get_attribute("innerHTML") == before


def test_only_what_was_chosen_is_printed(show: Open, page: str) -> None:
    browser = show(f"{page}#inventory?quantum=safe")
    browser.execute_script(
        """addEventListener('beforeprint', () => {
             window.printed = document.querySelector('#inventory tbody').innerText; });"""
    )
    sizes(browser)
    printed = browser.execute_script("return window.printed")
    assert "ML-KEM-1024" in printed
    assert "SHA-1" not in printed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_heads_repeat_and_charts_fit_a_page(show: Open, estate: str, scheme: str) -> None:
    browser = show(estate, width=TEXT_WIDTH)
    media = {"media": "print", "features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    found = browser.execute_script(
        """
        const style = e => getComputedStyle(e);
        const all = s => [...document.querySelectorAll(s)];
        return {
          paper: style(document.body).backgroundColor, ink: style(document.body).color,
          scheme: style(document.documentElement).colorScheme,
          bars: style(document.querySelector('rect.s-broken')).fill,
          heads: [...new Set(all('thead').map(e => style(e).display))],
          rows: [...new Set(all('tbody tr').map(e => style(e).breakInside))],
          charts: [...new Set(all('svg.chart').map(e => style(e.closest('.card')).breakInside))],
          highest: Math.max(...all('svg.chart').map(e => e.closest('.card').getBoundingClientRect().height)),
          hidden: all('nav, .filters, .more-rows, .count').filter(e => style(e).display !== 'none').length,
        };
        """
    )
    highest = found.pop("highest")
    assert 100 < highest < TEXT_HEIGHT
    assert found == {
        "paper": "rgb(255, 255, 255)",
        "ink": "rgb(0, 0, 0)",
        "scheme": "light",
        "bars": "rgb(179, 38, 30)",
        "heads": ["table-header-group"],
        "rows": ["avoid"],
        "charts": ["avoid"],
        "hidden": 0,
    }


def test_the_title_and_the_page_number_are_in_the_margin_and_a_name_cannot_leave_its_string(page: str) -> None:
    text = Path(page.removeprefix("file://")).read_text("utf-8")
    (margin,) = re.findall(r"@bottom-left\{content:(\".*?\");", text)
    assert margin.startswith('"Cryptography of estate \\3c script\\3e alert\\28 1\\29 ')
    assert "@bottom-right{content:counter(page)" in text
