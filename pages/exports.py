"""What leaves the screen: workbooks, CSV and GeoJSON with inputs, results, sources and assumptions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal

import streamlit as st

from core.market import Series, average_of
from core.market.days import PUBLISHER_EN, PUBLISHER_ZH
from core.problem import Problem
from core.trace import Name, Step, Value, readings, walk
from pages.base import Context
from ui.words import Words
from ui.workbook import Cell, Sheet, comma_separated, workbook

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
         "geojson": "application/geo+json", "ndjson": "application/x-ndjson", "yaml": "application/yaml",
         "json": "application/json", "pdf": "application/pdf", "zip": "application/zip",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
T3, CNY, HM2 = "#,##0.000", "#,##0.00", "#,##0.0000"


def buttons(ctx: Context, name: str, makers: dict[str, Callable[[], bytes]]) -> None:
    """Download buttons side by side; a file is made when it is asked for, not on every run."""
    with st.container(horizontal=True):
        for kind, make in makers.items():
            st.download_button(ctx.say(f"export.{kind}"), make, file_name=f"zhanbu-{name}.{kind}",
                               mime=TYPES[kind], key=f"export:{name}:{kind}", on_click="ignore",
                               icon=":material/download:")


def about(ctx: Context, steps: Sequence[Step], demo: bool) -> Sheet:
    """As of, sources and every parameter behind the figures, assumptions marked."""
    say = ctx.say
    head: list[Sequence[Cell]] = [
        (say("export.as_of"), ctx.today), (say("export.data_version"), ctx.snapshot.version),
        (say("export.price_source"), f"{say.pick(PUBLISHER_ZH, PUBLISHER_EN)} {ctx.snapshot.series.last_date}"),
    ]
    if demo:
        head.append((say("frame.demo"), say("frame.demo_note")))
    seen = {reading.id: reading for step in steps for reading in readings(step)}
    rules = [(say.pick(*_described(ctx, one.id)), str(one.shown), one.unit, one.since,
              say(f"status.{one.status}"), say.pick(one.reference.title_zh, one.reference.title_en))
             for one in seen.values()]
    return Sheet(say("export.about"), (say("export.what"), say("export.value"), say("export.unit"),
                                       say("export.since"), say("export.status"), say("export.reference")),
                 [*head, *rules])


def working(ctx: Context, steps: Sequence[Step]) -> Sheet:
    """Every step, its formula and inputs, one a row."""
    say = ctx.say
    rows: list[Sequence[Cell]] = []
    for top in steps:
        for step in walk(top):
            rows.append((say(f"step.{step.key}"), _cell(step.value, say), step.unit, step.formula, step.source))
            rows += [(f"    {given.symbol}", _cell(given.value, say), given.unit, "",
                      given.rule.id if given.rule else "") for given in step.inputs]
    return Sheet(say("export.working"), (say("export.what"), say("export.value"), say("export.unit"),
                                         say("export.formula"), say("export.reference")), rows)


def _cell(value: Value, say: Words) -> Cell:
    return say.pick(value.zh, value.en) if isinstance(value, Name) else value


def reserve(ctx: Context) -> None:
    """Downloads of the inventory page."""
    headers, rows = _plots(ctx)
    demo = ctx.snapshot.reserve.demo
    buttons(ctx, "reserve", {
        "xlsx": lambda: workbook([Sheet(ctx.say("export.plots"), headers, rows, ("",) * 5 + (HM2,) + (T3,) * 4),
                                  about(ctx, (), demo)]),
        "csv": lambda: comma_separated(headers, rows),
        "geojson": lambda: _geojson(ctx),
    })


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
        "xlsx": lambda: workbook([Sheet(say("export.prices"), headers, lines(),
                                        ("", CNY, CNY, "#,##0", CNY, *("#,##0",) * 3, *(CNY,) * 6)),
                                  *((working(ctx, steps),) if steps else ()), about(ctx, steps, demo=False)]),
        "csv": lambda: comma_separated(headers, lines()),
    })


def _described(ctx: Context, rule_id: str) -> tuple[str, str]:
    try:
        rule = ctx.snapshot.rules[rule_id]
    except Problem:  # an equation of a tree is read like a parameter and is none
        return (ctx.say("export.equation"),) * 2
    return rule.description_zh, rule.description_en


def _plots(ctx: Context) -> tuple[list[str], list[Sequence[Cell]]]:
    say, reserve_ = ctx.say, ctx.snapshot.reserve
    headers = [say("inventory.column.plot"), say("inventory.column.name"), say("inventory.column.township"),
               say("inventory.column.species"), say("inventory.sheet.planted"), say("inventory.column.area"),
               *(f"{say(f'reserve.{name}')} tCO2e" for name in ("stored", "available", "held", "cancelled")),
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
