"""Registering one certificate, with what it would be worth before anything is written."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from core.ledger.commands import RegisterCertificate
from core.ledger.reserve_acts import KINDS, UNITS_OF
from core.numbers import tonnes_down
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.typed import day, days, decimal, shown, text
from ui import blocks
from ui.format import tonnes_book

FORM = "desk:certificates:new"


def form(ctx: Context) -> None:
    say, key = ctx.say, acting.form(FORM)
    county = ctx.snapshot.rules.at(ctx.today)["certificate_county"].text
    left, right = st.columns(2)
    kind = left.selectbox(say("certificates.column.kind"), KINDS, key=f"{key}:kind",
                          format_func=lambda kind: say(f"certificates.kind.{kind}"))
    units, unit_key = UNITS_OF[kind], f"{key}:unit:{kind}"
    right.text_input(say("certificates.column.serial"), key=f"{key}:serial", max_chars=60)
    left.text_input(say("certificates.column.issuer"), key=f"{key}:issuer", max_chars=60)
    right.text_input(say("certificates.column.place"), value=county, key=f"{key}:place", max_chars=60,
                     help=say("certificates.place_help", county=county))
    left.date_input(say("certificates.column.until"), **days(ctx.today + timedelta(days=365), f"{key}:until"))
    with right:
        amount, unit = st.columns([3, 2], vertical_alignment="bottom")
        amount.number_input(say("certificates.column.quantity"), value=None, step=1.0, format="%.3f",
                            key=f"{key}:quantity")
        unit.segmented_control(say("certificates.column.unit"), units, default=units[0], required=True, key=unit_key)
    _worth(ctx, key, unit_key)
    demo = illustrative(ctx)
    if demo:
        blocks.note(say("certificates.demo_note"))
    acting.submit(ctx, key, say("certificates.register"), RegisterCertificate, lambda: RegisterCertificate(
        text(f"{key}:serial"), text(f"{key}:kind"), text(f"{key}:issuer"), text(f"{key}:place").strip(),
        day(f"{key}:until", "valid_until"), decimal(f"{key}:quantity", "quantity"), text(unit_key), demo),
        icon=":material/add:")


def illustrative(ctx: Context) -> bool:
    """In illustrative books everything is: certificates go with lots of the same sort only."""
    return any(stock.lot.demo for stock in ctx.books.lots.values())


def _worth(ctx: Context, key: str, unit_key: str) -> None:
    """Tonnes that the certificate would offset, with the dated factor."""
    say, quantity = ctx.say, shown(f"{key}:quantity")
    factor = ctx.snapshot.rules.at(ctx.today)["green_power_t_per_mwh"]
    if st.session_state.get(unit_key) != "MWh":
        blocks.note(say("certificates.worth_t"))
        return
    worth = None if quantity is None else tonnes_down(quantity * factor.number)
    mark = say("certificates.assumed") if factor.is_assumption else ""
    blocks.note(say("certificates.worth_mwh", factor=factor.number, since=factor.since, mark=mark,
                    tonnes=tonnes_book(worth) if worth is not None else "–"))
