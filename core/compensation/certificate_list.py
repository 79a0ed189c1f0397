"""A list of certificates from a workbook or CSV: every row checked as the register would check it, nothing stored.

A row that may be registered carries its command; any other every reason found. What the file says twice is refused the
second time, in any spelling of the serial. What the register holds already in the same words is no mistake: a list may
be brought again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from core.land.tables import plain_name
from core.ledger import fields
from core.ledger.commands import RegisterCertificate
from core.ledger.decide import decide
from core.ledger.state import Books
from core.numbers import TONNE
from core.problem import Problem
from core.rules.book import RulesAt
from core.sheet import Column, Row, read_sheet

MOST_ROWS = 2000
COLUMNS = (
    Column("certificate_serial", ("凭证编号", "serial", "编号", "证书编号", "碳票编号", "绿证编号", "serial number",
                                  "certificate number"), required=True),
    Column("certificate_kind", ("凭证类型", "kind", "类型", "种类", "证书类型", "kind of certificate"), required=True),
    Column("certificate_issuer", ("签发单位", "issuer", "发证单位", "签发机构", "核发机构", "issued by"),
           required=True),
    Column("certificate_place", ("签发地", "place", "签发县", "行政区划代码", "行政区划", "county", "place of issue"),
           required=True),
    Column("certificate_until", ("有效期至", "valid until", "有效期", "有效期截止", "失效日期", "expires", "expiry"),
           required=True),
    Column("certificate_quantity", ("数量", "quantity", "amount"), required=True),
    Column("certificate_unit", ("单位", "unit", "计量单位"), required=True),
)
KINDS = {"carbon_ticket": ("碳票", "林业碳票", "carbonticket"),
         "green_certificate": ("绿证", "绿色电力证书", "greencertificate", "greenelectricitycertificate", "gec"),
         "green_power": ("绿电", "绿色电力", "greenpower", "greenelectricity"),
         "other": ("其他", "其它", "other")}
UNITS = {"t": ("t", "吨", "tco2e", "tco2", "吨二氧化碳当量"), "MWh": ("mwh", "兆瓦时", "千千瓦时")}
COUNTIES = {"532328": ("元谋县", "元谋", "yuanmou", "yuanmoucounty", "楚雄州元谋县", "云南省楚雄州元谋县")}
EXAMPLE = re.compile(r"(示例|example)\s*[:：]", re.IGNORECASE)
SUM = re.compile(r"(合\s*计|小\s*计|总\s*计|共\s*计|(sub)?total|sum)\s*[:：]?", re.IGNORECASE)
FORMULA = ("=", "+", "-", "@")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Checked:
    """A row: its line in the file, the serial as it is written here, what it would be worth (tCO2e), the command that
    registers it, or every reason why it cannot be. `there`: the register holds it as the row says."""

    line: int
    serial: str
    tonnes: Decimal | None = None
    command: RegisterCertificate | None = None
    problems: tuple[Problem, ...] = ()
    there: bool = False


@dataclass(frozen=True, slots=True)
class CertificateList:
    """What a file holds. `left_out`: lines of examples and sums."""

    file: str
    rows: tuple[Checked, ...]
    left_out: int

    @property
    def good(self) -> tuple[Checked, ...]:
        return tuple(row for row in self.rows if row.command is not None)

    @property
    def there(self) -> tuple[Checked, ...]:
        return tuple(row for row in self.rows if row.there)

    @property
    def bad(self) -> tuple[Checked, ...]:
        return tuple(row for row in self.rows if row.problems)


def read_certificates(file: str, data: bytes, books: Books, rules: RulesAt, today: date,
                      demo: bool) -> CertificateList:
    """Every row of a CSV or xlsx file, in its order.

    Problem where nothing of the file can be read: those of core.sheet.read_sheet, `sheet_rows`.
    """
    rows = read_sheet(file, data, COLUMNS)
    if len(rows) > MOST_ROWS:
        raise Problem("sheet_rows", file=file, limit=MOST_ROWS)
    out: list[Checked] = []
    first: dict[str, int] = {}
    left_out = 0
    for row in rows:
        if any(EXAMPLE.match(text) or SUM.fullmatch(text) for text in row.cells.values()):
            left_out += 1
            continue
        found = _checked(row, books, rules, today, demo, first)
        if found.serial:
            first.setdefault(found.serial, row.line)
        out.append(found)
    if not out:
        raise Problem("sheet_empty", file=file)
    return CertificateList(file, tuple(out), left_out)


def _checked(row: Row, books: Books, rules: RulesAt, today: date, demo: bool, first: dict[str, int]) -> Checked:
    problems: list[Problem] = []

    def attempt(asked: Callable[[], Value]) -> Value | None:
        try:
            return asked()
        except Problem as problem:
            problems.append(problem)
            return None

    serial = attempt(lambda: fields.serial(_text(row, "certificate_serial"))) or ""
    if serial in first:
        problems.append(Problem("certificate_twice", serial=serial, other=first[serial]))
    kind = attempt(lambda: _named(row, "certificate_kind", KINDS))
    issuer = attempt(lambda: _text(row, "certificate_issuer"))
    place = attempt(lambda: _named(row, "certificate_place", COUNTIES))
    until = attempt(lambda: _day(row))
    quantity = attempt(lambda: _quantity(row))
    unit = attempt(lambda: _named(row, "certificate_unit", UNITS))
    if not problems:
        assert kind and issuer and place and until and quantity and unit  # each said what it is, or why not
        command = RegisterCertificate(serial, kind, issuer, place, until, quantity, unit, demo)
        if _there(books, command):
            return Checked(row.line, serial, books.certificates[serial].tonnes, there=True)
        facts = attempt(lambda: decide(books, command, rules, today))
        if facts is not None:
            return Checked(row.line, serial, Decimal(str(facts[0].body["tonnes"])), command)
    return Checked(row.line, serial, problems=tuple(problems))


def _there(books: Books, asked: RegisterCertificate) -> bool:
    one = books.certificates.get(asked.serial)
    return one is not None and (one.kind, one.issuer, one.place, one.valid_until, one.quantity, one.unit, one.demo) == (
        asked.kind, asked.issuer, asked.place, asked.valid_until, asked.quantity, asked.unit, asked.demo)


def _text(row: Row, key: str) -> str:
    """A cell's text; what would be a formula where it is opened again is refused (`sheet_certificate_formula`)."""
    text = row.need(key)
    if text.startswith(FORMULA):
        raise Problem("sheet_certificate_formula", file=row.file, row=row.line, field=key, value=text[:40])
    return text


def _named(row: Row, key: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """Our word for what people write; anything else as it is: the register says what is wrong with it."""
    text = _text(row, key)
    plain = plain_name(text)
    return next((ours for ours, known in names.items() if plain in (plain_name(ours), *known)), text[:60])


def _day(row: Row) -> date:
    row.need("certificate_until")
    day = row.day("certificate_until")
    assert day is not None  # the cell is not empty
    return day


def _quantity(row: Row) -> Decimal:
    row.need("certificate_quantity")
    value = row.number("certificate_quantity", TONNE, fields.MOST)
    assert value is not None  # the cell is not empty
    return value
