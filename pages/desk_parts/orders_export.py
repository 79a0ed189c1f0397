"""The list of orders as a workbook or CSV: one row an order, and one row a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.ledger.state import Booking
from core.numbers import ZERO, money
from core.problem import Problem
from kiosk import paper
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts.ends import end_of_hold
from ui import blocks
from ui.linked import verified
from ui.workbook import Cell, Sheet, comma_separated, live

COLUMNS = ("order", "project", "kind", "township", "date", "owed", "offset", "purchase", "price", "amount", "status",
           "until", "certificate", "proposal", "invoices", "entry", "demo")

READ = ("offset_max_share", "price_multiplier", "quote_valid_days", "hold_max_days", "hold_grace_days",
        "allocation_order")  # what became of an order's figures


def buttons(ctx: Context, found: Sequence[Booking], asked: Sequence[workbooks.Row]) -> None:
    """`asked`: by which filters they were found."""
    issued = [one for one in found if one.order.certificate]
    sheets = {"zip": lambda: paper.bundle(ctx.snapshot.store, ctx.snapshot, [
        one.order.certificate for one in issued], ctx.today)} if issued and drawable(ctx, issued) else {}
    exports.buttons(ctx, "orders", {"xlsx": lambda: orders_book(ctx, found, asked),
                                    "csv": lambda: comma_separated(_headers(ctx), _cells(ctx, found)), **sheets})


def drawable(ctx: Context, issued: Sequence[Booking]) -> bool:
    """Whether the certificates of these orders can be drawn; says what is in the way."""
    try:
        paper.check(issued)
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return False
    return True


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"orders.column.{name}") for name in COLUMNS]


def _cells(ctx: Context, found: Sequence[Booking]) -> list[Sequence[Cell]]:
    say = ctx.say
    return [(one.order.order, say.pick(one.order.project_zh, one.order.project_en),
             say(f"project.{one.order.kind}") if one.order.kind in ctx.snapshot.kinds else one.order.kind,
             say.pick(one.order.township_zh, one.order.township_en), one.order.trade_date, one.order.owed_t,
             one.order.offset_t, one.order.purchase_t, one.order.unit_price_cny, one.order.amount_cny,
             say(f"field.order_status.{one.status}"), end_of_hold(ctx, one),
             verified(one.order.certificate, say.lang), one.proposal,
             " ".join(invoice.number for invoice in one.invoices), one.entry,
             say("frame.demo") if one.order.demo else "") for one in found]


def orders_book(ctx: Context, found: Sequence[Booking], asked: Sequence[workbooks.Row] = ()) -> bytes:
    say, t3, cny = ctx.say, exports.T3, exports.CNY
    shares: list[Sequence[Cell]] = [
        (one.order.order, say("orders.from_lot", lot=name) if at < len(one.lots)
         else say("orders.from_certificate", serial=name), tonnes)
        for one in found for at, (name, tonnes) in enumerate((*one.lots, *one.offsets))]
    return workbooks.book(ctx, [
        Sheet(say("desk.view.orders"), _headers(ctx), [_live(row) for row in _cells(ctx, found)],
              ("", "", "", "", "", t3, t3, t3, cny, cny), total=say("export.sum"), sums=(5, 6, 7, 9)),
        Sheet(say("orders.parts"), (say("orders.column.order"), say("orders.from"), say("orders.lots.tonnes")), shares,
              ("", "", t3))], read=READ, asked=asked, demo=any(one.order.demo for one in found))


def _live(row: Sequence[Cell]) -> Sequence[Cell]:
    """Purchase and amount are computed: owed − offset, tonnes × price."""
    owed, offset, purchase, price, amount = (one if isinstance(one, Decimal) else ZERO for one in row[5:10])
    return (*row[:7], live("=ROUND(F{row}-G{row},3)", owed - offset, purchase), price,
            live("=ROUND(H{row}*I{row},2)", money(purchase * price), amount), *row[10:])
