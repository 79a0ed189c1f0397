"""Who is staff: whoever signed in by name and has a role or, where no provider is set, a browser that opened a one-time
link on the machine itself. All others are public.

`manage.py run` hands the first token to the server by the environment; staff make others. Without one nobody is staff.
`ui.door` spends the token and gives the browser a cookie; here the cookie is looked up. A sign-in by name is
Streamlit's (`st.user`); how long it lasts and which roles it has is decided here, at each look. Nothing else decides.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request

from core import access
from core.ledger.commands import Command
from core.people import Claims, Person, claims_of
from core.problem import Problem
from ui.provider import Provider, SignIns, began, configured, sealed, sign_in_of
from ui.sessions import HOURS, Links, Session, Sessions, idle_hours
from watching import happenings

VARIABLE = "ZHANBU_STAFF_TOKEN"
PARAMETER = "staff"
COOKIE = "zhanbu_staff"
PROXIED = ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip")


links = Links(os.environ.pop(VARIABLE, ""))  # of this process; taken out so that nothing it starts inherits it
sessions = Sessions()  # by staff link
sign_ins = SignIns()  # by name


class Directory(Protocol):
    """The county's list of people, as store.users keeps it."""

    def standing(self, claims: Claims) -> tuple[int, frozenset[str]]:
        """Number of the person, 0 for one who is not in the list, and the roles they hold today."""

    def meet(self, claims: Claims) -> Person:
        """The person, who is in the list from now on."""

    def led(self) -> bool:
        """Whether an admin of the list has signed in by name, who can let others in."""


provider: Provider | None = None
directory: Directory | None = None  # app.py opens it with the store


def prepare() -> None:
    """Take over how long a session lasts and who signs people in; Problem `staff_hours`, `auth_…` where that makes no
    sense."""
    global provider  # one of the process, as its environment is
    sessions.idle = sign_ins.idle = timedelta(hours=idle_hours(os.environ.get(HOURS, "")))
    provider = configured()


def session(act: bool = False) -> Session | None:
    """The visitor's session as staff, if it lasts: by name and with a role, or by staff link and at this machine.
    `act`: they do something now; a part of a page that looks again by itself is no act."""
    found = signed_in(act)
    if found is not None:
        return found if found.roles else None
    return _kept(act) if links_open() and on_this_machine(*_visitor()) else None


def signed_in(act: bool = False) -> Session | None:
    """The visitor's sign-in by name, if it lasts, with the roles it has today, perhaps none."""
    if provider is None:
        return None
    said = _said()
    if not said:
        return None
    key = sign_in_of(said)
    found = sign_ins.find(key, act)
    if found is None:
        claims, since = claims_of(said, provider.claim), began(said)
        found = _standing(sign_ins.admit(key, since, claims, _seal())) if claims and since else None
        if found is not None:
            happenings.signed_in("name", found.roles)
        return found
    return _standing(found)


def lapsed() -> bool:
    """Whether the visitor's browser still bears a sign-in that does not count any more."""
    return provider is not None and bool(_said()) and signed_in() is None


def who() -> int:
    """The person's number in the county's list; 0 for one who is staff by link."""
    found = session()
    return found.person if found else 0


def links_open() -> bool:
    """Whether staff links count: no provider is set, or its first admin has yet to sign in and no claim gives roles."""
    return provider is None or (not provider.claim_set and directory is not None and not directory.led())


def is_staff() -> bool:
    """Whether this visitor is signed in."""
    return session() is not None


def may(right: str | type[Command]) -> bool:
    """Whether this visitor has a right of core.access."""
    return access.may(roles(), right)


def roles() -> Collection[str]:
    """What this visitor is today. For who asks after several rights at once: each look counts the visitor's session."""
    return _roles(session())


def roles_of_request(request: Request) -> Collection[str]:
    """The roles of whoever asks for something that is no page: a layer that a page's map fetches. Looking is no act."""
    by_name = _standing(sign_ins.of_cookie(sealed(request.cookies))) if provider is not None else None
    if by_name is not None:
        return by_name.roles or _roles(None)
    client = request.client.host if request.client else ""
    if not links_open() or not on_this_machine(client, dict(request.headers)):
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
        if not links_open():
            raise Problem("staff_by_name")
        if not on_this_machine(ip, headers):
            raise Problem("staff_foreign")
        links.check(token)
    except Problem as problem:
        return problem
    return None


def new_link() -> str:
    """The address of another staff link on this machine. Refused with a Problem to all but staff."""
    require("write.links")
    if not links_open():
        raise Problem("staff_by_name")
    headers = {name.lower(): value for name, value in _visitor()[1].items()}
    return f"{headers.get('origin') or 'http://' + headers['host']}/?{PARAMETER}={links.make()}"


def end_of(request: Request) -> None:
    """End the sign-in by name of whoever asks for something that is no page."""
    sign_ins.end(sealed(request.cookies))


def enter() -> None:
    """Send the browser to the provider."""
    st.login()


def leave() -> None:
    """End this session in all its windows; one by name at the provider as well, where it can."""
    sessions.close(_cookie())
    if provider is not None and _said():
        sign_ins.close(sign_in_of(_said()))
        st.logout()


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


def _seal() -> str:
    return sealed(st.context.cookies.to_dict())


def _said() -> Mapping[str, Any]:
    """What the provider said of the visitor; empty where nobody signed in. Streamlit has checked the cookie."""
    return st.user.to_dict() if st.user.get("is_logged_in") else {}


def _standing(found: Session | None) -> Session | None:
    """A sign-in with the person and the roles of today. Whoever holds a role is in the list from then on."""
    if found is None or found.claims is None or directory is None:
        return None
    number, roles = directory.standing(found.claims)
    if roles and not number:
        number = directory.meet(found.claims).number
    return replace(found, roles=roles, person=number)


def _kept(act: bool) -> Session | None:
    return sessions.find(_cookie(), act)
