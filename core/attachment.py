"""What an uploaded document is: its form by its name, borne out by its first bytes and, where it is an archive, by what
is in it. Nothing is unpacked to disk, rendered or run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from core.land.archive import Archive, archive
from core.land.limits import Limits
from core.ledger.document import LARGEST, MEDIA
from core.problem import Problem

LIMITS = Limits(bytes=LARGEST, unpacked=200_000_000, text=LARGEST, features=0, vertices=0, entries=2_000)
SAME = {"jpeg": "jpg"}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml"}  # what each archive must have
PROGRAMS = ("vbaproject.bin", "/activex/", "oleobject")  # in the name of an archive's entry
TYPES, MACROS = "[Content_Types].xml", b"macroenabled"
CONTROL = frozenset(range(32)) - {9, 10, 13}
LONGEST_NAME = 120


def media_of(file: str, data: bytes) -> str:
    """The form of a file, one of MEDIA. Problems: `document_media`, `document_size`, `document_other` (its bytes are
    not what its name says), `document_archive`, `document_program` (it can run something)."""
    ending = file.rpartition(".")[2].casefold()
    media = SAME.get(ending, ending)
    if media not in MEDIA:
        raise Problem("document_media", media=clean_name(ending)[:12], known=MEDIA)
    if not 0 < len(data) <= LARGEST:
        raise Problem("document_size", size=len(data), limit=LARGEST)
    if not FORMS[media](media, data):
        raise Problem("document_other", media=media)
    return media


def clean_name(file: str) -> str:
    """A file's name as it may be shown and given back: no folders, nothing invisible, not too long."""
    name = file.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter if letter.isprintable() else "_" for letter in name).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return shown if len(shown) <= LONGEST_NAME else f"{stem[:LONGEST_NAME - 10]}{dot}{ending[:9]}"


def _starts(*begins: bytes) -> Callable[[str, bytes], bool]:
    return lambda media, data: data.startswith(begins)


def _archive(media: str, data: bytes) -> bool:
    """An office document or an OFD: an archive with its main part, and without programs."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with archive(data, LIMITS) as entries:
            return _whole(media, entries)
    except Problem as problem:
        if problem.key.startswith("zip_"):
            raise Problem("document_archive", media=media, problem=problem) from problem
        raise


def _whole(media: str, entries: Archive) -> bool:
    names = {name.casefold() for name in entries.entries}
    if any(part in name for name in names for part in PROGRAMS):
        raise Problem("document_program", media=media)
    if media != "ofd":
        if TYPES not in entries.entries:
            return False
        if MACROS in entries.read(TYPES).lower():
            raise Problem("document_program", media=media)
    return PARTS[media] in entries.entries and bool(entries.read(PARTS[media]))


def _text(media: str, data: bytes) -> bool:
    """UTF-8 or GB 18030 without control characters."""
    if CONTROL & set(data):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _geojson(media: str, data: bytes) -> bool:
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(read, dict) and read.get("type") in ("FeatureCollection", "Feature")


FORMS: Mapping[str, Callable[[str, bytes], bool]] = {
    "pdf": _starts(b"%PDF-"), "jpg": _starts(b"\xff\xd8\xff"), "png": _starts(b"\x89PNG\r\n\x1a\n"),
    "docx": _archive, "xlsx": _archive, "ofd": _archive, "csv": _text, "geojson": _geojson}
