"""Plots on the desk: the board, an objection answered, a plot listed, a new file with its outline and its screening."""

from __future__ import annotations

import json
from datetime import date

from driving import ROOT, Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from store import Store, plot_files
from store.acts import books
from store.journal import verify
from store.snapshot import current

OUTLINES = json.loads((ROOT / "data" / "demo" / "desk" / "plots.geojson").read_text("utf-8"))["features"]
FACTS = ("tenure_clear",)
NOT = ("urban_or_road", "wetland", "trees_removed", "soil_disturbed_repeatedly", "burning", "displaced")


def desk(open_page: Open, lang: str = "zh", **address: str) -> AppTest:
    at = open_page("desk", lang, view="plots", **address)
    at.session_state["staff:session"] = True
    for name, value in {"desk:view": "plots", **{f"desk:plots:{name}": one for name, one in address.items()}}.items():
        at.session_state[name] = value
    return run(at)


def cards(at: AppTest) -> list[str]:
    return [one.key.rsplit(":", 1)[-1] for one in at.button if one.key.startswith("desk:plots:open:")]


def test_the_board_shows_each_plot_in_its_step(open_page: Open) -> None:
    at = desk(open_page)
    said = page_text(at)
    assert "办理中 5 块；异议未了 1 块；公示期满、可以入库 1 块；已入库 13 块" in said
    assert cards(at) == ["YM-14", "YM-15", "YM-16", "YM-17", "YM-18", "YM-01", "YM-02", "YM-03"]
    assert "公示期满，可以入库 · 已 45 天" in said  # the notice ended on 2026-10-08
    at.selectbox(key="desk:plots:township").set_value("物茂乡")
    assert cards(run(at)) == ["YM-15", "YM-16", "YM-06", "YM-07", "YM-08"]
    at.button_group(key="desk:plots:step").set_value("agreement")
    assert cards(run(at)) == ["YM-16"]
    at.button(key="desk:plots:open:YM-16").click()
    assert "88.552 tCO₂e（79.300 – 97.800），报告 YM-HS-2026-01" in page_text(run(at))
    key = "desk:plots:agree:YM-16"
    # 55.555 and 30.145 are shown as 55.55 and 30.14: what cannot be seen does not count.
    for name, value in (("collective_share", 55.555), ("company_share", 30.145), ("cost_share", 14.3)):
        at.number_input(key=f"{key}:{name}").set_value(value)
    assert "三项合计 99.99 %，还差 0.01 %" in page_text(run(at))
    at.number_input(key=f"{key}:cost_share").set_value(14.31)
    for name, text in (("number", "XY-1"), ("right", "LQ-1")):
        at.text_input(key=f"{key}:{name}").set_value(text)
    at.date_input(key=f"{key}:signed_on").set_value(date(2020, 1, 1))
    at.button(key=f"{key}:do").click()
    assert "的协议签于 2020-01-01，早于计量日期" in page_text(run(at))  # not that nothing was entered


def test_an_objection_is_answered_and_the_plot_waits_for_its_notice(own: Store, open_page: Open) -> None:
    at = desk(open_page, "en", plot="YM-17")
    key = "desk:plots:answer:YM-17:1"
    at.checkbox(key=f"{key}:sure").check()
    run(at)  # the box enables the button
    at.button(key=f"{key}:do").click()
    assert "needs 1 to 500 characters" in page_text(run(at))
    at.text_area(key=f"{key}:answer").set_value("Measured again on site")
    at.button(key=f"{key}:do").click()
    said = page_text(run(at))
    assert "On notice until 2026-12-01" in said
    assert "objections: 1, open: 0, upheld: 0" in said
    assert books(own).plots["YM-17"].notice.open_objections == 0


def test_a_plot_is_listed_as_its_file_proposes(own: Store, open_page: Open) -> None:
    at = desk(open_page, plot="YM-18")
    assert "中和期 3 年，到 2028-12-31 止；报告 YM-HS-2026-03 核算 158.563 tCO₂e" in page_text(at)
    at.checkbox(key="desk:plots:list:YM-18:sure").check()
    at.number_input(key="desk:plots:list:YM-18:tonnes").set_value(159.0)  # more than was measured is not cut in silence
    run(at)
    at.button(key="desk:plots:list:YM-18:do").click()
    assert "地块 YM-18 拟入库 159" in page_text(run(at))
    assert "YM-18-L1" not in books(own).lots
    at.number_input(key="desk:plots:list:YM-18:tonnes").set_value(158.563)
    run(at)
    at.button(key="desk:plots:list:YM-18:do").click()
    said = page_text(run(at))
    assert "已入库，记入第" in said
    assert "YM-18-L1 中和期到 2028-12-31" in said
    stock = verify(own).lots["YM-18-L1"].lot
    assert (f"{stock.stored_t}", stock.batch, stock.demo) == ("158.563", "2026-1", True)
    sheet = open_page("inventory", plot="YM-18")  # and everybody can read how it came there
    said = page_text(sheet)
    assert "异议 1 条，未答复 0 条，成立 0 条" in said
    assert "YM-18-L1（158.563 tCO₂e）" in said
    assert "2026-01-01：YM-18-L1" not in said  # the day it was stored, not the first of its period
    assert "承包合同" not in said  # not what was objected


def test_a_new_file_with_its_outline_is_screened(own: Store, open_page: Open) -> None:
    at = open_drawers_of_new(desk(open_page))
    form = "desk:plots:new"
    at.file_uploader(key=f"{form}:outline").set_value(("a.geojson", json.dumps(
        {"type": "FeatureCollection", "features": OUTLINES[:1]}).encode(), "application/geo+json"))
    run(at)
    assert at.number_input(key=f"{form}:area").value == 18.6253  # by its coordinates
    at.number_input(key=f"{form}:area").set_value(19.0)
    assert "相差 2.0 %" in page_text(run(at))
    at.number_input(key=f"{form}:area").set_value(18.6253)
    for name, value in (("plot", "YM-20"), ("name_zh", "新地块"), ("group", "第一村民小组")):
        at.text_input(key=f"{form}:{name}").set_value(value)
    at.button(key=f"{form}:do").click()
    assert "“造林日期”还没有填写" in page_text(run(at))
    at.date_input(key=f"{form}:planted_on").set_value(current(own).reserve.plots[0].planted_on)
    at.button(key=f"{form}:do").click()
    said = page_text(run(at))
    assert "第 1 步（共 6 步）地块选择：待评价" in said
    file = books(own).plots["YM-20"]
    assert (file.name_en, file.demo, plot_files.outline(own, file.outline) is not None) == ("新地块", True, True)
    key = "desk:plots:screen:YM-20"
    for name, answer in [*((one, "yes") for one in FACTS), *((one, "no") for one in NOT)]:
        at.button_group(key=f"{key}:{name}").set_value(answer)
    at.number_input(key=f"{key}:shrub_removed").set_value(0.0)
    at.date_input(key=f"{key}:non_forest_since").set_value(date(2010, 1, 1))
    at.date_input(key=f"{key}:started_on").set_value(date(2020, 5, 1))
    at.button_group(key=f"{key}:wetland").set_value("yes")
    run(at)
    at.button(key=f"{key}:do").click()
    run(at)  # it fails; the next screening begins with its answers
    assert at.button_group(key=f"{key}:burning").value == "no"
    assert at.date_input(key=f"{key}:started_on").value == date(2020, 5, 1)
    at.button_group(key=f"{key}:wetland").set_value("no")
    assert "逐条符合" in page_text(run(at))
    at.button(key=f"{key}:do").click()
    assert "第 2 步（共 6 步）碳计量监测" in page_text(run(at))


def open_drawers_of_new(at: AppTest) -> AppTest:
    at.session_state["desk:plots:new:drawer"] = True
    return run(at)


def test_outlines_beyond_the_county_are_refused(open_page: Open) -> None:
    at = open_drawers_of_new(desk(open_page))
    moved = json.loads(json.dumps(OUTLINES[0]))
    for point in moved["geometry"]["coordinates"][0]:
        point[0] += 1.5
    at.file_uploader(key="desk:plots:new:outline").set_value(("远.geojson", json.dumps(
        {"type": "FeatureCollection", "features": [moved]}).encode(), "application/geo+json"))
    assert at.number_input(key="desk:plots:new:area").value is None
    said = page_text(run(at))
    assert "县" in said
    assert "已读取边界" not in said
