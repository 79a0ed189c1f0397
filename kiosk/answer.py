"""An answer as bytes, ready to be sent: plain and packed, with its ETag and its headers made once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

from starlette.types import Message, Send

Headers = tuple[tuple[bytes, bytes], ...]
ALWAYS: Headers = (
    (b"cache-control", b"no-cache"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
CLOSED = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HTML, TEXT, JSON = b"text/html; charset=utf-8", b"text/plain; charset=utf-8", b"application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """The messages to send: the start with plain bytes, the start with packed ones, the start that says 304."""

    etag: bytes
    plain: bytes
    packed: bytes
    plain_start: Message
    packed_start: Message
    same_start: Message

    async def send(self, send: Send, head: bool, accepts: bytes, known: bytes) -> None:
        """`accepts`, `known`: the request's Accept-Encoding and If-None-Match."""
        if known and has_it(known, self.etag):
            await send(self.same_start)
            await send(NOTHING)
            return
        packed = takes_gzip(accepts)
        await send(self.packed_start if packed else self.plain_start)
        await send(NOTHING if head else {"type": "http.response.body", "body": self.packed if packed else self.plain})


NOTHING: Message = {"type": "http.response.body", "body": b""}


def answer(body: bytes, kind: bytes = HTML, status: int = 200, policy: bytes = CLOSED, extra: Headers = ()) -> Answer:
    """`policy`: the Content-Security-Policy. The ETag is weak: it stands for the plain and the packed bytes."""
    etag = b'W/"' + hashlib.sha256(body + policy).hexdigest()[:24].encode() + b'"'
    packed = gzip.compress(body, 9, mtime=0) if status == 200 else body  # refusals are not kept: packing costs more
    common = (*ALWAYS, *extra, (b"content-security-policy", policy), (b"vary", b"Accept-Encoding, Accept-Language"))
    if status == 200:
        common = (*common, (b"etag", etag))
    of_body = (*common, (b"content-type", kind))
    return Answer(
        etag if status == 200 else b"", body, packed,
        start(status, (*of_body, _length(body))),
        start(status, (*of_body, *(((b"content-encoding", b"gzip"),) if packed is not body else ()), _length(packed))),
        start(304, common))


def start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def redirect(to: str) -> Answer:
    """See another page of ours; `to` is a path whose parts are quoted."""
    return answer(b"", TEXT, 303, extra=((b"location", to.encode("ascii")),))


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


def has_it(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the reader holds this edition already (weak comparison, RFC 9110)."""
    if not etag:
        return False
    asked = {one.strip().removeprefix(b"W/") for one in if_none_match.split(b",")}
    return b"*" in asked or etag.removeprefix(b"W/") in asked


def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is among what the reader accepts, not with a quality of 0."""
    for part in accept_encoding.split(b","):
        name, _, quality = part.partition(b";")
        if name.strip().lower() in (b"gzip", b"*"):
            return quality.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False
