"""dBASE tables beside shapefiles, with values as text: a number keeps the digits it was written with."""

from __future__ import annotations

import codecs
import struct
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
    body = b"".join(name for name, _, _ in columns) + b"".join(records)
    stated = encoding_of(cpg) or LANGUAGES.get(data[29])
    encoding = _encoding(body, stated, title)
    names = _named([name.decode(encoding, "ignore").strip() for name, _, _ in columns])
    rows = tuple(_row(record, names, columns, encoding) for record in records)
    return Table(rows, tuple(record[:1] == DELETED for record in records), encoding, body.isascii(),
                 stated is not None, stated not in (None, "ascii", encoding) and not body.isascii())


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


def _encoding(body: bytes, stated: str | None, title: str) -> str:
    """UTF-8 where the bytes show it, else what is stated, else GB18030 or whatever fits.

    Chinese in UTF-8 takes three bytes a letter, and GBK hardly ever looks so by chance; two bytes it often does.
    """
    shown = body.decode("utf-8", "replace")
    others = [letter for letter in shown if not letter.isascii()]
    long = sum(letter >= "\u0800" and letter != "\ufffd" for letter in others)
    if others and 2 * long > len(others) and _fits(body, "utf-8"):
        return "utf-8"
    for encoding in dict.fromkeys((stated or "gb18030", "gb18030", "utf-8")):
        if _fits(body, encoding):
            return "utf-8" if encoding == "ascii" else encoding
    raise Problem("dbf_encoding", name=title)


def _fits(body: bytes, encoding: str) -> bool:
    """Whether the bytes decode but for letters cut off at the end of a fixed-width cell."""
    try:
        text = body.decode(encoding, "replace")
    except (LookupError, ValueError):
        return False
    return 20 * text.count("\ufffd") <= sum(not letter.isascii() for letter in text)


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
