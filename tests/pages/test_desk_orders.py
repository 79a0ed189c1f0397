"""Orders and certificates on the desk: from a notice to the invoice, and what is refused on the way."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from driving import Open, open_drawers, run
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.ledger.commands import HoldOrder, RecordPayment
from core.ledger.occupation_acts import open_t
from core.ledger.state import Booking
from pages.base import Context
from pages.desk_parts import certificates, orders_export, orders_invoice
from store import Store
from store.acts import act, books
from store.journal import verify
from store.snapshot import current
from ui.theme import palette
from ui.words import words

D = Decimal
TICKET = "演示-TP-2026-0001"  # 180 t
HEAD = "凭证编号,凭证类型,签发单位,签发地,有效期至,数量,单位\n"
NEW, DO = "desk:orders:new", "desk:orders:new:do"


def desk(open_page: Open, view: str, lang: str = "zh", **chosen: str) -> AppTest:
    at = open_page("desk", lang, view=view, **chosen)
    at.session_state["staff:session"] = True
    return run(at)


def new_order(open_page: Open) -> AppTest:
    """The form of an order that no notice stands behind."""
    at = desk(open_page, "orders")
    at.session_state["desk:orders:create"] = True
    run(at)
    at.selectbox(key=f"{NEW}:proposal").set_value("")
    run(at)
    at.text_input(key=f"{NEW}:project_zh").set_value("补录道路")
    return at


def owed(at: AppTest, tonnes: float, *offsets: tuple[str, float]) -> AppTest:
    at.number_input(key=f"{NEW}:owed").set_value(tonnes)
    at.multiselect(key=f"{NEW}:serials").set_value([serial for serial, _ in offsets])
    run(at)
    for serial, part in offsets:
        at.number_input(key=f"{NEW}:offset:{serial}").set_value(part)
    return run(at)


def click(at: AppTest, key: str) -> str:
    at.button(key=key).click()
    return page_text(run(at))


def test_what_was_paid_in_time_is_entered_after_the_hold_ended(
        own: Store, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    name, held = next((name, one) for name, one in books(own).orders.items() if one.status == "held")
    monkeypatch.setenv("ZHANBU_TODAY", (held.until + timedelta(days=2)).isoformat())
    at = desk(open_page, "orders", order=name)
    pay = f"desk:orders:{name}:pay"
    assert at.date_input(key=f"{pay}:on").value == held.until
    assert at.number_input(key=f"{pay}:amount").value == float(held.order.amount_cny)
    at.text_input(key=f"{pay}:voucher").set_value("PZ-9")
    click(at, f"{pay}:do")
    assert verify(own).orders[name].status == "paid"


def test_an_order_goes_from_its_notice_to_the_invoice(own: Store, open_page: Open) -> None:
    """Part of the notice, with a certificate; a double click holds once; 28.57 CNY/t, by hand: 2 t = 57.14 CNY."""
    before = books(own)
    proposal = next(name for name, one in before.occupations.items() if one.choice and open_t(before, name) > 110)
    chosen = before.occupations[proposal].choice.offset_t
    at = desk(open_page, "orders")
    at.session_state["desk:orders:create"] = True
    run(at)
    at.selectbox(key=f"{NEW}:proposal").set_value(proposal)
    owed(run(at), 110, (TICKET, float(chosen) + 1))
    assert f"还要抵消 {chosen} tCO₂e，本单抵消 {chosen + 1} tCO₂e" in page_text(at)
    owed(at, 10, (TICKET, 8))
    said = page_text(at)
    assert "最多可抵消 8.000 tCO₂e（80 %），现抵消 8.000 tCO₂e，购买 2.000 tCO₂e。" in said
    assert "购买 2.000 tCO₂e × ¥28.57/t = ¥57.14" in said
    at.button(key=DO).click()
    at.button(key=DO).click()
    assert "订单已建立" in page_text(run(at))
    after = books(own)
    name = next(reversed(after.orders))
    one = after.orders[name]
    assert (name, len(after.orders)) == ("YM-O-2026-0001", len(before.orders) + 1)
    assert (one.proposal, one.order.purchase_t, one.order.amount_cny) == (proposal, D("2.000"), D("57.14"))
    assert open_t(after, proposal) == open_t(before, proposal) - 10
    assert at.selectbox(key="desk:orders:order").value == name  # its sheet is open
    form = f"desk:orders:{name}"
    at.number_input(key=f"{form}:pay:amount").set_value(57.13)
    at.text_input(key=f"{form}:pay:voucher").set_value("收-1")
    assert "只能按全额登记" in click(at, f"{form}:pay:do")
    assert at.text_input(key=f"{form}:pay:voucher").value == "收-1"  # what was typed is kept
    at.number_input(key=f"{form}:pay:amount").set_value(57.14)
    assert "收款已登记" in click(at, f"{form}:pay:do")
    assert at.button(key=f"{form}:cancel:do").disabled  # it cannot be undone: a tick first
    at.checkbox(key=f"{form}:cancel:sure").check()
    run(at)
    assert "已核销" in click(at, f"{form}:cancel:do")
    at.session_state[f"{form}:invoice"] = True
    run(at)
    at.text_input(key=f"{form}:invoicing:number").set_value("26532000000000000001")
    assert "发票已登记" in click(at, f"{form}:invoicing:do")
    done = verify(own).orders[name]
    assert (done.status, done.order.certificate, [one.number for one in done.invoices]) == (
        "cancelled", "YM-C-2026-0004", ["26532000000000000001"])
    open_drawers(at)


def test_who_comes_too_late_is_told(own: Store, open_page: Open) -> None:
    """Another clerk was faster: the form is gone with the next run, the refusal is not."""
    name, held = next((name, one) for name, one in books(own).orders.items() if one.status == "held")
    at = desk(open_page, "orders", order=name)
    release = f"desk:orders:{name}:releasing"
    at = open_drawers(at)
    at.text_input(key=f"{release}:reason").set_value("项目取消")
    act(own, RecordPayment(name, held.order.trade_date, held.order.amount_cny, "PZ-8"), "registrar", "", "other")
    said = click(at, f"{release}:do")
    assert f"订单 {name} 现为“已付款”，这项业务只能对“已冻结”的订单办理。" in said
    assert books(own).orders[name].status == "paid"


def test_what_the_rules_forbid_is_refused_and_the_inputs_stay(own: Store, open_page: Open) -> None:
    at = new_order(open_page)
    assert "填写的 0.0 无法记账" in page_text(owed(at, 0.0)).replace("填写的 0 无法", "填写的 0.0 无法")
    said = page_text(owed(at, 100.0, (TICKET, 80.001)))
    assert "抵消量 80.001 吨超出上限" in said
    assert at.button(key=DO).disabled
    said = page_text(owed(at, 9000.0, (TICKET, 180.001)))
    assert f"凭证 {TICKET} 只剩 180 吨可用，不够抵消 180.001 吨" in said
    said = page_text(owed(at, 9000.0))
    assert "可售储备只有 2103.155 吨，不够购买 9000 吨" in said
    assert at.button(key=DO).disabled
    at.button(key="desk:orders:take_rest").click()  # what there is, instead
    run(at)
    assert at.number_input(key=f"{NEW}:owed").value == 2103.155
    assert not at.button(key=DO).disabled
    assert at.text_input(key=f"{NEW}:project_zh").value == "补录道路"
    assert len(books(own).orders) == 6


@pytest.fixture
def held(own: Store) -> Booking:
    """An order held until 2026-12-08 with a certificate that ends before, on 2026-12-02."""
    act(own, HoldOrder("O-1", "甲", "A", "road", "物茂乡", "Wumao", date(2026, 11, 23), D(10),
                       (("演示-TP-2026-0002", D(8)),), D("28.57"), D("57.14"), date(2026, 12, 8), demo=True),
        "registrar", "", "k")
    return books(own).orders["O-1"]


def test_a_certificate_that_ends_during_a_hold_is_named(held: Booking, own: Store, open_page: Open) -> None:
    sentence = "凭证 演示-TP-2026-0002 的有效期到 2026-12-02，早于订单 O-1 的冻结截止日 2026-12-08"
    assert sentence in page_text(desk(open_page, "orders", status="held"))
    at = open_drawers(desk(open_page, "certificates", serial="演示-TP-2026-0002"))
    assert sentence in page_text(at)
    form = "desk:certificates:演示-TP-2026-0002:withdrawing"
    assert "须写明理由" in click(at, f"{form}:do")
    at.text_input(key=f"{form}:reason").set_value("重复签发")
    assert "凭证已撤销" in click(at, f"{form}:do")
    one = books(own).certificates["演示-TP-2026-0002"]
    assert (one.withdrawn, one.used_t) == (True, 8)


def test_the_lists_leave_as_workbooks(held: Booking, own: Store) -> None:
    ctx = Context(words("zh"), date(2026, 11, 23), current(own), palette(None))
    every = tuple(books(own).orders.values())
    orders, shares = load_workbook(io.BytesIO(orders_export.orders_book(ctx, every))).worksheets[:2]
    assert [row[0] for row in orders.iter_rows(min_row=2, values_only=True)] == [*books(own).orders, "合计"]
    assert ("O-1", "凭证 演示-TP-2026-0002", 8) in list(shares.iter_rows(values_only=True))
    register = load_workbook(io.BytesIO(certificates.register_book(ctx, list(books(own).certificates.values()))),
                             data_only=True)
    assert (46.5, 8, 38.5) in {row[6:9] for row in register.worksheets[0].iter_rows(values_only=True)}
    fields = load_workbook(io.BytesIO(orders_invoice.invoice_book(ctx, held))).worksheets[0]
    assert {"林业碳汇量", 57.14} <= set(next(fields.iter_rows(min_row=2, values_only=True)))


def test_a_list_is_checked_then_registered_once(own: Store, open_page: Open) -> None:
    at = desk(open_page, "certificates")
    rows = "TP-A,碳票,县林草局,532328,2027-06-30,12.5,吨\nTP-B,绿电,电站,530000,2027-06-30,1,MWh\n"
    at.session_state["desk:certificates:check"] = True
    at.session_state["desk:certificates:list:kept"] = ("l.csv", (HEAD + rows).encode())
    said = page_text(run(at))
    assert "共 2 行：1 行可以登记，折合 12.500 tCO₂e；0 行已在册；1 行有问题。" in said
    assert "凭证 TP-B 由 530000 签发，只有本县（532328）签发的凭证可以抵消" in said
    assert "TP-A" not in books(own).certificates  # checking stores nothing
    at.button(key="desk:certificates:list:do").click()
    said = page_text(run(at))
    assert "已登记 1 张凭证" in said
    assert "0 行可以登记，折合 0.000 tCO₂e；1 行已在册；1 行有问题" in said
    one = books(own).certificates["TP-A"]
    assert (one.tonnes, one.demo) == (D("12.500"), True)


def test_a_certificate_is_registered_by_its_form(own: Store, open_page: Open) -> None:
    at = open_drawers(desk(open_page, "certificates", "en"))
    form = "desk:certificates:new:0"
    at.selectbox(key=f"{form}:kind").set_value("green_power")  # in MWh only
    run(at)
    at.number_input(key=f"{form}:quantity").set_value(10.0)
    at.text_input(key=f"{form}:serial").set_value("gp-7")
    at.text_input(key=f"{form}:issuer").set_value("Power station")
    at.text_input(key=f"{form}:place").set_value("532301")
    run(at)
    assert "Worth 5.366 tCO₂e: 0.5366 t per MWh (since 2020-01-01) ◊ county to confirm" in page_text(at)
    assert "only" in click(at, f"{form}:do")  # another county's
    assert "GP-7" not in books(own).certificates
    at.text_input(key=f"{form}:place").set_value("532328")
    click(at, f"{form}:do")
    assert books(own).certificates["GP-7"].tonnes == D("5.366")
