"""Asking ASGI middleware without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

Headers = list[tuple[bytes, bytes]]


def scope(path: str = "/", *, kind: str = "http", method: str = "GET", scheme: str = "http",
          client: str = "127.0.0.1", server: str = "127.0.0.1", headers: Headers | None = None) -> dict[str, Any]:
    """A request as uvicorn gives it; Host is localhost unless `headers` name another."""
    own = headers if headers is not None else [(b"host", b"localhost:8501")]
    return {"type": kind, "path": path, "method": method, "scheme": scheme, "client": (client, 5), "query_string": b"",
            "server": (server, 8501), "headers": own, "extensions": {"websocket.http.response": {}}}


def ask(wrap: Callable[[Any], Any], request: dict[str, Any], answer: Headers = (), status: int = 200,
        body: list[dict[str, Any]] | None = None) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body that come out; the application behind reads the whole body, and then answers.

    Status 0: a socket that was let through.
    """
    coming = [dict(one) for one in body or [{"type": "http.request", "body": b"", "more_body": False}]]
    sent: list[dict[str, Any]] = []

    async def application(inner: Any, receive: Any, send: Any) -> None:
        if inner["type"] == "websocket":
            await send({"type": "websocket.http.response.start", "status": 0, "headers": []})
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": status, "headers": list(answer)})
        await send({"type": "http.response.body", "body": b"answered"})

    async def receive() -> dict[str, Any]:
        if not coming:
            await asyncio.sleep(3600)
        return coming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(wrap(application)(request, receive, send))
    ends = [not one["type"].endswith("start") and not one.get("more_body") for one in sent]
    assert sum(ends[:-1]) == 0, "something is sent after the answer has ended"
    start = sent[0]
    return start["status"], dict(start["headers"]), b"".join(one.get("body", b"") for one in sent[1:])
