"""The price page by hand: average of the last market day before, × 30 %, each rounded to 0.01, half up."""

from __future__ import annotations

from datetime import date

import pytest
from driving import Open, open_drawers, run
from visible import page_text


@pytest.mark.parametrize(("day", "answer"), [
    ("2026-11-23", "¥28.57/t：2026-08-14（周五）全国成交均价 ¥95.23/t 的 30 %。"),  # 68,962,438 ÷ 724,197
    ("2021-08-20", "¥15.15/t：2021-08-19（周四）全国成交均价 ¥50.49/t 的 30 %。"),  # 202,002 ÷ 4,001
    ("2025-10-21", "¥12.86/t：2025-10-20（周一）全国成交均价 ¥42.88/t 的 30 %。"),  # 54,192,619.05 ÷ 1,263,847
])
def test_a_day_and_its_price(open_page: Open, day: str, answer: str):
    at = open_page("price")
    at.date_input(key="price:date").set_value(date.fromisoformat(day))
    assert answer in page_text(run(at))
    assert at.query_params["date"] == day


def test_the_three_averages_of_one_day(open_page: Open):
    """2025-10-20: all 54,192,619.05 ÷ 1,263,847 = 42.88 → 12.86; listed 20,804,369.05 ÷ 540,397 = 38.50 →
    11.55; close 51.34 → 15.40.
    """
    at = open_page("price", date="2025-10-21")
    table = next(one.proto.body for one in at.get("html") if "收盘价</td>" in one.proto.body)
    for row in ("42.88</td><td class=r>12.86</td><td>●", "38.50</td><td class=r>11.55</td><td></td>",
                "51.34</td><td class=r>15.40</td><td></td>"):
        assert row in table


def test_how_much_a_purchase_costs(open_page: Open):
    """12.5 t × ¥15.15 = 189.375, half up."""
    at = open_page("price", date="2021-08-20")
    at.number_input(key="price:tonnes").set_value(12.5)
    said = page_text(run(at))
    assert "12.500" in said
    assert "¥189.38" in said


def test_a_day_known_only_by_its_week_says_so(open_page: Open):
    assert "周成交数据" in page_text(open_page("price", date="2022-03-02"))


def test_a_day_without_trade_is_passed_over_and_said_to_be(open_page: Open):
    """Nothing was traded on 2025-01-16: the price of the 17th is that of the 15th."""
    said = page_text(open_page("price", date="2025-01-17"))
    assert "2025-01-16 没有可用的成交均价" in said
    assert "2025-01-15（周三）全国成交均价" in said


def test_before_the_market_there_is_a_sentence_and_the_history(open_page: Open):
    at = open_page("price", date="2021-07-16")
    assert "已知最早的行情日为 2021-07-16" in page_text(at)
    assert len(at.get("plotly_chart")) == 1
    at.date_input(key="price:date").set_value(date(2021, 7, 17))
    assert "2021-07-16（周五）全国成交均价" in page_text(run(at))


@pytest.mark.parametrize(("span", "first"), [("year", "2025-08"), ("three", "2023-08"), ("all", "2021-07")])
def test_the_table_under_the_history_begins_where_the_chart_does(open_page: Open, span: str, first: str):
    """A row a month, latest first; the last market day is 2026-08-14, one year before it 2025-08-14."""
    at = open_page("price")
    at.button_group(key="price:span").set_value(span)
    open_drawers(at)
    rows = at.get("expander")[0].get("html")[0].proto.body.split("<tr>")
    assert rows[2].startswith("<td class=d>2026-08-14</td>")
    assert rows[-1].startswith(f"<td class=d>{first}")


def test_the_averages_of_the_years(open_page: Open):
    """As published for 2021–2025; 2026 up to the last market day."""
    said = page_text(open_page("price", view="history"))
    for year, volume, average in (("2021", "178,789,350", "42.85"), ("2024", "188,646,053", "96.02"),
                                  ("2025", "234,597,856", "62.36")):
        assert f"{year}\n" in said
        assert volume in said
        assert average in said
