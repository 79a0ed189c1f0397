"""Orders: what is held, paid, cancelled, given back; a new one; what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.compensation.certificates import endings
from core.ledger.state import STATUSES, TAKES_TONNES, Booking
from core.ledger.waiting import NO_END
from core.numbers import ZERO
from pages import parts, workbooks
from pages.base import Context
from pages.desk_parts import orders_export, orders_new, orders_sheet
from pages.desk_parts.ends import end_of_hold
from ui import blocks, link
from ui.blocks import Card
from ui.format import T, money, number
from ui.linked import Link, verified
from ui.show import drawer

ORDER, STATUS, TEXT = "desk:orders:order", "desk:orders:status", "desk:orders:text"
ALL = "desk:orders:all"
SHOWN = 30
READERS: dict[str, object] = {ORDER: ("", str), STATUS: ("", link.one_of("", *STATUSES)), TEXT: ("", str)}


def show(ctx: Context) -> None:
    say = ctx.say
    every = tuple(reversed(ctx.books.orders.values()))
    _summary(ctx, every)
    for one in endings(ctx.books):
        blocks.warning(say("certificates.ends_in_hold", serial=one.serial, order=one.order, valid=one.valid_until,
                           until=one.until))
    drawer(say("orders.new"), orders_new.DRAWER, lambda: orders_new.form(ctx))
    if not every:
        return
    found = _found(ctx, every)
    orders_sheet.choose(ctx, [one.order.order for one in found], ORDER)  # before the list, which may be long
    _table(ctx, found)
    orders_export.buttons(ctx, found, workbooks.filters(
        ctx, (ctx.say("orders.filter"), STATUS, lambda one: ctx.say(f"field.order_status.{one}")),
        (ctx.say("orders.text"), TEXT, None)))


def _summary(ctx: Context, every: Sequence[Booking]) -> None:
    say, books = ctx.say, ctx.books
    if not every:
        blocks.answer(say("orders.empty", available=number(books.available_t, 3)))
        return
    living = [one for one in every if one.status in TAKES_TONNES]
    of = {status: [one for one in every if one.status == status] for status in STATUSES}
    blocks.answer(say("orders.answer", held=len(of["held"]), paid=len(of["paid"]), cancelled=len(of["cancelled"]),
                      available=number(books.available_t, 3)))
    blocks.cards([
        *(Card(say(f"orders.card.{status}"), number(sum((one.order.purchase_t for one in of[status]), ZERO), 3),
               T, say("orders.count", count=len(of[status])), role)
          for status, role in (("held", "held"), ("paid", "price"), ("cancelled", "cancelled"))),
        Card(say("orders.due"), money(sum((one.order.amount_cny for one in of["held"]), ZERO)), "",
             say("orders.income", amount=money(sum((one.order.amount_cny for one in living if one.status != "held"),
                                                   ZERO))), "held")])
    parts.beyond_orders(ctx)


def _found(ctx: Context, every: Sequence[Booking]) -> list[Booking]:
    """What the filters leave."""
    say = ctx.say
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    status = left.segmented_control(
        say("orders.filter"), ("", *STATUSES), key=STATUS, required=True, persist_state="session",
        format_func=lambda one: say(f"field.order_status.{one}") if one else say("certificates.every"))
    typed = right.text_input(say("orders.text"), key=TEXT, persist_state="session", max_chars=60)
    text = typed.casefold().strip()
    return [one for one in every if status in ("", one.status) and text in _words(one)]


def _words(one: Booking) -> str:
    order = one.order
    return " ".join((order.order, order.project_zh, order.project_en, order.township_zh, order.township_en,
                     order.certificate, one.proposal, *(invoice.number for invoice in one.invoices),
                     *(serial for serial, _ in one.offsets))).casefold()


def _table(ctx: Context, found: Sequence[Booking]) -> None:
    say = ctx.say
    if not found:
        blocks.note(say("orders.none_found"))
        return
    shown = found if st.session_state.get(ALL) else found[:SHOWN]
    blocks.table(
        [say(f"orders.column.{name}") for name in ("order", "project", "date", "owed", "offset", "purchase", "amount",
                                                   "status")],
        [[one.order.order, say.pick(one.order.project_zh, one.order.project_en), one.order.trade_date.isoformat(),
          number(one.order.owed_t, 3), number(one.order.offset_t, 3), number(one.order.purchase_t, 3),
          money(one.order.amount_cny), _standing(ctx, one)] for one in shown], right=range(3, 7))
    if len(found) > SHOWN:
        st.toggle(say("orders.all", count=len(found)), key=ALL)


def _standing(ctx: Context, one: Booking) -> Link | str:
    """The status, with the end of the hold or the certificate."""
    status = ctx.say(f"field.order_status.{one.status}")
    if one.status == "held":
        ends = end_of_hold(ctx, one)
        return f"{status} · {ends if one.until >= NO_END else ctx.say('orders.held_until', until=ends)}"
    return verified(one.order.certificate, ctx.say.lang, status)
