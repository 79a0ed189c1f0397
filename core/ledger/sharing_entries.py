"""What entries about shared income change. They are believed only as far as the books before them bear them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.ledger.draft import Body, Change, Draft
from core.ledger.portions import check_unpaid, part_of, portions_of, row, shared, whose
from core.ledger.sharing import Distribution
from core.problem import Problem


def _income_shared(draft: Draft, body: Body, number: int) -> None:
    """It must share as the books say, fen by fen."""
    booking = draft.order(body["order"])
    order, portions = booking.order, portions_of(draft, booking)
    day = date.fromisoformat(body["shared_on"])
    if (order.order in draft.distributions or Decimal(body["amount_cny"]) != order.amount_cny
            or body["demo"] != order.demo or body["portions"] != [row(one) for one in portions]):
        raise Problem("sharing_unbalanced", order=order.order)
    draft.distributions[order.order] = Distribution(
        order.order, order.amount_cny, portions, day, order.demo, number, (number,))


def _payout(draft: Draft, body: Body, number: int, paid_on: date | None, voucher: str) -> None:
    """Paid (`paid_on`) or taken back (None): one party's whole part, which was the other way before."""
    found = shared(draft, body["order"])
    mine = part_of(found, body["party"], body["group_zh"])
    if ((mine[0].paid_on is None) == (paid_on is None) or (paid_on or found.shared_on) < found.shared_on
            or any(body[name] != value for name, value in whose(found, mine).items())):
        raise Problem("sharing_unbalanced", order=found.order)
    portions = tuple(replace(one, paid_on=paid_on, voucher=voucher) if one in mine else one for one in found.portions)
    draft.distributions[found.order] = replace(found, portions=portions, entries=(*found.entries, number))


def _payout_recorded(draft: Draft, body: Body, number: int) -> None:
    _payout(draft, body, number, date.fromisoformat(body["paid_on"]), body["voucher"])


def _payout_undone(draft: Draft, body: Body, number: int) -> None:
    _payout(draft, body, number, None, "")


def _sharing_undone(draft: Draft, body: Body, number: int) -> None:
    found = shared(draft, body["order"])
    check_unpaid(found)
    del draft.distributions[found.order]


CHANGES: Mapping[str, Change] = {
    "income_shared": _income_shared,
    "payout_recorded": _payout_recorded,
    "payout_undone": _payout_undone,
    "sharing_undone": _sharing_undone,
}
