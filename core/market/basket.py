"""Tonnes bought on several dates: each priced by its own market day, rounded once, then summed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.market.days import Series
from core.market.price import Price, trading_price
from core.numbers import ZERO, money
from core.problem import Problem
from core.rules.book import RuleBook
from core.sheet import Column

MOST_T = Decimal(10_000_000)
COLUMNS = (Column("date", ("日期", "交易日期", "购买日期", "trade date"), required=True),
           Column("tonnes", ("吨数", "购买量", "数量", "tonnes", "quantity"), required=True),
           Column("label", ("备注", "项目", "名称", "note", "project")))


@dataclass(frozen=True, slots=True)
class Entry:
    """A purchase as entered: tonnes to 0.001 t."""

    trade_date: date
    tonnes: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its price and amount (CNY), or why it has none. `assumed`: the market day of its price may still
    be replaced by a later one, for the trade date lies beyond what is known."""

    entry: Entry
    price: Price | None = None
    amount_cny: Decimal | None = None
    problem: Problem | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines as entered; sums over those that have an amount."""

    lines: tuple[Line, ...]

    @property
    def tonnes(self) -> Decimal:
        return sum((line.entry.tonnes for line in self.lines if line.amount_cny is not None), ZERO)

    @property
    def amount_cny(self) -> Decimal:
        """Σ of the rounded amounts, as the invoices will add up."""
        return sum((line.amount_cny for line in self.lines if line.amount_cny is not None), ZERO)


def price_basket(series: Series, book: RuleBook, entries: Iterable[Entry], today: date) -> Basket:
    """Each entry: round(trading price of its date × tonnes, 2). A line that cannot be priced keeps its Problem
    (`basket_tonnes`, `price_before_market`); the others stand."""
    return Basket(tuple(_line(series, book, entry, today) for entry in entries))


def _line(series: Series, book: RuleBook, entry: Entry, today: date) -> Line:
    try:
        if not (entry.tonnes.is_finite() and 0 < entry.tonnes <= MOST_T):
            raise Problem("basket_tonnes", value=entry.tonnes, limit=MOST_T)
        price = trading_price(series, entry.trade_date, book)
    except Problem as problem:
        return Line(entry, problem=problem)
    return Line(entry, price, money(price.trading_price * entry.tonnes), assumed=entry.trade_date > today)
