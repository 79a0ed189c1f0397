"""Workbooks and CSV that people open in Excel: numbers are numbers, text is never a formula."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from ui.linked import verified
from ui.workbook import Formula, Sheet, comma_separated, live, workbook

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "http://example.org",
             "{=1}", "'x", "007", "1e5"]


def read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_cells_keep_their_kind():
    book = read(workbook([Sheet("表", ("a", "b", "c", "d", "e"), [
        (Decimal("2471.275"), 3, 0.5, date(2026, 8, 14), None), ("云南松", "", Decimal("-0.001"), True, "x")],
        ("#,##0.000",))]))
    page = book["表"]
    assert [cell.value for cell in page[1]] == ["a", "b", "c", "d", "e"]
    first = page[2]
    assert [(cell.value, cell.data_type) for cell in first[:3]] == [(2471.275, "n"), (3, "n"), (0.5, "n")]
    assert first[3].value.date() == date(2026, 8, 14)
    assert first[3].number_format == "yyyy-mm-dd"
    assert first[4].value is None
    assert first[0].number_format == "#,##0.000"
    assert (page["A3"].value, page["C3"].value) == ("云南松", -0.001)
    assert page["D3"].value == "True"  # yes and no are words, not numbers
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_stays_text(text: str):
    """No formula, no link, no number; a carriage return may come back as a line feed."""
    book = read(workbook([Sheet("s", (text,), [(text,)])]))
    for cell in (book["s"]["A1"], book["s"]["A2"]):
        assert cell.data_type == "s"
        assert cell.value.replace("\n", "\r").replace("_x000D_", "\r") == text
        assert cell.hyperlink is None


def test_a_certificate_leads_to_its_verification_where_the_address_is_known(monkeypatch: pytest.MonkeyPatch):
    """In a file that leaves the house a path alone would lead nowhere."""
    sheet = Sheet("s", ("a",), [(verified("YM-C 1", "en"),), (verified("", "en"),)])
    assert read(workbook([sheet]))["s"]["A2"].hyperlink is None
    monkeypatch.setenv("ZHANBU_PUBLIC_URL", "https://carbon.example.gov.cn")
    page = read(workbook([sheet]))["s"]
    assert (page["A2"].value, page["A3"].value) == ("YM-C 1", "")
    assert page["A2"].hyperlink.target == "https://carbon.example.gov.cn/verify/YM-C%201?lang=en"
    assert comma_separated(("a",), [(verified("=1", "en"),)]).endswith(b"'=1\r\n")


def test_a_formula_shows_what_it_comes_to_and_takes_nobody_s_text():
    sheet = Sheet("s", ("a", "b", "c"), [(Decimal("2.5"), Decimal("3.01"),
                                          Formula("=ROUND(A{row}*B{row},2)", Decimal("7.53"))),
                                         (1, 1, live("=A{row}+B{row}", Decimal(2), Decimal(9)))],
                  ("", "", "#,##0.00"), total="sum", sums=(1, 2))
    data = workbook([sheet])
    page, kept = read(data)["s"], openpyxl.load_workbook(io.BytesIO(data), data_only=True)["s"]
    assert [page[at].value for at in ("C2", "C3", "A4", "B4")] == ["=ROUND(A2*B2,2)", 9, "sum", "=SUM(B2:B3)"]
    assert [kept[at].value for at in ("C2", "C4")] == [7.53, 16.53]
    assert (page["C4"].number_format, page["C4"].font.b) == ("#,##0.00", True)
    assert b"7.53" in comma_separated(("a",), [(Formula("=A1", Decimal("7.53")),)])
    for text in (*DANGEROUS[1:], "=cmd|' /C calc'!A0", "=A1&B1", "='x'!A1", '=HYPERLINK("http://x")', "=ROUND", "A1"):
        with pytest.raises(ValueError, match="."):
            Formula(text, 1)


def test_several_sheets_and_long_names():
    book = read(workbook([Sheet("来源与假设" * 9, ("a",), []), Sheet("b", (), [])]))
    assert book.sheetnames == [("来源与假设" * 9)[:31], "b"]


def test_numbers_beyond_a_float_do_not_break_it():
    page = read(workbook([Sheet("s", ("a",), [(Decimal("12345678901234567890.123"),)])]))["s"]
    assert page["A2"].value == pytest.approx(1.2345678901234567e19)


def test_csv_has_its_mark_and_no_formula():
    data = comma_separated(("日期", "说明", "值"), [(date(2026, 8, 14), "=1+1", Decimal("-95.230")),
                                                 (None, '他说 "好", 走了\n', 1)])
    assert data.startswith("\ufeff".encode())
    assert b"\r\n" in data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["日期", "说明", "值"], ["2026-08-14", "'=1+1", "-95.230"], ["", '他说 "好", 走了\n', "1"]]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_csv_text_that_would_start_a_formula_is_quoted(text: str):
    rows = list(csv.reader(io.StringIO(comma_separated(("a",), [(text,)]).decode("utf-8-sig"), newline="")))
    assert rows[1] == ["'" + text]
