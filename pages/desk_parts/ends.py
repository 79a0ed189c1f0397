"""How the end of a hold is said."""

from __future__ import annotations

from core.ledger.state import Booking
from core.ledger.waiting import NO_END
from pages.base import Context


def end_of_hold(ctx: Context, one: Booking) -> str:
    """Its last day; holds of before the journal bear none. A dash where nothing is held."""
    if one.status != "held":
        return "–"
    return ctx.say("orders.no_end") if one.until >= NO_END else one.until.isoformat()
