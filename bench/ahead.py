"""Paths of the national average ahead: ours against a plain NumPy loop over days; how long the back-test takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import stores
from bench.engines import Differs
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.market.ahead import MODELS, Fit, Horizon, Sample, backtest, fit, month_lengths, sample, simulate
from store.database import Store
from store.snapshot import Snapshot

PATHS, MONTHS, PER_YEAR, BLOCK, LEAST, TRAINING = 10_000, 24, 242, 20, 120, 242
APART = 0.06  # of quartiles of 10 000 draws each


def plain(found: Fit, lengths: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Month ends and month means, every path moved on day by day."""
    rng, given = np.random.default_rng(2), found.parameters
    price = np.full(PATHS, found.price)
    level = np.log(price)
    changes = np.diff(np.append(found.cycle, found.cycle[0]))
    place = rng.integers(0, len(changes), PATHS)
    ends, means = [], []
    for length in lengths:
        total = np.zeros(PATHS)
        for _ in range(length):
            if found.model == "bootstrap":
                price = price * np.exp(changes[place])
                fresh = rng.random(PATHS) < 1 / given["block"]
                place = np.where(fresh, rng.integers(0, len(changes), PATHS), (place + 1) % len(changes))
            else:
                level = level + moved(found, level, rng)
                price = np.exp(level + rng.choice(found.deviations, PATHS))
            total += price
        ends.append(price)
        means.append(total / length)
    return np.array(ends).T, np.array(means).T


def moved(found: Fit, level: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """How far the level moves in a day."""
    given, noise = found.parameters, rng.standard_normal(PATHS)
    if found.model == "reverting":
        phi = given["phi"] ** 0.2
        weeks = 0.2 if phi == 1 else (1 - phi ** 2) / (1 - given["phi"] ** 2)
        return (phi - 1) * (level - np.log(given["mean"])) + given["week_sd"] * np.sqrt(weeks) * noise
    jumps = rng.poisson(given["jump_rate"] / 5, PATHS)
    large = jumps * given["jump_mean"] + np.sqrt(jumps) * given["jump_sd"] * rng.standard_normal(PATHS)
    return given["week_sd"] * np.sqrt(0.2) * noise + large - given["jump_rate"] / 5 * given["jump_mean"]


def check(found: Fit, ahead: Horizon) -> None:
    """Quartiles of ends and means in the first and the last month."""
    ours, theirs = simulate(found, ahead, PATHS, 1), plain(found, ahead.lengths)
    for one, other in ((ours.end, theirs[0]), (ours.mean, theirs[1])):
        for month in (0, -1):
            quartiles = [np.percentile(each[:, month], (25, 50, 75)) for each in (one, other)]
            if (np.abs(quartiles[0] / quartiles[1] - 1) > APART).any():
                raise Differs(f"simulate and the daily loop, {found.model}: {quartiles}")


def known_prices(folder: Path) -> Sample:
    store = Store(stores.copy(stores.shipped(folder), "ahead.duckdb"))
    try:
        return sample(Snapshot(store).prices)
    finally:
        store.close()


def paths(folder: Path, quick: bool) -> list[Figure]:
    """10 000 paths of 24 months under each model, and the back-test of all models."""
    known, ahead = known_prices(folder), Horizon(0, month_lengths(MONTHS, PER_YEAR), ())
    figures = []
    for model in MODELS:
        found = fit(model, known, BLOCK, LEAST)
        check(found, ahead)
        spent = in_turn({"ours": lambda one=found: simulate(one, ahead, PATHS, 1),
                         "days": lambda one=found: plain(one, ahead.lengths)}, 3 if quick else 9, warm=1)
        figures.append(Figure("ahead", f"{PATHS:,} paths × {MONTHS} months, {model}", "a NumPy loop over the days",
                              spent["ours"], spent["days"], goal=Goal("≤", 300, "ms"),
                              note="month ends and month means of both have the same quartiles"))
    spent = in_turn({"all": lambda: backtest(known, BLOCK, TRAINING, PER_YEAR)}, 1 if quick else 3, warm=1)
    return [*figures, Figure("ahead", "back-test of every model, monthly origins", "", spent["all"] / 1000, unit="s",
                             goal=Goal("≤", 10, "s"))]
