"""Tables people upload: CSV and workbooks with Chinese or English headers, what can be read of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheeting import (
    DAY,
    EN,
    KEYS,
    LINES,
    SURVEY,
    ZH,
    Read,
    Table,
    book,
    refused,
    table,
    without_rows,
)

from core.carbon.sheets import COLUMNS
from core.carbon.survey import SurveyStratum
from core.sheet import MAX_COLUMNS, Column, Row, read_sheet

D = Decimal


@pytest.mark.parametrize("headers", [ZH, EN, KEYS, tuple(name.upper() for name in KEYS)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_csv_in_each_encoding_and_language(
    survey_in: Read, headers: tuple[str, ...], encoding: str, comma: str
) -> None:
    text = table(tuple(name.replace("²", "2") for name in headers), comma=comma)
    assert survey_in(text.encode(encoding)) == SURVEY


def test_csv_of_windows_and_with_quotes(survey_in: Read) -> None:
    quoted = "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in (ZH, *LINES))
    assert survey_in(quoted) == SURVEY


@pytest.mark.parametrize("headers", [ZH, EN, KEYS])
def test_a_workbook_with_numbers_and_days(survey_in: Read, headers: tuple[str, ...]) -> None:
    lines: Table = [list(headers),
                    [1, 12.5, date(2020, 6, 18), "a", 0.06, DAY, "台湾相思", 8.1, 6.2, 2],
                    [1, None, None, "a", None, DAY, "余甘子", 4, None, None],
                    [1, None, None, "b", 0.05, DAY]]
    assert survey_in(book(lines), "样地.xlsx") == SURVEY
    assert survey_in(book(lines), "样地.XLSX") == SURVEY


@pytest.mark.parametrize("comma", [",", "\t"])
@pytest.mark.parametrize("above", [1, 3, 19])
def test_the_header_may_stand_below_a_title(survey_in: Read, comma: str, above: int) -> None:
    """Under up to 19 lines, of which one has a comma of its own and the rest none; rows keep their numbers."""
    title = ["元谋县样地调查表, 2025年"] + [""] * (above - 1)
    text = "\n".join(title) + "\n" + table(ZH, comma=comma)
    found = survey_in(text)
    assert without_rows(found) == without_rows(SURVEY)
    assert [tree.row for tree in found.plots[0].trees] == [above + 2, above + 3]


def test_a_header_below_the_twentieth_line_is_not_looked_for(survey_in: Read) -> None:
    refused(lambda: survey_in("调查表\n" * 20 + table(ZH)), "sheet_columns")


def test_a_title_above_in_a_workbook_and_the_second_sheet(survey_in: Read) -> None:
    lines: Table = [["样地调查表"], [], list(ZH), *[list(line) for line in LINES]]
    notes: Table = [["说明"], ["每行一株"]]
    found = survey_in(book(notes, lines), "x.xlsx")
    assert without_rows(found) == without_rows(SURVEY)
    assert found.plots[0].trees[0].row == 4


def test_the_order_of_columns_and_further_ones_do_not_matter(survey_in: Read) -> None:
    turned = [[*reversed(line), "备注, 无"] for line in (ZH, *LINES)]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in turned)
    assert survey_in(text) == SURVEY


def test_blank_lines_are_passed_over_and_counted(survey_in: Read) -> None:
    lines = table().splitlines()
    found = survey_in("\n".join([lines[0], ",,,", "", *lines[1:], ",,,,,", ""]))
    assert without_rows(found) == without_rows(SURVEY)
    assert [tree.row for tree in found.plots[0].trees] == [4, 5]


@settings(max_examples=40)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(survey_in: Read, data: st.DataObject) -> None:
    """Every row says everything: then any order is the same survey, plots and trees in another order."""
    lines = [("1", "12.5", "", plot, "0.06", "2025-01-31", "台湾相思", dbh, "", "")
             for plot in "abc" for dbh in ("5", "6.5", "8")]
    one, two = (survey_in(table(KEYS, *each)) for each in (lines, data.draw(st.permutations(lines))))
    assert one.strata == two.strata
    assert {plot.name: sorted(tree.dbh_cm for tree in plot.trees) for plot in one.plots} == {
        plot.name: sorted(tree.dbh_cm for tree in plot.trees) for plot in two.plots}


def test_one_stratum_needs_no_name_and_its_area_may_come_from_elsewhere(survey_in: Read) -> None:
    headers, lines = KEYS[3:], [line[3:] for line in LINES]
    found = survey_in(table(headers, *lines), area=D("7.5"), planted_on=date(2019, 1, 1))
    assert found.strata == (SurveyStratum("1", D("7.5"), date(2019, 1, 1)),)
    assert survey_in(table(), area=D(1), planted_on=DAY).strata == SURVEY.strata  # the sheet comes first


def test_of_several_strata_neither_area_nor_planting_day_is_guessed(survey_in: Read) -> None:
    two = (*LINES[:1], ("2", "", "", "a", "0.06", "2025-01-31", "余甘子", "4", "", ""))
    refused(lambda: survey_in(table(KEYS, *two), area=D(3)), "sheet_stratum_area", stratum="2")
    stated = (*two[:1], ("2", "3", *two[1][2:]))
    assert [one.planted_on for one in survey_in(table(KEYS, *stated), planted_on=DAY).strata] == [
        date(2020, 6, 18), None]


def test_what_stood_before_and_the_shrubs_are_read(survey_in: Read) -> None:
    headers = (*ZH, "造林前散生木郁闭度", "造林前灌木盖度", "基线年变化 (tCO2e)", "灌木盖度")
    found = survey_in(table(headers, *((*line, "0.02", "10%", "-1.5", "35％") for line in LINES)))
    assert found.strata[0] == SurveyStratum("1", D("12.5"), date(2020, 6, 18), D("0.02"), D("0.1"), D("-1.5"))
    assert [plot.shrub_cover for plot in found.plots] == [D("0.35"), D("0.35")]


def test_the_same_plot_on_two_days_is_two(survey_in: Read) -> None:
    later = tuple((*line[:5], "2028-01-31", *line[6:]) for line in LINES[:1])
    assert [plot.on for plot in survey_in(table(KEYS, *LINES[:1], *later)).plots] == [DAY, date(2028, 1, 31)]


# --- the reader itself


def test_a_needed_column_and_an_optional_one() -> None:
    columns = (Column("id", ("编号",), required=True), Column("note", ("备注",)))
    rows = read_sheet("x.csv", "编号,备注\n1,a\n2\n".encode(), columns)
    assert [(row.line, row.text("id"), row.text("note"), row.text("nothing")) for row in rows] == [
        (2, "1", "a", ""), (3, "2", "", "")]


def test_of_two_columns_of_one_name_the_first_counts() -> None:
    rows = read_sheet("x.csv", b"id,id\n1,2\n", (Column("id", (), required=True),))
    assert rows[0].text("id") == "1"


def test_an_empty_number_is_its_default() -> None:
    row = Row(2, {"n": ""}, "x.csv")
    assert row.number("n", D(0), D(1)) is None
    assert row.number("n", D(0), D(1), D("0.5")) == D("0.5")
    assert row.day("n") is None


def test_more_columns_than_are_read_are_cut() -> None:
    made: Table = [[*["x"] * MAX_COLUMNS, "id"], [1] * (MAX_COLUMNS + 1)]
    refused(lambda: read_sheet("x.xlsx", book(made), (Column("id", (), required=True),)), "sheet_columns")


def test_the_columns_do_not_share_a_name() -> None:
    names = [name.replace("_", "").casefold() for column in COLUMNS for name in {column.key, *column.names}]
    assert len(names) == len(set(names))
