"""Bulletins in uploaded files: text, HTML, CSV, workbooks, and archives of them. Hostile until checked."""

from __future__ import annotations

from dataclasses import replace

from core.land.archive import archive
from core.land.limits import Limits
from core.market.bulletins.bulletin import Bulletin
from core.market.bulletins.plain import is_html
from core.market.bulletins.tables import header, rows
from core.market.bulletins.text import read_text
from core.problem import Problem
from core.sheet import tables

# No vectors here: of the limits only bytes, entries and ratio matter. A year's bulletins are a quarter of a megabyte.
LIMITS = Limits(bytes=20_000_000, unpacked=40_000_000, text=20_000_000, features=0, vertices=0, entries=2_000)
TEXTS, PAGES, SHEETS = ("txt", "md"), ("html", "htm"), ("csv", "xlsx")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_file(name: str, data: bytes) -> list[Bulletin]:
    """The bulletins of a .txt, .html, .csv or .xlsx, or of a .zip of them; what cannot be read is one, refused.

    Problems, where the file cannot be opened at all: `bulletin_file_kind`, `bulletin_file_size`,
    `bulletin_encoding`, `bulletin_empty_file`, those of archives (`zip_…`) and of tables (`sheet_…`).
    """
    if len(data) > LIMITS.bytes:
        raise Problem("bulletin_file_size", file=name, limit=LIMITS.bytes // 1_000_000)
    kind = name.rpartition(".")[2].casefold()
    if not data.strip():
        raise Problem("bulletin_empty_file", file=name)
    if kind == "zip":
        return _archive(name, data)
    if kind in (*TEXTS, *PAGES):
        return read_text(_decoded(name, data), file=name)
    if kind in SHEETS:
        return _sheets(name, data, kind)
    raise Problem("bulletin_file_kind", file=name)


def _archive(name: str, data: bytes) -> list[Bulletin]:
    out: list[Bulletin] = []
    with archive(data, LIMITS) as entries:
        for inner in sorted(entries.entries):
            if inner.startswith("__MACOSX"):
                continue
            try:
                found = read_file(inner, entries.read(inner))
            except Problem as problem:  # one file of many
                found = [Bulletin("", None, None, file=inner, problems=(problem,))]
            out += [replace(one, file=f"{name}/{inner}") for one in found]
    if not out:
        raise Problem("bulletin_empty_file", file=name)
    return out


def _decoded(name: str, data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else GB 18030; Problem `bulletin_encoding`."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Problem("bulletin_encoding", file=name)


def _sheets(name: str, data: bytes, kind: str) -> list[Bulletin]:
    if kind == "csv":
        data = _decoded(name, data).encode()
    out: list[Bulletin] = []
    for number, table in enumerate(tables(name, data, LIMITS), start=1):
        sheet = "" if kind == "csv" else f"{number}!"
        columns = header(table)
        if columns is not None:
            out += rows(table, columns, name, sheet, kind == "xlsx")
        else:
            out += _texts(table, name, sheet)
    if not out:
        raise Problem("bulletin_no_columns", file=name)
    return out


def _texts(table: list[list[str]], name: str, sheet: str) -> list[Bulletin]:
    """Bulletins whose text stands in cells, a row for each; rows without any are left out."""
    out = []
    for number, line in enumerate(table, start=1):
        text = "\n".join(cell for cell in line if cell)
        if text and not is_html(text):
            found = read_text(text, name, f"{sheet}{number}")
        else:
            found = [one for cell in line if cell for one in read_text(cell, name, f"{sheet}{number}")]
        out += [one for one in found if not any(problem.key == "bulletin_none" for problem in one.problems)]
    return out
