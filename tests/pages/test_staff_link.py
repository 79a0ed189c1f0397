"""The staff link: it makes one browser session staff, once, on this machine, and leaves the address."""

from __future__ import annotations

import pytest
from driving import SHELL, Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text as said

from ui.staff import SESSION as STAFF
from ui.staff import Gate

REMOTE = ("203.0.113.7", {"host": "localhost:8501"})


def visit(token: str) -> AppTest:
    """Come with a staff link."""
    at = AppTest.from_file(SHELL, default_timeout=60)
    at.query_params.update({"lang": "zh", "staff": token})
    return run(at)


@pytest.fixture
def gate(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate("secret")
    monkeypatch.setattr("ui.staff._gate", gate)
    return gate


def is_staff(at: AppTest) -> bool:
    return STAFF in at.session_state and bool(at.session_state[STAFF])


def test_the_link_makes_this_session_staff_once(gate: Gate):
    at = visit("secret")
    assert is_staff(at)
    assert "staff" not in at.query_params
    assert "工作人员" in said(at)
    again = visit("secret")
    assert not is_staff(again)
    assert "这个工作人员链接已经用过" in said(again)
    assert "staff" not in again.query_params
    assert is_staff(run(at))


def test_staff_leaves(gate: Gate):
    at = visit("secret")
    at.button(key="staff:leave").click()
    run(at)
    assert not is_staff(at)
    assert not [one for one in at.button if one.key == "staff:leave"]


@pytest.mark.parametrize(("visitor", "token", "sentence"), [
    (REMOTE, "secret", "只能在运行系统的那台机器上打开"),
    ((None, {"host": "localhost", "x-forwarded-for": "127.0.0.1"}), "secret", "只能在运行系统的那台机器上打开"),
    ((None, {"host": "localhost"}), "guess", "这个工作人员链接不正确"),
    ((None, {"host": "localhost"}), "", "这个工作人员链接不正确"),
])
def test_a_link_that_does_not_count_spends_nothing(gate: Gate, monkeypatch: pytest.MonkeyPatch, visitor, token: str,
                                                   sentence: str):
    monkeypatch.setattr("ui.staff._visitor", lambda: visitor)
    at = visit(token)
    assert not is_staff(at)
    assert sentence in said(at)
    gate.redeem("secret")  # still good


def test_a_server_without_a_token_says_so(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.staff._gate", Gate(""))
    at = visit("anything")
    assert not is_staff(at)
    assert "没有发放工作人员链接" in said(at)
