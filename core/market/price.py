"""Average price of a market day under three definitions, and the trading price of any date.

Trading price = round(average of the last counting market day strictly before the trade date × multiplier,
2), half up (domain.md §3.4; paper §二(三)(2)); the average itself is rounded to 0.01 as the exchange
publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.market.days import MarketDay, Series
from core.numbers import money
from core.problem import Problem
from core.rules.book import RuleBook, RulesAt
from core.trace import Given, Step, read

DEFINITIONS = ("all_trades", "listed", "close")
SYMBOLS = {"week_quality_day": "week", "no_trade_day": "no_trade", "block_only_day": "block_only"}


@dataclass(frozen=True, slots=True)
class Price:
    """What one tonne costs on `trade_date` and why. Prices in CNY/t."""

    trade_date: date
    market_date: date
    national_average: Decimal
    multiplier: Decimal
    trading_price: Decimal
    definition: str
    day: MarketDay
    step: Step
    skipped: tuple[date, ...] = ()


def average_of(day: MarketDay, definition: str) -> Decimal | None:
    """Average price of one day in CNY/t to 0.01, or None if the definition has no figure that day.

    all_trades: total turnover ÷ total volume; listed: listed turnover ÷ listed volume; close: the
    published close. A day of which only the week is known takes the week's average; the close of
    those days was a listed average, so the week's listed average stands for it.
    """
    if day.week is not None:
        week = day.week
        if definition == "all_trades":
            return _ratio(week.total_turnover_cny, week.total_volume_t)
        return _ratio(week.listed_turnover_cny, week.listed_volume_t)
    if definition == "all_trades":
        return _ratio(day.total_turnover_cny, day.total_volume_t)
    if definition == "listed":
        return _ratio(day.listed_turnover_cny, day.listed_volume_t)
    if definition == "close":
        return day.close_cny if day.traded else None
    raise Problem("price_definition", value=definition, options=", ".join(DEFINITIONS))


def counting_average(day: MarketDay, rules: RulesAt) -> Decimal | None:
    """The day's average if the rules let the day count, else None."""
    special = _special_rule(day)
    if special is not None and rules[special].value == "skip":
        return None
    return average_of(day, rules["national_average_definition"].text)


def _special_rule(day: MarketDay) -> str | None:
    """The rule that says what to do with a day that is not like the others, if one does."""
    if day.week is not None:
        return "week_quality_day"
    if not day.traded:
        return "no_trade_day"
    return "block_only_day" if day.block_only else None


def trading_price(series: Series, trade_date: date, book: RuleBook) -> Price:
    """The price of a trade date; Problem `price_before_market` when no counting day lies before it."""
    rules = book.at(trade_date)
    skipped: list[date] = []
    consulted: dict[str, Given] = {}
    for day in series.before(trade_date):
        special = _special_rule(day)
        if special is not None:
            consulted.setdefault(special, read(SYMBOLS[special], rules[special]))
        average = counting_average(day, rules)
        if average is None:
            skipped.append(day.market_date)
            continue
        return _price(trade_date, day, average, tuple(skipped), tuple(consulted.values()), rules)
    first = series.first_date if len(series) else None
    raise Problem("price_before_market", date=trade_date, first=first)


def price_history(series: Series, book: RuleBook) -> tuple[tuple[MarketDay, Decimal, Decimal], ...]:
    """(day, national average, trading price it sets) for each counting day, in order. CNY/t.

    The trading price in a row is the one for a trade on the next calendar day.
    """
    rows = []
    for day in series:
        rules = book.at(day.market_date + timedelta(days=1))
        average = counting_average(day, rules)
        if average is not None:
            rows.append((day, average, money(average * rules.number("price_multiplier"))))
    return tuple(rows)


def _ratio(turnover: Decimal | None, volume: Decimal | None) -> Decimal | None:
    return money(turnover / volume) if turnover is not None and volume else None


def _price(trade_date: date, day: MarketDay, average: Decimal, skipped: tuple[date, ...],
           consulted: tuple[Given, ...], rules: RulesAt) -> Price:
    definition = rules["national_average_definition"]
    multiplier = rules["price_multiplier"]
    price = money(average * multiplier.number)
    choices = (read("definition", definition), read("day", rules["price_day"]), *consulted)
    step = Step(
        key="price.trading", value=price, unit="CNY/t", formula="p = round(a × m, 2)",
        inputs=(Given("a", average, "CNY/t"), read("m", multiplier)),
        steps=(_average_step(day, average, definition.text, choices),),
    )
    return Price(trade_date, day.market_date, average, multiplier.number, price, definition.text, day, step,
                 skipped)


def _average_step(day: MarketDay, average: Decimal, definition: str, choices: tuple[Given, ...]) -> Step:
    where = Given("date", day.market_date.isoformat())
    if definition == "close" and day.week is None:
        return Step("price.average.close", average, "CNY/t", "a = close", (where, *choices), day.source)
    figures = day.week or day
    if definition == "all_trades":
        turnover, volume = figures.total_turnover_cny, figures.total_volume_t
    else:
        turnover, volume = figures.listed_turnover_cny, figures.listed_volume_t
    assert turnover is not None and volume is not None  # an average exists
    key = "price.average.week" if day.week is not None else f"price.average.{definition}"
    source = day.week.source if day.week is not None else day.source
    return Step(key, average, "CNY/t", "a = round(T ÷ V, 2)",
                (where, Given("T", turnover, "CNY"), Given("V", volume, "t"), *choices), source)
