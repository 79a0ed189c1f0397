"""Checking an export with nothing but its lines: numbers, hashes, links, and that the books they fold to are sound.

A line is the canonical JSON of an entry with its hash in it. Its keys are sorted, so taking `,"hash":"…"` out of the
bytes leaves what the hash was made of: the links are checked without reading a body (`check_links`; sha256sum
can do the same by hand, docs/journal.md). `verify` reads the bodies too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.ledger.draft import draft_of, finished
from core.ledger.entry import FORMAT, GENESIS, Entry
from core.ledger.evolve import step
from core.ledger.state import EMPTY, Books
from core.problem import Problem

TEXT = rb'(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*'
# Only text and numbers follow the hash, and a quote within a text is escaped: the last match is the entry's own.
FORM = re.compile(
    rb'\{"at":"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","body":(?P<body>\{.*\}),"format":(?P<format>\d+)'
    rb'(?P<cut>,"hash":"(?P<hash>[0-9a-f]{64})"),"key":"(?P<key>' + TEXT + rb')","kind":"(?P<kind>[a-z_]+)"'
    rb',"number":(?P<number>[1-9]\d*),"previous":"(?P<previous>[0-9a-f]{64})","reason":"(?P<reason>' + TEXT
    + rb')","role":"(?P<role>[a-z]+)"\}', re.DOTALL)
Line = re.Match[bytes]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain stands: the number and hash of its last entry (0 and GENESIS before the first), and its time."""

    number: int = 0
    hash: str = GENESIS
    at: str = ""


START = Link()


def linked(lines: Iterable[bytes], after: Link = START, first: int = 1) -> Iterator[Line]:
    """The lines taken apart, each checked: it bears the next number, the hash of the one before it and its own, and no
    earlier time. Problem `journal_line_*` names the line (counted from `first` on) and what is wrong."""
    number, previous, last = after.number, after.hash.encode(), after.at.encode()
    for at, text in enumerate(lines, start=first):
        text = text.rstrip(b"\n")
        found = FORM.fullmatch(text)
        if found is None or not _is_text(text):
            raise Problem("journal_line_form", line=at)
        number += 1
        time, form, hashed, own, before = found.group("at", "format", "hash", "number", "previous")
        if form != b"%d" % FORMAT:
            raise Problem("journal_line_format", line=at, format=form.decode(), known=FORMAT)
        if own != b"%d" % number:
            raise Problem("journal_line_number", line=at, number=own.decode(), needed=number)
        if before != previous:
            raise Problem("journal_line_previous", line=at, number=number, before=number - 1)
        start, end = found.span("cut")
        if hashlib.sha256(text[:start] + text[end:]).hexdigest().encode() != hashed:
            raise Problem("journal_line_hash", line=at, number=number)
        if time < last:
            raise Problem("journal_line_clock", line=at, number=number)
        previous, last = hashed, time
        yield found


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def check_links(lines: Iterable[bytes], after: Link = START, first: int = 1) -> Link:
    """Where the chain stands after these lines; bodies are not read. Problems as `linked`."""
    last: Line | None = None
    for found in linked(lines, after, first):
        last = found
    return Link(int(last["number"]), last["hash"].decode(), last["at"].decode()) if last else after


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once each, so that no two readers can read it differently."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read


def _no(text: str) -> Any:
    raise ValueError("numbers with parts are written as text")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_no, parse_constant=_no)


def _body(raw: bytes) -> dict[str, Any]:
    text = raw.decode()
    value, end = _DECODER.raw_decode(text)
    if end != len(text):
        raise ValueError("more than a body")
    body: dict[str, Any] = value
    return body


def _text(raw: bytes) -> str:
    return json.loads(b'"%b"' % raw) if b"\\" in raw else raw.decode()


def _entry(found: Line) -> Entry:
    """ValueError or RecursionError where its body cannot be read."""
    number, at, role, kind, body, reason, key, previous, own = found.group(
        "number", "at", "role", "kind", "body", "reason", "key", "previous", "hash")
    return Entry(int(number), at.decode(), role.decode(), kind.decode(), _body(body), _text(reason), _text(key),
                 previous.decode(), own.decode())


def parse(text: bytes) -> Entry:
    """The entry of a line, whatever came before it; Problem `journal_text` when it is none."""
    found = FORM.fullmatch(text.rstrip(b"\n"))
    try:
        if found is not None:
            return _entry(found)
    except (ValueError, RecursionError):
        pass
    raise Problem("journal_text")


def verify(lines: Iterable[bytes]) -> Books:
    """Links and folding of a whole journal from its first entry; the books at its end (`.head` is the last entry).
    One line after the other, so that a long journal needs no more memory than its books."""
    draft, last = draft_of(EMPTY), None
    for number, found in enumerate(linked(lines), start=1):
        try:
            body = _body(found["body"])
        except (ValueError, RecursionError):
            raise Problem("journal_line_form", line=number) from None
        step(draft, found["kind"].decode(), body, number)
        last = found
    return finished(draft, None if last is None else _entry(last))
