"""The occupier's choice between offsetting and buying, what it costs today, and the orders that follow."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.compensation.mix import cost, mix
from core.ledger.account import of_notice
from core.ledger.occupation import ChooseCompensation, LossNotice, Occupation
from core.ledger.occupation_acts import check_chosen, of_proposal, open_t
from core.numbers import ZERO, tonnes_down
from core.problem import Problem
from pages import parts
from pages.base import Context
from pages.desk_parts import account, acting, opening
from pages.desk_parts.typed import day, days, decimal, shown
from ui import blocks
from ui.format import money, number, percent, tonnes_book, unit_price
from ui.linked import verified

FORM = "desk:occupations:choose"
TONNES, SHARE, DATE, FOR = f"{FORM}:tonnes", f"{FORM}:share", f"{FORM}:date", f"{FORM}:for"


def form(ctx: Context, one: Occupation) -> None:
    """By share or by tonnes: the one follows the other; what is not offset is bought."""
    say, notice = ctx.say, one.notice
    assert notice is not None
    if one.choice is None:
        st.subheader(say("occupations.choose"), anchor=False)
    _start(one)
    on = st.date_input(say("occupations.chosen_on"), **days(max(ctx.today, notice.signed_on), DATE))
    on = on if on and notice.signed_on <= on <= ctx.today else ctx.today  # another is refused below
    share = ctx.snapshot.rules.at(on)["offset_max_share"].number
    left, right = st.columns(2, vertical_alignment="bottom")
    left.slider(say("loss.offset_slider", limit=percent(share)), 0, int(share * 100), key=SHARE, format="%d%%",
                on_change=_by_share, args=(notice.owed_t,))
    right.number_input(say("occupations.offset_t"), step=1.0, format="%.3f", key=TONNES,
                       on_change=_by_tonnes, args=(notice.owed_t, int(share * 100)))
    fits = _price(ctx, one, notice)
    acting.submit(ctx, FORM, say("occupations.choose_do"), ChooseCompensation,
                  lambda: ChooseCompensation(one.proposal, day(DATE, "chosen_on"), decimal(TONNES, "offset_t")),
                  icon=":material/balance:", disabled=not fits)


def _start(one: Occupation) -> None:
    """The inputs begin with what was chosen before; those of another proposal are forgotten."""
    assert one.notice is not None
    chosen = one.choice.offset_t if one.choice else Decimal(0)
    if st.session_state.get(FOR) != one.notice.number or TONNES not in st.session_state:
        st.session_state[FOR] = one.notice.number
        st.session_state[TONNES] = float(chosen)
        st.session_state[SHARE] = int(chosen / one.notice.owed_t * 100)
        st.session_state.pop(DATE, None)


def _by_share(owed_t: Decimal) -> None:
    st.session_state[TONNES] = float(tonnes_down(owed_t * st.session_state[SHARE] / 100))


def _by_tonnes(owed_t: Decimal, most: int) -> None:
    st.session_state[SHARE] = min(max(int((shown(TONNES) or ZERO) / owed_t * 100), 0), most)


def _price(ctx: Context, one: Occupation, notice: LossNotice) -> bool:
    """The rest, bought at today's price; whether the split is one that may be chosen."""
    say = ctx.say
    try:
        on = day(DATE, "chosen_on")
        check_chosen(one, on, ctx.today)
        split = mix(notice.owed_t, decimal(TONNES, "offset_t"), ctx.snapshot.rules.at(on))
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return False
    due = cost(split.purchase_t, parts.price_today(ctx))
    blocks.answer(say("occupations.choice_answer", offset=tonnes_book(split.offset_t),
                      purchase=tonnes_book(split.purchase_t), price=unit_price(due.price.trading_price),
                      amount=money(due.amount_cny)))
    blocks.note(say("occupations.choice_note", most=tonnes_book(split.offset_max_t)))
    parts.price_age(ctx)
    parts.working(ctx, (split.step, due.step), "desk:occupations:choice_working")
    return True


def orders(ctx: Context, one: Occupation) -> None:
    """Orders that settle the notice, and the way to the next one."""
    say, found = ctx.say, of_proposal(ctx.books, one.proposal)
    st.subheader(say("occupations.orders"), anchor=False)
    left = open_t(ctx.books, one.proposal)
    if one.choice is not None:
        blocks.note(say("occupations.chosen", date=one.choice.chosen_on, offset=tonnes_book(one.choice.offset_t),
                        purchase=tonnes_book(one.choice.purchase_t)))
    if found:
        blocks.table([say(f"occupations.order.{name}") for name in (
            "order", "status", "owed", "offset", "purchase", "amount", "certificate")], [
            [booking.order.order, say(f"field.order_status.{booking.status}"), number(booking.order.owed_t, 3),
             number(booking.order.offset_t, 3), number(booking.order.purchase_t, 3), money(booking.order.amount_cny),
             verified(booking.order.certificate, say.lang) or "–"] for booking in reversed(found)], right=(2, 3, 4, 5))
    blocks.note(say("occupations.open_note", open=tonnes_book(left)) if left else say("occupations.all_ordered"))
    blocks.note(say("account.lead"))
    account.buttons(ctx, of_notice(ctx.books, one.proposal), one.proposal)
    with st.container(horizontal=True):
        if left:
            st.button(say("occupations.to_order"), key="desk:occupations:to_order", icon=":material/shopping_cart:",
                      on_click=_to_order, args=(one.proposal,))
        for booking in found[-6:]:
            name = booking.order.order
            st.button(say("occupations.see_order", order=name), key=f"desk:occupations:order:{name}", type="tertiary",
                      on_click=opening.open_thing, args=("order", name))


def _to_order(proposal: str) -> None:
    """The order's form, with this proposal chosen."""
    opening.open_thing("order", "")
    st.session_state["desk:orders:new:proposal"] = proposal
    st.session_state.pop("desk:orders:new:owed", None)
    st.session_state["desk:orders:create"] = True
