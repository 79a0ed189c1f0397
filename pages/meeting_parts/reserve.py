"""The overview's topics: the reserve, the price, the time ahead, what is owed, where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import pydeck as pdk
import streamlit as st

from core.numbers import ZERO
from core.trace import Step
from pages import brief, outlook, parts
from pages.base import Context
from pages.meeting import Topic
from pages.plots_map import plots_deck, species_legend
from ui import blocks, figures, figures_depletion, stage
from ui.blocks import Card
from ui.format import T, day, money, number, percent, tonnes_book, unit_price

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
    notices = sorted((one for one in ctx.snapshot.proposals if one.notice and one.settled_t < one.owed_t),
                     key=lambda one: one.settled_t - one.owed_t)
    owed, ordered, settled = (sum((getattr(one, name) for one in notices), ZERO)
                              for name in ("owed_t", "ordered_t", "settled_t"))
    blocks.answer(say("meeting.owed", open=tonnes_book(owed - settled), count=len(notices)) if notices
                  else say("meeting.owed_nothing"))
    stage.cards([
        Card(say("meeting.owed_open"), number(owed - settled, 3), "t", "", "loss"),
        Card(say("meeting.owed_ordered"), number(ordered - settled, 3), "t", "", "held"),
        Card(say("overview.unsettled"), money(_unsettled(ctx)), "", "", "held"),
    ])
    if notices:
        blocks.table([say(f"overview.owing.{name}") for name in ("project", "owed", "settled", "open")],
                     [[say.pick(one.name_zh, one.name_en), number(one.owed_t, 3), number(one.settled_t, 3),
                       number(one.owed_t - one.settled_t, 3)] for one in notices[:ROWS]], (1, 2, 3))
        if len(notices) > ROWS:
            blocks.note(say("meeting.owed_more", count=len(notices) - ROWS))


def _owed_said(ctx: Context) -> list[str]:
    return [ctx.say("meeting.say.owed", unsettled=money(_unsettled(ctx)))]


def _unsettled(ctx: Context) -> Decimal:
    return sum((one.amount_cny for one in parts.unpaid(ctx)), ZERO)


def _where(ctx: Context) -> None:
    st.pydeck_chart(_map(ctx.key, ctx), height="stretch", key="meeting:map", alt=ctx.say("overview.map_alt"))
    species_legend(ctx)


def _where_said(ctx: Context) -> list[str]:
    return [ctx.say("map.columns", source=ctx.say.pick(*ctx.snapshot.county_source))]


@st.cache_resource(max_entries=16, show_spinner=False)
def _map(key: tuple[int, str, str], _ctx: Context) -> pdk.Deck:
    return plots_deck(_ctx, width=1300, height=620)


TOPICS = (
    Topic("state", _state, _state_said),
    Topic("price", _price, _price_said, _price_steps),
    Topic("ahead", _ahead, brief.ahead_sentences, _ahead_steps),
    Topic("owed", _owed, _owed_said),
    Topic("where", _where, _where_said),
)
