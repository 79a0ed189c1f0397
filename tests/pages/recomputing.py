"""Formulas of a workbook worked out again, as a spreadsheet does: floats of 15 digits, halves away from zero."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

DIGITS = 15  # that a spreadsheet keeps
FORM = re.compile(r"=(?:[A-Z]{1,2}\d+|(?:ROUND|ROUNDDOWN|SUM)(?=\()|\d+(?:\.\d+)?|[-+*/(),:])+")


def recomputed(data: bytes) -> Iterator[tuple[str, float, float]]:
    """(where, as the file shows it, as it computes again) of every formula."""
    book, kept = openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield (f"{sheet.title}!{cell.coordinate}", kept[sheet.title][cell.coordinate].value,
                           _value(sheet, cell.coordinate))


def _value(sheet: Worksheet, at: str) -> float:
    cell = sheet[at]
    if cell.data_type != "f":
        return cell.value if isinstance(cell.value, (int, float)) else 0
    assert FORM.fullmatch(cell.value), cell.value
    text = re.sub(r"SUM\(([A-Z]+)(\d+):\1(\d+)\)", lambda found: "(" + "+".join(
        f"{found[1]}{row}" for row in range(int(found[2]), int(found[3]) + 1)) + ")", cell.value[1:])
    text = re.sub(r"([A-Z]{1,2}\d+)", r"cell('\1')", text)
    return eval(text, {"cell": lambda one: _value(sheet, one), "ROUND": lambda one, to: _round(one, to, ROUND_HALF_UP),
                       "ROUNDDOWN": lambda one, to: _round(one, to, ROUND_DOWN)})


def _round(value: float, places: int, how: str) -> float:
    return float(Decimal(f"{value:.{DIGITS}g}").quantize(Decimal(1).scaleb(-places), how))
