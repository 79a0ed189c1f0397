"""What the answer depends on: every uncertain or assumed figure moved through its range, on the same luck.

Three questions. Tornado: what does each figure move by itself, from one end of its range to the other? Morris: what
does it move wherever the others stand? Sobol: what share of all the spread comes from it, alone and with others? The
last two through SALib (Iwanaga, Usher and Herman 2022, doi:10.18174/sesmo.18155). A run is a fixed function of the
figures, for its seed stays the same; ranges are taken as evenly likely and independent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import numpy as np

from core.rules import RulesAt
from core.scenario.answers import depletion, months_enough
from core.scenario.change import change
from core.scenario.engine import Cancelled, simulate
from core.scenario.model import ONE, Scenario
from core.scenario.result import Array, Result

PATHS = 1000  # of a run for Morris and Sobol: fewer take as long
MOST = 200  # runs of Morris
BASE = 64  # Sobol: points of the sequence, a power of two; runs are BASE · (figures + 2)
LEVELS = 4  # Morris: places in each range
DIGITS = Decimal("0.000001")

# Figures that stand for an assumption: set to the ends of its plausible range.
ASSUMED = {
    "offsets.half_width": "offset_half_width", "offsets.supply.valid_months": "certificate_valid_months",
    "batches.half_width": "batch_half_width", "batches.delay_usual": "delay_usual_months",
    "batches.delay_worst": "delay_worst_months", "settlement.mean": "settlement_mean",
    "settlement.half_width": "settlement_half_width", "settlement.common": "settlement_common",
    "reversals.fire.per_year": "fire_per_year", "reversals.fire.share_lost": "fire_share_lost",
    "reversals.felling.per_year": "felling_per_year", "reversals.felling.share_lost": "felling_share_lost"}
# Figures people enter, or that come from the past: so many times what they are. What belongs together moves together.
ENTERED = {
    "arrivals.per_year": ("arrivals.per_year",),
    "arrivals.sizes": ("arrivals.sizes.median_t", "arrivals.sizes.p95_t", "arrivals.sizes.sample"),
    "steady_t": ("steady_t",), "listed.owed_t": ("listed.owed_t",), "listed.probability": ("listed.probability",),
    "offsets.share": ("offsets.share",), "offsets.supply.opening_t": ("offsets.supply.opening_t",),
    "offsets.supply.per_year_t": ("offsets.supply.per_year_t",), "batches.yield_t_hm2": ("batches.yield_t_hm2",)}
GROWTH = "arrivals.growth"


@dataclass(frozen=True, slots=True)
class Input:
    """A figure and its range. `kind`: `set` to a value, `times` what it is, or `plus`; named in words as
    scenario_input.<name>."""

    name: str
    kind: str
    low: Decimal
    high: Decimal

    def at(self, scenario: Scenario, value: Decimal) -> Scenario:
        """The scenario with the figure there."""
        for path in ENTERED.get(self.name, (self.name,)):
            scenario = change(scenario, path, lambda old: {"set": value, "times": old * value, "plus": old + value}[
                self.kind])
        return scenario


@dataclass(frozen=True, slots=True)
class Headline:
    """What is asked about: months without shortage, probability of one, mean tonnes short at the end."""

    months: float
    odds: float
    unmet_t: float


HEADLINES = ("months", "odds", "unmet_t")


@dataclass(frozen=True, slots=True)
class Bar:
    """The headline with one figure at the low and the high end of its range, the others as they are."""

    figure: Input
    low: Headline
    high: Headline

    def swing(self, headline: str) -> float:
        return float(abs(getattr(self.high, headline) - getattr(self.low, headline)))


@dataclass(frozen=True, slots=True)
class Screened:
    """Morris, for each figure: mean and mean size of what it moves over its whole range, with the half-width of the
    latter's 95 % interval, and their standard deviation (large: it depends on the others, or not in proportion)."""

    mean: float
    mean_size: float
    error: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Sobol: share of the variance a figure explains alone and in all, with half-widths of 95 % intervals."""

    first: float
    first_error: float
    total: float
    total_error: float


Model = Callable[[Array], Sequence[float]]
Progress = Callable[[float], bool]
Row = TypeVar("Row")


def headline(result: Result) -> Headline:
    return Headline(months_enough(result), depletion(result).share, float(result.unmet.mean()))


def inputs(scenario: Scenario, rules: RulesAt) -> tuple[Input, ...]:
    """The uncertain and assumed figures the scenario has; those that change nothing in it are left out.

    A plausible range is as the rule has it; where the scenario's own figure lies beyond it, the range reaches there.
    """
    swing, growth = rules.number("scenario.range.entered"), rules.number("scenario.range.growth")
    found = [Input(name, "times", ONE - swing, ONE + swing) for name in ENTERED]
    found.append(Input(GROWTH, "plus", -growth, growth))
    for name, rule in ASSUMED.items():
        plausible, own = rules[f"scenario.{rule}"].plausible, _own(scenario, name)
        if plausible is not None and own:
            found.append(Input(name, "set", min(*plausible, *own), max(*plausible, *own)))
    return tuple(one for one in found if one.at(scenario, one.low) != one.at(scenario, one.high))


def tornado(scenario: Scenario, figures: Sequence[Input], by: str = "months", *, paths: int | None = None,
            progress: Progress | None = None) -> tuple[Bar, ...]:
    """Each figure at both ends of its range; the widest first, `by` one of HEADLINES."""
    bars = []
    for number, one in enumerate(figures, start=1):
        low, high = (headline(simulate(one.at(scenario, end), paths=paths)) for end in (one.low, one.high))
        bars.append(Bar(one, low, high))
        _tell(progress, number / len(figures))
    return widest(bars, by)


def widest(bars: Sequence[Bar], by: str) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda one: -one.swing(by)))


def morris(scenario: Scenario, figures: Sequence[Input], *, paths: int = PATHS, progress: Progress | None = None
           ) -> dict[str, tuple[Screened, ...]]:
    """For each of HEADLINES and figure, in their order."""
    ways = max(MOST // (len(figures) + 1), 2)
    low, high = _ends(figures)
    found = morris_of(_model(scenario, figures, paths), low, high, ways, scenario.seed, progress)
    return dict(zip(HEADLINES, found, strict=True))


def sobol(scenario: Scenario, figures: Sequence[Input], *, base: int = BASE, paths: int = PATHS,
          progress: Progress | None = None) -> dict[str, tuple[Shares, ...]]:
    """For each of HEADLINES and figure, in their order. `base`: a power of two."""
    low, high = _ends(figures)
    found = sobol_of(_model(scenario, figures, paths), low, high, base, scenario.seed, progress)
    return dict(zip(HEADLINES, found, strict=True))


def morris_of(model: Model, low: Sequence[float], high: Sequence[float], ways: int, seed: int,
              progress: Progress | None = None) -> tuple[tuple[Screened, ...], ...]:
    """For each output of the model and each of its inputs. `ways`: how many through the space of inputs."""
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = _problem(low, high)
    points = sampling.sample(problem, ways, num_levels=LEVELS, seed=seed + 1)
    outputs = _evaluated(model, points, progress)
    found = (analysis.analyze(problem, points, one, num_levels=LEVELS, seed=seed + 1) for one in outputs)
    return tuple(_rows(Screened, one, ("mu", "mu_star", "mu_star_conf", "sigma")) for one in found)


def sobol_of(model: Model, low: Sequence[float], high: Sequence[float], base: int, seed: int,
             progress: Progress | None = None) -> tuple[tuple[Shares, ...], ...]:
    """For each output of the model and each of its inputs. An output that never changes has shares of 0."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = _problem(low, high)
    points = sampling.sample(problem, base, calc_second_order=False, seed=seed + 1)
    outputs = _evaluated(model, points, progress)
    return tuple(
        _rows(Shares, analysis.analyze(problem, one, calc_second_order=False, seed=seed + 1),  # seed 0 would be none
              ("S1", "S1_conf", "ST", "ST_conf"))
        if np.ptp(one) else tuple(Shares(0, 0, 0, 0) for _ in low) for one in outputs)


def _problem(low: Sequence[float], high: Sequence[float]) -> dict[str, object]:
    return {"num_vars": len(low), "names": [str(number) for number in range(len(low))],
            "bounds": [list(ends) for ends in zip(low, high, strict=True)]}


def _evaluated(model: Model, points: Array, progress: Progress | None) -> Array:
    """Outputs × points."""
    found = []
    for number, point in enumerate(points, start=1):
        found.append(model(point))
        _tell(progress, number / len(points))
    return np.asarray(found, dtype=np.float64).T


def _rows(kind: Callable[..., Row], found: dict[str, Array], names: Sequence[str]) -> tuple[Row, ...]:
    return tuple(kind(*map(float, row)) for row in zip(*(np.asarray(found[name]) for name in names), strict=True))


def _model(scenario: Scenario, figures: Sequence[Input], paths: int) -> Model:
    def played(point: Array) -> tuple[float, ...]:
        changed = scenario
        for one, value in zip(figures, point, strict=True):
            changed = one.at(changed, Decimal(repr(float(value))).quantize(DIGITS))
        found = headline(simulate(changed, paths=paths))
        return tuple(getattr(found, name) for name in HEADLINES)

    return played


def _ends(figures: Sequence[Input]) -> tuple[list[float], list[float]]:
    return [float(one.low) for one in figures], [float(one.high) for one in figures]


def _own(scenario: Scenario, path: str) -> list[Decimal]:
    """What the scenario has there, in every row of a table; none where it has no such thing."""
    seen: list[Decimal] = []

    def look(old: Decimal) -> Decimal:
        seen.append(old)
        return old

    change(scenario, path, look)
    return seen


def _tell(progress: Progress | None, share: float) -> None:
    if progress is not None and not progress(share):
        raise Cancelled
