"""Chance for the engine: a stream for every uncertain thing, and what a month's random demand looks like as a table.

Streams have names, so that one more proposal or batch changes no other draw: scenarios that differ in one thing see the
same luck in everything else (common random numbers). Random demand is drawn by its exact distribution: the sum of a
month's arrivals is compound Poisson, its distribution is reckoned once by Fourier transform, and a path-month picks one
of 16 384 equally likely cells, each with the mean of its part. More arrivals then never make a path owe less.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from math import gcd

import numpy as np
from scipy.special import betaincinv, ndtr

from core.scenario.model import Sizes
from core.scenario.result import Array

CELLS = 16_384
LATTICE = 32_768  # multiples of a common part, at most
GRID = 4096
FINER = (1024, 32, 1)
HALF_90 = 1.645  # half-width of a normal 90 % interval in standard deviations, as in core.carbon
Z95 = 1.6448536269514722  # the same where a 95th percentile is given
FAR = 4.5  # standard deviations to the largest size on the grid; what lies beyond is added in proportion
Term = tuple[float, Sizes]  # expected number in the month, sizes
LEVELS = (np.arange(4096) + 0.5) / 4096


def stream(seed: int, name: str, chunk: int) -> np.random.Generator:
    """The random stream of that name for a chunk of paths."""
    return np.random.Generator(np.random.SFC64([seed, zlib.crc32(name.encode()), chunk]))


def cells(draw: np.random.Generator, count: int) -> Array:
    """Evenly drawn whole numbers below CELLS; `count` is a multiple of four. Three times as fast as `integers`."""
    return np.asarray(draw.bit_generator.random_raw(count // 4)).view(np.uint16) >> 2


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
def compound(terms: tuple[Term, ...]) -> Array:
    """What the arrivals of a month owe: CELLS equally likely amounts in growing order, tCO2e, float32.

    Sizes with a common part give multiples of it, to the kilogram; others lie on ever coarser grids.
    """
    mean = sum(rate * mean_size(sizes) for rate, sizes in terms)
    if not mean:
        return np.zeros(CELLS, dtype=np.float32)
    spread = np.sqrt(sum(rate * _second_moment(sizes) for rate, sizes in terms))
    top = mean + max(max(_largest(sizes) for _, sizes in terms) + 2 * spread, 12 * spread)
    part = common_part(sizes for _, sizes in terms)
    if part is not None and top / part < LATTICE:
        amounts, levels = _sums(terms, part, LATTICE)
        return np.asarray(part * np.rint(_cells(amounts, levels / levels[-1]) / part), dtype=np.float32)
    amounts, levels = np.zeros(1), np.zeros(1)
    for finer in FINER:  # small sums on a fine grid: larger sizes play no part in them
        more, further = _sums(terms, top / GRID / finer, GRID)
        new = slice(None) if finer == FINER[0] else more > amounts[-1]
        amounts, levels = np.append(amounts, more[new]), np.append(levels, np.maximum(further[new], levels[-1]))
    table = _cells(amounts, levels / levels[-1])
    table[-1] += (mean - table.mean()) * CELLS  # what lies beyond the grid
    return table.astype(np.float32)


def _cells(amounts: Array, levels: Array) -> Array:
    """The mean of each of CELLS equal parts of a distribution; `levels`: how likely as much or less is."""
    parts = np.diff(levels, prepend=0)
    below = np.concatenate([[0.0], np.cumsum(parts * amounts)])  # ∫ of the quantile function up to a level
    return np.asarray(CELLS * np.diff(np.interp(np.linspace(0, 1, CELLS + 1), np.append(0.0, levels), below)))


def _sums(terms: Sequence[Term], step: float, grid: int) -> tuple[Array, Array]:
    """0, step, 2·step … and how likely the sum of a month's arrivals is as much or less.

    What lies beyond the grid comes back at its beginning, in a Fourier transform; a falling weight that is taken back
    afterwards makes that e^−16 as much.
    """
    falling = np.exp(-8 / grid * np.arange(grid))
    powers = np.sum([rate * (np.fft.rfft(_on_grid(sizes, step, grid) * falling, 2 * grid) - 1)
                     for rate, sizes in terms], axis=0)
    weights = np.fft.irfft(np.exp(powers), 2 * grid)[:grid] / falling
    return step * np.arange(grid), np.cumsum(np.maximum(weights, 0))


def common_part(kinds: Iterable[Sizes]) -> float | None:
    """The largest amount all sizes are multiples of, in whole kilograms; None where there is none."""
    values: list[Decimal] = []
    for sizes in kinds:
        if sizes.kind == "lognormal" and _log_sd(sizes):
            return None
        values.extend(sizes.sample if sizes.kind == "sample" else (sizes.median_t,))
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


def _on_grid(sizes: Sizes, step: float, grid: int) -> Array:
    """Probabilities of 0, step, 2·step … that keep the mean: every size is shared between its two neighbours. Those
    beyond the grid are left out."""
    if sizes.kind == "lognormal" and _log_sd(sizes):
        limited = _limited_mean(sizes, step * np.arange(grid + 1))
        return np.asarray(-np.diff(limited, 2, prepend=-step) / step)
    values = np.array([float(one) for one in sizes.sample] if sizes.kind == "sample" else [float(sizes.median_t)])
    place = np.minimum(values / step, grid)
    first = np.asarray(np.floor(place + 1e-9), dtype=np.int64)
    rest = np.maximum(place - first, 0)
    part: Array = np.bincount(first, 1 - rest, grid + 2) + np.bincount(first + 1, rest, grid + 2)
    return np.asarray(part[:grid] / len(values))


def _limited_mean(sizes: Sizes, limit: Array) -> Array:
    """E[min(size, limit)] of a lognormal size."""
    mu, spread = np.log(float(sizes.median_t)), _log_sd(sizes)
    with np.errstate(divide="ignore"):
        z = (np.log(limit) - mu) / spread
    return np.asarray(np.exp(mu + spread ** 2 / 2) * ndtr(z - spread) + limit * ndtr(-z))
