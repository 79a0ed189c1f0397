"""Streamlit's own HTML page, put right: its language, its title, and where its server is."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.words import LANGUAGES, preferred, words

# Without being told, the browser looks for the server below each page's own path first and logs two 404s.
BASE = b'<head><script>window.__streamlit={BACKEND_BASE_URL:origin+"/",MAIN_PAGE_BASE_URL:origin+"/"}</script>'
WITHOUT_SCRIPTS = re.compile(rb"(?<=<noscript>).*?(?=</noscript>)", re.DOTALL)
AGENT = re.compile(rb'<link rel="service-desc"[^>]*>')  # points to an interface that ui.hosts keeps shut
OTHERS = ("/api", "/static", "/_stcore", "/media", "/component")


class IndexHtml:
    """ASGI middleware over the pages' HTML: `<html lang>` follows ?lang= or the browser, as does the title."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(OTHERS):
            await self.app(scope, receive, send)
            return
        lang = _language(scope)
        start: Message = {}
        body = b""

        async def rewriting(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                if b"text/html" not in dict(message["headers"]).get(b"content-type", b""):
                    await send(message)
                    start = {}
            elif not start:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _send_rewritten(send, start, body, lang)

        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, rewriting)


async def _send_rewritten(send: Send, start: Message, body: bytes, lang: str) -> None:
    body = body.replace(b'<html lang="en">', f'<html lang="{LANGUAGES[lang].replace("_", "-")}">'.encode())
    body = body.replace(b"<head>", BASE, 1)
    say = words(lang)
    body = body.replace(b"<title>Streamlit</title>", f"<title>{say('shell.product')}</title>".encode())
    body = WITHOUT_SCRIPTS.sub(f"<p>{escape(say('shell.no_scripts'))}</p>".encode(), AGENT.sub(b"", body))
    headers = [(name, value) for name, value in start["headers"] if name not in (b"content-length", b"etag")]
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


def _language(scope: Scope) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    if asked in LANGUAGES:
        return asked
    return preferred(dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1"))
