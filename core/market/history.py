"""Prices of many days at once: running sums, each span of rules read once; day by day as `trading_price` has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.market.days import MarketDay, Series
from core.market.terms import Counting, Terms, terms_by_day
from core.market.window import Lane
from core.problem import Problem
from core.rules.book import RuleBook

DAY = timedelta(days=1)
LONGEST = 3_660  # calendar days of a range of prices: ten years


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a trade date without its working. CNY/t.

    `day`: the last market day of the window; `average`: of the window; `bound`: `floor` or `ceiling` where that is
    the price, else nothing.
    """

    trade_date: date
    day: MarketDay
    average: Decimal
    price: Decimal
    bound: str


class Quotes:
    """Prices of any trade dates over one series and one book of rules."""

    def __init__(self, series: Series, book: RuleBook):
        self._series = series
        self._terms = terms_by_day(book)
        self._lanes: dict[Counting, Lane] = {}

    def on(self, trade_date: date) -> Quote | None:
        """None before the first counting day; Problem `price_bounds`."""
        terms = self._terms(trade_date)
        lane = self._lane(terms.counting)
        end = self._end(lane, terms, trade_date)
        if not end:
            return None
        average = lane.average(end, terms.window)
        return Quote(trade_date, lane.days[end - 1], average, *terms.price(average))

    def counts(self, day: MarketDay, trade_date: date) -> bool:
        """Whether a market day counts under the rules of a trade date."""
        return day.market_date in self._lane(self._terms(trade_date).counting).counted

    def _lane(self, counting: Counting) -> Lane:
        if counting not in self._lanes:
            self._lanes[counting] = Lane(self._series, counting)
        return self._lanes[counting]

    @staticmethod
    def _end(lane: Lane, terms: Terms, trade_date: date) -> int:
        """How many counting days lie before the trade date, or before 1 January where the price is set once a year."""
        if terms.yearly and (at_new_year := lane.before(trade_date.replace(month=1, day=1))):
            return at_new_year
        return lane.before(trade_date)


def price_history(series: Series, book: RuleBook) -> tuple[tuple[MarketDay, Decimal, Decimal], ...]:
    """(day, average, trading price) for each counting day, in order. CNY/t.

    Average and price are those of a trade on the next calendar day.
    """
    quotes = Quotes(series, book)
    rows = []
    for day in series:
        after = day.market_date + DAY
        if quotes.counts(day, after):
            found = quotes.on(after)
            assert found is not None  # the day itself counts and lies before
            rows.append((day, found.average, found.price))
    return tuple(rows)


def prices_between(series: Series, start: date, end: date, book: RuleBook) -> tuple[Quote, ...]:
    """The price of each calendar day from `start` to `end`, both included; days before the market's first have none.

    Problem `prices_order`, or `prices_long` for more than LONGEST days.
    """
    if start > end:
        raise Problem("prices_order", start=start, end=end)
    if (end - start).days >= LONGEST:
        raise Problem("prices_long", start=start, end=end, limit=LONGEST)
    quotes = Quotes(series, book)
    found = (quotes.on(start + timedelta(days=ahead)) for ahead in range((end - start).days + 1))
    return tuple(one for one in found if one is not None)
