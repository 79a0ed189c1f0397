"""Overview: what is left, how long it lasts, what a tonne costs, what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.ledger.income import to_villages
from core.market import Price
from core.numbers import ZERO
from core.scenario.result import PERCENTILES
from pages import brief, deck, meeting, outlook, overview_export, parts, waiting
from pages.base import Context
from pages.meeting_parts.reserve import TOPICS
from pages.overview_figures import ahead_figure, plots_map
from pages.plots_map import species_legend
from store.snapshot import Proposal
from ui import blocks
from ui.blocks import Card
from ui.format import T, day, money, month, number, tonnes, tonnes_book, unit_price
from ui.linked import verified
from ui.show import Table, aside, chart


def main() -> None:
    ctx = meeting.context()
    say, reserve = ctx.say, ctx.snapshot.reserve
    if meeting.on() and reserve.lots:
        meeting.show(ctx, TOPICS, reserve.demo)
        return
    blocks.title(say("overview.title"), say("overview.lead"), parts.demo_mark(ctx, reserve.demo))
    if not reserve.lots:
        blocks.warning(say("overview.empty"))
        parts.end(ctx, "overview", {}, False)
        return
    meeting.way_in(ctx, TOPICS[0].name)
    price = parts.price_today(ctx)
    notices = [one for one in ctx.snapshot.proposals if one.notice and one.settled_t < one.owed_t]
    with blocks.together():
        blocks.answer(brief.pace_sentence(ctx))
        blocks.cards(_cards(ctx, price))
        if notices:
            _owing(ctx, notices)
    if notices:
        aside(say("overview.owing_table"), "overview:owing", lambda: _owing_table(ctx, notices))
    with blocks.together():
        parts.price_age(ctx)
        parts.calendar_alarm(ctx)
        parts.unassessed(ctx)
        parts.supervision(ctx)
    left, right = st.columns(2, gap="medium")
    with left:
        with blocks.together():
            blocks.heading(say("overview.where"))
        st.pydeck_chart(plots_map(ctx.key, ctx), height=420, key="overview:map", alt=say("overview.map_alt"))
        with blocks.together():
            species_legend(ctx)
            blocks.note(say("map.columns", source=say.pick(*ctx.snapshot.county_source)))
    with right:
        _ahead(ctx)
    waiting.show(ctx)
    with blocks.together():
        blocks.heading(say("overview.last_acts"))
        _last_acts(ctx)
        _villages(ctx)
    aside(say("brief.drawer"), "overview:brief", lambda: brief.form(ctx))
    aside(say("deck.drawer"), "overview:deck", lambda: deck.form(ctx, "overview"))
    overview_export.buttons(ctx, price)
    parts.working(ctx, (price.step,), "overview:working")
    parts.end(ctx, "overview", {}, reserve.demo)


def _cards(ctx: Context, price: Price) -> list[Card]:
    """The five figures of the county."""
    say, reserve = ctx.say, ctx.snapshot.reserve
    held = [order for order in reserve.orders if order.status == "held"]  # also while what is paid is not cancelled yet
    owed = parts.unpaid(ctx)
    month_prices = [row[2] for row in ctx.snapshot.prices[-21:]]
    return [
        Card(say("reserve.available"), number(reserve.available_t), T,
             say("overview.of_stored", stored=tonnes(reserve.stored_t)), "available"),
        Card(say("reserve.held"), number(reserve.held_t), T, say(
            "overview.held_note" if len(owed) == len(held) else "overview.held_paid", count=len(owed),
            paid=len(held) - len(owed)), "held"),
        Card(say("reserve.cancelled"), number(reserve.cancelled_t), T,
             say("overview.cancelled_note", count=len(reserve.orders) - len(held)), "cancelled"),
        Card(say("overview.price"), f"¥{price.trading_price}", "/t",
             say("overview.price_range", low=unit_price(min(month_prices)), high=unit_price(max(month_prices))),
             "price"),
        Card(say("overview.unsettled"), money(sum(order.amount_cny for order in owed)), "",
             say("overview.unsettled_note"), "held"),
    ]


def _sums(notices: Sequence[Proposal]) -> tuple[Decimal, Decimal, Decimal]:
    """Owed, ordered and cancelled tonnes of signed notices."""
    owed, ordered, settled = (sum((getattr(one, name) for one in notices), ZERO)
                              for name in ("owed_t", "ordered_t", "settled_t"))
    return owed, ordered, settled


def _owing(ctx: Context, notices: Sequence[Proposal]) -> None:
    """应补未补: tonnes of signed notices that are not cancelled yet."""
    owed, ordered, settled = _sums(notices)
    blocks.note(ctx.say("overview.owing", count=len(notices), open=tonnes_book(owed - settled),
                        ordered=tonnes_book(ordered - settled), unordered=tonnes_book(owed - ordered)))


def _owing_table(ctx: Context, notices: Sequence[Proposal]) -> None:
    """The same, notice by notice."""
    say, (owed, ordered, settled) = ctx.say, _sums(notices)
    blocks.table(
        [say(f"overview.owing.{name}") for name in ("notice", "project", "owed", "ordered", "settled", "open")],
        [[one.notice, say.pick(one.name_zh, one.name_en), number(one.owed_t, 3), number(one.ordered_t, 3),
          number(one.settled_t, 3), number(one.owed_t - one.settled_t, 3)] for one in notices]
        + [[say("overview.owing.sum"), "", number(owed, 3), number(ordered, 3), number(settled, 3),
            number(owed - settled, 3)]], (2, 3, 4, 5), sum_row=True)


def _ahead(ctx: Context) -> None:
    say = ctx.say

    def table() -> Table:
        planned, result = outlook.ahead(ctx)
        return ([say("column.month"), *(f"{one} %" for one in PERCENTILES)],
                [[month(row.month), *(number(float(value)) for value in result.balance[at])]
                 for at, row in enumerate(planned.months) if at % 6 == 0], (1, 2, 3, 4, 5))

    with blocks.together():
        blocks.heading(say("overview.ahead"))
        for sentence in brief.ahead_sentences(ctx):
            blocks.note(sentence)
    chart(ahead_figure(ctx.key, ctx.today, ctx), say("overview.ahead_alt"), say, "overview:ahead", table)
    st.page_link("depletion.py", label=say("overview.to_depletion"), icon=":material/trending_down:")


def _last_acts(ctx: Context) -> None:
    say = ctx.say
    rows = [[day(order.trade_date, say), say.pick(order.project_zh, order.project_en),
             say.pick(order.township_zh, order.township_en),
             verified(order.certificate, say.lang, say(f"order.{order.status}")),
             number(order.purchase_t), unit_price(order.unit_price_cny), money(order.amount_cny)]
            for order in reversed(ctx.snapshot.reserve.orders[-6:])]
    if not rows:
        blocks.note(say("overview.no_acts"))
        return
    blocks.table([say(f"column.{name}") for name in
                  ("date", "project", "township", "act", "tonnes", "unit_price", "amount")], rows, (4, 5, 6))


def _villages(ctx: Context) -> None:
    """R13 in one line: what the village groups were given of the income so far."""
    count, given, paid = to_villages(ctx.books)
    if count:
        blocks.note(ctx.say("overview.villages", count=count, given=money(given), paid=money(paid)))


main()
