"""Loss calculator: where and what → tonnes lost, tonnes to make good, what it costs and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.carbon import Loss, Occupation, Stratum, assess
from core.compensation import Cost, Mix, cost, mix
from core.market import trading_price
from core.numbers import money, tonnes_down
from core.problem import Problem
from core.rules import RuleBook
from core.trace import assumptions
from pages import exports, parts
from pages.base import Context, context
from pages.loss_inputs import Site, occupation, restore, site, state
from ui import blocks, figures
from ui.blocks import Card
from ui.format import T, hectares, number, percent, tonnes_book, unit_price
from ui.show import chart

BASES = ("flow", "stock", "total")
SHOWN_STRATA = 12


def main() -> None:
    ctx = context()
    restore(ctx)
    say = ctx.say
    head = st.container()
    left, right = st.columns([5, 8], gap="medium")
    with left:
        where = site(ctx)
        what, on = occupation(ctx)
        share = _offset_share(ctx, on)
    with head:
        blocks.title(say("loss.question"), say("loss.lead"), parts.demo_mark(ctx, where.demo))
    with right:
        if where.problem is not None:
            blocks.refusal(say.problem(where.problem))
        elif not where.strata:
            blocks.note(say("loss.empty"))
        else:
            _result(ctx, where, what, on, share)
    parts.end(ctx, "loss", state(ctx), where.demo)


def _offset_share(ctx: Context, on: date) -> Decimal:
    """The share of the debt to offset, chosen in whole percent up to the rule's limit."""
    say = ctx.say
    most = ctx.snapshot.rules.at(on).number("offset_max_share")
    blocks.step(3, say("loss.how"))
    chosen = st.slider(say("loss.offset_slider", limit=percent(most)), 0, int(most * 100), key="loss:offset",
                       format="%d%%", help=say("loss.offset_help"), persist_state="session")
    return Decimal(chosen) / 100


def _result(ctx: Context, where: Site, what: Occupation, on: date, share: Decimal) -> None:
    say = ctx.say
    basis = st.segmented_control(
        say("loss.basis"), BASES, key="loss:basis", required=True, persist_state="session",
        format_func=lambda name: say(f"loss.basis.{name}"), help=say("loss.basis_help"))
    book = ctx.snapshot.rules
    if book.at(on)["loss_basis"].value != basis:
        book = book.reform_all({"loss_basis": basis})
    try:
        assessed = assess(where.strata, what, on, book, ctx.snapshot.species)
        price = trading_price(ctx.snapshot.series, on, book)
        offset = tonnes_down(assessed.owed_t * share)
        mixed = mix(assessed.owed_t, offset, book.at(on))
        costs = cost(mixed.purchase_t, price)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    _answer(ctx, assessed, mixed, costs)
    _three(ctx, assessed, where)
    _strata(ctx, assessed)
    months = _last_year(ctx, mixed.purchase_t, price.market_date, book)
    _cost_line(ctx, costs, months)
    _assumptions(ctx, assessed, mixed, costs)
    parts.working(ctx, (assessed.step, mixed.step, costs.step), "loss:working")
    exports.loss(ctx, assessed, mixed, costs, months, where.demo)


def _answer(ctx: Context, assessed: Loss, mixed: Mix, costs: Cost) -> None:
    say = ctx.say
    blocks.answer(say("loss.answer", owed=tonnes_book(assessed.owed_t), offset=number(mixed.offset_t, 3),
                      purchase=number(mixed.purchase_t, 3), amount=f"¥{costs.amount_cny:,}",
                      price=unit_price(costs.price.trading_price)))
    least = mixed.owed_t - mixed.offset_max_t
    blocks.cards([
        Card(say("loss.owed"), number(assessed.owed_t, 3), T,
             say("loss.owed_note", basis=say(f"loss.basis.{assessed.basis}"), years=assessed.years), "loss"),
        Card(say("loss.offset"), number(mixed.offset_t, 3), T,
             say("loss.offset_note", limit=number(mixed.offset_max_t, 3)), "cancelled"),
        Card(say("loss.purchase"), number(mixed.purchase_t, 3), T,
             say("loss.purchase_note", least=number(least, 3)), "available"),
        Card(say("loss.cost"), f"¥{costs.amount_cny:,}", "",
             say("loss.cost_note", price=unit_price(costs.price.trading_price), date=costs.price.market_date),
             "price"),
    ])
    last = ctx.snapshot.series.last_date
    if costs.price.market_date == last and costs.price.trade_date > last:
        parts.price_age(ctx)
    available = ctx.snapshot.reserve.available_t
    if mixed.purchase_t > available:
        blocks.warning(say("loss.reserve_short", available=tonnes_book(available)))


def _three(ctx: Context, assessed: Loss, where: Site) -> None:
    """The three losses side by side, the owed one marked; what else could be counted beside."""
    say = ctx.say
    st.subheader(say("loss.three"), anchor=False)
    values = {"flow": assessed.flow_t, "stock": assessed.stock_t, "total": assessed.total_t}
    blocks.table(
        [say("loss.column.kind"), say("loss.column.meaning"), T, say("loss.column.owed")],
        [[say(f"loss.basis.{name}"), say(f"loss.meaning.{name}", years=assessed.years), number(values[name], 3),
          "●" if name == assessed.basis else ""] for name in BASES], (2,))
    if not assessed.owed_t and assessed.stock_t:
        blocks.warning(say("loss.no_flow"))
    for other, owed in assessed.other_sets:
        blocks.note(say("loss.other_set", name=say(f"value.{other}"), owed=tonnes_book(owed)))
    if assessed.flow_uncut_t is not None:
        blocks.note(say("loss.uncut", flow=tonnes_book(assessed.flow_uncut_t), years=assessed.years))
    else:
        blocks.note(say("loss.long", years=assessed.long_years, flow=tonnes_book(assessed.flow_long_t)))
    if where.uncovered_hm2 is not None and where.footprint_hm2 is not None:
        blocks.note(say("loss.uncovered", footprint=hectares(where.footprint_hm2),
                        forest=hectares(where.footprint_hm2 - where.uncovered_hm2),
                        uncovered=hectares(where.uncovered_hm2)))


def _strata(ctx: Context, assessed: Loss) -> None:
    say = ctx.say
    st.subheader(say("loss.which"), anchor=False)
    values = {"flow": "flow_t", "stock": "stock_t", "total": "total_t"}[assessed.basis]
    ranked = sorted(assessed.strata, key=lambda one: -getattr(one, values))
    rows = [(_label(ctx, one.stratum, at), float(getattr(one, values)))
            for at, one in enumerate(ranked[:SHOWN_STRATA], start=1)]
    figure = figures.bars(rows, T, ctx.colours, ctx.colours.loss, places=3)
    headers = [say(f"loss.column.{name}") for name in
               ("label", "area", "volume", "age", "stock", "flow", "total", "growth")]
    chart(figure, say("loss.which_alt"), say, "loss:strata", lambda: (headers, [
        [_label(ctx, one.stratum, at), number(one.stratum.area_hm2, 4), _or_dash(one.stratum.volume_m3_hm2),
         _or_dash(one.stratum.age), number(one.stock_t, 3), number(one.flow_t, 3), number(one.total_t, 3),
         _growth(ctx, one.growth_source, one.alternatives)] for at, one in enumerate(ranked, start=1)],
        (1, 2, 3, 4, 5, 6)))
    if len(ranked) > SHOWN_STRATA:
        blocks.note(say("loss.more_strata", shown=SHOWN_STRATA, count=len(ranked)))


def _growth(ctx: Context, used: str, alternatives: Sequence[tuple[str, Decimal]]) -> str:
    """Which growth source was used and what the others would give."""
    text = ctx.say(f"growth.{used}")
    for name, flow in alternatives:
        text += ctx.say("loss.alternative", name=ctx.say(f"growth.{name}"), flow=number(flow, 3))
    return text


def _label(ctx: Context, stratum: Stratum, at: int) -> str:
    species = ctx.snapshot.species.find(stratum.species)
    return f"{stratum.label or at} {ctx.say.pick(species.name_zh, species.name_en)}"


def _or_dash(value: Decimal | None) -> str:
    return "–" if value is None else number(value, 1)


def _last_year(ctx: Context, purchase_t: Decimal, until: date, book: RuleBook) -> list[tuple[date, Decimal]]:
    """What the purchase would have cost at each price of the twelve months up to `until`."""
    since = until - timedelta(days=365)
    return [(day.market_date, money(price * purchase_t)) for day, _, price in ctx.snapshot.prices
            if since <= day.market_date <= until]


def _cost_line(ctx: Context, costs: Cost, months: Sequence[tuple[date, Decimal]]) -> None:
    say = ctx.say
    st.subheader(say("loss.last_year"), anchor=False)
    low, high = min(row[1] for row in months), max(row[1] for row in months)
    blocks.note(say("loss.last_year_note", low=f"¥{low:,}", high=f"¥{high:,}"))
    figure: go.Figure = figures.costs([(row[0], float(row[1])) for row in months], say, ctx.colours)
    by_month = {f"{row[0]:%Y-%m}": row for row in months}
    chart(figure, say("loss.last_year_alt"), say, "loss:cost", lambda: (
        [say("column.date"), say("loss.cost")], [[row[0].isoformat(), f"¥{row[1]:,}"] for row in by_month.values()],
        (1,)), parts.price_source(ctx))


def _assumptions(ctx: Context, assessed: Loss, mixed: Mix, costs: Cost) -> None:
    """How many parameters the county still has to confirm; the drawer names each with ◊."""
    found = {one.id for step in (assessed.step, mixed.step, costs.step) for one in assumptions(step)}
    if found:
        blocks.note(ctx.say("loss.assumptions", count=len(found)))


main()
