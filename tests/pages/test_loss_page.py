"""The loss calculator by hand: one hectare of Yunnan pine, 100 m³, and what people do to it.

φ = 44/12 · 0.511 · 1.619 · 0.483 · 1.146 = 1.679078 tCO₂e/m³ (AR-CM-001 table); stock 100 · φ = 167.908 t.
Growth without an age 5.03 % a year: 100 · 0.0503 · φ = 8.445763 t a year; three years 25.337 t.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from driving import Open, run
from scenes import PINE, SCENES, SQUARE, outline, picking, upload
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.rate import Rate
from ui.limits import Limit

D = Decimal


@pytest.fixture
def pine(open_page: Open) -> AppTest:
    """One hm² with 100 m³ and no age, entered field by field on a fresh page."""
    at = open_page("loss")
    at.number_input(key="loss:row:0:area").set_value(1.0)
    at.number_input(key="loss:row:0:volume").set_value(100.0)
    at.number_input(key="loss:row:0:age").set_value(None)
    return run(at)


def says(at: AppTest, *parts: str) -> None:
    text = page_text(at)
    assert [part for part in parts if part not in text] == []


def refused(at: AppTest) -> str:
    """The refusal on the page, which must be the only answer there."""
    found = [one.proto.body for one in at.get("html") if 'role="alert"' in one.proto.body]
    assert len(found) == 1
    assert not [one for one in at.get("html") if 'class="zb-answer"' in one.proto.body]
    return re.sub(r"<[^>]+>", "", found[0])


def test_what_one_hectare_owes_and_costs(pine: AppTest):
    """25.337 t × ¥28.57 = 723.87809; all bought, at most round down(25.337 × 0.8) = 20.269 t may be offset."""
    says(pine, "应补 25.337 tCO₂e：抵消 0.000，购买 25.337，按 ¥28.57/t 计共 ¥723.88。",
         "最多 20.269 t", "至少 5.068 t", "167.908", "193.245")


def test_eight_tenths_by_certificates(pine: AppTest):
    """25.337 − 20.269 = 5.068 t to buy × ¥28.57 = 144.79276."""
    pine.slider(key="loss:offset").set_value(80)
    says(run(pine), "抵消 20.269，购买 5.068", "¥144.79")


def test_the_basis_can_be_compared(pine: AppTest):
    """By stock 167.908 t; 80 % of it round down 134.326, bought 33.582 × 28.57 = 959.43774."""
    pine.slider(key="loss:offset").set_value(80)
    pine.button_group(key="loss:basis").set_value("stock")
    says(run(pine), "应补 167.908 tCO₂e：抵消 134.326，购买 33.582", "¥959.44")
    pine.button_group(key="loss:basis").set_value("total")
    says(run(pine), "应补 193.245 tCO₂e")


def test_temporary_use_of_two_years_costs_the_same(pine: AppTest):
    """2 years + 1 of restoration = the horizon of 3; without its cut 2 + 1 + 10/2 = 8 years: 67.566 t."""
    pine.radio(key="loss:kind").set_value("temporary")
    says(run(pine), "应补 25.337 tCO₂e", "67.566 tCO₂e")


def test_temporary_use_of_one_year_costs_a_little_less(pine: AppTest):
    """1 + 1 years in full, the third at the mean of 100 % and 90 %: 2.95 × 8.445763 = 24.915; uncut 7 years."""
    pine.radio(key="loss:kind").set_value("temporary")
    run(pine)
    pine.number_input(key="loss:years").set_value(1)
    says(run(pine), "应补 24.915 tCO₂e", "59.120 tCO₂e")


@pytest.mark.parametrize(("lang", "sentence"), [
    ("zh", "临时占用期限 4 年不符合规定。请填写大于 0、不超过 2 年的期限。"),
    ("en", "A term of 4 years is not possible for this temporary use. Give more than 0 and at most 2 years."),
])
def test_four_years_are_for_long_works_only(open_page: Open, lang: str, sentence: str):
    assert refused(open_page("loss", lang, rows=PINE, kind="temporary", years="4")) == sentence
    says(open_page("loss", lang, rows=PINE, kind="temporary", years="4", project="road"), "25.337")


@pytest.mark.parametrize(("date", "price", "cost"), [
    ("2025-10-21", "¥12.86/t", "¥325.83"),  # 54,192,619.05 ÷ 1,263,847 = 42.88; × 30 % = 12.86; × 25.337 = 325.83382
    ("2021-08-20", "¥15.15/t", "¥383.86"),  # 202,002 ÷ 4,001 = 50.49; × 30 % = 15.15; × 25.337 = 383.85555
])
def test_another_day_another_price(open_page: Open, date: str, price: str, cost: str):
    at = open_page("loss", rows=PINE, date=date)
    says(at, price, cost, "25.337")
    assert "没有新数据" not in page_text(at)


@pytest.mark.parametrize(("lang", "sentence"), [
    ("zh", "第 1 行：面积 0 hm² 无法使用。请填写大于 0 的面积。"),
    ("en", "Row 1: The area 0 hm² is not usable. Give an area above 0."),
])
@pytest.mark.parametrize("area", [0.0, None])
def test_an_area_of_nothing_is_refused(open_page: Open, area: float | None, lang: str, sentence: str):
    at = open_page("loss", lang)
    at.number_input(key="loss:row:0:area").set_value(area)
    assert refused(run(at)) == sentence


@pytest.mark.parametrize(("scene", "sentence"), [
    ("loss, no volume", "第 1 行：无法得出现有碳储量。请填写每公顷蓄积（m³/hm²）；10 年以下的幼林可只填年龄。"),
    ("loss before the market",
     "2021-07-01 之前全国碳市场没有成交行情，已知最早的行情日为 2021-07-16。请选择之后的日期。"),
    ("loss of an outline abroad", "第 1 个图形在本县范围之外。请核对坐标和坐标系。"),
    ("loss of a broken file", "文件第 1 行第 10 列起不符合 JSON 格式。请重新导出或改正该处。"),
])
def test_what_cannot_be_assessed_is_refused_in_a_sentence(open_page: Open, scene: str, sentence: str):
    assert refused(SCENES[scene](open_page, "zh")) == sentence


def test_a_refusal_goes_when_its_cause_does(pine: AppTest):
    pine.number_input(key="loss:row:0:area").set_value(-1.0)
    refused(run(pine))
    pine.number_input(key="loss:row:0:area").set_value(1.0)
    says(run(pine), "应补 25.337 tCO₂e")


def test_stands_are_added_and_removed(pine: AppTest):
    """A second hectare with 50 m³ owes half of it again: 25.337289 × 1.5 = 38.005933."""
    pine.button(key="loss:row:add").click()
    run(pine)
    pine.number_input(key="loss:row:1:volume").set_value(50.0)
    says(run(pine), "应补 38.006 tCO₂e")
    pine.button(key="loss:row:0:drop").click()
    says(run(pine), "应补 12.669 tCO₂e")  # 12.668645


def test_a_purchase_beyond_the_reserve_is_said_to_be(open_page: Open):
    """1000 hm²: 25,337.289 t owed against 2,103.155 t available."""
    says(SCENES["loss beyond the reserve"](open_page, "zh"), "储备现有可用量 2,103.155 tCO₂e，不够这笔购买")


def test_an_outline_with_its_own_stand(open_page: Open):
    """The square's area by the shoelace formula in EPSG:4543, × 25.337289 t/hm²."""
    from pyproj import Transformer

    project = Transformer.from_crs("EPSG:4490", "EPSG:4543", always_xy=True).transform
    points = [project(*point) for point in SQUARE]
    hectares = abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(points))) / 2e4
    at = SCENES["loss of an outline with its own stands"](open_page, "zh")
    owed = re.search(r"应补 ([\d,.]+) tCO₂e", page_text(at))
    assert owed
    assert float(owed[1].replace(",", "")) == pytest.approx(hectares * 25.337289, abs=0.01)


def test_an_outline_is_cut_with_the_inventory(open_page: Open):
    """Forest and what no sub-compartment covers make the footprint."""
    text = page_text(SCENES["loss of an outline"](open_page, "zh"))
    found = re.search(r"范围面积 ([\d.]+) hm²，其中林地 ([\d.]+) hm²，范围内没有小班的 ([\d.]+) hm²", text)
    assert found
    footprint, forest, uncovered = map(D, found.groups())
    assert abs(footprint - forest - uncovered) <= D("0.0002")
    assert forest > 0


def test_the_public_has_some_outlines_cut_not_the_whole_inventory(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pages.loss_where.drawn.OUTLINES", Limit(Rate(0, 60_000), Rate(9, 1000)))
    monkeypatch.setattr("pages.loss_where.drawn.network", lambda _: "203.0.113.7")
    assert "测算的范围太多了" in page_text(SCENES["loss of an outline"](open_page, "zh"))


def test_a_mended_outline_says_what_was_mended(open_page: Open):
    says(SCENES["loss of a tangled outline"](open_page, "zh"), "第 1 个图形：边界已自动修复", "请核对面积")


def test_a_new_file_takes_the_place_of_the_old_one(open_page: Open):
    at = upload(open_page("loss", how="file"), outline())
    first = page_text(at)
    at = upload(at, outline([[x + 0.01, y] for x, y in SQUARE]))
    assert not at.exception
    assert page_text(at) != first


def test_the_page_and_the_api_agree_on_a_proposal(open_page: Open):
    from starlette.testclient import TestClient

    from api.app import api
    from store import open_house
    from store.snapshot import current

    at = SCENES["loss of a proposal"](open_page, "zh")
    chosen = current(open_house()).proposals[0]
    with TestClient(api) as client:
        answer = client.post("/v1/estimate", json={
            "occupation": "permanent", "geometry": json.loads(chosen.geometry)}).text
    owed = re.search(r'"loss_t":([\d.]+)', answer)
    assert owed, answer[:300]
    says(at, f"应补 {D(owed[1]):,.3f} tCO₂e")


def test_sub_compartments_are_picked_from_the_list(open_page: Open):
    at = picking(open_page, "zh")
    at.selectbox(key="loss:town").select_index(0)
    run(at)
    at.selectbox(key="loss:number").select_index(0)
    run(at)
    one = page_text(at)
    assert len(at.multiselect(key="loss:picked").value) == 1
    at.selectbox(key="loss:number").select_index(5)
    run(at)
    picked = at.multiselect(key="loss:picked").value
    assert len(picked) == 2
    assert at.query_params["picked"] == ".".join(picked)
    assert page_text(at) != one
    at.multiselect(key="loss:picked").set_value([])
    says(run(at), "在左边填面积或给出用地范围")
