"""What an order would cost and which tonnes it would get, before anything is held (R5–R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.compensation.mix import Cost, Mix, cost, mix
from core.ledger import fields
from core.ledger.order_acts import allocate, check_offsets, for_sale
from core.ledger.state import Books, Share
from core.market import Series, trading_price
from core.numbers import ZERO, tonnes_down
from core.problem import Problem
from core.rules.book import RuleBook
from core.trace import Step


@dataclass(frozen=True, slots=True)
class Quote:
    """`lots`: what would be taken, under the `rule`; empty where the reserve has too little, whose `available_t` is
    what there is. `valid_until`: the last day on which this price may be used; `hold_until`: the last a hold made today
    may have."""

    mix: Mix
    cost: Cost
    lots: tuple[Share, ...]
    rule: str
    available_t: Decimal
    valid_until: date
    hold_until: date

    @property
    def short(self) -> bool:
        return self.mix.purchase_t > self.available_t

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.mix.step, self.cost.step


def quote(books: Books, series: Series, book: RuleBook, owed_t: Decimal, offsets: tuple[Share, ...], trade_date: date,
          today: date, demo: bool) -> Quote:
    """The terms of an order. Problems: those of the order's parts, of the mix and of the price."""
    owed = fields.tonnes(owed_t, "owed_t")
    taken = check_offsets(books, offsets, "–", demo, today)
    split = mix(owed, sum((tonnes for _, tonnes in taken), ZERO), book.at(trade_date))
    amount = cost(split.purchase_t, trading_price(series, trade_date, book))
    rules = book.at(today)
    rule = rules["allocation_order"].text
    lots = for_sale(books.lots.values(), demo, rules, today)
    available = sum((lot.available_t for lot in lots), ZERO)
    try:
        shares = allocate(lots, split.purchase_t, rule)
    except Problem as problem:
        if problem.key != "reserve_short":
            raise
        shares = ()
    return Quote(split, amount, shares, rule, available,
                 trade_date + timedelta(days=int(rules["quote_valid_days"].number)), last_hold(book, today))


def last_hold(book: RuleBook, today: date) -> date:
    """The last day that a hold made today may have."""
    return today + timedelta(days=int(book.at(today)["hold_max_days"].number))


def most_owed(available_t: Decimal, offset_t: Decimal, book: RuleBook, trade_date: date) -> Decimal:
    """The largest order that the available tonnes can serve beside this offset, to 0.001 t; without it where so much
    offset would be above its share."""
    owed = available_t + offset_t
    return owed if offset_t <= tonnes_down(owed * book.at(trade_date).number("offset_max_share")) else available_t
