"""The calculator's estimate with nothing but a keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from browser.desk import Desk

FOCUSED = """() => {
    const one = document.activeElement;
    return one.getAttribute('aria-label') || one.innerText || one.id || one.tagName;
}"""


def tab_to(page: Page, wanted: Locator, most: int = 40) -> None:
    """Press Tab until the focus is there."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
            return
        passed.append(page.evaluate(FOCUSED))
    raise AssertionError(f"Tab does not come to {wanted}; it passed {passed}")


def test_an_estimate_by_keyboard_alone(desk: Desk) -> None:
    """1 hm² of Yunnan pine with 100 m³/hm²: 25.337 t (test_downloads.py has the sum); then 80 % from the reserve."""
    desk.open("loss")
    page = desk.page
    area = page.get_by_label("面积 hm²", exact=True).first
    tab_to(page, area)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    desk.settle()
    tab_to(page, page.get_by_label("蓄积 m³/hm²", exact=True).first)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(desk.answer).to_contain_text("25.337")
    desk.settle()
    tab_to(page, page.get_by_role("slider"))
    page.keyboard.press("End")
    expect(desk.answer).to_contain_text("¥144.79")
    page.keyboard.press("Home")
    expect(desk.answer).not_to_contain_text("¥144.79")
