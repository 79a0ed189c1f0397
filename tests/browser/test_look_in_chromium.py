"""What only a real window shows: maps that are drawn, columns that can be read, words of the frame around."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .desk import map_of, settle, wait_painted

PAGES = ("", "inventory", "loss", "price", "depletion")
PHONE = (390, 844)
SQUEEZED = """cells => cells.filter(cell => {
    const style = getComputedStyle(cell), size = parseFloat(style.fontSize);
    const width = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return cell.innerText.trim().length > 3 && width < 3 * size && cell.clientHeight > 4 * size;
}).map(cell => cell.innerText)"""
CUT = """all => all.filter(one => {
    const box = one.getBoundingClientRect(), frame = one.closest('[data-testid="stMain"]').getBoundingClientRect();
    return box.width && (box.right > frame.right + 1 || one.scrollWidth > one.clientWidth + 1);
}).map(one => one.innerText)"""
TEXTS = """() => {
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const blocks = new Map();
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!parent || parent.closest('style,script,noscript,code,[data-testid="stIconMaterial"]')) continue;
        const range = document.createRange();
        range.selectNode(walk.currentNode);
        const box = range.getBoundingClientRect();
        if (box.width < 2 || box.right < 0 || box.bottom < 0) continue;
        const block = parent.closest('p,div,td,th,summary,li,h1,h2,h3,text,button,label,a') || parent;
        blocks.set(block, (blocks.get(block) || '') + walk.currentNode.textContent);
    }
    return [...blocks.values()];
}"""
UNITS = {"t", "tCO₂e", "hm²", "m³", "N", "km"}


def no_overflow(page: Page) -> None:
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page_name", PAGES)
def test_on_a_phone_everything_can_be_read(open_page: Open, page_name: str, lang: str) -> None:
    """No column of a table has one or two letters a line; no label of a button is cut off."""
    page = open_page(f"/{page_name}?lang={lang}", *PHONE)
    no_overflow(page)
    assert page.locator("table.zb :is(td, th)").evaluate_all(SQUEEZED) == []
    assert page.locator("[data-testid=stMain] :is(button, a) p").evaluate_all(CUT) == []


@pytest.mark.parametrize("page_name", PAGES)
def test_on_a_wide_screen_nothing_stands_beside_it(open_page: Open, page_name: str) -> None:
    no_overflow(open_page(f"/{page_name}?lang=en", 1920, 1080))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/?lang=zh", "/inventory?lang=zh&plot=YM-02", "/loss?lang=zh&how=map"])
def test_maps_are_drawn(open_page: Open, path: str, dark: bool) -> None:
    page = open_page(path, dark=dark)
    canvas = map_of(page)
    expect(canvas).to_be_visible()
    assert canvas.bounding_box()["width"] > 300
    wait_painted(canvas)


def test_the_theme_of_the_browser_is_taken(open_page: Open) -> None:
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert open_page("/price?lang=zh").evaluate(ground) == "rgb(252, 251, 247)"  # FCFBF7
    assert open_page("/price?lang=zh", dark=True).evaluate(ground) == "rgb(20, 32, 26)"  # 14201A


@pytest.mark.parametrize("page_name", PAGES)
def test_every_visible_word_comes_from_the_catalogues(open_page: Open, page_name: str) -> None:
    """The browser shows texts that the pages do not hold: of the frame, the navigation, the widgets."""
    page = open_page(f"/{page_name}?lang=qps")
    assert re.fullmatch(r"⟦[^⟦⟧]+⟧", page.title())
    words = set()
    for text in page.evaluate(TEXTS):
        while re.search("⟦[^⟦⟧]*⟧", text):
            text = re.sub("⟦[^⟦⟧]*⟧", " ", text)
        words |= {word for word in re.findall(r"[^\W\d_][\w₀-₉²³]*", text) if word not in UNITS}
    assert words == set()


@pytest.mark.parametrize(("accept", "lang", "title"), [
    ("zh-CN", "zh-CN", "占补 · 元谋县林业碳汇占补决策台"), ("en-GB", "en", "Zhanbu · Yuanmou forest carbon desk")])
def test_before_any_script_the_page_has_its_language_and_title(browser, address, accept, lang, title) -> None:
    page = browser.new_context(locale=accept, java_script_enabled=False).new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.title() == title
    page.context.close()


def test_after_the_switch_the_page_says_its_language(open_page: Open) -> None:
    """A screen reader takes its voice from <html lang>."""
    page = open_page("/price?lang=zh")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1")).to_have_text("What does a tonne cost today, and why?")
    expect(page).to_have_title("Zhanbu · Yuanmou forest carbon desk")
    expect(page.locator("html")).to_have_attribute("lang", "en", timeout=5000)


def test_a_page_that_is_not_there_is_said_so_in_the_page_s_language(open_page: Open) -> None:
    """The overview lies at /; its name as a path must not bring an English message."""
    page = open_page("/overview?lang=zh")
    expect(page.locator("h1")).to_have_text("还剩多少、还能用多久？")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=2000)


def test_the_keyboard_reaches_the_answer(open_page: Open) -> None:
    """From the first field by Tab alone: area, volume, age, use, date, slider."""
    page = open_page("/loss?lang=zh")
    page.get_by_label("面积 hm²", exact=True).focus()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("""() => {
            const one = document.activeElement;
            return one.getAttribute('role') || one.type || one.tagName.toLowerCase();
        }"""))
        if "slider" in reached or "range" in reached:
            break
    assert reached & {"slider", "range"}
    page.keyboard.press("End")
    expect(page.locator(".zb-answer")).to_contain_text("抵消 24.324")  # round down(30.405 × 0.8, 3)
    settle(page)
