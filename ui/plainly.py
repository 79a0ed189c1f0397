"""A refusal outside the pages: one sentence, in the visitor's language; problem details (RFC 9457) for programs."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from core.problem import Problem
from ui.words import preferred, words

API = "/api/"


def answer(scope: Scope, status: int, problem: Problem) -> Response:
    """The sentence; the connection ends with it, so that nobody waits for the rest of a refused request."""
    say = words(preferred(Headers(scope=scope).get("accept-language")))
    headers = {"Cache-Control": "no-store", "Connection": "close"}
    if not scope["path"].startswith(API):
        return PlainTextResponse(say.problem(problem) + "\n", status, headers)
    title = f"api.title.{status}"
    details = {"type": f"urn:zhanbu:problem:{problem.key}", "title": say(title if say.has(title) else "api.title.400"),
               "status": status, "detail": say.problem(problem), "instance": scope["path"][:200],
               "problem": problem.key}
    return JSONResponse(details, status, headers, media_type="application/problem+json")


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, problem: Problem) -> None:
    """Send it in place of an answer, or of opening a socket."""
    if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
        await answer(scope, status, problem)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": ""})


def failed(request: Request, _: Exception) -> Response:
    """What a visitor is told of a failure outside the pages; what failed stands in the log alone."""
    return answer(request.scope, 500, Problem("internal"))
