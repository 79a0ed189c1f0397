"""The market's whole record: what is known of each day, what was traded, the averages side by side, any range."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.market import DEFINITIONS, MarketDay, average_of, price_history
from core.market.coverage import STATES, coverage, volumes_by_month
from core.numbers import ZERO
from pages import exports, parts
from pages.base import Context
from pages.price_parts import range as price_range
from ui import blocks, figures, figures_coverage
from ui.format import number
from ui.show import chart

KINDS = ("listed", "block", "auction")
READERS = {"price:month": ("", lambda text: f"{date.fromisoformat(f'{text}-01'):%Y-%m}"), **price_range.READERS}


def show(ctx: Context) -> None:
    _answer(ctx)
    _coverage(ctx)
    _volumes(ctx)
    _days(ctx)
    price_range.range_table(ctx)
    _definition_lines(ctx)
    _years(ctx)
    exports.prices(ctx, ctx.snapshot.series, None)


@st.cache_resource(max_entries=4, show_spinner=False)
def _known(version: int, today: date, _ctx: Context) -> tuple[tuple[date, str], ...]:
    series = _ctx.snapshot.series
    missing = _ctx.snapshot.calendar.missing(series.first_date, today)
    return coverage(series, [day for day in missing if series.on(day) is None])


def _answer(ctx: Context) -> None:
    series, found = ctx.snapshot.series, _known(ctx.snapshot.version, ctx.today, ctx)
    kinds = Counter(day.quality for day in series)
    states = Counter(state for _, state in found)
    blocks.answer(ctx.say("price.coverage_answer", days=number(len(series)), first=series.first_date,
                          last=series.last_date, daily=kinds["A"], secondary=kinds["B"], weekly=kinds["W"],
                          silent=states["silent"], block_only=states["block_only"]))
    parts.price_age(ctx)
    missing = [day for day, state in found if state == "missing"]
    if missing:
        blocks.note(ctx.say("price.missing", days=len(missing), first=missing[0], last=missing[-1]))


@st.cache_resource(max_entries=16, show_spinner=False)
def _coverage_figure(key: tuple[int, str, str], today: date, _ctx: Context) -> go.Figure:
    return figures_coverage.days(_known(_ctx.snapshot.version, today, _ctx), _ctx.say, _ctx.colours)


def _coverage(ctx: Context) -> None:
    say = ctx.say
    st.header(say("price.kinds_of_day"), anchor=False)

    def table() -> tuple[list[str], list[list[str]], tuple[int, ...]]:
        counts = Counter((day.year, state) for day, state in _known(ctx.snapshot.version, ctx.today, ctx))
        years = sorted({year for year, _ in counts})
        return ([say("price.column.year"), *(say(f"price.state.{state}") for state in STATES)],
                [[str(year), *(number(counts[year, state]) for state in STATES)] for year in years],
                tuple(range(1, len(STATES) + 1)))

    chart(_coverage_figure(ctx.key, ctx.today, ctx), say("price.coverage_alt"), say, "price:coverage", table,
          parts.price_source(ctx))
    shades = figures_coverage.colours_of(ctx.colours)
    blocks.legend([(shades[state], say(f"price.state.{state}")) for state in STATES])


@st.cache_resource(max_entries=16, show_spinner=False)
def _volume_figure(key: tuple[int, str, str], _ctx: Context) -> go.Figure:
    return figures_coverage.volumes(volumes_by_month(_ctx.snapshot.series), _ctx.say, _ctx.colours)


def _volumes(ctx: Context) -> None:
    say = ctx.say
    st.header(say("price.volumes"), anchor=False)
    chart(_volume_figure(ctx.key, ctx), say("price.volumes_alt"), say, "price:volumes", lambda: (
        [say("price.month"), *(say(f"price.column.{kind}") for kind in KINDS), say("price.state.W")],
        [[f"{one.month:%Y-%m}", *(number(volume) for volume in (one.listed_t, one.block_t, one.auction_t,
                                                               one.week_only_t))]
         for one in reversed(volumes_by_month(ctx.snapshot.series))], (1, 2, 3, 4)), parts.price_source(ctx))


def _days(ctx: Context) -> None:
    """The days of a month with trade types, three averages, quality and bulletin."""
    say, series = ctx.say, ctx.snapshot.series
    st.header(say("price.days"), anchor=False)
    months = sorted({f"{day.market_date:%Y-%m}" for day in series}, reverse=True)
    if st.session_state["price:month"] not in months:
        st.session_state["price:month"] = months[0]
    month = st.selectbox(say("price.month"), months, key="price:month", persist_state="session", width=200)
    first = date.fromisoformat(f"{month}-01")
    rows = [_row(ctx, day) for day in reversed(series.between(first, (first + timedelta(31)).replace(day=1)
                                                              - timedelta(1)))]
    blocks.table([say("price.column.date"), *(say(f"price.column.{kind}") for kind in (*KINDS, "total", "turnover",
                                                                                      "average_all", "average_listed",
                                                                                      "close", "source"))],
                 rows, range(1, 9))
    blocks.note(say("price.days_note"))


def _row(ctx: Context, day: MarketDay) -> list[str]:
    shown = [getattr(day, f"{kind}_volume_t") for kind in KINDS]
    figures_ = day.week or day
    return [day.market_date.isoformat(), *(_number(volume) for volume in shown), _number(figures_.total_volume_t),
            _number(figures_.total_turnover_cny, 2), *(_number(average_of(day, name), 2) for name in DEFINITIONS),
            ctx.say("price.day_source", source=figures_.source, quality=ctx.say(f"price.quality.{day.quality}"))]


def _number(value: Decimal | None, places: int = 0) -> str:
    return "–" if value is None else number(value or ZERO, places)


@st.cache_resource(max_entries=16, show_spinner=False)
def _definition_figure(key: tuple[int, str, str], _ctx: Context) -> go.Figure:
    say = _ctx.say
    since = _ctx.snapshot.series.last_date - timedelta(days=365)
    lines = []
    for name in DEFINITIONS:
        book = _ctx.snapshot.rules.reform_all({"national_average_definition": name})
        rows = [row for row in price_history(_ctx.snapshot.series, book) if row[0].market_date >= since]
        lines.append((say(f"value.{name}"), [row[0].market_date for row in rows], [float(row[2]) for row in rows]))
    return figures.compare(lines, say, _ctx.colours)


def _definition_lines(ctx: Context) -> None:
    say = ctx.say
    st.header(say("price.compare"), anchor=False)
    chart(_definition_figure(ctx.key, ctx), say("price.compare_alt"), say, "price:compare",
          source=parts.price_source(ctx))


def _years(ctx: Context) -> None:
    say = ctx.say
    st.header(say("price.years"), anchor=False)
    blocks.table(
        [say("price.column.year"), say("price.column.until"), say("price.column.volume"), say("value.all_trades"),
         say("value.listed")],
        [[str(one.year), one.until.isoformat(), number(one.volume_t), str(one.all_trades), str(one.listed)]
         for one in ctx.snapshot.years], (2, 3, 4))
