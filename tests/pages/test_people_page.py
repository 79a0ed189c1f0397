"""Signing in by name on the pages: what somebody may is what list and claim say now; the list itself, for admins."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from driving import SHELL, Open, open_drawers, run
from starlette.requests import Request
from streamlit.testing.v1 import AppTest
from visible import page_text as said

from core.ledger.plot_file import ReturnPlot
from core.people import Person
from store import Store, users
from store.acts import act, books
from ui import staff
from ui.provider import Provider, SignIns
from ui.sessions import Sessions

AWAY = ("203.0.113.7", {"host": "zhanbu.example", "x-forwarded-for": "203.0.113.9"})
MAIL = "li@example.org"
Visit = Callable[..., AppTest]


def new(mail: str, *roles: str, name: str = "") -> Person:
    return Person(0, mail, "", "", name, frozenset(roles))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[Store]:
    opened = Store(Path(shutil.copy(filled, tmp_path_factory.mktemp("people") / "own.duckdb")))
    yield opened
    opened.close()


@pytest.fixture
def own(kept: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store under the pages with an empty list."""
    kept.write(lambda cursor: cursor.execute("DELETE FROM person_change"))
    monkeypatch.setattr("pages.base.open_house", lambda: kept)
    return kept


@pytest.fixture
def clock() -> list[datetime]:
    return [datetime.now(UTC)]


@pytest.fixture
def visit(open_page: Open, own: Store, monkeypatch: pytest.MonkeyPatch, clock: list[datetime]) -> Visit:
    """Opens a page as somebody whom the provider has signed in just now, far from the machine."""
    monkeypatch.setattr("ui.staff.provider", Provider("roles", False, "zhanbu.example"))
    monkeypatch.setattr("ui.staff.directory", users.Roster(own))
    monkeypatch.setattr("ui.staff.sign_ins", SignIns(clock=lambda: clock[0]))
    monkeypatch.setattr("ui.staff._visitor", lambda: AWAY)
    monkeypatch.setattr("ui.staff._kept", lambda _: None)
    monkeypatch.setattr("ui.staff._cookie", str)
    monkeypatch.setattr("ui.staff._seal", lambda: "a cookie")

    def make(page: str = "forest", view: str = "", **claims: object) -> AppTest:
        at = AppTest.from_file(SHELL, default_timeout=60)
        at.query_params["lang"] = "zh"
        if view:
            at.query_params["view"] = view
        if claims:
            at.user = {"is_logged_in": True, "iss": "https://id.example", "sub": "7", "iat": time.time(),
                       "name": "Li Na", **claims}
        at.switch_page(f"{page}.py")
        return run(at)

    return make


def test_a_role_in_the_claim_opens_the_pages_of_that_role_alone(visit: Visit, own: Store):
    at = visit("desk", roles=["registrar", "king", 7])
    assert "desk:view" in at.session_state
    assert "角色：登记员" in said(at)
    assert "本页仅供" in said(visit("people", roles=["registrar"]))
    [met] = users.people(own).values()
    assert (met.name, met.subject, met.roles) == ("Li Na", "7", frozenset())  # the claim's roles stay the claim's


def test_the_list_adds_to_the_claim_and_takes_effect_at_the_next_run(visit: Visit, own: Store):
    kept = users.save(own, new(MAIL, "reviewer"), 0)
    at = visit(email=MAIL.upper(), email_verified=True, roles="planner")
    assert "角色：规划员、审核员" in said(at)
    kept = users.people(own)[kept.number]
    assert (kept.issuer, kept.subject) == ("https://id.example", "7")
    kept = users.save(own, replace(kept, roles=frozenset()), 0)
    assert "角色：规划员" in said(run(at))
    users.save(own, replace(kept, active=False), 0)  # who is shut out has no claim either
    assert "您已登录，但还没有角色" in said(run(at))
    assert "desk:view" not in run(at.switch_page("desk.py")).session_state


@pytest.mark.parametrize("claims", [{"roles": "king"}, {"email": MAIL, "email_verified": False}])
def test_without_a_role_one_is_public_is_told_whom_to_ask_and_is_not_kept(visit: Visit, own: Store, claims: dict):
    users.save(own, new(MAIL, "admin"), 0)
    at = visit("desk", sub="9", **claims)
    assert "desk:view" not in at.session_state
    assert "登录标识（9）告诉管理员" in said(at)
    assert len(users.people(own)) == 1


def test_a_sign_in_ends_after_idle_hours_after_a_day_and_never_begins_again(visit: Visit, clock: list[datetime]):
    at = visit(roles="registrar")
    clock[0] += timedelta(hours=7)
    assert "角色：登记员" in said(run(at))
    clock[0] += timedelta(hours=8)
    assert "您的登录已经到期" in said(run(at))
    clock[0] -= timedelta(hours=8)
    assert "您的登录已经到期" in said(run(at))
    busy = visit(roles="registrar", sub="8", iat=clock[0].timestamp())
    for _ in range(3):
        clock[0] += timedelta(hours=7)
        assert "角色：登记员" in said(run(busy))
    clock[0] += timedelta(hours=3)
    assert "您的登录已经到期" in said(run(busy))


def test_a_sign_in_of_before_the_start_or_without_a_time_does_not_count(visit: Visit):
    for iat in (time.time() - 600, time.time() + 600, None, "now", float("nan")):
        assert "您的登录已经到期" in said(visit(roles="admin", iat=iat))


def test_signing_out_ends_it_in_all_windows_also_for_a_copied_cookie(visit: Visit):
    iat = time.time()
    one, other = visit(roles="registrar", iat=iat), visit(roles="registrar", iat=iat)
    request = Request({"type": "http", "headers": [(b"cookie", b"_streamlit_user=a cookie")], "client": None})
    assert staff.roles_of_request(request) == {"registrar"}
    one.button(key="staff:leave").click()
    run(one)
    assert staff.roles_of_request(request) == ("public",)
    assert "角色" not in said(run(other))
    assert "角色" not in said(visit(roles="registrar", iat=iat))


def test_the_staff_link_lets_the_first_admin_in_and_no_longer(visit: Visit, own: Store, monkeypatch):
    monkeypatch.setattr("ui.staff._visitor", lambda: (None, {"host": "localhost:8501"}))
    monkeypatch.setattr("ui.staff._kept", lambda act: staff.sessions.find(key, act))
    monkeypatch.setattr("ui.staff.sessions", Sessions())
    key = staff.sessions.open()
    at = visit("people")
    assert "名单上还没有登录过的管理员" in said(at)
    users.save(own, new(MAIL, "admin"), 0)
    assert staff.links_open()  # a mistyped address locks nobody out
    visit("people", email=MAIL, email_verified=True)
    assert not staff.links_open()
    assert "本页仅供" in said(run(at))
    assert staff.why_not("any", *staff._visitor()).key == "staff_by_name"


def test_an_admin_enters_changes_shuts_out_and_takes_it_back(visit: Visit, own: Store):
    at = open_drawers(visit("people", roles=["admin"]))
    at.text_input(key="people:new:0:name").set_value("王 *芳*")
    at.text_input(key="people:new:0:mail").set_value("wang@example.org")
    at.multiselect(key="people:new:0:roles").set_value(["reviewer"])
    at.checkbox(key="people:new:0:sure").check()
    run(at).button(key="people:new:0:do").click()
    run(at)
    wang = users.people(own)[2]
    assert (wang.mail, wang.roles, wang.active) == ("wang@example.org", {"reviewer"}, True)
    assert "还没登录过" in said(at)
    at.button(key="people:undo").click()
    run(at)
    assert not users.people(own)[2].active
    assert "people:undo" not in [one.key for one in at.button]
    at.selectbox(key="people:whom").set_value(2)
    run(at)
    [again] = [one.key for one in at.button if one.key.startswith("people:change:2:") and one.key.endswith(":active")]
    at.button(key=again).click()
    assert "已保存" in said(run(at))
    assert [one.by for one in users.changes(own)] == [1, 1, 1, 1]


def test_the_history_says_who_did_an_act_and_a_form_that_one_does_not_sign_ones_own(visit: Visit, own: Store):
    mine = users.save(own, new(MAIL, "reviewer", name="Li *Na*"), 0).number
    plot = next(name for name, one in books(own).plots.items() if one.step in ("agreement", "notice", "listing"))
    [entry] = act(own, ReturnPlot(plot, "measurement"), "reviewer", "taken on the wrong day", "return", mine)
    at = visit("desk", "history", sub="8", roles=["registrar"])
    at.session_state[f"desk:history:entry:{entry.number}"] = True
    assert "经办人：Li *Na*" in said(run(at))
    at = open_drawers(visit("desk", "occupations", email=MAIL, email_verified=True))
    waiting = next(name for name, one in books(own).occupations.items() if one.step == "notice")
    at.session_state["desk:occupations:proposal"] = waiting
    assert "做测算的人不能签发" in said(open_drawers(run(at)))


def test_a_refused_entry_keeps_what_was_typed(visit: Visit, own: Store):
    at = open_drawers(visit("people", roles=["admin"]))
    at.text_input(key="people:new:0:mail").set_value("nobody")
    at.multiselect(key="people:new:0:roles").set_value(["admin"])
    at.checkbox(key="people:new:0:sure").check()
    run(at).button(key="people:new:0:do").click()
    assert "“nobody”不是邮箱地址" in said(run(at))
    assert at.text_input(key="people:new:0:mail").value == "nobody"
    assert len(users.people(own)) == 1


@pytest.mark.parametrize(("why", "sentence"), [
    ("refused", "登录服务没有让您登录"), ("broken", "登录没有完成"), ("away", "现在连不上登录服务"), ("<b>", "")])
def test_a_sign_in_that_came_to_nothing_is_explained(visit: Visit, why: str, sentence: str):
    at = visit("people")
    at.query_params["signin"] = why
    assert sentence in said(run(at))
    assert ("signin" in at.query_params) == (not sentence)
