"""What happens to plans that make up for a shortfall: decisions. What their entries change is in remedy_changes.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.ledger import fields
from core.ledger.entry import Fact
from core.ledger.numbering import is_number, next_number
from core.ledger.order_acts import allocate, for_sale
from core.ledger.remedy import MEASURES, DropRemedy, ExtendPeriod, PlanRemedy, Remedy, ReplaceShortfall
from core.ledger.remedy_changes import CHANGES, SERIES, grown_t, may_give, open_plan, planned_t
from core.ledger.state import Books
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Lot
from core.rules.book import RulesAt

__all__ = ["ACTS", "CHANGES", "OFFICES", "REASONED"]


def plan_remedy(books: Books, asked: PlanRemedy, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R10: what is planned together is never more than what is short."""
    given = next_number(SERIES, today.year, list(books.remedies))
    name = fields.name(asked.remedy, "remedy") if asked.remedy.strip() else given
    if name in books.remedies:
        raise Problem("remedy_known", remedy=name)
    if is_number(SERIES, name) and name != given:
        raise Problem("remedy_number", remedy=name, next=given)
    stock, planned = books.lot(asked.lot), fields.tonnes(asked.planned_t, "planned_t")
    if asked.measure not in MEASURES:
        raise Problem("remedy_measure", remedy=name, measure=asked.measure)
    if asked.due < today:
        raise Problem("remedy_due", remedy=name, due=asked.due, today=today)
    free = stock.shortfall_t - planned_t(books.remedies.values(), asked.lot)
    if planned > free:
        raise Problem("remedy_planned", lot=asked.lot, short=stock.shortfall_t, free=free, planned=planned)
    return (Fact("remedy_planned", {
        "remedy": name, "lot": asked.lot, "measure": asked.measure, "planned_t": f"{planned:f}",
        "due": asked.due.isoformat(), "demo": stock.lot.demo}),)


def replace_shortfall(books: Books, asked: ReplaceShortfall, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Only for what is cancelled: held tonnes may come back, and then there is nothing to make up for."""
    plan, tonnes = open_plan(books, asked.remedy), fields.tonnes(asked.tonnes, "replaced_t")
    if plan.measure == "extension":
        raise Problem("remedy_by_period", remedy=plan.remedy)
    stock = books.lot(plan.lot)
    if tonnes > plan.left_t:
        raise Problem("remedy_more", remedy=plan.remedy, left=plan.left_t, tonnes=tonnes)
    if tonnes > stock.replaceable_t:
        raise Problem("remedy_held", lot=plan.lot, can=stock.replaceable_t, tonnes=tonnes)
    rule = rules["allocation_order"].text
    try:
        taken = allocate(donors(books, plan, rules, today), tonnes, rule)
    except Problem as problem:
        raise Problem("remedy_short", remedy=plan.remedy, measure=f"measure.{plan.measure}", wanted=tonnes,
                      available=problem.fields["available"]) from None
    return (Fact("shortfall_replaced", {
        "remedy": plan.remedy, "lot": plan.lot, "tonnes": f"{tonnes:f}",
        "lots": [[name, f"{part:.3f}"] for name, part in taken], "allocation": rule, "demo": plan.demo}),)


def donors(books: Books, plan: Remedy, rules: RulesAt, today: date) -> list[Lot]:
    """The lots that may give for a plan; with new plots only those stored since it was made."""
    return for_sale((one for one in books.lots.values() if may_give(one, plan)), plan.demo, rules, today)


def extend_period(books: Books, asked: ExtendPeriod, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """What has grown since makes up for the shortfall, at most for all of it; a surplus is not stored."""
    plan = open_plan(books, asked.remedy)
    measured, report = fields.tonnes(asked.measured_t, "measured_t", ZERO), fields.name(asked.report, "report")
    if plan.measure != "extension":
        raise Problem("remedy_by_tonnes", remedy=plan.remedy)
    stock = books.lot(plan.lot)
    if stock.measured_t is None:
        raise Problem("remedy_unsettled", lot=plan.lot)
    if measured < stock.accounted_t:
        raise Problem("remedy_less", lot=plan.lot, measured=measured, there=stock.accounted_t)
    return (Fact("period_extended", {
        "remedy": plan.remedy, "lot": plan.lot, "measured_t": f"{measured:f}", "report": report,
        "made_up_t": f"{grown_t(stock, measured):.3f}", "demo": plan.demo}),)


def drop_remedy(books: Books, asked: DropRemedy, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    plan = open_plan(books, asked.remedy)
    return (Fact("remedy_dropped", {"remedy": plan.remedy, "lot": plan.lot, "left_t": f"{plan.left_t:.3f}",
                                    "demo": plan.demo}),)


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    PlanRemedy: plan_remedy,
    ReplaceShortfall: replace_shortfall,
    ExtendPeriod: extend_period,
    DropRemedy: drop_remedy,
}
OFFICES: Mapping[type, tuple[str, ...]] = {DropRemedy: ("reviewer",)}
REASONED: frozenset[type] = frozenset({DropRemedy})
