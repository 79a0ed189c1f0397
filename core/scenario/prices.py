"""Trading prices for a scenario: paths of the national average under the scenario's price model and rules."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from decimal import Decimal

import numpy as np

from core.market.ahead import Sample, fit, horizon
from core.market.ahead import simulate as walk
from core.numbers import money
from core.problem import Problem
from core.scenario.model import Scenario
from core.scenario.result import Array

BANK = 5000  # paths of prices; a run of more paths uses them again, for prices and tonnes are independent
FINGERS = 12


def price_bank(scenario: Scenario, history: Sample | None, seed: int | None = None) -> Array:
    """Trading prices CNY/t, paths of prices × M.

    `history`: the national averages known; what came after the model's `until` is left out. Problem
    `scenario_no_prices` where a model needs a history and there is none.
    """
    model = scenario.price
    if model.model == "constant":
        return traded(scenario, np.full((1, scenario.months), float(model.national_cny)))
    known = _known(scenario, history)
    if known is None:
        raise Problem("scenario_no_prices")
    at = scenario.rule
    per_year, block, least = (int(at(name, scenario.start)) for name in
                              ("market_days_per_year", "ahead_block_days", "ahead_least_days"))
    window = known.last(None if model.years is None else model.years * per_year)
    found = fit(model.model, window, block, least).starting(float(np.exp(known.logs[-1])))
    ahead = horizon(known.days[-1], scenario.start, scenario.months, per_year)
    paths = walk(found, ahead, BANK, scenario.seed if seed is None else seed)
    return traded(scenario, paths.mean)


def traded(scenario: Scenario, averages: Array) -> Array:
    """Trading prices of national averages (paths × M): the multiplier, then floor and ceiling if there are any."""
    months = [scenario.month(at) for at in range(scenario.months)]
    multiplier, floor, ceiling = (np.array([float(scenario.rule(name, month)) for month in months])
                                  for name in ("price_multiplier", "price_floor_cny", "price_ceiling_cny"))
    return np.asarray(np.clip(averages * multiplier, floor, np.where(ceiling > 0, ceiling, np.inf)))


def expected_prices(bank: Array) -> tuple[Decimal, ...]:
    """The mean trading price of each month, CNY/t to 0.01."""
    return tuple(money(Decimal(f"{price:.6f}")) for price in bank.mean(axis=0))


def fingerprint(history: Sample) -> str:
    """Of the days and averages a model is fitted to: another one means that prices were corrected since."""
    text = ";".join(f"{day}:{np.exp(log):.2f}" for day, log in zip(history.days, history.logs, strict=True))
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERS]


def prices_changed(scenario: Scenario, history: Sample | None) -> bool:
    """Whether the prices up to the model's last day are others than when the scenario was made."""
    if scenario.price.model == "constant" or not scenario.price.fingerprint:
        return False
    known = _known(scenario, history)
    return known is None or fingerprint(known) != scenario.price.fingerprint


def _known(scenario: Scenario, history: Sample | None) -> Sample | None:
    count = 0 if history is None else bisect_right(history.days, scenario.price.until)
    return history.until(count) if history is not None and count else None
