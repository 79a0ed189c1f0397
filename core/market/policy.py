"""What if the price were set by another rule: the same days and the same purchases under several policies.

A policy changes values of pricing rules for all time; what it does not change stays as dated in the book. Nothing here
decides anything: official values are recorded as decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from core.market.days import Series
from core.market.history import Quote, Quotes
from core.market.price import trading_price
from core.market.terms import check_terms
from core.market.volatility import volatility
from core.numbers import ZERO, money
from core.problem import Problem
from core.rules.book import RuleBook, RuleValue
from core.rules.values import from_text, kind_of
from core.trace import Given, Step, read

CHANGEABLE = ("price_multiplier", "national_average_definition", "price_window_days", "price_floor_cny",
              "price_ceiling_cny", "price_reset")
LONGEST_NAME = 60
WORKED_OUT = 24  # purchases whose prices a working shows down to the bulletin; of more, only their sum's parts


@dataclass(frozen=True, slots=True)
class Policy:
    """A name and what is changed: rule → value."""

    name: str
    changes: Mapping[str, RuleValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Tonnes bought on a day."""

    on: date
    tonnes: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A purchase at its price: amount = round(price × tonnes, 2), of which `villages` go to owners and groups."""

    purchase: Purchase
    quote: Quote
    amount: Decimal
    villages: Decimal


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy makes of the prices of some market days and of some purchases. CNY/t, CNY.

    `largest`: the largest change from one market day to the next, without sign, and `largest_on` the day it came.
    `volatility`: see there. Of `cost`, `villages` goes to collective owners and village groups and `rest` does not.
    """

    policy: Policy
    quotes: tuple[Quote, ...]
    mean: Decimal
    low: Decimal
    high: Decimal
    largest: Decimal
    largest_on: date
    at_floor: int
    at_ceiling: int
    volatility: float | None
    bills: tuple[Bill, ...]

    @property
    def cost(self) -> Decimal:
        return sum((one.amount for one in self.bills), ZERO)

    @property
    def villages(self) -> Decimal:
        return sum((one.villages for one in self.bills), ZERO)

    @property
    def rest(self) -> Decimal:
        return self.cost - self.villages


def change(book: RuleBook, rule_id: str, text: str) -> RuleValue:
    """A rule's value from text; Problem where a policy may not change that rule, or the rule cannot take it."""
    if rule_id not in CHANGEABLE:
        raise Problem("policy_rule", rule=rule_id, options=", ".join(CHANGEABLE))
    rule = book[rule_id]
    return rule.check(from_text(kind_of(rule.values[-1].value), text))


def checked_name(name: str) -> str:
    """One line without loose spaces; Problem where there is none or it is too long."""
    line = " ".join(name.split())
    if not line:
        raise Problem("policy_name")
    if len(line) > LONGEST_NAME:
        raise Problem("policy_name_long", limit=LONGEST_NAME)
    return line


def reformed(book: RuleBook, policy: Policy) -> RuleBook:
    """The book under a policy; Problem where a rule cannot take its value or the bounds exclude each other."""
    for rule_id in policy.changes:
        if rule_id not in CHANGEABLE:
            raise Problem("policy_rule", rule=rule_id, options=", ".join(CHANGEABLE))
    found = book.reform_all(policy.changes)
    check_terms(found)
    return found


def monthly(tonnes: Decimal, start: date, end: date) -> tuple[Purchase, ...]:
    """The same tonnes on the first of each month from `start` to `end`, as far as those days lie between them."""
    firsts, day = [], start.replace(day=1)
    while day <= end:
        if day >= start:
            firsts.append(Purchase(day, tonnes))
        day = (day + timedelta(days=31)).replace(day=1)
    return tuple(firsts)


def compare(series: Series, book: RuleBook, policies: Sequence[Policy], start: date, end: date,
            purchases: Iterable[Purchase]) -> tuple[Effect, ...]:
    """Each policy's effect on the same days and purchases.

    The days are the market days from `start` to `end` as trade dates, each priced by the days before it; only those
    that have a price under every policy. Problem `policy_days` where these are fewer than two, `price_before_market`
    for a purchase without a price, and what `reformed` raises.
    """
    desks = [Quotes(series, reformed(book, one)) for one in policies]
    found = [tuple(desk.on(day.market_date) for desk in desks) for day in series.between(start, end)]
    rows = [row for row in found if None not in row]
    if len(rows) < 2:
        raise Problem("policy_days", start=start, end=end)
    bought = tuple(purchases)
    days_a_year = book.at(end).number("market_days_per_year")
    return tuple(_effect(policy, [quote for row in rows if (quote := row[at]) is not None],
                         tuple(_bill(one, desks[at], series, book) for one in bought), days_a_year)
                 for at, policy in enumerate(policies))


def working(series: Series, book: RuleBook, effect: Effect) -> Step:
    """From the purchases to what they cost and what of it goes to the villages."""
    under = reformed(book, effect.policy)
    steps = tuple(_bill_step(one, series, under if len(effect.bills) <= WORKED_OUT else None) for one in effect.bills)
    named = Given("policy", effect.policy.name)
    total = Step("policy.cost", effect.cost, "CNY", "C = Σ A", (
        named, Given("n", Decimal(len(effect.bills))),
        Given("Σ P", sum((one.purchase.tonnes for one in effect.bills), ZERO), "tCO2e")), steps=steps)
    if not effect.bills:
        return total
    share = read("s", book.at(effect.bills[-1].purchase.on)["village_income_share"])
    return Step("policy.villages", effect.villages, "CNY", "Σ round(A × s, 2)", (named, share), steps=(total,))


def _effect(policy: Policy, quotes: Sequence[Quote], bills: tuple[Bill, ...], days_a_year: Decimal) -> Effect:
    prices = [one.price for one in quotes]
    largest, on = max(((abs(after.price - before.price), after.trade_date)
                       for before, after in pairwise(quotes)), key=lambda pair: pair[0])
    return Effect(policy, tuple(quotes), money(sum(prices, ZERO) / len(prices)), min(prices), max(prices), largest, on,
                  sum(one.bound == "floor" for one in quotes), sum(one.bound == "ceiling" for one in quotes),
                  volatility(prices, days_a_year), bills)


def _bill(purchase: Purchase, desk: Quotes, series: Series, book: RuleBook) -> Bill:
    quote = desk.on(purchase.on)
    if quote is None:
        raise Problem("price_before_market", date=purchase.on, first=series.first_date if len(series) else None)
    amount = money(quote.price * purchase.tonnes)
    return Bill(purchase, quote, amount, money(amount * book.at(purchase.on).number("village_income_share")))


def _bill_step(bill: Bill, series: Series, under: RuleBook | None) -> Step:
    """Amount of one purchase; with the working of its price where `under` is given."""
    priced = () if under is None else (trading_price(series, bill.purchase.on, under).step,)
    return Step("cost.amount", bill.amount, "CNY", "A = round(p × P, 2)",
                (Given("trade_date", bill.purchase.on.isoformat()), Given("p", bill.quote.price, "CNY/t"),
                 Given("P", bill.purchase.tonnes, "tCO2e")), steps=priced)
