"""Workbooks for people: sheets of plain tables, safe against formulas in text (xlsxwriter)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import xlsxwriter

from ui.linked import Link, public_url

Cell = str | Decimal | int | float | date | Link | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FILLED_IN = 1000  # rows of a template that offer choices
LINKS = 65_000  # rows of a sheet that lead somewhere: Excel takes 65,530 links, and what is beyond would be lost


@dataclass(frozen=True)
class Sheet:
    """One sheet. `formats`: column → Excel number format; `choices`: column → range whose values its cells offer."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    formats: Sequence[str] = ()
    choices: Mapping[int, str] = field(default_factory=dict)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file. Text is written as text, never as a formula; a link leads somewhere only where it is
    known at which address people reach this server."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False, "strings_to_numbers": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    home = public_url()
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        formats = [book.add_format({"num_format": code}) if code else None for code in sheet.formats]
        for at, header in enumerate(sheet.headers):
            page.write_string(0, at, header, head)
        for number, row in enumerate(sheet.rows, start=1):
            for at, cell in enumerate(row):
                style = formats[at] if at < len(formats) else None
                if cell is None:
                    continue
                if isinstance(cell, date):
                    page.write_datetime(number, at, cell, days)
                elif isinstance(cell, (Decimal, int, float)) and not isinstance(cell, bool):
                    page.write_number(number, at, cell, style)
                elif isinstance(cell, Link) and home and number <= LINKS:
                    page.write_url(number, at, home + cell.path, string=cell.text)
                else:
                    page.write_string(number, at, str(cell))
        widths = [max([len(str(header)), *(len(str(row[at])) for row in sheet.rows[:200] if at < len(row))])
                  for at, header in enumerate(sheet.headers)]
        for at, width in enumerate(widths):
            page.set_column(at, at, min(60, max(9, width * 1.25 + 2)))
        for at, source in sheet.choices.items():  # another value is questioned, not refused: names have many forms
            page.data_validation(1, at, FILLED_IN, at, {"validate": "list", "source": source, "error_type": "warning"})
        page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def comma_separated(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """CSV with a byte-order mark (so that Excel shows Chinese) and no cell that starts a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return "'" + text if isinstance(cell, str | Link) and text.startswith(FORMULA_STARTS) else text
