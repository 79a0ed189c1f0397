"""Growth curves: biomass or volume per hm² by age, fitted to observations by least squares or entered.

    richards   y(t) = A · (1 − e^(−k·t))^c        logistic   y(t) = A ÷ (1 + c · e^(−k·t))
    gompertz   y(t) = A · exp(−c · e^(−k·t))

Fitting is done in floats; the parameters are then rounded to six digits, so that every machine reckons on with the
same curve.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any

import numpy as np

from core.problem import Problem
from core.rules.book import RulesAt
from core.trace import Given, Step, read

DIGITS = Context(prec=6)
SHAPES = ("richards", "logistic", "gompertz")
FORMULAS = {"richards": "y(t) = A · (1 − e^(−k·t))^c", "logistic": "y(t) = A ÷ (1 + c · e^(−k·t))",
            "gompertz": "y(t) = A · exp(−c · e^(−k·t))"}
MIN_SPREAD = 1.5  # oldest ÷ youngest age: from a narrower span no curve can be told
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Curve:
    """A curve y(t): t years, y per hm² in the unit of the observations.

    `covariance` of (A, k, c) in floats, empty for an entered curve; `rmse` in the unit of y.
    """

    shape: str
    a: Decimal
    k: Decimal
    c: Decimal
    observations: tuple[tuple[Decimal, Decimal], ...] = ()
    covariance: tuple[tuple[float, ...], ...] = ()
    rmse: Decimal | None = None
    step: Step = field(default=Step("curve.entered", ""))

    def at(self, age: Decimal) -> Decimal:
        """y at an age in years."""
        decay = (-self.k * age).exp()
        if self.shape == "richards":
            return self.a * (1 - decay) ** self.c if age > 0 else Decimal(0)
        if self.shape == "logistic":
            return self.a / (1 + self.c * decay)
        return self.a * (-self.c * decay).exp()

    def ratio(self, start: Decimal, end: Decimal) -> Decimal:
        """y(end) ÷ y(start); Problem `curve_zero` where the curve has not begun."""
        first = self.at(start)
        if first <= 0:
            raise Problem("curve_zero", age=start)
        return self.at(end) / first

    def values(self, parameters: Array, age: float) -> Array:
        """y at an age for drawn parameters (n × 3)."""
        return _function(self.shape, None)(age, *parameters.T)

    def draws(self, count: int, rng: np.random.Generator) -> Array:
        """Parameters (count × 3) as uncertain as the fit left them; the fitted ones where it was entered."""
        mean = np.array([float(self.a), float(self.k), float(self.c)])
        if not self.covariance:
            return np.tile(mean, (count, 1))
        drawn = rng.multivariate_normal(mean, np.array(self.covariance), count, method="svd")
        return np.maximum(drawn, mean * 1e-3)


def entered(shape: str, a: Decimal, k: Decimal, c: Decimal) -> Curve:
    """A curve whose parameters somebody gives."""
    if shape not in SHAPES or not all(value.is_finite() and 0 < value < 100_000 for value in (a, k, c)):
        raise Problem("curve_parameters")
    step = Step("curve.entered", f"{shape}", "", FORMULAS[shape],
                (Given("A", a), Given("k", k, "1/a"), Given("c", c)))
    return Curve(shape, a, k, c, step=step)


def illustrative(rules: RulesAt) -> Curve:
    """The illustrative curve of young planted stands (rules `young_curve.*`), whole-tree biomass t d.m./hm²."""
    a, k = rules["young_curve.asymptote_t_hm2"], rules["young_curve.rate"]
    step = Step("carbon.young_curve", "richards", "", "B(t) = B∞ · (1 − e^(−k·t))²", (read("B∞", a), read("k", k)))
    return Curve("richards", a.number, k.number, Decimal(2), step=step)


def fit(observations: Sequence[tuple[Decimal, Decimal]], shape: str = "richards",
        power: Decimal | None = None) -> Curve:
    """Least-squares curve through (age in years, value per hm²). `power` fixes c.

    Problem where there are fewer observations than parameters + 1, the ages span too little, or no curve is found.
    """
    from scipy.optimize import OptimizeWarning, curve_fit  # heavy: only who fits pays for it

    free = 2 if power is not None else 3
    if shape not in SHAPES:
        raise Problem("curve_parameters")
    if any(not (age.is_finite() and value.is_finite() and 0 < age <= 500 and 0 <= value <= 1_000_000)
           for age, value in observations):
        raise Problem("curve_observation")
    ages = np.array([float(age) for age, _ in observations])
    values = np.array([float(value) for _, value in observations])
    if len(set(ages)) < free or len(ages) < free + 1 or ages.max() < MIN_SPREAD * ages.min() or not values.any():
        raise Problem("curve_few", count=len(ages), least=free + 1)
    fixed = None if power is None else float(power)
    start = [values.max() * 1.5, 1 / ages.max(), 2.0 if shape == "richards" else 5.0][:free]
    try:
        import warnings
        with warnings.catch_warnings():
            warnings.simplefilter("error", OptimizeWarning)
            found, covariance = curve_fit(_function(shape, fixed), ages, values, start, maxfev=20_000,
                                          bounds=([1e-9] * free, [values.max() * 100, 10.0, 1e4][:free]))
    except (RuntimeError, OptimizeWarning, ValueError):
        raise Problem("curve_not_found") from None
    if not np.isfinite(covariance).all() or found[0] > values.max() * 50:
        raise Problem("curve_not_found")
    a, k, *rest = (DIGITS.create_decimal(repr(float(value))) for value in found)
    c = power if power is not None else rest[0]
    full = np.zeros((3, 3))
    full[:free, :free] = covariance
    curve = Curve(shape, a, k, c, tuple(observations), tuple(tuple(row) for row in full.tolist()))
    residuals = [value - curve.at(age) for age, value in observations]
    rmse = (sum((one * one for one in residuals), Decimal(0)) / max(len(residuals) - free, 1)).sqrt()
    errors = np.sqrt(np.diag(full))
    step = Step("curve.fitted", shape, "", FORMULAS[shape], (
        Given("n", Decimal(len(residuals))), Given("A", a), Given("k", k, "1/a"), Given("c", c),
        *(Given(f"SE({name})", DIGITS.create_decimal(repr(float(error))))
          for name, error in zip("Akc", errors, strict=True) if error),
        Given("RMSE", DIGITS.plus(rmse))))
    return Curve(shape, a, k, c, curve.observations, curve.covariance, DIGITS.plus(rmse), step)


def _function(shape: str, power: float | None) -> Callable[..., Array]:
    def richards(t: Array, a: float, k: float, c: float) -> Array:
        return np.asarray(a * (1 - np.exp(-k * t)) ** c)

    def logistic(t: Array, a: float, k: float, c: float) -> Array:
        return np.asarray(a / (1 + c * np.exp(-k * t)))

    def gompertz(t: Array, a: float, k: float, c: float) -> Array:
        return np.asarray(a * np.exp(-c * np.exp(-k * t)))

    chosen = {"richards": richards, "logistic": logistic, "gompertz": gompertz}[shape]
    if power is None:
        return chosen
    return lambda t, a, k: chosen(t, a, k, power)
