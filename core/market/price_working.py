"""The working of a trading price. A rule at its neutral value (a window of one day, no bound, a daily price) is not
in it: nothing was done by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.market.days import MarketDay
from core.market.terms import Terms, special_rule
from core.market.window import PARTS, Weighed, figures
from core.numbers import ZERO, money
from core.rules.book import RulesAt
from core.trace import Given, Step, read

SYMBOLS = {"week_quality_day": "week", "no_trade_day": "no_trade", "block_only_day": "block_only"}
SHOWN_DAYS = 20  # of a window one by one; a longer one by its first and last day and its sums


def working(weighed: Sequence[Weighed], consulted: Sequence[MarketDay], start: date, mean: Decimal, under: Terms,
            rules: RulesAt) -> Step:
    """From the days to the price. `weighed`: the window, latest first; `consulted`: it and the days passed over."""
    special = dict.fromkeys(rule for day in consulted if (rule := special_rule(day)) is not None)
    choices = (read("definition", rules["national_average_definition"]), read("day", rules["price_day"]),
               *_reset(start, under, rules), *(read(SYMBOLS[rule], rules[rule]) for rule in special))
    definition = under.counting.definition
    if under.window == 1:
        step = _day_step(weighed[0].day, mean, definition, choices)
    else:
        step = _window_step(weighed, mean, definition, (read("N", rules["price_window_days"]), *choices))
    plain = money(mean * under.multiplier)
    trading = Step("price.trading", plain, "CNY/t", "p = round(a × m, 2)",
                   (Given("a", mean, "CNY/t"), read("m", rules["price_multiplier"])), steps=(step,))
    return _bounded(trading, plain, under, rules)


def _bounded(trading: Step, plain: Decimal, under: Terms, rules: RulesAt) -> Step:
    """The price as it is, or the floor or ceiling above it."""
    if under.floor is not None and plain < under.floor:
        return Step("price.floor", under.floor, "CNY/t", "P = max(p, p_min)",
                    (Given("p", plain, "CNY/t"), read("p_min", rules["price_floor_cny"])), steps=(trading,))
    if under.ceiling is not None and plain > under.ceiling:
        return Step("price.ceiling", under.ceiling, "CNY/t", "P = min(p, p_max)",
                    (Given("p", plain, "CNY/t"), read("p_max", rules["price_ceiling_cny"])), steps=(trading,))
    return trading


def _reset(start: date, under: Terms, rules: RulesAt) -> tuple[Given, ...]:
    """That the price is set once a year, and the day it was; no day in a year before which no day counts."""
    if not under.yearly:
        return ()
    rule = read("reset", rules["price_reset"])
    if start == rules.day and (start.month, start.day) != (1, 1):
        return (rule,)
    return rule, Given("reset_date", start.isoformat())


def _window_step(weighed: Sequence[Weighed], mean: Decimal, definition: str, choices: tuple[Given, ...]) -> Step:
    days = tuple(reversed(weighed))
    shown = days if len(days) <= SHOWN_DAYS else (days[0], days[-1])
    totals = [sum((getattr(one, name) for one in days), ZERO) / PARTS for name in ("turnover", "volume")]
    return Step(
        "price.average.window", mean, "CNY/t",
        "a = round(Σ c·V ÷ Σ V, 2)" if definition == "close" else "a = round(Σ T ÷ Σ V, 2)",
        (Given("first", days[0].day.market_date.isoformat()), Given("date", days[-1].day.market_date.isoformat()),
         Given("days", Decimal(len(days)), "d"), Given("Σ c·V" if definition == "close" else "Σ T", totals[0], "CNY"),
         Given("Σ V", totals[1], "t"), *choices),
        steps=tuple(_weighed_step(one, definition) for one in shown))


def _weighed_step(one: Weighed, definition: str) -> Step:
    """A day of a window: its own working, its weight under `close`, and how many days share a week's totals."""
    found = figures(one.day, definition)
    assert found is not None  # it was weighed
    shared = (Given("n", Decimal(one.shared), "d"),) if one.shared > 1 else ()
    weight = (Given("V", found[1], "t"),) if definition == "close" else ()
    mean = money(found[0] / found[1])
    return _day_step(one.day, mean, definition, (*weight, *shared))


def _day_step(day: MarketDay, mean: Decimal, definition: str, choices: tuple[Given, ...]) -> Step:
    where = Given("date", day.market_date.isoformat())
    if definition == "close" and day.week is None:
        return Step("price.average.close", mean, "CNY/t", "a = close", (where, *choices), day.source)
    source = day.week or day
    if definition == "all_trades":
        turnover, volume = source.total_turnover_cny, source.total_volume_t
    else:
        turnover, volume = source.listed_turnover_cny, source.listed_volume_t
    assert turnover is not None and volume is not None  # an average exists
    key = "price.average.week" if day.week is not None else f"price.average.{definition}"
    return Step(key, mean, "CNY/t", "a = round(T ÷ V, 2)",
                (where, Given("T", turnover, "CNY"), Given("V", volume, "t"), *choices), source.source)
