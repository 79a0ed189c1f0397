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
from itertools import islice
from typing import Any

from core.ledger.entry import FORMAT, GENESIS, Entry
from core.ledger.evolve import fold
from core.ledger.state import EMPTY, Books
from core.problem import Problem

PART = 10_000  # lines read at once

# Only text and numbers follow the hash, and a quote within a text is escaped: the last match is the entry's own.
FORM = re.compile(
    rb'\{"at":"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","body":\{.*\},"format":(?P<format>\d+)'
    rb'(?P<cut>,"hash":"(?P<hash>[0-9a-f]{64})"),"key":"(?:[^"\\]|\\.)*","kind":"[a-z_]+","number":(?P<number>\d+)'
    rb',"previous":"(?P<previous>[0-9a-f]{64})","reason":"(?:[^"\\]|\\.)*","role":"[a-z]+"\}', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain stands: the number and hash of its last entry (0 and GENESIS before the first), and its time."""

    number: int = 0
    hash: str = GENESIS
    at: str = ""


START = Link()


def check_links(lines: Iterable[bytes], after: Link = START, first: int = 1) -> Link:
    """That each line bears the next number, the hash of the one before it and its own, and no earlier time; bodies are
    not read. Problem `journal_line_*` names the line (counted from `first` on) and what is wrong."""
    number, previous, last = after.number, after.hash.encode(), after.at.encode()
    for at, text in enumerate(lines, start=first):
        text = text.rstrip(b"\n")
        found = FORM.fullmatch(text)
        if found is None:
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
    return Link(number, previous.decode(), last.decode())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once each, so that no two readers can read it differently."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read


def _no(text: str) -> Any:
    raise ValueError("numbers with parts are written as text")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_no, parse_constant=_no)


def parse(text: bytes) -> Entry:
    """The entry of a line; Problem `journal_text` when it is none."""
    try:
        read = _DECODER.decode(text.decode())
        return Entry(read["number"], read["at"], read["role"], read["kind"], read["body"], read["reason"], read["key"],
                     read["previous"], read["hash"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Problem("journal_text") from None


def entries(lines: Iterable[bytes], first: int = 1) -> Iterator[Entry]:
    """The entries of lines; Problem `journal_line_form` names the line (counted from `first` on)."""
    for at, text in enumerate(lines, start=first):
        try:
            yield parse(text)
        except Problem:
            raise Problem("journal_line_form", line=at) from None


def verify(lines: Iterable[bytes]) -> Books:
    """Links and folding of a whole journal from its first entry; the books at its end (`.head` is the last entry).
    Read in parts, so that a long journal needs no more memory than its books."""
    rest, link, books = iter(lines), START, EMPTY
    while part := list(islice(rest, PART)):
        first = link.number + 1
        link = check_links(part, link, first)
        books = fold(books, entries(part, first))
    return books
