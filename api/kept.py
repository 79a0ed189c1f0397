"""Answers of GET calls: built once per data version, kept as bytes, sent with an ETag or as 304."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from api.render import to_json
from store import Snapshot

T = TypeVar("T")
MAX_ROWS = 5_000  # of one page
MOST = 64  # answers kept of one data version; the oldest goes first
GZIP_FROM = 1_000  # bytes below which packing does not pay


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer: its ETag, its bytes, those packed (empty where packing does not pay), and what the next page is
    after."""

    etag: str
    plain: bytes
    packed: bytes
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that goes on: `after` names the last of it, and ?after= gives what comes behind that one."""

    answer: object
    after: str


def page(rows: Sequence[T], name: Callable[[T], str], after: str | None) -> tuple[list[T], str]:
    """At most MAX_ROWS of the rows behind the one named `after`, and the name to go on after; empty on the last page.

    By the order of names, so that a row that comes or goes in between moves no other onto a page already read or past
    one to come.
    """
    left = sorted((row for row in rows if after is None or name(row) > after), key=name)
    return left[:MAX_ROWS], name(left[MAX_ROWS - 1]) if len(left) > MAX_ROWS else ""


_lock = threading.Lock()
_kept: WeakKeyDictionary[Snapshot, dict[tuple[Any, ...], Kept]] = WeakKeyDictionary()


def send(request: Request, snapshot: Snapshot, key: tuple[Any, ...], build: Callable[[], object], *,
         media_type: str = "application/json", cache_control: str = "no-cache",
         language: str = "") -> Response:
    """The answer that `build` gives, from the shelf if this snapshot has it under `key` already.

    `key` names everything but the data that the answer depends on; `build` returns a value for JSON,
    or bytes, or a Page of either.
    """
    one = keep(snapshot, key, build)
    headers = {"ETag": one.etag, "Cache-Control": cache_control, "Vary": "Accept-Encoding, Accept-Language"}
    if language:
        headers["Content-Language"] = language
    if one.after:
        headers["Link"] = next_page(request, one.after)
    if has_it(request.headers.get("if-none-match", ""), one.etag):
        return Response(status_code=304, headers=headers)
    if one.packed and takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(one.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return Response(one.plain, headers=headers, media_type=media_type)


def next_page(request: Request, after: str) -> str:
    """The header Link (RFC 8288): the same call, after another row."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return f'<{request.url.path}?{urlencode([*asked, ("after", after)])}>; rel="next"'


def keep(snapshot: Snapshot, key: tuple[Any, ...], build: Callable[[], object]) -> Kept:
    """The kept answer under `key`; built, one at a time, when there is none."""
    shelf = _kept.get(snapshot)
    if shelf is not None and (one := shelf.get(key)) is not None:
        return one
    with _lock:
        shelf = _kept.setdefault(snapshot, {})
        if key not in shelf:
            one = _pack(build(), snapshot.version)
            if len(shelf) >= MOST:
                del shelf[next(iter(shelf))]
            shelf[key] = one
        return shelf[key]


def _pack(answer: object, version: int) -> Kept:
    """The data version stands in the ETag; the digest also tells a new edition of this program apart."""
    answer, after = (answer.answer, answer.after) if isinstance(answer, Page) else (answer, "")
    plain = answer if isinstance(answer, bytes) else to_json(answer).encode()
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) >= GZIP_FROM else b""
    return Kept(f'W/"{version}-{hashlib.sha256(plain).hexdigest()[:16]}"', plain, packed, after)


def has_it(if_none_match: str, etag: str) -> bool:
    """Whether the reader holds this edition already (weak comparison, RFC 9110)."""
    asked = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in asked or etag.removeprefix("W/") in asked


def takes_gzip(accept_encoding: str) -> bool:
    """Whether gzip is among what the reader accepts, not with a quality of 0."""
    for part in accept_encoding.split(","):
        name, _, quality = part.partition(";")
        if name.strip().casefold() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
