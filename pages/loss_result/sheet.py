"""The estimate as a workbook: inputs, result, strata, what leaving one out saves, law, prices, working, parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.carbon import Band
from core.numbers import area
from pages import exports, workbooks
from pages.base import Context
from pages.exports import CNY, HM2, T3
from pages.loss_result import Result
from pages.loss_result.law import fee_of, grade_name, grades_of
from pages.loss_result.paper import estimate
from pages.loss_result.pieces import growth, savings
from ui.workbook import Cell, Sheet

T = "tCO₂e"


def estimate_sheet(ctx: Context, found: Result, months: Sequence[tuple[date, Decimal]]) -> None:
    """The download button; the workbook is made when it is asked for."""
    say = ctx.say
    steps = (found.loss.step, found.mix.step, found.cost.step)

    def make() -> bytes:
        three = (say("export.what"), say("export.value"), say("export.unit"))
        return workbooks.book(ctx, [  # one piece has nothing to spare, bare areas no law
            Sheet(say("export.result"), (*three, say("export.low"), say("export.high")), _results(ctx, found),
                  ("", "", "", T3, T3)),
            _strata(ctx, found), _savings(ctx, found), _law(ctx, found),
            Sheet(say("export.prices"), (say("column.date"), say("loss.cost")), list(months), ("", CNY)),
        ], (*steps, *found.loss.beside), asked=_inputs(ctx, found), demo=found.site.demo, worked=[
            (f"{say('export.low')}, {say('export.high')}",
             say("export.band_note", draws=f"{found.bands.draws:,}", seed=found.bands.seed))])

    exports.papers(ctx, "estimate", make, estimate(ctx, found))


def _results(ctx: Context, found: Result) -> list[Sequence[Cell]]:
    say, loss, mix, cost, bands = ctx.say, found.loss, found.mix, found.cost, found.bands

    def spread(one: Band) -> tuple[Cell, Cell]:
        return one.p5, one.p95

    price = cost.price
    owed, *rest = workbooks.settlement(
        ctx, 2, loss.owed_t, mix.offset_t, mix.purchase_t, (price.national_average, price.multiplier),
        price.trading_price, cost.amount_cny)
    return [
        (*owed, *spread(bands.owed)), *rest,
        (say("loss.market_day"), price.market_date, ""), (say("loss.offset_max"), mix.offset_max_t, T),
        (say("loss.stock"), loss.stock_t, T, *spread(bands.stock)),
        (say("loss.flow"), loss.flow_t, T, *spread(bands.flow)),
        (say("loss.total"), loss.total_t, T, *spread(bands.total)),
    ]


def _inputs(ctx: Context, found: Result) -> list[Sequence[Cell]]:
    say, site, asked = ctx.say, found.site, found.asked
    rows: list[Sequence[Cell]] = [
        (say("loss.kind"), say(f"loss.kind.{asked.what.kind}"), ""),
        (say("loss.project"), say(f"project.{asked.kind.id}"), ""),
        (say("loss.years"), asked.what.years, say("unit.year")), (say("loss.date"), asked.on, ""),
        (say("loss.basis_plain"), say(f"loss.basis.{asked.basis}"), ""), (say("export.offset_share"), asked.share, ""),
        (say("loss.urban"), say("export.yes") if asked.urban else say("export.no"), ""),
        (say("export.inventory"), site.version, ""), (say("loss.compare.area"), found.loss.area_hm2, "hm²")]
    if site.footprint_hm2 is not None:
        rows += [(say("loss.footprint"), site.footprint_hm2, "hm²"),
                 (say("export.uncovered"), site.uncovered_hm2, "hm²")]
    return [row for row in rows if row[1] is not None]


def _strata(ctx: Context, found: Result) -> Sheet:
    say = ctx.say
    rows: list[Sequence[Cell]] = [
        (one.stratum.label or str(at), say.pick(one.species.name_zh, one.species.name_latin), one.stratum.area_hm2,
         one.stratum.volume_m3_hm2, one.stratum.age, one.stock_t, one.flow_t, one.total_t, spread.p5, spread.p95,
         growth(ctx, one.growth_source, one.alternatives))
        for at, (one, spread) in enumerate(zip(found.loss.strata, found.bands.strata, strict=True), start=1)]
    names = ("label", "species", "area", "volume", "age", "stock", "flow", "total")
    headers = [*(say(f"loss.column.{column}") for column in names), say("export.low"), say("export.high"),
               say("loss.column.growth")]
    return Sheet(say("export.strata"), headers, rows, ("", "", HM2, "", "", T3, T3, T3, T3, T3),
                 total=say("export.sum"), sums=(2, 5, 6, 7))


def _savings(ctx: Context, found: Result) -> Sheet:
    say = ctx.say
    return Sheet(say("export.leave_out"), [say(f"loss.out.{column}") for column in (
        "label", "area", "tonnes", "yuan", "tonnes_hm2", "yuan_hm2")],
        [(one.label, one.area_hm2, one.tonnes, one.yuan, one.tonnes_hm2, one.yuan_hm2) for one in savings(ctx, found)],
        ("", HM2, T3, CNY, T3, CNY))


def _law(ctx: Context, found: Result) -> Sheet:
    say = ctx.say
    rows: list[Sequence[Cell]] = [
        (f"{say('loss.grade.column')} {grade_name(ctx, one.grade)}", area(one.area_hm2),
         "hm²", say(f"loss.grade.{'unknown' if one.allowed is None else 'yes' if one.allowed else 'no'}"))
        for one in (grades_of(found) if found.site.parcels else ())]
    if found.site.parcels:
        rows.append((say("loss.fee_name"), fee_of(found).amount_cny, "CNY", say("export.fee_note")))
    return Sheet(say("export.law"), (say("export.what"), say("export.value"), say("export.unit"),
                                     say("loss.grade.verdict")), rows)

