"""The ways in: a staff link, which is one plain exchange, and what came of a sign-in by name.

After a staff link the browser has a cookie and the address no token. A cookie reaches every window and outlives a
reload, which a Streamlit session does not. No script can read it and no other site's page can have it sent (HttpOnly,
SameSite=Strict); ui.headers keeps it to encrypted connections where the connection is.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.access import STAFF
from core.problem import Problem
from ui import staff
from ui.provider import CALLBACK, COOKIE
from watching.happenings import signed_in

SEE_OTHER = 303
LOGIN, LOGOUT = "/auth/login", "/auth/logout"
OURS = ("same-origin", "same-site", "none")  # Sec-Fetch-Site: who sends the browser here
FAILED = "signin"  # in the address of the first page: why a sign-in by name came to nothing
Failure = Literal["refused", "broken", "away"]


class StaffDoor:
    """ASGI middleware: opens a session for whoever comes with a good staff link. One that is refused goes on to the
    page, which says why."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith("/api")
                and staff.PARAMETER.encode() in scope["query_string"]):
            answer = _let_in(Request(scope))
            if answer is not None:
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SignInDoor:
    """ASGI middleware: a sign-in by name that came to nothing ends on the first page, which says why. Streamlit would
    say nothing, or `Authentication error`, and log what the address of the answer holds."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        asked = parse_qs(scope["query_string"].decode("latin-1")) if path == CALLBACK else {}
        if path == LOGOUT and not _left(Request(scope)):
            await RedirectResponse("/", SEE_OTHER)(scope, receive, send)
        elif "error" in asked:
            await _first_page("refused")(scope, receive, send)
        elif path == LOGIN or "code" in asked:
            await self._watched(scope, receive, send, path)
        else:
            await self.app(scope, receive, send)

    async def _watched(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        replaced = False

        async def seen(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                if path == LOGIN and message["status"] >= 400:
                    replaced = True
                    await _first_page("away")(scope, receive, send)
                elif path == CALLBACK and not _signed_in(message):
                    MutableHeaders(scope=message)["location"] = f"/?{FAILED}=broken"
            if not replaced:
                await send(message)

        await self.app(scope, receive, seen)


def _left(request: Request) -> bool:
    """End the sign-in here as well, so that no copy of the cookie goes on; False where another site asks for it."""
    if request.headers.get("sec-fetch-site", "none") not in OURS:
        return False
    staff.end_of(request)
    return True


def _signed_in(start: Message) -> bool:
    """Whether an answer gives the browser a sign-in; taking one away has an empty value."""
    return any(name.lower() == b"set-cookie" and value.startswith(f"{COOKIE}=".encode())
               and not value.startswith(f'{COOKIE}="";'.encode()) for name, value in start.get("headers", ()))


def _first_page(why: Failure) -> RedirectResponse:
    return RedirectResponse(f"/?{FAILED}={why}", SEE_OTHER, {"Cache-Control": "no-store"})


def _let_in(request: Request) -> RedirectResponse | None:
    """Back to the same address without the token, signed in; None where there is no token or it is refused.

    A browser that is signed in already spends nothing.
    """
    token = request.query_params.get(staff.PARAMETER)
    client = request.client.host if request.client else ""
    if token is None or not staff.links_open() or not staff.on_this_machine(client, dict(request.headers)):
        return None
    answer = RedirectResponse(request.url.remove_query_params(staff.PARAMETER), SEE_OTHER,
                              {"Cache-Control": "no-store"})
    if staff.sessions.find(request.cookies.get(staff.COOKIE, "")) is not None:
        return answer
    try:
        staff.links.redeem(token)
    except Problem:
        return None
    signed_in("link", frozenset(STAFF))
    answer.set_cookie(staff.COOKIE, staff.sessions.open(), httponly=True, samesite="strict",
                      secure=request.url.scheme == "https")
    return answer
