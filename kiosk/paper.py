"""Certificates of cancellation as sheets: one, or many at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date

from core.ledger.state import Booking
from store import Snapshot, Store
from store.acts import books
from store.journal import cancelled
from ui.documents import typeset
from ui.documents.certificate import certificate
from ui.linked import public_url
from ui.rules import prices_shown


def issued(store: Store, snapshot: Snapshot, number: str, today: date) -> bytes:
    """The certificate of that number as PDF; Problem `cancellation_unknown`, `document_glyph`."""
    one = cancelled(store, number)
    return certificate(one, books(store).orders[one.order], snapshot.reserve, address=public_url(),
                       prices=prices_shown(snapshot.rules, today))


def check(orders: Iterable[Booking]) -> None:
    """Problem `document_glyph` where a certificate of these orders could not be drawn."""
    typeset.check(text for one in orders for text in (
        one.order.project_zh, one.order.project_en, one.order.township_zh, one.order.township_en))


def bundle(store: Store, snapshot: Snapshot, numbers: Iterable[str], today: date) -> bytes:
    """Many certificates as one zip; the same bytes for the same books. Problems as `issued`."""
    return packed((f"{name}.pdf", issued(store, snapshot, name, today)) for name in numbers)


def packed(sheets: Iterable[tuple[str, bytes]]) -> bytes:
    """Named sheets as a zip, which says nothing of when it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:  # the sheets are packed in themselves
        for name, sheet in sheets:
            file.writestr(zipfile.ZipInfo(name), sheet)
    return out.getvalue()
