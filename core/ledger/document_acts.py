"""What happens to documents: decisions, and what their entries change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.ledger.document import ABOUT, KINDS, LARGEST, MEDIA, AttachDocument, Document, RemoveDocument
from core.ledger.draft import Body, Change, Draft
from core.ledger.entry import SHA256, Fact
from core.ledger.state import Booking, Books, Stock
from core.problem import Problem
from core.rules.book import RulesAt

SHELVES = dict(zip(ABOUT, ("plots", "occupations", "orders", "certificates", "lots", "remedies", "findings",
                          "decisions"),
                   strict=True))


def attach_document(books: Books, asked: AttachDocument, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Bytes that the store keeps belong to a thing of the books, once."""
    demo = mark_of(books, asked.about, asked.name)
    if asked.kind not in KINDS:
        raise Problem("document_kind", kind=asked.kind)
    if asked.media not in MEDIA:
        raise Problem("document_media", media=asked.media, known=MEDIA)
    if not 0 < asked.size <= LARGEST:
        raise Problem("document_size", size=asked.size, limit=LARGEST)
    if SHA256.fullmatch(asked.sha256) is None:
        raise Problem("document_hash", sha256=asked.sha256[:64])
    _not_twice(books, asked.about, asked.name, asked.sha256)
    return (Fact("document_attached", {
        "about": asked.about, "name": asked.name, "kind": asked.kind, "media": asked.media, "size": asked.size,
        "sha256": asked.sha256, "demo": demo}),)


def remove_document(books: Books, asked: RemoveDocument, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = _there(books, asked.about, asked.name, asked.sha256)
    return (Fact("document_removed", {
        "about": found.about, "name": found.name, "sha256": found.sha256, "demo": found.demo}),)


def mark_of(books: Books, about: str, name: str) -> bool:
    """Whether the thing a document belongs to is illustrative; Problem `document_about`, `document_thing`."""
    if about not in ABOUT:
        raise Problem("document_about", about=about)
    found = getattr(books, SHELVES[about]).get(name)
    if found is None and about == "plot":  # plots of before there was a journal have lots and perhaps no file yet
        found = next((one for one in books.lots.values() if one.lot.plot == name), None)
    if found is None:
        raise Problem("document_thing", about=f"ledger.about.{about}", name=name)
    inner = found.lot if isinstance(found, Stock) else found.order if isinstance(found, Booking) else found
    return bool(inner.demo)


def documents_of(books: Books, about: str, name: str) -> tuple[Document, ...]:
    """The documents of a thing that were not removed, the latest first."""
    found = [one for one in books.documents.values() if (one.about, one.name) == (about, name) and not one.removed]
    return tuple(sorted(found, key=lambda one: -one.entry))


def _not_twice(books: Books, about: str, name: str, sha256: str) -> None:
    before = books.documents.get((about, name, sha256))
    if before is not None and not before.removed:
        raise Problem("document_twice", about=f"ledger.about.{about}", name=name, entry=before.entry)


def _there(books: Books, about: str, name: str, sha256: str) -> Document:
    found = books.documents.get((about, name, sha256))
    if found is None or found.removed:
        raise Problem("document_unknown", sha256=sha256[:12], name=name)
    return found


def _attached(draft: Draft, body: Body, number: int) -> None:
    about, name, sha256 = body["about"], body["name"], body["sha256"]
    if mark_of(draft, about, name) != body["demo"] or SHA256.fullmatch(sha256) is None:
        raise ValueError("it is not marked as what it belongs to, or has no hash")
    _not_twice(draft, about, name, sha256)
    draft.documents[about, name, sha256] = Document(
        sha256, about, name, body["kind"], body["media"], body["size"], body["demo"], number)


def _removed(draft: Draft, body: Body, number: int) -> None:
    found = _there(draft, body["about"], body["name"], body["sha256"])
    draft.documents[found.about, found.name, found.sha256] = replace(found, removed=True)


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    AttachDocument: attach_document,
    RemoveDocument: remove_document,
}
CHANGES: Mapping[str, Change] = {"document_attached": _attached, "document_removed": _removed}
OFFICES: Mapping[type, tuple[str, ...]] = dict.fromkeys(ACTS, ("registrar", "reviewer", "planner"))
REASONED: frozenset[type] = frozenset({RemoveDocument})
