"""E-invoices: the fields a tax platform asks for, as files; and writing down the invoice that it issued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from core.compensation.invoice import FIELDS, Field, invoice_fields
from core.ledger.commands import RecordInvoice
from core.ledger.state import Booking
from pages import exports
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.typed import day, days, text
from ui import blocks
from ui.format import percent
from ui.show import drawer
from ui.words import words
from ui.workbook import Sheet, workbook


def invoices(ctx: Context, one: Booking) -> None:
    """For orders that were paid; after a refund as long as an invoice stands that must be taken back."""
    red = one.status == "refunded"
    if one.status in ("paid", "cancelled") or (red and one.invoices):
        drawer(ctx.say("orders.invoice_red" if red else "orders.invoice"), f"desk:orders:{one.order.order}:invoice",
               lambda: _body(ctx, one))


def _body(ctx: Context, one: Booking) -> None:
    say, name = ctx.say, one.order.order
    red = one.status == "refunded"
    rate = ctx.snapshot.rules.at(one.order.trade_date)["invoice_tax_rate"]
    mark = say("certificates.assumed") if rate.is_assumption else ""
    blocks.note(say("orders.invoice_note", rate=percent(rate.number, 1), mark=mark))
    with st.container(horizontal=True):
        for kind, label, make in (("xlsx", say("export.xlsx"), invoice_book),
                                  ("json", say("orders.invoice_json"), _json)):
            st.download_button(label, lambda make=make: make(ctx, one), mime=exports.TYPES[kind], on_click="ignore",
                               file_name=f"zhanbu-invoice-{one.entry}.{kind}", icon=":material/download:",
                               key=f"desk:orders:{name}:invoice_{kind}")
    if len(one.invoices) > red:
        blocks.note(say("orders.invoice_done"))
        return
    form = f"desk:orders:{name}:invoicing"
    left, right = st.columns(2)
    left.text_input(say("orders.invoice.number"), key=f"{form}:number", max_chars=40,
                    help=say("orders.invoice_number_help"))
    right.date_input(say("orders.invoice.issued_on"), **days(ctx.today, f"{form}:on"))
    acting.submit(ctx, form, say("orders.invoice_do"), RecordInvoice, lambda: RecordInvoice(
        name, text(f"{form}:number"), day(f"{form}:on", "issued_on")), icon=":material/receipt_long:", primary=False)


def invoice_book(ctx: Context, one: Booking) -> bytes:
    say, found = words("zh"), _fields(ctx, one)
    return workbook([Sheet(say("orders.invoice"), [say(f"orders.invoice.{name}") for name in FIELDS],
                           [list(found.values())])])


def _json(ctx: Context, one: Booking) -> bytes:
    return json.dumps({key: f"{value:f}" if isinstance(value, Decimal) else value
                       for key, value in _fields(ctx, one).items()}, ensure_ascii=False, indent=1).encode()


def _fields(ctx: Context, one: Booking) -> Mapping[str, Field]:
    """An invoice is in Chinese, whatever the page's language."""
    say, order = words("zh"), one.order
    remark = say("orders.invoice_remark", order=order.order, project=order.project_zh,
                 certificate=order.certificate or "–")
    if one.status == "refunded" and one.invoices:
        remark = say("orders.invoice_remark_red", remark=remark, number=one.invoices[0].number)
    return invoice_fields(one, ctx.snapshot.rules.at(order.trade_date), say("orders.invoice_item"),
                          say("orders.invoice_unit"), remark, say("orders.invoice_kind"))
