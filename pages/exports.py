"""What leaves the screen: workbooks, CSV and GeoJSON with inputs, results, sources and assumptions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from core.market import Series, average_of
from core.numbers import money
from core.problem import Problem
from core.trace import Step
from pages import workbooks
from pages.base import Context
from ui import blocks
from ui.documents.sheet import Sheet as Paper
from ui.documents.sheet import as_docx, as_pdf, check
from ui.format import T
from ui.workbook import Cell, Sheet, comma_separated, live

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
         "geojson": "application/geo+json", "ndjson": "application/x-ndjson", "yaml": "application/yaml",
         "json": "application/json", "pdf": "application/pdf", "zip": "application/zip",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
T3, CNY, HM2, MU = "#,##0.000", "#,##0.00", "#,##0.0000", "#,##0.00"
PRICE_RULES = ("national_average_definition", "price_multiplier", "price_day", "no_trade_day", "block_only_day",
               "week_quality_day", "price_window_days")


def papers(ctx: Context, name: str, book: Callable[[], bytes], sheet: Paper) -> None:
    """A sheet as workbook, PDF and Word; a sentence in place of the PDF that could not be drawn."""
    makers = {"xlsx": book, "pdf": lambda: as_pdf(sheet), "docx": lambda: as_docx(sheet)}
    try:
        check(sheet)
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        del makers["pdf"]
    buttons(ctx, name, makers)


def buttons(ctx: Context, name: str, makers: dict[str, Callable[[], bytes]]) -> None:
    """Download buttons side by side; a file is made when it is asked for, not on every run."""
    with st.container(horizontal=True):
        for kind, make in makers.items():
            st.download_button(ctx.say(f"export.{kind}"), make, file_name=f"zhanbu-{name}.{kind}",
                               mime=TYPES[kind], key=f"export:{name}:{kind}", on_click="ignore",
                               icon=":material/download:")


def reserve(ctx: Context) -> None:
    """Downloads of the inventory page."""
    headers, rows = _plots(ctx)
    demo = ctx.snapshot.reserve.demo
    buttons(ctx, "reserve", {
        "xlsx": lambda: workbooks.book(ctx, [_reserve_sheet(ctx, headers, rows)], demo=demo, read=(
            "neutrality_period_years", "planted_min_years", "monitoring_cycle_years")),
        "csv": lambda: comma_separated(headers, rows),
        "geojson": lambda: _geojson(ctx),
    })


def _reserve_sheet(ctx: Context, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Sheet:
    """What is available is computed: stored − held − cancelled."""
    def figures(row: Sequence[Cell]) -> list[Decimal]:
        return [one for one in row[6:10] if isinstance(one, Decimal)]

    live_rows = [(*row[:7], live("=G{row}-I{row}-J{row}", stored - held - cancelled, available), *row[8:])
                 for row in rows for stored, available, held, cancelled in (figures(row),)]
    return Sheet(ctx.say("export.plots"), headers, live_rows, ("",) * 5 + (HM2,) + (T3,) * 4,
                 total=ctx.say("export.sum"), sums=range(5, 10))


def prices(ctx: Context, series: Series, step: Step | None) -> None:
    """Downloads of the price page: one row a market day with its trade types and averages."""
    say = ctx.say
    kinds = ("listed", "block", "auction")
    headers = [say(f"price.column.{name}") for name in (
        "date", "average", "trading", "volume", "turnover", *kinds, *(f"{kind}_cny" for kind in kinds),
        "average_all", "average_listed", "close", "quality", "source")]

    def lines() -> list[Sequence[Cell]]:
        used = {day.market_date: (average, price) for day, average, price in ctx.snapshot.prices}
        return [(day.market_date, *used.get(day.market_date, (None, None)), (day.week or day).total_volume_t,
                 (day.week or day).total_turnover_cny, *(getattr(day, f"{kind}_volume_t") for kind in kinds),
                 *(getattr(day, f"{kind}_turnover_cny") for kind in kinds), average_of(day, "all_trades"),
                 average_of(day, "listed"), day.close_cny, say(f"price.quality.{day.quality}"),
                 (day.week or day).source) for day in series]

    steps = () if step is None else (step,)
    buttons(ctx, "prices", {
        "xlsx": lambda: workbooks.book(
            ctx, [Sheet(say("export.prices"), headers, [_live_price(ctx, row) for row in lines()],
                        ("", CNY, CNY, "#,##0", CNY, *("#,##0",) * 3, *(CNY,) * 6))], steps, read=PRICE_RULES),
        "csv": lambda: comma_separated(headers, lines()),
    })


def _live_price(ctx: Context, row: Sequence[Cell]) -> Sequence[Cell]:
    """The trading price of a market day is computed from its average, where nothing else made it."""
    day, average, price = row[:3]
    if not (isinstance(day, date) and isinstance(average, Decimal) and isinstance(price, Decimal)):
        return row
    share = ctx.snapshot.rules.at(day).number("price_multiplier")
    return (day, average, live(f"=ROUND(B{{row}}*{share},2)", money(average * share), price), *row[3:])


def _plots(ctx: Context) -> tuple[list[str], list[Sequence[Cell]]]:
    say, reserve_ = ctx.say, ctx.snapshot.reserve
    headers = [say("inventory.column.plot"), say("inventory.column.name"), say("inventory.column.township"),
               say("inventory.column.species"), say("inventory.sheet.planted"), say("inventory.column.area"),
               *(f"{say(f'reserve.{name}')} {T}" for name in ("stored", "available", "held", "cancelled")),
               say("export.illustrative")]
    rows: list[Sequence[Cell]] = []
    for plot in reserve_.plots:
        lots = reserve_.of_plot(plot.plot)
        species = ctx.snapshot.species.find(plot.species)
        rows.append((plot.plot, say.pick(plot.name_zh, plot.name_en), say.pick(plot.township_zh, plot.township_en),
                     say.pick(species.name_zh, species.name_latin), plot.planted_on, plot.area_hm2,
                     *(sum((getattr(lot, f"{name}_t") for lot in lots), Decimal(0))
                       for name in ("stored", "available", "held", "cancelled")),
                     say("export.yes") if plot.demo else ""))
    return headers, rows


def _geojson(ctx: Context) -> bytes:
    features = []
    for plot in ctx.snapshot.reserve.plots:
        stored = sum((lot.stored_t for lot in ctx.snapshot.reserve.of_plot(plot.plot)), Decimal(0))
        features.append({
            "type": "Feature", "geometry": json.loads(plot.geometry),
            "properties": {"plot": plot.plot, "name": ctx.say.pick(plot.name_zh, plot.name_en),
                           "township": ctx.say.pick(plot.township_zh, plot.township_en), "species": plot.species,
                           "area_hm2": float(plot.area_hm2), "stored_t": float(stored), "stage": plot.stage,
                           "demo": plot.demo}})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
