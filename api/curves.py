"""What a fitted curve says at each age, with its uncertainty: for charts, so in floats."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from core.carbon.curve import Curve
from core.trace import Given

DRAWS, SEED, POINTS = 2_000, 1, 81


class At(NamedTuple):
    """The curve at an age and where 90 % of the draws lie."""

    age: float
    value: float
    low: float
    high: float


def course(curve: Curve, until: Decimal) -> list[At]:
    """The curve from planting to an age, evenly spaced."""
    drawn = curve.draws(DRAWS, np.random.default_rng(SEED))
    out = []
    for age in np.linspace(0, float(until), POINTS)[1:]:
        low, high = np.percentile(curve.values(drawn, float(age)), (5, 95))
        out.append(At(float(age), float(curve.at(Decimal(str(age)))), float(low), float(high)))
    return out


def standard_errors(curve: Curve) -> dict[str, Decimal]:
    """A, k, c → standard error, of those that were fitted."""
    return {given.symbol[3:-1]: given.value for given in curve.step.inputs
            if isinstance(given, Given) and given.symbol.startswith("SE(") and isinstance(given.value, Decimal)}


def oldest(curve: Curve, until: Decimal) -> Decimal:
    """How far to draw it: past the observations and past what is asked."""
    return max([until, *(age for age, _ in curve.observations)]) * Decimal("1.1")
