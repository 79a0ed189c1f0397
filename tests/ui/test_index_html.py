"""The page's own HTML: its language, its title and its server are right before any script has run."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ui.index_html import BASE, IndexHtml

PAGE = b'<!doctype html><html lang="en"><head><meta charset="UTF-8"><title>Streamlit</title></head><body></body></html>'
HTML = (b"content-type", b"text/html; charset=utf-8")


def inner(chunks: list[bytes], headers: list[tuple[bytes, bytes]], seen: list[dict[str, Any]]):
    """An application that answers with these parts and remembers what it was asked."""
    async def app(scope, receive, send):
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [
            *headers, (b"content-length", str(sum(map(len, chunks))).encode()), (b"etag", b'"x"')]})
        for at, chunk in enumerate(chunks):
            await send({"type": "http.response.body", "body": chunk, "more_body": at < len(chunks) - 1})

    return app


def ask(path: str = "/", query: str = "", accept: str = "", chunks: list[bytes] | None = None,
        headers: list[tuple[bytes, bytes]] | None = None, kind: str = "http"):
    """What the middleware answers: headers, body, and the scope the application saw."""
    sent: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": [
        (b"accept-language", accept.encode()), (b"accept-encoding", b"gzip")]}

    async def send(message):
        sent.append(message)

    asyncio.run(IndexHtml(inner(chunks or [PAGE], headers or [HTML], seen))(scope, None, send))
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return dict(sent[0]["headers"]), body, seen[0]


@pytest.mark.parametrize(("query", "accept", "lang", "title"), [
    ("lang=zh", "en-US", "zh-CN", "占补 · 元谋县林业碳汇占补决策台"),
    ("lang=en", "zh-CN", "en", "Zhanbu · Yuanmou forest carbon desk"),
    ("", "zh-CN,zh;q=0.9", "zh-CN", "占补"), ("", "en-GB", "en", "Zhanbu"), ("", "", "zh-CN", "占补"),
    ("lang=xx", "en", "en", "Zhanbu"), ("lang=qps", "", "zh-CN", "占补"),
    ("date=2025-10-21&lang=en", "", "en", "Zhanbu"),
    ("lang=%ff%00", "", "zh-CN", "占补"),
])
def test_language_and_title_follow_the_address_then_the_browser(query: str, accept: str, lang: str, title: str):
    _, body, _ = ask(query=query, accept=accept)
    assert f'<html lang="{lang}">'.encode() in body
    assert f"<title>{title}".encode() in body
    assert b"Streamlit<" not in body


@pytest.mark.parametrize("path", ["/", "/loss", "/price", "/depletion/"])
def test_the_server_is_named_once_before_any_script(path: str):
    _, body, _ = ask(path)
    assert body.count(b"window.__streamlit=") == 1
    assert body.index(BASE) < body.index(b"<meta")


@pytest.mark.parametrize("size", [1, 7, 40, len(PAGE)])
def test_a_page_in_parts_is_put_right_as_one(size: int):
    whole = ask(query="lang=zh")
    parts = ask(query="lang=zh", chunks=[PAGE[at:at + size] for at in range(0, len(PAGE), size)])
    assert parts[1] == whole[1]


def test_the_length_is_that_of_what_is_sent():
    headers, body, _ = ask(query="lang=zh")
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers


def test_the_application_is_asked_for_plain_text():
    """A compressed page could not be put right."""
    _, _, scope = ask()
    assert b"accept-encoding" not in dict(scope["headers"])


@pytest.mark.parametrize("path", ["/api/docs", "/static/js/index.js", "/_stcore/health", "/media/a.csv"])
def test_other_paths_are_left_alone(path: str):
    headers, body, scope = ask(path, query="lang=zh")
    assert body == PAGE
    assert headers[b"etag"] == b'"x"'
    assert dict(scope["headers"])[b"accept-encoding"] == b"gzip"


def test_what_is_no_html_is_left_alone():
    headers, body, _ = ask("/favicon.png", chunks=[b"<head>", b"x"], headers=[(b"content-type", b"image/png")])
    assert (body, headers[b"content-length"]) == (b"<head>x", b"7")


def test_a_socket_is_left_alone():
    seen: list[dict[str, Any]] = []

    async def app(scope, receive, send):
        seen.append(scope)

    asyncio.run(IndexHtml(app)({"type": "websocket", "path": "/", "headers": []}, None, None))
    assert seen[0]["type"] == "websocket"


def test_the_page_that_streamlit_ships_has_what_is_put_right():
    """If a new Streamlit writes its page otherwise, this says so before a visitor does."""
    from pathlib import Path

    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    for part in (b'<html lang="en">', b"<head>", b"<title>Streamlit</title>", b"<noscript>", b'rel="service-desc"'):
        assert page.count(part) == 1


def test_a_browser_without_scripts_is_told_in_its_language():
    page = PAGE.replace(b"</head>", b'<link rel="service-desc" href="./_stcore/agent/openapi.json" /></head>')
    page = page.replace(b"<body>", b"<body><noscript>\n<p>You need\n<a href='/x'>it</a>.</p></noscript>")
    for lang, said in (("zh", "脚本"), ("en", "JavaScript")):
        _, body, _ = ask(query=f"lang={lang}", chunks=[page])
        assert "<noscript><p>" in body.decode()
        assert said in body.decode()
        assert b"You need" not in body
        assert b"agent" not in body
