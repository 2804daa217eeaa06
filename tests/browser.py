"""A real headless Chromium, for tests and benchmarks; its profile is fresh, and it asks nothing of the network."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import Any

import pytest

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have little of it
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,900",
]
# CI sets it: there, a browser that is not to be had is a failure.
REQUIRED = "TESTS_NEED_BROWSER"


def why_not() -> str:
    """What is missing for driving a browser; empty if nothing is."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return f"{program} is not installed (Debian: apt-get install chromium chromium-driver)"
    if find_spec("selenium") is None:
        return "selenium is not installed (it is in the extra dev)"
    return ""


def skip_without_browser() -> None:
    """Skip the test, or fail it where REQUIRED says so, if there is no browser."""
    missing = why_not()
    if missing and os.environ.get(REQUIRED):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@contextmanager
def start_or_skip() -> Iterator[Any]:
    """A browser for tests: skip, or fail where REQUIRED says so, if there is none, or it does not start."""
    skip_without_browser()
    from selenium.common.exceptions import WebDriverException  # noqa: PLC0415

    with ExitStack() as stack:
        try:
            driver = stack.enter_context(start())
        except WebDriverException as error:
            if os.environ.get(REQUIRED):
                raise
            pytest.skip(f"Chromium does not start: {error.msg}")
        yield driver


@contextmanager
def start() -> Iterator[Any]:
    """A browser, to be driven by Selenium; it is gone with its profile at the end."""
    from selenium import webdriver  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            yield driver
        finally:
            driver.quit()
