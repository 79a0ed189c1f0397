"""How the models would have done: forecasts from past months, made with what was known then, against what came.

From the last market day of each month (origins) every model is fitted to the window before it and asked for the price
1, 3, 6 and 12 months later. The naive reference says: the last price, give or take what prices have changed over as
many days so far in the window, as often up as down.

Forecasts of 12 months made a month apart share most of what they forecast, so that n of them are worth about n ÷ 12
independent ones (`worth`). What they can prove is judged by that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.market.ahead.fan import PERCENTILES
from core.market.ahead.horizon import Horizon, month_lengths
from core.market.ahead.models import MODELS, fit
from core.market.ahead.paths import simulate
from core.market.ahead.sample import Array, Sample

HORIZONS = (1, 3, 6, 12)  # months
NAIVE = "naive"
PATHS, SEED = 2_000, 1
SHARES = np.array(PERCENTILES) / 100
SIGNIFICANT = 0.05  # a band is too narrow if so few hits had at most this probability with a right one
ALIKE = 0.02  # mean losses closer than this are not told apart


@dataclass(frozen=True, slots=True)
class Score:
    """A model at a horizon. `loss`: mean pinball loss, CNY/t of national average; `ratio`: to the naive one's.

    `hits90`, `hits50`: forecasts whose 5–95 % and 25–75 % band held the price, of `n`; `worth`: how many of them
    would be independent.
    """

    model: str
    months: int
    n: int
    worth: int
    hits90: int
    hits50: int
    loss: float
    ratio: float

    @property
    def coverage90(self) -> float:
        return self.hits90 / self.n if self.n else 0.0

    @property
    def too_narrow(self) -> bool:
        """Whether so few hits would be rare (binomial, `worth` trials) were the band right."""
        from scipy.special import bdtr  # only who looks ahead pays for the import

        return bool(self.n and bdtr(int(self.coverage90 * self.worth + 1e-9), self.worth, 0.9) <= SIGNIFICANT)

    @property
    def verdict(self) -> str:
        """untested, narrow, no_better (than the naive reference) or good."""
        if not self.n:
            return "untested"
        if self.too_narrow:
            return "narrow"
        return "good" if self.ratio < 1 else "no_better"


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every model at every horizon; `preferred`: the one to use, or None where none beats the naive reference."""

    scores: tuple[Score, ...]
    preferred: str | None
    first: date | None
    last: date | None
    training_days: int

    def of(self, model: str) -> tuple[Score, ...]:
        return tuple(one for one in self.scores if one.model == model)

    def at(self, model: str, months: int) -> Score:
        """Of the tested horizon nearest to `months`."""
        return min(self.of(model), key=lambda one: abs(one.months - months))

    def mean_ratio(self, model: str) -> float | None:
        """Mean loss relative to the naive one over the horizons that could be tested."""
        ratios = [one.ratio for one in self.of(model) if one.n]
        return float(sum(ratios) / len(ratios)) if ratios else None


def backtest(history: Sample, block_days: int, training_days: int, per_year: int,
             window_days: int | None = None) -> Backtest:
    """Origins begin with `training_days` of history; fitted to the last `window_days` before each, None for all."""
    ahead = Horizon(0, month_lengths(HORIZONS[-1], per_year), ())
    steps = [int(sum(ahead.lengths[:months])) for months in HORIZONS]
    found: dict[str, list[list[Array]]] = {name: [[] for _ in HORIZONS] for name in (*MODELS, NAIVE)}
    starts = origins(history, training_days, steps[0])
    for origin in starts:
        known = history.until(origin + 1).last(window_days)
        for model, quantiles in forecasts(known, ahead, steps, block_days).items():
            for at, step in enumerate(steps):
                if origin + step < len(history):
                    found[model][at].append(measured(quantiles[:, at], float(np.exp(history.logs[origin + step]))))
    naive = [float(np.mean(rows, axis=0)[0]) if rows else 0.0 for rows in found[NAIVE]]
    scores = tuple(_score(model, at, rows, naive[at]) for model, by_horizon in found.items()
                   for at, rows in enumerate(by_horizon))
    days = [history.days[at] for at in starts]
    return Backtest(scores, preferred(scores), days[0] if days else None, days[-1] if days else None, training_days)


def origins(history: Sample, training_days: int, shortest: int) -> list[int]:
    """The last market day of each month with enough days before it and at least one forecast to check after it."""
    months = [(day.year, day.month) for day in history.days]
    return [at for at in range(training_days - 1, len(history) - shortest) if months[at] != months[at + 1]]


def forecasts(known: Sample, ahead: Horizon, steps: Sequence[int], block_days: int) -> dict[str, Array]:
    """Percentiles × horizons of each model and of the naive reference, CNY/t, from `known` alone."""
    out = {}
    tested = [months - 1 for months in HORIZONS]
    for model in MODELS:
        paths = simulate(fit(model, known, block_days, 2), ahead, PATHS, SEED)
        out[model] = np.percentile(paths.end[:, tested], PERCENTILES, axis=0)
    out[NAIVE] = np.column_stack([naive_percentiles(known, step) for step in steps])
    return out


def naive_percentiles(known: Sample, step: int) -> Array:
    """The last price and the past changes over `step` days, up and down alike; over fewer days when there were not."""
    step = min(step, len(known) - 1)
    changes = known.logs[step:] - known.logs[:-step]
    both = np.quantile(np.concatenate([changes, -changes]), SHARES)
    return np.asarray(np.exp(known.logs[-1] + both))


def measured(quantiles: Array, came: float) -> Array:
    """Mean pinball loss of the percentiles, and whether the 90 % and the 50 % band held what came (1 or 0)."""
    away = came - quantiles
    loss = np.maximum(SHARES * away, (SHARES - 1) * away).mean()
    return np.array([loss, quantiles[0] <= came <= quantiles[4], quantiles[1] <= came <= quantiles[3]], dtype=float)


def _score(model: str, at: int, rows: list[Array], naive: float) -> Score:
    n, months = len(rows), HORIZONS[at]
    if not n:
        return Score(model, months, 0, 0, 0, 0, 0.0, 0.0)
    loss = float(np.mean(rows, axis=0)[0])
    _, hits90, hits50 = np.sum(rows, axis=0)
    return Score(model, months, n, max(n // months, 1), int(hits90), int(hits50), loss, loss / naive if naive else 1.0)


def preferred(scores: Sequence[Score]) -> str | None:
    """The model to use: its band is nowhere too narrow and its mean loss is below the naive one's.

    Of those within ALIKE of the lowest mean loss the one whose 90 % bands missed least; else the order of MODELS.
    """
    means: dict[str, float] = {}
    missed: dict[str, float] = {}
    for model in MODELS:
        tested = [one for one in scores if one.model == model and one.n]
        if tested and not any(one.too_narrow for one in tested):
            mean = sum(one.ratio for one in tested) / len(tested)
            if mean < 1:
                means[model] = mean
                missed[model] = sum(max(0.9 - one.coverage90, 0.0) for one in tested)
    close = [model for model, mean in means.items() if mean <= min(means.values()) + ALIKE]
    return min(close, key=missed.__getitem__) if close else None
