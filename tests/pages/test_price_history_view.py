"""The history, a range of dates and several purchases, by hand."""

from __future__ import annotations

from datetime import date

import pytest
from driving import Open, open_drawers, run
from visible import page_text

from ui.link import pack


def test_what_is_known_is_said_first(open_page: Open):
    """1,232 days as shipped: 956 A, 184 B, 92 W; 13 without trade, 13 with blocks only (market.md)."""
    said = page_text(open_page("price", view="history"))
    for part in ("1,232 个行情日", "956 天有每日公告", "184 天", "92 天只有周合计", "13 天没有成交",
                 "13 天只有大宗协议"):
        assert part in said


def test_days_that_lack_figures_are_counted_from_the_calendar(open_page: Open):
    """After 2026-08-14 to 2026-11-23: 71 weekdays, less 25 September (Mid-autumn) and 1, 2, 5, 6, 7 October: 65."""
    assert "应有 65 个行情日没有数据（2026-08-17 至 2026-11-23）" in page_text(open_page("price", view="history"))


def test_the_days_of_a_month_with_their_trade_types(open_page: Open):
    """2024-07-12: 53,144 t listed, 200,000 t in blocks; 23,052,340 ÷ 253,144 = 91.06, 4,752,340 ÷ 53,144 = 89.42."""
    at = open_page("price", view="history", month="2024-07")
    table = next(one.proto.body for one in at.get("html") if "2024-07-12" in one.proto.body)
    row = table.split("<td class=d>2024-07-12</td>")[1].split("</tr>")[0]
    for cell in ("53,144", "200,000", "253,144", "23,052,340.00", "91.06", "89.42", "90.18"):
        assert f">{cell}<" in row


def test_a_week_shows_what_is_not_known(open_page: Open):
    at = open_page("price", view="history", month="2022-03")
    table = next(one.proto.body for one in at.get("html") if "2022-03-02" in one.proto.body)
    assert table.split("<td class=d>2022-03-02</td>")[1].split("</tr>")[0].count(">–<") == 3


def test_the_price_of_every_date_in_a_range(open_page: Open):
    """2025-01-15 … 17: priced by the 13th (the 14th had no trade), the 15th and, nothing traded on the 16th, the
    15th again."""
    at = open_page("price", view="history", range_from="2025-01-15", range_to="2025-01-17")
    body = next(one.proto.body for one in open_drawers(at).get("html")
                if "<td class=d>2025-01-17</td><td class=d>2025-01-15</td>" in one.proto.body)
    assert "<td class=d>2025-01-16</td><td class=d>2025-01-15</td>" in body
    assert "<td class=d>2025-01-15</td><td class=d>2025-01-13</td>" in body


@pytest.mark.parametrize(("start", "end", "said"), [
    ("2025-02-01", "2025-01-01", "晚于"), ("2021-01-01", "2021-07-16", "已知最早的行情日")])
def test_a_range_that_has_no_prices_says_why(open_page: Open, start: str, end: str, said: str):
    assert said in page_text(open_page("price", view="history", range_from=start, range_to=end))


def test_several_purchases_are_priced_each_by_its_day(open_page: Open):
    """12.5 × 15.15 = 189.375 → 189.38; 3 × 12.86 = 38.58; together 227.96."""
    rows = pack([["2021-08-20", "12.5", "路"], ["2025-10-21", "3", ""]])
    said = page_text(open_page("price", view="basket", basket_rows=rows))
    for part in ("2 笔共 15.500 吨", "¥227.96", "189.38", "38.58", "全国碳市场每日成交数据20210819"):
        assert part in said


def test_a_purchase_that_has_no_price_says_why_and_the_others_stand(open_page: Open):
    rows = pack([["2021-07-01", "1", ""], ["2021-08-20", "12.5", ""], ["2025-10-21", "-2", ""]])
    said = page_text(open_page("price", view="basket", basket_rows=rows))
    assert "第 1 行" in said
    assert "第 3 行" in said
    assert "1 笔共 12.500 吨" in said


def test_a_sheet_of_purchases_takes_the_place_of_the_rows(open_page: Open):
    at = open_drawers(open_page("price", view="basket"))
    at.file_uploader[0].set_value(("a.csv", "日期,吨数,备注\n2021-08-20,12.5,x\n".encode(), "text/csv"))
    said = page_text(run(at))
    assert "1 笔共 12.500 吨，合计 ¥189.38" in said.replace("**", "")


@pytest.mark.parametrize(("content", "said"), [
    ("日期,吨数\n2021-08-20,很多\n", "很多"), ("日期,吨数\n,3\n", "2"), ("日期\n2021-08-20\n", "吨数"),
    ("日期,吨数\n1999-01-01,3\n", "1999-01-01")])
def test_a_faulty_sheet_changes_nothing(open_page: Open, content: str, said: str):
    at = open_drawers(open_page("price", view="basket"))
    before = at.query_params["basket_rows"]
    at.file_uploader[0].set_value(("a.csv", content.encode(), "text/csv"))
    run(at)
    assert any(said in one.proto.body for one in at.get("html") if "zb-bad" in one.proto.body)
    assert at.query_params["basket_rows"] == before


def test_rows_stay_when_another_view_is_looked_at(open_page: Open):
    at = open_page("price", view="basket", basket_rows=pack([["2021-08-20", "12.5", ""]]))
    at.session_state["price:basket:editor"] = {"edited_rows": {0: {"tonnes": 20.0}}, "deleted_rows": [],
                                               "added_rows": []}
    assert "¥303.00" in page_text(run(at))
    at.button_group(key="price:view").set_value("day")
    run(at)
    at.button_group(key="price:view").set_value("basket")
    assert "¥303.00" in page_text(run(at))


def test_future_purchases_are_marked(open_page: Open):
    said = page_text(open_page("price", view="basket", basket_rows=pack([[date(2027, 1, 4).isoformat(), "1", ""]])))
    assert "晚于今天" in said
