"""What /v1/open answers, for the OpenAPI page."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.shapes import Answer, Demo


class OpenColumn(Answer):
    table: str
    column: str = Field(description="As in the files")
    type: str = Field(description="text, date, boolean, integer or decimal(digits,places)")
    unit: str
    name_zh: str
    name_en: str
    meaning_zh: str
    meaning_en: str
    codes: str = Field(description="What the codes mean, in English")
    source: str


class OpenTable(Answer):
    table: str
    title: str
    rows: int
    demo: Demo
    files: list[str] = Field(description="Paths on this server")
    columns: list[OpenColumn] = Field(description="Empty for the dictionary itself")


class Licence(Answer):
    rule: str = Field(description="The parameter of the scheme that says it")
    value: str
    assumption: bool = Field(description="Whether the county has still to decide")
    text: str


class OpenData(Answer):
    as_of: date
    data_version: int
    demo: Demo
    prices_published: bool = Field(description="Without it no table says prices or amounts")
    licence: Licence
    tables: list[OpenTable]
