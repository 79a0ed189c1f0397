"""Counting answers by route and status, in front of everything. A path nobody knows counts as `other`: whoever asks
for many must not make many meters."""

from __future__ import annotations

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.access import RIGHTS
from watching import meters

OTHER = "other"
GONE = 499  # the visitor left before the answer began
FIXED = frozenset((
    "/", "/metrics", "/metrics/health", "/kiosk", "/kiosk/version", "/verify", "/verify/journal.ndjson", "/auth/login",
    "/auth/logout", "/oauth2callback", "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config",
    "/api/openapi.json",
    *(f"/{right.removeprefix('page.')}" for right in RIGHTS if right.startswith("page.")),
    *(f"/api{right.removeprefix('route.')}" for right in RIGHTS if right.startswith("route.") and "{" not in right)))
BELOW = (  # what a path begins with → the route
    *((f"/api{right.removeprefix('route.').partition('{')[0]}", f"/api{right.removeprefix('route.')}")
      for right in RIGHTS if right.startswith("route.") and "{" in right),
    ("/verify/", "/verify/{number}"), ("/static/", "/static/{file}"), ("/media/", "/media/{file}"),
    ("/component/", "/component/{file}"), ("/_stcore/upload_file/", "/_stcore/upload_file/{file}"))


def route(path: str) -> str:
    """The route that a path belongs to."""
    if path in FIXED:
        return path
    return next((name for start, name in BELOW if path.startswith(start)), OTHER)


class Metered:
    """ASGI middleware; the outermost."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        except asyncio.CancelledError:
            status = status or GONE
            raise
        finally:
            meters.answered(route(scope["path"]), status or 500, time.perf_counter() - began)
