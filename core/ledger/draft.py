"""Books that are being written: copies of their own, which nobody else sees before they are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.ledger.decision import Decision
from core.ledger.document import Document
from core.ledger.entry import Entry
from core.ledger.occupation import Occupation
from core.ledger.plot_file import PlotFile
from core.ledger.remedy import Remedy
from core.ledger.sharing import Distribution
from core.ledger.state import Booking, Books, Certificate, Stock
from core.ledger.watch import Ban, Finding

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft(Books):
    """Every shelf can be written to."""

    lots: dict[str, Stock] = field(default_factory=dict)
    orders: dict[str, Booking] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    notices: dict[int, int] = field(default_factory=dict)
    invoices: dict[str, str] = field(default_factory=dict)
    plots: dict[str, PlotFile] = field(default_factory=dict)
    occupations: dict[str, Occupation] = field(default_factory=dict)
    remedies: dict[str, Remedy] = field(default_factory=dict)
    distributions: dict[str, Distribution] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    bans: dict[str, Ban] = field(default_factory=dict)
    documents: dict[tuple[str, str, str], Document] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)


Change = Callable[[Draft, Body, int], None]  # what an entry (its body and number) does to the books

SHELVES = tuple(one.name for one in fields(Books) if one.name != "head")


def draft_of(books: Books) -> Draft:
    copies: dict[str, Any] = {name: dict(getattr(books, name)) for name in SHELVES}
    return Draft(**copies)


def finished(draft: Draft, head: Entry | None) -> Books:
    shelves: dict[str, Any] = {name: getattr(draft, name) for name in SHELVES}
    return Books(**shelves, head=head)
