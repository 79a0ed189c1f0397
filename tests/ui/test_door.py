"""The staff link's exchange: a token for a cookie, on this machine, once; others go on to the page as they came."""

from __future__ import annotations

from datetime import UTC, datetime
from http.cookies import SimpleCookie

import pytest
from asgi import Headers, ask, scope

from core.people import Claims
from ui import staff
from ui.door import SignInDoor, StaffDoor
from ui.provider import COOKIE as SEAL
from ui.provider import SignIns
from ui.sessions import Links, Sessions

HERE: Headers = [(b"host", b"localhost:8501")]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "links", Links("secret"))
    monkeypatch.setattr(staff, "sessions", Sessions())


def knock(query: bytes = b"staff=secret", *, headers: Headers = HERE, **how: str) -> tuple[int, dict[bytes, bytes]]:
    status, answered, _ = ask(StaffDoor, {**scope(headers=headers, **how), "query_string": query})
    return status, answered


def key_of(headers: dict[bytes, bytes]) -> str:
    return SimpleCookie(headers[b"set-cookie"].decode())[staff.COOKIE].value


def test_a_good_link_is_exchanged_for_a_cookie_and_leaves_the_address() -> None:
    status, headers = knock(b"lang=en&staff=secret&x=1", path="/desk")
    assert (status, headers[b"location"]) == (303, b"http://localhost:8501/desk?lang=en&x=1")
    assert headers[b"cache-control"] == b"no-store"
    cookie = headers[b"set-cookie"].decode().lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert "domain=" not in cookie
    assert "secret" not in cookie
    assert staff.sessions.find(key_of(headers)) is not None
    assert knock()[0] == 200  # used; the page says so


def test_on_an_encrypted_connection_the_cookie_keeps_to_such() -> None:
    assert b"; secure" in knock(scheme="https")[1][b"set-cookie"].lower()


@pytest.mark.parametrize(("query", "how"), [
    (b"staff=guess", {}), (b"staff=", {}), (b"staff", {}), (b"", {}), (b"x=staff", {}), (b"staffed=secret", {}),
    (b"staff=%ff%00", {}), (b"staff=secret", {"path": "/api/v1/health"}),
    (b"staff=secret", {"client": "203.0.113.7"}), (b"staff=secret", {"method": "HEAD"}),
    (b"staff=secret", {"method": "POST"}), (b"staff=secret", {"kind": "websocket"}),
    (b"staff=secret", {"headers": [*HERE, (b"x-forwarded-for", b"127.0.0.1")]}),
    (b"staff=secret", {"headers": [(b"host", b"carbon.example")]}),
    (b"staff=secret", {"headers": [*HERE, (b"origin", b"https://evil.example")]}),
])
def test_what_does_not_count_opens_and_spends_nothing(query: bytes, how: dict) -> None:
    status, headers = knock(query, **how)
    assert status in (0, 200)
    assert b"set-cookie" not in headers
    staff.links.check("secret")


def test_a_browser_that_is_signed_in_spends_nothing_and_keeps_its_session() -> None:
    key = staff.sessions.open()
    cookie = (b"cookie", f"{staff.COOKIE}={key}".encode())
    status, headers = knock(headers=[*HERE, cookie])
    assert status == 303
    assert b"set-cookie" not in headers
    staff.links.check("secret")
    staff.sessions.close(key)
    assert key_of(knock(headers=[*HERE, cookie])[1]) != key  # never the id that the browser brought


def test_the_way_back_leads_nowhere_else() -> None:
    status, headers = knock(path="//evil.example/x")
    assert status == 303
    assert headers[b"location"].startswith(b"http://localhost:8501/")


@pytest.mark.parametrize(("site", "status", "stays"), [
    (b"same-origin", 200, False), (b"none", 200, False), (None, 200, False), (b"cross-site", 303, True)])
def test_signing_out_ends_the_sign_in_here_unless_another_site_asks_for_it(
        monkeypatch: pytest.MonkeyPatch, site: bytes | None, status: int, stays: bool) -> None:
    monkeypatch.setattr(staff, "sign_ins", SignIns())
    claims = Claims("https://id.example", "7", "", "Li", frozenset({"planner"}))
    assert staff.sign_ins.admit("what was said", datetime.now(UTC), claims, "the cookie") is not None
    headers = [*HERE, (b"cookie", f"{SEAL}=the cookie".encode()), *([(b"sec-fetch-site", site)] if site else [])]
    assert ask(SignInDoor, scope(headers=headers, path="/auth/logout"))[0] == status
    assert (staff.sign_ins.of_cookie("the cookie") is not None) == stays
    assert (staff.sign_ins.find("what was said") is not None) == stays


def test_a_sign_in_of_before_the_start_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = Claims("https://id.example", "7", "", "Li", frozenset())
    clock = datetime(2026, 11, 23, 8, 0, 10, 500_000, tzinfo=UTC)
    signed = SignIns(clock=lambda: clock)
    assert signed.admit("before", datetime(2026, 11, 23, 8, 0, 9, tzinfo=UTC), claims, "a") is None
    assert signed.admit("with it", datetime(2026, 11, 23, 8, 0, 10, tzinfo=UTC), claims, "b") is not None
