"""What can be done with an order now: payment, cancellation, withdrawal, expiry, refund."""

from __future__ import annotations

import streamlit as st

from core.ledger.commands import CancelTonnes, ExpireHold, RecordPayment, RefundOrder, ReleaseOrder
from core.ledger.state import Booking
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.ends import end_of_hold
from pages.desk_parts.typed import day, days, decimal, text
from ui import blocks
from ui.format import money, tonnes_book
from ui.show import drawer


def acts(ctx: Context, one: Booking) -> None:
    """The next step open, what takes back behind a drawer."""
    say, name = ctx.say, one.order.order
    form = f"desk:orders:{name}"
    if one.status == "held":
        st.header(say("orders.pay"), anchor=False)
        _pay(ctx, one, f"{form}:pay")
        drawer(say("orders.release"), f"{form}:release", lambda: _release(ctx, one, f"{form}:releasing"))
    elif one.status == "paid":
        st.header(say("orders.cancel"), anchor=False)
        blocks.note(say("orders.cancel_note", tonnes=tonnes_book(one.order.purchase_t)))
        acting.submit(ctx, f"{form}:cancel", say("orders.cancel"), CancelTonnes, lambda: CancelTonnes(name),
                      icon=":material/verified:", confirm=say("orders.cancel_confirm",
                                                              tonnes=tonnes_book(one.order.purchase_t)))
        drawer(say("orders.refund"), f"{form}:refund", lambda: _refund(ctx, one, f"{form}:refunding"))


def _pay(ctx: Context, one: Booking, form: str) -> None:
    say, order = ctx.say, one.order
    if one.until < ctx.today:
        blocks.warning(say("orders.over", until=one.until))
        acting.submit(ctx, f"{form}:expire", say("orders.expire"), ExpireHold, lambda: ExpireHold(order.order),
                      primary=False)
    else:
        blocks.note(say("orders.pay_note", amount=money(order.amount_cny), until=end_of_hold(ctx, one)))
    first, second, third = st.columns(3)
    first.date_input(say("orders.paid_on"), **days(min(ctx.today, one.until), f"{form}:on"))
    second.number_input(say("field.ledger.amount_cny"), value=float(order.amount_cny), step=0.01,
                        format="%.2f", key=f"{form}:amount")
    third.text_input(say("field.ledger.voucher"), key=f"{form}:voucher", max_chars=60)
    acting.submit(ctx, form, say("orders.pay_do"), RecordPayment, lambda: RecordPayment(
        order.order, day(f"{form}:on", "paid_on"), decimal(f"{form}:amount", "amount_cny", 2), text(f"{form}:voucher")),
        icon=":material/payments:")


def _release(ctx: Context, one: Booking, form: str) -> None:
    blocks.note(ctx.say("orders.release_note", tonnes=tonnes_book(one.order.purchase_t)))
    acting.submit(ctx, form, ctx.say("orders.release"), ReleaseOrder, lambda: ReleaseOrder(one.order.order),
                  icon=":material/undo:", primary=False)


def _refund(ctx: Context, one: Booking, form: str) -> None:
    blocks.note(ctx.say("orders.refund_note", amount=money(one.order.amount_cny),
                        tonnes=tonnes_book(one.order.purchase_t)))
    if one.invoices:
        blocks.warning(ctx.say("orders.refund_invoice", number=one.invoices[-1].number))
    first, second = st.columns(2)
    first.date_input(ctx.say("orders.refunded_on"), **days(ctx.today, f"{form}:on"))
    second.text_input(ctx.say("orders.refund_voucher"), key=f"{form}:voucher", max_chars=60)
    acting.submit(ctx, form, ctx.say("orders.refund"), RefundOrder, lambda: RefundOrder(
        one.order.order, day(f"{form}:on", "refunded_on"), text(f"{form}:voucher")),
        icon=":material/undo:", primary=False)
