"""The page of open data, and what of the inventory the public pages show."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
import shapely
from driving import Open, run
from scenes import picking, upload
from visible import page_text

from store import open_house
from store.snapshot import current

STAND = re.compile(r"SC\d{5}")


def test_the_whole_table_adds_up_to_the_reserve_and_a_part_of_it_to_less(open_page: Open):
    at = open_page("open", table="lots")
    held = current(open_house()).reserve
    assert f"全表合计与储备账一致：存入 {held.stored_t:,.3f}" in page_text(at)
    assert "全表 13 行" in page_text(at)
    at.selectbox(key="open:town").set_value("物茂乡")
    text = page_text(run(at))
    part = sum(one.stored_t for one in held.lots if one.plot in {
        plot.plot for plot in held.plots if plot.township_zh == "物茂乡"})
    assert f"{part:,.3f}" in text and part < held.stored_t
    assert at.query_params["town"] == "物茂乡"


def test_a_period_without_rows_says_so(open_page: Open):
    at = open_page("open", table="trades", **{"from": "2030-01-01"})
    assert "所选乡镇和日期内没有记录" in page_text(at)
    assert "结束日期早于开始日期" in page_text(open_page("open", **{"from": "2026-02-01", "until": "2026-01-01"}))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_public_sees_sums_and_no_stand(open_page: Open, monkeypatch: pytest.MonkeyPatch, lang: str):
    """Forest page, loss page under an outline of several stands, its workbook; staff sees the stands."""
    made = {}
    monkeypatch.setattr("pages.exports.buttons", lambda ctx, name, makers: made.update(makers))
    forest = open_page("forest", lang)
    assert not forest.get("deck_gl_json_chart") and not STAND.search(whole(forest))
    stands = current(open_house()).inventory.largest(10)
    outline = shapely.to_geojson(stands[0].geometry.buffer(0.003))
    at = upload(open_page("loss", lang, how="file"), json.dumps(json.loads(outline)).encode())
    assert not STAND.search(whole(at))
    assert {"zh": "单个小班的数据仅供工作人员", "en": "single sub-compartments are for staff"}[lang] in page_text(at)
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]()))
    assert not [cell for sheet in book for row in sheet.values for cell in row if STAND.search(str(cell))]
    at.session_state["staff:session"] = True
    assert STAND.search(whole(run(at)))


def whole(at) -> str:
    """All that goes to the browser: texts, tables, maps."""
    return "".join(str(one.proto) for one in at.main) + page_text(at)


def test_the_public_has_no_map_of_stands(open_page: Open):
    at = open_page("loss", how="map", picked="SC00001.SC00002")
    assert at.segmented_control(key="loss:how").value == "areas"
    assert "picked" not in at.query_params
    assert picking(open_page, "zh", "SC00001").query_params["picked"] == "SC00001"
