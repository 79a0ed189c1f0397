"""One order: its terms, where its tonnes come from, what can be done with it now."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from core.ledger.account import of_order
from core.ledger.state import Booking
from kiosk import paper
from pages import exports
from pages.base import Context
from pages.desk_parts import account, opening, orders_acts, orders_invoice
from pages.desk_parts.correcting import correction
from pages.desk_parts.documents import documents
from pages.desk_parts.ends import end_of_hold
from pages.desk_parts.named import plain
from pages.desk_parts.orders_export import drawable
from store import stories
from ui import blocks
from ui.format import money, number, tonnes_book, unit_price
from ui.linked import Link, verified
from ui.show import drawer


def choose(ctx: Context, orders: Sequence[str], key: str) -> None:
    """The one that is picked, from this list or from another view."""
    say, known = ctx.say, ctx.books.orders
    chosen = st.session_state.get(key)
    if chosen and chosen not in known:
        blocks.note(say("orders.unknown", order=chosen))
        st.session_state[key] = ""
    options = ["", *([chosen] if chosen in known and chosen not in orders else []), *orders]
    order = st.selectbox(say("orders.choose"), options, key=key, persist_state="session",
                         format_func=lambda one: one or say("orders.choose_none"))
    if order:
        _sheet(ctx, known[order])


def _sheet(ctx: Context, one: Booking) -> None:
    say, order = ctx.say, one.order
    mark = f" · {say('frame.demo')}" if order.demo else ""
    blocks.answer(say("orders.one", order=blocks.typed(order.order),
                      project=blocks.typed(say.pick(order.project_zh, order.project_en)),
                      status=say(f"field.order_status.{one.status}")) + mark)
    _terms(ctx, one)
    if order.certificate and drawable(ctx, [one]):
        st.download_button(say("verify.sheet"), lambda: paper.issued(
            ctx.snapshot.store, ctx.snapshot, order.certificate, ctx.today), file_name=f"{order.certificate}.pdf",
                           mime=exports.TYPES["pdf"], key="desk:orders:sheet", on_click="ignore",
                           icon=":material/download:")
    blocks.table([say("orders.from"), say("orders.lots.tonnes")],
                 [*((say("orders.from_lot", lot=lot), number(tonnes, 3)) for lot, tonnes in one.lots),
                  *((say("orders.from_certificate", serial=serial), number(tonnes, 3))
                    for serial, tonnes in one.offsets),
                  *([(say("orders.from_before"), number(order.offset_t, 3))]
                    if order.offset_t and not one.offsets else [])], right=(1,))
    for invoice in one.invoices:
        blocks.note(say("orders.invoice_line" if invoice.amount_cny >= 0 else "orders.invoice_red_line",
                        number=invoice.number, date=invoice.issued_on, amount=money(invoice.amount_cny),
                        entry=invoice.entry))
    blocks.note(say("account.lead"))
    account.buttons(ctx, of_order(ctx.books, order.order), order.order)
    orders_acts.acts(ctx, one)
    orders_invoice.invoices(ctx, one)
    form = f"desk:orders:{order.order}"
    correction(ctx, form, "order", one)
    documents(ctx, "order", order.order)
    drawer(say("orders.working"), f"{form}:working", lambda: _working(ctx, one))
    with st.container(horizontal=True):
        st.button(say("desk.history_of"), key=f"{form}:history", icon=":material/history:", type="tertiary",
                  on_click=opening.open_history, args=("order", order.order))
        if one.proposal:
            st.button(plain(one.proposal), key=f"{form}:proposal", icon=":material/chevron_right:", type="tertiary",
                      on_click=opening.open_thing, args=("occupation", one.proposal))


def _terms(ctx: Context, one: Booking) -> None:
    say, order = ctx.say, one.order
    rows = {"owed": tonnes_book(order.owed_t), "offset": tonnes_book(order.offset_t),
            "purchase": tonnes_book(order.purchase_t), "price": unit_price(order.unit_price_cny),
            "amount": money(order.amount_cny), "date": order.trade_date.isoformat(), "until": end_of_hold(ctx, one),
            "kind": say(f"project.{order.kind}") if order.kind in ctx.snapshot.kinds else order.kind,
            "township": say.pick(order.township_zh, order.township_en),
            "certificate": verified(order.certificate, say.lang) or "–",
            "proposal": one.proposal or say("orders.no_proposal"),
            "paid": " · ".join((one.paid_on.isoformat(), *one.vouchers)) if one.paid_on else "–"}
    cells: list[list[str | Link]] = [[say(f"orders.term.{name}"), text] for name, text in rows.items()]
    left, right = st.columns(2, gap="medium")
    with left:
        blocks.table([say("orders.term.what"), ""], cells[:5])
    with right:
        blocks.table([say("orders.term.how"), ""], cells[5:])


def _working(ctx: Context, one: Booking) -> None:
    """How the price and the split came about, as it was written down when the order was made."""
    say = ctx.say
    written = next(iter(stories.entries(ctx.snapshot.store, [one.entry]))).body.get("working")
    if not written:
        blocks.note(say("orders.no_working"))
        return
    data = json.dumps(written, ensure_ascii=False, indent=1)
    st.download_button(say("working.download"), data, file_name=f"zhanbu-{one.entry}-working.json",
                       mime="application/json", key=f"desk:orders:{one.order.order}:working_json", on_click="ignore")
    blocks.note(say("orders.working_note", entry=one.entry))
    st.json(written, expanded=2)
