"""What the entries about an occupation, and those about its orders, change in the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.ledger import fields
from core.ledger.draft import Body, Change, Draft
from core.ledger.occupation import Assessment, Choice, LossNotice, Occupation
from core.ledger.occupation_checks import adds_up, assessed_t, hashed, living, noticed, takes, unnoticed, unordered
from core.ledger.state import TAKES_TONNES, Booking
from core.numbers import tonnes_down
from core.problem import Problem


def order_taken(draft: Draft, booking: Booking, number: int) -> None:
    """An order came, perhaps for a proposal."""
    if booking.proposal:
        one, order = living(draft, booking.proposal), booking.order
        takes(one, order.owed_t, order.demo)
        _put(draft, replace(one, ordered_t=one.ordered_t + order.owed_t), number)


def order_moved(draft: Draft, booking: Booking, status: str, number: int) -> None:
    """An order that was living is now `status`."""
    if booking.proposal:
        one, owed = draft.occupations[booking.proposal], booking.order.owed_t
        if status not in TAKES_TONNES:
            one = replace(one, ordered_t=one.ordered_t - owed)
        elif status == "cancelled":
            one = replace(one, settled_t=one.settled_t + owed)
        _put(draft, one, number)


def _put(draft: Draft, one: Occupation, number: int) -> None:
    draft.occupations[one.proposal] = replace(one, entries=(*one.entries, number))


def _submitted(draft: Draft, body: Body, number: int) -> None:
    if body["proposal"] in draft.occupations:
        raise Problem("proposal_known", proposal=body["proposal"])
    _put(draft, Occupation(
        body["proposal"], body["project_zh"], body["project_en"], body["kind"], body["township_zh"],
        body["township_en"], body["occupation"], body["years"], date.fromisoformat(body["planned_on"]),
        date.fromisoformat(body["submitted_on"]), hashed(body["outline"], body["proposal"]), body["demo"], number),
        number)


def _frozen(draft: Draft, body: Body, number: int) -> None:
    one = unnoticed(draft, body["proposal"])
    made = Assessment(
        date.fromisoformat(body["assessed_on"]), Decimal(body["owed_t"]), Decimal(body["area_hm2"]),
        tuple((words, Decimal(hm2), Decimal(tonnes)) for words, hm2, tonnes in body["strata"]), body["inventory"],
        hashed(body["rules"], one.proposal), hashed(body["working"], one.proposal), number)
    adds_up(made, one.proposal)
    _put(draft, replace(one, assessment=made), number)


def _signed(draft: Draft, body: Body, number: int) -> None:
    """It says what was assessed and bears the next number of its year."""
    one, signed_on = unnoticed(draft, body["proposal"]), date.fromisoformat(body["signed_on"])
    notice = LossNotice(body["notice"], signed_on, Decimal(body["owed_t"]), number)
    last = draft.notices.get(signed_on.year, 0)
    if notice.owed_t != assessed_t(one) or notice.number != fields.notice_number(signed_on.year, last + 1):
        raise ValueError("not what was assessed, or not the next number")
    draft.notices[signed_on.year] = last + 1
    _put(draft, replace(one, notice=notice), number)


def _revoked(draft: Draft, body: Body, number: int) -> None:
    one = unordered(draft, body["proposal"])
    if noticed(one).number != body["notice"]:
        raise ValueError("another notice")
    _put(draft, replace(one, notice=None, choice=None), number)


def _chosen(draft: Draft, body: Body, number: int) -> None:
    one = living(draft, body["proposal"])
    choice = Choice(date.fromisoformat(body["chosen_on"]), Decimal(body["offset_t"]), Decimal(body["purchase_t"]),
                    number)
    owed = noticed(one).owed_t
    if (choice.offset_t + choice.purchase_t != owed
            or not 0 <= choice.offset_t <= tonnes_down(owed * Decimal(body["offset_max_share"]))):
        raise ValueError("not what is owed, or more offset than may be")
    _put(draft, replace(one, choice=choice), number)


def _withdrawn(draft: Draft, body: Body, number: int) -> None:
    _put(draft, replace(unordered(draft, body["proposal"]), withdrawn=True), number)


CHANGES: Mapping[str, Change] = {
    "proposal_submitted": _submitted,
    "proposal_assessed": _frozen,
    "notice_signed": _signed,
    "notice_revoked": _revoked,
    "compensation_chosen": _chosen,
    "proposal_withdrawn": _withdrawn,
}
