"""Chance for the engine: a stream for every uncertain thing, and what a month's random demand looks like as a table.

Streams have names, so that one more proposal or batch changes no other draw: scenarios that differ in one thing see the
same luck in everything else (common random numbers). Random demand is drawn by its exact distribution: the sum of a
month's arrivals of a kind is compound Poisson, its distribution is reckoned once by Fourier transform, and a path-month
picks one of 65 536 equally likely cells, each with the mean of its part. More arrivals then never make a path owe less.
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
GRID = 65_536
HALF_90 = 1.645  # half-width of a normal 90 % interval in standard deviations, as in core.carbon
Z95 = 1.6448536269514722  # the same where a 95th percentile is given
FAR = 4.5  # standard deviations to the largest size on the grid; what lies beyond is added in proportion
LEVELS = np.linspace(0, 1, 2049)


def stream(seed: int, name: str, chunk: int) -> np.random.Generator:
    """The random stream of that name for a chunk of paths."""
    return np.random.Generator(np.random.SFC64([seed, zlib.crc32(name.encode()), chunk]))


def cells(draw: np.random.Generator, *shape: int) -> Array:
    """Evenly drawn whole numbers below CELLS."""
    return draw.integers(0, CELLS, shape, dtype=np.uint16)


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
    tCO2e. Sizes with a common part are multiples of it, to the kilogram; others lie on a grid of a small step."""
    if not rate:
        return np.zeros(CELLS)
    mean = rate * mean_size(sizes)
    spread = np.sqrt(rate * _second_moment(sizes))
    top = mean + max(_largest(sizes) + 2 * spread, 12 * spread)
    part = _common_part(sizes)
    exact = part is not None and top / part < GRID
    step = part if part is not None and exact else top / GRID
    weights = np.fft.irfft(np.exp(rate * (np.fft.rfft(_on_grid(sizes, step), 2 * GRID) - 1)), 2 * GRID)
    weights = np.maximum(weights[:GRID], 0)
    weights /= weights.sum()
    level = np.concatenate([[0.0], np.cumsum(weights)])
    below = np.concatenate([[0.0], np.cumsum(weights * np.arange(GRID))])  # ∫ of the quantile function up to a level
    table: Array = step * CELLS * np.diff(np.interp(np.linspace(0, level[-1], CELLS + 1), level, below))
    return np.asarray(step * np.rint(table / step) if exact else table * (mean / table.mean()))


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
    """Probabilities of 0, step, 2·step … that keep the mean: every size is shared between its two neighbours."""
    if sizes.kind == "lognormal" and _log_sd(sizes):
        limited = _limited_mean(sizes, step * np.arange(GRID + 1))
        shares = -np.diff(limited, 2, prepend=-limited[1]) / step
        return np.asarray(shares / shares.sum())
    values = np.array([float(one) for one in sizes.sample] if sizes.kind == "sample" else [float(sizes.median_t)])
    place = values / step
    first = np.asarray(np.floor(place + 1e-9), dtype=np.int64)
    rest = np.maximum(place - first, 0)
    part: Array = np.bincount(first, 1 - rest, GRID) + np.bincount(first + 1, rest, GRID)
    return np.asarray(part[:GRID] / len(values))


def _limited_mean(sizes: Sizes, limit: Array) -> Array:
    """E[min(size, limit)] of a lognormal size."""
    mu, spread = np.log(float(sizes.median_t)), _log_sd(sizes)
    with np.errstate(divide="ignore"):
        z = (np.log(limit) - mu) / spread
    return np.asarray(np.exp(mu + spread ** 2 / 2) * ndtr(z - spread) + limit * ndtr(-z))
