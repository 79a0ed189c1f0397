"""What a tonne may cost in the months ahead, under which model, and how far the back-test lets one trust it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.market.ahead import Backtest, Fan, Fit, Horizon, Score, fan, horizon, simulate
from core.market.ahead.backtest import HORIZONS, NAIVE
from core.market.ahead.models import MODELS
from core.problem import Problem
from pages import exports, parts, workbooks
from pages.base import Context
from pages.price_parts import fitted
from ui import blocks, figures_market, link
from ui.format import month, number, percent
from ui.show import aside, chart
from ui.workbook import Cell, Sheet

PATHS = 10_000
MONTHS = (6, 36)
HISTORY_DAYS = 548  # 18 months before the last price
PRICES = ("trading", "national")
PERCENT = {"daily_sd", "month_sd", "left_out_drift", "week_sd", "jump_mean", "jump_sd"}
SHOWN = {"bootstrap": ("block", "daily_sd", "month_sd", "left_out_drift"),
         "reverting": ("phi", "phi_raw", "mean", "half_life", "week_sd"),
         "jumps": ("week_sd", "jumps_a_year", "jump_mean", "jump_sd")}
SOURCES = {"bootstrap": "doi.org/10.1080/01621459.1994.10476870", "reverting": "doi.org/10.1093/biomet/41.3-4.403",
           "jumps": "doi.org/10.1016/0304-405X(76)90022-2, doi.org/10.1111/j.1467-9469.2008.00622.x"}
READERS = {
    **fitted.readers("ahead"),
    "price:ahead_months": (12, lambda text: min(max(int(text), MONTHS[0]), MONTHS[1])),
    "price:ahead_price": (PRICES[0], link.one_of(*PRICES)),
    "price:ahead_seed": (1, lambda text: int(link.between(0, 1e9)(text))),
}


def show(ctx: Context) -> None:
    result = st.container()
    span = _ask(ctx)
    try:
        tested = fitted.tested_of(ctx, span)
        model = fitted.model(ctx, "ahead", tested)
        found = fitted.fit_of(ctx, model, span)
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return
    last = ctx.snapshot.series.last_date
    gap = max((ctx.today.year - last.year) * 12 + ctx.today.month - last.month, 0)  # months nobody knows yet
    ahead = horizon(last, last, gap + st.session_state["price:ahead_months"] + 1, fitted.per_year(ctx))
    bands = _fan(ctx.snapshot.version, ctx.today, model, span, ahead, st.session_state["price:ahead_price"],
                 st.session_state["price:ahead_seed"], ctx)
    with result:
        _answer(ctx, bands, sum(ahead.lengths), tested, model)
        fitted.notes(ctx, tested, found, model)
        _chart(ctx, bands, gap)
    _backtest(ctx, tested, model)
    aside(ctx.say("ahead.parameters"), "price:ahead_fit", lambda: _parameters(ctx, found))
    exports.buttons(ctx, "price-ahead", {"xlsx": lambda: _book(ctx, bands, tested, found)})


def _ask(ctx: Context) -> fitted.Span:
    say = ctx.say
    left, right = st.columns([3, 2], gap="medium")
    with left:
        span = fitted.window(ctx, "ahead")
    with right:
        st.slider(say("ahead.months"), *MONTHS, key="price:ahead_months", persist_state="session")
        st.segmented_control(say("ahead.price"), PRICES, key="price:ahead_price", required=True,
                             format_func=lambda name: say(f"price.{name}"), persist_state="session",
                             label_visibility="collapsed")
    return span


@st.cache_resource(max_entries=32, show_spinner=False)
def _fan(version: int, today: date, model: str, span: fitted.Span, ahead: Horizon, price: str, seed: int,
         _ctx: Context) -> Fan:
    """Prices at the end of each month, CNY/t."""
    drawn = simulate(fitted.fit_of(_ctx, model, span), ahead, PATHS, seed).end
    ends = tuple(_end(first) for first in ahead.months)
    return fan(ends, fitted.traded(drawn, ends, _ctx.snapshot.rules) if price == "trading" else drawn)


def _end(first: date) -> date:
    """The last day of the month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _answer(ctx: Context, bands: Fan, days: int, tested: Backtest, model: str) -> None:
    say = ctx.say
    low, lower, middle, upper, high = (number(row[-1], 2) for row in bands.bands)
    blocks.answer(say("ahead.answer", months=st.session_state["price:ahead_months"], month=month(bands.months[-1]),
                      low=low, high=high, middle=middle, lower=lower, upper=upper,
                      name=say(f"ahead.name.{st.session_state['price:ahead_price']}")))
    score = tested.at(model, days * 12 // fitted.per_year(ctx))
    if score.n:
        blocks.note(say("ahead.held", months=score.months, hits=score.hits90, n=score.n, worth=score.worth))
    else:
        blocks.warning(say("ahead.untested"))
    parts.price_age(ctx)
    last = ctx.snapshot.series.last_date
    unknown = ctx.snapshot.calendar.age(last, ctx.today)
    if unknown:
        blocks.note(say("ahead.from_last", date=last, days=unknown))
    blocks.note(say("ahead.caveat"))


def _chart(ctx: Context, bands: Fan, gap: int) -> None:
    say, price = ctx.say, st.session_state["price:ahead_price"]
    figure = _figure(ctx, bands, price)
    chart(figure, say("ahead.alt"), say, "price:ahead_fan", lambda: (_headers(ctx), [
        [month(first), *(number(value, 2) for value in column)]
        for first, column in list(zip(bands.months, bands.bands.T, strict=True))[gap:]], (1, 2, 3, 4, 5)),
        parts.price_source(ctx))


def _figure(ctx: Context, bands: Fan, price: str) -> go.Figure:
    since = ctx.snapshot.series.last_date - timedelta(days=HISTORY_DAYS)
    column = 2 if price == "trading" else 1
    history = [(row[0].market_date, float(row[column])) for row in ctx.snapshot.prices if row[0].market_date >= since]
    return figures_market.fan(history, bands.months, bands.bands.tolist(), ctx.today, ctx.say(f"price.{price}"),
                              ctx.say, ctx.colours)


def _headers(ctx: Context) -> list[str]:
    return [ctx.say("column.month"), *(f"{share} %" for share in (5, 25, 50, 75, 95))]


def _backtest(ctx: Context, tested: Backtest, model: str) -> None:
    """Each horizon's verdict on the model used, then every model's figures."""
    say = ctx.say
    st.header(say("ahead.backtest"), anchor=False)
    if tested.first is None or tested.last is None:
        blocks.note(say("ahead.no_backtest", days=tested.training_days))
        return
    blocks.note(say("ahead.backtest_lead", first=month(tested.first), last=month(tested.last)))
    blocks.table([say(f"ahead.column.{name}") for name in ("horizon", "n", "held90", "held50", "ratio", "verdict")], [
        [say("ahead.horizon", months=one.months), _trials(ctx, one), _held(one.hits90, one), _held(one.hits50, one),
         number(one.ratio, 2), say(f"ahead.verdict.{one.verdict}")] for one in tested.of(model)], (1, 2, 3, 4, 5))
    aside(say("ahead.compare"), "price:ahead_compare", lambda: _models(ctx, tested))
    blocks.note(say("ahead.backtest_note"))


def _models(ctx: Context, tested: Backtest) -> None:
    say = ctx.say
    rows = []
    for name in (*MODELS, NAIVE):
        mean = tested.mean_ratio(name)
        mark = " ●" if name == tested.preferred else ""
        rows.append([say(f"ahead.model.{name}") + mark, *(
            f"{number(one.ratio, 2)} · {percent(one.coverage90)}" if one.n else "–" for one in tested.of(name)),
            "–" if mean is None else number(mean, 3)])
    blocks.table([say("ahead.column.model"), *(say("ahead.horizon", months=one) for one in HORIZONS),
                  say("ahead.column.mean")], rows, (1, 2, 3, 4, 5))
    blocks.note(say("ahead.compare_note"))


def _trials(ctx: Context, one: Score) -> str:
    return ctx.say("ahead.trials", n=one.n, worth=one.worth) if one.n else "–"


def _held(hits: int, one: Score) -> str:
    return f"{hits}/{one.n} ({percent(hits / one.n)})" if one.n else "–"


def _parameters(ctx: Context, found: Fit) -> None:
    """The fit in words, and the rules behind it."""
    say = ctx.say
    blocks.note(say(f"ahead.meaning.{found.model}"))
    blocks.note(say("ahead.sources", sources=SOURCES[found.model]))
    blocks.note(say("ahead.fitted_to", first=found.first, last=found.last, n=found.n))
    blocks.table([say("export.what"), say("export.value")], _values(ctx, found), (1,))
    rules = ctx.snapshot.rules.at(ctx.today)
    blocks.table([say("export.what"), say("export.value"), say("export.reference")], [
        [say.pick(rules.book[name].description_zh, rules.book[name].description_en) + " ◊", number(rules.number(name)),
         say.pick(rules[name].reference.title_zh, rules[name].reference.title_en)]
        for name in ("ahead_block_days", "ahead_least_days", "ahead_training_days", "market_days_per_year")], (1,))


def _values(ctx: Context, found: Fit) -> list[list[str]]:
    return [[ctx.say(f"ahead.parameter.{name}"), _value(name, found.parameters[name])]
            for name in SHOWN[found.model]]


def _value(name: str, value: float) -> str:
    if not np.isfinite(value):
        return "∞"
    if name in PERCENT:
        return f"{number(value * 100, 1)} %"
    return number(value, 3) if name.startswith("phi") else number(value, 2 if name == "mean" else 1)


def _book(ctx: Context, bands: Fan, tested: Backtest, found: Fit) -> bytes:
    say = ctx.say
    months: list[Sequence[Cell]] = [(month(first), *(float(value) for value in column), float(mean)) for
                                    first, column, mean in zip(bands.months, bands.bands.T, bands.mean, strict=True)]
    scores: list[Sequence[Cell]] = [
        (say(f"ahead.model.{one.model}"), one.months, one.n, one.worth, one.hits90, one.hits50, one.loss, one.ratio,
         say(f"ahead.verdict.{one.verdict}")) for one in tested.scores]
    asked: list[Sequence[Cell]] = [
        (say("ahead.model"), say(f"ahead.model.{found.model}")), (say("ahead.from"), found.first),
        (say("ahead.to"), found.last), (say("ahead.paths"), PATHS),
        (say("ahead.seed"), st.session_state["price:ahead_seed"]), *_values(ctx, found)]
    return workbooks.book(ctx, [
            Sheet(say("ahead.sheet.months"), [*_headers(ctx), say("ahead.column.average")], months,
                  ("",) + (exports.CNY,) * 6),
            Sheet(say("ahead.sheet.backtest"), [say(f"ahead.column.{name}") for name in (
                "model", "horizon", "n", "worth", "held90", "held50", "loss", "ratio", "verdict")], scores,
                ("",) * 6 + ("0.00", "0.000")),
            ], asked=asked, worked=[(say("ahead.sheet.fit"), say("ahead.caveat"))],
            read=(*exports.PRICE_RULES, "ahead_block_days", "ahead_training_days", "ahead_least_days",
                  "market_days_per_year"))
