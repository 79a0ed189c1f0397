"""dBASE tables beside shapefiles, with values as text: a number keeps the digits it was written with."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.land.limits import Limits
from core.problem import Problem

HEADER, DESCRIPTOR, END = 32, 32, 0x0D
DELETED = b"*"
LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030"}  # the language byte of dBASE IV and of FoxPro for code page 936
CODECS = {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "54936": "gb18030",
          "65001": "utf-8", "utf8": "utf-8", "utf-8": "utf-8"}
TEXT = frozenset(b"CMD")
NUMBER = frozenset(b"NFIOBY")


@dataclass(frozen=True)
class Table:
    """Rows as written. `stated`: a .cpg or the header names the encoding; `is_overridden`: it was wrong."""

    rows: tuple[dict[str, Any], ...]
    deleted: tuple[bool, ...]
    encoding: str
    is_ascii: bool
    stated: bool
    is_overridden: bool


def read_table(data: bytes, title: str, cpg: str, limits: Limits, expected: int) -> Table:
    """The table; Problem `dbf_broken` or `dbf_encoding`. `cpg`: the word of the .cpg file, if there is one."""
    broken = Problem("dbf_broken", name=title)
    if len(data) < HEADER + 1:
        raise broken
    count, start, length = struct.unpack_from("<IHH", data, 4)
    columns = _columns(data[:start], broken)
    if (length < 1 or sum(size for _, _, size in columns) + 1 > length or start + count * length > len(data) + 1
            or count > max(limits.features, expected)):
        raise broken
    if len(columns) > limits.columns:
        raise Problem("land_columns", count=len(columns), limit=limits.columns)
    records = [data[start + at * length:start + (at + 1) * length] for at in range(count)]
    cells = [cell for cell in (*(name for name, _, _ in columns), *_texts(records, columns)) if not cell.isascii()]
    stated = encoding_of(cpg) or LANGUAGES.get(data[29])
    encoding = _encoding(cells, stated, title) if cells else "ascii"
    names = _named([name.decode(encoding, "ignore").strip() for name, _, _ in columns])
    rows = tuple(_row(record, names, columns, encoding) for record in records)
    return Table(rows, tuple(record[:1] == DELETED for record in records), encoding, not cells,
                 stated is not None, bool(cells) and stated not in (None, "ascii", encoding))


def encoding_of(said: str) -> str | None:
    """A .cpg's word as a codec: `GBK`, `936`, `CP936`, `ANSI 936`, `UTF-8`, `65001` …; None for others."""
    word = said.strip().casefold().replace("_", "-")
    number = word.removeprefix("ansi").strip().removeprefix("cp").removeprefix("windows-")
    if number in CODECS:
        return CODECS[number]
    try:
        found = codecs.lookup(word)
    except (LookupError, ValueError):
        return None
    return found.name if word and getattr(found, "_is_text_encoding", True) else None


def _columns(header: bytes, broken: Problem) -> list[tuple[bytes, int, int]]:
    """(name, type, width) of each column."""
    out = []
    at = HEADER
    while at < len(header) and header[at] != END:
        if at + DESCRIPTOR > len(header):
            raise broken
        kind, size = header[at + 11], header[at + 16]
        if kind == ord("C"):  # long text uses the place of the decimals
            size += 256 * header[at + 17]
        if size == 0:
            raise broken
        out.append((header[at:at + 11].split(b"\x00")[0], kind, size))
        at += DESCRIPTOR
    return out


def _encoding(cells: Sequence[bytes], stated: str | None, title: str) -> str:
    """UTF-8 where the cells (those that are not ASCII) show it, else what is stated, else GB18030 or UTF-8.

    Chinese in UTF-8 takes three bytes a letter, and GBK hardly ever looks so by chance; two bytes it often does.
    """
    letters = [letter for cell in cells for letter in cell.decode("utf-8", "ignore") if not letter.isascii()]
    if letters and 2 * sum(letter >= "\u0800" for letter in letters) > len(letters) and _fits(cells, "utf-8"):
        return "utf-8"
    for encoding in dict.fromkeys((stated or "gb18030", "gb18030", "utf-8")):
        if _fits(cells, encoding):
            return encoding
    raise Problem("dbf_encoding", name=title)


def _fits(cells: Sequence[bytes], encoding: str) -> bool:
    """Whether nearly all cells decode; a letter cut off where a cell ends is no fault."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)
    except LookupError:
        return False
    wrong = 0
    for cell in cells:
        try:
            decoder().decode(cell)
        except (UnicodeError, AttributeError, TypeError):
            wrong += 1
    return 50 * wrong <= len(cells)


def _texts(records: Sequence[bytes], columns: Sequence[tuple[bytes, int, int]]) -> Iterator[bytes]:
    """Every text cell without its padding."""
    at = 1
    for _, kind, size in columns:
        if kind in TEXT:
            yield from (record[at:at + size].strip(b" \x00") for record in records)
        at += size


def _named(names: list[str]) -> list[str]:
    """Column names made unique: a second `A` becomes `A_2`."""
    out: list[str] = []
    for name in names:
        unique, turn = name or "?", 2
        while unique in out:
            unique, turn = f"{name}_{turn}", turn + 1
        out.append(unique)
    return out


def _row(record: bytes, names: list[str], columns: list[tuple[bytes, int, int]], encoding: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    at = 1
    for name, (_, kind, size) in zip(names, columns, strict=True):
        cell = record[at:at + size]
        at += size
        if kind in NUMBER and kind not in b"IOBY":
            text = cell.decode("ascii", "replace").strip(" \x00")
            out[name] = None if not text or set(text) == {"*"} else text
        elif kind == ord("L"):
            out[name] = {b"T": True, b"t": True, b"Y": True, b"F": False, b"N": False}.get(cell[:1])
        elif kind in TEXT:
            out[name] = cell.decode(encoding, "ignore").strip(" \x00") or None
        else:  # binary numbers and timestamps hold nothing of ours
            out[name] = None
    return out
