"""Who may upload how much: a forest inventory is large, and only staff brings one: on this machine, or by name."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core import access
from core.land import PROPOSAL
from ui.staff import on_this_machine, roles_of_request

UPLOADS = "/_stcore/upload_file/"
ENVELOPE = 1_000_000  # bytes around the file in its request


class UploadLimit:
    """ASGI middleware: uploads from elsewhere end at the size of a proposal's file, before anything is read."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = 0
        if scope["type"] == "http" and scope["method"] in ("PUT", "POST") and UPLOADS in scope["path"]:
            refused = _refused(scope)
        if refused:
            await Response(status_code=refused)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _refused(scope: Scope) -> int:
    """HTTP status of a refusal, or 0."""
    headers, client = Headers(scope=scope), scope.get("client")
    if client and on_this_machine(client[0], dict(headers)):
        return 0
    if access.may(roles_of_request(Request(scope)), "write.inventory"):
        return 0
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 411
    return 413 if int(length) > PROPOSAL.bytes + ENVELOPE else 0
