"""Every page in both languages and four windows: its question, its maps, nothing cut off, no foreign word."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import LANGUAGES, QUESTIONS, Desk, wait_painted

WITH_MAP = {"overview", "inventory"}
HTML_LANG = {"zh": "zh-CN", "en": "en"}
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
    const HIDDEN = 'style,script,noscript,code,[data-testid="stIconMaterial"],[data-testid="stSkipToContent"]';
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), blocks = new Map();
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!parent || parent.closest(HIDDEN)) continue;
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


def faults_of(desk: Desk, page: str) -> list[str]:
    """What is wrong with the page as it stands in its window."""
    main = desk.page.get_by_test_id("stMain")
    found = []
    if main.evaluate("main => main.scrollWidth - main.clientWidth") > 1:
        found.append("the page is wider than its window")
    if desk.page.evaluate("document.documentElement.scrollWidth - innerWidth") > 1:
        found.append("something stands beside the window")
    if page in WITH_MAP and not (desk.map.is_visible() and desk.map.bounding_box()["width"] > 250):
        found.append("no map")
    found += [f"a column too narrow to read: {text}"
              for text in desk.page.locator("table.zb :is(td, th)").evaluate_all(SQUEEZED)]
    found += [f"a label cut off: {text}" for text in main.locator(":is(button, a) p").evaluate_all(CUT)]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_every_page_can_be_read(desk: Desk, page: str, lang: str) -> None:
    """On a desk and, the window made narrow, on a phone: columns hold more than two letters a line."""
    desk.open(page, lang)
    assert desk.page.evaluate("document.documentElement.lang") == HTML_LANG[lang]
    found = [f"desk: {one}" for one in faults_of(desk, page)]
    desk.page.set_viewport_size({"width": 390, "height": 844})
    expect(desk.page.get_by_test_id("stSidebar")).to_have_attribute("aria-expanded", "false")
    expect(desk.page.get_by_role("heading", level=1)).to_be_in_viewport()
    assert found + [f"phone: {one}" for one in faults_of(desk, page)] == []


def test_a_phone_finds_the_other_pages(window) -> None:
    """Opened there at once: the navigation is closed, opens, and closes again after a choice."""
    phone = window(390, 844).open("loss")
    sidebar = phone.page.get_by_test_id("stSidebar")
    expect(sidebar).to_have_attribute("aria-expanded", "false")
    phone.page.get_by_test_id("stExpandSidebarButton").click()
    phone.page.get_by_role("link", name="价格").click()
    expect(phone.page.locator("h1")).to_have_text("今天多少钱一吨、为什么？")
    expect(sidebar).to_have_attribute("aria-expanded", "false")


def test_a_wide_dark_screen(window) -> None:
    """The page and its map take the browser's theme."""
    desk = window(1920, 1080, dark=True).open("overview")
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert desk.page.evaluate(ground) == "rgb(20, 32, 26)"  # 14201A
    wait_painted(desk.map)
    assert faults_of(desk, "overview") == []


@pytest.mark.parametrize("page", ["loss", "depletion"])
def test_every_visible_word_comes_from_the_catalogues(desk: Desk, page: str) -> None:
    """The browser shows texts that the pages do not hold: of the navigation, the widgets, the charts."""
    desk.open(page, "qps")
    assert re.fullmatch(r"⟦[^⟦⟧]+⟧", desk.page.title())
    assert foreign_words(desk) == set()


def foreign_words(desk: Desk) -> set[str]:
    words = set()
    for text in desk.page.evaluate(TEXTS):
        while re.search("⟦[^⟦⟧]*⟧", text):
            text = re.sub("⟦[^⟦⟧]*⟧", " ", text)
        words |= {word for word in re.findall(r"[^\W\d_][\w₀-₉²³]*", text) if word not in UNITS}
    return words


@pytest.mark.parametrize(("locale", "lang", "title"), [
    ("zh-CN", "zh-CN", "占补 · 元谋县林业碳汇占补决策台"), ("en-GB", "en", "Zhanbu · Yuanmou forest carbon desk")])
def test_before_any_script_the_page_has_its_language_and_title(browser: Browser, server, locale: str, lang: str,
                                                               title: str) -> None:
    page = browser.new_context(locale=locale, java_script_enabled=False).new_page()
    page.goto(server.base)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.title() == title
    page.context.close()


@pytest.mark.parametrize(("locale", "lang"), [("zh-CN", "zh"), ("en-GB", "en")])
def test_the_first_language_is_the_browser_s(window, locale: str, lang: str) -> None:
    desk = window(locale=locale)
    desk.go("/")
    expect(desk.page.locator("h1")).to_have_text(QUESTIONS["overview"][LANGUAGES.index(lang)])
    desk.settle().address_says(f"lang={lang}")


def test_the_overview_opens_under_its_name_too(desk: Desk) -> None:
    """It lies at /; /overview, which people will type, must not bring a message in English."""
    desk.go("/overview?lang=zh")
    expect(desk.page.locator("h1")).to_have_text("还剩多少、还能用多久？")
    desk.settle()
    expect(desk.page.get_by_role("dialog")).to_have_count(0, timeout=3000)


def test_the_api_s_own_page_needs_no_foreign_host(desk: Desk) -> None:
    page = desk.go("/api/docs")
    expect(page.get_by_text("/v1/estimate").first).to_be_visible()
    expect(page.get_by_text("/v1/price").first).to_be_visible()
