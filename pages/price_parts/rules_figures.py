"""The figures of a comparison of pricing rules as tables and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from core.market.policy import Effect, Policy
from core.numbers import money as cents
from core.trace import Step
from pages import exports, workbooks
from pages.base import Context
from ui.format import money, number, percent
from ui.workbook import Cell, Sheet, live

Table = tuple[list[str], list[list[str]], tuple[int, ...]]


def labels(policies: Mapping[str, Policy]) -> list[str]:
    """A · in force, B · 25 %, …"""
    return [f"{letter} · {one.name}" for letter, one in policies.items()]


def figure_rows(ctx: Context, found: Sequence[Effect]) -> list[list[str]]:
    """One figure a row, one rule a column; costs with their difference to the first."""
    say, force = ctx.say, found[0]

    def row(name: str, cells: Callable[[Effect], str]) -> list[str]:
        return [say(f"policy.row.{name}"), *(cells(one) for one in found)]

    return [
        row("mean", lambda one: money(one.mean)), row("low", lambda one: money(one.low)),
        row("high", lambda one: money(one.high)),
        row("volatility", lambda one: "–" if one.volatility is None else percent(one.volatility, 1)),
        row("largest", lambda one: say("policy.cell.both", value=money(one.largest), about=one.largest_on)
            if one.largest else money(one.largest)),
        row("at_floor", lambda one: number(one.at_floor)), row("at_ceiling", lambda one: number(one.at_ceiling)),
        row("cost", lambda one: money(one.cost)),
        row("difference", lambda one: "–" if one is force else _difference(ctx, one.cost - force.cost, force.cost)),
        row("villages", lambda one: money(one.villages)), row("rest", lambda one: money(one.rest)),
    ]


def _difference(ctx: Context, difference: Decimal, base: Decimal) -> str:
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    if not base:
        return f"{sign}{money(abs(difference))}"
    return ctx.say("policy.cell.both", value=f"{sign}{money(abs(difference))}",
                   about=f"{sign}{percent(abs(difference) / base, 1)}")


def basket_table(ctx: Context, letters: str, found: Sequence[Effect]) -> Table:
    """Each purchase under each rule; the last row is the total."""
    say, bills = ctx.say, found[0].bills
    rows = [[bill.purchase.on.isoformat(), bill.purchase.label or "–", number(bill.purchase.tonnes, 3),
             *(text for one in found for text in (str(one.bills[at].quote.price), number(one.bills[at].amount, 2)))]
            for at, bill in enumerate(bills)]
    total = [say("policy.total"), "", number(sum((one.purchase.tonnes for one in bills), Decimal(0)), 3),
             *(text for one in found for text in ("", number(one.cost, 2)))]
    return _heads(ctx, letters), [*rows, total], tuple(range(2, 3 + 2 * len(found)))


def _heads(ctx: Context, letters: str) -> list[str]:
    say = ctx.say
    return [say("policy.column.on"), say("policy.column.label"), say("policy.column.tonnes"),
            *(say(f"policy.column.{name}", letter=letter) for letter in letters for name in ("price", "amount"))]


def export(ctx: Context, policies: Mapping[str, Policy], found: Sequence[Effect],
           steps: Callable[[], tuple[Step, ...]]) -> None:
    """The comparison, each day's prices, each purchase, the working and the rules as a workbook."""
    exports.buttons(ctx, "price-rules", {"xlsx": lambda: _book(ctx, policies, found, steps())})


def _book(ctx: Context, policies: Mapping[str, Policy], found: Sequence[Effect], steps: tuple[Step, ...]) -> bytes:
    say, names = ctx.say, labels(policies)
    figures: list[tuple[str, Callable[[Effect], Cell]]] = [
        ("mean", lambda one: one.mean), ("low", lambda one: one.low), ("high", lambda one: one.high),
        ("volatility", lambda one: one.volatility), ("largest", lambda one: one.largest),
        ("largest_on", lambda one: one.largest_on), ("at_floor", lambda one: one.at_floor),
        ("at_ceiling", lambda one: one.at_ceiling), ("cost", lambda one: one.cost),
        ("difference", lambda one: one.cost - found[0].cost), ("villages", lambda one: one.villages),
        ("rest", lambda one: one.rest)]
    days: list[Sequence[Cell]] = [(quote.trade_date, *(one.quotes[at].price for one in found))
                                  for at, quote in enumerate(found[0].quotes)]
    bills: list[Sequence[Cell]] = [
        (bill.purchase.on, bill.purchase.label, bill.purchase.tonnes,
         *(cell for column, one in enumerate(found) for cell in _billed(one, at, 3 + 2 * column)))
        for at, bill in enumerate(found[0].bills)]
    cny = (exports.CNY,) * (2 * len(found))
    demo = any(bill.purchase.label for bill in found[0].bills) and ctx.snapshot.reserve.demo
    return workbooks.book(ctx, [
        Sheet(say("policy.sheet.figures"), [say("policy.column.figure"), *names],
              [(say(f"policy.row.{name}"), *(cell(one) for one in found)) for name, cell in figures]),
        Sheet(say("policy.sheet.prices"), [say("price.column.date"), *names], days, ("", *cny)),
        Sheet(say("policy.sheet.purchases"), _heads(ctx, "".join(policies)), bills, ("", "", exports.T3, *cny),
              total=say("export.sum"), sums=(2, *range(4, 3 + 2 * len(found), 2)))], steps, demo=demo)


def _billed(one: Effect, at: int, column: int) -> tuple[Cell, Cell]:
    """Price and amount of a purchase under a rule; the amount is computed: tonnes × price. `column`: of the price."""
    bill = one.bills[at]
    return bill.quote.price, live(f"=ROUND(C{{row}}*{chr(ord('A') + column)}{{row}},2)",
                                  cents(bill.purchase.tonnes * bill.quote.price), bill.amount)
