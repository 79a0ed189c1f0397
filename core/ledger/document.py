"""Documents that belong to a step: the journal holds what they are and their hash, the store holds the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ABOUT = ("plot", "occupation", "order", "certificate", "lot", "remedy", "finding", "decision")
KINDS = ("screening", "measurement", "agreement", "notice", "objection", "assessment", "payment", "invoice",
         "monitoring", "photo", "minutes", "other")
# What a document may be. No zip: nobody can see what is in one without opening it, and land files have their own way
# in. No doc, xls, docm, xlsm: they can hold programs. ofd: the national form of e-invoices and official papers.
MEDIA = ("pdf", "ofd", "jpg", "png", "docx", "xlsx", "csv", "geojson")
LARGEST = 20_000_000  # bytes; a scanned report of 100 pages has some 10 MB


@dataclass(frozen=True, slots=True)
class Document:
    """`sha256` of its bytes; `about`, `name`: the thing it belongs to. The name of the file stays in the store."""

    sha256: str
    about: str
    name: str
    kind: str
    media: str
    size: int
    demo: bool
    entry: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class AttachDocument:
    about: str
    name: str
    kind: str
    media: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RemoveDocument:
    """It was the wrong one, with a reason: its bytes may go, that it was there stays written."""

    about: str
    name: str
    sha256: str


DocumentCommand = AttachDocument | RemoveDocument
Documents = Mapping[tuple[str, str, str], Document]  # (about, name, sha256)
