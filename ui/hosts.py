"""Under which names the server answers, and what it answers to nobody but this machine.

A page that a visitor has opened elsewhere could call this server by a name of its own (DNS rebinding) or open a socket
to it: only known names and pages of our own get an answer. ZHANBU_HOSTS adds names, `*.example.gov.cn` all below one.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from core.problem import Problem
from ui import plainly, staff
from ui.staff import loopback, on_this_machine

VARIABLE = "ZHANBU_HOSTS"
MISDIRECTED, FORBIDDEN, NOT_FOUND = 421, 403, 404
NOBODY = ("/_stcore/agent",)  # Streamlit's interface for programs; ours is /api
THIS_MACHINE = ("/_stcore/metrics",)


@cache
def named() -> tuple[str, ...]:
    """The names that were set, the one to which the sign-in provider sends browsers back, and this machine's own."""
    back = staff.provider.host if staff.provider else ""
    return names(f"{os.environ.get(VARIABLE, '')},{back}", socket.gethostname())


def names(setting: str, own: str) -> tuple[str, ...]:
    """Names as they are compared, from ZHANBU_HOSTS and the machine's own name."""
    return tuple(dict.fromkeys(one.strip().lower().rstrip(".") for one in (*setting.split(","), own) if one.strip()))


def known(host: str, server: str | None, allowed: Iterable[str]) -> bool:
    """Whether a Host header names this server: this machine, the address that was called, or an allowed name."""
    try:
        parts = urlsplit(f"//{host}")
        name = (parts.hostname or "").lower().rstrip(".")
        _ = parts.port  # raises where it is none
    except ValueError:
        return False
    if not name or parts.netloc != host or "@" in host or parts.path or parts.query or parts.fragment:
        return False
    return (loopback(name) or _same_address(name, server)
            or any(name.endswith(one[1:]) if one.startswith("*.") else name == one for one in allowed))


def _same_address(name: str, server: str | None) -> bool:
    try:
        return server is not None and ip_address(name) == ip_address(server.removeprefix("::ffff:"))
    except ValueError:
        return False


class KnownHosts:
    """ASGI middleware: refuses requests and sockets that call another name, or come from another site's page."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, problem = _refusal(scope) if scope["type"] in ("http", "websocket") else (0, None)
        if problem is None:
            await self.app(scope, receive, send)
        else:
            await plainly.refuse(scope, receive, send, status, problem)


def _refusal(scope: Scope) -> tuple[int, Problem | None]:
    """HTTP status and reason of a refusal; 0 and None where there is none."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    server = scope.get("server")
    if len(hosts) != 1 or not known(hosts[0], server and server[0], named()):
        return MISDIRECTED, Problem("host_unknown")
    path = scope["path"]
    if scope["type"] == "websocket":
        origin = headers.get("origin")
        return (0, None) if origin is None or _same_site(origin, hosts[0]) else (FORBIDDEN, Problem("host_origin"))
    if path.startswith(NOBODY) or (path.startswith(THIS_MACHINE) and not _local(scope, headers)):
        return NOT_FOUND, Problem("request_path", path=path[:100])
    return 0, None


def _same_site(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def _local(scope: Scope, headers: Mapping[str, str]) -> bool:
    client = scope.get("client")
    return client is not None and on_this_machine(client[0], dict(headers))
