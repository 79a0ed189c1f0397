"""All plots of the books that have a sheet of sample-plot trees, accounted anew beside their stored tonnes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from api.survey import Books, books
from core.carbon import account
from core.carbon.sheets import read_survey
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Plot
from store.shipped import demo_sheet
from store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Accounted:
    """A plot: tonnes in the books, tonnes that its sheet shows for the same period, or why it shows none."""

    plot: Plot
    books: Books
    removals_t: Decimal | None = None
    relative: Decimal | None = None
    problem: Problem | None = None

    @property
    def difference(self) -> tuple[Decimal, Decimal | None] | None:
        return None if self.removals_t is None else self.books.difference(self.removals_t)


@dataclass(frozen=True, slots=True)
class Together:
    """All of them, and the sums over those that could be accounted."""

    plots: tuple[Accounted, ...]
    stored_t: Decimal
    removals_t: Decimal
    difference: tuple[Decimal, Decimal | None]


def accounted(snapshot: Snapshot, day: date) -> Together:
    """Every illustrative plot with a sheet, grown on to the day after its lots' period, under the rules of `day`."""
    found = tuple(_one(snapshot, plot, sheet, held, day) for plot in snapshot.reserve.plots if plot.demo
                  if (sheet := demo_sheet(plot.plot)) is not None
                  and (held := books(snapshot.reserve.of_plot(plot.plot))) is not None)
    counted = [one for one in found if one.removals_t is not None]
    stored = sum((one.books.stored_t for one in counted), ZERO)
    removals = sum((one.removals_t or ZERO for one in counted), ZERO)
    more = removals - stored
    return Together(found, stored, removals, (more, more / stored if stored else None))


def _one(snapshot: Snapshot, plot: Plot, sheet: bytes, held: Books, day: date) -> Accounted:
    try:
        survey = read_survey(f"{plot.plot}.csv", sheet, snapshot.species, plot.area_hm2, plot.planted_on)
        removals = account(survey, snapshot.tools(day), held.until)
    except Problem as problem:
        return Accounted(plot, held, problem=problem)
    return Accounted(plot, held, removals.removals_t, removals.change.relative)
