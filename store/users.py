"""The list of people who sign in by name, with its history, and who did which act. None of it is in the journal.

`save`, `undo` and `meet` are writes of their own; nothing is changed or deleted: each appends the person as they are
from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from core.people import Claims, People, Person, checked, known, roles_of
from core.problem import Problem
from store.clock import now, today
from store.database import Cursor, Store, insert

FIELDS = "number, person, mail, issuer, subject, name, roles, active, until, changed_at, changed_by"


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the history: the person as they were from `at` (UTC) on, by whom."""

    number: int
    person: Person
    at: datetime
    by: int


_read: WeakKeyDictionary[Store, tuple[int, People]] = WeakKeyDictionary()


def people(store: Store) -> People:
    """Everybody in the list, by number."""
    version, found = _read.get(store, (-1, {}))
    if version == store.data_version:
        return found
    version = store.data_version
    with store.read() as cursor:
        found = _people(cursor)
    _read[store] = version, found
    return found


@dataclass(frozen=True, slots=True)
class Roster:
    """The list as ui.staff asks for it."""

    store: Store

    def standing(self, claims: Claims) -> tuple[int, frozenset[str]]:
        """Number of the person (0 before they are met) and the roles they hold today."""
        found = known(people(self.store).values(), claims)
        met = found is not None and found.issuer
        return found.number if found and met else 0, roles_of(found, claims, today())

    def meet(self, claims: Claims) -> Person:
        return meet(self.store, claims)

    def led(self) -> bool:
        return any(one.issuer and one.lasting_admin for one in people(self.store).values())


def changes(store: Store) -> tuple[Change, ...]:
    """The history, oldest first."""
    with store.read() as cursor:
        return _changes(cursor)


def save(store: Store, wanted: Person, by: int) -> Person:
    """Enter a person (number 0) or change one; Problem with what speaks against it."""
    def job(cursor: Cursor) -> Person:
        return _append(cursor, checked(_people(cursor), wanted, today()), by)

    return store.write(job)


def undo(store: Store, change: int, by: int) -> Person:
    """Make a person what they were before a change; one who was entered by it is shut out. Problem `people_moved`
    where something was changed since."""
    def job(cursor: Cursor) -> Person:
        found = {one.number: one for one in _changes(cursor)}
        if change not in found:
            raise Problem("people_unknown")
        person = found[change].person
        before = [one.person for one in found.values() if one.person.number == person.number and one.number < change]
        wanted = replace(before[-1], change=change) if before else replace(person, active=False)
        return _append(cursor, checked(_people(cursor), wanted, today()), by)

    return store.write(job)


def meet(store: Store, claims: Claims) -> Person:
    """The person who signs in with these claims, kept from the first time on."""
    found = known(people(store).values(), claims)
    if found is not None and found.issuer:
        return found

    def job(cursor: Cursor) -> Person:
        listed = _people(cursor)
        there = known(listed.values(), claims)
        if there is not None and there.issuer:
            return there
        mine = there or Person(0, "", "", "", "", frozenset())
        free = not any(one.mail == claims.mail for one in listed.values())
        wanted = replace(mine, issuer=claims.issuer, subject=claims.subject, name=mine.name or claims.name,
                         mail=mine.mail or (claims.mail if free else ""))
        return _append(cursor, checked(listed, wanted, today()), mine.number or max(listed, default=0) + 1)

    return store.write(job)


def did(cursor: Cursor, whose: Mapping[str, int]) -> None:
    """Keep who did acts, by their keys; in the transaction that writes them."""
    insert(cursor, "act_person", list(whose.items()))


def authors(cursor: Cursor, numbers: Collection[int]) -> dict[int, int]:
    """Entry → person, of these entries, where that is known."""
    found = cursor.execute(
        "SELECT number, person FROM (SELECT unnest(?::BIGINT[]) AS number)"
        " JOIN journal_act ON number BETWEEN first AND last JOIN act_person USING (key) WHERE last >= ? AND first <= ?",
        [list(numbers), min(numbers, default=0), max(numbers, default=0)]).fetchall()
    return dict(found)


def names(store: Store, numbers: Sequence[int]) -> dict[int, str]:
    """Entry → name of who did it, where that is known. For staff alone."""
    with store.read() as cursor:
        found = authors(cursor, numbers)
    listed = people(store)
    return {number: listed[one].name or listed[one].mail for number, one in found.items() if one in listed}


def _people(cursor: Cursor) -> dict[int, Person]:
    return {one.person.number: one.person for one in _changes(cursor)}


def _changes(cursor: Cursor) -> tuple[Change, ...]:
    rows = cursor.execute(f"SELECT {FIELDS} FROM person_change ORDER BY number").fetchall()
    return tuple(
        Change(number, Person(person, mail, issuer, subject, name, frozenset(roles.split()), active, until, number),
               at, by)
        for number, person, mail, issuer, subject, name, roles, active, until, at, by in rows)


def _append(cursor: Cursor, one: Person, by: int) -> Person:
    last, most = cursor.execute(
        "SELECT coalesce(max(number), 0), coalesce(max(person), 0) FROM person_change").fetchall()[0]
    kept = replace(one, number=one.number or most + 1, change=last + 1)
    cursor.execute("INSERT INTO person_change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
        kept.change, kept.number, kept.mail, kept.issuer, kept.subject, kept.name, " ".join(sorted(kept.roles)),
        kept.active, kept.until, now().astimezone(UTC).replace(tzinfo=None), by])
    return kept
