"""The register of offset certificates: what is left of each, what ends soon, which orders used it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.compensation.certificates import STATES, endings, soon, standing, uses
from core.ledger.state import Certificate
from core.numbers import ZERO
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import certificates_list, certificates_new, certificates_sheet
from ui import blocks, link
from ui.blocks import Card
from ui.format import T, number
from ui.show import drawer
from ui.workbook import Cell, Sheet, comma_separated, live

SERIAL, STATE, TEXT = "desk:certificates:serial", "desk:certificates:state", "desk:certificates:text"
ALL = "desk:certificates:all"
SHOWN = 30
READERS: dict[str, object] = {SERIAL: ("", str), STATE: ("", link.one_of("", *STATES)), TEXT: ("", str)}


def show(ctx: Context) -> None:
    say = ctx.say
    every = tuple(reversed(ctx.books.certificates.values()))
    if every:
        _summary(ctx, every)
        _warnings(ctx)
        found = _found(ctx, every)
        certificates_sheet.choose(ctx, [one.serial for one in found], SERIAL)  # before the list, which may be long
        _table(ctx, found)
        exports.buttons(ctx, "certificates", {"xlsx": lambda: register_book(ctx, found),
                                              "csv": lambda: comma_separated(_headers(ctx), _cells(ctx, found))})
    else:
        blocks.answer(say("certificates.empty"))
    drawer(say("certificates.new"), "desk:certificates:register", lambda: certificates_new.form(ctx))
    drawer(say("certificates.list"), "desk:certificates:check", lambda: certificates_list.show(ctx))


def state_of(ctx: Context, one: Certificate) -> str:
    return standing(one, ctx.today, soon(ctx.snapshot.rules.at(ctx.today), ctx.today))


def _summary(ctx: Context, every: Sequence[Certificate]) -> None:
    say = ctx.say
    by = {state: [one for one in every if state_of(ctx, one) == state] for state in STATES}
    left = sum((one.left_t for state in ("usable", "ends_soon") for one in by[state]), ZERO)
    days = ctx.snapshot.rules.at(ctx.today)["desk_soon_days"].number
    blocks.answer(say("certificates.answer", count=len(every), left=number(left, 3), soon=len(by["ends_soon"]),
                      days=days))
    blocks.cards([
        Card(say("certificates.left"), number(left, 3), T, "", "available"),
        Card(say("certificates.used"), number(sum((one.used_t for one in every), ZERO), 3), T, "", "cancelled"),
        Card(say("certificates.soon"), str(len(by["ends_soon"])), "",
             say("certificates.soon_note", days=days), "held"),
        Card(say("certificates.gone"), str(len(by["expired"]) + len(by["withdrawn"])), "", "", "line")])


def _warnings(ctx: Context) -> None:
    """Certificates that end while a hold that uses them still runs."""
    for one in endings(ctx.books):
        blocks.warning(ctx.say("certificates.ends_in_hold", serial=one.serial, order=one.order,
                               valid=one.valid_until, until=one.until))


def _found(ctx: Context, every: Sequence[Certificate]) -> list[Certificate]:
    """What the filters leave."""
    say = ctx.say
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    state = left.segmented_control(
        say("certificates.filter"), ("", *STATES), key=STATE, required=True, persist_state="session",
        format_func=lambda one: say(f"certificates.state.{one}") if one else say("certificates.every"))
    typed = right.text_input(say("certificates.text"), key=TEXT, persist_state="session", max_chars=60)
    text = typed.casefold().strip()
    return [one for one in every if state in ("", state_of(ctx, one))
            and text in f"{one.serial} {one.issuer} {say(f'certificates.kind.{one.kind}')}".casefold()]


def _table(ctx: Context, found: Sequence[Certificate]) -> None:
    say = ctx.say
    if not found:
        blocks.note(say("certificates.none_found"))
        return
    shown = found if st.session_state.get(ALL) else found[:SHOWN]
    blocks.table([say(f"certificates.column.{name}") for name in ("serial", "kind", "issuer", "until", "quantity",
                                                                  "tonnes", "used", "left", "state")],
                 [[one.serial, say(f"certificates.kind.{one.kind}"), say.pick(one.issuer, one.issuer),
                   one.valid_until.isoformat(), f"{number(one.quantity, 3)} {one.unit}", number(one.tonnes, 3),
                   number(one.used_t, 3), number(one.left_t, 3), say(f"certificates.state.{state_of(ctx, one)}")]
                  for one in shown], right=range(4, 8))
    if len(found) > SHOWN:
        st.toggle(say("certificates.all", count=len(found)), key=ALL)


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"certificates.column.{name}") for name in (
        "serial", "kind", "issuer", "until", "quantity", "unit", "tonnes", "used", "left", "state", "orders", "demo")]


def _cells(ctx: Context, found: Sequence[Certificate]) -> list[Sequence[Cell]]:
    say, used = ctx.say, uses(ctx.books)
    return [(one.serial, say(f"certificates.kind.{one.kind}"), say.pick(one.issuer, one.issuer), one.valid_until,
             one.quantity, one.unit, one.tonnes, one.used_t, one.left_t,
             say(f"certificates.state.{state_of(ctx, one)}"), " ".join(use.order for use in used.get(one.serial, ())),
             say("frame.demo") if one.demo else "")
            for one in found]


def register_book(ctx: Context, found: Sequence[Certificate]) -> bytes:
    say, t3 = ctx.say, exports.T3
    sheet = Sheet(say("desk.view.certificates"), _headers(ctx), _live(_cells(ctx, found)),
                  ("", "", "", "", t3, "", t3, t3, t3), total=say("export.sum"), sums=(6, 7, 8))
    return workbooks.book(
        ctx, [sheet], demo=any(one.demo for one in found),
        read=("offset_max_share", "certificate_county", "green_power_t_per_mwh"), asked=workbooks.filters(
            ctx, (say("certificates.filter"), STATE, lambda one: say(f"certificates.state.{one}")),
            (say("certificates.text"), TEXT, None)))


def _live(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """What is left is computed: tonnes − used."""
    return [(*row[:8], live("=G{row}-H{row}", row[6] - row[7], row[8]), *row[9:])
            if isinstance(row[6], Decimal) and isinstance(row[7], Decimal) and isinstance(row[8], Decimal) else row
            for row in rows]
