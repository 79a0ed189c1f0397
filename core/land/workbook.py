"""Workbooks of table A.1 (建设项目使用林地因子调查表): one parcel per row, areas and no shapes.

The table may stand under titles, have a heading of up to three rows, a row of column numbers, sums and remarks.
Formulas are never evaluated: the value that Excel saved is read, and where there is none the cell is named.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from core.land.archive import Archive, archive
from core.land.fields import decimal_of, header_unit, match, text_of
from core.land.limits import Limits
from core.land.raw import Layer, Raw, Row
from core.land.report import Note
from core.land.tables import plain_name
from core.problem import Problem

FIRST_ROWS, DEEPEST_HEADING, WIDEST = 40, 3, 200
NEEDED = 3  # of our fields, the area among them, make a heading
NO_PARCEL = re.compile(r"^(合计|小计|总计|共计|注|说明|填表|制表|调查|审核|单位|total|sum|note)", re.IGNORECASE)
SUM = re.compile(r".{0,20}(合计|小计|总计|共计)")  # also `云南松小计`, and behind the name of what is summed
SUM_WITHIN = 3  # of a row's first words
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A SyntaxError is what XML parsers raise for what is none.
UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError,
              OSError, SyntaxError, DefusedXmlException, OverflowError, RecursionError, AssertionError, EOFError,
              NotImplementedError, RuntimeError, UnicodeError)
Cells = Sequence[Any]


def read_workbook(data: bytes, limits: Limits, mapping: Mapping[str, str] | None = None) -> Raw:
    """The sheet whose heading names most of our fields. Problems: `xlsx_broken`, `xlsx_none`, `xlsx_formula`."""
    with archive(data, limits) as files:
        has_formulas = _looked_through(files, limits)
    sheets = _sheets(data, limits, values=True)
    found = max(((_heading(rows, mapping), title) for title, rows in sheets.items()),
                key=lambda one: len(one[0][2]), default=(([], 0, {}), ""))
    (names, start, fields), title = found
    if not fields:
        for sheet in sheets.values() if mapping else ():
            if (heading := _heading(sheet, None))[2]:
                match([name for name in heading[0] if name], mapping)  # Problem: no such column in the heading
        raise Problem("xlsx_none")
    if len(sheets[title]) > limits.features + FIRST_ROWS:
        raise Problem("geojson_features", count=f"> {limits.features}", limit=limits.features)
    notes: list[Note] = []
    if has_formulas:
        _check_formulas(_sheets(data, limits, values=False)[title], sheets[title], start, notes)
    rows: list[Row] = []
    left = 0
    for cells in sheets[title][start:]:
        attributes = {name: value for name, value in zip(names, cells, strict=False) if name}
        if all(text_of(value) is None for value in cells) or _is_numbering(cells):
            continue
        if _is_sum(cells) or text_of(attributes.get(fields["area_hm2"])) is None:
            left += 1
        else:
            rows.append(Row(len(rows) + 1, None, attributes))
    if left:
        notes.append(Note("rows_left", 0, (("count", left),)))
    return Raw("xlsx", (Layer(title, None, tuple(rows)),), tuple(notes))


def _looked_through(files: Archive, limits: Limits) -> bool:
    """Whether any sheet holds formulas; Problem for XML that declares types or is too long."""
    if "[Content_Types].xml" not in files.entries:
        raise Problem("xlsx_broken")
    found, length = False, 0
    for name in files.entries:
        if name.casefold().endswith((".xml", ".rels")):
            length += files.entries[name].file_size
            if length > limits.text:
                raise Problem("geojson_size", limit=limits.text // 1_000_000)
            text = files.read(name)
            if DOCTYPE.search(text.replace(b"\x00", b"")):
                raise Problem("xml_doctype")
            found = found or ("worksheets/" in name and FORMULA.search(text) is not None)
    return found


def _sheets(data: bytes, limits: Limits, values: bool) -> dict[str, list[Cells]]:
    """title → rows of values (`values`) or of formulas."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        try:
            last = limits.features + FIRST_ROWS + 1
            return {sheet.title: [list(row) for row in sheet.iter_rows(
                max_row=last, max_col=WIDEST, values_only=True)] for sheet in book.worksheets[:20]}
        finally:
            book.close()
    except UNREADABLE:
        raise Problem("xlsx_broken") from None


def _heading(rows: Sequence[Cells], mapping: Mapping[str, str] | None) -> tuple[list[str], int, dict[str, str]]:
    """(column names, index of the first row below, our fields → names) of the best heading; no fields if none."""
    best: tuple[list[str], int, dict[str, str]] = ([], 0, {})
    for top in range(min(FIRST_ROWS, len(rows))):
        if sum(isinstance(cell, str) for cell in rows[top]) < NEEDED - 1:
            continue
        for depth in range(1, DEEPEST_HEADING + 1):
            names = _names(rows[top:top + depth])
            try:
                fields = match([name for name in names if name], mapping)
            except Problem:  # a mapped column stands in the heading, which may be further down
                continue
            if "area_hm2" in fields and len(fields) >= NEEDED and len(fields) > len(best[2]):
                best = (names, top + depth, fields)
    return best


def _names(heading: Sequence[Cells]) -> list[str]:
    """One name per column: the lowest word, with the unit below it or the group above it where that says more."""
    width = max((len(row) for row in heading), default=0)
    out: list[str] = []
    for at in range(width):
        words = [text for row in heading if at < len(row) and (text := text_of(row[at])) and decimal_of(text) is None]
        name = words[-1] if words else ""
        if len(words) > 1 and header_unit(name) and not match([name]):
            name = f"{words[-2]}({name.strip('()')})"
        elif len(words) > 1 and not match([name]) and match(["".join(words)]):
            name = "".join(words)
        out.append(f"{name}_{get_column_letter(at + 1)}" if name and name in out else name)
    return out


def _is_numbering(cells: Cells) -> bool:
    """The row `1 2 3 4 …` below a heading."""
    numbers = [decimal_of(text) for cell in cells if (text := text_of(cell)) is not None]
    return len(numbers) > NEEDED and numbers == list(range(1, len(numbers) + 1))


def _is_sum(cells: Cells) -> bool:
    words = [plain_name(text) for cell in cells if (text := text_of(cell)) is not None][:SUM_WITHIN]
    return bool(words) and (NO_PARCEL.match(words[0]) is not None or any(SUM.fullmatch(word) for word in words))


def _check_formulas(formulas: Sequence[Cells], values: Sequence[Cells], start: int, notes: list[Note]) -> None:
    """A note that saved results were used; Problem `xlsx_formula` for a cell whose result was not saved."""
    count = 0
    for row, (written, saved) in enumerate(zip(formulas, values, strict=False), start=1):
        for column, cell in enumerate(written, start=1):
            is_plain = isinstance(cell, str) and cell.startswith("=")
            if row > start and (is_plain or type(cell).__name__ in ("ArrayFormula", "DataTableFormula")):
                if column > len(saved) or saved[column - 1] is None:
                    raise Problem("xlsx_formula", cell=f"{get_column_letter(column)}{row}")
                count += 1
    if count:
        notes.append(Note("formulas", 0, (("count", count),)))
