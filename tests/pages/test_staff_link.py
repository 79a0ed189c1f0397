"""Being staff on the pages: by the cookie of a session alone, with a link for a colleague, until one leaves."""

from __future__ import annotations

import pytest
import streamlit as st
from driving import SHELL, Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text as said

from ui import staff
from ui.sessions import Links, Sessions

REMOTE = ("203.0.113.7", {"host": "localhost:8501"})
PROXIED = (None, {"host": "localhost", "x-forwarded-for": "127.0.0.1"})
HERE = (None, {"host": "localhost:8501", "origin": "http://localhost:8501"})


@pytest.fixture(autouse=True)
def fresh(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links and sessions of the test's own; the cookie is what the test puts into the tester's session."""
    monkeypatch.setattr("ui.staff.links", Links("secret"))
    monkeypatch.setattr("ui.staff.sessions", Sessions())
    monkeypatch.setattr("ui.staff._visitor", lambda: HERE)
    monkeypatch.setattr("ui.staff._cookie", lambda: st.session_state.get("cookie", ""))
    monkeypatch.setattr("ui.staff._kept", lambda act: staff.sessions.find(staff._cookie(), act))


def visit(cookie: str = "", **address: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.query_params.update({"lang": "zh", **address})
    at.session_state["cookie"] = cookie
    return run(at)


def is_staff(at: AppTest) -> bool:
    return any(one.key == "staff:leave" for one in at.button)


def test_a_session_is_staff_in_all_its_windows_until_one_of_them_leaves():
    key = staff.sessions.open()
    one, other = visit(key), visit(key)
    assert is_staff(one)
    assert is_staff(other)
    one.button(key="staff:leave").click()
    assert not is_staff(run(one))
    assert not is_staff(run(other))
    assert not is_staff(visit(key))


@pytest.mark.parametrize("visitor", [REMOTE, PROXIED])
def test_the_cookie_counts_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch, visitor):
    key = staff.sessions.open()
    monkeypatch.setattr("ui.staff._visitor", lambda: visitor)
    assert not is_staff(visit(key))
    monkeypatch.setattr("ui.staff._visitor", lambda: HERE)
    assert is_staff(visit(key))


def test_a_made_up_cookie_counts_nowhere():
    staff.sessions.open()
    assert not is_staff(visit("forged"))
    assert not is_staff(visit())


def test_staff_make_a_link_for_a_colleague():
    at = visit(staff.sessions.open())
    at.button(key="staff:link").click()
    run(at)
    link = at.sidebar.code[0].value
    base, _, token = link.partition("/?staff=")
    assert base == "http://localhost:8501"
    staff.links.redeem(token)
    assert "15 分钟内有效" in said(at)
    assert not run(at).sidebar.code  # shown once


def test_whose_session_has_ended_meanwhile_makes_no_link():
    key = staff.sessions.open()
    at = visit(key)
    staff.sessions.close(key)
    at.button(key="staff:link").click()
    run(at)
    assert not at.sidebar.code
    assert "登录已经到期" in said(at)


@pytest.mark.parametrize(("visitor", "token", "sentence"), [
    (REMOTE, "secret", "只能在运行系统的那台机器上打开"), (PROXIED, "secret", "只能在运行系统的那台机器上打开"),
    (HERE, "guess", "这个工作人员链接不正确"), (HERE, "", "这个工作人员链接不正确"),
])
def test_the_page_says_why_a_link_was_refused(monkeypatch: pytest.MonkeyPatch, visitor, token: str, sentence: str):
    monkeypatch.setattr("ui.staff._visitor", lambda: visitor)
    at = visit(staff=token)
    assert not is_staff(at)
    assert sentence in said(at)
    assert "staff" not in at.query_params
    staff.links.redeem("secret")  # still good


def test_a_server_without_links_says_so_and_a_used_link_is_called_used(monkeypatch: pytest.MonkeyPatch):
    staff.links.redeem("secret")
    assert "这个工作人员链接已经用过" in said(visit(staff="secret"))
    assert "链接" not in said(visit(staff.sessions.open(), staff="secret")).replace("再发一个工作人员链接", "")
    monkeypatch.setattr("ui.staff.links", Links(""))
    assert "没有发放工作人员链接" in said(visit(staff="anything"))
