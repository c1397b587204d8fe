"""Make the README's picture: the first screen of the demo's report, in headless Chromium.

Usage: python tools/screenshot.py out/report.html docs/images/report.png [light|dark] [WIDTHxHEIGHT]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from selenium import webdriver


def main() -> None:
    page, picture = Path(sys.argv[1]), sys.argv[2]
    scheme = sys.argv[3] if len(sys.argv) > 3 else "light"
    width, height = (sys.argv[4] if len(sys.argv) > 4 else "1280x1420").split("x")
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        driver.get(page.resolve().as_uri())
        driver.save_screenshot(picture)
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
