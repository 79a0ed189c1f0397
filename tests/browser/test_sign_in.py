"""Signing in by the staff link in the real browser: a reload, other windows, a colleague, the end."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.conftest import FIRST_LINK, Server
from browser.desk import Faults, log_errors
from browser.test_front_door import ask
from ui.sessions import leave_link, links_of

LEAVE = "退出工作人员身份"


def shown(context: BrowserContext, address: str, signed_in: bool) -> Page:
    """A new window there, once it stands, with or without the sign of staff."""
    page = context.new_page()
    page.goto(address)
    return stands(page, signed_in)


def stands(page: Page, signed_in: bool) -> Page:
    # While the page draws itself anew, Streamlit may keep the old foot beside the new one
    # for a moment, which a locator of one element does not wait out: count, then the first.
    links = page.get_by_role("link", name="开放接口")
    expect(links).to_have_count(1)
    expect(links.first).to_be_visible()
    expect(page.get_by_role("button", name=LEAVE)).to_have_count(int(signed_in))
    return page


def test_a_link_signs_a_browser_in_until_it_signs_out(server: Server, browser: Browser) -> None:
    since, faults = server.log.stat().st_size, Faults(f"127.0.0.1:{server.port}")
    link = f"{server.base}/forest?lang=zh&staff={FIRST_LINK}"
    one = browser.new_context(locale="zh-CN")
    other = browser.new_context(locale="zh-CN")
    try:
        for context in (one, other):
            context.on("page", faults.watch)
        first = shown(one, link, True)
        assert FIRST_LINK not in first.url
        first.reload()
        stands(first, True)
        second = shown(one, f"{server.base}/forest", True)

        stranger = shown(other, link, False)  # the same link again, from another browser
        expect(stranger.get_by_text("这个工作人员链接已经用过").first).to_be_visible()
        assert FIRST_LINK not in stranger.url

        first.get_by_role("button", name="再发一个工作人员链接").first.click()
        code = first.get_by_test_id("stSidebar").get_by_test_id("stCode").first
        another = code.inner_text().strip()
        assert re.fullmatch(rf"{server.base}/\?staff=[\w-]{{32}}", another)
        colleague = shown(other, another.replace("/?", "/forest?"), True)

        second.get_by_role("button", name=LEAVE).first.click()
        stands(second, False)
        first.reload()
        stands(first, False)
        colleague.reload()
        stands(colleague, True)  # a session of its own

        [held] = [cookie for cookie in other.cookies() if cookie["name"] == "zhanbu_staff"]
        assert (held["httpOnly"], held["sameSite"]) == (True, "Strict")
        one.add_cookies([{**held, "value": held["value"][::-1]}])
        first.reload()
        stands(first, False)
    finally:
        one.close()
        other.close()
    assert faults.found + log_errors(server.log, since) == []


def test_a_link_is_not_looked_at_from_elsewhere(server: Server) -> None:
    for given in ({"X_Forwarded_For": "127.0.0.1"}, {"Via": "1.1 proxy"}):
        answer = ask(server, "/?staff=anything", **given)
        assert (answer.status, answer.headers["Set-Cookie"]) == (200, None)


def test_a_link_of_the_command_opens_the_running_server_once(server: Server) -> None:
    token = leave_link(links_of(server.log.with_name("zhanbu.duckdb")))
    first, again = ask(server, f"/?staff={token}"), ask(server, f"/?staff={token}")
    assert (first.status, first.headers["Location"]) == (303, f"{server.base}/")
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert (again.status, again.headers["Set-Cookie"]) == (200, None)
