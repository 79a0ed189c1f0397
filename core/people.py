"""People who sign in by name: what the provider says of them, who they are in the county's list, which roles they hold.

The list is the county's own; the provider's claim adds to it. Whoever the list has shut out holds no role, whatever the
provider says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.access import STAFF
from core.problem import Problem

CLAIM = "roles"  # the claim that roles are read from, unless another is named
LONGEST = 80  # characters of a name
LONGEST_ID = 255  # of a subject (OpenID Connect) or a mail address


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of somebody. `mail`: lower case, empty unless the provider has verified it."""

    issuer: str
    subject: str
    mail: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the list. `mail` or `subject` says who it is; `issuer` is empty before the first sign-in. `until`:
    the last day; `change`: the number of the last change of this person in the list's history, 0 for a new one."""

    number: int
    mail: str
    issuer: str
    subject: str
    name: str
    roles: frozenset[str]
    active: bool = True
    until: date | None = None
    change: int = 0

    def counts(self, today: date) -> bool:
        return self.active and (self.until is None or today <= self.until)

    @property
    def lasting_admin(self) -> bool:
        """Whether somebody who stays can always let others in."""
        return self.active and self.until is None and "admin" in self.roles


People = Mapping[int, Person]


def claims_of(said: Mapping[str, Any], claim: str) -> Claims | None:
    """The claims of a sign-in; None where the provider does not say who it is. `claim`: where roles stand, a name or
    a path with dots (`realm_access.roles`); empty: nowhere."""
    issuer, subject = _text(said.get("iss"), LONGEST_ID), _text(said.get("sub"), LONGEST_ID)
    if not issuer or not subject:
        return None
    mail = _text(said.get("email"), LONGEST_ID).lower() if said.get("email_verified") in (True, "true") else ""
    name = next(filter(None, (_text(said.get(one), LONGEST) for one in ("name", "preferred_username"))), "")
    return Claims(issuer, subject, mail, name or mail or subject[:LONGEST], roles_in(said, claim))


def roles_in(said: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The roles of staff in a claim, a list or a text; whatever else stands there is nothing to us."""
    found: Any = said.get(claim)
    if found is None and "." in claim:
        found = said
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        found = found.replace(",", " ").split()
    return frozenset(one for one in found if one in STAFF) if isinstance(found, list | tuple) else frozenset()


def known(people: Iterable[Person], claims: Claims) -> Person | None:
    """Who in the list has signed in: the one who did so before, else the one who was entered beforehand.

    A mail address lets somebody in once; from then on the provider's own number counts, so that an address that is
    given to somebody else takes no roles along.
    """
    rest = []
    for one in people:
        if (one.issuer, one.subject) == (claims.issuer, claims.subject):
            return one
        if not one.issuer:
            rest.append(one)
    return next((one for one in rest if one.subject == claims.subject or (claims.mail and one.mail == claims.mail)),
                None)


def roles_of(person: Person | None, claims: Claims, today: date) -> frozenset[str]:
    """The roles somebody holds: those of the list and those of the claim, or none if the list has shut them out."""
    if person is None:
        return claims.roles
    return person.roles | claims.roles if person.counts(today) else frozenset()


def checked(people: People, wanted: Person, today: date) -> Person:
    """The person as they may stand in the list; Problem with what is wrong. `people`: the list before."""
    one = replace(wanted, mail=_text(wanted.mail, LONGEST_ID).lower(), subject=_text(wanted.subject, LONGEST_ID),
                  name=_text(wanted.name, LONGEST), roles=frozenset(wanted.roles))
    if not one.mail and not one.subject:
        raise Problem("people_who")
    if one.mail and not _is_mail(one.mail):
        raise Problem("people_mail", mail=one.mail[:60])
    if not one.roles <= set(STAFF):
        raise Problem("people_roles")
    if not one.number and not one.roles and not one.issuer:
        raise Problem("people_no_role")
    before = people.get(one.number)
    if one.until is not None and one.until < today and (before is None or before.until != one.until):
        raise Problem("people_until", date=one.until, today=today)
    for other in people.values():
        if other.number != one.number and (
                (one.mail and other.active and other.mail == one.mail)
                or (one.subject and (other.issuer, other.subject) == (one.issuer, one.subject))):
            raise Problem("people_known", name=other.name or other.mail)
    if (before.change if before else 0) != one.change:
        raise Problem("people_moved", name=one.name or one.mail)
    if before is not None and before.lasting_admin and not one.lasting_admin and not any(
            other.lasting_admin for other in people.values() if other.number != one.number):
        raise Problem("people_last_admin", name=one.name or one.mail)
    return one


def _is_mail(text: str) -> bool:
    local, _, host = text.rpartition("@")
    return bool(local) and "." in host.strip(".") and "@" not in local and " " not in text


def _text(value: Any, longest: int) -> str:
    """A line without loose spaces or signs that cannot be printed; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())[:longest]
