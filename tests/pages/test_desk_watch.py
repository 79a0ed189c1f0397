"""Monitoring and patrols on the desk: a loss is planned for and replaced, alerts of a file become findings once."""

from __future__ import annotations

import json
from decimal import Decimal

from driving import Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from store import Store
from store.acts import books
from store.journal import verify

ALERTS = json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"found": day}, "geometry": {"type": "Polygon", "coordinates": [[
        [west, 25.643], [west + 0.002, 25.643], [west + 0.002, 25.6445], [west, 25.6445], [west, 25.643]]]}}
    for day, west in (("2026-11-10", 101.8165), ("2026/11/12", 101.9), ("2026-11-12", 104.2))]}).encode()
# The second lies beside all plots, the third beyond the county.


def desk(open_page: Open, view: str, lang: str = "zh", **chosen: str) -> AppTest:
    at = open_page("desk", lang, view=view, **chosen)
    at.session_state["staff:session"] = True
    return run(at)


def opened(at: AppTest, *drawers: str) -> AppTest:
    for one in drawers:
        at.session_state[one] = True
    return run(at)


def test_a_loss_becomes_a_shortfall_that_other_lots_replace(own: Store, open_page: Open) -> None:
    """YM-01-L1 is cancelled to the last tonne; YM-02-L1, the next in line, has 4.267 t left."""
    at = opened(desk(open_page, "monitoring", lot="YM-01-L1"), "desk:monitoring:YM-01-L1:reverse",
                "desk:monitoring:YM-01-L1:settle")
    assert "中和期到 2027-12-31 才满" in page_text(at)
    assert at.button(key="desk:monitoring:YM-01-L1:settling:0:do").disabled
    form = "desk:monitoring:YM-01-L1:reversing:0"
    at.number_input(key=f"{form}:lost").set_value(30.0)
    assert "将有 30.000 tCO₂e 已售出的吨数没有林木支撑" in page_text(run(at))  # before anything is done
    at.checkbox(key=f"{form}:sure").check()
    run(at)
    at.button(key=f"{form}:do").click()
    assert "须写明理由" in page_text(run(at))
    at.text_input(key=f"{form}:reason").set_value("火灾勘查报告")
    at.button(key=f"{form}:do").click()
    assert "还有 30.000 tCO₂e 没有补救方案" in page_text(run(at))
    opened(at, "desk:monitoring:YM-01-L1:plan")
    at.button(key="desk:monitoring:YM-01-L1:planning:0:do").click()
    run(at)
    opened(at, "desk:monitoring:plan:YM-R-2026-0001")
    form = "desk:monitoring:plan:YM-R-2026-0001:acting:0"
    assert at.number_input(key=f"{form}:tonnes").value == 30
    at.number_input(key=f"{form}:tonnes").set_value(20.0)
    at.checkbox(key=f"{form}:sure").check()
    run(at)
    at.button(key=f"{form}:do").click()
    assert "缺口 10.000 吨，其中 10.000 吨已有补救方案" in page_text(run(at))
    stock, plan = books(own).lots["YM-01-L1"], books(own).remedies["YM-R-2026-0001"]
    assert (stock.shortfall_t, stock.replaced_t, plan.left_t) == (10, 20, 10)
    assert dict(plan.lots) == {"YM-02-L1": Decimal("4.267"), "YM-03-L1": Decimal("15.733")}
    assert verify(own).head == books(own).head  # the tables still are what the journal adds up to
    assert "已核销的吨数中有 20.000 tCO₂e 用来补足其他储备的缺口，不对应订单" in page_text(open_page("overview"))
    assert "补足储备 YM-01-L1 的缺口" in page_text(open_page("inventory", plot="YM-02"))
    assert "已核销的吨数中有 20.000 tCO₂e" in page_text(open_page("inventory"))
    assert "已售须补足 30.000 tCO₂e，已补足 20.000" in page_text(open_page("inventory", plot="YM-01"))


def test_a_patrol_that_found_nothing_is_one_click(own: Store, open_page: Open) -> None:
    at = opened(desk(open_page, "watch"), "desk:watch:patrol")
    form = "desk:watch:patrolling:0"
    at.button(key=f"{form}:do").click()
    assert "没有选择地块" in page_text(run(at))
    at.multiselect(key=f"{form}:plots").set_value(["YM-05", "YM-09"])
    at.button(key=f"{form}:do").click()
    assert "已登记，记为第" in page_text(run(at))
    found = books(own).findings["YM-W-2026-0005"]
    assert (found.state, found.outcome, found.plots, found.demo) == ("closed", "nothing", ("YM-05", "YM-09"), True)


def test_alerts_of_a_file_become_findings_once(own: Store, open_page: Open) -> None:
    at = opened(desk(open_page, "watch"), "desk:watch:alerts")
    form = "desk:watch:importing"
    at.file_uploader(key=f"{form}:file").set_value(("图斑.geojson", ALERTS, "application/geo+json"))
    said = page_text(run(at))
    assert "共 3 个图斑，1 个压占入库地块" in said
    at.text_input(key=f"{form}:source").set_value("遥感变化监测第 3 期")
    at.button(key=f"{form}:do").click()
    assert "已登记 YM-W-2026-0005" in page_text(run(at))
    assert form + ":do" not in {one.key for one in at.button}  # nothing is left to enter
    found = books(own).findings["YM-W-2026-0005"]
    assert (found.kind, f"{found.seen_on}", found.plots, found.state) == ("alert", "2026-11-10", ("YM-01",), "open")
    at = desk(open_page, "watch", finding="YM-W-2026-0005")
    assert len(at.get("deck_gl_json_chart")) == 1  # where it lies
    form = "desk:watch:YM-W-2026-0005"
    opened(at, f"{form}:close")
    at.selectbox(key=f"{form}:closing:0:outcome").set_value("loss")
    at.text_area(key=f"{form}:closing:0:answer").set_value("现场核实，\n新开便道")
    at.button(key=f"{form}:closing:0:do").click()
    assert "自 2026-11-10 以来没有登记损失" in page_text(run(at))
    at.selectbox(key=f"{form}:closing:0:outcome").set_value("mended")
    at.button(key=f"{form}:closing:0:do").click()
    run(at)
    assert books(own).findings["YM-W-2026-0005"].answer == "现场核实， 新开便道"
