"""Asking the public screens as a server does: whatever path and headers somebody sends."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass

from starlette.types import Message, Receive, Scope, Send

from kiosk import PublicScreens


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


async def beyond(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands behind the public screens."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"beyond"})


class Screens:
    def __init__(self) -> None:
        self.app = PublicScreens(beyond)

    def get(self, path: str, query: str = "", method: str = "GET", **headers: str) -> Reply:
        sent_headers = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode("utf-8", "replace"),
                 "scheme": "http", "headers": sent_headers}
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        asyncio.run(self.app(scope, receive, send))
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:]))
