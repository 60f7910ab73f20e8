"""Chromium without a window, driven by Selenium; it reaches the local cloud and nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio",
    "--window-size=1280,1600", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A fresh browser of its own profile; `make test` installs it."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "Chromium is missing: run `make test`, which installs it"
    assert driver, "ChromeDriver is missing: run `make test`, which installs it"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for word in (*_QUIET, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    running = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield running
    finally:
        running.quit()
