"""The switch in the sidebar: everything changes its language, nothing that was entered is lost."""

from __future__ import annotations

import re

import pytest
from driving import SHELL, Open, run
from scenes import PINE
from streamlit.testing.v1 import AppTest
from visible import visible

PAGES = ("overview", "inventory", "loss", "price", "depletion", "conformity", "forest")
SOURCES = re.compile(r"全国碳市场[^\s·]*|中文")


def switch(at: AppTest, lang: str) -> AppTest:
    at.button_group(key="lang").set_value(lang)
    return run(at)


@pytest.mark.parametrize("page", PAGES)
def test_after_the_switch_nothing_of_the_other_language_is_left(open_page: Open, page: str):
    at = switch(open_page(page, "zh"), "en")
    assert at.query_params["lang"] == "en"
    left = {text for _, text in visible(at) if re.search(r"[\u3400-\u9fff]", SOURCES.sub("", text))}
    assert not left


@pytest.mark.parametrize("page", PAGES)
def test_there_and_back_says_the_same(open_page: Open, page: str):
    at = open_page(page, "zh")
    before = visible(at)
    assert visible(switch(switch(at, "en"), "zh")) == before


def test_what_was_entered_stays(open_page: Open):
    at = open_page("loss", "zh", rows=PINE, offset="80", kind="temporary", years="1")
    switch(at, "en")
    said = "\n".join(text for _, text in visible(at))
    assert "24.915 tCO₂e are owed" in said
    assert at.slider(key="loss:offset").value == 80
    assert at.query_params["rows"] == PINE


def test_it_holds_on_the_next_page(open_page: Open):
    at = switch(open_page("loss", "zh"), "en")
    at.switch_page("price.py")
    assert run(at).title[0].value == "What does a tonne cost today, and why?"


@pytest.mark.parametrize(("browser", "lang"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("de-DE", "en"),
                                               (None, "zh")])
def test_without_an_address_the_browser_decides(browser: str | None, lang: str):
    at = AppTest.from_file(SHELL, default_timeout=60)
    if browser:
        at.context["locale"] = browser
    assert run(at).query_params["lang"] == lang
