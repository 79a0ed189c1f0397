"""The story of a thing: which entries are about it, and which other things it hangs together with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.ledger import sharing_entries
from core.ledger.decision import Approval
from core.ledger.document import Document
from core.ledger.entry import Entry
from core.ledger.state import Books

SHELVES: Mapping[str, str] = {  # kind of thing → the books' shelf
    "plot": "plots", "lot": "lots", "occupation": "occupations", "order": "orders", "certificate": "certificates",
    "remedy": "remedies", "distribution": "distributions", "finding": "findings",
    "decision": "decisions"}
NAMED_BY: Mapping[str, tuple[str, ...]] = {  # kind of thing → the fields of bodies that name it
    "plot": ("plot", "plots"), "lot": ("lot", "lots"), "occupation": ("proposal",), "order": ("order",),
    "certificate": ("serial", "offsets"), "remedy": ("remedy",), "distribution": ("order",), "finding": ("finding",),
    "decision": ("decision", "replaces")}
OF_SHARING = frozenset(sharing_entries.CHANGES)
Link = tuple[str, str]  # (kind of thing, name)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a story. `corrected_by`: numbers of the later entries that say it should have said something else."""

    entry: Entry
    corrected_by: tuple[int, ...]


def thing(books: Books, about: str, name: str) -> Any:
    """What the books say of it now; None where there is no such thing."""
    shelf: Mapping[str, Any] = getattr(books, SHELVES[about]) if about in SHELVES else {}
    return shelf.get(name)


def numbers(books: Books, about: str, name: str) -> tuple[int, ...]:
    """The numbers of the entries about a thing, in order: its own, its documents', the ban on its plot, and of a lot or
    a certificate those of the orders that took from it."""
    found = thing(books, about, name)
    if found is None:
        return ()
    mine: set[int] = {found.entry, *found.entries}
    mine |= {one.entry for one in documents(books, about, name)}
    if about == "plot" and name in books.bans:
        mine |= set(books.bans[name].entries)
    if about in ("lot", "certificate"):
        for booking in books.orders.values():
            if any(one == name for one, _ in (booking.lots if about == "lot" else booking.offsets)):
                mine |= {booking.entry, *booking.entries}
    if about == "order" and name in books.distributions:
        mine |= set(books.distributions[name].entries)
    return tuple(sorted(mine - {0}))


def mentions(entry: Entry, about: str, name: str) -> bool:
    """Whether an entry's body names the thing: by its field, in a list, in a portion, or as what a document or a
    correction belongs to. What the books no longer know (a sharing that was undone) is found by this alone."""
    body = entry.body
    if (body.get("about"), body.get("name")) == (about, name):
        return True
    if about == "distribution" and entry.kind not in OF_SHARING:
        return False
    return any(_names(body.get(field), name) for field in NAMED_BY[about]) or any(
        isinstance(one, dict) and one.get(about) == name for one in _list(body.get("portions")))


def _names(value: Any, name: str) -> bool:
    return value == name or any((one[0] if isinstance(one, list) and one else one) == name for one in _list(value))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def story(entries: Iterable[Entry]) -> tuple[Told, ...]:
    """The entries in order, each with what corrected it."""
    kept = sorted(entries, key=lambda one: one.number)
    corrections: dict[int, list[int]] = {}
    for one in kept:
        if one.kind == "corrected":
            corrections.setdefault(int(one.body["entry"]), []).append(one.number)  # type: ignore[arg-type]
    return tuple(Told(one, tuple(corrections.get(one.number, ()))) for one in kept)


def documents(books: Books, about: str, name: str) -> tuple[Document, ...]:
    """The documents that belong to a thing, removed ones too."""
    return tuple(one for one in books.documents.values() if (one.about, one.name) == (about, name))


def relations(books: Books, about: str, name: str) -> tuple[Link, ...]:
    """The things that it comes from and that came from it."""
    found = thing(books, about, name)
    if found is None:
        return ()
    links: list[Link] = []
    if about == "plot":
        links += [("lot", one) for one, stock in books.lots.items() if stock.lot.plot == name]
        links += [("finding", one.finding) for one in books.findings.values() if name in one.plots]
    elif about == "lot":
        links += [("plot", found.lot.plot)]
        links += [("remedy", one.remedy) for one in books.remedies.values() if name in (one.lot, *dict(one.lots))]
        links += [("order", one) for one, booking in books.orders.items() if name in dict(booking.lots)]
    elif about == "certificate":
        links += [("order", one) for one, booking in books.orders.items() if name in dict(booking.offsets)]
    elif about == "order":
        links += [("occupation", found.proposal), ("distribution", name)]
        links += [("lot", one) for one, _ in found.lots]
        links += [("certificate", one) for one, _ in found.offsets]
    elif about == "occupation":
        links += [("order", one) for one, booking in books.orders.items() if booking.proposal == name]
    elif about == "remedy":
        links += [("lot", found.lot)]
    elif about == "distribution":
        links += [("order", name), *(("lot", one) for one in dict.fromkeys(part.lot for part in found.portions))]
    elif about == "finding":
        links += [("plot", one) for one in found.plots]
    elif about == "decision":
        links += [("decision", one) for one in (found.replaces, found.replaced_by)]
        links += [("plot", one) for one in (found.effect.plots if isinstance(found.effect, Approval) else ())]
    return tuple(one for one in links if thing(books, *one) is not None)


def subject(entry: Entry) -> Link | None:
    """The thing that an entry is about first of all; None where its body names none."""
    body = entry.body
    if isinstance(body.get("about"), str) and isinstance(body.get("name"), str):
        return str(body["about"]), str(body["name"])
    for key, about in (("decision", "decision"), ("finding", "finding"), ("remedy", "remedy"), ("order", "order"),
                       ("lot", "lot"), ("plot", "plot"), ("serial", "certificate"), ("proposal", "occupation")):
        if isinstance(body.get(key), str) and body[key]:
            return about, str(body[key])
    return None
