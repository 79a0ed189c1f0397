"""What the views of the time ahead share: the choice of model and window, fits, the back-test, as cached values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import streamlit as st

from core.market.ahead import MODELS, Backtest, Fit, Sample, backtest, daily, fit, to_trading
from core.market.ahead.horizon import DAYS_A_YEAR
from core.rules import RuleBook
from pages.base import Context
from store.averages import averages
from store.snapshot import Snapshot
from ui import blocks, link
from ui.format import number

BEST = "best"
YEARS = {"1": 1, "2": 2, "3": 3}
WINDOWS = ("1", "2", "3", "all", "own")
Readers = dict[str, tuple[Any, Callable[[str], Any]]]
Span = tuple[date, date] | int | None  # from–to, market days up to the last, or all


def readers(view: str) -> Readers:
    """The inputs of `choices`, for the address."""
    return {f"price:{view}_model": (BEST, link.one_of(BEST, *MODELS)),
            f"price:{view}_window": ("all", link.one_of(*WINDOWS)),
            f"price:{view}_from": (None, link.day), f"price:{view}_to": (None, link.day)}


def per_year(ctx: Context) -> int:
    return int(ctx.snapshot.rules.at(ctx.today).number("market_days_per_year"))


def window(ctx: Context, view: str) -> Span:
    """Draw the choice of history; what was chosen."""
    say, series = ctx.say, ctx.snapshot.series
    chosen = st.segmented_control(say("ahead.window"), WINDOWS, key=f"price:{view}_window", required=True,
                                  format_func=lambda name: say(f"ahead.window.{name}"), persist_state="session",
                                  help=say("ahead.window_help"))
    if chosen != "own" or not len(series):
        return YEARS[chosen] * per_year(ctx) if chosen in YEARS else None
    for key, fallback in (("from", series.first_date), ("to", series.last_date)):
        if st.session_state[f"price:{view}_{key}"] is None:
            st.session_state[f"price:{view}_{key}"] = fallback
    left, right = st.columns(2, gap="small")
    places = {"from": left, "to": right}
    start, end = (places[key].date_input(say(f"ahead.{key}"), key=f"price:{view}_{key}", min_value=link.DAYS[0],
                                         max_value=link.DAYS[1], format="YYYY-MM-DD", persist_state="session")
                  for key in ("from", "to"))
    return start, end


def model(ctx: Context, view: str, tested: Backtest) -> str:
    """Draw the choice of model; the one to use. Where none is good, the one with the widest bands stands for `best`."""
    say = ctx.say
    best = say(f"ahead.model.{tested.preferred}") if tested.preferred else say("ahead.model.none")
    chosen = st.segmented_control(
        say("ahead.model"), (BEST, *MODELS), key=f"price:{view}_model", required=True, persist_state="session",
        format_func=lambda name: say("ahead.model.best", name=best) if name == BEST else say(f"ahead.model.{name}"))
    return (tested.preferred or MODELS[0]) if chosen == BEST else chosen


def tested_of(ctx: Context, span: Span) -> Backtest:
    """The back-test of fits to windows as long as `span`; a moment the first time."""
    if isinstance(span, tuple):
        span = int((span[1] - span[0]).days * per_year(ctx) / DAYS_A_YEAR)
        span = max(span, int(ctx.snapshot.rules.at(ctx.today).number("ahead_least_days")))
    with st.spinner(ctx.say("ahead.computing")):
        return _tested(ctx.snapshot.version, ctx.today, span, ctx.snapshot)


def fit_of(ctx: Context, name: str, span: Span) -> Fit:
    """The model fitted to the window; Problem `ahead_window_short` when it holds too little."""
    return _fit(ctx.snapshot.version, ctx.today, name, span, ctx.snapshot)


def notes(ctx: Context, tested: Backtest, found: Fit, chosen: str) -> None:
    """What must be known of the model used before its figures are read."""
    say, rules = ctx.say, ctx.snapshot.rules.at(ctx.today)
    if rules["price_reset"].text != "daily":
        blocks.warning(say("ahead.daily_only"))
    if tested.preferred is None:
        blocks.warning(say("ahead.none_good"))
    elif any(one.too_narrow for one in tested.of(chosen)):
        blocks.warning(say("ahead.model_narrow", name=say(f"ahead.model.{chosen}")))
    for note in found.notes:
        blocks.note(say(f"ahead.note.{note}"))


def prices_by_day(ctx: Context, name: str, span: Span, lead: int, days: tuple[date, ...], paths: int) -> np.ndarray:
    """Drawn trading prices, paths × `days`, the first of which lies `lead` market days after the last known one."""
    return _by_day(ctx.snapshot.version, ctx.today, name, span, lead, days, paths, ctx.snapshot)


@st.cache_resource(max_entries=4, show_spinner=False)
def _history(version: int, today: date, _snapshot: Snapshot) -> Sample:
    return averages(_snapshot.series, _snapshot.rules, today)


@st.cache_resource(max_entries=12, show_spinner=False)
def _tested(version: int, today: date, days: int | None, _snapshot: Snapshot) -> Backtest:
    rules = _snapshot.rules.at(today)
    block, training, year = (int(rules.number(name)) for name in
                             ("ahead_block_days", "ahead_training_days", "market_days_per_year"))
    return backtest(_history(version, today, _snapshot), block, training, year, days)


@st.cache_resource(max_entries=32, show_spinner=False)
def _fit(version: int, today: date, name: str, span: Span, _snapshot: Snapshot) -> Fit:
    rules, history = _snapshot.rules.at(today), _history(version, today, _snapshot)
    part = history.between(*span) if isinstance(span, tuple) else history.last(span)
    found = fit(name, part, int(rules.number("ahead_block_days")), int(rules.number("ahead_least_days")))
    return found.starting(float(np.exp(history.logs[-1])))


@st.cache_resource(max_entries=6, show_spinner=False)
def _by_day(version: int, today: date, name: str, span: Span, lead: int, days: tuple[date, ...], paths: int,
            _snapshot: Snapshot) -> np.ndarray:
    found = _fit(version, today, name, span, _snapshot)
    drawn = daily(found, lead + len(days), paths, 1)[:, lead:]
    return traded(drawn, days, _snapshot.rules).astype(np.float32)


def traded(prices: np.ndarray, days: tuple[date, ...], book: RuleBook) -> np.ndarray:
    """Trading prices of national averages under the rules of each column's day."""
    return to_trading(prices, [book.at(day) for day in days])


def share(part: float) -> str:
    """A share in whole per cent, never a certainty that was only drawn."""
    if 0 < part < 0.01:
        return "< 1 %"
    if 0.99 < part < 1:
        return "> 99 %"
    return f"{number(part * 100)} %"
