"""Buy now or wait: what four ways of buying the same tonnes may cost until a deadline, and what they did cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.market.ahead import MODELS, STRATEGIES, Past, Plan, Waiting, horizon, plan, replay, waiting
from core.market.ahead.horizon import DAYS_A_YEAR, market_days
from core.problem import Problem
from pages import exports, parts, workbooks
from pages.base import Context
from pages.price_parts import fitted
from ui import blocks, figures_market, link
from ui.blocks import Card
from ui.format import day, money, number, unit_price
from ui.show import chart
from ui.workbook import Cell, Sheet

PATHS = 4_000
LATEST = 731  # days ahead a deadline may lie
READERS = {
    **fitted.readers("wait"),
    "price:wait_tonnes": (100.0, link.between(0.001, 1e6)),
    "price:wait_deadline": (None, link.day),
    "price:wait_dip": (None, lambda text: min(max(int(text), 1), 50)),
}


def show(ctx: Context) -> None:
    say = ctx.say
    result = st.container()
    try:
        given = _ask(ctx)
        span = fitted.window(ctx, "wait")
        tested = fitted.tested_of(ctx, span)
        chosen = fitted.model(ctx, "wait", tested)
        found = fitted.fit_of(ctx, chosen, span)
        several = {name: _waiting(ctx, name, span, given) for name in MODELS}
    except Problem as problem:
        with result:
            blocks.refusal(say.problem(problem))
        return
    past = replay(given, [(row[0].market_date, row[2]) for row in ctx.snapshot.prices])
    with result:
        _answer(ctx, given, several[chosen], past)
        fitted.notes(ctx, tested, found, chosen)
        _chart(ctx, given, several[chosen])
    _models(ctx, several, chosen)
    _past(ctx, past)
    exports.buttons(ctx, "buy-or-wait", {
        "xlsx": lambda: _book(ctx, given, several, past)})


def _ask(ctx: Context) -> Plan:
    """How much by when, and how deep a dip is waited for."""
    say = ctx.say
    rules = ctx.snapshot.rules.at(ctx.today)
    deadline, dip = "price:wait_deadline", "price:wait_dip"
    earliest, latest = ctx.today + timedelta(days=7), ctx.today + timedelta(days=LATEST)
    if st.session_state[deadline] is None:
        st.session_state[deadline] = ctx.today + timedelta(days=182)
    if st.session_state[dip] is None:
        st.session_state[dip] = int(rules.number("wait_dip_share") * 100)
    left, middle, right = st.columns(3, gap="medium", vertical_alignment="bottom")
    tonnes = left.number_input(say("price.tonnes"), min_value=0.001, max_value=1e6, step=10.0, format="%.3f",
                               key="price:wait_tonnes", persist_state="session")
    until = middle.date_input(say("wait.deadline"), key=deadline, format="YYYY-MM-DD", persist_state="session",
                              min_value=link.DAYS[0], max_value=link.DAYS[1])
    percent = right.slider(say("wait.dip"), 1, 50, key=dip, format="%d%%", persist_state="session")
    if not earliest <= until <= latest:
        raise Problem("wait_deadline", first=earliest, last=latest)
    per_year = fitted.per_year(ctx)
    return plan(Decimal(f"{tonnes:.3f}"), parts.price_today(ctx).trading_price,
                max(market_days(ctx.today, until, per_year), 1), per_year // 12, Decimal(percent) / 100)


def _waiting(ctx: Context, model: str, span: fitted.Span, given: Plan) -> Waiting:
    per_year = fitted.per_year(ctx)
    lead = horizon(ctx.snapshot.series.last_date, ctx.today, 1, per_year).lead
    days = tuple(ctx.today + timedelta(days=int(at * DAYS_A_YEAR / per_year)) for at in range(1, given.days + 1))
    return waiting(given, fitted.prices_by_day(ctx, model, span, lead, days, PATHS))


def _answer(ctx: Context, given: Plan, found: Waiting, past: Sequence[Past]) -> None:
    say = ctx.say
    late = found.of("deadline")
    blocks.answer(say("wait.answer", now=money(given.now_cny), price=unit_price(given.price_cny),
                      share=fitted.share(late.cheaper), low=number(late.percentiles[0]),
                      high=number(late.percentiles[4]), date=day(st.session_state["price:wait_deadline"], say)))
    blocks.note(say("wait.law"))
    parts.price_age(ctx)
    least = min(found.costs, key=lambda one: one.regret_mean)
    stake = max(abs(late.percentiles[at] - float(given.now_cny)) for at in (0, 4))
    blocks.cards([
        Card(say("wait.strategy.now"), f"¥{number(given.now_cny)}", "", unit_price(given.price_cny), "price"),
        Card(say("wait.card.bet"), f"±¥{number(stake)}", "", say("wait.card.bet_about"), "price"),
        Card(say("wait.card.dips"), fitted.share(found.dips), "",
             say("wait.card.dips_about", price=unit_price(given.trigger_cny)), "price"),
        Card(say("wait.card.regret", strategy=say(f"wait.strategy.{least.strategy}")),
             f"¥{number(least.regret_mean)}", "", say("wait.card.regret_about"), "price"),
    ])
    late_past = next((one for one in past if one.strategy == "deadline"), None)
    if late_past is not None:
        blocks.note(say("wait.past_short", n=late_past.starts, cheaper=late_past.cheaper))


def _figure(ctx: Context, given: Plan, found: Waiting) -> go.Figure:
    rows = [(ctx.say(f"wait.strategy.{one.strategy}"), one.percentiles) for one in found.costs]
    return figures_market.spreads(rows, float(given.now_cny), ctx.say, ctx.colours)


def _chart(ctx: Context, given: Plan, found: Waiting) -> None:
    say = ctx.say
    chart(_figure(ctx, given, found), say("wait.alt"), say, "price:wait_costs", source=parts.price_source(ctx))
    names = ("strategy", "mean", "middle", "band", "cheaper", "regret", "regret95")
    blocks.table([say(f"wait.column.{name}") for name in names], [
        [say(f"wait.strategy.{one.strategy}"), number(one.mean), number(one.percentiles[2]),
         f"{number(one.percentiles[0])}–{number(one.percentiles[4])}",
         "–" if one.strategy == "now" else fitted.share(one.cheaper), number(one.regret_mean), number(one.regret_p95)]
        for one in found.costs], (1, 2, 3, 4, 5, 6))
    blocks.note(say("wait.strategies_note", tranches=len(given.tranches), price=unit_price(given.trigger_cny)))
    blocks.note(say("wait.regret_note"))


def _models(ctx: Context, several: dict[str, Waiting], chosen: str) -> None:
    """The same under each model: what does not hold under all of them does not hold."""
    say = ctx.say
    st.header(say("wait.models"), anchor=False)
    rows = []
    for name, found in several.items():
        late, dip = found.of("deadline"), found.of("dip")
        least = min(found.costs, key=lambda one: one.regret_mean)
        rows.append([say(f"ahead.model.{name}") + (" ●" if name == chosen else ""), fitted.share(late.cheaper),
                     f"{number(late.percentiles[0])}–{number(late.percentiles[4])}", fitted.share(dip.cheaper),
                     say(f"wait.strategy.{least.strategy}")])
    names = ("model", "late_cheaper", "late_band", "dip_cheaper", "least")
    blocks.table([say(f"wait.column.{name}") for name in names], rows, (1, 2, 3, 4))


def _past(ctx: Context, past: Sequence[Past]) -> None:
    say = ctx.say
    st.header(say("wait.past"), anchor=False)
    if not past:
        blocks.note(say("wait.no_past"))
        return
    blocks.table([say(f"wait.column.{name}") for name in ("strategy", "cheaper_of", "saved", "best", "worst")], [
        [say(f"wait.strategy.{one.strategy}"), f"{one.cheaper}/{one.starts}", money(one.saved_cny),
         _when(one.best_cny, one.best_on), _when(one.worst_cny, one.worst_on)]
        for one in past if one.strategy != "now"], (1, 2, 3, 4))
    blocks.note(say("wait.past_note", n=past[0].starts))


def _when(amount: Decimal, started: date) -> str:
    return f"{money(amount)} ({started:%Y-%m})"


def _book(ctx: Context, given: Plan, several: dict[str, Waiting], past: Sequence[Past]) -> bytes:
    say = ctx.say
    costs: list[Sequence[Cell]] = [
        (say(f"ahead.model.{name}"), say(f"wait.strategy.{one.strategy}"), one.mean, *one.percentiles, one.cheaper,
         one.regret_mean, one.regret_p95) for name, found in several.items() for one in found.costs]
    replayed: list[Sequence[Cell]] = [
        (say(f"wait.strategy.{one.strategy}"), one.starts, one.cheaper, one.saved_cny, one.best_cny, one.best_on,
         one.worst_cny, one.worst_on) for one in past]
    inputs: list[Sequence[Cell]] = [
        (say("price.tonnes"), given.tonnes, "tCO₂e"), (say("wait.deadline"), st.session_state["price:wait_deadline"]),
        (say("wait.dip"), given.dip), (say("price.trading"), given.price_cny), (say("wait.now_cost"), given.now_cny),
        *((say("wait.column.strategy"), say(f"wait.strategy.{name}")) for name in STRATEGIES),
        (say("ahead.paths"), PATHS)]
    return workbooks.book(ctx, [
            Sheet(say("wait.sheet.costs"), [say("ahead.column.model"), *(say(f"wait.column.{name}") for name in (
                "strategy", "mean")), *(f"{one} %" for one in (5, 25, 50, 75, 95)), *(
                say(f"wait.column.{name}") for name in ("cheaper", "regret", "regret95"))], costs,
                ("", "") + ("#,##0",) * 6 + ("0%", "#,##0", "#,##0")),
            Sheet(say("wait.sheet.past"), [say(f"wait.column.{name}") for name in (
                "strategy", "starts", "cheaper_of", "saved", "best", "began", "worst", "began")], replayed,
                ("", "", "", exports.CNY, exports.CNY, "", exports.CNY))], asked=inputs,
            worked=[(say("wait.sheet.costs"), say("wait.law")), (say("ahead.model"), say("ahead.caveat"))],
            read=(*exports.PRICE_RULES, "ahead_block_days", "wait_dip_share", "market_days_per_year"))
