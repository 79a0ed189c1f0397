"""Percentiles of paths by month, and what the scheme makes of a national average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.market.ahead.sample import Array
from core.rules.book import RulesAt

PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """Percentiles (5, 25, 50, 75, 95) × months, in CNY/t, and the mean of the paths; `months`: first days."""

    months: tuple[date, ...]
    bands: Array
    mean: Array


def fan(months: Sequence[date], prices: Array) -> Fan:
    """Of paths × months."""
    return Fan(tuple(months), np.percentile(prices, PERCENTILES, axis=0), prices.mean(axis=0))


def to_trading(prices: Array, rules: Sequence[RulesAt]) -> Array:
    """Trading prices from national averages (paths × columns): the multiplier, then floor and ceiling if there are any.

    `rules`: one for each column, of its day. An averaging window is in the averages already, if the paths were drawn
    from a history averaged over it; a price set once a year is not (docs/market_ahead.md).
    """
    traded = prices * np.array([float(at.number("price_multiplier")) for at in rules])
    floor = np.array([_bound(at, "price_floor_cny", -np.inf) for at in rules])
    ceiling = np.array([_bound(at, "price_ceiling_cny", np.inf) for at in rules])
    return np.asarray(np.minimum(np.maximum(traded, floor), ceiling))


def _bound(rules: RulesAt, name: str, none: float) -> float:
    """0 means that there is none."""
    return (float(rules.number(name)) if name in rules else 0.0) or none
