"""What must hold of an occupation before anything more is done about it: asked by decisions and by entries alike."""

from __future__ import annotations

from decimal import Decimal

from core.ledger import fields
from core.ledger.entry import SHA256
from core.ledger.occupation import Assessment, LossNotice, Occupation
from core.ledger.state import Books
from core.numbers import TONNE, ZERO, area
from core.problem import Problem

MOST_STRATA = 500


def living(books: Books, name: str) -> Occupation:
    """A proposal that was submitted and not withdrawn; Problem `proposal_unknown`, `proposal_withdrawn`."""
    if name not in books.occupations:
        raise Problem("proposal_unknown", proposal=name)
    if books.occupations[name].withdrawn:
        raise Problem("proposal_withdrawn", proposal=name)
    return books.occupations[name]


def unnoticed(books: Books, name: str) -> Occupation:
    one = living(books, name)
    if one.notice is not None:
        raise Problem("notice_there", proposal=name, notice=one.notice.number)
    return one


def noticed(one: Occupation) -> LossNotice:
    if one.notice is None:
        raise Problem("notice_none", proposal=one.proposal)
    return one.notice


def unordered(books: Books, name: str) -> Occupation:
    one = living(books, name)
    if one.ordered_t:
        raise Problem("proposal_ordered", proposal=name, ordered=one.ordered_t)
    return one


def hashed(text: str, proposal: str) -> str:
    if not SHA256.fullmatch(text):
        raise Problem("proposal_hash", proposal=proposal, value=text[:fields.LONGEST_NAME])
    return text


def adds_up(made: Assessment, proposal: str) -> None:
    """The strata are the area to 0.0001 hm²; their tonnes, rounded one by one, what is owed."""
    areas = [hm2 for _, hm2, _ in made.strata]
    if not 1 <= len(areas) <= MOST_STRATA or any(not hm2.is_finite() or hm2 <= 0 or hm2 != area(hm2) for hm2 in areas):
        raise Problem("assessment_strata", proposal=proposal, count=len(areas), most=MOST_STRATA)
    if sum(areas) != made.area_hm2:
        raise Problem("assessment_area", proposal=proposal, area=made.area_hm2, strata=sum(areas))
    parts = sum((tonnes for _, _, tonnes in made.strata), ZERO)
    if abs(parts - made.owed_t) > TONNE / 2 * (len(areas) + 1):
        raise Problem("assessment_owed", proposal=proposal, owed=made.owed_t, strata=parts)


def assessed_t(one: Occupation) -> Decimal:
    """The tonnes a notice is about."""
    if one.assessment is None:
        raise Problem("notice_unassessed", proposal=one.proposal)
    if not one.assessment.owed_t:
        raise Problem("notice_nothing", proposal=one.proposal)
    return one.assessment.owed_t


def takes(one: Occupation, owed_t: Decimal, demo: bool) -> None:
    notice = noticed(one)
    if one.demo != demo:
        raise Problem("proposal_demo", proposal=one.proposal)
    if one.ordered_t + owed_t > notice.owed_t:
        raise Problem("proposal_order_more", proposal=one.proposal, wanted=owed_t, owed=notice.owed_t,
                      open=notice.owed_t - one.ordered_t)
