"""The pages in use: typed, slid, uploaded, clicked, switched, reloaded."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from browser.desk import Desk, spot_with_tooltip, wait_painted

BOX = [[101.90, 25.50], [101.93, 25.50], [101.93, 25.53], [101.90, 25.53], [101.90, 25.50]]


def polygon(ring: list[list[float]]) -> bytes:
    return json.dumps({"type": "Polygon", "coordinates": [ring]}).encode()


def test_the_calculator_by_keyboard_alone(desk: Desk) -> None:
    """Typing 1 hm² and 100 m³, then Tab to the slider and End: 25.337 t owed, 20.269 offset, 5.068 to buy at
    ¥28.57, ¥144.79 (worked out in test_downloads.py).
    """
    desk.open("loss")
    desk.page.get_by_label("面积 hm²", exact=True).focus()
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("1")
    desk.page.keyboard.press("Tab")
    for _ in range(25):
        if desk.page.evaluate("document.activeElement.getAttribute('aria-label')") == "蓄积 m³/hm²":
            break
        desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("100")
    desk.page.keyboard.press("Enter")
    expect(desk.answer).to_contain_text("应补 25.337 tCO₂e")
    focused = "[document.activeElement.getAttribute('role'), document.activeElement.type]"
    for _ in range(25):
        if {"slider", "range"} & set(desk.page.evaluate(focused)):
            break
        desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("End")
    expect(desk.answer).to_contain_text("抵消 20.269，购买 5.068，按 ¥28.57/t 计共 ¥144.79")
    desk.address_says("offset=80")


def test_a_bad_area_gets_a_sentence_until_it_is_mended(desk: Desk) -> None:
    """Then 0.6 × 25.337289 = 15.202373 t are owed for 60 m³, and the working tells the formulas."""
    desk.open("loss")
    desk.number("面积 hm²", "-1")
    expect(desk.refusal).to_contain_text("面积 -1 hm² 无法使用。请填写大于 0 的面积。")
    desk.number("面积 hm²", "1")
    expect(desk.answer).to_contain_text("应补 15.202 tCO₂e")
    expect(desk.refusal).to_have_count(0)
    desk.page.get_by_text("计算过程", exact=True).click()
    expect(desk.page.get_by_text("P = L − O")).to_be_visible()
    inner = desk.page.get_by_text("φ = 44/12 · CF · BEF · D · (1 + R)").first
    expect(inner).not_to_be_visible()  # one level is open at first
    for name in ("地块", "碳储量损失", "每公顷碳储量（蓄积法）", "每立方米蓄积折碳"):
        desk.page.locator("summary").filter(has_text=name).first.click()
    expect(inner).to_be_visible()


def test_an_outline_is_uploaded_and_cut_with_the_inventory(desk: Desk) -> None:
    desk.open("loss", how="file")
    desk.upload("用地 1.geojson", polygon(BOX))
    expect(desk.answer).to_contain_text("应补")
    expect(desk.page.get_by_text("范围面积")).to_be_visible()
    wait_painted(desk.map)
    desk.address_says("shape=")
    said = desk.answer.inner_text()
    desk.page.reload()
    expect(desk.answer).to_have_text(said)


BROKEN = {
    "文件第 1 行第 2 列起不符合 JSON 格式": b"{",
    "没有面状图形": b'{"type": "Point", "coordinates": [101.8, 25.6]}',
    "经度和纬度似乎颠倒": polygon([[y, x] for x, y in BOX]),
    "不是 UTF-8 文本": '{"名称": "图"}'.encode("gbk"),
}


def test_a_file_that_is_no_outline_gets_a_sentence(desk: Desk) -> None:
    desk.open("loss", how="file")
    for at, (says, content) in enumerate(BROKEN.items()):
        desk.upload(f"{at}.geojson", content)
        expect(desk.refusal).to_contain_text(says)


def test_a_sub_compartment_is_picked_from_the_list(desk: Desk) -> None:
    desk.open("loss", how="map")
    desk.choose("乡镇", "老城乡")
    desk.settle()
    picked = desk.choose("小班号")
    assert re.fullmatch(r"SC\d{5}", picked)
    expect(desk.answer).to_contain_text("应补")
    desk.address_says(f"picked={picked}")


def test_a_sub_compartment_is_picked_and_let_go_on_the_map(desk: Desk) -> None:
    desk.open("loss", how="map")
    desk.choose("乡镇", "凉山乡")
    desk.settle()
    desk.map.scroll_into_view_if_needed()
    wait_painted(desk.map)
    told = spot_with_tooltip(desk.page, desk.map)
    name = told.splitlines()[0]
    assert re.fullmatch(r"SC\d{5}", name)
    desk.click_here()
    expect(desk.answer).to_contain_text("应补")
    desk.address_says(f"picked={name}")
    desk.settle().click_here()
    expect(desk.page.get_by_text("结果显示在这里")).to_be_visible()


def test_a_plot_on_the_map_tells_what_it_is_and_opens_its_sheet(desk: Desk) -> None:
    desk.open("inventory")
    desk.map.scroll_into_view_if_needed()
    wait_painted(desk.map)
    name, species, area, tonnes = spot_with_tooltip(desk.page, desk.map).splitlines()
    assert species in ("台湾相思", "印度黄檀", "余甘子")
    assert re.fullmatch(r"[\d.]+ tCO₂e", tonnes)
    desk.click_here()
    expect(desk.page.get_by_role("heading", name=name)).to_be_visible()
    expect(desk.page.get_by_role("cell", name=area)).to_be_visible()
    desk.address_says("plot=YM-")


def test_a_row_of_the_table_opens_the_plot_and_the_address_keeps_it(desk: Desk) -> None:
    desk.open("inventory")
    desk.page.get_by_test_id("stDataFrame").locator(".dvn-scroller").first.click(position={"x": 15, "y": 55})
    sheet = desk.page.get_by_role("heading", name="YM-01 · 示例 老城乡1号地块")
    expect(sheet).to_be_visible()
    desk.address_says("plot=YM-01")
    desk.page.reload()
    expect(sheet).to_be_visible()


def test_the_batch_that_prevents_the_shortage_does(desk: Desk) -> None:
    desk.open("depletion")
    expect(desk.answer).to_contain_text("起不够用")
    desk.page.get_by_role("button", name="加进收储计划").click()
    expect(desk.answer).to_contain_text("都够用")
    desk.address_says("batches=")
    desk.page.reload()
    expect(desk.answer).to_contain_text("都够用")


def test_a_day_of_the_past_is_replayed(desk: Desk) -> None:
    """2021-08-19: 202,002 ÷ 4,001 = 50.49; × 30 % = 15.15."""
    desk.open("price", "en", date="2021-08-20")
    expect(desk.answer).to_contain_text("¥15.15/t")
    desk.number("How many tonnes", "12.5")
    expect(desk.page.locator(".zb-card")).to_contain_text("¥189.38")  # 12.5 × 15.15 = 189.375
    desk.address_says("tonnes=12.5")


def test_the_language_switch_changes_words_and_address_and_lasts(desk: Desk) -> None:
    desk.open("loss", rows="pinus_yunnanensis~1~100~")
    desk.page.get_by_text("English", exact=True).click()
    expect(desk.answer).to_contain_text("25.337 tCO₂e are owed")
    desk.address_says("lang=en")
    expect(desk.page).to_have_title("Zhanbu · Yuanmou forest carbon desk")
    desk.page.get_by_role("link", name="Price").click()
    expect(desk.page.locator("h1")).to_have_text("What does a tonne cost today, and why?")
    desk.page.reload()
    expect(desk.page.locator("h1")).to_have_text("What does a tonne cost today, and why?")


def test_after_the_switch_the_page_says_its_language(desk: Desk) -> None:
    """A screen reader takes its voice from <html lang>."""
    desk.open("price")
    desk.page.get_by_text("English", exact=True).click()
    expect(desk.page.locator("h1")).to_have_text("What does a tonne cost today, and why?")
    expect(desk.page.locator("html")).to_have_attribute("lang", "en", timeout=3000)


def test_two_visitors_do_not_see_each_other_s_choices(window) -> None:
    one, other = window(), window(locale="en-GB")
    one.open("loss", rows="pinus_yunnanensis~1~100~")
    other.open("loss", "en")
    expect(one.answer).to_contain_text("应补 25.337")
    expect(other.answer).to_contain_text("30.405 tCO₂e are owed")
