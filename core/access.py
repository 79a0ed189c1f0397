"""Who may do what (domain.md §6): one table; whatever is not in it nobody may.

A right is a name of this table or a command of the journal, whose offices core.ledger knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.ledger.act import offices
from core.ledger.commands import Command

PUBLIC = "public"
STAFF = ("planner", "registrar", "reviewer", "admin")
EVERYBODY = (PUBLIC, *STAFF)
MONITOR = "monitor"  # a program that watches this one; nobody signs in as it

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "page.overview": EVERYBODY,
    "page.inventory": EVERYBODY,
    "page.accounting": EVERYBODY,
    "page.loss": EVERYBODY,
    "page.price": EVERYBODY,
    "page.depletion": EVERYBODY,
    "page.conformity": EVERYBODY,
    "page.forest": EVERYBODY,
    "page.open": EVERYBODY,
    "page.voice": EVERYBODY,
    "page.desk": STAFF,
    "page.people": ("admin",),
    "page.health": ("admin",),
    "route./docs": EVERYBODY,
    "route./v1/health": EVERYBODY,
    "route./v1/reserve": EVERYBODY,
    "route./v1/plots": EVERYBODY,
    "route./v1/price": EVERYBODY,
    "route./v1/prices": EVERYBODY,
    "route./v1/estimate": EVERYBODY,
    "route./v1/outlook": EVERYBODY,
    "route./v1/scenarios/{number}": EVERYBODY,
    "route./v1/journal": EVERYBODY,
    "route./v1/certificates/{number}": EVERYBODY,
    "route./v1/open": EVERYBODY,
    "route./v1/open/{file}": EVERYBODY,
    "route./layers/sub_compartments.geojson": STAFF,
    "see.stands": STAFF,  # single stands of the forest inventory
    "see.drafts": ("planner",),  # scenarios that are not published
    "see.submissions": ("registrar", "reviewer", "admin"),  # what the public sends, and how to reach it
    "see.alarms": STAFF,  # what is due within the office
    "see.people": STAFF,  # who did an act
    "read.meters": (MONITOR,),  # /metrics
    "use.template": STAFF,  # a slide template from outside: its file is opened here
    "write.links": STAFF,  # staff links for colleagues
    "write.users": ("admin",),  # who signs in by name, and their roles
    "write.parameters": ("admin",),  # values of the rules, parameter sets
    "write.inventory": ("admin",),
    "write.bulletins": ("admin",),
    "write.calendar": ("admin",),
    "write.backups": ("admin",),  # one made now
    "write.columns": STAFF,  # which column of a land file means what
    "write.scenarios": ("planner",),
    "write.prices": ("planner",),  # price rules that are compared
    "write.submissions": ("registrar", "reviewer", "admin"),  # answers to what the public sends
    "send.submissions": EVERYBODY,  # concerns, objections to a public notice
}


def holders(right: str | type[Command]) -> tuple[str, ...]:
    """The roles that have it; none for a name that the table does not know. `system` is no visitor's role."""
    if isinstance(right, str):
        return RIGHTS.get(right, ())
    return tuple(one for one in offices(right) if one in STAFF)


def may(roles: Collection[str], right: str | type[Command]) -> bool:
    """Whether one of these roles has the right."""
    return any(one in roles for one in holders(right))
