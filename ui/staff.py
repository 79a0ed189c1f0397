"""Who is staff: a browser that opened a one-time link on the machine itself. All others are public.

`manage.py run` hands the first token to the server by the environment; staff make others. Without one nobody is staff.
`ui.door` spends the token and gives the browser a cookie; here the cookie is looked up. Later ways to sign in (roles,
an identity provider) extend `session`; nothing else decides.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request

from core import access
from core.ledger.commands import Command
from core.problem import Problem
from ui.sessions import HOURS, Links, Session, Sessions, idle_hours

VARIABLE = "ZHANBU_STAFF_TOKEN"
PARAMETER = "staff"
COOKIE = "zhanbu_staff"
ROLE = "staff"
PROXIED = ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip")


links = Links(os.environ.pop(VARIABLE, ""))  # of this process; taken out so that nothing it starts inherits it
sessions = Sessions()


def prepare() -> None:
    """Take over how long a session lasts; Problem `staff_hours` where that makes no sense."""
    sessions.idle = timedelta(hours=idle_hours(os.environ.get(HOURS, "")))


def session(act: bool = False) -> Session | None:
    """The visitor's session, if it lasts and they sit at this machine. `act`: they do something now; a part of a page
    that looks again by itself is no act."""
    return _kept(act) if on_this_machine(*_visitor()) else None


def is_staff() -> bool:
    """Whether this visitor is signed in."""
    return session() is not None


def may(right: str | type[Command]) -> bool:
    """Whether this visitor has a right of core.access."""
    return access.may(_roles(session()), right)


def roles_of_request(request: Request) -> Collection[str]:
    """The roles of whoever asks for something that is no page: a layer that a page's map fetches. Looking is no act."""
    client = request.client.host if request.client else ""
    if not on_this_machine(client, dict(request.headers)):
        return _roles(None)
    return _roles(sessions.find(request.cookies.get(COOKIE, "")))


def require(right: str | type[Command]) -> str:
    """The first role by which this visitor has the right; Problem `staff_only` or `staff_role` where there is none.

    The first line of every function that writes.
    """
    found = session(act=True)
    if found is None:
        raise Problem("staff_only")
    for role in access.holders(right):
        if role in found.roles:
            return role
    raise not_yours(right)


def not_yours(right: str | type[Command]) -> Problem:
    """The refusal that names who has a right."""
    return Problem("staff_role", roles=tuple(f"role.{one}" for one in access.holders(right)))


def _roles(found: Session | None) -> Collection[str]:
    return (access.PUBLIC,) if found is None else found.roles


def arrive() -> Problem | None:
    """A run of a page begins: the session lives on. Why the staff link in the address, if one is left there, was
    refused; it is taken out of the address."""
    known = session(act=True) is not None
    token = st.query_params.get(PARAMETER)
    if token is None:
        return None
    del st.query_params[PARAMETER]
    return None if known else why_not(token, *_visitor())


def why_not(token: str, ip: str | None, headers: Mapping[str, str]) -> Problem | None:
    """What speaks against a staff link from this visitor."""
    try:
        if not on_this_machine(ip, headers):
            raise Problem("staff_foreign")
        links.check(token)
    except Problem as problem:
        return problem
    return None


def new_link() -> str:
    """The address of another staff link on this machine. Refused with a Problem to all but staff."""
    require("write.links")
    headers = {name.lower(): value for name, value in _visitor()[1].items()}
    return f"{headers.get('origin') or 'http://' + headers['host']}/?{PARAMETER}={links.make()}"


def leave() -> None:
    """End this session in all its windows."""
    sessions.close(_cookie())


def on_this_machine(ip: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a visitor sits at this machine: a loopback address, called by a loopback name, through no proxy.

    Streamlit gives None for the loopback address. A proxy on this machine would pass everybody on as loopback: it
    shows by its headers, or by the name that the browser called.
    """
    named = {name.lower(): value for name, value in headers.items()}
    if any(name.startswith("x-forwarded") or name in PROXIED for name in named):
        return False
    called = [f"//{named.get('host', '')}", *([named["origin"]] if "origin" in named else [])]
    return (ip is None or loopback(ip)) and all(loopback(_host(one)) for one in called)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def loopback(host: str) -> bool:
    """Whether a name or address, without port, is this machine's own."""
    if host == "localhost":
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback


def _visitor() -> tuple[str | None, Mapping[str, str]]:
    return st.context.ip_address, st.context.headers.to_dict()


def _cookie() -> str:
    return st.context.cookies.get(COOKIE, "")


def _kept(act: bool) -> Session | None:
    return sessions.find(_cookie(), act)
