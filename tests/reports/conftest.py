"""A headless Chromium, and the page of the small estate in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from inventory.reports import REPORTS, ReportInput

from .estates import given

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)

Open = Callable[..., "WebDriver"]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[ReportInput], str]:
    """The address of a report, written to a file."""
    known: dict[int, tuple[ReportInput, str]] = {}

    def write(report: ReportInput) -> str:
        if id(report) not in known:
            path = tmp_path_factory.mktemp("report") / "report.html"
            path.write_text(REPORTS[".html"](report), "utf-8", newline="\n")
            known[id(report)] = (report, path.as_uri())
        return known[id(report)][1]

    return write


@pytest.fixture(scope="session")
def page(written: Callable[[ReportInput], str]) -> str:
    return written(given())


@pytest.fixture(scope="session")
def driver(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield made
    made.quit()


@pytest.fixture
def show(driver: WebDriver) -> Iterator[Open]:
    """Opens a page: in a colour scheme, at a width, with or without its script."""

    def shown(address: str, scheme: str = "light", width: int = 1280, script: bool = True) -> WebDriver:
        driver.get("about:blank")
        driver.get_log("browser")
        driver.get_log("performance")
        feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        driver.get(address)
        return driver

    yield shown
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
