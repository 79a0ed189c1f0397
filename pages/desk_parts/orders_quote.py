"""A quote as a workbook: what is owed, offset and bought, the price and the amount, computed again in the sheet."""

from __future__ import annotations

from collections.abc import Sequence

from core.compensation.quote import Quote
from core.ledger.state import Share
from pages import exports, workbooks
from pages.base import Context
from ui.workbook import Cell, Sheet


def buttons(ctx: Context, found: Quote, offsets: Sequence[Share]) -> None:
    exports.buttons(ctx, "quote", {"xlsx": lambda: book(ctx, found, offsets)})


def book(ctx: Context, found: Quote, offsets: Sequence[Share]) -> bytes:
    say, price = ctx.say, found.cost.price
    rows = workbooks.settlement(
        ctx, 2, found.mix.owed_t, found.mix.offset_t, found.mix.purchase_t,
        (price.national_average, price.multiplier), price.trading_price, found.cost.amount_cny)
    shares: list[Sequence[Cell]] = [
        *((say("orders.from_lot", lot=lot), tonnes) for lot, tonnes in found.lots),
        *((say("orders.from_certificate", serial=serial), tonnes) for serial, tonnes in offsets)]
    return workbooks.book(ctx, [
        Sheet(say("export.result"), (say("export.what"), say("export.value"), say("export.unit")),
              [*rows, (say("loss.market_day"), price.market_date)]),
        Sheet(say("orders.parts"), (say("orders.from"), say("orders.lots.tonnes")), shares, ("", exports.T3),
              total=say("export.sum"), sums=(1,))],
        found.steps, asked=[(say("orders.new.date"), price.trade_date)],
        read=("quote_valid_days", "hold_max_days", "allocation_order"))
