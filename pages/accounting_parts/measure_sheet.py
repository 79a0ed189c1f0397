"""Measure as a workbook: result, inputs, trees as read, sample plots, strata, working, parameters; plots as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pages import exports, workbooks
from pages.accounting_parts import where
from pages.base import Context
from pages.exports import HM2, T3
from ui.workbook import Cell, Sheet, comma_separated

if TYPE_CHECKING:
    from pages.accounting_parts.measure import Result

T, T_HM2 = "tCO₂e", "tCO₂e/hm²"


def measure_sheet(ctx: Context, found: Result) -> None:
    """The download buttons; a file is made when it is asked for."""
    say, step = ctx.say, found.removals.step
    three = (say("export.what"), say("export.value"), say("export.unit"))
    plots = _plots(ctx, found)

    def make() -> bytes:
        return workbooks.book(ctx, [
            Sheet(say("export.result"), three, _results(ctx, found), ("", "0.000###")),
            _trees(ctx, found), plots, _strata(ctx, found)], (step,), asked=_inputs(ctx, found),
            demo=found.given.demo)

    exports.buttons(ctx, "accounting", {"xlsx": make, "csv": lambda: comma_separated(plots.headers, plots.rows)})


def _results(ctx: Context, found: Result) -> list[Sequence[Cell]]:
    say, removals, made, held = ctx.say, found.removals, found.answer, found.given.books
    change, spread = made["change"], made["band"]
    rows: list[Sequence[Cell]] = [
        (say("accounting.removals"), removals.removals_t, T),
        (f"{say('accounting.band')} {say('export.low')}", spread["p5"], T),
        (f"{say('accounting.band')} {say('export.high')}", spread["p95"], T),
        (say("accounting.per_hm2"), made["removals_t_hm2_yr"], T_HM2),
        (say("accounting.how.change"), change["total_t"], T),
        (say("accounting.interval_low"), change["low_t"], T), (say("accounting.interval_high"), change["high_t"], T),
        (say("accounting.reliability"), change["reliability"], "1"),
        (say("accounting.column.relative"), change["relative"], "1"),
        (say("accounting.discount"), change["discount"], "1")]
    if held is not None:
        difference, share = held.difference(removals.removals_t)
        rows += [(say("accounting.books"), held.stored_t, T), (say("accounting.column.difference"), difference, T),
                 (say("accounting.column.share"), share, "1")]
    return rows


def _inputs(ctx: Context, found: Result) -> list[Sequence[Cell]]:
    say, given, removals = ctx.say, found.given, found.removals
    name = where.name(ctx, given.plot) if given.plot else say("accounting.other_land")
    rows: list[Sequence[Cell]] = [
        (say("accounting.plot"), name, ""), (say("accounting.sheet"), given.file, ""),
        (say("accounting.basis"), say(f"plots.basis.{removals.basis}"), ""),
        (say("accounting.start"), removals.start, ""), (say("accounting.end"), removals.end, ""),
        (say("accounting.years"), removals.years, say("unit.year")),
        (say("accounting.area"), found.survey.area_hm2, "hm²"), (say("accounting.planted"), given.planted_on, "")]
    if given.demo:
        rows.append((say("frame.demo"), say("accounting.demo_sheet_note"), ""))
    if found.curve is not None and removals.basis == "projected":
        rows += [(say("accounting.curve"), say(f"value.{found.curve.shape}"), ""), ("A", found.curve.a, ""),
                 ("k", found.curve.k, "1/a"), ("c", found.curve.c, "")]
    return rows


def _trees(ctx: Context, found: Result) -> Sheet:
    say, species = ctx.say, ctx.snapshot.species
    rows: list[Sequence[Cell]] = []
    for plot in found.survey.plots:
        for tree in plot.trees:
            one = species.find(tree.species)
            rows.append((plot.stratum, plot.name, plot.on, plot.area_hm2, say.pick(one.name_zh, one.name_latin),
                         tree.dbh_cm, tree.height_m, tree.count, tree.row))
    return Sheet(say("sheet.trees"), [*(say(f"sheet.{name}") for name in (
        "stratum", "sample_plot", "date", "plot_area_hm2", "species", "dbh_cm", "height_m", "count")),
        say("accounting.column.row")], rows, ("", "", "", HM2))


def _plots(ctx: Context, found: Result) -> Sheet:
    say = ctx.say
    names = ("stratum", "plot", "date", "plot_area", "trees", "stock")
    rows = [(row["stratum"], row["plot"], row["date"], row["area_hm2"], row["trees"], row["stock_t_hm2"])
            for row in found.answer["sample_plots"]]
    return Sheet(say("accounting.sample_plots"), [say(f"accounting.column.{name}") for name in names], rows,
                 ("", "", "", HM2, "", "0.000000"))


def _strata(ctx: Context, found: Result) -> Sheet:
    say = ctx.say
    names = ("stratum", "area", "plots", "mean", "sd", "total")
    rows = [(one["stratum"], one["area_hm2"], one["plots"], one["mean_t_hm2"], one["sd_t_hm2"], one["total_t"])
            for one in found.answer["strata"]]
    return Sheet(say("export.strata"), [say(f"accounting.column.{name}") for name in names], rows,
                 ("", HM2, "", "0.000000", "0.000000", T3), total=say("export.sum"), sums=(1, 2, 5))
