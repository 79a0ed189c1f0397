"""What sample plots say: one answer for the command line and the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.carbon import Band, Removals, Survey, Tools
from core.carbon.sampling import Estimate, student_t
from core.carbon.uncertainty import discount_share
from core.numbers import ZERO, tonnes
from core.reserve import Lot
from core.trace import as_json, assumptions, walk
from ui.words import Words

PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Mean:
    """A stratum's mean, tCO2e/hm², with its own interval."""

    stratum: str
    mean: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Books:
    """What the books hold of a plot: tonnes of its lots and the period they stand for; `until`: the day after it."""

    stored_t: Decimal
    start: date
    until: date

    def difference(self, removals_t: Decimal) -> tuple[Decimal, Decimal | None]:
        """Removals less the stored tonnes: tCO2e, and as a share of what is stored."""
        more = removals_t - self.stored_t
        return more, more / self.stored_t if self.stored_t else None

    def same_period(self, removals: Removals) -> bool:
        return (removals.start, removals.end) == (self.start, self.until)


def books(lots: Sequence[Lot]) -> Books | None:
    """The lots of one plot together; None where it has none."""
    if not lots:
        return None
    return Books(sum((lot.stored_t for lot in lots), ZERO), min(lot.period_start for lot in lots),
                 max(lot.period_end for lot in lots) + timedelta(days=1))


def means(found: Estimate) -> list[Mean]:
    """The strata's means, each with the interval that its own plots give."""
    out = []
    for one in found.strata:
        half = student_t(found.reliability, one.plots - 1) * one.sd / Decimal(one.plots).sqrt()
        out.append(Mean(one.name, one.mean, one.mean - half, one.mean + half))
    return out


def answer(survey: Survey, removals: Removals, band: Band, tools: Tools, say: Words) -> dict[str, Any]:
    """The removals with interval, strata, plots and working; tonnes tCO2e, densities tCO2e/hm²."""
    change = removals.change
    low, high = change.interval_t
    rules = tools.rules
    return {
        "basis": removals.basis, "start": removals.start, "end": removals.end,
        "years": removals.years.quantize(PLACES), "rounds": len(survey.rounds),
        "area_hm2": survey.area_hm2, "parameter_set": rules["parameter_set"].text,
        "removals_t": removals.removals_t,
        "removals_t_hm2_yr": removals.per_hm2_year(survey.area_hm2).quantize(PLACES),
        "band": {name: getattr(band, name) for name in ("p5", "p25", "p50", "p75", "p95")},
        "change": {**_estimate(change), "low_t": tonnes(low), "high_t": tonnes(high),
                   "discount": min(discount_share(change.relative_90, rules), Decimal(1)).quantize(PLACES)},
        "paired": removals.paired, "plots_not_paired": removals.not_paired,
        "stocks": [_estimate(one) for one in removals.stocks],
        "strata": [{"stratum": one.name, "area_hm2": one.area_hm2, "plots": one.plots,
                    "mean_t_hm2": one.mean.quantize(PLACES), "sd_t_hm2": one.sd.quantize(PLACES),
                    "total_t": tonnes(one.total_t)} for one in change.strata],
        "sample_plots": sample_plots(survey, removals),
        "minimum_plots": int(rules.number("sampling_min_plots")),
        "below_minimum": list(removals.plots_below_minimum),
        "assumptions": [one.id for one in assumptions(removals.step)],
        "working": as_json(removals.step, say.lang),
    }


def _estimate(one: Estimate) -> dict[str, Any]:
    return {"total_t": tonnes(one.total_t), "standard_error_t": one.standard_error_t.quantize(PLACES), "t": one.t,
            "degrees": one.degrees, "reliability": one.reliability, "half_width_t": tonnes(one.half_width_t),
            "relative": one.relative.quantize(PLACES)}


def sample_plots(survey: Survey, removals: Removals) -> list[dict[str, Any]]:
    """Each plot and round with its carbon per hm²."""
    found = {given.value.zh: step.value for step in walk(removals.step) if step.key == "survey.plot"
             for given in step.inputs if not isinstance(given.value, (str, Decimal))}
    rows = []
    for plot in survey.plots:
        value = found.get(f"{plot.stratum} {plot.name} {plot.on.isoformat()}")
        rows.append({"stratum": plot.stratum, "plot": plot.name, "date": plot.on, "area_hm2": plot.area_hm2,
                     "trees": sum(tree.count for tree in plot.trees),
                     "stock_t_hm2": value.quantize(PLACES) if isinstance(value, Decimal) else None})
    return rows
