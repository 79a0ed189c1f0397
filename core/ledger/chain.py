"""Checking an export with nothing but its lines: numbers, hashes, links, and that the books they fold to are sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.ledger.entry import GENESIS, Entry
from core.ledger.state import Books


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain stands: the number and hash of its last entry (0 and GENESIS before the first), and its time."""

    number: int = 0
    hash: str = GENESIS
    at: str = ""


def check_links(lines: Iterable[bytes], after: Link = Link()) -> Link:
    """That each line bears the next number, the hash of the one before it and its own (fast; bodies are not read).
    Problem `journal_line_*` names the line (counted from 1) and what is wrong."""
    raise NotImplementedError


def parse(line: bytes) -> Entry:
    """The entry of a line; Problem `journal_line_form` when it is not one in canonical form."""
    raise NotImplementedError


def verify(lines: Iterable[bytes]) -> Books:
    """Links and folding of a whole journal from its first entry; the books at its end (`.head` is the last entry)."""
    raise NotImplementedError
