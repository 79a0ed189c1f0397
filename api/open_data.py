"""The county's open data: what there is, and each table as a file that other machines may fetch regularly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api import open_shapes
from api.kept import send
from api.open_files import csv_of, described, dictionary, geojson_of, parquet_of
from api.problems import CONTENT_LANGUAGE, say_for
from api.shapes import Refusal
from core.open_data import Table, tables
from core.problem import Problem
from core.rules.book import Reading
from store import Snapshot, open_house, today
from store.acts import books
from store.snapshot import current
from ui.rules import prices_shown
from ui.words import Words, words

router = APIRouter(tags=["open data"])
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet",
         "geojson": "application/geo+json"}
MAPPED = "plots"  # the one table with outlines
BUSY: dict[int | str, dict[str, Any]] = {
    503: {"model": Refusal, "description": "The store is not available · 数据库暂不可用"}}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {name.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                      for name in TYPES.values()}, "description": "The file · 文件"},
    404: {"model": Refusal, "description": "There is no such file · 没有这个文件"},
    422: {"model": Refusal, "description": "A parameter cannot be used · 参数有误"}, **BUSY}


@dataclass(frozen=True, slots=True)
class Published:
    """The tables of one data version as a day's rules publish them, and the rule on how they may be used."""

    tables: tuple[Table, ...]
    licence: Reading
    prices: bool

    def table(self, name: str) -> Table | None:
        """The dictionary is one of them."""
        if name == "dictionary":
            return dictionary(self.tables)
        return next((one for one in self.tables if one.name == name), None)

    def files(self, name: str) -> tuple[str, ...]:
        """The files of a table."""
        return tuple(f"{name}.{form}" for form in TYPES if form != "geojson" or name == MAPPED)


_kept: WeakKeyDictionary[Snapshot, tuple[date, Published]] = WeakKeyDictionary()


def published(snapshot: Snapshot, day: date) -> Published:
    """What is published on a day; made once per data version and day."""
    known = _kept.get(snapshot)
    if known is None or known[0] != day:
        rules = snapshot.rules.at(day)
        prices = prices_shown(snapshot.rules, day)
        known = day, Published(tables(books(snapshot.store), snapshot.reserve, prices), rules["open_data_licence"],
                               prices)
        _kept[snapshot] = known
    return known[1]


def file_name(table: str, form: str, day: date, version: int) -> str:
    """`zhanbu-trades-2026-11-23-v12.csv`"""
    return f"zhanbu-{table}-{day.isoformat()}-v{version}.{form}"


@router.get("/v1/open", response_model=open_shapes.OpenData, responses=BUSY, summary="What is published · 公开数据目录")
def listing(request: Request) -> Response:
    """Every table with its files, rows and columns, how the data may be used, and of which day and version they are."""
    now, say, day = current(open_house()), say_for(request), today()
    return send(request, now, ("open", day, say.lang), lambda: _listing(now, day, say),
                language=CONTENT_LANGUAGE[say.lang])


def _listing(snapshot: Snapshot, day: date, say: Words) -> dict[str, Any]:
    found = published(snapshot, day)
    every = (*found.tables, dictionary(found.tables))
    return {
        "as_of": day, "data_version": snapshot.version, "demo": any(one.demo for one in found.tables),
        "prices_published": found.prices, "licence": licence(found, say),
        "tables": [{"table": one.name, "title": say(f"open.table.{one.name}"), "rows": len(one.rows),
                    "demo": one.demo, "files": [f"/api/v1/open/{name}" for name in found.files(one.name)],
                    "columns": [described(one, column) for column in one.columns] if one in found.tables else []}
                   for one in every]}


def licence(found: Published, say: Words) -> dict[str, Any]:
    """How the data may be used: what the county decided, or that it has not yet."""
    return {"rule": found.licence.id, "value": found.licence.text, "assumption": found.licence.is_assumption,
            "text": say(f"open.licence.{found.licence.text}")}


@router.get("/v1/open/{file}", response_class=Response, responses=FILE, summary="A table as a file · 下载数据表")
def table_file(
    request: Request,
    file: Annotated[str, Path(max_length=60, description="<table>.csv, <table>.parquet or plots.geojson; the tables "
                                                         "stand in /v1/open, dictionary describes their columns",
                              examples=["trades.csv"])],
    names: Annotated[Literal["zh", "en"] | None, Query(
        description="Only CSV: headings and codes in words of this language, for people")] = None,
) -> Response:
    """Decimals are exact. CSV is UTF-8 with a byte-order mark; GeoJSON is in EPSG:4490, longitude before latitude."""
    now, day = current(open_house()), today()
    found = published(now, day)
    name, _, form = file.rpartition(".")
    table = found.table(name)
    if table is None or file not in found.files(name):
        raise Problem("open_file", file=file, tables=tuple(one.name for one in found.tables), forms=tuple(TYPES))
    facts = {"table": name, "data_version": str(now.version), "demo": str(table.demo).lower(),
             "licence": licence(found, words("en"))["text"]}

    def make() -> bytes:
        if form == "csv":
            return csv_of(table, words(names) if names and name != "dictionary" else None)
        if form == "parquet":
            return parquet_of(table, facts)
        return geojson_of(table, now.reserve.plots, facts | {"demo": table.demo, "data_version": now.version})

    answer = send(request, now, ("open", file, names, found.prices, found.licence.text), make, media_type=TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(name, form, day, now.version)}"'
    return answer
