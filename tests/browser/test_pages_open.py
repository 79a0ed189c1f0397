"""Every page opens whole in both languages, on a desk and on a phone, light and dark, and axe finds nothing grave."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser import axe
from browser.conftest import Window
from browser.desk import QUESTIONS, Desk

OVERFLOW = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollWidth - main.clientWidth;
}"""


DESK, PHONE = (1366, 768), (390, 844)
VIEWS = {"price": ({"view": "history"}, {"view": "basket"}), "accounting": ({"way": "screen"},),
         "depletion": ({"view": "list"},)}  # those with the widest tables


@pytest.mark.parametrize("page", QUESTIONS)
def test_on_a_desk_and_then_as_narrow_as_a_phone(desk: Desk, page: str) -> None:
    stands(desk, page, "zh")
    assert axe.findings(desk.page) == []
    resized(desk, *PHONE)


@pytest.mark.parametrize("page", QUESTIONS)
def test_on_a_phone_and_then_as_wide_as_a_desk(window: Window, page: str) -> None:
    phone = window(*PHONE, dark=True)
    stands(phone, page, "en")
    assert axe.findings(phone.page) == []
    resized(phone, *DESK)


@pytest.mark.parametrize(("page", "view"), [(page, view) for page, views in VIEWS.items() for view in views])
def test_views_on_a_phone(phone: Desk, page: str, view: dict[str, str]) -> None:
    phone.open(page, "en", **view)
    assert phone.page.evaluate(OVERFLOW) <= 1


def resized(desk: Desk, width: int, height: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    for _ in range(50):  # charts follow a moment later; the page's policy lets no text be asked again by the browser
        if desk.page.evaluate(OVERFLOW) <= 1:
            return
        desk.page.wait_for_timeout(100)
    assert desk.page.evaluate(OVERFLOW) <= 1


def stands(desk: Desk, page: str, lang: str) -> None:
    desk.open(page, lang)
    assert desk.page.evaluate(OVERFLOW) <= 1
    assert desk.page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[lang]
    if page in ("overview", "inventory"):
        expect(desk.map).to_be_visible()


def test_the_first_page_is_found_by_its_name_too(desk: Desk) -> None:
    desk.open("overview", "en")
    shown = desk.page.title()
    desk.page.goto(desk.page.url.replace("/?", "/overview?"))
    expect(desk.page).to_have_url(re.compile(r"/\?lang=en$"))
    expect(desk.page).to_have_title(shown)
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def test_the_api_s_own_page_opens(desk: Desk) -> None:
    desk.go("/api/docs")
    expect(desk.page.get_by_role("region", name="/api/v1/reserve").first).to_be_visible()
