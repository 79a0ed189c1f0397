"""An entry of the journal and its canonical text: each bears the hash of the one before it (domain.md §3.6).

The hash is SHA-256 over the UTF-8 bytes of the canonical JSON of everything else in the entry: keys sorted, no blanks,
tonnes and money as text with their full places, times in UTC to the millisecond. Whoever has the lines of an export can
check it with nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SHA256 = re.compile(r"[0-9a-f]{64}")
GENESIS = "0" * 64  # the hash before the first entry
FORMAT = 1
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, before it is written down. `body`: text, whole numbers, yes/no, lists and mappings."""

    kind: str
    body: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as it stands in the journal. `at`: UTC, `2026-11-23T06:12:09.120Z`; `key`: one act has one key, however
    often it is sent; the facts of one act follow each other and share it."""

    number: int
    at: str
    role: str
    kind: str
    body: Mapping[str, Plain]
    reason: str
    key: str
    previous: str
    hash: str


def moment(at: datetime) -> str:
    """A UTC time as entries have it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def next_entry(last: Entry | None, fact: Fact, *, at: str, role: str, reason: str, key: str) -> Entry:
    """The fact written down after `last`."""
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    draft = Entry(number, at, role, fact.kind, fact.body, reason, key, previous, "")
    return Entry(number, at, role, fact.kind, fact.body, reason, key, previous, digest(draft))


def digest(entry: Entry) -> str:
    """The hash an entry must bear."""
    return hashlib.sha256(canonical(_plain(entry)).encode()).hexdigest()


def line(entry: Entry) -> str:
    """An entry as a line of an export."""
    return canonical({**_plain(entry), "hash": entry.hash})


def canonical(value: Any) -> str:
    """JSON in one way only."""
    return _ENCODER.encode(value)


def _plain(entry: Entry) -> dict[str, Any]:
    return {"format": FORMAT, "number": entry.number, "at": entry.at, "role": entry.role, "kind": entry.kind,
            "body": dict(entry.body), "reason": entry.reason, "key": entry.key, "previous": entry.previous}
