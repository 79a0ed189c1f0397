"""Small scenarios for the tests of the engine, and tables of months worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.scenario.model import Frozen, Listed, OpeningLot, PriceModel, Scenario, add_months

D = Decimal
START = date(2026, 12, 1)
PRICE = PriceModel("constant", D(60), date(2026, 11, 20))
RULES = tuple(Frozen(rule, date(2020, 1, 1), D(value)) for rule, value in {
    "offset_max_share": "0.8", "price_multiplier": "0.3", "price_floor_cny": "0", "price_ceiling_cny": "1000",
    "neutrality_period_years": "5", "planted_min_years": "3", "village_income_share": "0.6"}.items())


def at(month: int) -> date:
    """The month with this number, from 0."""
    return add_months(START, month)


def county(months: int, **given: Any) -> Scenario:
    """A scenario in which only what is given happens."""
    return Scenario(**({"name": "c", "start": START, "months": months, "price": PRICE, "rules": RULES, "paths": 1}
                       | given))


def lot(available: str, stored: str | None = None, ends: int = 900, name: str = "L") -> OpeningLot:
    """An opening lot, by default with all of it available; its period ends in month `ends`."""
    return OpeningLot(name, D(stored or available), D(available), at(ends).replace(day=28))


def owes(**months: str) -> tuple[Listed, ...]:
    """Proposals for certain: m3="40" owes 40 t in month 3."""
    return tuple(Listed(f"p{name}", at(int(name[1:])), D(tonnes)) for name, tonnes in months.items())


def table(text: str) -> dict[str, np.ndarray]:
    """Columns of figures under their names; the first column counts the months."""
    lines = [line.split() for line in text.strip().splitlines()]
    columns = np.array([[float(value) for value in line] for line in lines[1:]]).T
    assert columns[0].tolist() == list(range(len(lines) - 1))
    return dict(zip(lines[0][1:], columns[1:], strict=True))
