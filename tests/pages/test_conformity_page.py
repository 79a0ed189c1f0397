"""The conformity page: what it says, what only staff may do on it, and what becomes of a recorded value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import streamlit as st
from driving import Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.problem import Problem
from pages import conformity_form
from store import Store
from store.decisions import decisions
from store.snapshot import current

RATE = "volume_growth_rate.young"
STAFF = "staff:session"
REMOTE = ("203.0.113.7", {"host": "localhost:8501"})


@pytest.fixture
def house(own: Store) -> Iterator[Store]:
    """The test's own store, and nothing kept from the pages over another."""
    st.cache_resource.clear()
    yield own
    st.cache_resource.clear()


def kept(store: Store) -> list[tuple]:
    with store.read() as cursor:
        return [(one.number, one.rule, one.confirmed and one.confirmed.value, one.withdraws)
                for one in decisions(cursor)]


def staff(open_page: Open, rule: str, lang: str = "zh") -> AppTest:
    at = open_page("conformity", lang, open=rule)
    at.session_state[STAFF] = True
    return run(at)


def fill(at: AppTest, rule: str, **texts: str) -> AppTest:
    for name, value in texts.items():
        at.text_input(key=f"conformity:{name}:{rule}").set_value(value)
    return run(at)


def confirm(at: AppTest, rule: str) -> AppTest:
    at.button(key=f"conformity:record:{rule}").click()
    return run(at)


def said(at: AppTest) -> str:
    return page_text(at)


def answer(at: AppTest) -> str:
    return next(one.proto.body for one in at.get("html") if "zb-answer" in one.proto.body)


# --- what anybody reads


def test_the_answer_counts_and_names_the_three_that_move_most(open_page: Open):
    """203 rules of the book and 6 equations are not confirmed. 914.805 t are owed; the horizon of 3 years is the
    lesser of two, and the flow the least of the three losses."""
    text = said(open_page("conformity"))
    assert "还有 244 个参数待确认" in text
    assert "应补偿量现为 914.8 t" in text
    assert "应补偿量按哪一种损失计（914.8–7,125.2 t）" in text
    assert "损失计算年限 H（914.8–5,667.4 t）" in text
    assert "幼龄林蓄积年生长率（738.5–1,091.1 t）" in text


def test_a_parameter_opens_with_its_value_source_readers_and_movements(open_page: Open):
    """K_RISK 0.10 → 0.05: × 95/90, +5.6 %; → 0.20: × 80/90, −11.1 %."""
    text = said(open_page("conformity", open="non_permanence_risk"))
    for part in ("0.1", "待核对", "2020-01-01", "0.05–0.2", "+5.6 %", "−11.1 %", "250.7", "211.1",
                 "可收储的碳汇量（清除量）"):
        assert part in text


def test_the_filters_leave_what_they_say(open_page: Open):
    at = open_page("conformity", status="assumption", group="market")
    table = at.dataframe[0].value
    assert set(table["状态"]) == {"假设"}
    assert set(table["类别"]) == {"市场价格"}
    at.toggle(key="conformity:moves").set_value(True)
    moving = run(at).dataframe[0].value
    assert 0 < len(moving) < len(table)
    assert all(moving["平均交易单价"])
    assert at.query_params["moves"] == "1"


def test_nobody_but_staff_sees_a_form(open_page: Open):
    at = open_page("conformity", open=RATE)
    assert not at.text_input
    assert not [one for one in at.button if (one.key or "").startswith("conformity:")]
    assert "需要工作人员身份" in said(at)


# --- recording and withdrawing


def test_staff_records_a_value_and_takes_it_back(open_page: Open, house: Store):
    """0.05 and 0.11 make 738.525 and 1091.086 t: 5876.0 t a unit of the rate, so 0.06 makes 797.3 t."""
    at = staff(open_page, RATE)
    before = answer(at)
    fill(at, RATE, value="0.06", document="元谋县森林资源连续清查成果", clause="表 3")
    assert "797.3" in said(at)  # the preview, before anything is stored
    assert kept(house) == []
    confirm(at, RATE)
    assert kept(house) == [(1, RATE, Decimal("0.06"), None)]
    text = said(at)
    assert "还有 243 个参数待确认" in text
    assert "应补偿量现为 797.3 t" in text
    for part in ("已记录", "元谋县森林资源连续清查成果 表 3", "已由县里确认", "自 2026-11-23 起为 0.06",
                 "管理员"):
        assert part in text
    reading = current(house).rules.at(date(2026, 11, 23))[RATE]
    assert (reading.value, reading.status) == (Decimal("0.06"), "sourced")

    at.button(key="conformity:withdraw:1").click()
    assert "没有写撤回的理由" in said(run(at))
    at.text_input(key="conformity:reason:1").set_value("表 3 是全省的")
    at.button(key="conformity:withdraw:1").click()
    text = said(run(at))
    assert "表 3 是全省的" in text
    assert "已撤回" in text
    assert answer(at) == before
    assert kept(house) == [(1, RATE, Decimal("0.06"), None), (2, RATE, None, 1)]


def test_a_confirmed_one_is_found_again_by_its_status(open_page: Open, house: Store):
    confirm(fill(staff(open_page, "loss_basis"), "loss_basis", document="县政府文件"), "loss_basis")
    assert kept(house) == [(1, "loss_basis", "flow", None)]
    table = open_page("conformity", status="confirmed").dataframe[0].value
    assert list(table["参数"]) == ["应补偿量按哪一种损失计"]


@pytest.mark.parametrize(("rule", "texts", "sentence"), [
    (RATE, {"value": "0,06", "document": "x"}, "“0,06”不是数字"),
    (RATE, {"value": "", "document": "x"}, "不是数字"),
    (RATE, {"value": "9", "document": "x"}, "参数 幼龄林蓄积年生长率 不能取 9，应在 0 至 0.3 之间"),
    ("loss_horizon_years", {"value": "3.5", "document": "x"}, "不能取 3.5"),
])
def test_a_value_that_is_none_is_refused_in_a_sentence(open_page: Open, rule: str, texts: dict, sentence: str):
    at = fill(staff(open_page, rule), rule, **texts)
    assert sentence in said(at)
    assert not [one for one in at.button if one.key == f"conformity:record:{rule}"]


def test_a_record_without_its_source_is_refused_and_the_same_click_twice_records_once(open_page: Open, house: Store):
    at = staff(open_page, RATE)
    assert "没有写文件名称" in said(confirm(fill(at, RATE, value="0.06"), RATE))
    assert "不是网址" in said(confirm(fill(at, RATE, document="x", link="ftp://x"), RATE))
    assert kept(house) == []
    assert "已记录" in said(confirm(fill(at, RATE, link=""), RATE))
    assert "已经记录过" in said(confirm(at, RATE))
    assert len(kept(house)) == 1


def test_a_value_that_would_stop_the_pages_is_not_kept(open_page: Open, house: Store):
    """The county has older stands than 50 years."""
    at = fill(staff(open_page, "stand_age_max"), "stand_age_max", value="50", document="x")
    assert "没有记录：采用这个值后，页面上的一些结果将无法计算" in said(confirm(at, "stand_age_max"))
    assert kept(house) == []


def test_brackets_are_entered_as_rows(open_page: Open, house: Store):
    rule = "fire_combustion_share"
    at = staff(open_page, rule)
    at.session_state[f"conformity:value:{rule}"] = {"edited_rows": {"0": {"result": "0.5"}}, "added_rows": [],
                                                    "deleted_rows": [1]}
    confirm(fill(at, rule, document="x"), rule)
    assert kept(house)[0][2] == ((Decimal(5), Decimal("0.5")), (Decimal(17), Decimal("0.5")), (None, Decimal("0.32")))


def test_a_day_ahead_is_said_to_be_ahead(open_page: Open, house: Store):
    at = staff(open_page, RATE)
    at.date_input(key=f"conformity:since:{RATE}").set_value(date(2027, 1, 1))
    at = fill(at, RATE, value="0.06", document="x")
    assert "起用日期在以后" in said(at)
    confirm(at, RATE)
    assert "还有 244 个参数待确认" in said(at)  # until then it is open
    assert current(house).rules.at(date(2027, 1, 1))[RATE].status == "sourced"


# --- who may


def test_who_is_staff_no_longer_or_at_another_machine_writes_nothing(open_page: Open, house: Store,
                                                                     monkeypatch: pytest.MonkeyPatch):
    at = fill(staff(open_page, RATE), RATE, value="0.06", document="x")
    at.session_state[STAFF] = False
    confirm(at, RATE)
    assert kept(house) == []
    at.session_state[STAFF] = True
    fill(run(at), RATE, value="0.06", document="x")
    monkeypatch.setattr("ui.staff._visitor", lambda: REMOTE)
    confirm(at, RATE)
    assert kept(house) == []
    assert "需要工作人员身份" in said(at)


@pytest.mark.parametrize("write", [lambda: conformity_form._record(None, None, RATE, None),
                                   lambda: conformity_form._withdraw(None, 1, "x")])
def test_what_writes_asks_first(write, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.staff.session", lambda act=False: None)
    with pytest.raises(Problem) as problem:
        write()
    assert problem.value.key == "staff_only"


# --- on paper


def test_the_checklist_leaves_room_for_the_answers(house: Store):
    from pages.base import Context
    from pages.conformity_case import view
    from pages.conformity_export import headers, lines
    from ui.theme import LIGHT
    from ui.words import words
    from ui.workbook import Sheet, comma_separated, workbook

    ctx = Context(words("zh"), date(2026, 11, 23), current(house), LIGHT)
    found = view(ctx.snapshot.version, ctx.today, ctx)
    rows = lines(ctx, found, list(found.entries.values()))
    head = headers(ctx, found)
    assert len(rows) == 244
    assert {len(row) for row in rows} == {len(head)}
    assert all(row[-5:] == ("",) * 5 for row in rows)
    read = list(csv.reader(io.StringIO(comma_separated(head, rows).decode("utf-8-sig"))))
    assert [len(row) for row in read] == [len(head)] * 245
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([Sheet("x", head, rows)]))).active
    assert sheet is not None
    assert sheet.max_row == 245
    basis = next(row for row in rows if row[0] == "loss_basis")
    assert "914.8–7,125.2" in basis
