"""The trading price of a date, with its working.

Trading price = round(average × multiplier, 2), half up, then not below the floor and not above the ceiling
(domain.md §3.4; paper §二(三)(2)). The average is that of the last counting market days strictly before the trade
date, as many as the window has (one, by the rule in force), rounded once to 0.01 as the exchange publishes it. Where
the price is set once a year, it is the days before 1 January of the trade date's year; in a year before which no day
counts, the days before the trade date. Every rule is read as it stands on the trade date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.market.days import MarketDay, Series
from core.market.price_working import working
from core.market.terms import Terms, terms
from core.market.window import average, window_before
from core.problem import Problem
from core.rules.book import RuleBook
from core.trace import Step


@dataclass(frozen=True, slots=True)
class Price:
    """What one tonne costs on `trade_date` and why. Prices in CNY/t.

    `national_average`: of the window's days; `market_date`, `day`: the last of them. `skipped`: market days after it,
    before the trade date, that do not count, latest first. `bound`: `floor` or `ceiling` where that is the price.
    """

    trade_date: date
    market_date: date
    national_average: Decimal
    multiplier: Decimal
    trading_price: Decimal
    definition: str
    day: MarketDay
    step: Step
    skipped: tuple[date, ...] = ()
    bound: str = ""


def trading_price(series: Series, trade_date: date, book: RuleBook) -> Price:
    """The price of a trade date; Problem `price_before_market` when no counting day lies before it, `price_bounds`."""
    first_known = series.first_date if len(series) else None
    if first_known is None or trade_date <= first_known:  # said before any rule is asked, which may be younger still
        raise Problem("price_before_market", date=trade_date, first=first_known)
    under = terms(book, trade_date)
    start = priced_from(series, trade_date, under)
    weighed = window_before(series, start, under)
    if not weighed:
        raise Problem("price_before_market", date=trade_date, first=first_known)
    last, first = weighed[0].day, weighed[-1].day
    passed = tuple(series.between(first.market_date, start))[::-1]
    consulted = tuple(day for day in passed if day.market_date < start)
    mean = average(weighed)
    price, bound = under.price(mean)
    return Price(
        trade_date, last.market_date, mean, under.multiplier, price, under.counting.definition, last,
        working(weighed, consulted, start, mean, under, book.at(trade_date)),
        tuple(day.market_date for day in consulted if day.market_date > last.market_date), bound)


def priced_from(series: Series, trade_date: date, under: Terms) -> date:
    """The day before which the window ends: the trade date, or 1 January of its year."""
    new_year = trade_date.replace(month=1, day=1)
    if under.yearly and window_before(series, new_year, under):
        return new_year
    return trade_date
