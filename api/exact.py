"""A request body read without a detour over float: 0.1 in the text is 0.1 in the sum."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.asked import read_json
from core.problem import Problem

BODY_MB = 2


class ExactRequest(Request):
    """A request whose JSON is exact and whose body has a limit."""

    _read: bytes | None = None

    async def body(self) -> bytes:
        if self._read is None:
            parts, size = [], 0
            async for part in self.stream():
                size += len(part)
                if size > BODY_MB * 1_000_000:
                    raise Problem("request_size", limit=BODY_MB)
                parts.append(part)
            self._read = b"".join(parts)
        return self._read

    async def json(self) -> Any:
        return await run_in_threadpool(read_json, await self.body())


class ExactRoute(APIRoute):
    """A route whose handler gets an ExactRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler, takes_body = super().get_route_handler(), self.body_field is not None

        async def exact(request: Request) -> Response:
            if takes_body and not _is_json(request):
                raise Problem("request_type")
            return await handler(ExactRequest(request.scope, request.receive))

        return exact


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" and request.headers.get("content-encoding", "identity") == "identity"
