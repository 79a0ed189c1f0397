"""The answer: owed, offset, purchase, cost; the three losses with their bands; what the cost was on other days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.carbon import Band
from core.numbers import money
from core.trace import assumptions
from pages import parts
from pages.base import Context
from pages.loss_result import Result
from ui import blocks, figures
from ui.blocks import Card
from ui.format import T, hectares, number, tonnes_book, unit_price
from ui.show import chart

BASES = ("flow", "stock", "total")


def answer(ctx: Context, found: Result) -> None:
    say, mixed, costs, loss = ctx.say, found.mix, found.cost, found.loss
    blocks.answer(say("loss.answer", owed=tonnes_book(loss.owed_t), offset=number(mixed.offset_t, 3),
                      purchase=number(mixed.purchase_t, 3), amount=f"¥{costs.amount_cny:,}",
                      price=unit_price(costs.price.trading_price)))
    least = mixed.owed_t - mixed.offset_max_t
    blocks.cards([
        Card(say("loss.owed"), number(loss.owed_t, 3), T,
             say("loss.owed_note", basis=say(f"loss.basis.{loss.basis}"), years=loss.years), "loss"),
        Card(say("loss.offset"), number(mixed.offset_t, 3), T,
             say("loss.offset_note", limit=number(mixed.offset_max_t, 3)), "cancelled"),
        Card(say("loss.purchase"), number(mixed.purchase_t, 3), T,
             say("loss.purchase_note", least=number(least, 3)), "available"),
        Card(say("loss.cost"), f"¥{costs.amount_cny:,}", "",
             say("loss.cost_note", price=unit_price(costs.price.trading_price), date=costs.price.market_date),
             "price"),
    ])
    if loss.owed_t:
        low, high = (found.with_owed(Decimal(t))[1].amount_cny for t in (found.bands.owed.p5, found.bands.owed.p95))
        drivers = say.pick("、", ", ").join(say(f"loss.driver.{name}") for name, _ in found.bands.drivers[:2])
        blocks.note(say("loss.band", owed=band(found.bands.owed), low=f"¥{low:,}", high=f"¥{high:,}", drivers=drivers))
    last = ctx.snapshot.series.last_date
    parts.price_terms(ctx, costs.price)
    if costs.price.market_date == last and costs.price.trade_date > last:
        parts.price_age(ctx)
    available = ctx.snapshot.reserve.available_t
    if mixed.purchase_t > available:
        blocks.warning(say("loss.reserve_short", available=tonnes_book(available)))
    if loss.occupation.kind == "serving":
        blocks.note(say("loss.serving_owes" if loss.owed_t or not loss.total_t else "loss.serving_owes_not"))


def band(one: Band) -> str:
    """5–95 %, in whole tonnes where there are many."""
    places = 0 if one.p95 >= 100 else 1
    return f"{number(one.p5, places)}–{number(one.p95, places)} t"


def three(ctx: Context, found: Result) -> None:
    """The three losses side by side, the owed one marked; what else could be counted beside."""
    say, loss, site = ctx.say, found.loss, found.site
    st.header(say("loss.three"), anchor=False)
    values = {"flow": loss.flow_t, "stock": loss.stock_t, "total": loss.total_t}
    spread = {"flow": found.bands.flow, "stock": found.bands.stock, "total": found.bands.total}
    blocks.table(
        [say("loss.column.kind"), say("loss.column.meaning"), T, say("loss.column.band"), say("loss.column.owed")],
        [[say(f"loss.basis.{name}"), say(f"loss.meaning.{name}", years=loss.years), number(values[name], 3),
          band(spread[name]) if values[name] else "–", "●" if name == loss.basis else ""] for name in BASES], (2, 3))
    if not loss.owed_t and loss.stock_t and loss.basis == "flow":
        blocks.warning(say("loss.no_flow"))
    for other, owed in loss.other_sets:
        own = not say.has(f"value.{other}")  # a set of the county's own has its own name
        name = other if own else say(f"value.{other}")
        blocks.note(say("loss.other_set", name=name, owed=tonnes_book(owed)))
    if loss.flow_uncut_t is not None:
        blocks.note(say("loss.uncut", flow=tonnes_book(loss.flow_uncut_t), years=loss.years))
    else:
        blocks.note(say("loss.long", years=loss.long_years, flow=tonnes_book(loss.flow_long_t)))
    if site.uncovered_hm2 is not None and site.footprint_hm2 is not None:
        blocks.note(say("loss.uncovered", footprint=hectares(site.footprint_hm2),
                        forest=hectares(site.footprint_hm2 - site.uncovered_hm2),
                        uncovered=hectares(site.uncovered_hm2)))
    if loss.without_stock:
        labels = [loss.strata[at - 1].stratum.label or str(at) for at in loss.without_stock]
        blocks.warning(say("loss.no_stock", labels=say.pick("、", ", ").join(labels[:8]), count=len(labels)))
    if site.doubly_hm2:
        blocks.warning(say("loss.doubly", area=hectares(site.doubly_hm2)))


def last_year(ctx: Context, found: Result) -> list[tuple[date, Decimal]]:
    """What the purchase would have cost at each price of the twelve months up to the price's day."""
    until = found.price.market_date
    since = until - timedelta(days=365)
    return [(day.market_date, money(price * found.mix.purchase_t)) for day, _, price in ctx.snapshot.prices
            if since <= day.market_date <= until]


def cost_line(ctx: Context, months: Sequence[tuple[date, Decimal]]) -> None:
    say = ctx.say
    st.header(say("loss.last_year"), anchor=False)
    low, high = min(row[1] for row in months), max(row[1] for row in months)
    blocks.note(say("loss.last_year_note", low=f"¥{low:,}", high=f"¥{high:,}"))
    figure = _cost_figure(f"{ctx.key}|{months[0]}|{months[-1]}|{len(months)}", months, ctx)
    by_month = {f"{row[0]:%Y-%m}": row for row in months}
    chart(figure, say("loss.last_year_alt"), say, "loss:cost", lambda: (
        [say("column.date"), say("loss.cost")], [[row[0].isoformat(), f"¥{row[1]:,}"] for row in by_month.values()],
        (1,)), parts.price_source(ctx))


@st.cache_resource(max_entries=64, show_spinner=False)
def _cost_figure(key: str, _months: Sequence[tuple[date, Decimal]], _ctx: Context) -> go.Figure:
    return figures.costs([(row[0], float(row[1])) for row in _months], _ctx.say, _ctx.colours)


def open_points(ctx: Context, found: Result) -> None:
    """How many parameters the county still has to confirm; the drawer names each with ◊."""
    steps = (found.loss.step, found.mix.step, found.cost.step)
    names = {one.id for step in steps for one in assumptions(step)}
    if names:
        blocks.note(ctx.say("loss.assumptions", count=len(names)))

