"""What happens to plans that make up for a shortfall: decisions, and what their entries change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.ledger import fields
from core.ledger.draft import Body, Change, Draft
from core.ledger.entry import Fact
from core.ledger.numbering import follows, is_number, next_number
from core.ledger.order_acts import allocate
from core.ledger.remade import with_taken
from core.ledger.remedy import MEASURES, DropRemedy, ExtendPeriod, PlanRemedy, Remedy, ReplaceShortfall
from core.ledger.state import Books, Stock
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Lot
from core.rules.book import RulesAt

SERIES = "R"


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


def planned_t(remedies: Iterable[Remedy], lot: str) -> Decimal:
    """What the open plans of a lot still have to do, t."""
    return sum((one.left_t for one in remedies if one.lot == lot), ZERO)


def replace_shortfall(books: Books, asked: ReplaceShortfall, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Only for what is cancelled: held tonnes may come back, and then there is nothing to make up for."""
    plan, tonnes = _open(books, asked.remedy), fields.tonnes(asked.tonnes, "replaced_t")
    if plan.measure == "extension":
        raise Problem("remedy_by_period", remedy=plan.remedy)
    stock = books.lot(plan.lot)
    if tonnes > plan.left_t:
        raise Problem("remedy_more", remedy=plan.remedy, left=plan.left_t, tonnes=tonnes)
    if tonnes > stock.replaceable_t:
        raise Problem("remedy_held", lot=plan.lot, can=stock.replaceable_t, tonnes=tonnes)
    rule = rules["allocation_order"].text
    try:
        taken = allocate(donors(books, plan), tonnes, rule)
    except Problem as problem:
        raise Problem("remedy_short", remedy=plan.remedy, measure=f"measure.{plan.measure}", wanted=tonnes,
                      available=problem.fields["available"]) from None
    return (Fact("shortfall_replaced", {
        "remedy": plan.remedy, "lot": plan.lot, "tonnes": f"{tonnes:f}",
        "lots": [[name, f"{part:.3f}"] for name, part in taken], "allocation": rule, "demo": plan.demo}),)


def donors(books: Books, plan: Remedy) -> list[Lot]:
    """The lots that may give for a plan; with new plots only those stored since it was made."""
    return [one.lot for one in books.lots.values() if _may_give(one, plan)]


def _may_give(stock: Stock, plan: Remedy) -> bool:
    return (stock.lot.lot != plan.lot and stock.lot.demo == plan.demo
            and (plan.measure != "new_plots" or stock.entry > plan.entry))


def extend_period(books: Books, asked: ExtendPeriod, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """What has grown since makes up for the shortfall, at most for all of it; a surplus is not stored."""
    plan = _open(books, asked.remedy)
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


def grown_t(stock: Stock, measured: Decimal) -> Decimal:
    """How much of a lot's shortfall a later measurement makes up for."""
    return min(max(measured - stock.accounted_t, ZERO), stock.shortfall_t)


def drop_remedy(books: Books, asked: DropRemedy, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    plan = _open(books, asked.remedy)
    return (Fact("remedy_dropped", {"remedy": plan.remedy, "lot": plan.lot, "left_t": f"{plan.left_t:.3f}",
                                    "demo": plan.demo}),)


def _open(books: Books, name: str) -> Remedy:
    if name not in books.remedies:
        raise Problem("remedy_unknown", remedy=name)
    plan = books.remedies[name]
    if plan.state != "open":
        raise Problem("remedy_ended", remedy=name, state=f"remedy_state.{plan.state}")
    return plan


def _planned(draft: Draft, body: Body, number: int) -> None:
    name, stock, planned = body["remedy"], draft.lot(body["lot"]), Decimal(body["planned_t"])
    if name in draft.remedies:
        raise Problem("remedy_known", remedy=name)
    if (body["measure"] not in MEASURES or (is_number(SERIES, name) and not follows(SERIES, name, draft.remedies))
            or body["demo"] != stock.lot.demo
            or not ZERO < planned <= stock.shortfall_t - planned_t(draft.remedies.values(), body["lot"])):
        raise Problem("remedy_unbalanced", remedy=name)
    draft.remedies[name] = Remedy(name, body["lot"], body["measure"], planned, date.fromisoformat(body["due"]),
                                  body["demo"], number, entries=(number,))
    draft.lots[body["lot"]] = replace(stock, entries=(*stock.entries, number))


def _replaced(draft: Draft, body: Body, number: int) -> None:
    """Tonnes of other lots are cancelled; as many of the lot's shortfall have something behind them again."""
    plan = _open(draft, body["remedy"])
    stock, tonnes = draft.lot(plan.lot), Decimal(body["tonnes"])
    shares = [(name, Decimal(part)) for name, part in body["lots"]]
    if (plan.measure == "extension" or sum((part for _, part in shares), ZERO) != tonnes
            or not ZERO < tonnes <= min(plan.left_t, stock.replaceable_t)):
        raise Problem("remedy_unbalanced", remedy=plan.remedy)
    for name, part in shares:
        giver = draft.lot(name)
        if part <= 0 or not _may_give(giver, plan):
            raise Problem("remedy_unbalanced", remedy=plan.remedy)
        lot = with_taken(giver.lot, giver.lot.stored_t, giver.lot.held_t, giver.lot.cancelled_t + part)
        draft.lots[name] = replace(giver, lot=lot, entries=(*giver.entries, number))
    draft.remedies[plan.remedy] = replace(plan, lots=(*plan.lots, *shares))
    _made_up(draft, plan.remedy, tonnes, number, replaced=tonnes)


def _extended(draft: Draft, body: Body, number: int) -> None:
    plan = _open(draft, body["remedy"])
    stock, measured, tonnes = draft.lot(plan.lot), Decimal(body["measured_t"]), Decimal(body["made_up_t"])
    if (plan.measure != "extension" or stock.measured_t is None or measured < stock.accounted_t
            or tonnes != grown_t(stock, measured)):
        raise Problem("remedy_unbalanced", remedy=plan.remedy)
    _made_up(draft, plan.remedy, tonnes, number, replaced=ZERO)


def _made_up(draft: Draft, name: str, tonnes: Decimal, number: int, replaced: Decimal) -> None:
    """So much less is short; the plan is done when nothing of it is left."""
    plan = draft.remedies[name]
    stock = draft.lots[plan.lot]
    draft.lots[plan.lot] = replace(stock, shortfall_t=stock.shortfall_t - tonnes,
                                   replaced_t=stock.replaced_t + replaced, entries=(*stock.entries, number))
    done = plan.replaced_t + tonnes
    draft.remedies[name] = replace(plan, replaced_t=done, entries=(*plan.entries, number),
                                   state="done" if done >= plan.planned_t else "open")
    fit(draft, plan.lot, number)


def fit(draft: Draft, lot: str, number: int) -> None:
    """What is short has become less: open plans that would do too much become smaller, the latest first."""
    over = planned_t(draft.remedies.values(), lot) - draft.lots[lot].shortfall_t
    for plan in reversed([one for one in draft.remedies.values() if one.lot == lot and one.state == "open"]):
        if over <= 0:
            return
        less = min(over, plan.left_t)
        over -= less
        entries = plan.entries if number in plan.entries else (*plan.entries, number)
        draft.remedies[plan.remedy] = replace(plan, planned_t=plan.planned_t - less, entries=entries,
                                              state="done" if less == plan.left_t else "open")


def _dropped(draft: Draft, body: Body, number: int) -> None:
    plan = _open(draft, body["remedy"])
    stock = draft.lot(plan.lot)
    draft.remedies[plan.remedy] = replace(plan, state="dropped", entries=(*plan.entries, number))
    draft.lots[plan.lot] = replace(stock, entries=(*stock.entries, number))


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    PlanRemedy: plan_remedy,
    ReplaceShortfall: replace_shortfall,
    ExtendPeriod: extend_period,
    DropRemedy: drop_remedy,
}
CHANGES: Mapping[str, Change] = {
    "remedy_planned": _planned,
    "shortfall_replaced": _replaced,
    "period_extended": _extended,
    "remedy_dropped": _dropped,
}
OFFICES: Mapping[type, tuple[str, ...]] = {DropRemedy: ("reviewer",)}
REASONED: frozenset[type] = frozenset({DropRemedy})
