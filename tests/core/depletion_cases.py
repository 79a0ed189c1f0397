"""Small scenarios for the tests of the engine, and tables of months worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.scenario.model import (
    Batch,
    Certificates,
    Frozen,
    Listed,
    Offsets,
    OpeningLot,
    PriceModel,
    Reform,
    Scenario,
    Settlement,
    add_months,
)

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


# --- by hand

# 10 t are owed each month, 95 more in month 1: 15 cannot be bought. In month 2 the lot's 300 t turn out to be 240:
# 60 are drawn, 60 of the 85 missing then are unbacked, 25 wait. The batch of month 3 makes the 60 good and serves 10;
# the batch of month 4 serves the 25 that wait and the 10 of the month.
WAITING = county(
    6, lots=(lot("100", "300", ends=2),), listed=owes(m1="95"), steady_t=D(10), settlement=Settlement(D("0.8")),
    batches=(Batch("a", at(3), D(10), D(7)), Batch("b", at(4), D(20), D(5))))
WAITING_BY_HAND = """
month  stored  owed  offset  purchase  made_good  served  net
0      0       10    0       10        0          10      90
1      0       105   0       105       0          90     -15
2      0       10    0       10        60         0      -85
3      70      10    0       10        0          10     -25
4      100     10    0       10        0          35      65
5      0       10    0       10        0          10      55
"""

# Occupiers would offset 90 %, 80 % is allowed, 50 % from month 3 on. 150 certificates at the start, 20 more a month,
# all valid in three months. Month 3: of the 130 left after month 1, the opening's 70 and month 0's 20 lapsed; with the
# new 20 there are 60, 20 are used. Month 4: 60 there, 100 wanted. Month 8: of month 5's 20, 10 were used and 10 lapse;
# months 6, 7 and 8 give 60.
CERTIFICATES = county(
    9, lots=(lot("400"),), listed=owes(m0="50", m1="50", m3="40", m4="200", m5="20", m8="200"),
    offsets=Offsets(D("0.9"), supply=Certificates(D(150), D(240), 3)),
    reforms=(Reform("offset_max_share", at(3), D("0.5")),))
CERTIFICATES_BY_HAND = """
month  stored  owed  offset  purchase  made_good  served  net
0      0       50    40      10        0          10      390
1      0       50    40      10        0          10      380
2      0       0     0       0         0          0       380
3      0       40    20      20        0          20      360
4      0       200   60      140       0          140     220
5      0       20    10      10        0          10      210
6      0       0     0       0         0          0       210
7      0       0     0       0         0          0       210
8      0       200   60      140       0          140     70
"""
