"""Workbooks: formulas without results, and archives made to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from sheeting import (
    GOOD,
    KEYS,
    LINES,
    SHEET,
    START,
    SURVEY,
    Read,
    Table,
    book,
    refused,
    rewritten,
    text_cell,
    with_rows,
)

from core.problem import Problem
from core.sheet import MAX_ROWS

D = Decimal


def test_a_formula_counts_by_its_stored_result_and_without_one_the_file_is_refused(survey_in: Read) -> None:
    """openpyxl stores no results, as programs that write formulas without a spreadsheet do not."""
    lines: Table = [list(KEYS), *[list(line) for line in LINES]]
    lines[1][KEYS.index("dbh_cm")] = "=4+4.1"
    bare = book(lines)
    cell = f"{get_column_letter(KEYS.index('dbh_cm') + 1)}2"
    refused(lambda: survey_in(bare, "a.xlsx"), "sheet_formula", file="a.xlsx", cell=cell)
    stored = rewritten(bare, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v></v>", "<v>8.1</v>").replace(
        "<v />", "<v>8.1</v>").replace("<v/>", "<v>8.1</v>"))
    assert survey_in(stored, "a.xlsx") == SURVEY


def test_an_error_in_a_cell_is_no_number(survey_in: Read) -> None:
    lines: Table = [list(KEYS), *[list(line) for line in LINES]]
    lines[1][KEYS.index("dbh_cm")] = "#DIV/0!"
    refused(lambda: survey_in(book(lines), "a.xlsx"), "sheet_number", row=2, field="dbh_cm", value="#DIV/0!")


def test_the_good_workbook_is_good(survey_in: Read) -> None:
    assert survey_in(GOOD, "a.xlsx") == SURVEY


@pytest.mark.parametrize("entry", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_a_document_type_is_refused(survey_in: Read, entry: str) -> None:
    def bomb(text: str) -> str:
        head, _, rest = text.partition("?>") if text.startswith("<?xml") else ("", "", text)
        return f'{head}{"?>" if head else ""}<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>{rest}'

    refused(lambda: survey_in(rewritten(GOOD, entry, bomb), "a.xlsx"), "sheet_broken", file="a.xlsx")


def test_an_entity_in_an_entry_of_another_name_or_encoding_is_refused_too(survey_in: Read) -> None:
    """The relations do not end in .xml, and UTF-16 hides the letters of DOCTYPE."""
    entity = '<!DOCTYPE x [<!ENTITY a "ha">]>'
    relations = rewritten(GOOD, "xl/_rels/workbook.xml.rels", lambda text: entity + text.partition("?>")[2] or text)
    refused(lambda: survey_in(relations, "a.xlsx"), "sheet_broken")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            hidden = f'<?xml version="1.0" encoding="UTF-16"?>{entity}{START}</sheetData></worksheet>'
            new.writestr(name, hidden.encode("utf-16") if name == SHEET else text)
    refused(lambda: survey_in(out.getvalue(), "a.xlsx"), "sheet_broken")


def test_a_zip_bomb_is_not_unpacked(survey_in: Read) -> None:
    bomb = with_rows(" " * 30_000_000)
    assert len(bomb) < 100_000
    refused(lambda: survey_in(bomb, "a.xlsx"), "sheet_archive", file="a.xlsx")


@pytest.mark.parametrize("entry", ["xl/more.zip", "../sheet.xml", "/etc/sheet.xml"])
def test_an_archive_within_and_paths_that_leave_are_refused(survey_in: Read, entry: str) -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(entry, b"PK")
    refused(lambda: survey_in(out.getvalue(), "a.xlsx"), "sheet_archive", file="a.xlsx")


def test_a_cell_in_the_last_column_of_every_row_costs_nothing(survey_in: Read) -> None:
    """Row by row a cell at XFD, 16 384 columns wide: beyond what is read, so there is no header."""
    far = "".join(f'<row r="{at}"><c r="XFD{at}"><v>{at * 7919 % 10007}</v></c></row>' for at in range(1, 20_001))
    refused(lambda: survey_in(with_rows(far), "a.xlsx"), "sheet_columns")


def test_a_cell_far_to_the_right_does_not_hide_the_sheet(survey_in: Read) -> None:
    rows = [list(KEYS), *[list(line) for line in LINES]]
    xml = "".join(f'<row r="{at}">' + "".join(text_cell(f"{chr(64 + column)}{at}", cell)
                                              for column, cell in enumerate(line, start=1)) +
                  f'{text_cell(f"XFD{at}", "x")}</row>' for at, line in enumerate(rows, start=1))
    assert survey_in(with_rows(xml), "a.xlsx") == SURVEY


def test_a_row_number_at_the_end_of_the_sheet_is_no_million_rows(survey_in: Read) -> None:
    head = "".join(text_cell(f"{chr(64 + at)}1", key) for at, key in enumerate(KEYS, start=1))
    rows = f'<row r="1">{head}</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    refused(lambda: survey_in(with_rows(rows), "a.xlsx"), "sheet_rows", file="a.xlsx", limit=MAX_ROWS)


def test_rows_beyond_the_limit_are_not_read_to_the_end(survey_in: Read) -> None:
    """A dimension that lies, and three times as many rows under it as are read."""
    rows = "".join(f"<row><c><v>{at * 7919 % 1_000_003}</v></c></row>" for at in range(300_000))
    refused(lambda: survey_in(with_rows(rows), "a.xlsx"), "sheet_rows", limit=MAX_ROWS)


@pytest.mark.parametrize("damage", [
    lambda text: text[:200], lambda text: "", lambda text: text.replace("<sheetData>", "<sheetData><row r='x'>"),
    lambda text: text.replace("</row>", "", 1)])
def test_a_damaged_sheet_is_refused(survey_in: Read, damage: Callable[[str], str]) -> None:
    with pytest.raises(Problem) as found:
        survey_in(rewritten(GOOD, SHEET, damage), "a.xlsx")
    assert found.value.key in ("sheet_broken", "sheet_columns")


@pytest.mark.fuzz(target="sheets")
@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_any_changed_byte_ends_in_a_survey_or_a_refusal(survey_in: Read, at: int, byte: int) -> None:
    data = GOOD[:at] + bytes([byte]) + GOOD[at + 1:]
    try:
        assert survey_in(data, "a.xlsx").plots
    except Problem as problem:
        assert problem.key


@pytest.mark.fuzz(target="sheets")
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_end_in_a_refusal(survey_in: Read, data: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Problem):
            survey_in(data, name)
