"""The overview's topics: the reserve, the price, the time ahead, what is owed, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import pydeck as pdk
import streamlit as st

from core.numbers import ZERO
from core.trace import Step
from pages import brief, outlook, parts, waiting
from pages.base import Context
from pages.meeting import Topic, once
from pages.plots_map import plots_deck, species_legend
from store.snapshot import Proposal
from ui import blocks, figures, figures_depletion, stage
from ui.blocks import Card
from ui.format import T, day, money, number, percent, tonnes_book, unit_price
from ui.show import Table

YEAR = 250  # market days
ROWS = 5  # of a table that is read from the back row


def _state(ctx: Context) -> None:
    say, reserve = ctx.say, ctx.snapshot.reserve
    blocks.answer(brief.pace_sentence(ctx))
    stage.giant(Card(say("reserve.available"), number(reserve.available_t), T, "", "available"))
    stage.shares([(role, float(getattr(reserve, f"{role}_t"))) for role in ("available", "held", "cancelled")])
    stage.cards([Card(say(f"reserve.{name}"), number(getattr(reserve, f"{name}_t")), "t", "", role)
                 for name, role in (("stored", "line"), ("held", "held"), ("cancelled", "cancelled"))])


def _state_said(ctx: Context) -> list[str]:
    reserve = ctx.snapshot.reserve
    return [brief.pace_sentence(ctx), ctx.say(
        "meeting.say.state", plots=len(reserve.plots), stored=tonnes_book(reserve.stored_t),
        available=tonnes_book(reserve.available_t), held=tonnes_book(reserve.held_t),
        cancelled=tonnes_book(reserve.cancelled_t))]


def _state_table(ctx: Context) -> Table:
    """What every lot has."""
    say, lots, names = ctx.say, ctx.snapshot.reserve.lots, ("stored", "available", "held", "cancelled")
    rows = [[one.lot, *(number(getattr(one, f"{name}_t"), 3) for name in names)] for one in lots]
    total = [number(getattr(ctx.snapshot.reserve, f"{name}_t"), 3) for name in names]
    return ([say("meeting.lot"), *(say(f"reserve.{name}") for name in names)],
            [*rows, [say("overview.owing.sum"), *total]], (1, 2, 3, 4))


def _price(ctx: Context) -> None:
    say, price = ctx.say, parts.price_today(ctx)
    month = [row[2] for row in ctx.snapshot.prices[-21:]]
    stage.cards([
        Card(say("overview.price"), f"¥{price.trading_price}", "/t", "", "price"),
        Card(say("meeting.month"), f"¥{min(month)}–{max(month)}", "/t", "", "price"),
    ])
    parts.price_age(ctx)
    stage.chart(_price_figure(ctx.key, ctx), say("price.history_alt"), "meeting:price")


def _price_said(ctx: Context) -> list[str]:
    price = parts.price_today(ctx)
    return [ctx.say("price.answer", date=day(price.trade_date, ctx.say), price=unit_price(price.trading_price),
                    market_date=day(price.market_date, ctx.say), average=unit_price(price.national_average),
                    multiplier=percent(price.multiplier)), parts.price_source(ctx)]


def _price_steps(ctx: Context) -> tuple[Step, ...]:
    return (parts.price_today(ctx).step,)


@st.cache_resource(max_entries=16, show_spinner=False)
def _price_figure(key: tuple[int, str, str], _ctx: Context) -> go.Figure:
    return stage.larger(figures.price_history(
        [(row[0].market_date, row[1], row[2]) for row in _ctx.snapshot.prices[-YEAR:]], _ctx.say, _ctx.colours))


def _ahead(ctx: Context) -> None:
    for sentence in brief.ahead_sentences(ctx)[:1]:
        blocks.answer(sentence)
    stage.chart(_ahead_figure(ctx.key, ctx.today, ctx), ctx.say("overview.ahead_alt"), "meeting:ahead")


def _ahead_steps(ctx: Context) -> tuple[Step, ...]:
    return (outlook.ahead(ctx)[0].step,)


@st.cache_resource(max_entries=16, show_spinner=False)
def _ahead_figure(key: tuple[int, str, str], today: date, _ctx: Context) -> go.Figure:
    planned, result = outlook.ahead(_ctx)
    return stage.larger(figures_depletion.fan(
        [row.month for row in planned.months], result.balance.T.tolist(),
        [float(row.closing_t - row.short_t) for row in planned.months], [], _ctx.say, _ctx.colours))


def _owed(ctx: Context) -> None:
    """What signed notices still owe, largest first; what is to be paid for tonnes on hold."""
    say = ctx.say
    notices = _notices(ctx)
    owed, ordered, settled = _sums(notices)
    blocks.answer(say("meeting.owed", open=tonnes_book(owed - settled), count=len(notices)) if notices
                  else say("meeting.owed_nothing"))
    stage.cards([
        Card(say("meeting.owed_open"), number(owed - settled, 3), "t", "", "loss"),
        Card(say("meeting.owed_ordered"), number(ordered - settled, 3), "t", "", "held"),
        Card(say("overview.unsettled"), money(_unsettled(ctx)), "", "", "held"),
    ])
    if notices:
        headers, rows, right = _owed_table(ctx)
        blocks.table(headers, rows[:min(len(notices), ROWS)], right)
        if len(notices) > ROWS:
            blocks.note(say("meeting.owed_more", count=len(notices) - ROWS))


def _notices(ctx: Context) -> list[Proposal]:
    """Signed and not made good yet, the one that owes most first."""
    return sorted((one for one in ctx.snapshot.proposals if one.notice and one.settled_t < one.owed_t),
                  key=lambda one: one.settled_t - one.owed_t)


def _sums(notices: Sequence[Proposal]) -> tuple[Decimal, Decimal, Decimal]:
    """Owed, of it ordered, of it cancelled."""
    return (sum((one.owed_t for one in notices), ZERO), sum((one.ordered_t for one in notices), ZERO),
            sum((one.settled_t for one in notices), ZERO))


def _owed_table(ctx: Context) -> Table:
    say, notices = ctx.say, _notices(ctx)
    owed, ordered, settled = _sums(notices)
    return ([say(f"overview.owing.{name}") for name in ("project", "owed", "ordered", "settled", "open")],
            [*([say.pick(one.name_zh, one.name_en), *(number(value, 3) for value in (
                one.owed_t, one.ordered_t, one.settled_t, one.owed_t - one.settled_t))] for one in notices),
             [say("overview.owing.sum"), *(number(value, 3) for value in (owed, ordered, settled, owed - settled))]],
            (1, 2, 3, 4))


def _owed_said(ctx: Context) -> list[str]:
    return [ctx.say("meeting.say.owed", unsettled=money(_unsettled(ctx)))]


def _unsettled(ctx: Context) -> Decimal:
    return sum((one.amount_cny for one in parts.unpaid(ctx)), ZERO)


def _where(ctx: Context) -> None:
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        st.pydeck_chart(_map(ctx.key, ctx), height="stretch", key="meeting:map", alt=ctx.say("overview.map_alt"))
        species_legend(ctx)
    with right:
        blocks.table(*_where_table(ctx), sum_row=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def _map(key: tuple[int, str, str], _ctx: Context) -> pdk.Deck:
    return plots_deck(_ctx, width=800, height=620)


def _where_table(ctx: Context) -> Table:
    """Plots and tonnes of each township."""
    say, reserve = ctx.say, ctx.snapshot.reserve
    places: dict[str, tuple[int, Decimal]] = {}
    for plot in reserve.plots:
        name = say.pick(plot.township_zh, plot.township_en)
        count, stored = places.get(name, (0, ZERO))
        places[name] = count + 1, stored + sum((lot.stored_t for lot in reserve.of_plot(plot.plot)), ZERO)
    return ([say("column.township"), say("meeting.plots"), f"{say('reserve.stored')} t"],
            [*([name, str(count), number(stored, 3)] for name, (count, stored) in places.items()),
             [say("overview.owing.sum"), str(len(reserve.plots)), number(reserve.stored_t, 3)]], (1, 2))


def _where_said(ctx: Context) -> list[str]:
    return [ctx.say("map.columns", source=ctx.say.pick(*ctx.snapshot.county_source))]


def _waits(ctx: Context) -> None:
    """What waits for a decision, a sentence each."""
    for sentence in waiting.sentences(ctx)[:ROWS]:
        blocks.answer(sentence)


def _fresh_table(ctx: Context) -> Table:
    """How fresh each kind of data is. When the journal was last checked is no part of a snapshot: as first seen."""
    return once("fresh", ctx.say.lang, lambda: (waiting.headers(ctx), waiting.rows(ctx), ()))


TOPICS = (
    Topic("state", _state, _state_said, table=_state_table),
    Topic("price", _price, _price_said, _price_steps),
    Topic("ahead", _ahead, brief.ahead_sentences, _ahead_steps),
    Topic("owed", _owed, _owed_said, table=_owed_table),
    Topic("where", _where, _where_said, table=_where_table),
    Topic("waits", _waits, waiting.sentences, table=_fresh_table),
)
