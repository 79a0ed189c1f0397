"""The register on the desk: a decision is recorded, does what it says, is taken back; the overview says what waits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from driving import Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from store import Store
from store.acts import books
from store.journal import verify
from store.snapshot import Snapshot

FORM = "desk:decisions:deciding:0"
DAY = date(2026, 11, 23)
DRAWER = "desk:decisions:new:drawer"


def desk(open_page: Open, lang: str = "zh", as_: bool | str = True, **chosen: str) -> AppTest:
    at = open_page("desk", lang, view="decisions", **chosen)
    at.session_state["staff:session"] = as_
    at.session_state[DRAWER] = True
    return run(at)


def fill(at: AppTest, form: str, **texts: str) -> None:
    for name, value in texts.items():
        (at.text_area if name == "text" else at.text_input)(key=f"{form}:{name}").set_value(value)


def test_a_value_is_decided_and_taken_back(own: Store, open_page: Open) -> None:
    before = Snapshot(own).rules.at(DAY).number("quote_valid_days")
    at = desk(open_page)
    assert "还没有登记过决策" in page_text(at)
    at.segmented_control(key=f"{FORM}:does").set_value("rule")
    run(at)
    at.selectbox(key=f"{FORM}:rule").set_value("quote_valid_days")
    run(at)
    fill(at, FORM, matter="报价有效期", text="定为 9 日", reason="会议纪要")
    at.text_input(key=f"{FORM}:value:quote_valid_days").set_value("-5")
    at.checkbox(key=f"{FORM}:sure").check()
    run(at)
    at.button(key=f"{FORM}:do").click()
    assert "不能取 -5" in page_text(run(at))  # kept as it was typed, nothing written
    assert not books(own).decisions
    assert at.text_area(key=f"{FORM}:text").value == "定为 9 日"
    at.text_input(key=f"{FORM}:value:quote_valid_days").set_value("9")
    run(at)
    at.button(key=f"{FORM}:do").click()
    text = page_text(run(at))
    assert "决策已登记，参数取值已记下" in text
    assert "这个参数现在是 9" in text
    assert Snapshot(own).rules.at(DAY).number("quote_valid_days") == 9
    replace, form = "desk:decisions:YM-D-2026-0001:replace", "desk:decisions:deciding:YM-D-2026-0001:0"
    at.session_state[replace] = True
    run(at)
    at.checkbox(key=f"{form}:only").check()
    fill(at, form, matter="撤销", text="恢复", reason="复议")
    at.checkbox(key=f"{form}:sure").check()
    run(at)
    at.button(key=f"{form}:do").click()
    assert "现行 1 项" in page_text(run(at)).replace("**", "")
    assert Snapshot(own).rules.at(DAY).number("quote_valid_days") == before
    assert books(own).decisions["YM-D-2026-0001"].replaced_by == "YM-D-2026-0002"
    verify(own)


def test_a_batch_is_approved_and_the_plots_say_so(own: Store, open_page: Open) -> None:
    assert "没有经领导小组批准列入批次" in page_text(_plot(open_page))
    assert "尚未批准入库的地块：3 块" in page_text(open_page("overview"))
    at = desk(open_page, as_="reviewer")
    at.segmented_control(key=f"{FORM}:does").set_value("batch")
    run(at)
    fill(at, FORM, matter="第二批", text="同意", reason="会议纪要")
    at.checkbox(key=f"{FORM}:sure").check()
    run(at)
    at.button(key=f"{FORM}:do").click()
    assert "批次已批准" in page_text(run(at))
    (one,) = books(own).decisions.values()
    assert one.demo
    assert one.effect.measured_t == Decimal("385.572")
    assert "批次 2026-1 已由决策 YM-D-2026-0001 批准" in page_text(_plot(open_page))
    assert "尚未批准入库的地块" not in page_text(open_page("overview"))


def _plot(open_page: Open) -> AppTest:
    at = open_page("desk", view="plots", plot="YM-18")
    at.session_state["staff:session"] = True
    return run(at)


def test_an_office_without_a_right_to_decide_is_told_whose_it_is(own: Store, open_page: Open) -> None:
    at = desk(open_page, as_="registrar")
    assert not [one for one in at.segmented_control if one.key == f"{FORM}:does"]
    assert "规划员、审核员、管理员" in page_text(at)
