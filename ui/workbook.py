"""Workbooks for people: sheets of plain tables, safe against formulas in text (xlsxwriter).

Figures that a reader would recompute are formulas of ours; what people typed is text, whatever it looks like.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format

from ui.linked import Link, public_url

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
OURS = re.compile(r"=(?:[A-Z]{1,2}(?:\{row\}|\{above\}|\d+)|(?:ROUNDDOWN|ROUND|SUM|MAX)(?=\()|\d+(?:\.\d+)?"
                  r"|[-+*/(),:])+")
FILLED_IN = 1000  # rows of a template that offer choices
LINKS = 65_000  # rows of a sheet that lead somewhere: Excel takes 65,530 links, and what is beyond would be lost
A4 = 9  # Excel's number of the paper
NARROW, WIDE, PLACES = 9, 60, 6  # letters of a column; places of a number that names no format
MARGIN_IN = 0.5
ROOM = 1.1  # of a column beside what its text takes: fonts differ


@dataclass(frozen=True, slots=True)
class Formula:
    """A figure that the workbook computes again. `text`: cells of the same sheet, numbers, + − × ÷, ROUND, ROUNDDOWN,
    SUM, MAX; `{row}` is its own row and `{above}` the one above.
    `value`: what it comes to, for readers that do not calculate.

    ValueError for any other text: nothing that somebody typed can become part of a formula."""

    text: str
    value: Decimal | int

    def __post_init__(self) -> None:
        if not OURS.fullmatch(self.text):
            raise ValueError(self.text)

    def __str__(self) -> str:
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)

    def at(self, row: int) -> str:
        """As it stands in a row, counted from one."""
        return self.text.replace("{row}", str(row)).replace("{above}", str(row - 1))


Cell = str | Decimal | int | float | date | Link | Formula | None


def live(text: str, expected: Decimal, shown: Decimal) -> Formula | Decimal:
    """The formula where it comes to what is shown; else the figure alone, as where a bound or an older rule made it."""
    return Formula(text, shown) if expected == shown else shown


@dataclass(frozen=True)
class Sheet:
    """One sheet. `formats`: column → Excel number format; `choices`: column → range whose values its cells offer;
    `sums`: columns added up in a last line that is called `total`."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    formats: Sequence[str] = ()
    choices: Mapping[int, str] = field(default_factory=dict)
    total: str = ""
    sums: Sequence[int] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file, each ready to print on A4 across. Text is written as text, never as a formula; a
    link leads somewhere only where it is known at which address people reach this server."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False, "strings_to_numbers": False})
    styles = _Styles(book)
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        for at, header in enumerate(sheet.headers):
            page.write_string(0, at, header, styles.of(bold=True, bottom=1, text_wrap=True, valign="top"))
        for number, row in enumerate(sheet.rows, start=1):
            _write(page, number, row, sheet.formats, styles)
        if sheet.total and sheet.rows:
            _write(page, len(sheet.rows) + 1, _total(sheet), sheet.formats, styles, bold=True, top=1)
        for at, header in enumerate(sheet.headers):
            shown = max((_letters(row[at]) for row in sheet.rows[:200] if at < len(row)), default=0)
            page.set_column(at, at, min(WIDE, max(NARROW, shown * ROOM + 2, min(_letters(header), NARROW * 2) + 2)))
        for at, source in sheet.choices.items():  # another value is questioned, not refused: names have many forms
            page.data_validation(1, at, FILLED_IN, at, {"validate": "list", "source": source, "error_type": "warning"})
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(MARGIN_IN, MARGIN_IN, 2 * MARGIN_IN, 2 * MARGIN_IN)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_header("&L&A")
        page.set_footer("&R&P / &N")
    book.close()
    return buffer.getvalue()


class _Styles:
    """The cell formats of one workbook, each made once; `home`: where its links lead to."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.home = public_url()
        self._book, self._made = book, dict[tuple[tuple[str, str | int | bool], ...], Format]()

    def of(self, **how: str | int | bool) -> Format:
        key = tuple(sorted(how.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(how)
        return self._made[key]


def _write(page: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[Cell], formats: Sequence[str],
           styles: _Styles, **how: str | int | bool) -> None:
    for at, cell in enumerate(row):
        code = formats[at] if at < len(formats) else ""
        if cell is None:
            continue
        if isinstance(cell, date):
            page.write_datetime(number, at, cell, styles.of(num_format="yyyy-mm-dd", align="left", valign="top", **how))
        elif isinstance(cell, Formula):
            page.write_formula(number, at, cell.at(number + 1), _figure(cell.value, code, styles, how),
                               float(cell.value))
        elif isinstance(cell, (Decimal, int, float)) and not isinstance(cell, bool):
            page.write_number(number, at, cell, _figure(cell, code, styles, how))
        elif isinstance(cell, Link) and styles.home and number <= LINKS:
            page.write_url(number, at, styles.home + cell.path, string=cell.text)
        else:
            wrapped = {"text_wrap": True} if _letters(cell) > WIDE else {}
            page.write_string(number, at, str(cell), styles.of(valign="top", **wrapped, **how))


def _figure(value: Decimal | int | float, code: str, styles: _Styles, how: Mapping[str, str | int | bool]) -> Format:
    """As its column says; else with the places it has, thousands apart (a whole number may be a year: left alone)."""
    if not code and isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        places = min(-exponent, PLACES) if isinstance(exponent, int) and exponent < 0 else 0
        code = "#,##0" + ("." + "0" * places if places else "")
    return styles.of(valign="top", **({"num_format": code} if code else {}), **how)


def _total(sheet: Sheet) -> list[Cell]:
    """The last line: what the columns add up to."""
    cells: list[Cell] = [None] * len(sheet.headers)
    cells[0] = sheet.total
    for at in sheet.sums:
        column = [row[at].value if isinstance(row[at], Formula) else row[at] for row in sheet.rows if at < len(row)]
        added = sum((one for one in column if isinstance(one, (Decimal, int))), Decimal(0))
        letter = chr(ord("A") + at)
        cells[at] = Formula(f"=SUM({letter}2:{letter}{{above}})", added)
    return cells


def _letters(cell: Cell) -> int:
    """How wide it is, in Latin letters: Chinese ones take two, a number its commas."""
    if isinstance(cell, Formula):
        cell = cell.value
    if cell is None or isinstance(cell, date):
        return len("2026-01-01") if cell else 0
    if isinstance(cell, (Decimal, int, float)) and not isinstance(cell, bool):
        return len(f"{cell:,}") + 1
    return max((sum(2 if east_asian_width(one) in "WF" else 1 for one in line) for line in str(cell).splitlines()),
               default=0)


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
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)  # a formula is its value
    return "'" + text if isinstance(cell, str | Link) and text.startswith(FORMULA_STARTS) else text
