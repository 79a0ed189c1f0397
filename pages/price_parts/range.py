"""The price of every date in a range, each with the market day and the bulletin behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from core.market import Quote, prices_between
from core.numbers import money
from core.problem import Problem
from pages import exports, workbooks
from pages.base import Context
from ui import blocks, link
from ui.format import unit_price
from ui.show import aside
from ui.workbook import Cell, Sheet, comma_separated, live

READERS = {"price:range_from": (None, link.day), "price:range_to": (None, link.day)}
SHOWN = 400  # rows of the table on the page; the files have all


def range_table(ctx: Context) -> None:
    say, last = ctx.say, ctx.snapshot.series.last_date + timedelta(days=1)
    st.header(say("price.range"), anchor=False)
    for key, default in (("price:range_from", last - timedelta(days=30)), ("price:range_to", last)):
        if st.session_state[key] is None:
            st.session_state[key] = default
    left, right, _ = st.columns([2, 2, 3], gap="medium")
    for column, name in ((left, "from"), (right, "to")):
        column.date_input(say(f"price.range_{name}"), key=f"price:range_{name}", min_value=link.DAYS[0],
                          max_value=link.DAYS[1], format="YYYY-MM-DD", persist_state="session")
    start, end = st.session_state["price:range_from"], st.session_state["price:range_to"]
    try:
        found = prices_between(ctx.snapshot.series, start, end, ctx.snapshot.rules)
        if not found:
            raise Problem("price_before_market", date=end, first=ctx.snapshot.series.first_date)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    prices = [one.price for one in found]
    blocks.note(say("price.range_answer", days=len(found), low=unit_price(min(prices)), high=unit_price(max(prices)),
                    mean=unit_price(money(sum(prices) / len(prices)))))
    headers = [say(f"price.column.{name}") for name in ("trade_date", "market_date", "average", "trading", "source")]
    aside(say("show.table"), "price:range:table", lambda: blocks.table(
        headers, [[str(cell) for cell in row] for row in _rows(ctx, found[-SHOWN:])], (2, 3)))
    exports.buttons(ctx, "price-range", {
        "xlsx": lambda: workbooks.book(
            ctx, [Sheet(say("export.prices"), headers, [_live(ctx, row) for row in _rows(ctx, found)],
                        ("", "", exports.CNY, exports.CNY))],
            asked=[(say("price.range_from"), start), (say("price.range_to"), end)], read=exports.PRICE_RULES),
        "csv": lambda: comma_separated(headers, _rows(ctx, found)),
    })


def _rows(ctx: Context, found: Sequence[Quote]) -> list[Sequence[Cell]]:
    titles = [(one.day.week or one.day).source for one in found]
    return [(one.trade_date, one.day.market_date, one.average, one.price, ctx.say.pick(title, title))
            for one, title in zip(reversed(found), reversed(titles), strict=True)]


def _live(ctx: Context, row: Sequence[Cell]) -> Sequence[Cell]:
    """The trading price is computed from the national average, where nothing else made it."""
    on, _, average, price = row[:4]
    assert isinstance(on, date) and isinstance(average, Decimal) and isinstance(price, Decimal)
    share = ctx.snapshot.rules.at(on).number("price_multiplier")
    return (*row[:3], live(f"=ROUND(C{{row}}*{share},2)", money(average * share), price), *row[4:])
