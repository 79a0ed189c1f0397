"""Paths of the national average drawn from a fitted model: by month for simulations, by day for what looks at days.

The same fit, horizon, number of paths and seed give the same paths, whatever was drawn before; the first months of a
longer horizon are those of a shorter one. `simulate` never goes day by day: sums over pieces of history are
differences of running sums, and the other two models go from week to week by their exact distribution.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.market.ahead.horizon import Horizon
from core.market.ahead.models import WEEK, Fit
from core.market.ahead.sample import Array


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """National averages in CNY/t, paths × months: on each month's last market day, and the mean of its days."""

    end: Array
    mean: Array


def simulate(fit: Fit, ahead: Horizon, paths: int, seed: int) -> Paths:
    """Month ends and month means of `paths` paths."""
    draw = _generator(fit, seed, "months")
    steps = _pieces(fit, ahead, paths, draw) if fit.model == "bootstrap" else _weeks(fit, ahead, paths, draw)
    end, mean = (np.empty((paths, len(ahead.lengths))) for _ in range(2))
    for at, (last, total) in enumerate(steps):
        end[:, at], mean[:, at] = last, total / ahead.lengths[at]
    return Paths(end, mean)


def daily(fit: Fit, days: int, paths: int, seed: int) -> Array:
    """Day by day, paths × days, from the first market day after the last known one."""
    draw = _generator(fit, seed, "days")
    if fit.model == "bootstrap":
        size = len(fit.cycle)
        changes = np.diff(np.append(fit.cycle, fit.cycle[0]))
        fresh = draw.random((paths, days)) < 1 / fit.parameters["block"]
        fresh[:, 0] = True
        begun = np.maximum.accumulate(np.where(fresh, np.arange(days), 0), axis=1)  # the day its piece began
        first = np.take_along_axis(draw.integers(0, size, (paths, days)), begun, axis=1)
        return np.asarray(fit.price * np.exp(np.cumsum(changes[(first + np.arange(days) - begun) % size], axis=1)))
    level = np.full(paths, np.log(fit.price))
    out = np.empty((paths, days))
    for day in range(days):
        level = _moved(fit, level, 1, draw)
        out[:, day] = level
    out += draw.choice(fit.deviations, (paths, days))
    return np.asarray(np.exp(out, out=out))


def _generator(fit: Fit, seed: int, use: str) -> np.random.Generator:
    """A stream of its own for each model and use."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(f"{fit.model}:{use}".encode())]))


def _pieces(fit: Fit, ahead: Horizon, paths: int, draw: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """Each month's last price and the sum over its days: pieces of history laid end to end.

    A piece starts anywhere on the circle and is as long as a geometric draw says; the end of a month cuts none.
    """
    size = len(fit.cycle)
    longest = max((ahead.lead, *ahead.lengths))
    around = np.resize(fit.cycle, size + longest + 1)  # on the circle, far enough that no index wraps
    rise = np.exp(around)
    sums = np.concatenate([[0.0], np.cumsum(rise)])  # sums[k]: of rise[0] … rise[k − 1]
    share = 1 / fit.parameters["block"]
    price = np.full(paths, fit.price)
    place = draw.integers(0, size, paths)
    left = draw.geometric(share, paths)
    for at, length in enumerate((ahead.lead, *ahead.lengths)):
        total = np.zeros(paths)
        rest = np.full(paths, length)
        going = np.arange(paths) if length else np.arange(0)
        while len(going):
            run = np.minimum(rest[going], left[going])
            base, now = place[going], price[going] / rise[place[going]]
            total[going] += now * (sums[base + run + 1] - sums[base + 1])
            price[going] = now * rise[base + run]
            rest[going] -= run
            left[going] -= run
            place[going] = (base + run) % size
            spent = going[left[going] == 0]
            place[spent] = draw.integers(0, size, len(spent))
            left[spent] = draw.geometric(share, len(spent))
            going = going[rest[going] > 0]
        if at:
            yield price.copy(), total


def _weeks(fit: Fit, ahead: Horizon, paths: int, draw: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """The same for a level with deviations: exact at the ends of weeks, straight lines between them.

    The last day's deviation is drawn; the mean of the month's other ones by its mean and variance.
    """
    level = np.full(paths, np.log(fit.price))
    if ahead.lead:
        level = _moved(fit, level, ahead.lead, draw)
    factors = np.exp(fit.deviations)
    usual, spread = float(factors.mean()), float(factors.std())
    for length in ahead.lengths:
        total = np.zeros(paths)
        before = np.exp(level)
        for days in _split(length):
            level = _moved(fit, level, days, draw)
            after = np.exp(level)
            total += days * before + (after - before) * (days + 1) / 2
            before = after
        last = draw.choice(factors, paths)
        others = (length - 1) * usual + np.sqrt(length - 1) * spread * draw.standard_normal(paths)
        yield before * last, total * (last + others) / length


def _split(length: int) -> list[int]:
    """A month's market days in weeks, as equal as can be."""
    weeks = max(length // WEEK, 1)
    return [length // weeks + (at < length % weeks) for at in range(weeks)]


def _moved(fit: Fit, level: Array, days: int, draw: np.random.Generator) -> Array:
    """The level so many market days later: the model's exact distribution."""
    weeks, given = days / WEEK, fit.parameters
    noise = draw.standard_normal(len(level))
    if fit.model == "reverting":
        phi = given["phi"]
        if phi >= 1:
            return np.asarray(level + given["week_sd"] * np.sqrt(weeks) * noise)
        kept, middle = phi ** weeks, np.log(given["mean"])
        spread = given["week_sd"] * np.sqrt((1 - kept ** 2) / (1 - phi ** 2))
        return np.asarray(middle + kept * (level - middle) + spread * noise)
    rate = given["jump_rate"] * weeks
    jumps = draw.poisson(rate, len(level)) if rate else np.zeros(len(level))
    spread = np.sqrt(given["week_sd"] ** 2 * weeks + jumps * given["jump_sd"] ** 2)
    return np.asarray(level + given["jump_mean"] * (jumps - rate) + spread * noise)
