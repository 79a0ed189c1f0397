"""A new order: what it settles, what offsets it, what the rest costs, which tonnes it would get; then the hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from core.compensation.certificates import usable
from core.compensation.quote import Quote, last_hold, most_owed, quote
from core.ledger.commands import HoldOrder
from core.ledger.entry import Entry
from core.ledger.fields import LONGEST_NAME, MOST
from core.ledger.occupation import Occupation
from core.ledger.occupation_acts import check_order, of_proposal, open_t
from core.ledger.order_acts import check_days
from core.ledger.state import Share
from core.numbers import ZERO, tonnes_down
from core.problem import Problem
from core.trace import as_json
from pages import parts
from pages.base import Context
from pages.desk_parts import acting, orders_quote
from pages.desk_parts.certificates_new import illustrative
from pages.desk_parts.named import called, plain
from pages.desk_parts.typed import day, days, decimal, shown, text
from ui import blocks
from ui.format import day as day_text
from ui.format import money, number, percent, tonnes_book, unit_price

FORM, ORDER, DRAWER = "desk:orders:new", "desk:orders:order", "desk:orders:create"
PROPOSAL, OWED, SERIALS = f"{FORM}:proposal", f"{FORM}:owed", f"{FORM}:serials"
DATE, UNTIL = f"{FORM}:date", f"{FORM}:until"


def form(ctx: Context) -> None:
    say = ctx.say
    blocks.step(1, say("orders.new.what"))
    one = _settles(ctx)
    if one is None:
        _typed(ctx)
    blocks.step(2, say("orders.new.offset"))
    _owed(ctx, one)
    _offsets(ctx, one)
    blocks.step(3, say("orders.new.quote"))
    _days(ctx)
    found = _quoted(ctx, one)
    acting.submit(ctx, FORM, say("orders.new.hold"), HoldOrder, lambda: _made(ctx, one, _quote(ctx)),
                  icon=":material/lock:", disabled=found is None or found.short, then=_then)


def _then(entries: tuple[Entry, ...]) -> None:
    """Its sheet is opened and the form shut: a second click must not meet the button of the next order."""
    st.session_state[ORDER] = entries[-1].body["order"]
    st.session_state[DRAWER] = False


def _demo(ctx: Context, one: Occupation | None) -> bool:
    return illustrative(ctx) if one is None else one.demo


def _settles(ctx: Context) -> Occupation | None:
    """The proposal whose notice the order settles; none for orders that no notice stands behind."""
    say, books = ctx.say, ctx.books
    waiting = sorted((name for name, one in reversed(books.occupations.items())
                      if not one.withdrawn and open_t(books, name)),
                     key=lambda name: books.occupations[name].choice is None)  # whose choice is known comes first
    if st.session_state.get(PROPOSAL) not in ("", *waiting):
        st.session_state[PROPOSAL] = waiting[0] if waiting else ""
    name = st.selectbox(
        say("orders.new.proposal"), [*waiting, ""], key=PROPOSAL, on_change=_forget,
        format_func=lambda each: say("orders.new.proposal_open", name=called(ctx, "occupation", each),
                                     open=tonnes_book(open_t(books, each))) if each else say("orders.new.without"))
    if not name:
        blocks.warning(say("orders.new.without_note"))
        return None
    one = books.occupations[name]
    if one.choice is not None:
        blocks.note(say("orders.new.chosen", offset=tonnes_book(one.choice.offset_t),
                        purchase=tonnes_book(one.choice.purchase_t), date=one.choice.chosen_on))
    elif one.notice is not None:
        blocks.note(say("orders.new.no_choice", notice=one.notice.number))
    return one


def _forget() -> None:
    """Tonnes belong to what they settle."""
    st.session_state.pop(OWED, None)


def _typed(ctx: Context) -> None:
    """What an order says of its project where no proposal does."""
    say, towns = ctx.say, ctx.snapshot.inventory.townships
    left, right = st.columns(2)
    left.text_input(say("field.ledger.project_zh"), key=f"{FORM}:project_zh", max_chars=LONGEST_NAME)
    right.text_input(say("field.ledger.project_en"), key=f"{FORM}:project_en", max_chars=LONGEST_NAME,
                     help=say("orders.new.english"))
    left.selectbox(say("orders.column.kind"), list(ctx.snapshot.kinds), key=f"{FORM}:kind",
                   format_func=lambda kind: say(f"project.{kind}"))
    if towns:
        right.selectbox(say("orders.column.township"), towns, key=f"{FORM}:township",
                        format_func=lambda town: say.pick(town.zh, town.en))
    else:
        right.text_input(say("field.ledger.township_zh"), key=f"{FORM}:township_zh", max_chars=LONGEST_NAME)
    st.text_input(say("orders.new.number"), key=f"{FORM}:order", max_chars=LONGEST_NAME,
                  placeholder=say("orders.new.number_given"))


def _owed(ctx: Context, one: Occupation | None) -> None:
    say = ctx.say
    if OWED not in st.session_state:
        st.session_state[OWED] = float(open_t(ctx.books, one.proposal)) if one is not None else None
    st.number_input(say("orders.new.owed"), step=1.0, format="%.3f", key=OWED,
                    help=say("orders.new.owed_help"))


def _offsets(ctx: Context, one: Occupation | None) -> None:
    """Certificates that may offset today, how much of each, and how far the share of the rule lets one go."""
    say = ctx.say
    demo = illustrative(ctx)
    found = {one.serial: one for one in usable(ctx.books, ctx.today, demo)}
    if not found:
        blocks.note(say("orders.new.no_certificates"))
    else:
        st.session_state[SERIALS] = [one for one in st.session_state.get(SERIALS, ()) if one in found]
        chosen = st.multiselect(
            say("orders.new.certificates"), list(found), key=SERIALS, placeholder=say("orders.new.certificates_none"),
            format_func=lambda serial: say("orders.new.certificate", serial=serial, left=tonnes_book(
                found[serial].left_t), until=found[serial].valid_until,
                kind=say(f"certificates.kind.{found[serial].kind}")))
        for serial in chosen:
            key = f"{FORM}:offset:{serial}"
            if key not in st.session_state:  # as much as it has, the share leaves and the occupier chose
                most = min(_limit(ctx), _wanted(ctx, one)) - _offset()
                st.session_state[key] = float(max(min(found[serial].left_t, most), ZERO))
            st.number_input(say("orders.new.offset_by", serial=plain(serial)), step=1.0, format="%.3f",
                            key=key)
    _share(ctx)
    _as_chosen(ctx, one)


def _wanted(ctx: Context, one: Occupation | None) -> Decimal:
    """What the occupier's choice leaves to be offset after earlier orders; all there is where nothing was chosen."""
    if one is None or one.choice is None:
        return MOST
    return one.choice.offset_t - sum((each.order.offset_t for each in of_proposal(ctx.books, one.proposal)), ZERO)


def _as_chosen(ctx: Context, one: Occupation | None) -> None:
    """The choice is the occupier's (R5): an order that goes another way says so."""
    if one is None or one.choice is None or st.session_state.get(OWED) is None:
        return
    wanted, offset = _wanted(ctx, one), _offset()
    last = decimal(OWED, "owed_t") >= open_t(ctx.books, one.proposal)
    if offset > wanted or (last and offset < wanted):
        blocks.warning(ctx.say("orders.new.not_chosen", wanted=tonnes_book(max(wanted, ZERO)),
                               offset=tonnes_book(offset)))


def _share(ctx: Context) -> None:
    """The limit, live."""
    if st.session_state.get(OWED) is None:
        return
    owed, offset, most = decimal(OWED, "owed_t"), _offset(), _limit(ctx)
    sentence = "orders.new.share_over" if offset > most else "orders.new.share"
    tell = blocks.warning if offset > most else blocks.note
    tell(ctx.say(sentence, most=tonnes_book(most), share=percent(_max_share(ctx)), offset=tonnes_book(offset),
                 purchase=tonnes_book(owed - offset), over=tonnes_book(offset - most)))


def _max_share(ctx: Context) -> Decimal:
    """Of the trade date; a day that no order may have is as good as today."""
    on = st.session_state.get(DATE)
    try:
        check_days(on or ctx.today, ctx.today, "–", ctx.snapshot.rules.at(ctx.today), ctx.today)
    except Problem:
        on = None
    return ctx.snapshot.rules.at(on or ctx.today)["offset_max_share"].number


def _limit(ctx: Context) -> Decimal:
    """The most that may be offset of what is owed."""
    return tonnes_down((shown(OWED) or ZERO) * _max_share(ctx))


def _offset() -> Decimal:
    return sum((tonnes for _, tonnes in _shares()), ZERO)


def _shares() -> tuple[Share, ...]:
    keys = {serial: f"{FORM}:offset:{serial}" for serial in st.session_state.get(SERIALS, ())}
    return tuple((serial, decimal(key, "offset_t")) for serial, key in keys.items()
                 if st.session_state.get(key) is not None)


def _days(ctx: Context) -> None:
    say, rules = ctx.say, ctx.snapshot.rules.at(ctx.today)
    valid = int(rules["quote_valid_days"].number)
    last = last_hold(ctx.snapshot.rules, ctx.today)
    left, right = st.columns(2)
    left.date_input(say("orders.new.date"), help=say("orders.new.date_help", days=valid), **days(ctx.today, DATE))
    right.date_input(say("orders.new.until"), help=say("orders.new.until_help", days=rules["hold_max_days"].number),
                     **days(min(ctx.today + timedelta(days=valid), last), UNTIL))


def _quote(ctx: Context) -> Quote:
    check_days(day(DATE, "trade_date"), day(UNTIL, "until"), "–", ctx.snapshot.rules.at(ctx.today), ctx.today)
    return quote(ctx.books, ctx.snapshot.series, ctx.snapshot.rules, decimal(OWED, "owed_t"), _shares(),
                 day(DATE, "trade_date"), ctx.today, illustrative(ctx))


def _quoted(ctx: Context, one: Occupation | None) -> Quote | None:
    """The terms as they would be, or why there are none."""
    say = ctx.say
    if st.session_state.get(OWED) is None:
        blocks.note(say("orders.new.waits"))
        return None
    try:
        found = _quote(ctx)
        check_order(ctx.books, _made(ctx, one, found))
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return None
    price = found.cost.price
    blocks.answer(say("orders.new.answer", purchase=tonnes_book(found.mix.purchase_t),
                      price=unit_price(price.trading_price), amount=money(found.cost.amount_cny),
                      day=day_text(price.market_date, say), average=unit_price(price.national_average),
                      valid=found.valid_until))
    parts.price_age(ctx)
    if found.short:
        _too_little(ctx, found)
    else:
        blocks.table([say(f"orders.lots.{name}") for name in ("lot", "plot", "tonnes")],
                     [[lot, ctx.books.lots[lot].lot.plot, number(tonnes, 3)] for lot, tonnes in found.lots], right=(2,))
        blocks.note(say("orders.new.lots_note", rule=say(f"orders.rule.{found.rule}")))
    until = st.session_state.get(UNTIL)
    for serial, _ in _shares():
        ends = ctx.books.certificates[serial].valid_until
        if isinstance(until, date) and ends < until:
            blocks.warning(say("orders.new.certificate_ends", serial=serial, valid=ends, until=until))
    parts.working(ctx, found.steps, "desk:orders:new_working")
    orders_quote.buttons(ctx, found, _shares())
    return found


def _too_little(ctx: Context, found: Quote) -> None:
    """What there is instead, one click away."""
    say = ctx.say
    most = most_owed(found.available_t, found.mix.offset_t, ctx.snapshot.rules, found.cost.price.trade_date)
    blocks.refusal(say.problem(Problem("reserve_short", wanted=found.mix.purchase_t, available=found.available_t)))
    if most > 0:
        st.button(say("orders.new.take_rest", tonnes=tonnes_book(most)), key="desk:orders:take_rest",
                  on_click=_take, args=(most,))


def _take(most: Decimal) -> None:
    st.session_state[OWED] = float(most)


def _made(ctx: Context, one: Occupation | None, found: Quote) -> HoldOrder:
    town = st.session_state.get(f"{FORM}:township")
    if one is not None:
        about = (one.project_zh, one.project_en, one.kind, one.township_zh, one.township_en)
    else:
        project, place = text(f"{FORM}:project_zh"), town.zh if town else text(f"{FORM}:township_zh")
        about = (project, text(f"{FORM}:project_en").strip() or project, text(f"{FORM}:kind"), place,
                 town.en if town else place)
    return HoldOrder(
        text(f"{FORM}:order").strip(), *about, found.cost.price.trade_date, found.mix.owed_t, _shares(),
        found.cost.price.trading_price, found.cost.amount_cny, day(UNTIL, "until"),
        {"price": as_json(found.cost.step), "mix": as_json(found.mix.step)}, _demo(ctx, one),
        one.proposal if one is not None else "")
