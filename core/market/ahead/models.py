"""Three models of the national average, each fitted to a window of its history.

y is the logarithm of a day's average. Under `all_trades` half of what moves it from one day to the next is gone a day
later: a large block agreement at a discount, or a few tonnes listed (the daily changes have an autocorrelation of
−0.5). So `reverting` and `jumps` are fitted to the *level* x, the median of five market days in a row, once every
five market days; a day's price is the level times a deviation drawn from the past ones, exp(y − x). `bootstrap`
takes whole pieces of the daily history, which carry both.

No model has a drift. One fitted to a few years is mostly chance, and it would dominate the longest horizons: that of
2021–2026 is about as large as its own standard error (docs/market_ahead.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from core.market.ahead.sample import Array, Sample
from core.problem import Problem

MODELS = ("bootstrap", "reverting", "jumps")
WEEK = 5  # market days: of one level, and from one level to the next
THRESHOLD = 3.0  # robust standard deviations beyond which a weekly change is a jump
MAD_TO_SD = 1.4826  # of a normal distribution
# Changes between means of m days of a random walk, m days apart, have (2 m² + 1)/(3 m²) of the variance of changes
# between single days (Working 1960, doi:10.2307/1907574); medians much the same.
CALMER = float(np.sqrt((2 * WEEK ** 2 + 1) / (3 * WEEK ** 2)))
TINY = 1e-9  # a change that is none but for the last digits of a float
NONE: Array = np.zeros(1)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A model with its parameters, and all that drawing from it needs.

    `first` … `last`: the window, of `n` market days. `price`: CNY/t, where every path begins: the last day's average,
    since beginning at the level did worse in the back-test at every horizon. `parameters`: see docs/market_ahead.md;
    standard deviations and means of jumps are of logarithms.
    `notes`: what a reader must know of this fit (`no_reversion`, `no_jumps`).
    """

    model: str
    first: date
    last: date
    n: int
    price: float
    parameters: Mapping[str, float]
    notes: tuple[str, ...] = ()
    cycle: Array = field(default_factory=lambda: NONE)  # bootstrap: log price along the history, without its drift
    deviations: Array = field(default_factory=lambda: NONE)  # the others: log of a day's price over its level

    def starting(self, price: float) -> Fit:
        """The same with paths from another price: of a window that ends before the last known day."""
        return replace(self, price=price)


def fit(model: str, history: Sample, block_days: int, least_days: int) -> Fit:
    """`model` fitted to `history`; Problem `ahead_window_short` below `least_days` market days."""
    if len(history) < least_days:
        raise Problem("ahead_window_short", days=len(history), least=least_days)
    if model == "bootstrap":
        return _bootstrap(history, block_days)
    if model == "reverting":
        return _reverting(history)
    if model == "jumps":
        return _jumps(history)
    raise Problem("ahead_model", value=model, options=", ".join(MODELS))


def levels(logs: Array) -> Array:
    """The median of each day and the four before it (of fewer at the beginning)."""
    padded = np.concatenate([np.full(WEEK - 1, np.nan), logs])
    return np.asarray(np.nanmedian(np.lib.stride_tricks.sliding_window_view(padded, WEEK), axis=1))


def _made(model: str, history: Sample, parameters: Mapping[str, float], notes: tuple[str, ...] = (),
          cycle: Array = NONE, deviations: Array = NONE) -> Fit:
    return Fit(model, history.days[0], history.days[-1], len(history), float(np.exp(history.logs[-1])), parameters,
               notes, cycle, deviations)


def _bootstrap(history: Sample, block_days: int) -> Fit:
    """Stationary bootstrap of daily changes: Politis and Romano 1994, doi:10.1080/01621459.1994.10476870.

    The changes lie on a circle; without their mean the sum round it is nought, so that what a piece of history adds
    up to is the difference of two entries of `cycle`.
    """
    changes = np.diff(history.logs)
    cycle = np.concatenate([[0.0], np.cumsum(changes - changes.mean())])
    parameters = {"block": float(block_days), "daily_sd": float(changes.std()),
                  "month_sd": _spread(history.logs, 20), "left_out_drift": float(changes.mean()) * 240}
    return _made("bootstrap", history, parameters, cycle=cycle[:-1])


def _spread(logs: Array, days: int) -> float:
    """Standard deviation of the changes over so many days, overlapping."""
    return float((logs[days:] - logs[:-days]).std())


def _weekly(level: Array) -> Array:
    """Every fifth level, the last one included: medians that share no day."""
    return level[::-1][::WEEK][::-1]


def _reverting(history: Sample) -> Fit:
    """x(t+5) = m + φ (x(t) − m) + σ ε by least squares: an Ornstein–Uhlenbeck process seen once a week.

    Least squares finds too much reversion in a short history: its φ is too small by about (1 + 3 φ)/n (Kendall 1954,
    doi:10.1093/biomet/41.3-4.403), which is put back. With φ ≥ 1 nothing draws the price anywhere: the level is then
    a random walk with the same weekly spread (`no_reversion`).
    """
    level = levels(history.logs)
    weekly = _weekly(level)
    before, after = weekly[:-1], weekly[1:]
    away = before - before.mean()
    raw = float(away @ (after - after.mean()) / (away @ away)) if away.any() else 1.0
    phi = max(raw + (1 + 3 * raw) / len(before), 0.01)
    mean = float(weekly.mean())
    phi = min(phi, 1.0)
    sd = float((after - mean - phi * (before - mean)).std()) / CALMER
    half_life = WEEK * float(np.log(0.5) / np.log(phi)) if phi < 1 else float("inf")
    parameters = {"phi": phi, "phi_raw": raw, "mean": float(np.exp(mean)), "week_sd": sd, "half_life": half_life}
    return _made("reverting", history, parameters,
                 () if phi < 1 else ("no_reversion",), deviations=history.logs - level)


def _jumps(history: Sample) -> Fit:
    """A random walk with normally distributed jumps (Merton 1976, doi:10.1016/0304-405X(76)90022-2).

    A weekly change beyond THRESHOLD standard deviations of the ordinary ones is a jump (threshold estimator: Mancini
    2009, doi:10.1111/j.1467-9469.2008.00622.x). The standard deviation starts from the median absolute deviation and
    is taken anew from what is left until no change moves over. The walk makes up for the jumps' mean.
    """
    level = levels(history.logs)
    changes = np.diff(_weekly(level))
    middle = float(np.median(changes))
    sd = MAD_TO_SD * float(np.median(np.abs(changes - middle)))
    ordinary = np.abs(changes - middle) <= THRESHOLD * sd + TINY
    for _ in range(20):
        sd = float(changes[ordinary].std())
        again = np.abs(changes - middle) <= THRESHOLD * sd + TINY
        if (again == ordinary).all():
            break
        ordinary = again
    large = changes[~ordinary]
    parameters = {"week_sd": sd / CALMER, "jumps_a_year": 48 * len(large) / len(changes),
                  "jump_rate": len(large) / len(changes), "jump_mean": float(large.mean()) if len(large) else 0.0,
                  "jump_sd": float(large.std()) if len(large) else 0.0}
    return _made("jumps", history, parameters, () if len(large) else ("no_jumps",),
                 deviations=history.logs - level)
