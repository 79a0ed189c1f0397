"""Tables people upload: CSV or the first sheet of a workbook that has the wanted columns, as rows of text.

Hostile until checked: size, archive bombs and nesting (core.land.archive), formulas (only their stored results are
read, never evaluated), XML entities (defusedxml), rows and columns without end.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.land.archive import archive
from core.land.limits import PROPOSAL, Limits
from core.problem import Problem

MAX_ROWS, MAX_COLUMNS, HEADER_WITHIN = 100_000, 200, 20
ENCODINGS = ("utf-8-sig", "gb18030")
UNSAVED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")  # a formula without its result
CELL = re.compile(rb'<c\s(?:[^>]*\s)?r="([A-Z]{1,3}\d{1,7})"')
SPACES = re.compile(r"[\s()（）\[\]【】_/·-]+")
NUMBER = re.compile(r"[+-]?([1-9]\d{0,2}([,，]\d{3})+|\d*)(\.\d*)?(e[+-]?\d+)?[%％]?", re.IGNORECASE)
YEARS = range(1900, 2200)  # of any date: beyond is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Column:
    """A wanted column: our key, the headers it may have, whether a file without it is refused."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: its line number as the reader's program shows it, and text by our keys."""

    line: int
    cells: Mapping[str, str]
    file: str

    def text(self, key: str) -> str:
        return self.cells.get(key, "")

    def need(self, key: str) -> str:
        """The cell's text; Problem `sheet_missing` where it is empty."""
        value = self.text(key)
        if not value:
            raise Problem("sheet_missing", file=self.file, row=self.line, field=key)
        return value

    def number(self, key: str, low: Decimal, high: Decimal, default: Decimal | None = None) -> Decimal | None:
        """The cell as a number in low … high, `default` where it is empty; Problem `sheet_number`.

        A comma parts thousands and nothing else: 1,234 is read, 3,7 refused.
        """
        text = self.text(key)
        if not text:
            return default
        try:
            if NUMBER.fullmatch(text) is None:
                raise InvalidOperation
            text = text.replace(",", "").replace("，", "")
            value = Decimal(text[:-1]) / 100 if text.endswith(("%", "％")) else Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not (value.is_finite() and low <= value <= high):
            raise Problem("sheet_number", file=self.file, row=self.line, field=key, value=self.text(key)[:40],
                          low=low, high=high)
        return value

    def day(self, key: str) -> date | None:
        """The cell as a day (2025-01-31, 2025/1/31, 2025年1月31日), None where it is empty; Problem `sheet_date`."""
        text = self.text(key)
        if not text:
            return None
        parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?", text)
        try:
            day = date(*(int(part) for part in parts.groups())) if parts else date.fromisoformat(text)
            if day.year not in YEARS:
                raise ValueError
            return day
        except ValueError:
            raise Problem("sheet_date", file=self.file, row=self.line, field=key, value=text[:40]) from None


def read_sheet(name: str, data: bytes, columns: Sequence[Column], limits: Limits = PROPOSAL) -> list[Row]:
    """The rows under the first header line that has every required column.

    Problems: those of `tables`, `sheet_columns`, `sheet_empty`.
    """
    missing: tuple[str, ...] = tuple(column.key for column in columns if column.required)
    for table in tables(name, data, limits):
        for at, line in enumerate(table[:HEADER_WITHIN]):
            found = _matched(line, columns)
            lacking = tuple(column.key for column in columns if column.required and column.key not in found)
            if not lacking:
                return _rows(name, table[at + 1:], at + 2, found)
            missing = min(missing, lacking, key=len)
    needed = {column.key: column for column in columns}
    raise Problem("sheet_columns", file=name, missing=tuple(" / ".join(needed[key].names[:2]) for key in missing))


def tables(name: str, data: bytes, limits: Limits = PROPOSAL) -> Iterator[list[list[str]]]:
    """The cells of a CSV or of each sheet of a workbook that has any, as text.

    Problems: `sheet_size`, `sheet_kind`, `sheet_encoding`, `sheet_broken`, `sheet_archive`, `sheet_formula`,
    `sheet_rows`.
    """
    if len(data) > limits.bytes:
        raise Problem("sheet_size", file=name, limit=limits.bytes // 1_000_000)
    kinds: dict[str, Callable[[str, bytes, Limits], Iterator[list[list[str]]]]] = {"csv": _csv, "xlsx": _workbook}
    kind = name.rpartition(".")[2].casefold()
    if kind not in kinds:
        raise Problem("sheet_kind", file=name)
    return kinds[kind](name, data, limits)


def _matched(line: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    names = {_plain(cell): at for at, cell in reversed(list(enumerate(line))) if cell}
    return {column.key: names[name] for column in columns
            for name in [next((_plain(one) for one in (column.key, *column.names) if _plain(one) in names), None)]
            if name is not None}


def _plain(header: str) -> str:
    return SPACES.sub("", header).casefold().replace("²", "2").replace("ha", "hm2")


def _rows(name: str, lines: Sequence[Sequence[str]], first: int, found: Mapping[str, int]) -> list[Row]:
    rows = [Row(number, {key: line[at] if at < len(line) else "" for key, at in found.items()}, name)
            for number, line in enumerate(lines, start=first) if any(line)]
    if not rows:
        raise Problem("sheet_empty", file=name)
    return rows


def _csv(name: str, data: bytes, limits: Limits) -> Iterator[list[list[str]]]:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Problem("sheet_encoding", file=name)
    sample = "\n".join(text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN])  # a title above may hold none
    delimiter = max(",;\t", key=sample.count)
    try:
        yield _bounded(name, ([_text(cell) for cell in line]
                              for line in csv.reader(io.StringIO(text), delimiter=delimiter)))
    except csv.Error:
        raise Problem("sheet_broken", file=name) from None


def _unsaved(text: bytes) -> str:
    """The first cell of a sheet with a formula but no result, as people call it; nothing where there is none."""
    found = UNSAVED.search(text)
    if found is None:
        return ""
    cell = CELL.match(text, text.rfind(b"<c", 0, found.start()))
    return cell[1].decode() if cell else "–"


def _workbook(name: str, data: bytes, limits: Limits) -> Iterator[list[list[str]]]:
    from openpyxl import load_workbook  # only who uploads a workbook pays for it

    formula = ""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Problem("sheet_broken", file=name)
    try:
        with archive(data, limits) as entries:
            for entry in entries.ending(".xml"):
                text = entries.read(entry)
                if b"<!DOCTYPE" in text[:4096]:
                    raise Problem("sheet_broken", file=name)
                if "worksheets/" in entry and not formula:
                    formula = _unsaved(text)
    except Problem as problem:
        if problem.key.startswith("zip_"):  # of the parts of a workbook nobody has heard who saved it
            raise Problem("sheet_archive", file=name) from problem
        raise
    if formula:
        raise Problem("sheet_formula", file=name, cell=formula)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception:  # openpyxl raises many kinds for malformed files; all mean the same here
        raise Problem("sheet_broken", file=name) from None
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size may be a lie
            head = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=HEADER_WITHIN)
            width = max((at for line in head for at, cell in enumerate(line, start=1) if cell is not None), default=0)
            if not width:  # no header, and every row may still be as wide as a sheet can be
                continue
            lines = sheet.iter_rows(values_only=True, max_col=width, max_row=MAX_ROWS + 1)
            yield _bounded(name, ([_text(cell) for cell in line] for line in lines))
    except Problem:
        raise
    except Exception:
        raise Problem("sheet_broken", file=name) from None
    finally:
        book.close()


def _bounded(name: str, lines: Iterator[list[str]]) -> list[list[str]]:
    out = []
    for line in lines:
        out.append(line)
        if len(out) > MAX_ROWS:
            raise Problem("sheet_rows", file=name, limit=MAX_ROWS)
    return out


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}" if math.isfinite(cell) else str(cell)
    return str(cell).strip()
