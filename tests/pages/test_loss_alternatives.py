"""The calculator as a planner uses it: land files, moving, sparing, alternatives, the law beside the carbon."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal

import geopandas as gpd
import openpyxl
import pyogrio
import pypdf
import pytest
import shapely
from docx import Document
from driving import Open, open_drawers, run
from scenes import PINE, SQUARE, outline, picking
from streamlit.testing.v1 import AppTest
from visible import page_text

from store.house import open_house
from store.overlay import overlay
from store.snapshot import current

D = Decimal
TONNES = re.compile(r"应补 ([\d,.]+) tCO₂e")
HERE = shapely.Polygon(SQUARE)


def owed(at: AppTest) -> Decimal:
    found = TONNES.search(page_text(at))
    assert found, page_text(at)
    return D(found[1].replace(",", ""))


def with_file(open_page: Open, name: str, data: bytes) -> AppTest:
    at = open_page("loss", how="file")
    at.file_uploader[0].set_value((name, data, "application/octet-stream"))
    return run(at)


def as_file(ending: str, crs: int) -> bytes:
    buffer = io.BytesIO()
    frame = gpd.GeoDataFrame({"name": ["x"]}, geometry=[HERE], crs=4490).to_crs(crs)
    driver = {".gpkg": "GPKG", ".kml": "KML"}[ending]
    pyogrio.write_dataframe(frame, buffer, driver=driver, layer="x")
    return buffer.getvalue()


def test_every_kind_of_file_gives_the_same_answer(open_page: Open):
    expected = owed(with_file(open_page, "a.geojson", outline()))
    assert owed(with_file(open_page, "a.gpkg", as_file(".gpkg", 4543))) == pytest.approx(expected, abs=D("0.01"))
    assert owed(with_file(open_page, "a.kml", as_file(".kml", 4326))) == pytest.approx(expected, abs=D("0.01"))


def test_a_file_without_a_system_is_asked_about_and_answered(open_page: Open, tmp_path):
    import zipfile

    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[HERE], crs=4490).to_crs(4543)
    frame.to_file(tmp_path / "x.shp")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in tmp_path.iterdir():
            if path.suffix != ".prj":
                archive.writestr(path.name, path.read_bytes())
    at = with_file(open_page, "x.zip", packed.getvalue())
    assert "EPSG:4543" in str(at.radio[0].options) and not TONNES.search(page_text(at))
    question = next(one for one in at.radio if one.key.startswith("loss:crs:"))
    answer = next(one for one in question.options if "EPSG:4543" in one)
    question.set_value(4543 if 4543 in question.options else answer)
    assert owed(run(at)) == pytest.approx(owed(with_file(open_page, "a.geojson", outline())), abs=D("0.01"))


def test_a_table_a1_workbook_is_its_own_land(open_page: Open):
    """1 hm² of Yunnan pine with 100 m³, no age: 25.337 t, the same as entered by hand; grade Ⅱ for a quarry."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["使用林地地块序号", "面积（公顷）", "地类", "林地保护等级", "森林类别", "优势树种", "公顷蓄积"])
    sheet.append(["1", 1, "030100", 2, "11", "云南松", 100])
    buffer = io.BytesIO()
    book.save(buffer)
    at = with_file(open_page, "a1.xlsx", buffer.getvalue())
    assert owed(at) == D("25.337")
    at.selectbox(key="loss:project").set_value("quarry")
    text = page_text(run(at))
    assert "Ⅱ级保护林地" in text and "采石、采砂只能使用Ⅲ级及以下" in text
    assert "¥400,000.00" in text  # 10 000 m² · 10 · 2 (public welfare) · 2 (commercial)


def test_moving_the_outline_is_cutting_it_there(open_page: Open):
    from core.land.shift import shifted

    at = open_drawers(with_file(open_page, "a.geojson", outline()))
    at.number_input(key="loss:east").set_value(250.0)
    at.number_input(key="loss:buffer").set_value(30.0)
    run(at)
    assert "已移动：东 250 m，北 0 m，外扩 30 m" in page_text(at)
    moved = shapely.to_geojson(shifted(HERE, 250, 0, 30))
    there = with_file(open_page, "b.geojson", json.dumps(json.loads(moved)).encode())
    assert owed(at) == pytest.approx(owed(there), abs=D("0.01"))


def test_sparing_a_piece_is_what_the_ranking_says(open_page: Open):
    at = with_file(open_page, "a.geojson", outline())
    whole = owed(at)
    at.session_state["staff:session"] = True
    run(at)
    pieces = overlay(open_house(), HERE).pieces
    assert len(pieces) > 1
    spared = pieces[0].id
    assert owed(at) == whole  # stand by stand as by kind
    table = next(one.proto.body for one in at.get("html") if "让出 hm²" in one.proto.body)
    row = next(line for line in table.split("<tr>") if spared in line)
    saved = D(re.findall(r">([\d.]+)<", row)[1])
    at.multiselect(key="loss:out").set_value([spared])
    assert owed(run(at)) == whole - saved
    assert "已避让 1 块" in page_text(at)


def test_alternatives_stand_side_by_side_and_come_back_from_the_address(open_page: Open):
    at = open_page("loss", rows=PINE)
    at.button(key="loss:keep").click()
    run(at)
    at.number_input(key="loss:row:0:area").set_value(3.0)
    run(at)
    at.button(key="loss:keep").click()
    run(at)
    text = page_text(at)
    assert "方案 1" in text and "方案 2" in text
    assert "+50.675" in text  # 76.012 − 25.337, all of it by area
    again = open_page("loss", **{name: value for name, value in at.query_params.items() if name != "lang"})
    assert "+50.675" in page_text(again)
    at.button(key="loss:drop:0").click()
    assert "+50.675" not in page_text(run(at))


def test_no_more_than_five_and_none_twice(open_page: Open):
    at = open_page("loss", rows=PINE)
    for area in range(1, 6):
        at.number_input(key="loss:row:0:area").set_value(float(area))
        run(at)
        at.button(key="loss:keep").click()
        run(at)
        assert at.button(key="loss:keep").disabled  # this one is kept
    at.number_input(key="loss:row:0:area").set_value(9.0)
    assert run(at).button(key="loss:keep").disabled  # and five is the limit


def test_serving_forestry_owes_as_the_rule_says(open_page: Open):
    at = open_page("loss", rows=PINE, kind="serving")
    assert owed(at) == D("25.337")
    assert "由县决定" in page_text(at)


def test_the_band_holds_the_answer(open_page: Open):
    text = page_text(open_page("loss", rows=PINE))
    low, high = (D(value) for value in re.search(r"大致在 ([\d.]+)–([\d.]+) t 之间", text).groups())
    assert low < D("25.337") < high


def test_the_sheet_has_the_page_s_figures(open_page: Open):
    from pages.loss_result import sheet

    made: dict[str, bytes] = {}
    original = sheet.exports.buttons
    sheet.exports.buttons = lambda ctx, name, makers: made.update({kind: make() for kind, make in makers.items()})
    try:
        at = open_page("loss", rows=PINE, offset="40")
    finally:
        sheet.exports.buttons = original
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]), data_only=True)
    rows = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows()}
    assert D(str(rows["应补偿量"])) == owed(at) == D("25.337")
    assert rows["抵消"] == 10.134 and rows["购买"] == 15.203  # 40 %, rounded down; the rest
    assert "¥434.35" in page_text(at) and rows["购买金额"] == 434.35  # 15.203 × 28.57 = 434.34971
    assert "避让" not in book.sheetnames  # one piece: nothing to spare
    written = Document(io.BytesIO(made["docx"]))
    for text in ("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages),
                 "\n".join(one.text for one in written.paragraphs)):
        for said in ("25.337 tCO₂e", "10.134 tCO₂e", "15.203 tCO₂e", "¥434.35", "¥28.57/t", "估算单"):
            assert said in text


def test_what_is_kept_survives_another_version_of_the_data(open_page: Open):
    at = picking(open_page, "zh", "SC00001", "SC00002")
    at.button(key="loss:keep").click()
    run(at)
    house = open_house()
    house.write(lambda cursor: None)
    assert current(house).version > 1
    assert "方案 1" in page_text(run(at))


def test_columns_nobody_knows_are_asked_for_and_known_for_the_next_file(open_page: Open):
    """A file whose species stands under `zz`: refused by name, mapped, answered; the next such file needs no asking."""
    data = outline(zz="云南松", yy=100)
    at = with_file(open_page, "a.geojson", data)
    at.checkbox(key="loss:own").check()
    run(at)
    assert not TONNES.search(page_text(at))
    open_drawers(at)
    choice = {one.label: one for one in at.selectbox}
    choice["树种"].set_value("zz")
    run(at)
    next(one for one in at.selectbox if one.label == "每公顷蓄积").set_value("yy")
    expected = owed(run(at))
    at.file_uploader[0].set_value(("b.geojson", data + b" ", "application/geo+json"))
    assert owed(run(at)) == expected
