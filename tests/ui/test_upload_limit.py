"""Large uploads are for this machine only."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ui.upload_limit import UPLOADS, UploadLimit

LOCAL, FOREIGN = "127.0.0.1", "203.0.113.5"


def status(length: str | None, client: str = FOREIGN, path: str = f"{UPLOADS}a/b", method: str = "PUT",
           **headers: str) -> int:
    """Of an upload; 204 where it came through."""
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    given = {"host": "localhost:8501", **headers} | ({} if length is None else {"content-length": length})
    scope = {"type": "http", "method": method, "path": path, "client": (client, 1),
             "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]}
    asyncio.run(UploadLimit(app)(scope, None, send))
    return sent[0]["status"]


@pytest.mark.parametrize(("length", "said"), [("20000000", 204), ("21000001", 413), ("400000000", 413), (None, 411),
                                              ("many", 411), ("-1", 411)])
def test_others_bring_a_proposal_s_file_at_most(length: str | None, said: int) -> None:
    assert status(length) == said


def test_this_machine_brings_an_inventory(length: str = "400000000") -> None:
    assert status(length, LOCAL) == 204
    assert status(length, LOCAL, x_forwarded_for=FOREIGN) == 413
    assert status(length, LOCAL, host="county.example") == 413


def test_nothing_else_is_looked_at() -> None:
    assert status(None, path="/api/v1/estimates", method="POST") == 204
    assert status(None, method="OPTIONS") == 204
