"""The view on bulletins: everybody reads and checks; only staff stores, replaces, withdraws, edits the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from driving import Open, open_drawers, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.market import trading_price
from store import Store
from store.bulletins import recorded
from store.snapshot import current
from ui.bulletin import marked

TITLE = "全国碳市场每日综合价格行情及成交信息"
BODY = ("今日全国碳市场综合价格行情为：开盘价98.00元/吨，最高价99.00元/吨，最低价97.00元/吨，收盘价98.50元/吨，"
        "收盘价较前一日上涨0.30%。"
        "今日挂牌协议交易成交量100,000吨，成交额9,850,000.00元；今日无大宗协议交易。今日无单向竞价。"
        "今日全国碳排放配额总成交量100,000吨，总成交额9,850,000.00元。")
MONDAY = f"{TITLE}20260817\n{BODY}"
STORED = f"{TITLE}20260814\n{BODY}"
Visit = Callable[..., AppTest]


def _view() -> None:
    """The view alone, as the price page shows it."""
    import streamlit as st

    from pages.base import context
    from pages.price_parts.bulletins import show
    from ui.words import preferred

    st.session_state.setdefault("lang", preferred("zh"))
    show(context())


@pytest.fixture
def visit(own: Store, open_page: Open) -> Visit:
    def make(lang: str = "zh", staff: bool = True) -> AppTest:
        at = AppTest.from_function(_view, default_timeout=60)
        at.session_state["lang"] = lang
        at.session_state["staff:session"] = staff
        return run(at)

    return make


def paste(at: AppTest, text: str) -> AppTest:
    at.text_area[0].set_value(text)
    return run(at)


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return run(at)


def keys(at: AppTest) -> set[str]:
    return {one.key for one in at.button}


def records(store: Store) -> list[tuple[str, bool]]:
    with store.read() as cursor:
        return [(one.did, one.counts) for one in recorded(cursor)]


def test_the_first_look(visit: Visit) -> None:
    """65 market days since 14 August, one span: no other market day lies between them."""
    said = page_text(visit(staff=False))
    assert "2026-08-14" in said
    assert "65" in said
    assert "2026-08-17 至 2026-11-23（65 天）" in said
    assert "还没有导入过公告" in said
    assert "2026-12-31" not in said  # the calendar's end is for staff


def test_staff_is_told_that_the_calendar_ends(visit: Visit) -> None:
    assert "还剩 38 天" in page_text(visit())
    assert "38 days from now" in page_text(visit("en"))


def test_everybody_reads_and_nobody_else_stores(visit: Visit, own: Store) -> None:
    at = paste(visit(staff=False), MONDAY)
    open_drawers(at)
    said = page_text(at)
    assert "新增" in said
    assert "98.50" in said
    assert "保存由工作人员" in said
    assert not keys(at) & {"price:bulletins_store", "price:calendar_save"}
    assert records(own) == []


def test_storing_and_undoing(visit: Visit, own: Store) -> None:
    at = paste(visit(), MONDAY)
    press(at, "price:bulletins_store")
    snapshot = current(own)
    assert trading_price(snapshot.series, date(2026, 8, 18), snapshot.rules).trading_price == Decimal("29.55")
    assert at.text_area[0].value == ""
    assert "已保存 1 条，全国行情已知到 2026-08-17" in at.success[0].value
    assert records(own) == [("new", True)]
    press(at, "price:bulletins_undo")
    assert current(own).series.last_date == date(2026, 8, 14)
    assert records(own) == [("new", False)]
    assert not at.success


def test_the_same_again_is_nothing_new(visit: Visit, own: Store) -> None:
    at = paste(visit(), MONDAY)
    press(at, "price:bulletins_store")
    paste(at, MONDAY)
    assert at.button(key="price:bulletins_store").disabled
    assert "没有要保存的新内容" in page_text(at)
    assert records(own) == [("new", True)]


def test_a_contradiction_is_ticked_with_a_reason(visit: Visit, own: Store) -> None:
    at = paste(visit(), STORED)
    assert at.button(key="price:bulletins_store").disabled
    open_drawers(at)
    assert "724,197" in page_text(at)  # what is stored stands beside what was read
    at.checkbox[0].check()
    run(at)
    press(at, "price:bulletins_store")
    assert "须写明理由" in page_text(at)
    assert records(own) == []
    at.text_input(key="price:bulletins_reason").set_value("交易所勘误")
    run(at)
    press(at, "price:bulletins_store")
    assert records(own) == [("replaced", True)]
    open_drawers(at)
    assert "交易所勘误" in page_text(at)
    at.text_input(key="price:bulletins_why:1").set_value("看错了")
    press(at, "price:bulletins_withdraw:1")
    last = current(own).series.on(date(2026, 8, 14))
    assert last is not None
    assert last.total_volume_t == 724197


def test_a_day_stored_by_somebody_else_meanwhile(visit: Visit, own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was shown as new is a contradiction by the time the button is pressed: nothing is stored."""
    at = paste(visit(), MONDAY)
    kept = at.session_state["price:bulletins_kept"]
    other = paste(visit(), MONDAY.replace("100,000吨", "100,001吨"))
    press(other, "price:bulletins_store")
    assert kept.planned[0].state == "new"
    with monkeypatch.context() as patch:  # the first visitor's page still rests on what it was drawn from
        patch.setattr("pages.price_parts.bulletins_read._planned", lambda *_: kept.planned)
        run(at)
        press(at, "price:bulletins_store")
        assert "数据在您查看之后有变化" in page_text(at)
    assert records(own) == [("new", True)]


def test_files_and_what_is_no_bulletin(visit: Visit) -> None:
    at = visit()
    at.file_uploader[0].set_value([("a.txt", MONDAY.encode(), "text/plain"), ("b.csv", b"x,y\n1,2\n", "text/csv"),
                                   ("c.zip", b"PK", "application/zip")])
    run(at)
    open_drawers(at)
    said = page_text(at)
    assert "新增 1 条" in said
    assert "不能用 2 条" in said
    assert not at.button(key="price:bulletins_store").disabled


def test_the_calendar_is_edited_and_taken_back(visit: Visit, own: Store) -> None:
    at = open_drawers(visit())
    at.radio(key="price:calendar_kind").set_value("known")
    run(at)
    at.date_input(key="price:calendar_last").set_value(date(2027, 12, 31))
    press(at, "price:calendar_save")
    assert "请写明依据" in page_text(at)
    at.date_input(key="price:calendar_last").set_value(date(2027, 12, 31))
    at.text_input(key="price:calendar_note").set_value("国办发明电")
    press(at, "price:calendar_save")
    assert current(own).calendar.known_until == date(2027, 12, 31)
    said = page_text(at)
    assert "国办发明电" in said
    assert "还剩 38 天" not in said
    press(at, "price:calendar_back:1")
    assert current(own).calendar.known_until == date(2026, 12, 31)


@pytest.mark.parametrize("callback", ["_store", "_undo"])
def test_buttons_of_staff_do_nothing_for_others(visit: Visit, own: Store, callback: str) -> None:
    """A session that stops being staff keeps the page it had."""
    at = paste(visit(), MONDAY)
    if callback == "_undo":
        press(at, "price:bulletins_store")
    before = records(own)
    at.session_state["staff:session"] = False
    press(at, "price:bulletins_store" if callback == "_store" else "price:bulletins_undo")
    assert records(own) == before


def test_text_is_escaped_and_figures_are_marked() -> None:
    html = marked("<script>1</script> 20,000吨 & 无大宗", [
        ("volume", 19, 25), ("a", 29, 32), ("b", 29, 32), ("c", 30, 31), ("outside", 40, 50)])
    assert "<script>" not in html
    assert '<mark title="volume">20,000</mark>' in html
    assert '<mark title="a, b">无大宗</mark>' in html
    assert "outside" not in html
    assert html.endswith("</div>")
    assert marked("§" * 5000, [("n", 2000, 2001)]).count("§") == 801
