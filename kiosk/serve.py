"""Serving the public screens, in front of everything else: a request for a page that is known costs a look at two
numbers and the sending of bytes.

Nothing of a request is believed but its path, its `lang`, `kiosk` and `number`, and what it accepts; whose request it
is, or says it is, changes nothing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, quote, urlencode

import anyio
import anyio.to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from core.problem import Problem
from kiosk.answer import JSON, TEXT, Answer, answer, redirect, start
from kiosk.certificate import Asked, certificate, paper, unknown
from kiosk.check import check
from kiosk.html import dress
from kiosk.journal import send_journal
from kiosk.screen import View, screen
from store import Store, now, open_house, today, verified
from store.snapshot import current
from ui.words import LANGUAGES, preferred, words
from watching import failed

KIOSK, VERSION, VERIFY, JOURNAL = "/kiosk", "/kiosk/version", "/verify", "/verify/journal.ndjson"
MOST = 256  # pages of certificates kept of one data version
LONGEST_QUERY = 2_000
PDF = ".pdf"
STAMP = "0" * 24  # where the page's own stamp will stand
NEVER = datetime.min.replace(tzinfo=UTC)
Key = tuple[int, date, datetime]


@dataclass
class Shelf:
    """The pages of one data version and day, each made when it is first asked for."""

    key: Key
    pages: dict[str, Answer] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)


class PublicScreens:
    """ASGI middleware: /kiosk and /verify are answered here, all else goes on."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self._shelf = Shelf((0, date.min, NEVER))
        self._making = threading.Lock()
        self._few = anyio.CapacityLimiter(4)  # threads that make pages: whoever asks for many waits for himself

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_ours(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await send(start(405, ((b"allow", b"GET, HEAD"), (b"content-length", b"0"))))
            await send({"type": "http.response.body", "body": b""})
            return
        accepts = known = browser = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepts = value
            elif name == b"if-none-match":
                known = value
            elif name == b"accept-language":
                browser = value
        head = scope["method"] == "HEAD"
        if scope["path"] == JOURNAL:
            await send_journal(open_house(), send, head, known, self._few)
            return
        try:
            found = await self._find(scope["path"], scope["query_string"], browser)
        except Exception:  # a store that is being closed, a rule that does not hold: the reader gets a sentence
            failed("kiosk.not_made")
            found = _unavailable(scope["query_string"], browser)
        await found.send(send, head, accepts, known)

    async def _find(self, path: str, query: bytes, browser: bytes) -> Answer:
        shelf = self._fresh()
        if path in (KIOSK, f"{KIOSK}/"):
            lang = "zh" if not query else "en" if query == b"lang=en" else _asked(query).get("lang", "zh")
            lang = lang if lang in LANGUAGES else "zh"
            return shelf.pages.get(lang) or await self._make(self._screen, shelf, lang)
        if path == VERSION:
            lang = _asked(query).get("lang", "zh")
            lang = lang if lang in LANGUAGES else "zh"
            if lang not in shelf.stamps:
                await self._make(self._screen, shelf, lang)
            told = {"page": shelf.stamps[lang], "at": f"{today().isoformat()} {now():%H:%M}"}
            return answer(json.dumps(told).encode(), JSON)
        asked = _asked(query)
        lang = asked.get("lang", "")
        if lang not in LANGUAGES:
            lang = preferred(browser.decode("latin-1"))
        kiosk = asked.get("kiosk") == "1"
        if path in (VERIFY, f"{VERIFY}/"):
            if number := asked.get("number", "").strip():
                more = {"lang": lang} | ({"kiosk": "1"} if kiosk else {})
                return redirect(f"{VERIFY}/{quote(number[:200], safe='')}?{urlencode(more)}")
            name = f"check {lang} {kiosk}"
            return shelf.pages.get(name) or await self._make(self._check, shelf, name, lang, kiosk)
        if not path.startswith(f"{VERIFY}/"):  # /kiosk/…: nothing of the kind
            return answer(unknown(Asked("", words(lang), kiosk, today())), status=404, policy=_policy())
        number = path[len(VERIFY) + 1:]
        if number.endswith(PDF):
            return shelf.pages.get(number) or await self._make(self._paper, shelf, number, lang)
        name = f"number {lang} {kiosk} {number}"
        return shelf.pages.get(name) or await self._make(self._number, shelf, name, lang, kiosk, number)

    def _fresh(self) -> Shelf:
        """The shelf of the present data version and day, and of the last verification."""
        store = open_house()
        key = (store.data_version, today(), verified.at(store) or NEVER)
        if self._shelf.key != key:
            self._shelf = Shelf(key)
        return self._shelf

    async def _make(self, build: Callable[..., Answer], shelf: Shelf, *terms: object) -> Answer:
        return await anyio.to_thread.run_sync(self._made, build, shelf, terms, limiter=self._few)

    def _made(self, build: Callable[..., Answer], shelf: Shelf, terms: tuple[object, ...]) -> Answer:
        with self._making:  # what several wait for is made once
            return shelf.pages.get(str(terms[0])) or build(shelf, *terms)

    def _verify(self, store: Store, shelf: Shelf) -> verified.Verified:
        """The latest verification. Asking can make it, and what is made from it belongs on this shelf still."""
        found = verified.latest(store)
        shelf.key = (*shelf.key[:2], found.at)
        return found

    def _screen(self, shelf: Shelf, lang: str) -> Answer:
        store = open_house()
        view = View(current(store), self._verify(store, shelf), shelf.key[1], words(lang))
        clothes = dress(("base.css", "kiosk.css"), ("kiosk.js",), "'self'")
        stamp = answer(screen(view, STAMP)).etag.decode()[3:-1]
        shelf.stamps[lang] = stamp
        shelf.pages[lang] = answer(screen(view, stamp), policy=clothes.policy)
        return shelf.pages[lang]

    def _check(self, shelf: Shelf, name: str, lang: str, kiosk: bool) -> Answer:
        clothes = dress(("base.css", "verify.css"), ("sha256.js", "chain.js", "check.js"), "'none'")
        shelf.pages[name] = answer(check(self._verify(open_house(), shelf), words(lang), kiosk), policy=clothes.policy)
        return shelf.pages[name]

    def _number(self, shelf: Shelf, name: str, lang: str, kiosk: bool, number: str) -> Answer:
        store = open_house()
        status, body = certificate(store, current(store), Asked(number, words(lang), kiosk, shelf.key[1]))
        found = answer(body, status=status, policy=_policy())
        if status == 200 and len(shelf.pages) < MOST:  # what nobody issued is not kept: anybody can think of many
            shelf.pages[name] = found
        return found


    def _paper(self, shelf: Shelf, name: str, lang: str) -> Answer:
        """The sheet, which is the same in both languages; `lang` is for whom there is none."""
        store, asked = open_house(), Asked(name.removesuffix(PDF), words(lang), False, shelf.key[1])
        try:
            found = paper(store, current(store), asked)
        except Problem as problem:  # a name that cannot be drawn; asking again would not help
            return answer(asked.say.problem(problem).encode(), TEXT, 422)
        if found is None:
            return answer(unknown(asked), status=404, policy=_policy())
        number, body = found
        sheet = answer(body, b"application/pdf", extra=((
            b"content-disposition", f'inline; filename="{number}.pdf"'.encode("ascii", "replace")),))
        if len(shelf.pages) < MOST // 4:  # sheets are some ten times as heavy as pages
            shelf.pages[name] = sheet
        return sheet


def warm(store: Store) -> None:
    """Make what the first page would otherwise wait for."""
    for lang in LANGUAGES:
        screen(View(current(store), verified.latest(store), today(), words(lang)), STAMP)


def _policy() -> bytes:
    """Of the page of a number."""
    return dress(("base.css", "verify.css"), ("sha256.js", "certificate.js"), "'self'").policy


def _is_ours(path: str) -> bool:
    return path.startswith((KIOSK, VERIFY)) and path[:path.find("/", 1) if "/" in path[1:] else None] in (KIOSK, VERIFY)


def _asked(query: bytes) -> dict[str, str]:
    """The first value of each parameter; of a query that is too long or too full, nothing."""
    try:
        if len(query) > LONGEST_QUERY:
            return {}
        found = parse_qs(query.decode("latin-1"), max_num_fields=20, errors="replace")
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _unavailable(query: bytes, browser: bytes) -> Answer:
    lang = _asked(query).get("lang", "")
    say = words(lang if lang in LANGUAGES else preferred(browser.decode("latin-1")))
    return answer(say("kiosk.unavailable").encode(), TEXT, 503, extra=((b"retry-after", b"30"),))
