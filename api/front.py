"""In front of the API: what its answers have in common whichever route gives them, by their path alone.

- An answer that may be kept (ETag, `Cache-Control: no-cache`) is kept as it was sent, for as long as data and day are
  the same: asking again costs a look-up, reaches no route and counts towards no limit.
- HEAD is GET without the body; every answer that is no stream has an ETag.
- /api/v1 may be read by pages of any other site, without credentials; nothing else may.
- Whatever reaches a route is counted by address (ui.limits); what computes says itself what it costs (`spend`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kept import has_it, takes_gzip
from api.problems import language, respond
from core.problem import Problem
from core.rate import Rate
from store import open_house, today
from ui.limits import Limit

API, OPEN = "/api/", "/api/v1/"
MOST, LARGEST, TOGETHER = 1_000, 1_000_000, 64_000_000  # answers kept; bytes of one, bytes of all
READS = (Rate(600, 100), Rate(3_000, 5))  # what reaches a route: of one address 10/s, of all 200/s, after a burst
COMPUTES = (Rate(60, 1_000), Rate(300, 100))  # points of reckoning: of one address 60 a minute, of all 600
UNCLEAN = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.\.?(?:/|$)")  # in no address of ours
SPEND = "zhanbu.spend"  # in the scope: how a route counts what it is about to compute
EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, Content-Disposition"
ANYBODY = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", EXPOSED.encode()))
PREFLIGHT = ((b"access-control-allow-origin", b"*"), (b"access-control-allow-methods", b"GET, HEAD, POST"),
             (b"access-control-allow-headers", b"Content-Type, Accept-Language, If-None-Match"),
             (b"access-control-max-age", b"86400"), (b"cache-control", b"no-store"))
Rates = tuple[Rate, Rate]
Key = tuple[str, bytes, str, bool]


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it goes out, and as it goes to who has it already."""

    etag: str
    start: Message
    same: Message
    body: bytes

    async def send(self, send: Send, head: bool, known: str) -> None:
        """`known`: the request's If-None-Match."""
        if known and has_it(known, self.etag):
            await send(self.same)
            await send({"type": "http.response.body", "body": b""})
        else:
            await send(self.start)
            await send({"type": "http.response.body", "body": b"" if head else self.body})


@dataclass
class Shelf:
    """The answers of one data version and day."""

    key: tuple[int, date]
    answers: dict[Key, Sent] = field(default_factory=dict)
    size: int = 0

    def put(self, key: Key, one: Sent) -> None:
        while self.answers and (len(self.answers) >= MOST or self.size + len(one.body) > TOGETHER):
            self.size -= len(self.answers.pop(next(iter(self.answers))).body)
        self.answers[key] = one
        self.size += len(one.body)


class Front:
    """ASGI middleware around everything below /api."""

    def __init__(self, app: ASGIApp, reads: Rates = READS, computes: Rates = COMPUTES):
        self.app, self._rates = app, (reads[0], computes[0])
        self.reads, self.computes = Limit(*reads), Limit(*computes)
        self._shelf = Shelf((0, date.min))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API):
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])  # of a header sent twice the last
        reading, open_ = scope["method"] in ("GET", "HEAD"), scope["path"].startswith(OPEN)
        head, known = scope["method"] == "HEAD", asked.get(b"if-none-match", b"").decode("latin-1")
        gzip = _takes_gzip(asked.get(b"accept-encoding", b""))
        key = (scope["path"], scope["query_string"], language(asked.get(b"accept-language", b"")), gzip)
        shelf = self._fresh() if reading and open_ else None
        if shelf is not None and (hit := shelf.answers.get(key)) is not None:
            await hit.send(send, head, known)
            return
        if open_ and scope["method"] == "OPTIONS" and b"access-control-request-method" in asked:
            await send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
            await send({"type": "http.response.body", "body": b""})
            return
        send = _Outgoing(send, head, known, ANYBODY if open_ else (),
                         (lambda one: shelf.put(key, one)) if shelf is not None else None, reading).send
        if problem := self._refusal(scope):
            await respond(Request(scope), problem)(scope, receive, send)
            return
        headers = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
        headers += [(b"accept-encoding", b"gzip" if gzip else b"identity")]  # whoever packs reads it alike
        await self.app({**scope, "method": "GET" if head else scope["method"], "headers": headers,
                        SPEND: lambda count: self._spend(scope, count)}, receive, send)

    def _fresh(self) -> Shelf | None:
        """The shelf of the present data version and day; None while there is no store, which the route will say."""
        try:
            key = (open_house().data_version, today())
        except Exception:  # whatever it is, the route meets it too, and has the words for it
            return None
        if self._shelf.key != key:
            self._shelf = Shelf(key)
        return self._shelf

    def _refusal(self, scope: Scope) -> Problem | None:
        if wait := self.reads.wait(_peer(scope)):
            return too_many("reads", self._rates[0], wait)
        if UNCLEAN.search(scope["path"]):
            return Problem("request_path", path=UNCLEAN.sub("?", scope["path"])[:100])
        return None

    def _spend(self, scope: Scope, count: int) -> None:
        if wait := self.computes.wait(_peer(scope), count):
            raise too_many("computes", self._rates[1], wait)


class _Outgoing:
    """An answer on its way out: it gets what all have, and is kept if it may be."""

    def __init__(self, send: Send, head: bool, known: str, more: tuple[tuple[bytes, bytes], ...],
                 keep: Callable[[Sent], None] | None, reading: bool):
        self._send, self._head, self._known, self._more = send, head, known, more
        self._keep, self._reading = keep, reading
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":  # waits for the body, of which the ETag is made
            self._start = {**message, "headers": [*message.get("headers", ()), *self._more]}
            return
        body = message.get("body", b"")
        if self._start is not None:
            start, self._start = self._start, None
            if self._reading and start["status"] == 200 and not message.get("more_body"):
                await self._whole(start, body)
                return
            await self._send(start)
        await self._send({**message, "body": b""} if self._head else message)

    async def _whole(self, start: Message, body: bytes) -> None:
        headers = dict(start["headers"])
        control = headers.get(b"cache-control", b"no-cache")
        if control == b"no-store":
            one = Sent("", start, start, body)
        else:
            own = headers.get(b"etag")
            etag = own or f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'.encode()
            start["headers"] += [(name, value) for name, value in ((b"etag", etag), (b"cache-control", control))
                                 if name not in headers]
            of_body = (b"content-length", b"content-type", b"content-encoding")
            same = [(name, value) for name, value in start["headers"] if name not in of_body]
            one = Sent(etag.decode("latin-1"), start, {**start, "status": 304, "headers": same}, body)
            if self._keep and own and control == b"no-cache" and len(body) <= LARGEST and b"set-cookie" not in headers:
                self._keep(one)
        await one.send(self._send, self._head, self._known if one.etag else "")


def spend(request: Request, count: int) -> None:
    """Count what a route is about to compute; Problem `request_rate` where its address has had enough for now."""
    if counted := request.scope.get(SPEND):
        counted(count)


def too_many(policy: str, rate: Rate, wait: int) -> Problem:
    """The refusal; what else it holds becomes the headers of the answer."""
    return Problem("request_rate", seconds=wait, policy=policy, quota=rate.burst,
                   window=rate.burst * rate.every_ms // 1_000)


def _peer(scope: Scope) -> str | None:
    """The address; uvicorn has put there what a proxy says only if ZHANBU_PROXIES names the proxy."""
    client = scope.get("client")
    return client[0] if client else None


@lru_cache(maxsize=256)
def _takes_gzip(header: bytes) -> bool:
    return takes_gzip(header.decode("latin-1"))
