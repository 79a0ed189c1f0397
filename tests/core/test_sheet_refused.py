"""Sheets with a mistake: refused with file, row and field, so that somebody can mend them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sheeting import (
    DAY,
    KEYS,
    LINES,
    Read,
    refused,
    table,
    with_cell,
)

from core.land.limits import PROPOSAL
from core.sheet import MAX_ROWS

D = Decimal


# --- numbers and days


@pytest.mark.parametrize(("text", "number"), [
    ("8.10", "8.1"), ("+8", "8"), ("1e1", "10"), ("0.85e1", "8.5"), (" 12 ", "12"), ("８.５", "8.5"), (".5", "0.5"),
    ("5.", "5"), ("2500%", "25"), ("3e2", "300")])
def test_a_number_may_be_written_so(survey_in: Read, text: str, number: str) -> None:
    assert survey_in(with_cell("dbh_cm", text)).plots[0].trees[0].dbh_cm == D(number)


@pytest.mark.parametrize("text", ["1,234.5", "1，234.5", "1234.5"])
def test_thousands_may_be_parted(survey_in: Read, text: str) -> None:
    assert survey_in(with_cell("stratum_area_hm2", text)).strata[0].area_hm2 == D("1234.5")


@pytest.mark.parametrize("text", [
    "NaN", "nan", "sNaN", "inf", "-Infinity", "8,1", "8，1", "0,812", "1,23", "1,2345", "1_0", "8.1.2", "8cm", "约8",
    "1e", "%", ".", "--8", "-8", "0", "0.09", "300.1", "1e9999999", "1e-9999999", "=8", "#REF!", "True", "8 1"])
def test_a_number_that_is_none_or_out_of_range_is_refused_with_its_place(survey_in: Read, text: str) -> None:
    refused(lambda: survey_in(with_cell("dbh_cm", text, at=1)), "sheet_number", file="样地.csv", row=3, field="dbh_cm",
            value=text, low=D("0.1"), high=D(300))


@pytest.mark.parametrize(("field", "text"), [
    ("stratum_area_hm2", "0"), ("stratum_area_hm2", "1000001"), ("plot_area_hm2", "600"), ("plot_area_hm2", "0"),
    ("height_m", "121"), ("height_m", "0"), ("count", "-1"), ("count", "1.5"), ("count", "100001"), ("count", "many")])
def test_each_number_has_its_range(survey_in: Read, field: str, text: str) -> None:
    refused(lambda: survey_in(with_cell(field, text)), "sheet_number", file="样地.csv", row=2, field=field)


def test_a_long_cell_is_shown_in_part(survey_in: Read) -> None:
    problem = refused(lambda: survey_in(with_cell("dbh_cm", "9" * 5000)), "sheet_number", row=2)
    assert len(str(problem.fields["value"])) == 40


@pytest.mark.parametrize("text", [
    "2025-01-31", "2025/1/31", "2025.1.31", "2025年1月31日", "2025-01-31 00:00:00", "2025-01-31T00:00", "20250131"])
def test_a_day_may_be_written_so(survey_in: Read, text: str) -> None:
    assert survey_in(with_cell("date", text)).plots[0].on == DAY


@pytest.mark.parametrize("text", ["2025-02-30", "31.1.2025", "45688", "2025-13-01", "yesterday", "2025", "2025-1",
                                  "0001-01-01", "9999-12-31", "1899-12-30", "2025-01-31 08:00", "1/31/25"])
def test_a_day_that_is_none_is_refused_with_its_place(survey_in: Read, text: str) -> None:
    refused(lambda: survey_in(with_cell("date", text)), "sheet_date", file="样地.csv", row=2, field="date", value=text)
    refused(lambda: survey_in(with_cell("planted_on", text)), "sheet_date", row=2, field="planted_on")


# --- refused with their place


@pytest.mark.parametrize(("field", "row"), [
    ("sample_plot", 2), ("plot_area_hm2", 2), ("date", 2), ("dbh_cm", 2), ("species", 2)])
def test_an_empty_cell_that_is_needed(survey_in: Read, field: str, row: int) -> None:
    refused(lambda: survey_in(with_cell(field, "")), "sheet_missing", file="样地.csv", row=row, field=field)


@pytest.mark.parametrize(("column", "shown"), [
    (3, "样地 / 样地号"), (4, "样地面积 / 样地面积hm2"), (5, "测定日期 / 调查日期"), (6, "树种 / 树种名称"),
    (7, "胸径 / 胸径cm")])
def test_a_column_that_is_needed(survey_in: Read, column: int, shown: str) -> None:
    lines = [tuple(cell for at, cell in enumerate(line) if at != column) for line in LINES]
    headers = tuple(name for at, name in enumerate(KEYS) if at != column)
    refused(lambda: survey_in(table(headers, *lines)), "sheet_columns", file="样地.csv", missing=(shown,))


@pytest.mark.parametrize(("field", "text", "what"), [
    ("stratum_area_hm2", "13", "stratum_area_hm2"), ("planted_on", "2020-06-19", "planted_on"),
    ("plot_area_hm2", "0.05", "a")])
def test_what_is_said_twice_must_agree(survey_in: Read, field: str, text: str, what: str) -> None:
    other = with_cell(field, text, at=1)
    refused(lambda: survey_in(other), "sheet_differs", file="样地.csv", row=3, other=2, what=what)


def test_an_unknown_species_and_a_shrub(survey_in: Read) -> None:
    unknown = with_cell("species", "银杉", at=1)
    refused(lambda: survey_in(unknown), "sheet_species", file="样地.csv", row=3, value="银杉")
    refused(lambda: survey_in(with_cell("species", "车桑子")), "sheet_shrub", row=2, value="车桑子")


def test_a_stratum_without_area(survey_in: Read) -> None:
    refused(lambda: survey_in(with_cell("stratum_area_hm2", "")), "sheet_stratum_area", file="样地.csv", stratum="1")


@pytest.mark.parametrize(("name", "data", "key"), [
    ("样地.xls", b"\xd0\xcf\x11\xe0", "sheet_kind"), ("样地", b"", "sheet_kind"), ("样地.csv.exe", b"", "sheet_kind"),
    ("样地.csv", "样地\n".encode("utf-16"), "sheet_encoding"), ("样地.csv", b"\xff\xff\xff", "sheet_encoding"),
    ("样地.csv", b"", "sheet_columns"), ("样地.csv", b"a,b\n1,2\n", "sheet_columns"),
    ("样地.csv", ",".join(KEYS).encode(), "sheet_empty"),
    ("样地.csv", (",".join(KEYS) + "\n,,,\n").encode(), "sheet_empty"),
    ("样地.csv", b'"' + b"a" * 200_000 + b'"', "sheet_broken"),
    ("样地.csv", b"a" * (PROPOSAL.bytes + 1), "sheet_size"),
    ("样地.xlsx", b"PK no zip", "sheet_broken"), ("样地.xlsx", b"", "sheet_broken"),
])
def test_a_file_that_is_no_sheet(survey_in: Read, name: str, data: bytes, key: str) -> None:
    refused(lambda: survey_in(data, name), key)


def test_more_rows_than_are_read(survey_in: Read) -> None:
    line = ",".join(LINES[2])
    refused(lambda: survey_in(table() + f"{line}\n" * MAX_ROWS), "sheet_rows", file="样地.csv", limit=MAX_ROWS)
