"""What happens to an occupation: proposal, assessment, notice, choice: decisions, and what their entries change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.compensation.mix import mix
from core.ledger import fields
from core.ledger.commands import HoldOrder
from core.ledger.draft import Body, Change, Draft
from core.ledger.entry import Fact
from core.ledger.occupation import (
    Assessment,
    AssessProposal,
    Choice,
    ChooseCompensation,
    LossNotice,
    Occupation,
    RevokeNotice,
    SignNotice,
    SubmitProposal,
    WithdrawProposal,
)
from core.ledger.state import TAKES_TONNES, Booking, Books
from core.numbers import TONNE, ZERO, area, tonnes_down
from core.problem import Problem
from core.rules.book import RulesAt

KINDS = ("permanent", "temporary")  # serving forestry itself is no occupation of forest
MOST_STRATA = 500
SHA256 = re.compile(r"[0-9a-f]{64}")


def submit(books: Books, asked: SubmitProposal, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    name = fields.name(asked.proposal, "proposal")
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
        "years": years, "planned_on": asked.planned_on.isoformat(), "outline": _hash(asked.outline, name),
        "demo": asked.demo}),)


def assess(books: Books, asked: AssessProposal, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R4: frozen as it was made; made again, it counts from then on. After the notice it stays as it is."""
    one = _unnoticed(books, asked.proposal)
    frozen = Assessment(today, fields.tonnes(asked.owed_t, "owed_t", ZERO), asked.area_hm2, tuple(
        (fields.name(words, "stratum"), hm2, fields.tonnes(tonnes, "owed_t", ZERO))
        for words, hm2, tonnes in asked.strata), fields.name(asked.inventory, "inventory"),
        _hash(asked.rules, one.proposal), _hash(asked.working, one.proposal), 0)
    _adds_up(frozen, one.proposal)
    return (Fact("proposal_assessed", {
        "proposal": one.proposal, "assessed_on": today.isoformat(), "owed_t": f"{frozen.owed_t:.3f}",
        "area_hm2": f"{frozen.area_hm2:.4f}",
        "strata": [[words, f"{hm2:.4f}", f"{tonnes:.3f}"] for words, hm2, tonnes in frozen.strata],
        "inventory": frozen.inventory, "rules": frozen.rules, "working": frozen.working, "demo": one.demo}),)


def _hash(text: str, proposal: str) -> str:
    if not SHA256.fullmatch(text):
        raise Problem("proposal_hash", proposal=proposal, value=text[:fields.LONGEST_NAME])
    return text


def _adds_up(made: Assessment, proposal: str) -> None:
    """The strata are the area to 0.0001 hm²; their tonnes, rounded one by one, what is owed."""
    areas = [hm2 for _, hm2, _ in made.strata]
    if not 1 <= len(areas) <= MOST_STRATA or any(not hm2.is_finite() or hm2 <= 0 or hm2 != area(hm2) for hm2 in areas):
        raise Problem("assessment_strata", proposal=proposal, count=len(areas), most=MOST_STRATA)
    if sum(areas) != made.area_hm2:
        raise Problem("assessment_area", proposal=proposal, area=made.area_hm2, strata=sum(areas))
    parts = sum((tonnes for _, _, tonnes in made.strata), ZERO)
    if abs(parts - made.owed_t) > TONNE / 2 * (len(areas) + 1):
        raise Problem("assessment_owed", proposal=proposal, owed=made.owed_t, strata=parts)


def sign(books: Books, asked: SignNotice, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R4: the bureau's notice of what was assessed, with the next number of the year."""
    one = _unnoticed(books, asked.proposal)
    owed = _assessed(one)
    number = fields.notice_number(today.year, books.notices.get(today.year, 0) + 1)
    return (Fact("notice_signed", {"proposal": one.proposal, "notice": number, "signed_on": today.isoformat(),
                                   "owed_t": f"{owed:.3f}", "demo": one.demo}),)


def _assessed(one: Occupation) -> Decimal:
    """The tonnes a notice is about."""
    if one.assessment is None:
        raise Problem("notice_unassessed", proposal=one.proposal)
    if not one.assessment.owed_t:
        raise Problem("notice_nothing", proposal=one.proposal)
    return one.assessment.owed_t


def revoke(books: Books, asked: RevokeNotice, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    one = _unordered(books, asked.proposal)
    return (Fact("notice_revoked", {"proposal": one.proposal, "notice": _noticed(one).number, "demo": one.demo}),)


def choose(books: Books, asked: ChooseCompensation, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R5, R6: how much to offset, within the rule of the day; the rest is bought. What was ordered stands."""
    one = living(books, asked.proposal)
    notice = _noticed(one)
    if not notice.signed_on <= asked.chosen_on <= today:
        raise Problem("choice_date", proposal=one.proposal, date=asked.chosen_on, first=notice.signed_on, last=today)
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
    one = _unordered(books, asked.proposal)
    return (Fact("proposal_withdrawn", {"proposal": one.proposal, "demo": one.demo}),)


def living(books: Books, name: str) -> Occupation:
    """A proposal that was submitted and not withdrawn; Problem `proposal_unknown`, `proposal_withdrawn`."""
    if name not in books.occupations:
        raise Problem("proposal_unknown", proposal=name)
    if books.occupations[name].withdrawn:
        raise Problem("proposal_withdrawn", proposal=name)
    return books.occupations[name]


def _unnoticed(books: Books, name: str) -> Occupation:
    one = living(books, name)
    if one.notice is not None:
        raise Problem("notice_there", proposal=name, notice=one.notice.number)
    return one


def _noticed(one: Occupation) -> LossNotice:
    if one.notice is None:
        raise Problem("notice_none", proposal=one.proposal)
    return one.notice


def _unordered(books: Books, name: str) -> Occupation:
    one = living(books, name)
    if one.ordered_t:
        raise Problem("proposal_ordered", proposal=name, ordered=one.ordered_t)
    return one


def check_order(books: Books, asked: HoldOrder) -> None:
    """An order that names a proposal settles its notice, in whole or in part, and never more of it."""
    if asked.proposal:
        _takes(living(books, asked.proposal), asked.owed_t, asked.demo)


def _takes(one: Occupation, owed_t: Decimal, demo: bool) -> None:
    notice = _noticed(one)
    if one.demo != demo:
        raise Problem("proposal_demo", proposal=one.proposal)
    if one.ordered_t + owed_t > notice.owed_t:
        raise Problem("proposal_order_more", proposal=one.proposal, wanted=owed_t, owed=notice.owed_t,
                      open=notice.owed_t - one.ordered_t)


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


def order_taken(draft: Draft, booking: Booking, number: int) -> None:
    """An order came, perhaps for a proposal."""
    if booking.proposal:
        one, order = living(draft, booking.proposal), booking.order
        _takes(one, order.owed_t, order.demo)
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
        _hash(body["outline"], body["proposal"]), body["demo"], number), number)


def _frozen(draft: Draft, body: Body, number: int) -> None:
    one = _unnoticed(draft, body["proposal"])
    made = Assessment(
        date.fromisoformat(body["assessed_on"]), Decimal(body["owed_t"]), Decimal(body["area_hm2"]),
        tuple((words, Decimal(hm2), Decimal(tonnes)) for words, hm2, tonnes in body["strata"]), body["inventory"],
        _hash(body["rules"], one.proposal), _hash(body["working"], one.proposal), number)
    _adds_up(made, one.proposal)
    _put(draft, replace(one, assessment=made), number)


def _signed(draft: Draft, body: Body, number: int) -> None:
    """It says what was assessed and bears the next number of its year."""
    one, signed_on = _unnoticed(draft, body["proposal"]), date.fromisoformat(body["signed_on"])
    notice = LossNotice(body["notice"], signed_on, Decimal(body["owed_t"]), number)
    last = draft.notices.get(signed_on.year, 0)
    if notice.owed_t != _assessed(one) or notice.number != fields.notice_number(signed_on.year, last + 1):
        raise ValueError("not what was assessed, or not the next number")
    draft.notices[signed_on.year] = last + 1
    _put(draft, replace(one, notice=notice), number)


def _revoked(draft: Draft, body: Body, number: int) -> None:
    one = _unordered(draft, body["proposal"])
    if _noticed(one).number != body["notice"]:
        raise ValueError("another notice")
    _put(draft, replace(one, notice=None, choice=None), number)


def _chosen(draft: Draft, body: Body, number: int) -> None:
    one = living(draft, body["proposal"])
    choice = Choice(date.fromisoformat(body["chosen_on"]), Decimal(body["offset_t"]), Decimal(body["purchase_t"]),
                    number)
    owed = _noticed(one).owed_t
    if (choice.offset_t + choice.purchase_t != owed
            or not 0 <= choice.offset_t <= tonnes_down(owed * Decimal(body["offset_max_share"]))):
        raise ValueError("not what is owed, or more offset than may be")
    _put(draft, replace(one, choice=choice), number)


def _withdrawn(draft: Draft, body: Body, number: int) -> None:
    _put(draft, replace(_unordered(draft, body["proposal"]), withdrawn=True), number)


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    SubmitProposal: submit,
    AssessProposal: assess,
    SignNotice: sign,
    RevokeNotice: revoke,
    ChooseCompensation: choose,
    WithdrawProposal: withdraw,
}
CHANGES: Mapping[str, Change] = {
    "proposal_submitted": _submitted,
    "proposal_assessed": _frozen,
    "notice_signed": _signed,
    "notice_revoked": _revoked,
    "compensation_chosen": _chosen,
    "proposal_withdrawn": _withdrawn,
}
OFFICES: Mapping[type, tuple[str, ...]] = {
    SubmitProposal: ("planner",),
    AssessProposal: ("planner",),
    SignNotice: ("reviewer",),
    RevokeNotice: ("reviewer",),
}
REASONED: frozenset[type] = frozenset({RevokeNotice, WithdrawProposal})
