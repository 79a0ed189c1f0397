"""Sharing of income (收益分配): what waits to be shared and paid out, one order at a time, totals and statements."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.ledger.income import lines as all_lines
from core.ledger.income import sums, to_villages, unshared
from core.ledger.sharing import PARTIES, Distribution
from core.ledger.state import Booking
from core.numbers import ZERO
from pages.base import Context
from pages.desk_parts import sharing_order, sharing_sums
from pages.desk_parts.named import called
from ui import blocks, link
from ui.blocks import Card
from ui.format import money, number

VIEW, ORDER, GROUP, YEAR = "desk:sharing:part", "desk:sharing:order", "desk:sharing:group", "desk:sharing:year"
PARTS = ("orders", "totals", "statement")
ALL = "desk:sharing:all"
LONGEST, SHOWN = 60, 10


def _text(text: str) -> str:
    return text[:LONGEST]


READERS = {VIEW: (PARTS[0], link.one_of(*PARTS)), ORDER: ("", _text), GROUP: ("", _text), YEAR: ("", _text)}


def show(ctx: Context) -> None:
    say, books = ctx.say, ctx.books
    waiting, shared = unshared(books), sorted(books.distributions.values(), key=lambda one: -one.entry)
    if not waiting and not shared:
        blocks.note(say("sharing.empty"))
        return
    _answer(ctx, waiting, shared)
    part = st.segmented_control(say("sharing.part"), PARTS, key=VIEW, required=True, label_visibility="collapsed",
                                format_func=lambda name: say(f"sharing.part.{name}"), persist_state="session")
    if part == "orders":
        _orders(ctx, waiting, shared)
    elif not shared:
        blocks.note(say("sharing.shared_empty"))
    elif part == "totals":
        sharing_sums.totals(ctx, YEAR)
    else:
        sharing_sums.statement(ctx, GROUP)


def _answer(ctx: Context, waiting: tuple[Booking, ...], shared: list[Distribution]) -> None:
    """What waits and what was given, in words and figures."""
    say = ctx.say
    _, given, paid = to_villages(ctx.books)
    by_party = {party: sum((one.amount_cny for one in sums(all_lines(ctx.books)) if one.party == party), ZERO)
                for party in PARTIES}
    unpaid = sum(bool(_open(each)) for each in shared)
    blocks.answer(say("sharing.answer", waiting=len(waiting), unpaid=unpaid))
    blocks.cards([
        Card(say("sharing.card.waiting"), money(sum((one.order.amount_cny for one in waiting), ZERO)), "",
             say("sharing.card.orders", count=len(waiting)), "held" if waiting else "line"),
        Card(say("sharing.card.collective"), money(given), "", say("sharing.card.paid", paid=money(paid)), "available"),
        Card(say("sharing.card.company"), money(by_party["company"]), "", say("sharing.card.company_note"), "price"),
        Card(say("sharing.card.costs"), money(by_party["costs"]), "", say("sharing.card.costs_note"), "cancelled")])


def _orders(ctx: Context, waiting: tuple[Booking, ...], shared: list[Distribution]) -> None:
    """Both lists, and the order that was chosen."""
    say = ctx.say
    st.header(say("sharing.waiting", count=len(waiting)), anchor=False)
    if waiting:
        blocks.table([say(f"sharing.column.{name}") for name in ("order", "trade_date", "tonnes", "total")],
                     [(called(ctx, "order", one.order.order), one.order.trade_date.isoformat(),
                       number(one.order.purchase_t, 3), money(one.order.amount_cny)) for one in waiting], (2, 3))
    else:
        blocks.note(say("sharing.waiting_empty"))
    st.header(say("sharing.shared", count=len(shared)), anchor=False)
    if shared:
        every = len(shared) <= SHOWN or st.session_state.get(ALL, False)
        blocks.table([say(f"sharing.column.{name}") for name in ("order", "shared_on", "total", "open")],
                     [(called(ctx, "order", one.order), one.shared_on.isoformat(), money(one.amount_cny),
                       money(_open(one))) for one in (shared if every else shared[:SHOWN])], (2, 3))
        if len(shared) > SHOWN:
            st.toggle(say("sharing.all", count=len(shared)), key=ALL)
    else:
        blocks.note(say("sharing.shared_empty"))
    options = ["", *(one.order.order for one in waiting), *(one.order for one in shared)]
    if st.session_state[ORDER] not in options:
        st.session_state[ORDER] = ""
    chosen = st.selectbox(say("sharing.choose"), options, key=ORDER, persist_state="session",
                          format_func=lambda name: called(ctx, "order", name) if name else say("sharing.choose_none"))
    if chosen:
        found = ctx.books.distributions.get(chosen)
        sharing_order.show(ctx, chosen, "waiting" if found is None else "open" if _open(found) else "paid")


def _open(one: Distribution) -> Decimal:
    """What is not paid out yet."""
    return sum((portion.amount_cny for portion in one.portions if portion.paid_on is None), ZERO)
