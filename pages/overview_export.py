"""The overview as a workbook: the reserve and what is owed, the time ahead, the last trades."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.ledger.income import to_villages
from core.market import Price
from core.numbers import ZERO, money, tonnes
from core.scenario.result import PERCENTILES
from pages import exports, outlook, workbooks
from pages.base import Context
from ui.format import month
from ui.linked import verified
from ui.workbook import Cell, Formula, Sheet, live
from ui.working import unit

T = "tCO₂e"


def buttons(ctx: Context, price: Price) -> None:
    exports.buttons(ctx, "overview", {"xlsx": lambda: book(ctx, price)})


def book(ctx: Context, price: Price) -> bytes:
    say, demo = ctx.say, ctx.snapshot.reserve.demo
    planned, _ = outlook.ahead(ctx)
    return workbooks.book(ctx, [
        Sheet(say("export.result"), (say("export.what"), say("export.value"), say("export.unit")), _state(ctx, price)),
        Sheet(say("export.months"), [say("column.month"), *(f"{one} %" for one in PERCENTILES), say("export.expected")],
              _months(ctx), ("",) + (exports.T3,) * (len(PERCENTILES) + 1)),
        Sheet(say("export.trades"), [say(f"column.{name}") for name in (
            "date", "project", "township", "act", "tonnes", "unit_price", "amount")], _trades(ctx),
            ("", "", "", "", exports.T3, exports.CNY, exports.CNY), total=say("export.sum"), sums=(4, 6))],
        (price.step, planned.step), read=("offset_max_share",), demo=demo)


def _state(ctx: Context, price: Price) -> list[Sequence[Cell]]:
    say, reserve, cny = ctx.say, ctx.snapshot.reserve, unit("CNY", ctx.say)
    notices = [one for one in ctx.snapshot.proposals if one.notice]
    owed, settled = (sum((getattr(one, name) for one in notices), ZERO) for name in ("owed_t", "settled_t"))
    left = reserve.stored_t - reserve.held_t - reserve.cancelled_t
    _, given, paid = to_villages(ctx.books)
    return [
        (say("reserve.stored"), reserve.stored_t, T), (say("reserve.held"), reserve.held_t, T),
        (say("reserve.cancelled"), reserve.cancelled_t, T),
        (say("reserve.available"), live("=B2-B3-B4", left, reserve.available_t), T),
        (say("export.noticed"), owed, T), (say("export.noticed_settled"), settled, T),
        (say("export.noticed_open"), Formula("=B6-B7", owed - settled), T),
        (say("price.column.average"), price.national_average, unit("CNY/t", say)),
        (say("export.price_share"), price.multiplier),
        (say("price.trading"), live("=ROUND(B9*B10,2)", money(price.national_average * price.multiplier),
                                    price.trading_price), unit("CNY/t", say)),
        (say("price.column.market_date"), price.market_date),
        (say("export.villages"), given, cny), (say("export.villages_paid"), paid, cny),
        (say("export.villages_open"), Formula("=B13-B14", given - paid), cny)]


def _months(ctx: Context) -> list[Sequence[Cell]]:
    planned, result = outlook.ahead(ctx)
    return [(month(row.month), *(tonnes(Decimal(f"{value:.6f}")) for value in result.balance[at]),
             tonnes(row.closing_t - row.short_t)) for at, row in enumerate(planned.months)]


def _trades(ctx: Context) -> list[Sequence[Cell]]:
    say = ctx.say
    return [(order.trade_date, say.pick(order.project_zh, order.project_en),
             say.pick(order.township_zh, order.township_en),
             verified(order.certificate, say.lang, say(f"order.{order.status}")), order.purchase_t,
             order.unit_price_cny, live("=ROUND(E{row}*F{row},2)", money(order.purchase_t * order.unit_price_cny),
                                        order.amount_cny)) for order in reversed(ctx.snapshot.reserve.orders)]
