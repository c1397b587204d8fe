"""Names that mean harm: in the browser they are text that can be seen, in Markdown they stay in their cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from inventory.reports import REPORTS, ReportInput
from inventory.reports.charts import Bar, Span, gantt, stacked_bars
from inventory.reports.report import QUANTUM
from inventory.reports.shown import short, visible

from .conftest import Open
from .estates import AS_OF, EVIL, HOSTILE, given, hostile

HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def test_the_browser_shows_every_hostile_name_and_runs_none(show: Open, written: Callable[[ReportInput], str]) -> None:
    browser = show(written(hostile()))
    assert browser.get_log("browser") == []
    assert browser.title.startswith("Cryptography of estate")
    assert browser.execute_script("return document.querySelectorAll('main script, main img').length") == 0
    shown = browser.execute_script("return document.body.innerText")
    for text in HOSTILE:
        assert short(text) in shown.replace("\u00a0", " "), text
    assert HIDDEN.findall(shown.replace("\t", " ")) == []  # innerText puts tabs between cells
    wide, room = browser.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= room


def test_a_hostile_name_can_be_looked_for_and_its_address_opens(
    show: Open, written: Callable[[ReportInput], str]
) -> None:
    browser = show(written(hostile()))
    browser.find_element("css selector", "#inventory input[type=search]").send_keys('"><img src=x')
    assert browser.find_element("css selector", "#inventory .count").text == "2 of 10 assets"
    again = show(browser.current_url)
    assert again.find_element("css selector", "#inventory .count").text == "2 of 10 assets"
    assert again.get_log("browser") == []


def test_names_stand_alone_so_that_their_direction_does_not_spread(
    show: Open, written: Callable[[ReportInput], str]
) -> None:
    browser = show(written(hostile()))
    isolated = browser.execute_script(
        "return [...new Set([...document.querySelectorAll('bdi')].map(e => getComputedStyle(e).unicodeBidi))]"
    )
    assert isolated == ["isolate"]
    text = "ключи-🔑👩‍💻-مفتاح"
    assert browser.execute_script(
        "return [...document.querySelectorAll('bdi')].some(e => e.textContent === arguments[0])", text
    )


def test_nothing_scanned_becomes_markup() -> None:
    text = REPORTS[".html"](given())
    assert EVIL not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_no_control_or_bidi_character_is_left_in_any_report() -> None:
    for ending, render in REPORTS.items():
        assert HIDDEN.findall(render(hostile())) == [], ending


def test_markdown_rows_keep_their_cells() -> None:
    text = REPORTS[".md"](hostile())
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert len(tables) >= 4
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table.splitlines()[0]
    assert "a\\|b\\`c\\`‹U+000A›\\# not a heading" in text
    assert "\\<script\\>" in text
    assert re.search(r"(?<!\\)<", text) is None


def test_what_cannot_be_seen_is_spelled_out() -> None:
    assert visible("invoice\u202efdp.exe") == "invoice‹U+202E›fdp.exe"
    assert visible("a\tb\nc\x00\x85") == "a‹U+0009›b‹U+000A›c‹U+0000›‹U+0085›"
    assert visible("bad\udc80byte") == "bad‹U+DC80›byte"
    assert visible("tag\U000e0041") == "tag‹U+E0041›"
    assert visible("👩‍💻 ключ مفتاح é") == "👩‍💻 ключ مفتاح é"


def test_an_endless_name_is_cut_and_says_how_long_it_is() -> None:
    assert short("x" * 5000) == "x" * 160 + " … " + "x" * 80 + " (5,000 characters)"
    assert short("y" * 240) == "y" * 240


def test_a_plan_that_means_harm_loses_no_task_and_takes_no_place_of_the_page(
    show: Open, written: Callable[[ReportInput], str]
) -> None:
    plan = given().plan
    assert plan is not None
    task = plan.tasks[0]
    tasks = tuple(
        replace(task, id=id, title=title, prerequisites=("inventory",), notes=(EVIL,))
        for id, title in (("inventory", "one"), ("inventory", "two"), ('"><b>', HOSTILE[0]))
    )
    browser = show(written(replace(given(), plan=replace(plan, tasks=tasks))))
    assert browser.get_log("browser") == []
    rows = browser.find_elements("css selector", "#tasks tbody tr")
    titles = [row.find_element("css selector", "td:nth-child(3) bdi").text for row in rows]
    assert titles == ["one", "two", HOSTILE[0]]
    assert [row.get_attribute("id") for row in rows] == ["task-1", "task-2", "task-3"]
    assert len(browser.find_elements("id", "inventory")) == 1


def test_labels_of_charts_are_spelled_out_and_escaped() -> None:
    bars = [Bar(text, {"broken": 1}) for text in HOSTILE[:8]]
    spans = [Span(text, AS_OF, None, text, "clarify") for text in HOSTILE[:8]]
    for svg in (stacked_bars("t", bars, QUANTUM), gantt("t", spans, AS_OF, date(2030, 1, 1))):
        root = ElementTree.fromstring(svg)
        assert HIDDEN.findall(svg) == []
        assert {one.tag for one in root.iter()} <= {"svg", "title", "desc", "rect", "text", "line"}
        assert "".join(root.itertext()).count("invoice‹U+202E›fdp.exe") >= 2


@pytest.mark.parametrize("width", [380, 1280])
def test_a_name_without_a_break_does_not_push_the_other_columns_away(
    show: Open, written: Callable[[ReportInput], str], width: int
) -> None:
    browser = show(written(hostile()), width=width)
    pushed = browser.execute_script(
        """
        document.querySelector('#assets').scrollIntoView();
        return [...document.querySelectorAll('#inventory table, .gaps, #not-judged table')]
          .map(e => [e.offsetWidth, e.parentElement.clientWidth]).filter(([wide, room]) => wide > room);
        """
    )
    assert pushed == []
