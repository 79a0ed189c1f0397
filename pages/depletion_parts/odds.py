"""Odds and money as people read them: what was only drawn is never called certain."""

from __future__ import annotations

from decimal import Decimal

from core.numbers import about
from core.scenario.answers import Odds, bands
from core.scenario.result import Array
from ui.format import number, percent

EDGE = 0.01  # nearer to never or always than this, an interval is told to a tenth of a per cent
LITTLE = 10_000  # yuan: up to here in whole yuan, else in whole hundreds


def likely(share: float) -> str:
    """70 %; < 1 % or > 99 % at the ends."""
    if share < EDGE:
        return "< 1 %"
    return "> 99 %" if share > 1 - EDGE else percent(share)


def between(found: Odds) -> str:
    """69–72 %: the 95 % interval of the paths drawn."""
    places = 1 if found.low < EDGE or found.high > 1 - EDGE else 0
    return f"{number(found.low * 100, places)}–{percent(found.high, places)}"


def yuan(values: Array, of: Array) -> tuple[Decimal, Decimal, Decimal]:
    """5th, 50th and 95th percentile of money by path: no digits that other paths would change.

    `of`: what the values are a part of, as coarse as them, so that parts add up as shown.
    """
    step = Decimal(1) if bands(of)[-1] <= LITTLE else Decimal("1E2")
    low, _, middle, _, high = (about(Decimal(value), step) for value in bands(values))
    return low, middle, high
