"""What staff do about an occupation: proposal, assessment, notice, choice; and what of a notice an order settles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.compensation.mix import mix
from core.ledger import fields, numbering
from core.ledger.commands import HoldOrder
from core.ledger.entry import Fact
from core.ledger.occupation import (
    Assessment,
    AssessProposal,
    ChooseCompensation,
    Occupation,
    RevokeNotice,
    SignNotice,
    SubmitProposal,
    WithdrawProposal,
)
from core.ledger.occupation_changes import CHANGES, order_moved, order_taken
from core.ledger.occupation_checks import adds_up, assessed_t, hashed, living, noticed, takes, unnoticed, unordered
from core.ledger.state import TAKES_TONNES, Booking, Books
from core.numbers import ZERO
from core.problem import Problem
from core.rules.book import RulesAt

__all__ = ["ACTS", "CHANGES", "OFFICES", "REASONED", "check_chosen", "check_order", "of_proposal", "open_t",
           "order_moved", "order_taken", "ordered_t", "settled"]

KINDS = ("permanent", "temporary")  # serving forestry itself is no occupation of forest


def submit(books: Books, asked: SubmitProposal, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Without a number of its own it gets the next one of the year, YM-P-2026-0001."""
    given = asked.proposal or numbering.next_number("P", today.year, list(books.occupations))
    name = fields.name(given, "proposal")
    if name in books.occupations:
        raise Problem("proposal_known", proposal=name)
    if asked.occupation not in KINDS:
        raise Problem("proposal_occupation", proposal=name, value=asked.occupation)
    years, most = asked.years, int(rules["temporary_long_max_years"].number)
    if (years is None) != (asked.occupation == "permanent") or (years is not None and not 1 <= years <= most):
        raise Problem("proposal_years", proposal=name, value="–" if years is None else years, most=most)
    return (Fact("proposal_submitted", {
        "proposal": name, "project_zh": fields.name(asked.project_zh, "project_zh"),
        "project_en": fields.name(asked.project_en, "project_en"), "kind": fields.name(asked.kind, "kind"),
        "township_zh": fields.name(asked.township_zh, "township_zh"),
        "township_en": fields.name(asked.township_en, "township_en"), "occupation": asked.occupation,
        "years": years, "planned_on": asked.planned_on.isoformat(), "submitted_on": today.isoformat(),
        "outline": hashed(asked.outline, name), "demo": asked.demo}),)


def assess(books: Books, asked: AssessProposal, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R4: frozen as it was made; made again, it counts from then on. After the notice it stays as it is."""
    one = unnoticed(books, asked.proposal)
    frozen = Assessment(today, fields.tonnes(asked.owed_t, "owed_t", ZERO), asked.area_hm2, tuple(
        (fields.name(words, "stratum"), hm2, fields.tonnes(tonnes, "owed_t", ZERO))
        for words, hm2, tonnes in asked.strata), fields.name(asked.inventory, "inventory"),
        hashed(asked.rules, one.proposal), hashed(asked.working, one.proposal), 0)
    adds_up(frozen, one.proposal)
    return (Fact("proposal_assessed", {
        "proposal": one.proposal, "assessed_on": today.isoformat(), "owed_t": f"{frozen.owed_t:.3f}",
        "area_hm2": f"{frozen.area_hm2:.4f}",
        "strata": [[words, f"{hm2:.4f}", f"{tonnes:.3f}"] for words, hm2, tonnes in frozen.strata],
        "inventory": frozen.inventory, "rules": frozen.rules, "working": frozen.working, "demo": one.demo}),)


def sign(books: Books, asked: SignNotice, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R4: the bureau's notice of what was assessed, with the next number of the year."""
    one = unnoticed(books, asked.proposal)
    owed = assessed_t(one)
    number = fields.notice_number(today.year, books.notices.get(today.year, 0) + 1)
    return (Fact("notice_signed", {"proposal": one.proposal, "notice": number, "signed_on": today.isoformat(),
                                   "owed_t": f"{owed:.3f}", "demo": one.demo}),)


def revoke(books: Books, asked: RevokeNotice, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    one = unordered(books, asked.proposal)
    return (Fact("notice_revoked", {"proposal": one.proposal, "notice": noticed(one).number, "demo": one.demo}),)


def check_chosen(one: Occupation, on: date, today: date) -> None:
    """The day of a choice: not before the notice, not in the future; Problem `choice_date`."""
    first = noticed(one).signed_on
    if not first <= on <= today:
        raise Problem("choice_date", proposal=one.proposal, date=on, first=first, last=today)


def choose(books: Books, asked: ChooseCompensation, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R5, R6: how much to offset, within the rule of the day; the rest is bought. What was ordered stands."""
    one = living(books, asked.proposal)
    notice = noticed(one)
    check_chosen(one, asked.chosen_on, today)
    if one.ordered_t == notice.owed_t:
        raise Problem("choice_ordered", proposal=one.proposal, ordered=one.ordered_t)
    on = rules.book.at(asked.chosen_on)
    split = mix(notice.owed_t, fields.tonnes(asked.offset_t, "offset_t", ZERO), on)
    offset = sum((order.offset_t for order in (booking.order for booking in of_proposal(books, one.proposal))), ZERO)
    least, most = offset, notice.owed_t - (one.ordered_t - offset)
    if not least <= split.offset_t <= most:
        raise Problem("choice_part", proposal=one.proposal, offset=split.offset_t, least=least, most=most)
    return (Fact("compensation_chosen", {
        "proposal": one.proposal, "chosen_on": asked.chosen_on.isoformat(), "offset_t": f"{split.offset_t:.3f}",
        "purchase_t": f"{split.purchase_t:.3f}", "offset_max_share": f"{on.number('offset_max_share'):f}",
        "demo": one.demo}),)


def withdraw(books: Books, asked: WithdrawProposal, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    one = unordered(books, asked.proposal)
    return (Fact("proposal_withdrawn", {"proposal": one.proposal, "demo": one.demo}),)


def check_order(books: Books, asked: HoldOrder) -> None:
    """An order that names a proposal settles its notice, in whole or in part, never more of it, and as the occupier
    chose (R5): who wants it otherwise changes the choice first."""
    if not asked.proposal:
        return
    one = living(books, asked.proposal)
    takes(one, asked.owed_t, asked.demo)
    choice = one.choice
    if choice is None:
        raise Problem("order_unchosen", proposal=one.proposal)
    offset = sum((tonnes for _, tonnes in asked.offsets), ZERO)
    before = [booking.order for booking in of_proposal(books, one.proposal)]
    offsets = sum((order.offset_t for order in before), offset)
    purchases = sum((order.purchase_t for order in before), asked.owed_t - offset)
    if offsets > choice.offset_t or purchases > choice.purchase_t:
        raise Problem("order_choice", proposal=one.proposal, offset=choice.offset_t, purchase=choice.purchase_t,
                      offsets=offsets, purchases=purchases)


def of_proposal(books: Books, proposal: str) -> tuple[Booking, ...]:
    """Its living orders: held, paid, cancelled."""
    return tuple(one for one in books.orders.values() if one.proposal == proposal and one.status in TAKES_TONNES)


def ordered_t(books: Books, proposal: str) -> Decimal:
    """Tonnes owed that its living orders make good."""
    return books.occupations[proposal].ordered_t


def open_t(books: Books, proposal: str) -> Decimal:
    """Tonnes of its notice that nothing was ordered for yet."""
    one = books.occupations[proposal]
    return one.notice.owed_t - one.ordered_t if one.notice else ZERO


def settled(books: Books, proposal: str) -> bool:
    """Whether every tonne of its notice is cancelled."""
    return books.occupations[proposal].step == "settled"


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    SubmitProposal: submit,
    AssessProposal: assess,
    SignNotice: sign,
    RevokeNotice: revoke,
    ChooseCompensation: choose,
    WithdrawProposal: withdraw,
}
OFFICES: Mapping[type, tuple[str, ...]] = {
    SubmitProposal: ("planner",),
    AssessProposal: ("planner",),
    SignNotice: ("reviewer",),
    RevokeNotice: ("reviewer",),
}
REASONED: frozenset[type] = frozenset({RevokeNotice, WithdrawProposal})
