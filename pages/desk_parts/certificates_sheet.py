"""One certificate: its terms, the orders that used it, withdrawing and correcting it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.compensation.certificates import soon, standing, uses
from core.ledger.commands import WithdrawCertificate
from core.ledger.state import Certificate
from pages.base import Context
from pages.desk_parts import acting, opening
from pages.desk_parts.correcting import correction
from pages.desk_parts.documents import documents
from pages.desk_parts.named import plain
from ui import blocks
from ui.format import number, tonnes_book
from ui.show import drawer


def choose(ctx: Context, serials: Sequence[str], key: str) -> None:
    """The one that is picked, from this list or from another view."""
    say, known = ctx.say, ctx.books.certificates
    chosen = st.session_state.get(key)
    if chosen and chosen not in known:
        blocks.note(say("certificates.unknown", serial=chosen))
        st.session_state[key] = ""
    options = ["", *([chosen] if chosen in known and chosen not in serials else []), *serials]
    serial = st.selectbox(say("certificates.choose"), options, key=key, persist_state="session",
                          format_func=lambda one: one or say("certificates.choose_none"))
    if serial:
        _sheet(ctx, known[serial])


def _sheet(ctx: Context, one: Certificate) -> None:
    say = ctx.say
    state = standing(one, ctx.today, soon(ctx.snapshot.rules.at(ctx.today), ctx.today))
    mark = f" · {say('frame.demo')}" if one.demo else ""
    blocks.answer(say("certificates.one", serial=blocks.typed(one.serial), kind=say(f"certificates.kind.{one.kind}"),
                      state=say(f"certificates.state.{state}"), left=tonnes_book(one.left_t)) + mark)
    blocks.table([say(f"certificates.column.{name}") for name in ("issuer", "place", "until", "quantity", "factor",
                                                                  "tonnes", "used", "left")],
                 [[say.pick(one.issuer, one.issuer), one.place, one.valid_until.isoformat(),
                   f"{number(one.quantity, 3)} {one.unit}", str(one.factor), number(one.tonnes, 3),
                   number(one.used_t, 3), number(one.left_t, 3)]], right=range(3, 8))
    _used(ctx, one)
    form = f"desk:certificates:{one.serial}"
    if not one.withdrawn:
        drawer(say("certificates.withdraw"), f"{form}:withdraw", lambda: _withdraw(ctx, one, f"{form}:withdrawing"))
    correction(ctx, form, "certificate", one)
    documents(ctx, "certificate", one.serial)
    st.button(say("desk.history_of"), key=f"{form}:history", icon=":material/history:", type="tertiary",
              on_click=opening.open_history, args=("certificate", one.serial))


def _used(ctx: Context, one: Certificate) -> None:
    say = ctx.say
    found = uses(ctx.books).get(one.serial, ())
    if not found:
        blocks.note(say("certificates.unused"))
        return
    blocks.table([say(f"certificates.use.{name}") for name in ("order", "project", "tonnes", "status")],
                 [[use.order, say.pick(use.project_zh, use.project_en), number(use.tonnes, 3),
                   say(f"field.order_status.{use.status}")] for use in found], right=(2,))
    with st.container(horizontal=True):
        for use in found[-6:]:
            st.button(plain(use.order), key=f"desk:certificates:open:{use.order}", type="tertiary",
                      icon=":material/chevron_right:", on_click=opening.open_thing, args=("order", use.order))


def _withdraw(ctx: Context, one: Certificate, form: str) -> None:
    blocks.note(ctx.say("certificates.withdraw_note", used=tonnes_book(one.used_t), left=tonnes_book(one.left_t)))
    acting.submit(ctx, form, ctx.say("certificates.withdraw"), WithdrawCertificate,
                  lambda: WithdrawCertificate(one.serial), icon=":material/block:", primary=False)
