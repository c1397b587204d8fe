"""The page for everyone: contrast, landmarks, headings, labels, focus, small screens."""

from __future__ import annotations

from itertools import pairwise

import pytest
from selenium.webdriver.common.keys import Keys

from .conftest import Open

THEMES = pytest.mark.parametrize("scheme", ["light", "dark"])

COLOURS = """
const linear = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
const light = c => { const v = c.map(x => linear(x / 255)); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
const rgb = s => s.match(/[0-9.]+/g).map(Number);
const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
const ratio = (one, other) => { const a = light(one), b = light(other);
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); };
const said = (e, r) => `${e.tagName}.${e.getAttribute('class')}: ${r.toFixed(2)}`;
"""


@THEMES
def test_text_has_the_contrast_of_wcag_aa(show: Open, page: str, scheme: str) -> None:
    poor, checked = show(page, scheme).execute_script(
        COLOURS
        + """
        for (const one of document.querySelectorAll('details')) one.open = true;
        const poor = new Set(); let checked = 0;
        for (const e of document.querySelectorAll('body *:not(svg):not(svg *):not(script)')) {
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
          checked += 1;
          const r = ratio(rgb(getComputedStyle(e).color).slice(0, 3), behind(e));
          if (r < 4.5) poor.add(said(e, r));
        }
        for (const e of document.querySelectorAll('svg text')) {
          checked += 1;
          const inside = /^on-(.*)$/.exec(e.getAttribute('class'));
          const part = inside && e.ownerSVGElement.querySelector('rect.s-' + inside[1]);
          const under = part ? rgb(getComputedStyle(part).fill).slice(0, 3) : behind(e.ownerSVGElement.parentElement);
          const r = ratio(rgb(getComputedStyle(e).fill).slice(0, 3), under);
          if (r < 4.5) poor.add(said(e, r));
        }
        return [[...poor], checked];
        """
    )
    assert poor == []
    assert checked > 300


@THEMES
def test_bars_borders_and_focus_stand_out_three_to_one(show: Open, page: str, scheme: str) -> None:
    poor, series = show(page, scheme).execute_script(
        COLOURS
        + """
        const poor = new Set(), series = new Set();
        for (const e of document.querySelectorAll('svg rect')) {
          series.add(e.getAttribute('class'));
          const r = ratio(rgb(getComputedStyle(e).fill).slice(0, 3), behind(e.ownerSVGElement.parentElement));
          if (r < 3) poor.add(said(e, r));
        }
        for (const e of document.querySelectorAll('.filters input, .filters select, .filters button')) {
          const r = ratio(rgb(getComputedStyle(e).borderTopColor).slice(0, 3), behind(e.parentElement));
          if (r < 3) poor.add(said(e, r));
        }
        return [[...poor], [...series].sort()];
        """
    )
    assert poor == []
    assert {"s-broken", "s-unknown", "s-weakened", "s-safe", "s-already-late", "s-clarify"} <= set(series)


@THEMES
def test_the_keyboard_reaches_the_filter_and_its_focus_is_seen(show: Open, page: str, scheme: str) -> None:
    browser = show(page, scheme)
    browser.find_element("css selector", "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the content"
    box = browser.find_element("css selector", "#inventory input[type=search]")
    browser.execute_script("document.querySelector('#inventory select[name=kind]').focus()")
    browser.switch_to.active_element.send_keys(Keys.SHIFT + Keys.TAB)
    assert browser.switch_to.active_element == box
    style, width, colour, ratio = browser.execute_script(
        COLOURS
        + """const s = getComputedStyle(document.activeElement);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, ratio(rgb(s.outlineColor).slice(0, 3),
          behind(document.activeElement.parentElement))];"""
    )
    assert (style, width) == ("solid", "3px")
    assert ratio >= 3, colour


def test_landmarks_headings_and_labels(show: Open, page: str) -> None:
    browser = show(page)
    found = browser.execute_script(
        """
        const name = e => e.getAttribute('aria-label')
          || (e.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
             .map(i => document.getElementById(i).textContent).join(' ');
        return {
          landmarks: ['header', 'nav', 'main', 'footer'].map(e => document.querySelectorAll('body ' + e).length),
          sections: [...document.querySelectorAll('main section')].filter(e => !name(e)).length,
          headings: [...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1])),
          unlabelled: [...document.querySelectorAll('input,select')].filter(e => !e.labels.length).map(e => e.name),
          scrolling: [...document.querySelectorAll('.wide')].filter(e => !name(e) || e.tabIndex !== 0).length,
          charts: [...document.querySelectorAll('svg')].filter(e => !e.querySelector('title') ||
            !e.querySelector('desc').textContent).length,
          heads: [...document.querySelectorAll('thead th')].filter(e => !e.scope).length,
          ids: [...document.querySelectorAll('[id]')].map(e => e.id).filter((e, i, all) => all.indexOf(e) !== i),
          language: document.documentElement.lang,
        };
        """
    )
    headings = found.pop("headings")
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert found == {
        "landmarks": [1, 1, 1, 1],
        "sections": 0,
        "unlabelled": [],
        "scrolling": 0,
        "charts": 0,
        "heads": 0,
        "ids": [],
        "language": "en",
    }


@pytest.mark.parametrize("width", [320, 380, 500, 900, 1280])
def test_the_page_never_scrolls_sideways_and_no_heads_overlap(show: Open, page: str, width: int) -> None:
    wide, room, clash = show(page, width=width).execute_script(
        """
        const clash = [];
        for (const row of document.querySelectorAll('thead tr')) {
          const boxes = [...row.cells].map(c => { const r = document.createRange(); r.selectNodeContents(c);
            return [c.textContent, r.getBoundingClientRect()]; }).filter(([, b]) => b.width);
          boxes.forEach(([name, box], i) => { if (i && boxes[i - 1][1].right > box.left + 1) clash.push(name); });
        }
        return [document.documentElement.scrollWidth, document.documentElement.clientWidth, clash];
        """
    )
    assert wide <= room
    assert clash == []


def test_on_a_small_screen_each_cell_says_what_it_is(show: Open, page: str) -> None:
    assert not show(page, width=380).find_element("css selector", "#inventory thead").is_displayed()
    said = show(page, width=380).execute_script(
        """return [...document.querySelector('#inventory tbody tr').cells]
          .map(c => getComputedStyle(c, '::before').content);"""
    )
    assert said == [
        f'"{label}"'
        for label in (
            *("Asset", "Kind", "Quantum", "State", "Owner", "Wave"),
            *("de-bsi-tr-02102-1", "nist-ir-8547", "us-cnsa-2.0", "Seen at"),
        )
    ]


def test_nothing_moves(show: Open, page: str) -> None:
    moving = show(page).execute_script(
        """return [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
          return s.animationName !== 'none' || s.transitionDuration !== '0s'
            || s.scrollBehavior !== 'auto'; }).length"""
    )
    assert moving == 0
