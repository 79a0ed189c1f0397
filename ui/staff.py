"""Who is staff in this browser session: whoever opened the one-time link on the machine itself. All others are public.

`manage.py run` hands a token to the server by the environment. Without one nobody is staff. Later ways to sign in
(roles, an identity provider) extend `is_staff`; nothing else decides.
"""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import streamlit as st

from core.problem import Problem

VARIABLE = "ZHANBU_STAFF_TOKEN"
PARAMETER = "staff"
ROLE = "staff"
SESSION = "staff:session"
PROXIED = ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip")


class Gate:
    """One token, good for one use."""

    def __init__(self, token: str):
        self._token = token
        self._spent = False
        self._lock = threading.Lock()

    def redeem(self, token: str) -> None:
        """Spend the token; Problem where there is none, it is another, or it has been used."""
        with self._lock:
            if not self._token:
                raise Problem("staff_none")
            if not hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode()):
                raise Problem("staff_wrong")
            if self._spent:
                raise Problem("staff_spent")
            self._spent = True


_gate = Gate(os.environ.pop(VARIABLE, ""))  # of this process; taken out so that nothing it starts inherits it


def is_staff() -> bool:
    """Whether this session may write."""
    return st.session_state.get(SESSION) is True and on_this_machine(*_visitor())


def require() -> None:
    """Problem `staff_only` for everybody else: the first line of every function that writes."""
    if not is_staff():
        raise Problem("staff_only")


def enter() -> Problem | None:
    """Use the staff link of this address, if it is one, and take it out of the address; why it was refused."""
    token = st.query_params.get(PARAMETER)
    if token is None:
        return None
    del st.query_params[PARAMETER]
    if is_staff():
        return None
    try:
        if not on_this_machine(*_visitor()):
            raise Problem("staff_foreign")
        _gate.redeem(token)
    except Problem as problem:
        return problem
    st.session_state[SESSION] = True
    return None


def leave() -> None:
    """End being staff in this session."""
    st.session_state.pop(SESSION, None)


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
