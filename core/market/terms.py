"""The pricing rules of a trade date as plain values: read once per span of dates in which none of them changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.market.days import MarketDay
from core.numbers import money
from core.problem import Problem
from core.rules.book import RuleBook, RuleValue

SPECIAL = ("week_quality_day", "no_trade_day", "block_only_day")
RULES = ("price_multiplier", "national_average_definition", *SPECIAL, "price_window_days", "price_floor_cny",
         "price_ceiling_cny", "price_reset")


@dataclass(frozen=True, slots=True)
class Counting:
    """Which days count and by which figures. `skips`: those of SPECIAL whose days are passed over."""

    definition: str
    skips: frozenset[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a trade date is priced. Floor and ceiling in CNY/t to 0.01, None where there is none."""

    counting: Counting
    multiplier: Decimal
    window: int
    floor: Decimal | None
    ceiling: Decimal | None
    yearly: bool

    def price(self, average: Decimal) -> tuple[Decimal, str]:
        """round(average × multiplier, 2), then not below the floor and not above the ceiling; which of them bit."""
        price = money(average * self.multiplier)
        if self.floor is not None and price < self.floor:
            return self.floor, "floor"
        if self.ceiling is not None and price > self.ceiling:
            return self.ceiling, "ceiling"
        return price, ""


def special_rule(day: MarketDay) -> str | None:
    """The rule that says what to do with a day that is not like the others, if one does."""
    if day.week is not None:
        return "week_quality_day"
    if not day.traded:
        return "no_trade_day"
    return "block_only_day" if day.block_only else None


def terms(book: RuleBook, day: date) -> Terms:
    """What prices a trade on `day`; Problem `price_bounds` where the ceiling lies below the floor."""
    value: dict[str, RuleValue] = {name: book[name].at(day).value for name in RULES}
    floor, ceiling = (_bound(value[name]) for name in ("price_floor_cny", "price_ceiling_cny"))
    if floor is not None and ceiling is not None and ceiling < floor:
        raise Problem("price_bounds", floor=floor, ceiling=ceiling)
    counting = Counting(str(value["national_average_definition"]),
                        frozenset(name for name in SPECIAL if value[name] == "skip"))
    multiplier, window = value["price_multiplier"], value["price_window_days"]
    assert isinstance(multiplier, Decimal) and isinstance(window, Decimal)  # a rule keeps the type of its values
    return Terms(counting, multiplier, int(window), floor, ceiling, value["price_reset"] == "yearly")


def terms_by_day(book: RuleBook) -> Callable[[date], Terms]:
    """`terms` of any day, each span between two changes of the rules read once."""
    changes = changes_of(book)
    known: dict[int, Terms] = {}

    def of(day: date) -> Terms:
        at = bisect_right(changes, day)
        if at not in known:
            known[at] = terms(book, day)
        return known[at]

    return of


def check_terms(book: RuleBook) -> None:
    """Problem `price_bounds` if on any day, past or to come, the ceiling lies below the floor."""
    for since in changes_of(book):
        if all(book[name].values[0].since <= since for name in RULES):
            terms(book, since)


def changes_of(book: RuleBook) -> list[date]:
    """The days on which any of the pricing rules takes a value."""
    return sorted({dated.since for name in RULES for dated in book[name].values})


def _bound(value: RuleValue) -> Decimal | None:
    """A floor or ceiling as the books keep money; 0 stands for none."""
    assert isinstance(value, Decimal)
    return money(value) if value else None
