"""One order's income: how it would be split, sharing it, paying its parts out, taking either back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.ledger.portions import portions_of, share_of, working
from core.ledger.sharing import Distribution, Portion, RecordPayout, ShareIncome, UndoPayout, UndoSharing
from core.numbers import ZERO
from core.numbers import money as cents
from core.problem import Problem
from pages import exports, parts, workbooks
from pages.base import Context
from pages.desk_parts import acting, opening
from pages.desk_parts.documents import documents
from pages.desk_parts.named import called, plain
from pages.desk_parts.typed import day, days, text
from ui import blocks
from ui.format import money, number, percent
from ui.show import drawer
from ui.workbook import Cell, Sheet, live

Part = tuple[str, str]  # (party, village group)


def show(ctx: Context, order: str, state: str) -> None:
    """`state`: waiting, open (not fully paid out) or paid."""
    st.header(f"{plain(called(ctx, 'order', order))} · {ctx.say(f'sharing.state.{state}')}", anchor=False)
    found = ctx.books.distributions.get(order)
    if found is None:
        _preview(ctx, order)
    else:
        _shared(ctx, found)
    documents(ctx, "order", order)


def _preview(ctx: Context, order: str) -> None:
    say, booking = ctx.say, ctx.books.orders[order]
    try:
        portions = portions_of(ctx.books, booking)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        plot = problem.fields.get("plot")
        if plot is not None:
            st.button(say("sharing.to_plot", plot=plain(str(plot))), key="desk:sharing:to_plot",
                      icon=":material/arrow_forward:", on_click=opening.open_thing, args=("plot", str(plot)))
        return
    blocks.note(say("sharing.preview_note"))
    table(ctx, portions)
    parts.working(ctx, (working(ctx.books, booking.order, portions),), f"desk:sharing:working:{order}")
    _download(ctx, order, portions)
    label = say("sharing.share", amount=money(booking.order.amount_cny))
    acting.submit(ctx, acting.form(f"desk:sharing:share:{order}"), label, ShareIncome,
                  lambda: ShareIncome(order), icon=":material/call_split:")


def _shared(ctx: Context, found: Distribution) -> None:
    say = ctx.say
    blocks.note(say("sharing.shared_note", date=found.shared_on.isoformat(), number=found.entry,
                    amount=money(found.amount_cny)))
    table(ctx, found.portions)
    order = ctx.books.orders[found.order].order
    parts.working(ctx, (working(ctx.books, order, found.portions),), f"desk:sharing:working:{found.order}")
    _download(ctx, found.order, found.portions)
    unpaid = [one for one in _parts(found) if _paid(found, one) is None]
    paid = [one for one in _parts(found) if _paid(found, one) is not None]
    if unpaid:
        _pay(ctx, found, unpaid)
    if paid:
        drawer(say("sharing.undo_payout"), f"desk:sharing:undo_payout_of:{found.order}",
               lambda: _undo_payout(ctx, found, paid))
    else:
        drawer(say("sharing.undo"), f"desk:sharing:undo_of:{found.order}", lambda: acting.submit(
            ctx, acting.form(f"desk:sharing:undo:{found.order}"), say("sharing.undo"), UndoSharing,
            lambda: UndoSharing(found.order), icon=":material/undo:", primary=False))


def _download(ctx: Context, order: str, portions: Sequence[Portion]) -> None:
    exports.buttons(ctx, f"income-{order}", {"xlsx": lambda: income_book(ctx, order, portions)})


def income_book(ctx: Context, order: str, portions: Sequence[Portion]) -> bytes:
    """One order's income by lot and party, the amount computed: income of the lot × agreed share, where rounding to
    the last cent did not move it."""
    say, one = ctx.say, ctx.books.orders[order].order
    parts_cny = {lot: sum((each.amount_cny for each in portions if each.lot == lot), ZERO)
                 for lot in {each.lot for each in portions}}
    rows: list[Sequence[Cell]] = []
    for each in portions:
        part, share = parts_cny[each.lot], share_of(ctx.books, each)
        rows.append((each.lot, each.plot, who(ctx, (each.party, each.group_zh)), part, share,
                     live("=ROUND(D{row}*E{row},2)", cents(part * share), each.amount_cny), each.agreement,
                     each.paid_on))
    sheet = Sheet(say("sharing.part.orders"), [say(f"sharing.column.{name}") for name in (
        "lot", "plot", "party", "part", "share", "amount", "agreement", "paid_on")], rows,
        ("", "", "", exports.CNY, "0.00%", exports.CNY), total=say("export.sum"), sums=(5,))
    return workbooks.book(ctx, [sheet], (working(ctx.books, one, portions),), asked=[(
        say("sharing.column.order"), called(ctx, "order", order))], read=("village_income_share",), demo=one.demo)


def table(ctx: Context, portions: Sequence[Portion]) -> None:
    """Every portion with its lot, plot, share and whether it was paid out, and the sum."""
    say = ctx.say
    rows = [(who(ctx, (one.party, one.group_zh)), money(one.amount_cny), percent(share_of(ctx.books, one), 2),
             f"{one.paid_on.isoformat()} {say.pick(one.voucher, one.voucher)}" if one.paid_on else "–", one.lot,
             one.plot, number(one.tonnes, 3), one.agreement) for one in portions]
    total = (say("sharing.sum"), money(sum((one.amount_cny for one in portions), ZERO)), *("",) * 6)
    blocks.table([say(f"sharing.column.{name}") for name in (
        "party", "amount", "share", "paid_on", "lot", "plot", "tonnes", "agreement")], [*rows, total], (1, 2, 6),
        sum_row=True)


def who(ctx: Context, part: Part) -> str:
    """A village group by its name, another party by what it is."""
    party, group = part
    return ctx.say.pick(group, group) if group else ctx.say(f"sharing.party.{party}")


def _parts(found: Distribution) -> list[Part]:
    """Whom it was shared to, each once."""
    return list(dict.fromkeys((one.party, one.group_zh) for one in found.portions))


def _paid(found: Distribution, part: Part) -> Portion | None:
    return next((one for one in found.portions if (one.party, one.group_zh) == part and one.paid_on), None)


def _labels(ctx: Context, found: Distribution, among: list[Part]) -> dict[str, str]:
    """What a choice of parts offers; by names of their own, so that a part that is gone is not taken for the next."""
    amounts = {part: sum((one.amount_cny for one in found.portions if (one.party, one.group_zh) == part), ZERO)
               for part in among}
    return {"/".join(part): f"{who(ctx, part)} · {money(amount)}" for part, amount in amounts.items()}


def _chosen(key: str) -> Part:
    party, _, group = (st.session_state.get(key) or "").partition("/")
    if not party:
        raise Problem("payout_whom")
    return party, group


def _whom(ctx: Context, key: str, labels: dict[str, str]) -> None:
    st.selectbox(ctx.say("sharing.pay_whom"), list(labels), index=None, key=key,
                 placeholder=ctx.say("sharing.pay_choose"), format_func=lambda name: labels.get(name, "–"))


def _pay(ctx: Context, found: Distribution, unpaid: list[Part]) -> None:
    """One party's whole part at a time, with the number of the voucher."""
    say, key = ctx.say, acting.form(f"desk:sharing:pay:{found.order}")
    st.subheader(say("sharing.pay"), anchor=False)
    first, second, third = st.columns([2, 1, 1])
    with first:
        _whom(ctx, f"{key}:whom", _labels(ctx, found, unpaid))
    second.date_input(say("sharing.pay_on"), **days(ctx.today, f"{key}:on"))
    third.text_input(say("sharing.voucher"), key=f"{key}:voucher", max_chars=60)

    def make() -> RecordPayout:
        party, group = _chosen(f"{key}:whom")
        return RecordPayout(found.order, party, group, day(f"{key}:on", "paid_on"), text(f"{key}:voucher"))

    acting.submit(ctx, key, say("sharing.pay_record"), RecordPayout, make, icon=":material/payments:")


def _undo_payout(ctx: Context, found: Distribution, paid: list[Part]) -> None:
    say, key = ctx.say, acting.form(f"desk:sharing:undo_payout:{found.order}")
    _whom(ctx, f"{key}:whom", _labels(ctx, found, paid))
    acting.submit(ctx, key, say("sharing.undo_payout"), UndoPayout,
                  lambda: UndoPayout(found.order, *_chosen(f"{key}:whom")), icon=":material/undo:", primary=False)
