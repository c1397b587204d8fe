"""The long tables: filtered, sorted, kept in the address, whole without a script, usable with ten thousand rows."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from inventory.reports import REPORTS, ReportInput

from .conftest import Open
from .estates import given, many

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

PER_PAGE = 50


def names(browser: WebDriver) -> list[str]:
    # Read at one moment: a link's change of the address redraws the rows a little later.
    rows = "[...document.querySelectorAll('#inventory tbody td:first-child b')]"
    return browser.execute_script(f"return {rows}.map((one) => one.textContent.trim())")


def said(browser: WebDriver) -> str:
    return browser.find_element("css selector", "#inventory .count").text


def choose(browser: WebDriver, key: str, value: str) -> None:
    Select(browser.find_element("css selector", f"#inventory select[name='{key}']")).select_by_value(value)


def test_a_choice_shows_what_has_it_and_the_address_keeps_it(show: Open, page: str) -> None:
    browser = show(page)
    assert said(browser) == "7 of 7 assets"
    choose(browser, "quantum", "safe")
    assert names(browser) == ["ML-KEM-1024"]
    assert said(browser) == "1 of 7 assets"
    assert browser.current_url.endswith("#inventory?quantum=safe")
    again = show(browser.current_url)
    assert names(again) == ["ML-KEM-1024"]
    again.find_element("css selector", "#inventory button[type=reset]").click()
    assert said(again) == "7 of 7 assets"
    assert "quantum" not in again.current_url


def test_verdict_state_owner_and_wave_can_be_chosen(show: Open, page: str) -> None:
    browser = show(page)
    choose(browser, "state", "configured")
    assert sorted(names(browser)) == ["RSA-2048", "RSA-2048 private key"]
    choose(browser, "state", "")
    choose(browser, "policy us-cnsa-2.0", "approved")
    assert names(browser) == ["ML-KEM-1024"]
    choose(browser, "policy us-cnsa-2.0", "")
    choose(browser, "owner", "network team")
    owned = ["AES-128-GCM", "ECDSA-P256-SHA256", "ML-KEM-1024", "SHA-1", "unknown hash (hashlib.new)"]
    assert sorted(names(browser)) == owned
    choose(browser, "wave", "0")
    in_wave = [one.text for one in browser.find_elements("css selector", "#inventory tbody td:nth-child(6)")]
    assert len(in_wave) == 2
    assert all("0" in waves.split("\n") for waves in in_wave)


def test_typed_words_are_looked_for_in_every_column(show: Open, page: str) -> None:
    browser = show(page)
    box = browser.find_element("css selector", "#inventory input[type=search]")
    box.send_keys("B.PY enc")
    assert names(browser) == ["ML-KEM-1024"]
    box.send_keys(Keys.BACKSPACE * 8, "nothing has this")
    assert names(browser) == []
    assert said(browser) == "0 of 7 assets"


def test_heads_sort_up_down_and_back_by_keyboard(show: Open, page: str) -> None:
    browser = show(page)
    given_order = names(browser)
    head = browser.find_element("css selector", "#inventory th:nth-child(3)")
    button = head.find_element("css selector", "button")
    seen = []
    for _ in range(3):
        button.send_keys(Keys.ENTER)
        quantum = [one.text for one in browser.find_elements("css selector", "#inventory tbody td:nth-child(3)")]
        seen.append((head.get_attribute("aria-sort"), quantum[0], quantum[-1]))
    assert seen[:2] == [("ascending", "broken", "safe"), ("descending", "safe", "broken")]
    assert seen[2][0] is None
    assert names(browser) == given_order


def test_the_assets_of_a_task_and_the_reason_of_a_verdict(show: Open, page: str) -> None:
    browser = show(page)
    link = browser.find_element("xpath", "//div[@id='tasks']//tr[contains(., 'SHA-1')]//a[contains(., 'asset')]")
    link.click()
    WebDriverWait(browser, 20).until(lambda browser: names(browser) == ["SHA-1"])
    chip = browser.find_element("css selector", "#inventory tbody a.chip")
    chip.send_keys(Keys.ENTER)
    assert chip.get_attribute("aria-expanded") == "true"
    number = chip.get_attribute("href").rsplit("#", 1)[1]
    reason = browser.find_element("id", number).get_attribute("textContent")
    assert "SHA-1" in reason
    assert browser.find_element("css selector", "#inventory .reason").text == reason.strip()
    chip.send_keys(Keys.ENTER)
    assert browser.find_elements("css selector", "#inventory .reason") == []


def test_without_a_script_the_whole_table_is_there(show: Open, written: Callable[[ReportInput], str]) -> None:
    browser = show(written(many(2 * PER_PAGE)), script=False)
    rows = browser.find_elements("css selector", "#inventory tbody tr")
    algorithms = 6
    assert len(rows) == 2 * PER_PAGE + algorithms
    assert browser.find_elements("css selector", ".filters") == []


def test_ten_thousand_rows_are_there_fifty_at_a_time(show: Open, written: Callable[[ReportInput], str]) -> None:
    browser = show(written(many(10_000)))
    assert browser.get_log("browser") == []
    assert said(browser) == "10,006 of 10,006 assets"
    assert len(names(browser)) == PER_PAGE
    browser.find_element("css selector", "#inventory input[type=search]").send_keys("key-9999.pub")
    assert said(browser) == "1 of 10,006 assets"
    assert browser.find_element("css selector", "#inventory tbody td:last-child").text == "hosts/008/ssh/key-9999.pub:1"
    browser.find_element("css selector", "#inventory button[type=reset]").click()
    browser.find_element("css selector", "#inventory .more-rows").click()
    assert len(names(browser)) == PER_PAGE * 6


def test_only_the_scripts_and_styles_with_these_hashes_may_run() -> None:
    text = REPORTS[".html"](given())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    hashes = {
        kind: base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        for kind, body in re.findall(r"<(script|style)>(.*?)</\1>", text, re.DOTALL)
    }
    assert policy[1].split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{hashes['script']}'",
        f"style-src 'sha256-{hashes['style']}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert text.count("<script") == 1
    assert " style=" not in text


def test_the_browser_itself_refuses_a_script_that_was_added(show: Open, page: str) -> None:
    browser = show(page)
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = 'document.title = 1'; document.body.append(s)"
    )
    assert browser.title.startswith("Cryptography of estate")
    assert any("Content Security Policy" in one["message"] for one in browser.get_log("browser"))
