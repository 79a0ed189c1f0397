"""Signing in by name at a real provider of OpenID Connect, which the test starts: in, out, without a role, refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.conftest import ROOT, Server, free_port, wait_for
from browser.desk import log_errors
from browser.test_front_door import ask

PEOPLE = ({"sub": "li", "name": "Li Na", "roles": ["registrar", "admin"]}, {"sub": "wang", "name": "Wang Fang"})
OUT = "退出登录"


@pytest.fixture(scope="module")
def port() -> int:
    """Where the provider answers."""
    return free_port()


@pytest.fixture(scope="module")
def provider(port: int) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)]
    for one in PEOPLE:
        command += ["--user-claims", json.dumps(one)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield process
        process.terminate()


@pytest.fixture(scope="module")
def product(provider: subprocess.Popen, port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with that provider set, and a staff link that must not open anything."""
    folder = tmp_path_factory.mktemp("by-name")
    found, secrets = Server(free_port(), folder / "server.log"), folder / "secrets.toml"
    secrets.touch(0o600)
    secrets.write_text(f"""[auth]
redirect_uri = "{found.base}/oauth2callback"
cookie_secret = "0123456789abcdefghijklmnopqrstuvwxyz"
client_id = "zhanbu"
client_secret = "of-the-test"
server_metadata_url = "http://127.0.0.1:{port}/.well-known/openid-configuration"
""", "utf-8")
    environment = os.environ | {
        "ZHANBU_STORE": str(folder / "zhanbu.duckdb"), "ZHANBU_TODAY": "2026-11-23", "PYTHONUNBUFFERED": "1",
        "ZHANBU_STAFF_TOKEN": "a-link", "ZHANBU_ROLE_CLAIM": "roles", "STREAMLIT_SECRETS_FILES": str(secrets)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(found.port),
               "--server.address", "127.0.0.1"]
    with found.log.open("wb") as log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log,
                                                       stderr=subprocess.STDOUT) as process:
        wait_for(found, process)
        yield found
        process.terminate()


def sign_in(page: Page, server: Server, who: str) -> list[str]:
    """From a page's button over the provider back to a page; the addresses of the server that it went by."""
    went: list[str] = []
    page.on("request", lambda one: went.append(one.url) if "/auth/" in one.url or "oauth2callback" in one.url else None)
    is_public(page, server)
    page.get_by_role("button", name="登录", exact=True).first.click()
    page.get_by_role("button", name=who, exact=True).click()
    page.wait_for_url(f"{server.base}/**", wait_until="commit")
    expect(page.get_by_role("button", name=OUT).first).to_be_visible()
    return [one for one in went if one.startswith(server.base)]


def is_public(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/desk?lang=zh")
    expect(page.get_by_text("本页仅供有相应角色的工作人员使用").first).to_be_visible()


def with_cookies(browser: Browser, cookies: list) -> BrowserContext:
    context = browser.new_context(locale="zh-CN")
    context.add_cookies(cookies)
    return context


def comes_to(context: BrowserContext, address: str) -> str:
    """Where the server sends somebody who opens it."""
    return context.request.get(address, max_redirects=0).headers["location"]


def test_in_with_a_role_as_that_role_and_out(product: Server, provider: subprocess.Popen, browser: Browser) -> None:
    since = product.log.stat().st_size
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    login, back = sign_in(page, product, "li")
    expect(page.get_by_text("角色：登记员、管理员").first).to_be_visible()
    page.goto(f"{product.base}/people?lang=zh")
    expect(page.get_by_role("cell", name="Li Na").first).to_be_visible()
    held = context.cookies()
    [mine] = [one for one in held if one["name"] == "_streamlit_user"]
    assert (mine["httpOnly"], mine["sameSite"]) == (True, "Lax")

    forger = with_cookies(browser, [{**mine, "value": f"{mine['value'][:-2]}00"}])
    is_public(forger.new_page(), product)
    thief = with_cookies(browser, held)
    assert comes_to(thief, back) == "/?signin=broken"  # a state and a code are good once
    thief.add_cookies([*held, {**mine, "name": "_streamlit_user_9", "value": "more"}])

    page.get_by_role("button", name=OUT).first.click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{product.base}/**", wait_until="commit")
    is_public(page, product)
    is_public(thief.new_page(), product)  # also with the cookies of before

    sign_in(page, product, "wang")
    expect(page.get_by_text("登录标识（wang）告诉管理员").first).to_be_visible()
    is_public(page, product)

    assert log_errors(product.log, since) == []
    provider.terminate()
    provider.wait()
    assert comes_to(forger, login) == "/?signin=away"
    for one in (context, forger, thief):
        one.close()
    assert "Li Na" not in product.log.read_text("utf-8")


def test_what_comes_to_nothing_is_not_logged_and_a_staff_link_opens_nothing(product: Server) -> None:
    refused = ask(product, "/oauth2callback?error=access_denied&error_description=secret-words")
    assert (refused.status, refused.headers["Location"]) == (303, "/?signin=refused")
    made_up = ask(product, "/oauth2callback?code=a&state=b")
    assert made_up.headers["Location"] == "/?signin=broken"
    assert "_streamlit_user=" not in str(made_up.headers)
    assert "secret-words" not in product.log.read_text("utf-8")
    link = ask(product, "/?staff=a-link")
    assert (link.status, link.headers["Set-Cookie"]) == (200, None)
