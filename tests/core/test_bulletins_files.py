"""Bulletins in files of every kind, in tables as people keep them, and in files that mean harm."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal as D

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_bulletins_texts import BOTH, CLEARING, DAY_2021, DAY_2024, WEEK_2026, keys, only, traded

from core.market.bulletins import check_together, read_file, read_text
from core.market.bulletins.files import LIMITS
from core.market.bulletins.wording import BEGINS, TOKENS
from core.problem import Problem

HEADERS = ("日期", "挂牌协议成交量(吨)", "挂牌协议成交额(元)", "大宗协议成交量(吨)", "大宗协议成交额(元)",
           "总成交量(吨)", "总成交额(元)", "收盘价(元/吨)", "涨跌幅")
ROW = ("2024-07-12", "53,144", "4,752,340.00", "200,000", "18,300,000.00", "253,144", "23,052,340.00", "90.18", "0.2%")
FIGURES = (53144, 4752340, 200000, 18300000, 0, 0, 253144, 23052340)


def csv_of(*lines: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def workbook(*lines: tuple, more: dict[str, list[tuple]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for name, rows in (more or {}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Problem) as caught:
        read_file(name, data)
    return caught.value.key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.html", "a.htm"])
def test_texts_and_pages_in_every_encoding(name: str, encoding: str) -> None:
    text = f"<p>{BOTH}</p>" if "htm" in name else BOTH
    (one,) = read_file(name, text.encode(encoding))
    assert (keys(one), traded(one), one.file) == ([], FIGURES, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_every_encoding(encoding: str) -> None:
    (one,) = read_file("行情.csv", csv_of(HEADERS, ROW).decode().encode(encoding))
    assert (keys(one), traded(one), one.close_cny, one.start) == ([], FIGURES, D("90.18"), date(2024, 7, 12))
    assert {name: one.text[start:end] for name, start, end in one.spans}["listed_volume_t"] == "53,144"


ENGLISH = ("Date", "Listed volume (t)", "Listed turnover (CNY)", "Block volume (t)", "Block turnover (CNY)",
           "Total volume (t)", "Total turnover (CNY)", "Close (CNY/t)", "Change %")
WHOLE = ("2024-07-12", 53144, 4752340, 200000, 18300000, 253144, 23052340, 90.18, "0.2%")


@pytest.mark.parametrize("lines", [
    (HEADERS, WHOLE),
    (ENGLISH, WHOLE),
    (("全国碳市场行情",), (), HEADERS, (date(2024, 7, 12), *WHOLE[1:])),
    (HEADERS, (20240712, *WHOLE[1:])),
    ((*HEADERS[:7], "前收盘价", "收盘价"), (*WHOLE[:7], 90, 90.18)),
    (HEADERS, ("2024年7月12日", *ROW[1:])),
    (("日期", "挂牌协议", None, "大宗协议", None, "合计", None, "收盘价", "涨跌幅"),
     (None, *("成交量(吨)", "成交额(元)") * 3, "(元/吨)", None), WHOLE),
], ids=["zh", "en", "title above", "number date", "close before", "written date", "two header lines"])
def test_workbooks_as_people_keep_them(lines: tuple) -> None:
    (one,) = read_file("a.xlsx", workbook(*lines))
    assert (keys(one), traded(one), one.start, one.close_cny) == ([], FIGURES, date(2024, 7, 12), D("90.18"))


def test_rows_of_a_spreadsheet_pasted_as_text() -> None:
    (one,) = read_text("\n".join("\t".join(line) for line in (HEADERS, ROW)))
    assert (keys(one), traded(one), one.start, one.place) == ([], FIGURES, date(2024, 7, 12), "2")


def test_sheets_of_texts_and_of_tables_in_one_workbook() -> None:
    title, _, body = WEEK_2026.partition("\n")
    data = workbook(HEADERS, WHOLE, more={"文字": [("标题", "正文", "发布"), (title, body, date(2026, 3, 9))]})
    day, week = read_file("a.xlsx", data)
    assert (traded(day), day.place) == (FIGURES, "1!2")
    assert (week.kind, week.total_volume_t, week.place) == ("week", 560500, "2!2")
    assert keys(week) == []


@pytest.mark.parametrize(("header", "cell", "key"), [
    ("挂牌协议成交量(万吨)", "5.31", "bulletin_rounded"),
    ("挂牌协议成交额(万元)", "475.23", "bulletin_rounded"),
    ("挂牌协议成交量(吨)", "5.3万", "bulletin_rounded"),
    ("挂牌协议成交量(吨)", "多", "bulletin_cell"),
    ("挂牌协议成交量(吨)", "53,14", "bulletin_cell"),
    ("挂牌协议成交量(吨)", "-53,144", "bulletin_negative"),
    ("挂牌协议成交量(吨)", "53145", "bulletin_total"),
    ("大宗协议成交量(吨)", "200000", "bulletin_column_twice"),
    ("挂牌协议成交量(元)", "53144", "bulletin_missing"),
])
def test_a_table_that_cannot_be_trusted(header: str, cell: str, key: str) -> None:
    headers, row = list(HEADERS), list(ROW)
    headers[1], row[1] = header, cell
    (one,) = read_file("a.csv", csv_of(tuple(headers), tuple(row)))
    assert key in keys(one)


@pytest.mark.parametrize(("cell", "key"), [("2024-07-32", "bulletin_date"), ("45485", "bulletin_date"),
                                           ("", "bulletin_date_missing"), ("2020-07-10", "bulletin_before_market")])
def test_a_row_without_its_day_is_refused_and_the_next_is_read(cell: str, key: str) -> None:
    wrong, right = read_file("a.csv", csv_of(HEADERS, (cell, *ROW[1:]), ROW))
    assert (key in keys(wrong), keys(right), wrong.place, right.place) == (True, [], "2", "3")


def test_a_line_of_units_below_the_header_counts_and_a_line_of_dashes_is_no_header() -> None:
    plain = ("日期", "挂牌成交量", "挂牌成交额", "大宗成交量", "大宗成交额", "总成交量", "总成交额")
    units = ("", "(万吨)", "(万元)", "(万吨)", "(万元)", "(万吨)", "(万元)")
    (one,) = read_file("a.csv", csv_of(plain, units, ("2024-07-12", "20", "1800", "0", "0", "20", "1800")))
    assert keys(one) == ["bulletin_rounded"]
    none, day = read_file("a.csv", csv_of(plain, ("2025-01-14", *"------"), ROW[:7]))
    assert ((keys(none), traded(none)), traded(day)) == (([], (0,) * 8), FIGURES)


def test_an_empty_or_dashed_part_of_a_row_is_nothing() -> None:
    row = ("2024-05-15", "3210", "310602", "-", "", "3210", "310602", "", "")
    (one,) = read_file("a.csv", csv_of(HEADERS, row))
    assert (keys(one), traded(one), one.close_cny) == ([], (3210, 310602, 0, 0, 0, 0, 3210, 310602), None)


def test_weeks_and_months_in_one_column_or_two() -> None:
    row = ROW[1:8]
    (week,) = read_file("a.csv", csv_of(("周期", *HEADERS[1:8]), ("20240708-20240712", *row)))
    (month,) = read_file("a.csv", csv_of(("月份", *HEADERS[1:8]), ("2024年7月", *row)))
    (other,) = read_file("a.csv", csv_of(("开始日期", "结束日期", *HEADERS[1:8]), ("2024-07-08", "2024/7/12", *row)))
    assert [(one.kind, str(one.start), str(one.end), keys(one)) for one in (week, month, other)] == [
        ("week", "2024-07-08", "2024-07-12", []), ("month", "2024-07-01", "2024-07-31", []),
        ("week", "2024-07-08", "2024-07-12", [])]


def test_an_archive_of_all_kinds_reads_what_it_can() -> None:
    found = read_file("many.zip", zipped(**{
        "2021/a.txt": DAY_2021.encode(), "b.html": f"<p>{DAY_2024}</p>".encode(), "c.xlsx": workbook(HEADERS, WHOLE),
        "d.pdf": b"%PDF-1.4 1", "e.csv": b"a,b\n1,2\n"}))
    assert [(one.file, keys(one)) for one in found] == [
        ("many.zip/2021/a.txt", []), ("many.zip/b.html", []), ("many.zip/c.xlsx", []),
        ("many.zip/d.pdf", ["bulletin_file_kind"]), ("many.zip/e.csv", ["bulletin_no_columns"])]


def test_files_that_cannot_be_opened() -> None:
    formula = workbook(HEADERS, ("2024-07-12", "=1+1", *WHOLE[2:]))
    doctype = zipped(**{"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><Types/>"})
    assert refusal("a.pdf", b"x") == "bulletin_file_kind"
    assert refusal("a.txt", b" \n") == "bulletin_empty_file"
    assert refusal("a.txt", b"\xff\x00\x81") == "bulletin_encoding"
    assert refusal("a.txt", b"\x00\x01" * 9) == "bulletin_encoding"
    assert refusal("a.txt", b"1" * (LIMITS.bytes + 1)) == "bulletin_file_size"
    assert refusal("a.txt", b"1" * 4_000_001) == "bulletin_size"
    assert refusal("a.xlsx", b"PK nothing") == "sheet_broken"
    assert refusal("a.xlsx", formula) == "sheet_formula"
    assert refusal("a.xlsx", doctype) == "sheet_broken"
    assert refusal("a.zip", b"PK nothing") == "zip_broken"
    assert refusal("a.zip", zipped(**{"../a.txt": BOTH.encode()})) == "zip_path"
    assert refusal("a.zip", zipped(**{"a.zip": zipped(**{"a.txt": b"1"})})) == "zip_nested"
    assert refusal("a.zip", zipped(**{"a.txt": b"0" * 5_000_000})) == "zip_bomb"


# --- together


def test_the_same_day_twice() -> None:
    first, second = check_together([only(BOTH), only(BOTH)])
    assert (first.notes, [note.key for note in second.notes], second.refused) == ((), ["bulletin_repeated"], False)
    other = only(BOTH.replace("90.18", "90.19"))
    assert [keys(one) for one in check_together([only(BOTH), other])] == [["bulletin_twice_differs"]] * 2


def test_the_exchange_and_the_registry_about_one_day() -> None:
    text = DAY_2021
    for old, new in (("20210811", "20220726"), ("20,000", "100"), ("1,118,000.00", "5,730.00"), ("55.90", "57.30"),
                     ("6,461,830", "194,237,409"), ("326,187,814.02", "8,506,087,771.58")):
        text = text.replace(old, new)
    exchange = only(text)
    assert [(keys(one), one.notes) for one in check_together([exchange, only(CLEARING)])] == [([], ())] * 2
    wrong = only(CLEARING.replace("5,730", "5,731"))
    assert [keys(one) for one in check_together([exchange, wrong])] == [["bulletin_twice_differs"]] * 2


def test_the_sum_since_the_opening_grows_by_the_day() -> None:
    next_day = BOTH.replace("20240712", "20240715").replace("464,000,000", "464,253,144").replace(
        "26,800,000,000", "26,823,052,340")
    assert [one.notes for one in check_together([only(next_day), only(BOTH)])] == [(), ()]
    jump = next_day.replace("464,253,144", "464,253,145")
    later, earlier = check_together([only(jump), only(BOTH)])
    assert ([note.key for note in later.notes], earlier.notes, later.refused) == (
        ["bulletin_cumulative_step"], (), False)


# --- whatever comes


WORDS = st.sampled_from(["成交量", "成交额", "总", "累计", "挂牌协议", "大宗协议交易", "无", "今日", "本周", "截至",
                         "收盘价", "吨", "元", "元/吨", "万", ",", "。", "1", "20,000",
                         "55.90", "-", "全国碳市场", "每日成交数据",
                         "20240712", "2024年7月12日", "较", "上涨", "%", "(", "<p>", "|", "\n", "\x00", "分别为", "、"])


@pytest.mark.fuzz(target="bulletins")
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map("".join)))
def test_any_text_is_read_or_refused_and_never_taken_by_chance(text: str) -> None:
    for one in read_text(text):
        assert one.refused or one.total_volume_t == sum(traded(one)[:6:2])
        assert one.refused or (one.kind and one.start and one.end)
        for _, start, end in one.spans:
            assert one.text[start:end]


@pytest.mark.fuzz(target="bulletins")
@given(st.text(max_size=300))
def test_no_text_at_random_is_a_bulletin(text: str) -> None:
    assert all(one.refused for one in read_text(text))


@pytest.mark.fuzz(target="bulletins")
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.csv", "a.xlsx", "a.zip", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        found = read_file(name, data)
    except Problem:
        return
    assert all(one.refused for one in found)


@pytest.mark.fuzz(target="bulletins")
@given(st.integers(0, len(BOTH) - 1), st.sampled_from("0123456789"))
def test_a_changed_digit_of_what_was_traded_is_never_taken(at: int, digit: str) -> None:
    """Any digit of the volumes and turnovers of a day: the sums give it away."""
    start, end = BOTH.index("今日挂牌"), BOTH.index("截至今日")
    if not (start <= at < end and BOTH[at].isdigit() and BOTH[at] != digit):
        return
    assert only(BOTH[:at] + digit + BOTH[at + 1:]).refused


VOCABULARY = sorted(set(re.findall(r"[\u4e00-\u9fff]|[0-9A-Z,。;!|%.-]", TOKENS.pattern)))


@pytest.mark.fuzz(target="bulletins")
@given(st.lists(st.one_of(WORDS, st.sampled_from(VOCABULARY), st.sampled_from(re.findall(
    r"[\u4e00-\u9fffA-Z]{2,}", TOKENS.pattern))), max_size=40).map("".join))
def test_the_shortcut_of_the_search_leaves_no_word_out(text: str) -> None:
    every = re.compile(TOKENS.pattern.replace(f"(?=[{BEGINS}])", ""))
    assert every.pattern != TOKENS.pattern
    assert [match.span() for match in TOKENS.finditer(text)] == [match.span() for match in every.finditer(text)]


@pytest.mark.parametrize("text", [
    "1" * 300_000, "成交量" * 100_000, " \n" * 150_000, "较" * 300_000, "全国碳市场" * 60_000, "<" * 300_000,
    "<a '" * 75_000, "<p><!--" * 40_000, "挂牌协议交易、" * 40_000, "20240712" * 40_000,
    "成交量1" * 80_000, "1," * 150_000,
    "全国碳市场每日综合价格行情及与和" * 20_000, "较前1" * 80_000, "全国碳市场每日成交数据20240712" * 15_000,
], ids=range(15))
def test_long_nonsense_ends_soon(text: str) -> None:
    """Each of these took minutes with a pattern that goes back and forth."""
    assert all(one.refused for one in read_text(text))
