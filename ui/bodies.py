"""How large a request's body may be, and how long it may take to come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.problem import Problem
from ui import plainly
from ui.upload_limit import UPLOADS

LARGEST = 4_000_000  # bytes, of anything but an uploaded file; the API refuses above 2 MB in its own words
GRACE = 30  # seconds until a body must have begun to come
SLOWEST = 4_000  # bytes a second from then on, over all of it
TOO_LARGE, TOO_SLOW = 413, 408
DISCONNECT: Message = {"type": "http.disconnect"}


class BodyLimit:
    """ASGI middleware: a body that is too large or too slow ends there, and the sender is told so."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        body = _Body(receive, None if scope["path"].startswith(UPLOADS) else LARGEST)
        begun = told = False

        async def watched(message: Message) -> None:
            nonlocal begun, told
            if body.refused is None or begun:
                begun = True
                await send(message)
            elif not told:  # and no more: what the application makes of a body cut short is of no interest
                told = True
                await plainly.refuse(scope, receive, send, *body.refused)

        await self.app(scope, body.receive, watched)


@dataclass
class _Body:
    """A body on its way in; to the application one that is refused looks like a sender who went away."""

    source: Receive
    largest: int | None
    size: int = 0
    whole: bool = False
    began: float | None = None
    refused: tuple[int, Problem] | None = None

    async def receive(self) -> Message:
        if self.whole:
            return await self.source()
        if self.refused:
            return DISCONNECT
        if self.began is None:
            self.began = monotonic()
        try:
            async with asyncio.timeout(self.began + GRACE + self.size / SLOWEST - monotonic()):
                message = await self.source()
        except TimeoutError:
            self.refused = (TOO_SLOW, Problem("request_slow"))
            return DISCONNECT
        self.size += len(message.get("body", b""))
        self.whole = not message.get("more_body")
        if self.largest is not None and self.size > self.largest:
            self.refused = (TOO_LARGE, Problem("request_size", limit=self.largest // 1_000_000))
            return DISCONNECT
        return message
