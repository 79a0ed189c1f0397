"""What every answer of the server tells the browser it may not do.

A route that sets one of these headers itself keeps its own: the kiosk and the certificate pages are stricter.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.index_html import BASE

YEAR = 31_536_000  # seconds
INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
NOTHING = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), "
                           b"midi=(), display-capture=(), accelerometer=(), gyroscope=(), magnetometer=()",
    b"x-permitted-cross-domain-policies": b"none",
}
ENCRYPTED = {  # a browser ignores or complains of these where the connection is not encrypted
    b"strict-transport-security": f"max-age={YEAR}".encode(),
    b"cross-origin-opener-policy": b"same-origin",
}


def policy(scripts: Iterable[bytes] = (), compiled: bool = False) -> bytes:
    """The Content-Security-Policy of a page of ours with these inline scripts; nothing comes from another host.

    Styles stand in the page because Streamlit and Plotly write them there; a script only runs from a file of
    this server or if it is, letter by letter, one of `scripts`. `compiled`: WebAssembly, for Streamlit's messages.
    """
    allowed = ["'self'", *(_hash(script) for script in scripts), *(["'wasm-unsafe-eval'"] if compiled else [])]
    return "; ".join((
        "default-src 'none'", f"script-src {' '.join(allowed)}", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'", "worker-src 'self' blob:",
        "manifest-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'self'",
    )).encode()


def inline(page: bytes) -> list[bytes]:
    """The scripts that stand in a page of HTML."""
    return INLINE.findall(page)


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


@cache
def of_pages() -> bytes:
    """The policy of Streamlit's pages: its own inline scripts, and the one that ui.index_html puts in."""
    shipped = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    return policy(inline(shipped) + inline(BASE), compiled=True)


class SecurityHeaders:
    """ASGI middleware around everything else, so that refusals and failures carry the headers too."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _headers(scope, message)}
            await send(message)

        await self.app(scope, receive, guarded)


def _headers(scope: Scope, start: Message) -> list[tuple[bytes, bytes]]:
    own = [(name.lower(), value) for name, value in start.get("headers", ())]
    secure = scope.get("scheme") == "https"
    if secure:
        own = [(name, _secured(value) if name == b"set-cookie" else value) for name, value in own]
    present = dict(own)
    wanted = dict(ALWAYS)
    wanted[b"cross-origin-resource-policy"] = b"cross-origin" if _open_data(scope["path"]) else b"same-origin"
    if secure:
        wanted |= ENCRYPTED
    if start["status"] != 304:  # the browser would put it in the place of the kept answer's own
        if b"text/html" in present.get(b"content-type", b""):
            wanted[b"content-security-policy"] = of_pages()
        elif not scope["path"].startswith("/static/"):  # a worker obeys the policy of its script's own answer
            wanted[b"content-security-policy"] = NOTHING
    return own + [(name, value) for name, value in wanted.items() if name not in present]


def _open_data(path: str) -> bool:
    return path.startswith("/api/v")


def _secured(cookie: bytes) -> bytes:
    """A cookie that a browser sends back over encrypted connections only."""
    return cookie if b"; secure" in cookie.lower() else cookie + b"; Secure"
