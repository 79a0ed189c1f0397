"""Reading a page of the product in the browser, and everything that went wrong on it meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, TimeoutError, expect

QUESTIONS = {
    "overview": ("还剩多少、还能用多久？", "How much is left, and how long will it last?"),
    "inventory": ("储备了哪些地块、各有多少？", "Which plots are stored, and how much is in each?"),
    "accounting": ("这片林能收储多少碳汇？", "How much can this plot store?"),
    "loss": ("这块地要补多少、花多少？", "What does this land use owe, and what does it cost?"),
    "price": ("今天多少钱一吨、为什么？", "What does a tonne cost today, and why?"),
    "depletion": ("什么时候会不够、怎么办？", "When will it not suffice, and what then?"),
    "conformity": ("哪些参数还要县里确认？", "Which parameters must the county still confirm?"),
    "forest": ("本县的小班数据是哪一版？", "Which forest inventory is in force?"),
    "open": ("公开了哪些数据？", "What is open to everybody?"),
    "voice": ("现在公示什么？怎样提异议、反映问题？", "What is under public notice, and how do I speak up?"),
}
LANGUAGES = ("zh", "en")
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
        if message.type in ("error", "warning") and "GPU stall due to ReadPixels" not in message.text:  # by our FLAGS
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


class Desk:
    """One page of the product in one window."""

    def __init__(self, base: str, page: Page):
        self.base = base
        self.page = page

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def open(self, name: str, lang: str = "zh", **address: str) -> Desk:
        """Go to a page as a visitor with this address, and wait until it stands."""
        path = "" if name == "overview" else name
        self.go(f"/{path}?{urlencode({'lang': lang, **address})}")
        if lang in LANGUAGES:
            expect(self.page.get_by_role("heading", level=1)).to_have_text(QUESTIONS[name][LANGUAGES.index(lang)])
        return self.settle()

    def settle(self) -> Desk:
        """Wait until the page's last line is there and nothing runs any more."""
        expect(self.page.locator(".zb-foot")).to_be_visible()
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        return self

    @property
    def answer(self) -> Locator:
        return self.page.locator(".zb-answer")

    @property
    def refusal(self) -> Locator:
        return self.page.get_by_role("alert")

    @property
    def map(self) -> Locator:
        return self.page.locator("[data-testid=stDeckGlJsonChart] canvas").first

    def address_says(self, part: str) -> None:
        """Wait until the address holds this."""
        expect(self.page).to_have_url(re.compile(re.escape(part)))

    def choose(self, label: str, option: str | None = None) -> str:
        """Choose from a list, the first if none is named; what was chosen."""
        one = self.page.get_by_role("option", name=option).first
        for _ in range(10):
            self.page.get_by_role("combobox", name=label).click()
            try:
                one.wait_for(timeout=3000)
                break
            except TimeoutError:  # a page that was drawn anew just now has closed the list again
                self.page.keyboard.press("Escape")
        text = one.inner_text()
        one.click()
        return text

    def number(self, label: str, value: str) -> None:
        """Type into a number field and leave it."""
        box = self.page.get_by_label(label, exact=True).first
        box.fill(value)
        box.press("Enter")

    def upload(self, name: str, content: bytes) -> None:
        self.page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/geo+json", "buffer": content})

    def click_here(self) -> None:
        """A short click where the mouse is: one that follows its movement at once is taken for a drag."""
        self.page.wait_for_timeout(500)
        self.page.mouse.down()
        self.page.mouse.up()


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
