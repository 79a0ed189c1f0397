"""Sample-plot sheets for the tests: as text, as workbooks, and workbooks taken apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from core.carbon import Survey
from core.carbon.survey import SamplePlot, SurveyStratum, Tree
from core.problem import Problem

D = Decimal
DAY = date(2025, 1, 31)
ZH = ("层", "层面积（hm²）", "造林日期", "样地号", "样地面积(hm²)", "测定日期", "树种", "胸径（cm）", "树高 (m)",
      "株数")
EN = ("Stratum", "Stratum area (hm²)", "Planted on", "Sample plot", "Plot area (ha)", "Date", "Species", "DBH (cm)",
      "Height (m)", "Count")
KEYS = ("stratum", "stratum_area_hm2", "planted_on", "sample_plot", "plot_area_hm2", "date", "species", "dbh_cm",
        "height_m", "count")
LINES = (("1", "12.5", "2020-06-18", "a", "0.06", "2025-01-31", "台湾相思", "8.1", "6.2", "2"),
         ("1", "", "", "a", "", "2025-01-31", "余甘子", "4", "", ""),
         ("1", "", "", "b", "0.05", "2025/1/31", "", "", "", ""))
SURVEY = Survey((SurveyStratum("1", D("12.5"), date(2020, 6, 18)),), (
    SamplePlot("1", "a", DAY, D("0.06"), (Tree("acacia_confusa", D("8.1"), D("6.2"), 2, 2),
                                          Tree("phyllanthus_emblica", D(4), None, 1, 3))),
    SamplePlot("1", "b", DAY, D("0.05"))))
Read = Callable[..., Survey]
Table = list[list[object]]


def table(headers: tuple[str, ...] = KEYS, *lines: tuple[str, ...], comma: str = ",") -> str:
    return "\n".join(comma.join(line) for line in (headers, *(lines or LINES))) + "\n"


def with_cell(key: str, value: str, at: int = 0) -> str:
    """The usual sheet with another value in a cell; the text is quoted."""
    lines = [list(line) for line in LINES]
    lines[at][KEYS.index(key)] = '"' + value.replace('"', '""') + '"'
    return table(KEYS, *(tuple(line) for line in lines))


def book(*sheets: Table) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for lines in sheets:
        page = made.create_sheet()
        for line in lines:
            page.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def without_rows(survey: Survey) -> Survey:
    return Survey(survey.strata, tuple(replace(plot, trees=tuple(replace(tree, row=0) for tree in plot.trees))
                                       for plot in survey.plots))


def refused(run: Callable[[], object], key: str, **fields: object) -> Problem:
    with pytest.raises(Problem) as found:
        run()
    assert found.value.key == key
    assert {name: found.value.fields.get(name) for name in fields} == fields
    return found.value


def rewritten(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The archive with the text of one entry changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            text = old.read(entry)
            new.writestr(entry, change(text.decode()) if entry == name else text)
    return out.getvalue()


GOOD = book([list(KEYS), *[list(line) for line in LINES]])
SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
START = f'<worksheet xmlns="{SPACE}"><dimension ref="A1:B2"/><sheetData>'


def with_rows(rows: str) -> bytes:
    return rewritten(GOOD, SHEET, lambda _: f"{START}{rows}</sheetData></worksheet>")


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
