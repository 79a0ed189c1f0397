"""A second implementation of the carbon accounting, written from the equations and not from the product's code.

Plain floats, NumPy and SciPy; nothing of core is imported. The tests of core.carbon compare the product with it: where
the two disagree beyond rounding, one of them misreads the method. Units: area hm², biomass t d.m., carbon stock tCO2e,
volume m³/hm², DBH cm, height m, wood density t d.m./m³.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

CO2 = 44.0 / 12.0
Floats = NDArray[np.float64]


# Trees, E4a: single-tree equations, kg of dry matter above ground

def zeng(dbh: float, density: float) -> float:
    return float(0.3 * density * dbh ** (7 / 3))


def chave(dbh: float, height: float, density: float) -> float:
    return float(0.0673 * (density * dbh ** 2 * height) ** 0.976)


def emblica(dbh: float) -> float:
    return float(0.0655 * dbh ** 2.4042)


def root_ratio(above: float) -> float:
    """E6: R of a stand with so many t d.m./hm² above ground, where the species has none of its own."""
    return float(np.exp(-1.085 + 0.9256 * np.log(above)) / above)


def plot_density(above_kg: ArrayLike, ratio: ArrayLike, carbon: ArrayLike, plot_hm2: float) -> float:
    """E3 and E4a per hm²: tCO2e/hm² of one plot, from the kg above ground, R and CF of each of its trees."""
    kg, r, cf = (np.asarray(given, float) for given in (above_kg, ratio, carbon))
    return float(CO2 * np.sum(kg / 1000 * (1 + r) * cf) / plot_hm2)


# Volume, E4b and E5

def phi(density: float, bef: float, ratio: float, carbon: float) -> float:
    return CO2 * carbon * bef * density * (1 + ratio)


def volume_stock(area: float, volume: float, density: float, bef: float, ratio: float, carbon: float) -> float:
    return CO2 * (area * volume * density * bef * (1 + ratio)) * carbon


# Other pools: E8, E10, E11, E12, E13

def shrub_stock(area: float, cover: float, forest: float, bdr: float = 0.1, r: float = 0.4, cf: float = 0.47) -> float:
    return 0.0 if cover < 0.05 else CO2 * cf * (1 + r) * area * bdr * forest * cover


def scattered_stock(area: float, cover: float, forest: float, r: float = 0.25, cf: float = 0.47) -> float:
    return CO2 * cf * forest * (1 + r) * cover * area


def dead_stock(trees: float, *factors: float) -> float:
    return sum(factors) * trees


def soil_gain(area: float, years: float, rate: float = 0.8, cap: float = 0.8, limit: float = 20) -> float:
    return CO2 * area * min(rate, cap) * min(years, limit)


def fire_release(area: float, above: float, comf: float, ch4: float, n2o: float, gwp4: float, gwp2: float) -> float:
    return 0.001 * area * above * comf * (ch4 * gwp4 + n2o * gwp2)


# Sampling

def plots_needed(areas: ArrayLike, spreads: ArrayLike, plot_hm2: float, mean: float, t: float,
                 precision: float = 0.10) -> tuple[float, Floats]:
    """n before rounding up, and its allocation to the strata (before the floor of three plots)."""
    a, s = np.asarray(areas, float), np.asarray(spreads, float)
    w, total, e = a / a.sum(), a.sum() / plot_hm2, precision * mean
    n = total * t ** 2 * np.sum(w * s) ** 2 / (total * e ** 2 + t ** 2 * np.sum(w * s ** 2))
    return float(n), n * w * s / np.sum(w * s)


# Stratified estimate and its uncertainty, AR-TOOL14

@dataclass(frozen=True)
class Estimate:
    mean: float      # per hm²
    total: float     # of the whole area
    half: float      # half-width of the two-sided interval of the mean, per hm²
    df: int

    @property
    def u(self) -> float:
        return self.half / abs(self.mean)


def stratified(areas: ArrayLike, plots: list[list[float]], confidence: float = 0.90) -> Estimate:
    """Means of the strata weighted by area; t with n − M degrees of freedom, both tails."""
    a = np.asarray(areas, float)
    w = a / a.sum()
    means = np.array([np.mean(values) for values in plots])
    variances = np.array([np.var(values, ddof=1) / len(values) for values in plots])
    df = sum(len(values) for values in plots) - len(plots)
    half = stats.t.ppf(1 - (1 - confidence) / 2, df) * np.sqrt(np.sum(w ** 2 * variances))
    return Estimate(float(w @ means), float(w @ means * a.sum()), float(half), df)


def discount_share(u: float) -> float:
    """The part of U that is taken off (AR-TOOL14, Appendix 2)."""
    return (0.0 if u <= 0.10 else 0.25 if u <= 0.15 else 0.50 if u <= 0.20 else 0.75 if u <= 0.30 else 1.0)


def discounted(value: float, u: float, loss: bool = False) -> float:
    """A gain more uncertain than itself counts nothing."""
    off = discount_share(u) * u * abs(value)
    return value + off if loss else max(value - off, 0.0) if value > 0 else value - off


# Removals

def paired_change(areas: ArrayLike, first: list[list[float]], second: list[list[float]],
                  confidence: float = 0.90) -> Estimate:
    """Permanent plots: the change of each plot is the observation."""
    return stratified(areas, [list(np.subtract(b, a)) for a, b in zip(first, second, strict=True)], confidence)


def independent_change(areas: ArrayLike, first: list[list[float]], second: list[list[float]],
                       confidence: float = 0.90) -> Estimate:
    """Two rounds of other plots: difference of the totals, the half-widths added in quadrature."""
    one, two = stratified(areas, first, confidence), stratified(areas, second, confidence)
    return Estimate(two.mean - one.mean, two.total - one.total, float(np.hypot(one.half, two.half)), one.df + two.df)


def removals(project: float, baseline: float = 0, leakage: float = 0, fire: float = 0, k_risk: float = 0.10) -> float:
    """E1 of a whole period, before rounding."""
    return (project - baseline - leakage - fire) * (1 - k_risk)


# Growth curves

def chapman(age: ArrayLike, top: float, rate: float, shape: float) -> Floats:
    return np.asarray(top * (1 - np.exp(-rate * np.asarray(age, float))) ** shape, float)


def logistic(age: ArrayLike, top: float, rate: float, shape: float) -> Floats:
    return np.asarray(top / (1 + shape * np.exp(-rate * np.asarray(age, float))), float)


def fit(form: object, ages: ArrayLike, values: ArrayLike, starts: list[tuple[float, ...]]) -> tuple[Floats, float]:
    """Unweighted least squares from several starts: best parameters and the residual sum of squares."""
    x, y = np.asarray(ages, float), np.asarray(values, float)
    best: tuple[Floats, float] | None = None
    for start in starts:
        found = optimize.least_squares(lambda p: form(x, *p) - y, start, bounds=(1e-9, np.inf),  # type: ignore[operator]
                                       x_scale=np.abs(start), xtol=1e-14, ftol=1e-14, gtol=1e-14, max_nfev=5000)
        rss = float(np.sum(found.fun ** 2))
        if best is None or rss < best[1]:
            best = (found.x, rss)
    assert best is not None
    return best


def planned(area: float, first: float, last: float, k_risk: float = 0.10, carbon: float = 0.47) -> float:
    """Ex-ante by a growth curve: whole-tree biomass t d.m./hm² at the start and the end of the period."""
    return removals(CO2 * carbon * area * (last - first), k_risk=k_risk)


# Loss of a proposed land use

def lost_permanently(area: float, stock: float, yearly: float, years: float = 3) -> tuple[float, float, float]:
    flow = area * yearly * years
    return area * stock, flow, area * stock + flow


def lost_for_a_time(area: float, stock: float, yearly: float, term: float, restoration: float, recovery: float,
                    share: float = 1, horizon: float | None = None) -> tuple[float, float, float]:
    """Nothing grows for term + restoration years, then removal comes back linearly: the area under the gap, which is
    integrated to the horizon, or to the end if none is given."""
    dead = term + restoration
    end = dead + recovery if horizon is None else min(horizon, dead + recovery)
    missing = min(end, dead)
    if end > dead:
        x = end - dead
        missing += x - x ** 2 / (2 * recovery)
    flow = area * yearly * missing
    return area * share * stock, flow, area * share * stock + flow


# Bands

def lognormal_quantiles(u: float, coverage: float = 0.90) -> tuple[float, float]:
    """Of a factor with mean 1 whose standard deviation is u over the normal quantile of the coverage."""
    z = stats.norm.ppf(0.5 + coverage / 2)
    sigma = np.sqrt(np.log1p((u / z) ** 2))
    return float(np.exp(-z * sigma - sigma ** 2 / 2)), float(np.exp(z * sigma - sigma ** 2 / 2))
