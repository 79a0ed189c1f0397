"""The staff link's way in: one plain exchange, after which the browser has a cookie and the address no token.

A cookie reaches every window and outlives a reload, which a Streamlit session does not. No script can read it and no
other site's page can have it sent (HttpOnly, SameSite=Strict); ui.headers keeps it to encrypted connections where the
connection is.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.problem import Problem
from ui import staff

SEE_OTHER = 303


class StaffDoor:
    """ASGI middleware: opens a session for whoever comes with a good staff link. One that is refused goes on to the
    page, which says why."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and staff.PARAMETER.encode() in scope["query_string"]:
            answer = _let_in(Request(scope))
            if answer is not None:
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _let_in(request: Request) -> RedirectResponse | None:
    """Back to the same address without the token, signed in; None where there is no token or it is refused.

    A browser that is signed in already spends nothing.
    """
    token = request.query_params.get(staff.PARAMETER)
    client = request.client.host if request.client else ""
    if token is None or not staff.on_this_machine(client, dict(request.headers)):
        return None
    answer = RedirectResponse(request.url.remove_query_params(staff.PARAMETER), SEE_OTHER,
                              {"Cache-Control": "no-store"})
    if staff.sessions.find(request.cookies.get(staff.COOKIE, "")) is not None:
        return answer
    try:
        staff.links.redeem(token)
    except Problem:
        return None
    answer.set_cookie(staff.COOKIE, staff.sessions.open(), httponly=True, samesite="strict",
                      secure=request.url.scheme == "https")
    return answer
