"""Who may read the meters: programs on this machine, and whoever bears the token that the operator has set."""

from __future__ import annotations

import os
import secrets

import streamlit as st
from starlette.requests import Request
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from core import access
from core.problem import Problem
from ui.staff import on_this_machine

VARIABLE = "ZHANBU_METRICS_TOKEN"
SHORTEST = 20  # characters of a token
BEARER = "Bearer "
_tokens: list[bytes] = []  # of this process: one or none


def prepare() -> None:
    """Take the token out of the environment; Problem `metrics_token` for one that is easily guessed."""
    text = os.environ.pop(VARIABLE, "").strip()
    if text and len(text) < SHORTEST:
        raise Problem("metrics_token", variable=VARIABLE, shortest=SHORTEST)
    _tokens[:] = [text.encode()] if text else []


def may_read(request: Request) -> bool:
    """Whether this request has the right to read the meters."""
    return access.may((_role(request),), "read.meters")


def open_sessions() -> int:
    """Browser windows with a page open; 0 where no server runs."""
    if not st.runtime.exists():
        return 0
    found = st.runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY]).get(ACTIVE_SESSIONS_FAMILY, ())
    return sum(int(getattr(one, "value", 0)) for one in found)


def _role(request: Request) -> str:
    given = request.headers.get("authorization", "")
    if given.startswith(BEARER) and any(
            secrets.compare_digest(given[len(BEARER):].encode(), one) for one in _tokens):
        return access.MONITOR
    client = request.client.host if request.client else ""
    return access.MONITOR if on_this_machine(client, dict(request.headers)) else access.PUBLIC
