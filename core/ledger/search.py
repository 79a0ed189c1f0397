"""Finding a thing in the books by anything it is known by, whatever the spelling of letters, digits and blanks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.ledger.state import Books

EXACT, BEGINS, HOLDS = range(3)
MARK = "\x1f"  # between the texts of a thing: nobody types it


@dataclass(frozen=True, slots=True)
class Hit:
    """`name` of a thing of kind `about`; `how`: EXACT, BEGINS or HOLDS what was looked for."""

    about: str
    name: str
    how: int


def search(books: Books, text: str, plots: Mapping[str, Sequence[str]] = MappingProxyType({})) -> tuple[Hit, ...]:
    """Things one of whose texts is, begins with or holds `text`; the nearest first, then by kind and name. `plots`:
    what plots are called that came with the county's layer and have no file: their lots are found by it."""
    wanted = folded(text)
    if not wanted:
        return ()
    hits = []
    for about, name, texts in _texts(books, plots):
        known = f"{MARK}{MARK.join(map(folded, texts))}{MARK}"
        if wanted in known:
            how = EXACT if f"{MARK}{wanted}{MARK}" in known else BEGINS if f"{MARK}{wanted}" in known else HOLDS
            hits.append(Hit(about, name, how))
    return tuple(sorted(hits, key=lambda one: (one.how, one.about, one.name)))


def entry_number(text: str, books: Books) -> int | None:
    """The number of an entry, where the text is the number of one that there is (12, #12)."""
    digits = folded(text).removeprefix("#")
    if digits.isascii() and digits.isdigit() and len(digits) < 12 and books.head is not None:
        return int(digits) if 0 < int(digits) <= books.head.number else None
    return None


def folded(text: str) -> str:
    """Full-width letters as half-width ones, capitals as small ones, no blanks (as serials are compared)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.casefold().split())


def _texts(books: Books, plots: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(kind, name, everything it is known by)."""
    for name, file in books.plots.items():
        texts = [name, file.name_zh, file.name_en, file.township_zh, file.township_en, file.group_zh]
        texts += [file.measurement.report] if file.measurement else []
        texts += [file.agreement.number] if file.agreement else []
        texts += [file.notice.review] if file.notice else []
        yield "plot", name, tuple(texts)
    for name, stock in books.lots.items():
        plot = stock.lot.plot
        yield "lot", name, (name, plot, stock.lot.batch, *(() if plot in books.plots else plots.get(plot, ())))
    for name, one in books.occupations.items():
        yield "occupation", name, (name, one.project_zh, one.project_en, one.township_zh, one.township_en,
                                   one.notice.number if one.notice else "")
    for name, booking in books.orders.items():
        order = booking.order
        yield "order", name, (name, order.project_zh, order.project_en, order.township_zh, order.township_en,
                              order.certificate, booking.proposal, *(one.number for one in booking.invoices))
    for name, paper in books.certificates.items():
        yield "certificate", name, (name, paper.issuer)
    for name, remedy in books.remedies.items():
        yield "remedy", name, (name, remedy.lot)
    for name, found in books.findings.items():
        yield "finding", name, (name, found.subject, found.source, *found.plots)
    for name, decided in books.decisions.items():
        yield "decision", name, (name, decided.meeting, decided.matter, decided.scenario_name, decided.replaces)
