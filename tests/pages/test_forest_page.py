"""The page on the forest inventory: everybody reads it; only staff brings a file, stores it, changes versions."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from driving import Open, open_drawers, run
from forest_scenes import layer
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.problem import Problem
from store import Store
from store.stocktake.intake import CHECKED, EMPTY, Intake, intake_of
from store.versions import versions
from ui.words import words

PATIENCE = 60


@pytest.fixture
def staff_page(own: Store, open_page: Open) -> Callable[..., AppTest]:
    def make(lang: str = "zh") -> AppTest:
        at = open_page("forest", lang)
        at.session_state["staff:session"] = True
        return run(at)

    return make


def bring(at: AppTest, desk: Intake, content: bytes, name: str = "小班2026.zip") -> AppTest:
    at.file_uploader[0].set_value((name, content, "application/zip")).run()
    desk.wait(PATIENCE)
    return run(at)


def do(widget: Any) -> AppTest:
    """Run the page after something was done to one of its widgets."""
    at = widget.run()
    assert not at.exception
    return at


def press(at: AppTest, key: str, desk: Intake | None = None) -> AppTest:
    do(at.button(key=key).click())
    if desk is not None:
        desk.wait(PATIENCE)
        run(at)
    return at


def stored(store: Store) -> list[tuple[int, str, int]]:
    with store.read() as cursor:
        return [(one.number, one.status, one.rows) for one in versions(cursor)]


def keys(at: AppTest) -> set[str]:
    return {one.key for one in at.button if one.key.startswith("forest:")}


def test_everybody_sees_what_is_in_force_and_nobody_a_control(own: Store, open_page: Open):
    """4084 sub-compartments in ten townships are what ships."""
    at = open_page("forest")
    said = page_text(at)
    assert "正在使用第 1 版：4,084 个小班，共 64,525.5398 hm²" in said
    assert "羊街镇" in said
    assert (len(at.file_uploader), keys(at), len(at.selectbox)) == (0, set(), 0)
    assert "工作人员在运行系统的机器上" in said


@pytest.mark.parametrize("by", ["township_zh", "land_class", "species"])
def test_each_breakdown_adds_up(own: Store, open_page: Open, by: str):
    at = open_page("forest", "en", by=by)
    table = next(one.proto.body for one in at.get("html") if "class=sum" in one.proto.body)
    rows = [re.findall(r"<td[^>]*>([^<]*)", line) for line in table.split("<tr")[2:]]
    figures = [(int(row[1].replace(",", "")), round(float(row[2].replace(",", "")) * 10_000)) for row in rows]
    assert figures[-1] == (4084, 645_255_398)
    assert tuple(map(sum, zip(*figures[:-1], strict=True))) == figures[-1]


def test_an_import_from_the_look_to_the_way_back(own: Store, staff_page: Callable[..., AppTest]):
    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(300, wrong=3))
    said = page_text(open_drawers(at))
    assert stored(own) == [(1, "in_force", 4084)]
    for part in ("已上传 小班2026.zip，尚未保存", "读取 300 行", "树种不能识别", "第 1 行 species＝3",
                 "坐标系 EPSG:4490"):
        assert part in said
    assert keys(at) == {"forest:check", "forest:store", "forest:discard"}
    press(at, "forest:store", desk)
    assert stored(own) == [(1, "kept", 4084), (2, "in_force", 297)]
    said = page_text(at)
    assert "正在使用第 2 版：297 个小班" in said
    assert "演示数据" not in said.split("来源文件")[0]
    assert not list(own.path.parent.glob("*.intake"))
    press(at, "forest:back")
    assert stored(own) == [(1, "in_force", 4084), (2, "kept", 297)]
    assert "已启用第 1 版" in page_text(at)
    assert "正在使用第 1 版" in page_text(run(at))


def test_strict_stores_nothing_while_rows_are_faulty(own: Store, staff_page: Callable[..., AppTest]):
    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(40, wrong=2))
    do(at.checkbox(key="forest:strict").check())
    press(at, "forest:store", desk)
    assert stored(own) == [(1, "in_force", 4084)]
    assert "2 行存在问题，按要求没有保存" in page_text(at)
    do(at.checkbox(key="forest:strict").uncheck())
    press(at, "forest:store", desk)
    assert stored(own)[1] == (2, "in_force", 38)


def test_the_list_of_problems_names_every_row(own: Store, staff_page: Callable[..., AppTest]):
    from pages.forest_parts.report import _list
    from ui.workbook import comma_separated

    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(60, wrong=25))
    assert at.get("download_button")
    content = comma_separated(*_list(desk.state.report.ordered(), words("en"))).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    assert lines[0] == ["Finding", "What happens", "Row", "Column", "Value"]
    assert [line[2:] for line in lines[1:]] == [[str(at), "species", "3"] for at in range(1, 26)]


def test_running_is_seen_by_all_and_stopped_by_staff(own: Store, staff_page: Callable[..., AppTest], open_page: Open,
                                                     monkeypatch: pytest.MonkeyPatch):
    """It goes on while other pages are read; stopping leaves neither version nor file."""
    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(40))
    reached, go, told = threading.Event(), threading.Event(), desk._progress

    def held(step: str, done: int, total: int) -> None:
        told(step, done, total)
        if step == "write":
            reached.set()
            go.wait(PATIENCE)

    monkeypatch.setattr(desk, "_progress", held)
    try:
        do(at.button(key="forest:store").click())
        assert reached.wait(PATIENCE)
        assert "正在保存 小班2026.zip" in page_text(run(at))
        at.switch_page("price.py")
        run(at)
        public = open_page("forest")
        assert "正在导入新的小班数据；完成之前，各页面仍用第 1 版" in page_text(public)
        assert keys(public) == set()
        second = staff_page()
        assert (len(second.file_uploader), keys(second)) == (0, {"forest:stop"})
        at.switch_page("forest.py")
        run(at)
        do(at.button(key="forest:stop").click())
        assert desk.state.stopping
    finally:
        go.set()
    assert desk.wait(PATIENCE).phase == EMPTY
    assert "已停止导入，数据未改动。" in page_text(run(at))
    assert stored(own) == [(1, "in_force", 4084)]
    assert not list(own.path.parent.glob("*.intake"))
    assert len(at.file_uploader) == 1


def test_who_is_no_longer_staff_changes_nothing(own: Store, staff_page: Callable[..., AppTest]):
    """The button was drawn for staff; who clicks is asked when it is clicked."""
    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(40))
    at.session_state["staff:session"] = False
    do(at.button(key="forest:store").click())
    assert (desk.state.phase, stored(own)) == (CHECKED, [(1, "in_force", 4084)])


def test_every_order_asks_for_staff(own: Store, monkeypatch: pytest.MonkeyPatch):
    from pages.forest_parts import importing

    done: list[str] = []
    monkeypatch.setattr(importing.st, "session_state", {})
    monkeypatch.setattr(importing.staff, "session", lambda act=False: None)
    importing._ordered(lambda: done.append("done"))
    assert (done, importing.st.session_state[importing.REFUSED].key) == ([], "staff_only")
    with pytest.raises(Problem):
        importing.staff.require("write.inventory")


def test_a_coordinate_system_is_asked_for(own: Store, staff_page: Callable[..., AppTest]):
    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(40, crs=None))
    assert "没有说明坐标系，不能猜测" in page_text(at)
    radio = at.radio(key=f"forest:crs:{desk.state.number}")
    assert radio.options[0].startswith("EPSG:4490")
    assert at.button(key="forest:check").disabled
    do(radio.set_value(4490))
    press(at, "forest:check", desk)
    assert (desk.state.phase, desk.state.report.rows) == (CHECKED, 40)
    press(at, "forest:discard")
    assert (desk.state.phase, len(at.file_uploader)) == (EMPTY, 1)


def test_columns_that_nobody_knows_are_asked_for(own: Store, staff_page: Callable[..., AppTest]):
    desk, at = intake_of(own), staff_page()
    bring(at, desk, layer(40, species="甲", 地类="乙"))
    number = desk.state.number
    do(at.selectbox(key=f"forest:column:{number}:species").set_value("甲"))
    do(at.selectbox(key=f"forest:column:{number}:land_class").set_value("乙"))
    press(at, "forest:check", desk)
    assert desk.state.report.columns["species"] == "甲"
    open_drawers(at)  # and corrected after a look
    do(at.selectbox(key=f"forest:column:{number}:age").set_value(""))
    assert at.button(key="forest:store").disabled  # what would be stored has not been looked at
    press(at, "forest:check", desk)
    assert "age" not in desk.state.report.columns


@pytest.mark.parametrize(("content", "name", "sentence"), [
    (b"PK", "a.zip", "无法解压"), (b"{}", "a.geojson", "无法读取"), (b"", "a.gpkg", "没有可读的图层")])
def test_what_cannot_be_read_is_said_and_thrown_away(own: Store, staff_page: Callable[..., AppTest], content: bytes,
                                                     name: str, sentence: str):
    desk, at = intake_of(own), staff_page()
    bring(at, desk, content, name)
    assert sentence in page_text(at)
    assert "/" not in page_text(at).split("现行数据没有变化")[1].split("放弃此文件")[0]
    assert keys(at) == {"forest:discard"}
    press(at, "forest:discard")
    assert len(at.file_uploader) == 1


def test_versions_are_changed_and_dropped_with_a_second_question(own: Store, staff_page: Callable[..., AppTest]):
    desk, at = intake_of(own), staff_page()
    for count in (40, 60):
        bring(at, desk, layer(count))
        press(at, "forest:store", desk)
    do(at.selectbox(key="forest:other").set_value(2))
    press(at, "forest:use")
    assert [one[1] for one in stored(own)] == ["kept", "in_force", "kept"]
    do(at.selectbox(key="forest:other").set_value(3))
    press(at, "forest:drop")
    assert "不能恢复" in page_text(at)
    press(at, "forest:drop:no")
    assert len(stored(own)) == 3 and stored(own)[2][1] == "kept"
    press(at, "forest:drop")
    press(at, "forest:drop:yes")
    assert [one[1] for one in stored(own)] == ["kept", "in_force", "dropped"]
    assert "第 3 版已删除" in page_text(at)
    assert at.selectbox(key="forest:other").options == ["第 1 版：随系统附带的示意数据，4,084 个小班"]


def test_the_workbook_says_which_version_and_its_digest(own: Store, staff_page: Callable[..., AppTest],
                                                        monkeypatch: pytest.MonkeyPatch):
    from openpyxl import load_workbook

    from pages import exports

    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(exports, "buttons", lambda ctx, name, makers: made.update(makers))
    desk, at = intake_of(own), staff_page("en")
    bring(at, desk, layer(40), "2026.zip")
    press(at, "forest:store", desk)
    book = load_workbook(io.BytesIO(made["xlsx"]()))
    facts = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert (facts["Version"], facts["Source file"], len(facts["SHA-256 of the file"])) == (2, "2026.zip", 64)
    assert [one.title for one in book.worksheets[1:4]] == ["Township", "Land class", "Dominant species"]
    assert made["csv"]().decode("utf-8-sig").count("\r\n") == 1 + 2 + 1 + 1
