"""Reading a page of the product in the browser, and everything that went wrong on it meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

SETTLED = 30_000  # ms; a first page on a busy machine takes its time

expect.set_options(timeout=SETTLED)


@dataclass
class Faults:
    """What a page must never do: complain, fail to get something, ask anybody but the server."""

    host: str
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("request", lambda request: self._host(request.url))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("websocket", lambda socket: self._host(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"console {message.type}: {message.text[:300]}")

    def _host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.found.append(f"foreign host: {url[:200]}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # leaving a page, or a download, ends requests by itself
            self.found.append(f"failed: {request.url[:200]} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"status {response.status}: {response.url[:200]}")


def log_errors(log: Path, since: int) -> list[str]:
    """Lines of the server's log, from a byte on, that tell of an exception."""
    text = log.read_bytes()[since:].decode("utf-8", errors="replace")
    return [line for line in text.splitlines() if re.search(r"Traceback|Error\b|Exception\b|\bERROR\b", line)]


def settle(page: Page) -> Page:
    """Wait until the page's last line is there and nothing runs any more."""
    expect(page.locator(".zb-foot")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


def answer(page: Page) -> Locator:
    return page.locator(".zb-answer")


def map_of(page: Page) -> Locator:
    return page.locator("[data-testid=stDeckGlJsonChart] canvas").first


def painted(canvas: Locator) -> int:
    """How many colours the picture of a map has: one or two when nothing is drawn."""
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(canvas.screenshot())) as picture:
        return len(picture.convert("RGB").getcolors(1 << 24) or [])


def wait_painted(canvas: Locator) -> None:
    """Wait until a map is drawn."""
    for _ in range(60):
        if painted(canvas) > 20:
            return
        canvas.page.wait_for_timeout(250)  # nothing tells when WebGL has drawn
    raise AssertionError("the map stays empty")


def spot_with_tooltip(page: Page, canvas: Locator, columns: int = 14, rows: int = 18) -> str:
    """Move over a map in a grid until something there tells what it is; its text. The mouse stays there."""
    box = canvas.bounding_box()
    assert box
    tip = page.locator(".deck-tooltip")
    for row in range(2, rows - 1):
        for column in range(2, columns - 1):
            page.mouse.move(box["x"] + box["width"] * column / columns, box["y"] + box["height"] * row / rows)
            page.wait_for_timeout(25)  # deck.gl picks in the next frame
            if tip.count() and tip.first.is_visible() and tip.first.inner_text().strip():
                return tip.first.inner_text()
    raise AssertionError("nothing on the map tells what it is")
