"""The statement of an occupier's project, to print, to write on, and as a workbook that computes again."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.account import Account
from core.numbers import money, tonnes
from pages import exports, workbooks
from pages.base import Context
from ui.documents.account import COLUMNS, notes, statement
from ui.documents.sheet import Sheet as Paper
from ui.linked import verified
from ui.workbook import Cell, Formula, Sheet, live
from ui.working import unit


def buttons(ctx: Context, found: Account, name: str) -> None:
    """`name`: of the files, the proposal's or the order's."""
    exports.papers(ctx, f"account-{name}", lambda: account_book(ctx, found), sheet(ctx, found))


def sheet(ctx: Context, found: Account) -> Paper:
    assert ctx.books.head is not None  # an order stands in the journal
    return statement(found, ctx.books.head, ctx.today, ctx.say)


def account_book(ctx: Context, found: Account) -> bytes:
    """Orders with purchase and amount computed; what is open is computed from what is owed."""
    say, t3, cny = ctx.say, exports.T3, unit("CNY", ctx.say)
    rows: list[Sequence[Cell]] = []
    for one in found.orders:
        order = one.order
        rows.append((
            order.order, order.trade_date, order.owed_t, order.offset_t,
            live("=ROUND(C{row}-D{row},3)", order.owed_t - order.offset_t, order.purchase_t), order.unit_price_cny,
            live("=ROUND(E{row}*F{row},2)", money(order.purchase_t * order.unit_price_cny), order.amount_cny),
            say(f"field.order_status.{one.status}"), one.paid_on, verified(order.certificate, say.lang)))
    sums: list[Sequence[Cell]] = [
        (say("account.owed"), tonnes(found.owed_t), "tCO₂e"),
        (say("account.settled"), tonnes(found.settled_t), "tCO₂e"),
        (say("account.open"), Formula("=B2-B3", tonnes(found.open_t)), "tCO₂e"),
        (say("account.offset"), tonnes(found.offset_t), "tCO₂e"),
        (say("account.purchase"), tonnes(found.purchase_t), "tCO₂e"),
        (say("account.cancelled"), tonnes(found.cancelled_t), "tCO₂e"),
        (say("account.amount"), money(found.amount_cny), cny), (say("account.paid"), money(found.paid_cny), cny),
        (say("account.open_cny"), Formula("=B8-B9", money(found.open_cny)), cny)]
    shares = [(one.order.order, serial, used) for one in found.living for serial, used in one.offsets]
    notice = found.notice
    return workbooks.book(ctx, [
        Sheet(say("account.sheet"), (say("export.what"), say("export.value"), say("export.unit")), sums),
        Sheet(say("account.orders"), [say(f"account.column.{name}") for name in COLUMNS], rows,
              ("", "", t3, t3, t3, exports.CNY, exports.CNY)),
        Sheet(say("account.offsets"), [say("account.column.order"), say("account.column.serial"),
                                       say("account.column.offset")], shares, ("", "", t3), total=say("export.sum"),
              sums=(2,))],
        asked=[(say("account.project"), say.pick(found.project_zh, found.project_en)),
               (say("account.township"), say.pick(found.township_zh, found.township_en)),
               (say("account.notice"), notice.number if notice else ""),
               (say("account.signed_on"), notice.signed_on if notice else None)],
        worked=[(say("account.title"), text) for text in notes(found, say)],
        read=("offset_max_share", "price_multiplier"), demo=found.demo)
