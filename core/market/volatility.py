"""How much a price moves: a statistic in floats, beside prices that stay decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import log, sqrt
from statistics import stdev


def volatility(prices: Sequence[Decimal], days_a_year: Decimal) -> float | None:
    """Standard deviation (n − 1) of the log changes from each price to the next, × √`days_a_year`.

    One price a market day; days on which it stays the same count as changes of 0. None for fewer than two changes, or
    where a price is 0.
    """
    if len(prices) < 3 or min(prices) <= 0:
        return None
    logs = [log(price) for price in prices]
    return stdev(after - before for before, after in pairwise(logs)) * sqrt(days_a_year)
