"""Deterministic depletion: month by month, stored tonnes come in, purchases go out (design.md §5).

Within a month batches are stored before purchases are served. A purchase the reserve cannot serve in
full takes what there is and the rest waits: it is owed still and is served first from later batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from core.numbers import ZERO, money, tonnes, tonnes_down
from core.problem import Problem
from core.trace import Given, Step

AREA_STEP = Decimal("0.0001")  # hm², as areas are written in the scheme
HORIZON_MAX = 600


@dataclass(frozen=True, slots=True)
class Occupying:
    """A land use that will owe `owed_t` tCO2e in `month`."""

    name: str
    month: date
    owed_t: Decimal


@dataclass(frozen=True, slots=True)
class Batch:
    """`area_hm2` stored in `month`, giving `yield_t_hm2` tCO2e each."""

    name: str
    month: date
    area_hm2: Decimal
    yield_t_hm2: Decimal

    @property
    def tonnes(self) -> Decimal:
        """Tonnes the batch adds: rounded down, for a reserve never gains by rounding."""
        return tonnes_down(self.area_hm2 * self.yield_t_hm2)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Opening balance tCO2e, what is planned, and how occupiers pay.

    `offset_share` 0–1 of every debt is met by certificates (bounded by the rule before it gets here);
    `monthly_owed_t` is a steady demand beside the listed occupations; `price_cny` CNY/t for the cost.
    """

    start: date
    months: int
    opening_t: Decimal
    occupations: tuple[Occupying, ...] = ()
    batches: tuple[Batch, ...] = ()
    monthly_owed_t: Decimal = ZERO
    offset_share: Decimal = ZERO
    price_cny: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Month:
    """One month's account, tCO2e: opening + stored − served = closing; waiting is owed and not served."""

    month: date
    opening_t: Decimal
    stored_t: Decimal
    owed_t: Decimal
    offset_t: Decimal
    purchase_t: Decimal
    served_t: Decimal
    waiting_t: Decimal
    closing_t: Decimal

@dataclass(frozen=True)
class Outcome:
    """Result of a run. `short_from`: first month with tonnes waiting; `empty_from`: first month
    that closes at zero; `hectares_needed`: hm² that, stored by `needed_by`, keep every purchase served."""

    scenario: Scenario
    months: tuple[Month, ...]
    short_from: date | None
    empty_from: date | None
    unmet_t: Decimal
    peak_short_t: Decimal
    hectares_needed: Decimal
    needed_by: date | None
    purchase_t: Decimal
    cost_cny: Decimal
    step: Step


def run(scenario: Scenario, yield_t_hm2: Decimal) -> Outcome:
    """Play the scenario. `yield_t_hm2` tCO2e/hm² turns a shortage into hectares. Problems for bad input."""
    _check(scenario, yield_t_hm2)
    balance, waiting, rows = scenario.opening_t, ZERO, []
    for at in range(scenario.months):
        month = add_months(scenario.start, at)
        row = _month(month, balance, waiting, scenario)
        balance, waiting = row.closing_t, row.waiting_t
        rows.append(row)
    months = tuple(rows)
    peak = max((row.waiting_t for row in months), default=ZERO)
    short = next((row.month for row in months if row.waiting_t > 0), None)
    hectares = (peak / yield_t_hm2).quantize(AREA_STEP, ROUND_UP) if peak else ZERO
    purchase = sum((row.purchase_t for row in months), ZERO)
    return Outcome(
        scenario, months, short, next((row.month for row in months if row.closing_t == 0), None),
        months[-1].waiting_t, peak, hectares, short, purchase,
        money(sum((row.served_t for row in months), ZERO) * scenario.price_cny),
        _working(scenario, months, peak, hectares, yield_t_hm2),
    )


def add_months(month: date, count: int) -> date:
    """The first of the month `count` months on."""
    total = month.year * 12 + month.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def _month(month: date, opening: Decimal, waiting: Decimal, scenario: Scenario) -> Month:
    stored = sum((batch.tonnes for batch in scenario.batches if _same(batch.month, month)), ZERO)
    due = [one.owed_t for one in scenario.occupations if _same(one.month, month)]
    due.append(scenario.monthly_owed_t)
    owed = sum((tonnes(one) for one in due), ZERO)
    offset = sum((tonnes_down(tonnes(one) * scenario.offset_share) for one in due), ZERO)
    purchase = owed - offset
    wanted = waiting + purchase
    served = min(wanted, opening + stored)
    return Month(month, opening, stored, owed, offset, purchase, served, wanted - served,
                 opening + stored - served)


def _same(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _check(scenario: Scenario, yield_t_hm2: Decimal) -> None:
    if not 1 <= scenario.months <= HORIZON_MAX:
        raise Problem("scenario_months", value=scenario.months, limit=HORIZON_MAX)
    if not scenario.offset_share.is_finite() or not 0 <= scenario.offset_share <= 1:
        raise Problem("scenario_offset", value=scenario.offset_share)
    for name in ("opening_t", "monthly_owed_t", "price_cny"):
        value = getattr(scenario, name)
        if not value.is_finite() or value < 0:
            raise Problem("scenario_negative", field=name)
    if not yield_t_hm2.is_finite() or yield_t_hm2 <= 0:
        raise Problem("scenario_yield", value=yield_t_hm2)
    _check_rows("occupations", [(one.owed_t,) for one in scenario.occupations])
    _check_rows("batches", [(one.area_hm2, one.yield_t_hm2) for one in scenario.batches])


def _check_rows(table: str, rows: Sequence[tuple[Decimal, ...]]) -> None:
    for row, values in enumerate(rows, start=1):
        for value in values:
            if not value.is_finite() or value < 0:
                raise Problem("scenario_row", table=table, row=row, value=value)


def _working(scenario: Scenario, months: tuple[Month, ...], peak: Decimal, hectares: Decimal,
             yield_t_hm2: Decimal) -> Step:
    stored = sum((row.stored_t for row in months), ZERO)
    served = sum((row.served_t for row in months), ZERO)
    balance = Step("scenario.balance", months[-1].closing_t, "tCO2e", "B = B₀ + stored − served",
                   (Given("B₀", scenario.opening_t, "tCO2e"), Given("stored", stored, "tCO2e"),
                    Given("served", served, "tCO2e")))
    return Step("scenario.hectares", hectares, "hm²", "A = round up(peak ÷ y, 4)",
                (Given("peak", peak, "tCO2e"), Given("y", yield_t_hm2, "tCO2e/hm²")), steps=(balance,))
