"""Which decision of the leading group (core.ledger.decision) set a value of a rule or published a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from store.database import Cursor


@dataclass(frozen=True, slots=True)
class Link:
    """A decision's number, and the number of the value it recorded or of its publication."""

    decided: str
    value: int | None
    publication: int | None


def links(cursor: Cursor) -> tuple[Link, ...]:
    """All there are, by decision."""
    return tuple(Link(*row) for row in cursor.execute(
        "SELECT decided, value, publication FROM decision_effect ORDER BY decided").fetchall())


def link_of(cursor: Cursor, decided: str) -> Link | None:
    """What a decision did; None where it did nothing outside the books."""
    return next((one for one in links(cursor) if one.decided == decided), None)


def of_value(cursor: Cursor, number: int) -> str:
    """The decision that recorded a value; empty where there is none."""
    return next((one.decided for one in links(cursor) if one.value == number), "")


def of_publication(cursor: Cursor, number: int) -> str:
    """The decision that published a scenario; empty where there is none."""
    return next((one.decided for one in links(cursor) if one.publication == number), "")


def keep(cursor: Cursor, decided: str, value: int | None = None, publication: int | None = None) -> None:
    cursor.execute("INSERT INTO decision_effect VALUES (?, ?, ?)", [decided, value, publication])
