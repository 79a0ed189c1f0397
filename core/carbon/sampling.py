"""Stratified sampling: how many plots are needed, and what plots say of the whole with an interval.

Design after carbon.md §2 and CDM AR-AM Tool 03; estimation after AR-TOOL14: stratum means weighted by area, Student's
t with n − M degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from core.carbon.quantiles import student_t
from core.numbers import ZERO
from core.problem import Problem
from core.rules.book import RulesAt
from core.trace import Given, Name, Step, read

DISCOUNT_AT = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class StratumEstimate:
    """Mean of a stratum's plots, tCO2e/hm², its standard deviation and number of plots."""

    name: str
    area_hm2: Decimal
    plots: int
    mean: Decimal
    sd: Decimal

    @property
    def total_t(self) -> Decimal:
        return self.area_hm2 * self.mean


@dataclass(frozen=True, slots=True)
class Estimate:
    """A total over all strata with its interval, tCO2e. `relative`: U, half-width over the total."""

    total_t: Decimal
    standard_error_t: Decimal
    degrees: int
    t: Decimal
    reliability: Decimal
    strata: tuple[StratumEstimate, ...]
    step: Step

    @property
    def half_width_t(self) -> Decimal:
        return self.t * self.standard_error_t

    @property
    def relative(self) -> Decimal:
        return self.half_width_t / abs(self.total_t) if self.total_t else ZERO

    @property
    def relative_90(self) -> Decimal:
        """U for the discount, which AR-TOOL14 defines for the 90 % interval whatever reliability is shown."""
        t = student_t(DISCOUNT_AT, self.degrees)
        return t * self.standard_error_t / abs(self.total_t) if self.total_t else ZERO

    @property
    def interval_t(self) -> tuple[Decimal, Decimal]:
        return self.total_t - self.half_width_t, self.total_t + self.half_width_t


def moments(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Mean and standard deviation (n − 1) of at least two values."""
    mean = sum(values, ZERO) / len(values)
    return mean, (sum(((value - mean) ** 2 for value in values), ZERO) / (len(values) - 1)).sqrt()


def estimate(values: Mapping[str, Sequence[Decimal]], areas: Mapping[str, Decimal], rules: RulesAt,
             key: str) -> Estimate:
    """Plots' values per stratum (tCO2e/hm²) and areas (hm²) → total with interval; `key` names its step.

    Problem `survey_one_plot` for a stratum with fewer than two plots: its spread cannot be known.
    """
    strata = []
    for name, area in areas.items():
        found = values.get(name, ())
        if len(found) < 2:
            raise Problem("survey_one_plot", stratum=name, count=len(found))
        strata.append(StratumEstimate(name, area, len(found), *moments(found)))
    total = sum((one.total_t for one in strata), ZERO)
    error = sum(((one.area_hm2 * one.sd) ** 2 / one.plots for one in strata), ZERO).sqrt()
    degrees = sum(one.plots for one in strata) - len(strata)
    reliability = rules["sampling_reliability"]
    t = student_t(reliability.number, degrees)
    half = t * error
    step = Step(key, total, "tCO2e", "C = Σ A_i · c̄_i;  SE = √Σ A_i² s_i² ÷ n_i;  U = t · SE ÷ C", (
        read("P", reliability), Given("df", Decimal(degrees)), Given("t", t), Given("SE", error, "tCO2e"),
        Given("t · SE", half, "tCO2e"), Given("U", half / abs(total) if total else ZERO)),
        steps=tuple(Step("survey.stratum", one.total_t, "tCO2e", "A_i · c̄_i", (
            Given("stratum", Name(one.name, one.name)), Given("A_i", one.area_hm2, "hm²"),
            Given("n_i", Decimal(one.plots)), Given("c̄_i", one.mean, "tCO2e/hm²"), Given("s_i", one.sd, "tCO2e/hm²"),
        )) for one in strata))
    return Estimate(total, error, degrees, t, reliability.number, tuple(strata), step)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a stratum before sampling: area hm², mean and standard deviation in one unit per hm²."""

    name: str
    area_hm2: Decimal
    mean: Decimal
    sd: Decimal


@dataclass(frozen=True, slots=True)
class Design:
    """How many sample plots: as computed, and by stratum after rounding up and the minimum."""

    computed: Decimal
    by_stratum: tuple[tuple[str, int], ...]
    step: Step

    @property
    def plots(self) -> int:
        return sum(count for _, count in self.by_stratum)


def design(strata: Sequence[Expected], rules: RulesAt) -> Design:
    """n = N t² (Σ wᵢ sᵢ)² / (N E² + t² Σ wᵢ sᵢ²); nᵢ = n · wᵢ sᵢ / Σ wᵢ sᵢ (Neyman), at least the minimum each."""
    if not strata:
        raise Problem("survey_no_strata")
    for one in strata:
        known = all(value.is_finite() for value in (one.area_hm2, one.mean, one.sd))
        if not known or one.area_hm2 <= 0 or one.sd < 0 or one.mean < 0:
            raise Problem("survey_expected", stratum=one.name)
    area = sum((one.area_hm2 for one in strata), ZERO)
    plot_area, error = rules["sampling_plot_area_hm2"], rules["sampling_relative_error"]
    reliability, least = rules["sampling_reliability"], rules["sampling_min_plots"]
    population = area / plot_area.number
    weights = [one.area_hm2 / area for one in strata]
    mean = sum((w * one.mean for w, one in zip(weights, strata, strict=True)), ZERO)
    allowed = error.number * mean
    if not allowed:
        raise Problem("survey_mean_zero")
    t = student_t(reliability.number, None)
    spread = sum((w * one.sd for w, one in zip(weights, strata, strict=True)), ZERO)
    spread2 = sum((w * one.sd ** 2 for w, one in zip(weights, strata, strict=True)), ZERO)
    n = population * t ** 2 * spread ** 2 / (population * allowed ** 2 + t ** 2 * spread2)
    shares = [(w * one.sd / spread if spread else w) for w, one in zip(weights, strata, strict=True)]
    counts = tuple((one.name, max(_up(n * share), int(least.number)))
                   for share, one in zip(shares, strata, strict=True))
    step = Step("sampling.design", Decimal(sum(count for _, count in counts)), "",
                "n = N t² (Σ wᵢ sᵢ)² ÷ (N E² + t² Σ wᵢ sᵢ²);  nᵢ = n · wᵢ sᵢ ÷ Σ wᵢ sᵢ", (
                    Given("N", population), read("A_plot", plot_area), read("P", reliability), Given("t", t),
                    read("e", error), Given("E", allowed), Given("Σ w s", spread), Given("n", n),
                    read("n_min", least)))
    return Design(n, counts, step)


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
