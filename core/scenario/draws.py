"""Chance for the engine: a stream for every uncertain thing, and what a month's random demand looks like as a table.

Streams have names, so that one more proposal or batch changes no other draw: scenarios that differ in one thing see the
same luck in everything else (common random numbers). Random demand is drawn by its exact distribution: the sum of a
month's arrivals is compound Poisson, its distribution is reckoned once by Fourier transform, and a path-month picks one
of 65 536 equally likely cells, each with the mean of its part. More arrivals then never make a path owe less.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from math import gcd

import numpy as np
from scipy.special import betaincinv, ndtr

from core.scenario.model import Sizes
from core.scenario.result import Array

CELLS = 65_536
GRID = 32_768
FINER = 256
HALF_90 = 1.645  # half-width of a normal 90 % interval in standard deviations, as in core.carbon
Z95 = 1.6448536269514722  # the same where a 95th percentile is given
FAR = 4.5  # standard deviations to the largest size on the grid; what lies beyond is added in proportion
LEVELS = (np.arange(4096) + 0.5) / 4096


def stream(seed: int, name: str, chunk: int) -> np.random.Generator:
    """The random stream of that name for a chunk of paths."""
    return np.random.Generator(np.random.SFC64([seed, zlib.crc32(name.encode()), chunk]))


def cells(draw: np.random.Generator, count: int) -> Array:
    """Evenly drawn whole numbers below CELLS; `count` is a multiple of four. Three times as fast as `integers`."""
    return np.asarray(draw.bit_generator.random_raw(count // 4)).view(np.uint16)


def lognormal(normal: Array, half_width: float) -> Array:
    """Factors with mean 1 and that half-width of their 90 % interval, from standard normal draws."""
    log_sd = np.sqrt(np.log1p((half_width / HALF_90) ** 2))
    return np.asarray(np.exp(log_sd * normal - log_sd ** 2 / 2))


def beta(uniform: Array, mean: float, half_width: float) -> Array:
    """Shares on [0, 1] with that mean; the mean itself where nothing is uncertain."""
    sd = mean * half_width / HALF_90
    if sd == 0 or mean == 1:
        return np.full(len(uniform), mean)
    return np.asarray(np.interp(uniform, LEVELS, _beta_quantiles(mean, sd)))


@lru_cache(maxsize=64)
def _beta_quantiles(mean: float, sd: float) -> Array:
    """At LEVELS."""
    size = mean * (1 - mean) / sd ** 2 - 1
    return np.asarray(betaincinv(mean * size, (1 - mean) * size, LEVELS))


def triangular(uniform: Array, usual: int, worst: int) -> Array:
    """Whole months of delay: triangular from 0 to `worst` with its peak at `usual`, to the nearest month; certain
    where the two are the same."""
    if usual == worst:
        return np.full(len(uniform), usual)
    rising = np.sqrt(uniform * usual * worst)
    falling = worst - np.sqrt((1 - uniform) * worst * (worst - usual))
    return np.asarray(np.floor(np.where(uniform < usual / worst, rising, falling) + 0.5), dtype=np.int64)


def mean_size(sizes: Sizes) -> float:
    """Expected tonnes of one project."""
    if sizes.kind == "sample":
        return float(sum(sizes.sample)) / len(sizes.sample)
    median = float(sizes.median_t)
    return median * float(np.exp(_log_sd(sizes) ** 2 / 2)) if sizes.kind == "lognormal" else median


@lru_cache(maxsize=256)
def compound(rate: float, sizes: Sizes) -> Array:
    """What the arrivals of a month owe whose expected number is `rate`: CELLS equally likely amounts in growing order,
    tCO2e. Sizes with a common part give multiples of it, to the kilogram; others lie on a grid of a small step."""
    mean = rate * mean_size(sizes)
    if not mean:
        return np.zeros(CELLS)
    spread = np.sqrt(rate * _second_moment(sizes))
    top = mean + max(_largest(sizes) + 2 * spread, 12 * spread)
    part = _common_part(sizes)
    exact = part is not None and top / part < GRID
    step = part if part is not None and exact else top / GRID
    amounts, weights = _sums(rate, sizes, step)
    if not exact:  # small sums on a finer grid: larger sizes play no part in them
        small, often = _sums(rate, sizes, step / FINER)
        amounts, weights = amounts[amounts > small[-1]], weights[amounts > small[-1]]
        beyond = np.minimum(np.cumsum(weights[::-1])[::-1], 1 - often.sum())  # probability of as much or more
        amounts = np.concatenate([small, amounts])
        weights = np.concatenate([often, beyond - np.append(beyond[1:], 0)])
    weights /= weights.sum()
    level = np.concatenate([[0.0], np.cumsum(weights)])
    below = np.concatenate([[0.0], np.cumsum(weights * amounts)])  # ∫ of the quantile function up to a level
    table: Array = CELLS * np.diff(np.interp(np.linspace(0, level[-1], CELLS + 1), level, below))
    if exact:
        return np.asarray(step * np.rint(table / step))
    table[-1] += (mean - table.mean()) * CELLS  # what lies beyond the grid
    return table


def _sums(rate: float, sizes: Sizes, step: float) -> tuple[Array, Array]:
    """0, step, 2·step … and how likely the sum of a month's arrivals is each of them.

    What lies beyond the grid comes back at its beginning, in a Fourier transform; a falling weight that is taken back
    afterwards makes that e^−16 as much.
    """
    falling = np.exp(-8 / GRID * np.arange(GRID))
    single = np.fft.rfft(_on_grid(sizes, step) * falling, 2 * GRID)
    weights = np.fft.irfft(np.exp(rate * (single - 1)), 2 * GRID)[:GRID] / falling
    return step * np.arange(GRID), np.maximum(weights, 0)


def _common_part(sizes: Sizes) -> float | None:
    """The largest amount all sizes are multiples of, in whole kilograms; None where there is none."""
    if sizes.kind == "lognormal" and _log_sd(sizes):
        return None
    values = sizes.sample if sizes.kind == "sample" else (sizes.median_t,)
    return gcd(*(int(one * 1000) for one in values)) / 1000 or None


def _log_sd(sizes: Sizes) -> float:
    return float(np.log(float(sizes.p95_t) / float(sizes.median_t))) / Z95 if sizes.median_t else 0.0


def _second_moment(sizes: Sizes) -> float:
    if sizes.kind == "sample":
        return float(np.mean(np.square([float(one) for one in sizes.sample])))
    spread = _log_sd(sizes) if sizes.kind == "lognormal" else 0.0
    return float(sizes.median_t) ** 2 * float(np.exp(2 * spread ** 2))


def _largest(sizes: Sizes) -> float:
    if sizes.kind == "sample":
        return float(max(sizes.sample))
    spread = _log_sd(sizes) if sizes.kind == "lognormal" else 0.0
    return float(sizes.median_t) * float(np.exp(FAR * spread))


def _on_grid(sizes: Sizes, step: float) -> Array:
    """Probabilities of 0, step, 2·step … that keep the mean: every size is shared between its two neighbours. Those
    beyond the grid are left out."""
    if sizes.kind == "lognormal" and _log_sd(sizes):
        limited = _limited_mean(sizes, step * np.arange(GRID + 1))
        return np.asarray(-np.diff(limited, 2, prepend=-step) / step)
    values = np.array([float(one) for one in sizes.sample] if sizes.kind == "sample" else [float(sizes.median_t)])
    place = np.minimum(values / step, GRID)
    first = np.asarray(np.floor(place + 1e-9), dtype=np.int64)
    rest = np.maximum(place - first, 0)
    part: Array = np.bincount(first, 1 - rest, GRID + 2) + np.bincount(first + 1, rest, GRID + 2)
    return np.asarray(part[:GRID] / len(values))


def _limited_mean(sizes: Sizes, limit: Array) -> Array:
    """E[min(size, limit)] of a lognormal size."""
    mu, spread = np.log(float(sizes.median_t)), _log_sd(sizes)
    with np.errstate(divide="ignore"):
        z = (np.log(limit) - mu) / spread
    return np.asarray(np.exp(mu + spread ** 2 / 2) * ndtr(z - spread) + limit * ndtr(-z))
