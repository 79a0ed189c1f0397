"""Lists of certificates: every row as the register would take it, with a sentence for each that it would not."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from core.compensation.certificate_list import CertificateList, read_certificates
from core.ledger.act import act
from core.ledger.state import EMPTY, Books
from core.rules import RuleBook
from ui.certificate_template import certificate_template
from ui.words import words

TODAY = date(2026, 11, 23)
HEAD = "凭证编号,凭证类型,签发单位,签发地,有效期至,数量,单位\n"
GOOD = "TP-1,碳票,县林草局,532328,2027-06-30,100,吨\nGEC-1,绿证,电站,元谋县,2027/1/31,10,MWh\n"


def read(text: str, book: RuleBook, books: Books = EMPTY, demo: bool = False) -> CertificateList:
    return read_certificates("list.csv", (HEAD + text).encode(), books, book.at(TODAY), TODAY, demo)


def whys(found: CertificateList) -> dict[int, tuple[str, ...]]:
    return {row.line: tuple(one.key for one in row.problems) for row in found.bad}


@pytest.fixture
def registered(written: RuleBook) -> Books:
    """Books with the first row of GOOD in them."""
    command = read(GOOD, written).good[0].command
    at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    return act(EMPTY, command, written.at(TODAY), TODAY, at=at, role="registrar", key="k")[1]


def test_rows_in_order_say_what_they_are_worth(written: RuleBook) -> None:
    """10 MWh × 0.5366 = 5.366 t."""
    found = read(GOOD, written)
    assert [(row.line, row.serial, row.tonnes, row.command.place) for row in found.good] == [
        (2, "TP-1", Decimal("100.000"), "532328"), (3, "GEC-1", Decimal("5.366"), "532328")]
    assert not found.bad


def test_every_bad_row_says_why_and_the_others_are_read(written: RuleBook) -> None:
    found = read(
        "ｔｐ- 2,碳票,甲,532328,2027-06-30,1,吨\n"  # 2: good; as it is written here: TP-2
        "TP-2,碳票,甲,532328,2027-06-30,1,吨\n"  # 3: twice in the file
        "TP-3,碳票,甲,532328,2026-11-22,1,吨\n"  # 4: ended yesterday
        "TP-4,碳票,甲,532301,2027-06-30,1,吨\n"  # 5: from another county
        "TP-5,股票,甲,楚雄市,2027-06-30,1,吨\n"  # 6: no such kind
        "TP-6,碳票,甲,532328,2027-06-30,1,斤\n"  # 7: no such unit
        "TP-7,碳票,甲,532328,2027-06-30,0,吨\n"  # 8: nothing
        "TP-8,碳票,甲,532328,2027-06-30,1.0005,吨\n"  # 9: parts of a kilogram
        "=1+1,碳票,@SUM(A1),532328,明年,1,吨\n"  # 10: formulas and no date
        ",碳票,甲,532328,2027-06-30,,\n"  # 11: nothing in three cells
        "合计,,,,,7,\n", written)
    assert [row.serial for row in found.good] == ["TP-2"]
    assert whys(found) == {
        3: ("certificate_twice",), 4: ("certificate_expired",), 5: ("certificate_foreign",), 6: ("certificate_kind",),
        7: ("certificate_unit",), 8: ("sheet_number",), 9: ("ledger_tonnes",),
        10: ("sheet_certificate_formula", "sheet_certificate_formula", "sheet_date"),
        11: ("sheet_missing", "sheet_missing", "sheet_missing")}
    assert found.left_out == 1
    for lang in ("zh", "en"):
        assert all(words(lang).problem(one) for row in found.bad for one in row.problems)


def test_what_the_register_has_is_no_mistake_unless_it_says_otherwise(written: RuleBook, registered: Books) -> None:
    found = read(GOOD, written, registered)
    assert [row.serial for row in found.there] == ["TP-1"]
    assert [row.serial for row in found.good] == ["GEC-1"]
    other = read(GOOD.replace("100", "99"), written, registered)
    assert whys(other) == {2: ("certificate_known",)}


def test_the_template_is_read_back(written: RuleBook) -> None:
    """Its examples are left out; filled in below them it is a list, in either language."""
    for lang, kind in (("zh", "碳票"), ("en", "Carbon ticket")):
        book: Workbook = load_workbook(io.BytesIO(certificate_template(words(lang), "532328", TODAY)))
        book.worksheets[0].append(["TP-9", kind, "甲", "532328", date(2027, 6, 30), 2.5, "t"])
        data = io.BytesIO()
        book.save(data)
        found = read_certificates("t.xlsx", data.getvalue(), EMPTY, written.at(TODAY), TODAY, demo=True)
        assert [(row.serial, row.tonnes, row.command.kind, row.command.demo) for row in found.good] == [
            ("TP-9", Decimal("2.500"), "carbon_ticket", True)]
        assert (found.left_out, found.bad) == (2, ())
