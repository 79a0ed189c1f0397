"""Every page opens whole in both languages, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.desk import LANGUAGES, QUESTIONS, Desk

OVERFLOW = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollWidth - main.clientWidth;
}"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_on_a_desk(desk: Desk, page: str, lang: str) -> None:
    stands(desk, page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_on_a_phone(phone: Desk, page: str, lang: str) -> None:
    stands(phone, page, lang)


def stands(desk: Desk, page: str, lang: str) -> None:
    desk.open(page, lang)
    assert desk.page.evaluate(OVERFLOW) <= 1
    assert desk.page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[lang]
    if page in ("overview", "inventory"):
        expect(desk.map).to_be_visible()
