"""What a tonne costs on one day and why: the answer, the bulletin behind it, three averages, the history."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.compensation import cost
from core.market import DEFINITIONS, MarketDay, Price, trading_price
from core.numbers import money
from core.problem import Problem
from pages import exports, parts
from pages.base import Context
from ui import blocks, figures, link
from ui.blocks import Card
from ui.format import day, number, percent, unit_price
from ui.show import chart

SPANS = {"year": 365, "three": 3 * 365, "all": 0}
READERS = {
    "price:date": (None, link.day),
    "price:span": ("all", link.one_of(*SPANS)),
    "price:tonnes": (100.0, link.between(0, 1e6)),
}


def show(ctx: Context) -> None:
    say = ctx.say
    if st.session_state["price:date"] is None:
        st.session_state["price:date"] = ctx.today
    try:
        price = trading_price(ctx.snapshot.series, st.session_state["price:date"], ctx.snapshot.rules)
    except Problem as problem:
        price = None
        blocks.refusal(say.problem(problem))
    if price is not None:
        _answer(ctx, price)
    _ask(ctx, price)
    if price is not None:
        left, right = st.columns(2, gap="large")
        with left:
            _bulletin(ctx, price)
        with right:
            _definitions(ctx, price)
    _history(ctx)
    parts.working(ctx, (price.step,) if price is not None else (), "price:working")
    if price is not None:
        exports.prices(ctx, ctx.snapshot.series, price.step)


def _answer(ctx: Context, price: Price) -> None:
    say = ctx.say
    blocks.answer(say("price.answer", date=day(price.trade_date, say), price=unit_price(price.trading_price),
                      market_date=day(price.market_date, say), average=unit_price(price.national_average),
                      multiplier=percent(price.multiplier)))
    parts.price_terms(ctx, price)
    if price.market_date == ctx.snapshot.series.last_date and price.trade_date > price.market_date:
        parts.price_age(ctx)
    if price.skipped:
        blocks.note(say("price.skipped", dates="、".join(str(one) for one in reversed(price.skipped))
                        if say.lang == "zh" else ", ".join(str(one) for one in reversed(price.skipped))))


def _ask(ctx: Context, price: Price | None) -> None:
    """Which day, how many tonnes; what they cost."""
    say = ctx.say
    left, middle, right = st.columns([2, 2, 3], vertical_alignment="bottom", gap="medium")
    left.date_input(say("price.date"), key="price:date", min_value=link.DAYS[0], max_value=link.DAYS[1],
                    format="YYYY-MM-DD", persist_state="session")
    tonnes = middle.number_input(say("price.tonnes"), min_value=0.0, max_value=1e6, step=10.0, format="%.3f",
                                 key="price:tonnes", persist_state="session")
    if price is not None:
        bought = cost(Decimal(f"{tonnes:.3f}"), price)
        with right:
            blocks.cards([Card(say("price.basket", tonnes=number(bought.purchase_t, 3)), f"¥{bought.amount_cny:,}", "",
                               say("price.basket_note", price=unit_price(price.trading_price)), "price")])


def _bulletin(ctx: Context, price: Price) -> None:
    """The market day behind the price, as published."""
    say, shown = ctx.say, price.day
    st.header(say("price.bulletin", date=day(shown.market_date, say)), anchor=False)
    if shown.week is not None:
        blocks.warning(say("price.week_only", start=shown.week.start, end=shown.week.end))
        rows = [_trade(say("price.kind.listed"), shown.week.listed_volume_t, shown.week.listed_turnover_cny),
                _trade(say("price.kind.total"), shown.week.total_volume_t, shown.week.total_turnover_cny)]
    else:
        rows = [_trade(say(f"price.kind.{kind}"), getattr(shown, f"{kind}_volume_t"),
                       getattr(shown, f"{kind}_turnover_cny")) for kind in ("listed", "block", "auction", "total")]
    blocks.table([say("price.column.kind"), say("price.column.volume"), say("price.column.turnover"),
                  say("price.column.average")], rows, (1, 2, 3), sum_row=True)
    if shown.close_cny is not None:
        blocks.note(say("price.close", close=unit_price(shown.close_cny),
                        basis=say(f"price.close.{shown.close_basis}")))
    source = shown.week.source if shown.week is not None else shown.source
    blocks.note(say("price.day_source", source=say.pick(source, source),
                    quality=say(f"price.quality.{shown.quality}")))


def _trade(name: str, volume: Decimal | None, turnover: Decimal | None) -> list[str]:
    if volume is None or turnover is None:
        return [name, "–", "–", "–"]
    return [name, number(volume), number(turnover, 2), str(money(turnover / volume)) if volume else "–"]


def _definitions(ctx: Context, price: Price) -> None:
    """The three averages of the same day; the one in force is marked."""
    say = ctx.say
    st.header(say("price.definitions"), anchor=False)
    rows = []
    for name in DEFINITIONS:
        book = ctx.snapshot.rules.reform_all({"national_average_definition": name})
        other = trading_price(ctx.snapshot.series, price.trade_date, book)
        rows.append([say(f"value.{name}"), say(f"price.meaning.{name}"), f"{other.national_average}",
                     f"{other.trading_price}", "●" if name == price.definition else ""])
    blocks.table([say("price.column.definition"), say("price.column.meaning"), say("price.column.average"),
                  say("price.column.trading"), say("price.column.in_force")], rows, (2, 3))
    blocks.note(say("price.definition_note"))


@st.cache_resource(max_entries=32, show_spinner=False)
def _history_figure(key: tuple[int, str, str], span: str, _ctx: Context) -> go.Figure:
    return figures.price_history([(row[0].market_date, row[1], row[2]) for row in _span(_ctx, span)], _ctx.say,
                                 _ctx.colours)


def _span(ctx: Context, span: str) -> list[tuple[MarketDay, Decimal, Decimal]]:
    since = ctx.snapshot.series.last_date - timedelta(days=SPANS[span])
    return [row for row in ctx.snapshot.prices if not SPANS[span] or row[0].market_date >= since]


def _history(ctx: Context) -> None:
    say = ctx.say
    st.header(say("price.history"), anchor=False)
    span = st.segmented_control(say("price.span"), list(SPANS), key="price:span", required=True,
                                format_func=lambda name: say(f"price.span.{name}"), label_visibility="collapsed",
                                persist_state="session")
    months: dict[str, tuple[MarketDay, Decimal, Decimal]] = {}
    for row in _span(ctx, span):
        months[f"{row[0].market_date:%Y-%m}"] = row
    chart(_history_figure(ctx.key, span, ctx), say("price.history_alt"), say, "price:history", lambda: (
        [say("price.column.date"), say("price.column.average"), say("price.column.trading"),
         say("price.column.volume")],
        [[row[0].market_date.isoformat(), str(row[1]), str(row[2]),
          number((row[0].week or row[0]).total_volume_t or 0)] for row in reversed(months.values())],
        (1, 2, 3)), parts.price_source(ctx))
