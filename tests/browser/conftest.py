"""The real product on a free port with a store of its own, and one Chromium for all tests of this folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.desk import Desk, Faults, log_errors
from commands.chromium import find_chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
         "--disable-quic", "--disable-gpu-compositing")  # drawing the page itself is cheaper without a pretended GPU
FIRST_LINK = "of-the-start"  # the staff link's token, for the one test that uses it

Window = Callable[..., Desk]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Server:
    """Where the product answers, and where it writes what it has to say."""

    port: int
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for each process of the run: it stays while files of other folders come between those of this one, which
    the browser cannot, because its event loop would stand in the way of theirs."""
    folder = tmp_path_factory.mktemp("product")
    found = Server(free_port(), folder / "server.log")
    environment = os.environ | {"ZHANBU_STORE": str(folder / "zhanbu.duckdb"), "ZHANBU_TODAY": "2026-11-23",
                                "PYTHONUNBUFFERED": "1", "ZHANBU_STAFF_TOKEN": FIRST_LINK}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(found.port),
               "--server.address", "127.0.0.1"]
    with found.log.open("wb") as log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log,
                                                       stderr=subprocess.STDOUT) as process:
        try:
            wait_for(found, process)
            yield found
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(server: Server, process: subprocess.Popen) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.base}/api/v1/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"The product did not start:\n{server.log.read_text('utf-8', errors='replace')[-2000:]}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.fail("The browser tests need Chromium, Chrome or Edge, and none was found. Run `python manage.py test`, "
                    "which installs one, or name its program in ZHANBU_CHROMIUM.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="package")
def windows(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A window of a size, language and theme; it keeps what it has fetched from test to test."""
    found: dict[tuple[int, int, str, bool], BrowserContext] = {}

    def window(width: int, height: int, locale: str, dark: bool) -> BrowserContext:
        key = (width, height, locale, dark)
        if key not in found:
            found[key] = browser.new_context(viewport={"width": width, "height": height}, locale=locale,
                                             color_scheme="dark" if dark else "light")
        return found[key]

    yield window
    for context in found.values():
        context.close()


@pytest.fixture
def window(server: Server, windows: Callable[..., BrowserContext]) -> Iterator[Window]:
    """Opens windows whose faults fail the test: complaints, failed requests, foreign hosts, errors in the log."""
    said = server.log.stat().st_size
    faults = Faults(f"127.0.0.1:{server.port}")
    pages: list[Page] = []

    def make(width: int = 1366, height: int = 768, locale: str = "zh-CN", dark: bool = False) -> Desk:
        page = windows(width, height, locale, dark).new_page()
        pages.append(page)
        faults.watch(page)
        return Desk(server.base, page)

    yield make
    for page in pages:
        page.close()
    assert faults.found + log_errors(server.log, said) == []


@pytest.fixture
def desk(window: Window) -> Desk:
    """A page in a window of 1366 × 768."""
    return window()


@pytest.fixture
def phone(window: Window) -> Desk:
    """A page on a phone, 390 × 844."""
    return window(390, 844)
