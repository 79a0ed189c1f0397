"""Tables people upload: CSV and workbooks with Chinese or English headers, good ones, wrong ones and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.carbon import SpeciesTable, Survey
from core.carbon.sheets import COLUMNS, read_survey
from core.carbon.survey import SamplePlot, SurveyStratum, Tree
from core.land.limits import PROPOSAL
from core.problem import Problem
from core.sheet import MAX_COLUMNS, MAX_ROWS, Column, Row, read_sheet

D = Decimal
DAY = date(2025, 1, 31)
ZH = ("层", "层面积（hm²）", "造林日期", "样地号", "样地面积(hm²)", "测定日期", "树种", "胸径（cm）", "树高 (m)",
      "株数")
EN = ("Stratum", "Stratum area (hm²)", "Planted on", "Sample plot", "Plot area (ha)", "Date", "Species", "DBH (cm)",
      "Height (m)", "Count")
KEYS = ("stratum", "stratum_area_hm2", "planted_on", "sample_plot", "plot_area_hm2", "date", "species", "dbh_cm",
        "height_m", "count")
LINES = (("1", "12.5", "2020-06-18", "a", "0.06", "2025-01-31", "台湾相思", "8.1", "6.2", "2"),
         ("1", "", "", "a", "", "2025-01-31", "余甘子", "4", "", ""),
         ("1", "", "", "b", "0.05", "2025/1/31", "", "", "", ""))
SURVEY = Survey((SurveyStratum("1", D("12.5"), date(2020, 6, 18)),), (
    SamplePlot("1", "a", DAY, D("0.06"), (Tree("acacia_confusa", D("8.1"), D("6.2"), 2, 2),
                                          Tree("phyllanthus_emblica", D(4), None, 1, 3))),
    SamplePlot("1", "b", DAY, D("0.05"))))
Read = Callable[..., Survey]
Table = list[list[object]]


@pytest.fixture(scope="module")
def survey_in(species: SpeciesTable) -> Read:
    def run(data: bytes | str, name: str = "样地.csv", area: Decimal | None = None,
            planted_on: date | None = None) -> Survey:
        return read_survey(name, data.encode() if isinstance(data, str) else data, species, area, planted_on)

    return run


def table(headers: tuple[str, ...] = KEYS, *lines: tuple[str, ...], comma: str = ",") -> str:
    return "\n".join(comma.join(line) for line in (headers, *(lines or LINES))) + "\n"


def with_cell(key: str, value: str, at: int = 0) -> str:
    """The usual sheet with another value in a cell; the text is quoted."""
    lines = [list(line) for line in LINES]
    lines[at][KEYS.index(key)] = '"' + value.replace('"', '""') + '"'
    return table(KEYS, *(tuple(line) for line in lines))


def book(*sheets: Table) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for lines in sheets:
        page = made.create_sheet()
        for line in lines:
            page.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def without_rows(survey: Survey) -> Survey:
    return Survey(survey.strata, tuple(replace(plot, trees=tuple(replace(tree, row=0) for tree in plot.trees))
                                       for plot in survey.plots))


def refused(run: Callable[[], object], key: str, **fields: object) -> Problem:
    with pytest.raises(Problem) as found:
        run()
    assert found.value.key == key
    assert {name: found.value.fields.get(name) for name in fields} == fields
    return found.value


# --- what can be read


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
    refused(lambda: survey_in(table(headers, *lines)), "sheet_columns", file="样地.csv", missing=shown)


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
    ("样地.xlsx", b"PK no zip", "zip_broken"), ("样地.xlsx", b"", "zip_broken"),
])
def test_a_file_that_is_no_sheet(survey_in: Read, name: str, data: bytes, key: str) -> None:
    refused(lambda: survey_in(data, name), key)


def test_more_rows_than_are_read(survey_in: Read) -> None:
    line = ",".join(LINES[2])
    refused(lambda: survey_in(table() + f"{line}\n" * MAX_ROWS), "sheet_rows", file="样地.csv", limit=MAX_ROWS)


# --- workbooks


def test_a_formula_counts_by_its_stored_result_and_without_one_is_missing(survey_in: Read) -> None:
    """openpyxl stores no results, as programs that write formulas without a spreadsheet do not."""
    lines: Table = [list(KEYS), *[list(line) for line in LINES]]
    lines[1][KEYS.index("dbh_cm")] = "=4+4.1"
    bare = book(lines)
    refused(lambda: survey_in(bare, "a.xlsx"), "sheet_missing", file="a.xlsx", row=2, field="dbh_cm")
    stored = rewritten(bare, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v></v>", "<v>8.1</v>").replace(
        "<v />", "<v>8.1</v>").replace("<v/>", "<v>8.1</v>"))
    assert survey_in(stored, "a.xlsx") == SURVEY


def test_an_error_in_a_cell_is_no_number(survey_in: Read) -> None:
    lines: Table = [list(KEYS), *[list(line) for line in LINES]]
    lines[1][KEYS.index("dbh_cm")] = "#DIV/0!"
    refused(lambda: survey_in(book(lines), "a.xlsx"), "sheet_number", row=2, field="dbh_cm", value="#DIV/0!")


def rewritten(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The archive with the text of one entry changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            text = old.read(entry)
            new.writestr(entry, change(text.decode()) if entry == name else text)
    return out.getvalue()


GOOD = book([list(KEYS), *[list(line) for line in LINES]])
SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
START = f'<worksheet xmlns="{SPACE}"><dimension ref="A1:B2"/><sheetData>'


def with_rows(rows: str) -> bytes:
    return rewritten(GOOD, SHEET, lambda _: f"{START}{rows}</sheetData></worksheet>")


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


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
    refused(lambda: survey_in(bomb, "a.xlsx"), "zip_bomb")


@pytest.mark.parametrize(("entry", "key"), [
    ("xl/more.zip", "zip_nested"), ("../sheet.xml", "zip_path"), ("/etc/sheet.xml", "zip_path")])
def test_an_archive_within_and_paths_that_leave_are_refused(survey_in: Read, entry: str, key: str) -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(entry, b"PK")
    refused(lambda: survey_in(out.getvalue(), "a.xlsx"), key)


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


def test_a_million_rows_are_not_read_to_the_end(survey_in: Read) -> None:
    """A dimension that lies, and a million rows under it."""
    rows = "".join(f"<row><c><v>{at * 7919 % 1_000_003}</v></c></row>" for at in range(1_000_000))
    refused(lambda: survey_in(with_rows(rows), "a.xlsx"), "sheet_rows", limit=MAX_ROWS)


@pytest.mark.parametrize("damage", [
    lambda text: text[:200], lambda text: "", lambda text: text.replace("<sheetData>", "<sheetData><row r='x'>"),
    lambda text: text.replace("</row>", "", 1)])
def test_a_damaged_sheet_is_refused(survey_in: Read, damage: Callable[[str], str]) -> None:
    with pytest.raises(Problem) as found:
        survey_in(rewritten(GOOD, SHEET, damage), "a.xlsx")
    assert found.value.key in ("sheet_broken", "sheet_columns")


@settings(max_examples=60)
@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_any_changed_byte_ends_in_a_survey_or_a_refusal(survey_in: Read, at: int, byte: int) -> None:
    data = GOOD[:at] + bytes([byte]) + GOOD[at + 1:]
    try:
        assert survey_in(data, "a.xlsx").plots
    except Problem as problem:
        assert problem.key


@settings(max_examples=60)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_end_in_a_refusal(survey_in: Read, data: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Problem):
            survey_in(data, name)


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
