"""What ends by itself, at the start and while the product runs soon after midnight: holds return, contacts go."""

from __future__ import annotations

from collections.abc import Callable

from store import submissions
from store.acts import sweep
from store.clock import today
from store.database import Store
from store.decisions import applied, decisions
from store.repeating import repeat
from store.shipped import shipped_rules
from watching import event, failed

EVERY_S = 10 * 60  # between two looks; the day changes in Shanghai, wherever the machine stands


def end_holds(store: Store) -> None:
    """End what is over. A clock that was set back must not keep the product from starting: that is logged."""
    try:
        count = sweep(store)
        if count:
            event("holds.ended", count=count)
    except Exception:  # of the clock, of a full disk: the product must go on, and acts say what is wrong
        failed("holds.not_ended")


def forget_contacts(store: Store) -> None:
    """Delete the contacts of what the public sent so long ago that the rule lets nobody keep them."""
    try:
        with store.read() as cursor:
            rules = applied(shipped_rules(), decisions(cursor))[0]
        submissions.forget(store, int(rules.at(today()).number(submissions.KEEP)))
    except Exception:  # as above; the next look tries again
        failed("contacts.not_deleted")


def start_daily(store: Store) -> Callable[[], None]:
    """Look now and then while the product runs. Call the answer to stop."""
    def look() -> None:
        end_holds(store)
        forget_contacts(store)

    return repeat("holds", look, EVERY_S)
