"""The public speaks and staff answer: an objection on the last evening, a concern, the state by its reference."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from driving import Open, open_drawers, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.rate import Rate
from core.reference import grouped
from core.submissions import Sent, checked
from pages.desk_parts import received
from store import Store, submissions
from store.acts import books
from ui.limits import Limit

HOSTILE = "=HYPERLINK(\"x\") <script>alert(1)</script> **粗** '; DROP TABLE submission; --\u202e 这块地与我家相邻"
SENDING = "pages.voice_parts.sending"
SHUT = Limit(Rate(0, 60_000), Rate(9, 1000))


def desk(open_page: Open, role: str, **chosen: str) -> AppTest:
    at = open_page("desk", "zh", **chosen)
    at.session_state["staff:session"] = role
    return run(at)


def test_an_objection_of_the_last_evening_counts_and_holds_the_plot_up(own: Store, open_page: Open,
                                                                        monkeypatch: pytest.MonkeyPatch):
    """The notice of YM-17 ends on 2026-12-01. The page was opened before; what counts is the day of the click."""
    at = open_drawers(open_page("voice"))
    form = "voice:object:YM-17:0"
    at.text_area(key=f"{form}:text").set_value(HOSTILE + "，电话 138 1234 5678")
    at.text_input(key=f"{form}:contact").set_value("138 1234 5678")
    monkeypatch.setenv("ZHANBU_TODAY", "2026-12-01")
    at.button(key=f"{form}:do").click()
    assert "像是电话、身份证或银行账号" in page_text(run(at))
    at.text_area(key=f"{form}:text").set_value(HOSTILE)  # the contact is still there
    at.button(key=f"{form}:do").click()
    assert "这是您的回执号" in page_text(run(at))
    sent = next(one for one in submissions.every(own) if one.sent.kind == "objection")
    assert (sent.received_on, sent.sent.contact) == (date(2026, 12, 1), "138 1234 5678")
    assert grouped(sent.reference) in page_text(at)
    assert sent.reference not in books(own).head.body.values()  # nothing of it is in the journal
    monkeypatch.setenv("ZHANBU_TODAY", "2026-12-02")
    open_drawers(at)
    assert not at.get("form")  # the notice is over

    clerk = open_drawers(desk(open_page, "reviewer", view="plots", plot="YM-17"))
    said = page_text(clerk)
    assert "138 1234 5678" in said and "<script>alert(1)</script> **粗**" in said
    take = f"desk:received:{sent.reference}:up"
    clerk.text_area(key=f"{take}:words").set_value("提出与相邻承包地界线不清")
    clerk.button(key=f"{take}:do").click()
    run(clerk)
    objection = books(own).plots["YM-17"].notice.objections[-1]
    assert (objection.received_on, objection.ground) == (date(2026, 12, 1), "提出与相邻承包地界线不清")
    assert [one.entry for one in submissions.find(own, sent.reference).steps] == [objection.entry]


def test_nothing_is_stored_while_an_objection_lies_unread(own: Store, open_page: Open):
    """YM-18 waits to be stored; somebody had objected before its notice ended."""
    objection = checked(Sent("objection", "plot", "YM-18", "", "界线不对"), date(2026, 10, 1))
    reference = submissions.send(own, objection, "t")
    at = desk(open_page, "registrar", view="plots", plot="YM-18")
    at.checkbox(key="desk:plots:list:YM-18:sure").check()
    run(at)
    at.button(key="desk:plots:list:YM-18:do").click()
    assert "有 1 件网上异议尚未办理，不能入库" in page_text(run(at))
    assert not books(own).plots["YM-18"].lots
    submissions.note(own, reference, "set_aside", "reviewer", "公示期外提出")
    at.button(key="desk:plots:list:YM-18:do").click()
    run(at)
    assert books(own).plots["YM-18"].lots


def test_a_concern_is_recorded_answered_and_looked_up(own: Store, open_page: Open):
    at = open_page("voice", "en", part="concern", plot="YM-03")
    form = "voice:concern:0"
    at.text_area(key=f"{form}:text").set_value("Someone fells trees")
    at.text_input(key=f"{form}:contact").set_value("me@example.org")
    at.button(key=f"{form}:do").click()
    run(at)
    reference = at.session_state["voice:sent"][-1]

    clerk = desk(open_page, "registrar", view="watch")
    clerk.selectbox(key=received.CHOSEN).set_value(reference)
    open_drawers(run(clerk))
    take = f"desk:received:{reference}:up"
    assert clerk.multiselect(key=f"{take}:plots").value == ["YM-03"]
    clerk.text_area(key=f"{take}:words").set_value("反映有人砍伐林木")
    clerk.button(key=f"{take}:do").click()
    open_drawers(run(clerk))
    found = next(reversed(books(own).findings.values()))
    assert (found.kind, found.plots, found.subject) == ("concern", ("YM-03",), "反映有人砍伐林木")
    answer = f"desk:received:{reference}:answered"
    clerk.text_area(key=f"{answer}:words").set_value("On 23 November a patrol found the felling had stopped")
    clerk.button(key=f"{answer}:do").click()
    assert "me@example.org" not in page_text(run(clerk))

    at.session_state["voice:part"] = "status"
    run(at)
    at.text_input(key="voice:reference").set_value(grouped(reference).lower())
    at.button(key="voice:asking:do").click()
    said = page_text(run(at))
    assert "Your concern was answered" in said and "a patrol found the felling had stopped" in said
    assert f"entry {found.entry} of the public journal" in said
    assert "Someone fells trees" not in said and "me@example.org" not in said


def test_who_sends_or_asks_too_often_hears_when_to_try_again_and_staff_do_not(own: Store, open_page: Open,
                                                                             monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(f"{SENDING}.SENDING", {"concern": SHUT, "objection": SHUT})
    monkeypatch.setattr(f"{SENDING}.ASKING", SHUT)
    before = len(submissions.every(own))
    at = open_page("voice", part="concern")
    for refused in (True, False):
        at.text_area(key="voice:concern:0:text").set_value("有人砍树，请来看看")
        at.button(key="voice:concern:0:do").click()
        assert ("请在" in page_text(run(at))) == refused
        assert len(submissions.every(own)) - before == int(not refused)
        at.session_state["staff:session"] = "registrar"
    del at.session_state["staff:session"]
    at.session_state["voice:part"] = "status"
    run(at)
    at.text_input(key="voice:reference").set_value("0000-DEM0-002P")
    at.button(key="voice:asking:do").click()
    said = page_text(run(at))
    assert "请在" in said and "已答复" not in said


def test_messages_are_for_those_whose_work_they_are_and_leave_as_text_without_contacts(
        own: Store, open_page: Open, monkeypatch: pytest.MonkeyPatch):
    submissions.send(own, checked(Sent("concern", "other", "", "", HOSTILE, None, "me@example.org"),
                                  date(2026, 11, 23)), "t")
    made: list[bytes] = []
    monkeypatch.setattr("pages.exports.buttons", lambda ctx, name, makers: made.append(makers["xlsx"]())
                        if name == "received" else None)
    for role, shown in (("registrar", True), ("planner", False)):
        assert ("公众反映待办" in page_text(desk(open_page, role, view="today"))) == shown
        assert ("轧坏了几棵小树" in page_text(desk(open_page, role, view="watch"))) == shown
    [book] = made
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == HOSTILE.replace("\u202e", "") for cell in cells)
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert not any("me@example.org" in str(cell.value) for cell in cells)
