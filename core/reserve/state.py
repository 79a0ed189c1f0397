"""Plots, lots and balances as values.

For every lot stored = available + held + cancelled (domain.md §3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from core.numbers import ZERO
from core.problem import Problem

DAYS_A_MONTH = Decimal("30.4375")


@dataclass(frozen=True, slots=True)
class Plot:
    """A stored plot. area hm²; geometry: GeoJSON text, EPSG:4490; `demo`: illustrative."""

    plot: str
    name_zh: str
    name_en: str
    township_zh: str
    township_en: str
    species: str
    area_hm2: Decimal
    planted_on: date
    stage: str
    geometry: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """A saleable amount of one plot and batch, tCO2e."""

    lot: str
    batch: str
    plot: str
    period_start: date
    period_end: date
    stored_t: Decimal
    held_t: Decimal
    cancelled_t: Decimal
    demo: bool

    def __post_init__(self) -> None:
        if min(self.stored_t, self.held_t, self.cancelled_t, self.available_t) < 0:
            raise Problem("lot_unbalanced", lot=self.lot, stored=self.stored_t, held=self.held_t,
                          cancelled=self.cancelled_t)

    @property
    def available_t(self) -> Decimal:
        return self.stored_t - self.held_t - self.cancelled_t


class Order(NamedTuple):
    """A past or running purchase. Tonnes tCO2e, money CNY. (A tuple: reading a long journal makes many of them.)"""

    order: str
    project_zh: str
    project_en: str
    kind: str
    township_zh: str
    township_en: str
    trade_date: date
    owed_t: Decimal
    offset_t: Decimal
    purchase_t: Decimal
    unit_price_cny: Decimal
    amount_cny: Decimal
    status: str
    certificate: str
    demo: bool


@dataclass(frozen=True)
class Reserve:
    """Everything stored, at one data version."""

    plots: tuple[Plot, ...]
    lots: tuple[Lot, ...]
    orders: tuple[Order, ...]

    @property
    def area_hm2(self) -> Decimal:
        return sum((plot.area_hm2 for plot in self.plots), ZERO)

    @property
    def townships(self) -> int:
        return len({plot.township_zh for plot in self.plots})

    @property
    def stored_t(self) -> Decimal:
        return sum((lot.stored_t for lot in self.lots), ZERO)

    @property
    def held_t(self) -> Decimal:
        return sum((lot.held_t for lot in self.lots), ZERO)

    @property
    def cancelled_t(self) -> Decimal:
        return sum((lot.cancelled_t for lot in self.lots), ZERO)

    @property
    def available_t(self) -> Decimal:
        return self.stored_t - self.held_t - self.cancelled_t

    @property
    def demo(self) -> bool:
        return any(
            [plot.demo for plot in self.plots]
            + [lot.demo for lot in self.lots]
            + [order.demo for order in self.orders]
        )

    def of_plot(self, plot: str) -> tuple[Lot, ...]:
        return tuple(lot for lot in self.lots if lot.plot == plot)


@dataclass(frozen=True, slots=True)
class Pace:
    """Months the available tonnes last at the pace of past purchases.

    `months` at the mean of the last year; `low` and `high` at the fastest and slowest of the paces
    looked at. None where nothing was bought.
    """

    monthly_t: Decimal
    months: Decimal | None
    low: Decimal | None
    high: Decimal | None


def pace(reserve: Reserve, today: date, windows: Sequence[int] = (6, 12, 24)) -> Pace:
    """How long the reserve lasts if purchases go on as in the last `windows` months (12 leads)."""
    first = min((order.trade_date for order in reserve.orders), default=today)
    known = max(Decimal((today - first).days) / DAYS_A_MONTH, Decimal(1))  # no pace before the first trade

    def monthly(window: int) -> Decimal:
        since = today - timedelta(days=int(window * DAYS_A_MONTH))
        bought = sum((one.purchase_t for one in reserve.orders if since < one.trade_date <= today), ZERO)
        return bought / min(Decimal(window), known)

    paces = {window: monthly(window) for window in (*windows, 12)}
    lasts = sorted(reserve.available_t / one for one in paces.values() if one > 0)
    year = paces[12]
    return Pace(year, reserve.available_t / year if year > 0 else None,
                lasts[0] if lasts else None, lasts[-1] if lasts else None)
