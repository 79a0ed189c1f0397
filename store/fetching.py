"""Fetching the bulletins of missing market days from the address that ZHANBU_BULLETIN_URL gives; off without it.

The address is a template: {yyyymmdd}, {yyyy}, {mm} and {dd} stand for the day. http and https only, no proxy, never
to a private address unless the template itself names one, redirects to the same host only, 2 MB at most.
"""

from __future__ import annotations

import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from logging import INFO, WARNING
from typing import IO, Any
from urllib.parse import urlsplit

from core.market.bulletins import Bulletin, check_together, plan, read_file
from core.market.bulletins.plan import ASKED, DAILY, REFUSED, Planned
from core.problem import Problem
from store.bulletins import known, record
from store.clock import today
from store.database import Store
from store.repeating import repeat
from watching import event, failed, meters

VARIABLE = "ZHANBU_BULLETIN_URL"
ROLE = "fetch"
MOST_DAYS = 30  # of one run
MOST_BYTES = 2_000_000
PATIENCE_S, WHOLE_S = 15, 60  # for an answer to begin, for all of it
FIRST_S, EVERY_S = 60, 6 * 60 * 60  # of the running app, whenever in the day that was started


@dataclass(frozen=True, slots=True)
class Fetched:
    """One day: what became of it, or why there is nothing. `problem` None with `planned` None: not out yet."""

    day: date
    planned: Planned | None = None
    problem: Problem | None = None

    @property
    def trouble(self) -> bool:
        return self.problem is not None or (self.planned is not None and self.planned.state in (REFUSED, *ASKED))


def template() -> str:
    """The address with its placeholders, empty where fetching is off; Problem `fetch_address` where it cannot be."""
    text = os.environ.get(VARIABLE, "").strip()
    if text:
        parts = urlsplit(text)
        dated = "{yyyymmdd}" in text or "{dd}" in text
        if parts.scheme not in ("http", "https") or not parts.hostname or not dated:
            raise Problem("fetch_address", variable=VARIABLE)
    return text


def fetch(store: Store, first: date | None = None, last: date | None = None) -> tuple[Fetched, ...]:
    """Fetch and store the missing market days from `first` (else the first stored day) to `last` (else today).

    Only what is new or better and contradicts nothing is stored. Problems: `fetch_off`, `fetch_address`,
    `fetch_range`; those of single days stand in the answer.
    """
    pattern, on = template(), today()
    if not pattern:
        raise Problem("fetch_off", variable=VARIABLE)
    with store.read() as cursor:
        before = known(cursor, on)
    if first is not None and last is not None and first > last:
        raise Problem("fetch_range", first=first, last=last)
    start = first or (before.series.first_date if len(before.series) else on)
    got = _got(pattern, before.calendar.missing(start, min(last or on, on))[:MOST_DAYS], on)
    order = [day for day, one in got.items() if isinstance(one, Bulletin)]
    found = check_together([one for one in got.values() if isinstance(one, Bulletin)])
    planned = dict(zip(order, plan(found, before), strict=True))
    if any(one.state not in (REFUSED, *ASKED) for one in planned.values()):
        shown = [one.state for one in planned.values()]
        store.write(lambda cursor: record(cursor, found, on, shown, ROLE))
    return tuple(Fetched(day, planned.get(day), one if isinstance(one, Problem) else None)
                 for day, one in got.items())


def start_daily(store: Store) -> Callable[[], None]:
    """Try four times a day while the app runs, where the address is set; what goes wrong is logged.

    Call the answer to stop.
    """
    def look() -> None:
        try:
            for one in fetch(store):
                outcome = one.problem.key if one.problem else one.planned.state if one.planned else "not_out"
                meters.fetches.labels(outcome).inc()
                event("price.fetched", WARNING if one.trouble else INFO, day=one.day, outcome=outcome)
        except Exception:  # of the network, of a page: the app must go on
            failed("price.not_fetched")

    if not os.environ.get(VARIABLE, "").strip():
        return lambda: None
    return repeat("bulletin-fetch", look, EVERY_S, FIRST_S)


def _got(pattern: str, days: Sequence[date], on: date) -> dict[date, Bulletin | Problem | None]:
    """The bulletin of each day, or why there is none; ends at the first day on which the host does not answer."""
    out: dict[date, Bulletin | Problem | None] = {}
    for day in days:
        try:
            out[day] = _bulletin(pattern, day)
        except Problem as problem:
            out[day] = None if problem.key == "fetch_absent" and day == on else problem
            if problem.key in ("fetch_unreachable", "fetch_private"):
                break
    return out


def _bulletin(pattern: str, day: date) -> Bulletin:
    url = _filled(pattern, day)
    found = read_file(f"{day:%Y%m%d}.html", get(url, day))
    own = [one for one in found if one.kind in DAILY and one.start == day]
    if not own:
        raise Problem("fetch_other", day=day)
    return next((one for one in own if not one.refused), own[0])


def get(url: str, day: date) -> bytes:
    """What stands at an address. Problems: `fetch_absent`, `fetch_unreachable`, `fetch_private`, `fetch_size`,
    `fetch_redirect`.
    """
    host = urlsplit(url).hostname or ""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _SameHost(), *_handlers(_is_private(host)))
    request = urllib.request.Request(url, headers={"User-Agent": "zhanbu", "Accept": "text/html,text/plain,*/*"})
    try:
        with opener.open(request, timeout=PATIENCE_S) as answer:
            return _read(answer, day)
    except urllib.error.HTTPError as error:
        raise Problem("fetch_absent", day=day, status=error.code) from None
    except (OSError, http.client.HTTPException) as error:
        raise Problem("fetch_unreachable", day=day, host=host, what=type(error).__name__) from error


def _read(answer: Any, day: date) -> bytes:
    out, until = b"", time.monotonic() + WHOLE_S
    while chunk := answer.read1(65_536):
        out += chunk
        if len(out) > MOST_BYTES:
            raise Problem("fetch_size", day=day, limit=MOST_BYTES // 1_000_000)
        if time.monotonic() > until:
            raise TimeoutError
    return out


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the host only, and never from https to http."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any,
                         newurl: str) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        moved = new.hostname != old.hostname or (new.port != old.port and None not in (new.port, old.port))
        if moved or new.scheme not in ("https", old.scheme):
            raise Problem("fetch_redirect", host=new.hostname or "–")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _handlers(private: bool) -> tuple[urllib.request.BaseHandler, ...]:
    """Handlers whose connections look at who answers: the name may lead to a private address."""
    def checked(connection: Any) -> None:
        peer = ip_address(connection.sock.getpeername()[0].partition("%")[0])
        if not private and not peer.is_global:
            connection.close()
            raise Problem("fetch_private", host=connection.host)

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            checked(self)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            checked(self)

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req)

    return PlainHandler(), SecureHandler()


def _is_private(host: str) -> bool:
    """Whether the template itself names this machine or a private address."""
    if host == "localhost":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def _filled(pattern: str, day: date) -> str:
    for mark, text in (("{yyyymmdd}", f"{day:%Y%m%d}"), ("{yyyy}", f"{day:%Y}"), ("{mm}", f"{day:%m}"),
                       ("{dd}", f"{day:%d}")):
        pattern = pattern.replace(mark, text)
    return pattern
