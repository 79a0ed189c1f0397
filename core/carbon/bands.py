"""How sure a loss is: a Monte Carlo over the uncertain factors of each stratum, reproducible by seed.

Each tonne is a product of factors (volume, growth rate, D, BEF, CF, 1 + R, …). The working of a loss names them; here
each is drawn around its value and the stratum's tonnes are multiplied by what the draws make of it. A parameter is
drawn once and shared by every stratum that uses it, a stand's own measurement for itself. Floats: these are bands for
the eye; what is owed is reckoned in core.carbon.loss.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from core.carbon.loss import Loss, StratumLoss
from core.carbon.quantiles import student_t
from core.carbon.removals import Growth, Removals
from core.carbon.species import HALF_90
from core.rules.book import Reading, RulesAt
from core.trace import Given, Step, walk

PERCENTILES = (5, 25, 50, 75, 95)
DRAWS = 10_000
OWN = ("V", "B", "g", "CC")  # measured stand by stand
SHARED = ("p", "f", "D", "BEF", "CF", "R", "B∞", "b", "BDR", "CF_S", "R_S")
ROOTS = ("R", "R_S")  # enter as 1 + R
DECIDED = ("removed_share",)  # bears the symbol f as well, is set and not estimated, and cannot exceed 1
RULE_OF = {"B∞": "spread.young"}
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Band:
    """Percentiles of a figure in tonnes, to 0.001; `mean` of the draws."""

    p5: Decimal
    p25: Decimal
    p50: Decimal
    p75: Decimal
    p95: Decimal
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of the three losses, of each stratum's share of the one owed, and what the width comes from.

    `drivers`: (symbol, share of the variance of the owed tonnes), largest first; the rest is their interplay.
    """

    stock: Band
    flow: Band
    total: Band
    owed: Band
    strata: tuple[Band, ...]
    drivers: tuple[tuple[str, float], ...]
    draws: int
    seed: int


def bands(loss: Loss, rules: RulesAt, draws: int = DRAWS, seed: int = 1) -> Bands:
    """The bands of an assessed loss under the rules it was assessed with."""
    pool = Pool(rules, draws, seed)
    labels = [one.stratum.label for one in loss.strata]
    names = [label if label and labels.count(label) == 1 else f"#{at}" for at, label in enumerate(labels)]
    parts = [_stratum(one, name, pool) for one, name in zip(loss.strata, names, strict=True)]
    stock, flow = (np.sum([part[at] for part in parts], axis=0) for at in (0, 1))
    owed = {"stock": stock, "flow": flow, "total": stock + flow}[loss.basis]
    each = tuple(band({"stock": s, "flow": f, "total": s + f}[loss.basis]) for s, f in parts)
    return Bands(band(stock), band(flow), band(stock + flow), band(owed), each, pool.drivers(owed), draws, seed)


def band(values: Array) -> Band:
    """Percentiles of drawn tonnes."""
    marks = [*np.percentile(values, PERCENTILES), values.mean()]
    return Band(*(Decimal(f"{mark:.3f}") for mark in marks))


def _stratum(one: StratumLoss, name: str, pool: Pool) -> tuple[Array, Array]:
    """Drawn stock and flow of a stratum, tCO2e; `name` tells its own measurements from those of the others."""
    stock, flow = (pool.product(uncertain(step), name, one.stratum.half_width) for step in one.step.steps)
    return float(one.stock_t) * stock, float(one.flow_t) * flow


def uncertain(step: Step) -> dict[str, Given]:
    """The uncertain inputs of a step by symbol, each once."""
    found: dict[str, Given] = {}
    for part in walk(step):
        for given in part.inputs:
            shared = given.symbol in SHARED and given.rule is not None and given.rule.id not in DECIDED
            if given.symbol in OWN or shared:
                found.setdefault(given.symbol, given)
    return found


class Pool:
    """The draws of every parameter, each from its own stream, so that one more parameter changes no other."""

    def __init__(self, rules: RulesAt, draws: int, seed: int):
        self.rules, self.draws, self.seed = rules, draws, seed
        self._kept: dict[str, Array] = {}
        self._symbols: dict[str, str] = {}

    def product(self, factors: Mapping[str, Given], owner: str, half_width: Decimal | None = None) -> Array:
        """What the draws of the factors make of a figure; `half_width`: of the volume, where it is known."""
        out = np.ones(self.draws)
        for symbol, given in factors.items():
            name = f"{symbol}:{owner if given.rule is None else given.rule.id}"
            if name not in self._kept:
                own = half_width if symbol == "V" else None
                self._kept[name] = self._factor(name, symbol, given.rule, own)
                self._symbols[name] = symbol
            out *= self._kept[name]
        return out

    def generator(self, name: str) -> np.random.Generator:
        """The stream of that name."""
        return np.random.Generator(np.random.PCG64([self.seed, zlib.crc32(name.encode())]))

    def normal(self, name: str) -> Array:
        """Standard normal draws of the stream of that name."""
        return self.generator(name).standard_normal(self.draws)

    def _factor(self, name: str, symbol: str, reading: Reading | None, half_width: Decimal | None) -> Array:
        relative = self._relative_sd(symbol, reading, half_width)
        log_sd = np.sqrt(np.log1p(relative ** 2))
        drawn = np.exp(log_sd * self.normal(name) - log_sd ** 2 / 2)  # lognormal, mean 1
        if symbol in ROOTS and reading is not None:
            root = float(reading.number)
            return np.asarray((1 + root * drawn) / (1 + root))
        return np.asarray(drawn)

    def _relative_sd(self, symbol: str, reading: Reading | None, half_width: Decimal | None) -> float:
        """A stand's own interval, a parameter's plausible range, or the rule for its kind; 90 % half-widths."""
        if half_width is not None:
            half = half_width
        elif reading is not None and reading.plausible is not None and reading.number:
            low, high = reading.plausible
            half = (high - low) / 2 / reading.number
        else:
            half = self.rules.number(RULE_OF.get(symbol, f"spread.{symbol}"))
        return float(half / HALF_90)

    def drivers(self, owed: Array) -> tuple[tuple[str, float], ...]:
        """Which symbols the spread comes from: squared correlations of their draws with the result."""
        shares: dict[str, float] = {}
        spread = float(owed.std())
        if not spread:
            return ()
        for name, drawn in self._kept.items():
            if float(drawn.std()):
                share = float(np.corrcoef(drawn, owed)[0, 1]) ** 2
                symbol = self._symbols[name]
                shares[symbol] = shares.get(symbol, 0.0) + share
        return tuple(sorted(shares.items(), key=lambda item: -item[1]))


def removal_band(removals: Removals, rules: RulesAt, draws: int = DRAWS, seed: int = 1) -> Band:
    """The band of a project's removals: sampling error, equations and factors by species, and the growth curves."""
    pool = Pool(rules, draws, seed)
    shares: dict[str, tuple[float, dict[str, Given]]] = {}
    for step in walk(removals.change.step):
        if step.key == "survey.species" and isinstance(step.value, Decimal):
            found = uncertain(step)
            name = "|".join(given.rule.id for given in found.values() if given.rule is not None)
            shares[name] = (shares.get(name, (0.0, found))[0] + float(step.value), found)
    whole = sum(share for share, _ in shares.values())
    drawn = np.ones(draws) if not whole else np.sum(
        [share / whole * pool.product(found, name) for name, (share, found) in shares.items()], axis=0)
    in_sd = student_t(removals.change.reliability, None)  # half-width of the interval in standard deviations
    drawn *= 1 + float(removals.change.relative / in_sd) * pool.normal("sampling")
    if removals.growth:
        drawn *= np.sum([float(one.share) * _grown(one, pool) for one in removals.growth], axis=0)
    counted = removals.step.steps[0].value  # the change after the discount: what is deducted later does not vary
    assert isinstance(counted, Decimal)
    kept = 1 - rules.number("non_permanence_risk") if removals.removals_t > 0 else Decimal(1)
    gross = float(counted * (1 + rules.number("dead_wood_factor")) * kept)
    return band(float(removals.removals_t) + gross * (drawn - 1))


def _grown(one: Growth, pool: Pool) -> Array:
    """The drawn growth of a stratum over what its curve says, mean near 1."""
    curve = one.curve
    parameters = curve.draws(pool.draws, pool.generator(f"curve:{one.stratum}"))
    if not curve.covariance:  # illustrative or entered: as unsure of its rate as the rule says
        half = float(pool.rules.number("spread.young") / HALF_90)
        parameters = parameters * np.exp(half * pool.normal("curve"))[:, None] ** np.array([0.0, 1.0, 0.0])
    start, end = float(one.age), float(one.age + one.years)
    ratio = curve.values(parameters, end) / np.maximum(curve.values(parameters, start), 1e-12) - 1
    central = float(curve.ratio(one.age, one.age + one.years) - 1)
    return np.asarray(np.clip(ratio / central, 0, 10) if central else np.ones(pool.draws))
