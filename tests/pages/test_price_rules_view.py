"""The view of other pricing rules: its sentences and figures by hand, its address, what is kept, what is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import streamlit as st
from driving import Open, open_drawers, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.market import trading_price
from core.problem import Problem
from pages.price_parts.rules_inputs import read_set
from store import Store
from store.decisions import Confirmed, record
from store.snapshot import current
from ui import link

STAFF = "staff:session"
FLOOR = [["保底", {"price_floor_cny": "20"}]]


@pytest.fixture
def house(own: Store) -> Iterator[Store]:
    """The test's own store, and nothing kept from the pages over another."""
    st.cache_resource.clear()
    yield own
    st.cache_resource.clear()


def visit(open_page: Open, lang: str = "zh", **address: str) -> AppTest:
    return open_page("price", lang, view="rules", **address)


def given(open_page: Open, rows: list[list[object]], lang: str = "zh", **address: str) -> AppTest:
    return visit(open_page, lang, rules_set=link.pack(rows), **address)


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return run(at)


def field(at: AppTest, slot: int, rule: str, value: float | None) -> AppTest:
    at.number_input(key=f"price:rules:{slot}:{rule}").set_value(value)
    return run(at)


def answer(at: AppTest) -> str:
    return next(one.proto.body for one in at.get("html") if 'class="zb-answer"' in one.proto.body)


def refusals(at: AppTest) -> list[str]:
    return [one.proto.body for one in at.get("html") if 'class="zb-bad"' in one.proto.body]


# --- what is compared


def test_a_quarter_instead_of_three_tenths_on_the_purchases_in_the_books(open_page: Open):
    """National averages of the days before: 55.12, 57.10, 62.79, 79.54, 81.65, 98.25; × 0.25: 13.78, 14.28, 15.70,
    19.89, 20.41, 24.56; × tonnes: 309.77 + 861.80 + 198.45 + 710.47 + 2,381.44 + 2,953.34 = 7,415.27. Paid were
    8,899.67; 1,484.40 less are 16.7 %. The villages' 70 % of each: 216.84 + 603.26 + 138.92 (138.915) + 497.33 +
    1,667.01 + 2,067.34 = 5,190.70."""
    at = visit(open_page)
    assert "按 B（25 %），同样的 368.120 t 少花 <b>¥1,484.40</b>（16.7 %），价格起伏与现行相同。" in answer(at)
    text = page_text(at)
    for figure in ("¥8,899.67", "¥7,415.27", "−¥1,484.40（−16.7 %）", "¥5,190.70", "¥2,224.57"):
        assert figure in text
    assert "只作测算" in text and "◊" in text


def test_the_sentence_in_english(open_page: Open):
    at = given(open_page, [["", {"price_multiplier": "0.36"}]], "en")
    assert "Under B (36 %) the same 368.120 t would have cost <b>¥1," in answer(at)
    assert "</b> more (20." in answer(at)
    assert "the price moves as much as under the rule in force." in answer(at)


def test_the_same_tonnes_each_month_of_the_last_year(open_page: Open):
    """2025-08-14 … 2026-08-14 has 12 firsts of a month, 2025-09-01 … 2026-08-01."""
    at = given(open_page, FLOOR, rules_basket="monthly", rules_tonnes="10", rules_span="year")
    assert "按 B（保底），同样的 120.000 t" in answer(at)
    open_drawers(at)
    table = next(one.proto.body for one in at.get("html") if "B 金额" in one.proto.body)
    assert (table.count("<tr"), "2025-09-01" in table, "合计" in table) == (14, True, True)


def test_a_rule_alone_has_its_cost_and_no_difference(open_page: Open):
    """8,899.67 ÷ 368.120 = 24.1760."""
    at = given(open_page, [])
    assert "现行规则下，368.120 t 共 <b>¥8,899.67</b>，平均每吨 <b>¥24.18/t</b>。" in answer(at)


def test_a_rule_that_changes_nothing_costs_the_same(open_page: Open):
    assert "花费相同，价格起伏与现行相同" in answer(given(open_page, [["", {}]]))


def test_rules_are_added_copied_changed_and_removed(open_page: Open):
    at = press(visit(open_page), "price:rules_preset:bounds")
    assert "按 D（下限 10 元、上限 30 元）" in answer(at)
    assert at.button(key="price:rules_preset:yearly").disabled
    press(at, "price:rules:0:drop")
    press(at, "price:rules:2:copy")
    field(at, 3, "price_floor_cny", 26.5)
    assert "按 B（20 日平均）" in answer(at)
    assert "按 D（下限 26.5 元、上限 30 元）" in answer(at)


def test_the_address_opens_the_same_again(open_page: Open):
    at = press(given(open_page, FLOOR, rules_span="three"), "price:rules_preset:listed")
    address = {name: at.query_params[name] for name in ("rules_set", "rules_span", "rules_basket")}
    again = visit(open_page, **{name: one[0] if isinstance(one, list) else one for name, one in address.items()})
    assert answer(again) == answer(at)
    assert again.query_params["rules_span"] == at.query_params["rules_span"]


@pytest.mark.parametrize("text", ["", "x", "!!!", link.pack({"a": 1}), link.pack([[1, {}]]), link.pack([["a", [1]]]),
                                  link.pack([["a", {"price_reset": 1}]]), link.pack([["a", {}]] * 4)])
def test_an_address_that_is_no_set_of_rules(text: str):
    with pytest.raises((ValueError, TypeError)):
        read_set(text)


def test_what_an_address_gets_wrong_is_left_out(open_page: Open):
    """Values and rules that cannot be: the others stay."""
    rows = [["a", {"price_multiplier": "7", "loss_basis": "stock", "price_window_days": "5"}]]
    at = given(open_page, rows)
    assert at.number_input(key="price:rules:0:price_window_days").value == 5
    assert at.number_input(key="price:rules:0:price_multiplier").value == 30


# --- refusals


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"price_floor_cny": 30.0, "price_ceiling_cny": 20.0}, "上限 20 元/吨低于下限 30 元/吨"),
    ({"price_multiplier": 130.0}, "价格比例不能取 130 %"), ({"price_multiplier": -1.0}, "应在 0 至 100 % 之间"),
    ({"price_window_days": 0.0}, "取价所平均的行情日数 不能取 0"), ({"price_window_days": 2.5}, "不能取 2.5"),
    ({"price_floor_cny": -3.0}, "交易单价下限（0 为不设） 不能取 -3"),
])
def test_a_rule_that_cannot_be_says_why_and_the_others_are_compared(
    open_page: Open, changes: dict[str, float], sentence: str
):
    at = visit(open_page)
    for rule, value in changes.items():
        field(at, 0, rule, value)
    (said,) = refusals(at)
    assert sentence in said
    assert "按 C（20 日平均）" in answer(at)
    assert "按 B" not in answer(at)


def test_no_tonnes_no_comparison(open_page: Open):
    at = given(open_page, FLOOR, rules_basket="monthly", rules_tonnes="0")
    assert "每月吨数应大于 0" in refusals(at)[0]


def test_an_empty_field_is_as_in_force(open_page: Open):
    at = field(visit(open_page), 0, "price_multiplier", None)
    assert "按 B（同现行规则），同样的 368.120 t 花费相同" in answer(at)


# --- kept


def test_staff_saves_a_rule_everybody_opens_it_staff_withdraws_it(open_page: Open, house: Store):
    at = given(open_page, FLOOR)
    at.session_state[STAFF] = True
    press(open_drawers(at), "price:rules_save:B")
    assert "已保存“保底”" in page_text(at)
    (one,) = current(house).policies
    assert (one.name, one.changes) == ("保底", '{"price_floor_cny": "20"}')
    press(at, "price:rules_save:B")
    assert "已有名为“保底”的规则" in refusals(at)[0]
    guest = open_drawers(given(open_page, []))
    assert not [one for one in guest.button if "rules_save:" in (one.key or "") or "withdraw" in (one.key or "")]
    press(guest, "price:rules_open:saved:1")
    assert "按 B（保底）" in answer(guest)
    press(at, "price:rules_withdraw:1")
    assert current(house).policies == ()


def test_nobody_else_can_save_or_withdraw(open_page: Open, house: Store, monkeypatch: pytest.MonkeyPatch):
    """The buttons of a session that was staff when they were drawn and is not when they are pressed."""
    at = given(open_page, FLOOR)
    at.session_state[STAFF] = True
    open_drawers(at)

    def refuse(right: str) -> None:
        raise Problem("staff_only")

    monkeypatch.setattr("pages.price_parts.rules_saved.staff.require", refuse)
    press(at, "price:rules_save:B")
    assert refusals(at)
    assert current(house).policies == ()


def test_rules_go_into_a_file_and_come_back(open_page: Open):
    at = open_drawers(given(open_page, FLOOR))
    data = "policies:\n- name: 二十日\n  changes:\n    price_window_days: 20\n".encode()
    at.file_uploader[0].set_value(("a.yaml", data, "application/yaml"))
    press(run(at), "price:rules_open:file:0")
    assert "按 C（二十日）" in answer(at)


@pytest.mark.parametrize(("data", "sentence"), [
    (b"policies: [", "第 1 行无法读取"), (b"\xff\xfe", "a.yaml"), (b"x: 1", "不是规则文件"),
    (b"policies: [{name: a, changes: {price_multiplier: 3}}]", "第 1 个规则不能用"),
])
def test_a_file_that_cannot_be_used_says_why(open_page: Open, data: bytes, sentence: str):
    at = open_drawers(given(open_page, FLOOR))
    at.file_uploader[0].set_value(("a.yaml", data, "application/yaml"))
    assert sentence in refusals(run(at))[0]


# --- out


def test_the_workbook_has_figures_days_purchases_working_and_rules(house: Store):
    from core.market.policy import Policy, Purchase, compare, working
    from pages.base import Context
    from pages.price_parts.rules_figures import _book
    from ui.theme import LIGHT
    from ui.words import words

    ctx = Context(words("zh"), date(2026, 11, 23), current(house), LIGHT)
    policies = {"A": Policy("现行"), "B": Policy("=1+1", {"price_reset": "yearly"})}
    series, book = ctx.snapshot.series, ctx.snapshot.rules
    found = compare(series, book, list(policies.values()), date(2026, 1, 1), date(2026, 8, 14),
                    [Purchase(date(2026, 8, 12), ctx.snapshot.reserve.orders[-1].purchase_t, "x")])
    made = _book(ctx, policies, found, tuple(working(series, book, one) for one in found))
    read = openpyxl.load_workbook(io.BytesIO(made), data_only=True)
    assert read.sheetnames[:3] == ["比较", "各日单价", "逐笔购买"]
    assert read.sheetnames[3:] == ["输入", "计算过程", "来源", "假设"]
    assert [cell.value for cell in read["比较"][1]] == ["项目", "A · 现行", "B · =1+1"]
    assert read["各日单价"].max_row == len(found[0].quotes) + 1
    assert [cell.value for cell in read["逐笔购买"][2]][2:5] == [120.25, 29.48, 3544.97]


# --- once a rule is decided


def test_a_decided_window_and_floor_are_said_wherever_a_price_is_shown(open_page: Open, house: Store):
    """From 2026-11-01 the average of 20 days, at least 29.00: 93.98 × 0.30 is 28.19."""
    since = date(2026, 11, 1)
    for rule, value in (("price_window_days", 20), ("price_floor_cny", 29)):
        entered = Confirmed(since, Decimal(value), "县政府文件")
        book = current(house).rules
        house.write(lambda cursor, book=book, rule=rule, entered=entered: record(cursor, book, rule, entered, "staff"))
    average = trading_price(current(house).series, date(2026, 11, 23), current(house).rules).national_average
    assert average == Decimal("93.98")
    at = open_page("price", date="2026-11-23")
    assert "¥29.00/t" in answer(at)
    text = page_text(at)
    assert "最近 20 个计入行情日" in text and "取下限 ¥29.00/t" in text
    assert "最近 20 个计入行情日" not in page_text(open_page("price", date="2026-10-31"))
    force = next(one.proto.body for one in visit(open_page).get("html") if "现行规则" in one.proto.body
                 and "<table" in one.proto.body)
    assert ">20<" in force and ">29<" in force  # decided: no ◊
    assert "取下限 ¥29.00/t" in page_text(open_page("loss", date="2026-11-23"))
    run(open_page("depletion"))
