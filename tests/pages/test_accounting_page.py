"""The accounting page: the same figures as the command line, the books beside them, refusals, and what is kept."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from driving import Open, open_drawers, run
from openpyxl import Workbook, load_workbook
from scenes import ONCE, SCENES, TWICE, measured, trees
from streamlit.testing.v1 import AppTest
from test_addresses import answers
from visible import page_text

D = Decimal
SHEETS = Path(__file__).resolve().parents[2] / "data" / "demo" / "measurements"


def says(at: AppTest, *parts: str) -> None:
    text = page_text(at)
    assert [part for part in parts if part not in text] == []


def refused(at: AppTest) -> str:
    """The refusal on the page, which must be the only answer there."""
    found = [one.proto.body for one in at.get("html") if 'role="alert"' in one.proto.body]
    assert len(found) == 1
    assert not [one for one in at.get("html") if 'class="zb-answer"' in one.proto.body]
    return re.sub(r"<[^>]+>", "", found[0])


def command(*arguments: str) -> dict[str, Any]:
    """What `manage.py carbon plots … --json` prints; numbers as Decimals."""
    from commands.carbon import carbon

    result = CliRunner().invoke(carbon, ["plots", *arguments, "--json", "--lang", "zh"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output, parse_float=D)


def same(at: AppTest, found: dict[str, Any]) -> None:
    """Every figure of the command's answer stands on the page as people read it."""
    change = found["change"]
    said = [f"{D(found['removals_t']):,.3f}", f"{D(change['total_t']):,.3f}",
            f"{D(change['low_t']):,.3f}～{D(change['high_t']):,.3f}", f"扣减 {D(change['discount']) * 100:.2f} %"]
    said += [f"{D(row['stock_t_hm2']).quantize(D('0.001'), 'ROUND_HALF_UP')}" for row in found["sample_plots"]]
    for one in found["strata"]:
        said += [f"{D(one[name]).quantize(D('0.001'), 'ROUND_HALF_UP'):,}" for name in
                 ("mean_t_hm2", "sd_t_hm2", "total_t")]
    said.append("–".join(f"{D(found['band'][name]).quantize(D(1), 'ROUND_HALF_UP'):,}" for name in ("p5", "p95")))
    says(open_drawers(at), *said)


@pytest.mark.parametrize(("plot", "until"), [("YM-02", "2028-01-01"), ("YM-05", "2026-06-30")])
def test_a_demo_sheet_gives_what_the_command_gives(open_page: Open, plot: str, until: str):
    same(open_page("accounting", plot=plot, until=until), command(str(SHEETS / f"{plot}.csv"), "--until", until))


def test_since_planting_too(open_page: Open):
    at = open_page("accounting", plot="YM-07")
    at.radio(key="accounting:basis").set_value("planting")
    same(run(at), command(str(SHEETS / "YM-07.csv")))
    says(at, "一次测定，自造林起", "账上记的是 2025-01-01 起、到 2028-01-01 前的量")


def test_two_rounds_give_the_change(open_page: Open, tmp_path: Path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(trees(*TWICE))
    at = SCENES["accounting, measured twice"](open_page, "zh")
    same(at, command(str(path)))
    says(at, "两次测定之差", "按 2025-01-01 到 2028-01-01 的变化计算")
    assert not at.radio


def test_a_workbook_is_read_like_the_csv(open_page: Open):
    book = Workbook()
    for line in trees(*ONCE).decode().splitlines():
        book.active.append(line.split(","))
    buffer = io.BytesIO()
    book.save(buffer)
    assert answers(measured(buffer.getvalue(), open_page, "zh", "sheet.xlsx")) == answers(
        measured(trees(*ONCE), open_page, "zh"))


def test_the_sheet_is_grown_on_to_the_end_of_the_books_period(open_page: Open):
    """YM-01: 234.366 t for 2025–2027 in the books, so its sheet is grown on to the day after, 2028-01-01."""
    at = open_page("accounting")
    assert at.date_input(key="accounting:until").value == date(2028, 1, 1)
    removals = D(str(command(str(SHEETS / "YM-01.csv"), "--until", "2028-01-01")["removals_t"]))
    more = removals - D("234.366")
    says(at, f"可收储 {removals} tCO₂e", "账上的 234.366 tCO₂e", f"多 {more} tCO₂e",
         f"+{more} t（+{more / D('234.366') * 100:.1f} %）", "按示意生长曲线推算", "演示数据")


def test_another_plot_has_another_sheet_and_period(open_page: Open):
    at = open_page("accounting", until="2027-01-01")
    at.selectbox(key="accounting:plot").set_value("YM-04")
    run(at)
    assert at.query_params["until"] == "2028-01-01"
    says(at, "14.7025 hm²，2021-06-22 造林", "账上的 121.973")


def test_all_plots_at_once(open_page: Open):
    """The sums are those of the rows, the stored tonnes the scheme's 2471.275, and each row is its plot's own page."""
    at = open_drawers(open_page("accounting"))
    table = next(one.proto.body for one in at.get("html") if "YM-13" in one.proto.body and "<table" in one.proto.body)
    rows = [re.findall(r"<td[^>]*>([^<]*)", line) for line in table.split("<tr")[2:]]
    assert len(rows) == 14
    numbers = [[D(cell.replace(",", "").replace("−", "-").rstrip(" %")) for cell in row[1:4]] for row in rows]
    for at_ in range(3):
        assert sum(row[at_] for row in numbers[:13]) == numbers[13][at_]
    assert numbers[13][1] == D("2471.275")
    assert all(row[2] == row[0] - row[1] and abs(row[2] / row[1]) < D("0.06") for row in numbers)
    says(open_page("accounting", plot="YM-13"), f"可收储 {numbers[12][0]} tCO₂e")
    says(at, "平田乡")


@pytest.mark.parametrize(("scene", "sentence"), [
    ("accounting, an unknown species", "第 2 行的树种“9”不在树种表中"),
    ("accounting, no area", "没有写明层“1”的面积"),
    ("accounting, a single plot", "只有 1 个样地，无法估计误差"),
    ("accounting, a day too early", "截止日期 2024-12-31 不晚于起始日期 2025-01-01"),
    ("accounting, not a sheet", "缺少列"),
    ("accounting, strata without a mean", "各层均值都为 0"),
    ("accounting, too few observations", "只有 1 组观测"),
])
def test_a_refusal_says_what_to_do(open_page: Open, scene: str, sentence: str):
    assert sentence in refused(SCENES[scene](open_page, "zh"))


def test_a_bad_tree_is_named_by_its_row_and_field(open_page: Open):
    content = trees(*ONCE).replace(b",4.6,4.0,60", b",460,4.0,60")
    assert "“胸径cm”为“460”，应为 0.1 到 300" in refused(measured(content, open_page, "zh"))


def test_area_and_planting_come_from_the_form_where_the_sheet_has_none(open_page: Open):
    content = trees(*ONCE, area="").replace(b"2020-06-18", b"")
    at = measured(content, open_page, "zh", area="10", planted="2020-06-18")
    assert answers(at) == answers(measured(trees(*ONCE), open_page, "zh"))
    assert (at.query_params["area"], at.query_params["planted"]) == ("10.0", "2020-06-18")


def test_few_plots_and_shrinking_stocks_are_said(open_page: Open):
    says(SCENES["accounting, too few plots"](open_page, "zh"), "样地数少于 3 个的层：1，请补测",
         "表里的面积 10.0000 hm² 与账上的 33.1257 hm² 不一致")
    says(SCENES["accounting, shrinking"](open_page, "zh"), "没有可收储的碳汇", "测定了 3 次")


def test_the_sheet_stays_while_others_are_read(open_page: Open):
    at = measured(trees(*TWICE), open_page, "zh")
    said = answers(at)
    at.segmented_control(key="accounting:way").set_value("screen")
    run(at)
    at.switch_page("price.py")
    run(at)
    at.switch_page("accounting.py")
    run(at)
    at.segmented_control(key="accounting:way").set_value("measure")
    assert answers(run(at)) == said
    says(at, "仍在用刚才上传的 sheet.csv")


def exported(open_page: Open, monkeypatch: pytest.MonkeyPatch, way: Any) -> dict[str, bytes]:
    """The files that a page offers, made."""
    made: dict[str, bytes] = {}
    monkeypatch.setattr("pages.exports.buttons", lambda ctx, name, makers: made.update(
        {f"{name}.{kind}": make() for kind, make in makers.items()}))
    open_drawers(way(open_page))
    return made


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_can_be_taken_away(open_page: Open, monkeypatch: pytest.MonkeyPatch, lang: str):
    found = exported(open_page, monkeypatch, lambda page: page("accounting", lang, plot="YM-02"))
    book = load_workbook(io.BytesIO(found["accounting.xlsx"]))
    assert len(book.worksheets) == 8
    assert all(sheet.max_row > 1 for sheet in book.worksheets)
    result = [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert result[0] == 138.869
    lines = (SHEETS / "YM-02.csv").read_text("utf-8").splitlines()
    assert book.worksheets[1].max_row == len(lines)  # header and every tree
    assert len(found["accounting.csv"].decode("utf-8-sig").splitlines()) == 7
    assert len(found["all-plots.csv"].decode("utf-8-sig").splitlines()) == 14
    for scene, name in (("accounting, strata", "sampling.xlsx"), ("accounting, a fitted curve", "curve.xlsx")):
        made = exported(open_page, monkeypatch, lambda page, scene=scene: SCENES[scene](page, lang))
        assert all(sheet.max_row > 1 for sheet in load_workbook(io.BytesIO(made[name])).worksheets)


def test_the_screening_list_leaves_room_for_documents(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    found = exported(open_page, monkeypatch, lambda page: page("accounting", way="screen"))
    sheet = load_workbook(io.BytesIO(found["screening.xlsx"])).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-2:] == ("证明文件", "页码")
    assert {row[-2:] for row in rows[1:]} <= {(None, None), ("", "")}
    assert sum(bool(row[0]) for row in rows[1:]) == 14


def test_a_county_without_plots_measures_its_own_land(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    from core.reserve import Reserve
    from store import open_house
    from store.snapshot import current

    monkeypatch.setattr(current(open_house()), "reserve", Reserve((), (), ()))
    at = measured(trees(*ONCE), open_page, "zh")
    says(at, "另一块地", "可收储", "一次测定，按生长曲线推算")
    assert "全部地块" not in page_text(at)
    says(open_page("accounting", way="screen"), "这块地 还不能下结论")


def test_a_plot_measured_once_only_is_said_to_be_left_out(open_page: Open):
    lost = [line for line in trees(*TWICE).decode().splitlines() if not line.startswith("1,10,2020-06-18,3,0.06,2028")]
    assert "有 1 个样地只测了一次" in page_text(measured("\n".join(lost).encode(), open_page, "zh"))
    other = trees(*TWICE).replace(b",0.06,2028", b"b,0.06,2028")
    assert "按相互独立的两次抽样计算" in page_text(measured(other, open_page, "zh"))
