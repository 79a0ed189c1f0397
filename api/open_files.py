"""Published tables as files: CSV, Parquet, GeoJSON, and the dictionary of their columns."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from api.render import to_json
from core.open_data import PLACES, Column, Table, Value
from core.reserve import Plot
from store.shipped import shipped_species
from ui.words import LANGUAGES, Words, catalogue, words
from ui.workbook import Cell, comma_separated

JOURNAL = "/api/v1/journal"
DIGITS = 18  # of a decimal, as in the books
DICTIONARY = ("table", "column", "type", "unit", "name_zh", "name_en", "meaning_zh", "meaning_en", "codes", "source")
CODES: Mapping[str, Callable[[str], str]] = {  # column → where the catalogues name its codes
    "development": lambda code: f"plots.mode.{code}",
    "stage": lambda code: f"inventory.step.{code}",
    "kind": lambda code: f"project.{code}",
    "status": lambda code: f"field.order_status.{code}",
    "party": lambda code: f"field.ledger.party.{code}",
    "measure": lambda code: f"open.measure.{code}",
    "state": lambda code: f"open.remedy.{code}",
    "finding_kind": lambda code: f"open.finding.{code}",
    "finding_state": lambda code: f"field.finding_state.{code}",
    "outcome": lambda code: f"open.outcome.{code}",
    "does": lambda code: f"field.register.does.{code}",
}


def spoken(table: Table, say: Words) -> tuple[list[str], list[list[Cell]]]:
    """Headings and rows for people: one language, units in the headings, codes in words."""
    shown = [(at, one) for at, one in enumerate(table.columns) if one.lang in ("", say.lang)]
    return ([heading(one, say) for _, one in shown],
            [[cell(one, row[at], say) for at, one in shown] for row in table.rows])


def heading(column: Column, say: Words) -> str:
    """A column's name with its unit."""
    name = say(f"open.col.{plain_name(column)}")
    return f"{name} ({say(f'open.unit.{column.kind}')})" if column.unit not in ("", "1") else name


def plain_name(column: Column) -> str:
    """The name without its language: a text that stands in two languages has one meaning."""
    return column.name[:-3] if column.lang else column.name


def cell(column: Column, value: Value, say: Words) -> Cell:
    """A value as people read it; numbers and dates stay what they are."""
    if isinstance(value, bool):
        return say("export.yes") if value else ""
    if column.name == "species" and isinstance(value, str):
        found = shipped_species().find(value)
        return say.pick(found.name_zh, found.name_en)
    if column.kind == "code" and isinstance(value, str):
        return say.pick(*(catalogue(lang).get(CODES[column.name](value), value) for lang in LANGUAGES))
    return value


def csv_of(table: Table, say: Words | None) -> bytes:
    """UTF-8 with a byte-order mark, no cell that starts a formula; `say`: in words of a language, else as coded."""
    if say is not None:
        return comma_separated(*spoken(table, say))
    return comma_separated([one.name for one in table.columns],
                           [[_coded(value) for value in row] for row in table.rows])


def _coded(value: Value) -> Cell:
    return str(value).lower() if isinstance(value, bool) else value


def parquet_of(table: Table, facts: dict[str, str]) -> bytes:
    """Exact decimals, dates and yes/no; each column bears its names, unit and meaning, the file `facts`."""
    fields = [pa.field(one.name, _type(one), metadata=None if table.name == "dictionary" else described(table, one))
              for one in table.columns]
    schema = pa.schema(fields, metadata=facts)
    columns = [pa.array([row[at] for row in table.rows], field.type) for at, field in enumerate(fields)]
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), buffer)
    return buffer.getvalue()


def _type(column: Column) -> pa.DataType:
    if column.kind in PLACES:
        return pa.decimal128(DIGITS, PLACES[column.kind])
    return {"date": pa.date32(), "whole": pa.int64(), "flag": pa.bool_()}.get(column.kind, pa.string())


def geojson_of(table: Table, plots: Sequence[Plot], facts: dict[str, Any]) -> bytes:
    """The table of plots with their outlines (EPSG:4490, longitude before latitude, outer rings counter-clockwise)."""
    outlines = shapely.orient_polygons(shapely.from_geojson([one.geometry for one in plots]))
    names = [one.name for one in table.columns]
    rows = {row[0]: row for row in table.rows}
    return to_json({"type": "FeatureCollection", **facts, "features": [
        {"type": "Feature", "id": one.plot, "properties": dict(zip(names, rows[one.plot], strict=True)),
         "geometry": json.loads(outline, parse_float=Decimal)}
        for one, outline in zip(plots, shapely.to_geojson(outlines), strict=True)]}).encode()


def described(table: Table, column: Column) -> dict[str, str]:
    """A column for the dictionary: names and meaning in both languages, type, unit, codes, source."""
    key = plain_name(column)
    return {
        "table": table.name, "column": column.name, "type": TYPES.get(column.kind, column.kind), "unit": column.unit,
        **{f"name_{lang}": words(lang)(f"open.col.{key}") for lang in LANGUAGES},
        **{f"meaning_{lang}": words(lang)(f"open.mean.{key}") for lang in LANGUAGES},
        "codes": codes(column, words("en")), "source": words("en")("open.source", journal=JOURNAL)}


TYPES = {kind: f"decimal({DIGITS},{places})" for kind, places in PLACES.items()} | {
    "code": "text", "whole": "integer", "flag": "boolean"}


def codes(column: Column, say: Words) -> str:
    """What the codes of a column mean: `held = on hold; …`."""
    if column.kind != "code":
        return ""
    start = CODES[column.name]("")
    return "; ".join(f"{key.removeprefix(start)} = {text}" for key, text in catalogue(say.lang).items()
                     if key.startswith(start))


def dictionary(tables: Sequence[Table]) -> Table:
    """Every column of every table, as a table."""
    rows = [tuple(described(table, column)[name] for name in DICTIONARY) for table in tables
            for column in table.columns]
    return Table("dictionary", tuple(Column(name) for name in DICTIONARY), tuple(rows))
