"""Numbers, money and dates as look.md writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.land import Note
from core.problem import Problem
from ui import format as fmt
from ui.land import note_sentence
from ui.theme import DARK, LIGHT, palette, rgb, rgba, style_sheet
from ui.words import preferred, words

D = Decimal


@pytest.mark.parametrize(("shown", "text"), [
    (fmt.tonnes_book(D("2471.275")), "2,471.275 tCO₂e"),
    (fmt.tonnes(D("2471.275")), "2,471 tCO₂e"),
    (fmt.hectares(D("321.7011")), "321.7011 hm²"),
    (fmt.unit_price(D("15.15")), "¥15.15/t"),
    (fmt.money(D("65432.1")), "¥65,432.10"),
    (fmt.percent(D("0.8")), "80 %"),
    (fmt.percent(D("0.0304"), 1), "3.0 %"),
    (fmt.month(date(2028, 3, 1)), "2028-03"),
])
def test_as_look_md_writes_them(shown: str, text: str):
    assert shown == text


def test_an_area_has_its_mu_and_a_day_its_weekday():
    """321.7011 hm² × 15 = 4,825.5165 mu."""
    assert fmt.area(D("321.7011"), words("zh")) == "321.7011 hm²（4,825.52 亩）"
    assert fmt.area(D("321.7011"), words("en")) == "321.7011 hm² (4,825.52 mu)"
    assert fmt.day(date(2026, 8, 14), words("zh")) == "2026-08-14（周五）"
    assert fmt.day(date(2026, 8, 14), words("en")) == "2026-08-14 (Fri)"


@pytest.mark.parametrize(("value", "places", "text"), [
    (D("0.5"), 0, "1"), (D("1.5"), 0, "2"), (D("2.5"), 0, "3"), (D("-0.5"), 0, "−1"), (D("2.675"), 2, "2.68"),
    (-1234.5, 1, "−1,234.5"), (-0.4, 0, "0"), (D("-0.0004"), 3, "0.000"),
    (2.675, 2, "2.68"), (0.1 + 0.2, 3, "0.300"), (1234567, 0, "1,234,567"), (D("1E+3"), 0, "1,000"),
    (D("0"), 3, "0.000"), (D("999.9995"), 3, "1,000.000"), (D("12345678901234567890.1235"), 3,
                                                             "12,345,678,901,234,567,890.124"),
])
def test_numbers_are_rounded_half_up_with_separators(value, places: int, text: str):
    """A float counts as the decimal it is written as: 2.675 is 2.675, not 2.67499…"""
    assert fmt.number(value, places) == text


def test_money_below_zero_wears_a_minus_before_the_sign():
    assert fmt.money(D("-5.005")) == "−¥5.01"
    assert fmt.money(D("-0.004")) == "¥0.00"


@pytest.mark.parametrize(("lang", "text"), [("zh", "第 2 个图形：有 3.0 % 在县界之外，县外没有林地调查数据。"),
                                            ("en", "Feature 2: 3.0 % of it lies outside the county")])
def test_what_was_mended_is_a_sentence(lang: str, text: str):
    assert note_sentence(Note("partly_outside", 2, (("share", D("0.0301")),)), words(lang)).startswith(text)


@pytest.mark.parametrize(("browser", "lang"), [
    ("zh-CN", "zh"), ("zh", "zh"), ("ZH-hk", "zh"), ("en-US", "en"), ("de", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
    ("en,zh;q=0.9", "en"), ("", "zh"), (None, "zh"),
])
def test_the_language_of_a_browser(browser: str | None, lang: str):
    assert preferred(browser) == lang


def test_words_show_their_fields():
    say = words("en")
    assert say("price.source", publisher="X", date=date(2026, 8, 14)) == "Source: X, 2026-08-14"
    assert say.show(D("1E+3")) == "1000"
    assert say.show(None) == "–"
    assert say("problem.in_row", row=2, problem=Problem("strata_none")).startswith("Row 2: There is no forest")
    assert words("xx").lang == "zh"
    with pytest.raises(KeyError):
        say("no.such_key")


def test_the_pseudo_language_marks_every_text():
    say = words("qps")
    assert say("shell.page.price") == "⟦Price⟧"
    assert say.pick("中", "en") == "⟦en⟧"
    assert say("working.source", source=say.pick("中", "en")) == "⟦Source: ⟦en⟧⟧"


def contrast(one: str, other: str) -> float:
    """WCAG 2: ratio of relative luminances."""
    def luminance(colour: str) -> float:
        parts = [value / 255 for value in rgb(colour)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read(colours):
    """Ink and muted on ground and panel ≥ 5.6 : 1; colours with a meaning, as lines and marks, ≥ 3 : 1."""
    for ground in (colours.ground, colours.panel):
        for text in (colours.ink, colours.muted):
            assert contrast(text, ground) >= 5.6
        for mark in (colours.available, colours.cancelled, colours.loss, colours.price):
            assert contrast(mark, ground) >= 3


def test_the_palette_follows_the_theme():
    assert (palette("dark"), palette("light"), palette(None)) == (DARK, LIGHT, LIGHT)
    assert rgba("#2A7F5B", 0.15) == "rgba(42,127,91,0.15)"


def test_the_style_sheet_carries_the_colours_and_the_uploader_s_word():
    sheet = style_sheet(LIGHT, '选择"文件')
    assert "--zb-price:#2A5D8F;" in sheet
    assert r'--zb-upload:"选择\"文件";' in sheet
    used = {name for name in vars(LIGHT) if f"var(--zb-{name})" in sheet}
    assert {"muted", "ink", "panel", "line", "held", "loss"} <= used
