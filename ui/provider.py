"""Sign-in by name: the county's provider of OpenID Connect, as `[auth]` of Streamlit's secrets names it.

Streamlit and Authlib speak with the provider and check what it signs (issuer, audience, nonce, state, time); here is
how `[auth]` must look, and how long a sign-in lasts. Streamlit's cookie would last 30 days.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from core.people import CLAIM, Claims
from core.problem import Problem
from ui.sessions import LONGEST, Session, Sessions, hashed

VARIABLE = "ZHANBU_ROLE_CLAIM"
SECTION = "[auth]"
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"
SHORTEST_SECRET = 32  # characters of the secret that signs cookies
FEWEST_SIGNS = 10  # different ones in it: `xxxx…` and the like are no secrets
MAKE_SECRET = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
CLOCKS = timedelta(minutes=1)  # by which the provider's clock may differ from ours
COOKIE = "_streamlit_user"  # Streamlit's, signed; long ones go on in others whose names begin with it
TOKENS = "_streamlit_user_tokens"


@dataclass(frozen=True)
class Provider:
    """`claim`: where roles stand, empty where claims do not count; `claim_set`: somebody has said so; `host`: the name
    under which browsers come back from the provider."""

    claim: str
    claim_set: bool
    host: str


def configured() -> Provider | None:
    """The provider of the secrets files and the environment; None where there is none. Problem where it cannot be."""
    if not any(Path(one).exists() for one in st.get_option("secrets.files")):
        return None
    try:
        auth = st.secrets.get("auth")
    except StreamlitSecretNotFoundError as error:  # its text may show a secret
        raise Problem("auth_unreadable", file="secrets.toml") from error
    if auth is None:
        return None
    return checked(auth if isinstance(auth, Mapping) else {}, os.environ.get(VARIABLE))


def checked(auth: Mapping[str, Any], claim: str | None) -> Provider:
    """Problem `auth_missing`, `auth_secret`, `auth_callback`, `auth_open`."""
    missing = [name for name in NEEDED if not isinstance(auth.get(name), str) or not auth[name].strip()]
    if missing:
        raise Problem("auth_missing", section=SECTION, fields=", ".join(missing))
    secret = auth["cookie_secret"]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
        raise Problem("auth_secret", section=SECTION, setting="cookie_secret", shortest=SHORTEST_SECRET,
                      command=MAKE_SECRET)
    back, home = _address(auth["redirect_uri"]), _address(auth["server_metadata_url"])
    if back is None or back.path != CALLBACK or back.query:
        raise Problem("auth_callback", section=SECTION, setting="redirect_uri", value=auth["redirect_uri"][:100],
                      path=CALLBACK)
    if home is None or (home.scheme != "https" and home.hostname not in ("localhost", "127.0.0.1", "::1")):
        raise Problem("auth_open", section=SECTION, setting="server_metadata_url",
                      value=auth["server_metadata_url"][:100], scheme="https://")
    return Provider(CLAIM if claim is None else claim.strip(), claim is not None, back.hostname or "")


def _address(text: str) -> SplitResult | None:
    try:
        found = urlsplit(text)
        return found if found.scheme in ("http", "https") and found.hostname else None
    except ValueError:
        return None


def sealed(cookies: Mapping[str, str]) -> str:
    """Streamlit's cookie as a browser sends it, which nobody has checked yet."""
    return "".join(cookies[name] for name in sorted(cookies) if name.startswith(COOKIE) and not name.startswith(TOKENS))


def sign_in_of(said: Mapping[str, Any]) -> str:
    """What stands for one sign-in, whatever other cookies come along: all that the provider said, nonce included."""
    return json.dumps(said, sort_keys=True, default=str)


def began(said: Mapping[str, Any]) -> datetime | None:
    """When the provider signed somebody in (UTC); None where it does not say."""
    at = said.get("iat")
    try:
        return datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None


class SignIns(Sessions):
    """Sign-ins at the provider, by the hash of what it said. One that has ended, or that began before this process,
    never counts again: whoever kept a copy of the cookie must sign in as well."""

    def __init__(self, **given: Any):
        super().__init__(**given)
        self._started = self._clock().replace(microsecond=0)  # the provider tells whole seconds
        self._ended: dict[str, datetime] = {}  # by hash: when it would be too old anyhow
        self._seals: dict[str, str] = {}  # hash of the cookie, once a page has had it checked → hash of the sign-in

    def admit(self, key: str, since: datetime, claims: Claims, seal: str) -> Session | None:
        """The session of a sign-in: opened when it is seen first; None where it does not count. `seal`: the cookie."""
        name, now = hashed(key), self._clock()
        with self._lock:
            for one in [one for one, found in self._open.items() if not self._lasts(found, now)]:
                self._drop(one)
            self._ended = {one: until for one, until in self._ended.items() if now < until}
            fresh = max(self._started, now - LONGEST) <= since <= now + CLOCKS
            if name not in self._open and name not in self._ended and fresh:
                self._open[name] = replace(Session(min(since, now), now, frozenset()), claims=claims)
                self._seals[hashed(seal)] = name
        return self.find(key)

    def of_cookie(self, seal: str) -> Session | None:
        """The session of a cookie that a page has shown before."""
        now = self._clock()
        with self._lock:
            found = self._open.get(self._seals.get(hashed(seal), ""))
            return found if found is not None and self._lasts(found, now) else None

    def end(self, seal: str) -> None:
        """End the sign-in of a cookie, where a page has shown it before."""
        with self._lock:
            self._drop(self._seals.get(hashed(seal), ""))

    def _drop(self, name: str) -> None:
        found = self._open.pop(name, None)
        if found is not None:
            self._ended[name] = found.until + CLOCKS
            self._seals = {seal: one for seal, one in self._seals.items() if one != name}
