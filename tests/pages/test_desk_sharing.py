"""Sharing the income of the illustrative order that waits for it, and the documents of a thing, on the desk."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from driving import Open, open_drawers, run
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.ledger.document_acts import documents_of
from pages.base import Context
from pages.desk_parts.sharing_sums import statement_book
from store import Store, documents
from store.acts import books
from store.snapshot import current
from ui.theme import palette
from ui.words import words

ORDER = "O-2026-003"  # 2858.66 from two plots: 2527.81 and 330.85
GROUP = "老城乡·示例 第一村民小组"
PDF = ("../隐私 <b>张三.pdf", b"%PDF-1.7 paid", "application/pdf")


def desk(open_page: Open, **address: str) -> AppTest:
    at = open_page("desk", view="sharing", **address)
    at.session_state["staff:session"] = True
    for name, value in address.items():
        at.session_state[f"desk:sharing:{name}"] = value
    at.session_state["desk:view"] = "sharing"
    return run(at)


def test_an_order_is_shared_and_paid_out(own: Store, open_page: Open) -> None:
    at = desk(open_page, order=ORDER)
    said = page_text(at)
    assert "1 笔订单等待分配" in said
    for amount in ("¥1,516.69", "¥758.34", "¥252.78", "¥198.51", "¥99.26", "¥33.08"):  # 0.6, 0.3, 0.1 of each lot
        assert amount in said
    at.button(key=f"desk:sharing:share:{ORDER}:0:do").click()
    assert "收益已分配" in page_text(run(at))
    key = f"desk:sharing:pay:{ORDER}:0"
    at.button(key=f"{key}:do").click()
    assert "还没有选择收款方" in page_text(run(at))
    at.selectbox(key=f"{key}:whom").set_value("company/")
    at.button(key=f"{key}:do").click()
    assert "付款凭据号”应为 1 至 60 个字" in page_text(run(at))
    at.text_input(key=f"{key}:voucher").set_value("付-7")
    at.button(key=f"{key}:do").click()
    assert "付款已登记" in page_text(run(at))
    assert at.text_input(key=f"desk:sharing:pay:{ORDER}:1:voucher").value == ""  # the next form begins anew
    paid = [one for one in books(own).distributions[ORDER].portions if one.paid_on]
    assert [(one.party, one.amount_cny, one.voucher) for one in paid] == [
        ("company", Decimal("758.34"), "付-7"), ("company", Decimal("99.26"), "付-7")]
    open_drawers(at)
    assert f"desk:sharing:undo:{ORDER}:0:do" not in {one.key for one in at.button}  # not while any of it is paid


def test_totals_and_the_statement_of_a_village_group(open_page: Open) -> None:
    said = page_text(desk(open_page, part="totals"))
    # 0.6 of 371.82, 1033.80, 238.14, 852.28: 223.09 (paid) + 620.28 + 142.89 (142.884, tied with the costs) + 511.37
    assert "¥1,497.63" in said
    at = desk(open_page, part="statement")
    assert "应得 ¥1,497.63，已付 ¥223.09，未付 ¥1,274.54" in page_text(at)


def test_the_statement_as_a_workbook(own: Store) -> None:
    ctx = Context(words("zh"), date(2026, 11, 23), current(own), palette(None))
    sheet = load_workbook(io.BytesIO(statement_book(ctx, GROUP)), data_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[2:5] for row in rows[1:-1]] == [("YM-01-L1", "YM-01", tonnes) for tonnes in (35.72, 12.64, 60.35, 22.48)]
    assert sum(Decimal(str(row[7])) for row in rows[1:-1]) == Decimal(str(rows[-1][7])) == Decimal("1497.63")


def test_a_document_is_attached_and_removed(own: Store, open_page: Open) -> None:
    at = open_drawers(desk(open_page, order=ORDER))
    key = f"desk:documents:order:{ORDER}"
    at.button(key=f"{key}:attach:0:do").click()
    assert "还没有选择文件" in page_text(run(at))
    at.file_uploader(key=f"{key}:attach:0:file").set_value(("a.pdf", b"MZ", "application/pdf"))
    run(at).button(key=f"{key}:attach:0:do").click()
    assert "内容却不是" in page_text(run(at))
    at.file_uploader(key=f"{key}:attach:0:file").set_value(PDF)
    run(at).button(key=f"{key}:attach:0:do").click()
    said = page_text(run(at))
    assert "文件已附上" in said
    assert "隐私 <b>张三.pdf" in said  # as it is called, not as markup
    found = documents_of(books(own), "order", ORDER)
    assert [(one.kind, one.media) for one in found] == [("payment", "pdf")]
    (documents.folder(own) / found[0].sha256).write_bytes(b"%PDF-1.7 Paid")
    assert "与附上时的不一致" in page_text(run(at))
    at.selectbox(key=f"{key}:remove:0:which").set_value(found[0].sha256)
    run(at).text_input(key=f"{key}:remove:0:reason").set_value("传错了")
    at.checkbox(key=f"{key}:remove:0:sure").check()
    run(at).button(key=f"{key}:remove:0:do").click()
    assert "文件已移除" in page_text(run(at))
    assert list(documents.folder(own).iterdir()) == []
