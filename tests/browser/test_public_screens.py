"""The screen in the hall over hours, and journals checked in the browser with nothing leaving it."""

from __future__ import annotations

import hashlib
import json
import random
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.axe import findings

SIZES = {"wide": (1920, 1080), "tall": (1080, 1920), "phone": (390, 844)}
TOPICS = """(phone) => [...document.querySelectorAll("[data-tab]")].flatMap((tab) => {
    tab.click();
    const page = document.documentElement, shown = document.querySelector(".topic.on").id;
    const small = [...document.querySelectorAll("a[href], button, input:not([type=hidden])")]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 48).map((one) => one.outerHTML);
    const over = [page.scrollWidth - innerWidth, phone ? 0 : page.scrollHeight - innerHeight];
    return shown === tab.dataset.tab && Math.max(...over) <= 0 && !small.length ? [] : [[tab.dataset.tab, over, small]];
})"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.mark.parametrize("size", SIZES)
def test_every_topic_fits_its_screen_and_every_key_a_finger(window, size: str):
    """On the two screens of a hall nothing scrolls; on a phone only downwards."""
    desk = window(*SIZES[size])
    for lang in ("zh", "en"):
        desk.page.goto(f"{desk.base}/kiosk?lang={lang}")
        assert desk.page.locator("[data-tab]").count() == 6
        assert (lang, desk.page.evaluate(TOPICS, size == "phone")) == (lang, [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_grave(window, lang: str):
    desk = window(1080, 1920)
    for path in ("/kiosk", "/verify", "/verify/YM-C-2026-0003"):
        desk.page.goto(f"{desk.base}{path}?lang={lang}")
        desk.page.evaluate("document.documentElement.classList.remove('js')")  # every topic at once
        assert (path, findings(desk.page)) == (path, [])


def test_it_turns_rests_and_comes_back_to_the_beginning(server, page: Page):
    page.clock.install()
    page.goto(f"{server.base}/kiosk")
    shown = page.locator(".topic.on")
    page.clock.fast_forward(20_000)
    expect(shown).to_have_attribute("id", "price")  # nobody was there: it turns
    page.get_by_role("link", name="查证书").click()
    page.locator("[data-key='7']").click()
    expect(page.locator("#number")).to_have_value("YM-C-2026-7")
    page.clock.fast_forward(50_000)
    expect(shown).to_have_attribute("id", "find")  # somebody is: it waits
    page.clock.fast_forward(75_000)
    expect(page.locator("#number")).to_have_value("YM-C-2026-")
    expect(shown).not_to_have_attribute("id", "find")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.clock.fast_forward(130_000)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(shown).to_have_attribute("id", "reserve")


def test_it_keeps_what_it_shows_while_the_server_is_away(server, context: BrowserContext, page: Page):
    page.clock.install()
    page.goto(f"{server.base}/kiosk")
    context.set_offline(True)
    page.clock.fast_forward(150_000)
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#asof")).to_contain_text("截至 2026-11-23")
    page.get_by_role("link", name="最近核销").click()
    page.get_by_role("link", name="YM-C-2026-0003").click()  # does not leave for an error page
    expect(page.locator("#off")).to_be_visible()
    context.set_offline(False)
    with page.expect_response("**/kiosk/version*"):
        page.clock.fast_forward(25_000)
    expect(page.locator("#off")).to_be_hidden()
    page.clock.run_for(2_000)
    expect(page.locator("#stale")).to_be_hidden()
    page.get_by_role("link", name="YM-C-2026-0003").click()
    expect(page.locator("h1")).to_contain_text("核销证书 YM-C-2026-0003")
    page.get_by_role("button", name="在浏览器里验算").click()
    expect(page.locator("#checked")).to_contain_text("✓ 一致")
    page.clock.fast_forward(130_000)
    expect(page).to_have_url(f"{server.base}/kiosk#/reserve")


def test_an_exported_journal_is_checked_and_nothing_leaves_the_page(server, page: Page, tmp_path: Path):
    with urllib.request.urlopen(f"{server.base}/verify/journal.ndjson") as answer:
        good: bytes = answer.read()
    lines = good.splitlines(keepends=True)

    def swapped(at: int) -> list[bytes]:
        return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2:]]

    forged = json.loads(lines[-1])
    forged["reason"] = "x"
    del forged["hash"]

    def canonical(value: dict) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    forged["hash"] = hashlib.sha256(canonical(forged)).hexdigest()
    cases = {
        "whole": (good, "这就是完整的台账", True), "no-end": (good.rstrip(b"\n"), "这就是完整的台账", True),
        "shorter": (b"".join(lines[:-1]), "这是较早的导出", True),
        "changed": (good.replace(b"116.680", b"116.681", 1), "第 18 行（第 18 号记录）的内容与它的校验值不符", False),
        "dropped": (b"".join(lines[:4] + lines[5:]), "第 5 行的编号是 6，应为 5", False),
        "swapped": (b"".join(swapped(2)), "第 3 行的编号是 4，应为 3", False),
        "forged": (b"".join(lines[:-1]) + canonical(forged) + b"\n", "这不是本县的台账", False),
        "windows": (good.replace(b"\n", b"\r\n"), "第 1 行不是完整的台账记录", False),
        "blank": (b"".join([lines[0], b"\n", *lines[1:]]), "第 2 行不是完整的台账记录", False),
        "latin": (lines[0].replace("示例".encode(), b"\xff\xfe") if "示例".encode() in lines[0] else b"\xff" + good,
                  "第 1 行不是完整的台账记录", False),
        "empty": (b"", "是空文件", False),
    }
    page.goto(f"{server.base}/verify?lang=zh")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, (data, said, sound) in cases.items():
        file = tmp_path / f"{name}.ndjson"
        file.write_bytes(data)
        page.locator("#file").set_input_files(file)
        expect(page.locator("#result")).to_contain_text(said)
        expect(page.locator("#result")).to_have_class("verdict" if sound else "verdict bad")
    assert asked == []


def test_the_hash_of_our_own_is_the_hash_of_everybody(server, page: Page):
    """Known answers of FIPS 180-4, and lengths around the end of a block, beside what Python gives."""
    page.goto(f"{server.base}/verify")
    draw = random.Random(7)
    texts = [b"", b"abc", b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"]
    texts += [draw.randbytes(length) for length in (1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000)]
    found = page.evaluate("(all) => Promise.all(all.map(async (one) => { const bytes = Uint8Array.from(one);"
                          " return [sha256Own(bytes), await sha256(bytes)]; }))", [list(one) for one in texts])
    wanted = [hashlib.sha256(one).hexdigest() for one in texts]
    assert wanted[1] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert found == [[one, one] for one in wanted]
