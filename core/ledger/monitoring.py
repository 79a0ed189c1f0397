"""Which lots are to be measured, and when: after their period, then on the monitoring cycle (R1, R10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.ledger.remedy_changes import planned_t
from core.ledger.reserve_acts import last_day
from core.ledger.state import Books, Stock
from core.numbers import ZERO
from core.rules.book import RulesAt

STATES = ("over", "soon", "running", "settled")  # period over and not settled, ends soon, runs, settled


@dataclass(frozen=True, slots=True)
class Watched:
    """A lot with its place on the calendar. `next_on`: from which day it is (next) to be measured; `planned_t`: what
    open plans still have to make up for, t."""

    stock: Stock
    state: str
    next_on: date
    planned_t: Decimal

    @property
    def unplanned_t(self) -> Decimal:
        return self.stock.shortfall_t - self.planned_t


def watched(books: Books, rules: RulesAt, today: date) -> tuple[Watched, ...]:
    """Every lot: what is over first, then by the day it is to be measured."""
    soon = today + timedelta(days=int(rules.number("monitoring_notice_days")))
    cycle = rules["monitoring_cycle_years"].years
    found = [_watched(books, stock, today, soon, cycle) for stock in books.lots.values()]
    return tuple(sorted(found, key=lambda one: (STATES.index(one.state), one.next_on, one.stock.lot.lot)))


def _watched(books: Books, stock: Stock, today: date, soon: date, cycle: int) -> Watched:
    end = stock.lot.period_end
    if stock.measured_t is not None:
        state, next_on = "settled", _next(end, today, cycle)
    else:
        state, next_on = "over" if end < today else "soon" if end <= soon else "running", end + timedelta(days=1)
    return Watched(stock, state, next_on, planned_t(books.remedies.values(), stock.lot.lot))


def _next(end: date, today: date, cycle: int) -> date:
    """The first day of a cycle after `end` that has not come yet."""
    start, years = end + timedelta(days=1), cycle
    while (day := last_day(start, years) + timedelta(days=1)) <= today:
        years += cycle
    return day


def due(found: tuple[Watched, ...]) -> Mapping[str, int]:
    """How many lots there are in each state."""
    return {state: sum(one.state == state for one in found) for state in STATES}


def shortfalls(found: tuple[Watched, ...]) -> tuple[Decimal, Decimal]:
    """(tonnes short, tonnes of them that are in open plans)."""
    return (sum((one.stock.shortfall_t for one in found), ZERO), sum((one.planned_t for one in found), ZERO))
