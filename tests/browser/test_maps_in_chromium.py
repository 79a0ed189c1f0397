"""Maps with the mouse: what lies there is told, a click opens it, a second one lets go of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Open
from .desk import answer, map_of, settle, spot_with_tooltip, wait_painted


def test_a_plot_on_the_map_tells_what_it_is_and_opens_its_sheet(open_page: Open) -> None:
    page = open_page("/inventory?lang=zh")
    canvas = map_of(page)
    wait_painted(canvas)
    told = spot_with_tooltip(page, canvas)
    name, species, area, tonnes = told.splitlines()
    assert name.startswith("示例 ")
    assert species in ("台湾相思", "印度黄檀", "余甘子")
    assert re.fullmatch(r"[\d.]+ hm²", area)
    assert re.fullmatch(r"[\d.]+ tCO₂e", tonnes)
    page.wait_for_timeout(500)  # a click that follows the movement at once is taken for a drag
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.wait_for_function("location.search.includes('plot=YM-')")
    expect(page.get_by_role("cell", name=area)).to_be_visible()


def test_a_sub_compartment_is_picked_and_let_go_on_the_map(open_page: Open) -> None:
    page = open_page("/loss?lang=zh&how=map")
    page.get_by_role("combobox", name="乡镇").click()
    page.get_by_role("option", name="凉山乡").click()
    settle(page)
    canvas = map_of(page)
    wait_painted(canvas)
    told = spot_with_tooltip(page, canvas)
    name = told.splitlines()[0]
    assert re.fullmatch(r"SC\d{5}", name)
    page.wait_for_timeout(500)
    page.mouse.down()
    page.mouse.up()
    expect(answer(page)).to_contain_text("应补")
    page.wait_for_function(f"location.search.includes('picked={name}')")
    page.wait_for_timeout(500)
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_text("结果显示在这里")).to_be_visible()
    page.wait_for_function("!location.search.includes('picked=SC')")
