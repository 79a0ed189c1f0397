"""What the entries about remedies change in the books. An entry that they do not allow is refused, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.ledger.draft import Body, Change, Draft
from core.ledger.numbering import follows, is_number
from core.ledger.remade import with_taken
from core.ledger.remedy import MEASURES, Remedy
from core.ledger.state import Books, Stock
from core.numbers import ZERO
from core.problem import Problem

SERIES = "R"


def planned_t(remedies: Iterable[Remedy], lot: str) -> Decimal:
    """What the open plans of a lot still have to do, t."""
    return sum((one.left_t for one in remedies if one.lot == lot), ZERO)


def may_give(stock: Stock, plan: Remedy) -> bool:
    return (stock.lot.lot != plan.lot and stock.lot.demo == plan.demo
            and (plan.measure != "new_plots" or stock.entry > plan.entry))


def grown_t(stock: Stock, measured: Decimal) -> Decimal:
    """How much of a lot's shortfall a later measurement makes up for."""
    return min(max(measured - stock.accounted_t, ZERO), stock.shortfall_t)


def open_plan(books: Books, name: str) -> Remedy:
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
    plan = open_plan(draft, body["remedy"])
    stock, tonnes = draft.lot(plan.lot), Decimal(body["tonnes"])
    shares = [(name, Decimal(part)) for name, part in body["lots"]]
    if (plan.measure == "extension" or sum((part for _, part in shares), ZERO) != tonnes
            or not ZERO < tonnes <= min(plan.left_t, stock.replaceable_t)):
        raise Problem("remedy_unbalanced", remedy=plan.remedy)
    for name, part in shares:
        giver = draft.lot(name)
        if part <= 0 or not may_give(giver, plan):
            raise Problem("remedy_unbalanced", remedy=plan.remedy)
        lot = with_taken(giver.lot, giver.lot.stored_t, giver.lot.held_t, giver.lot.cancelled_t + part)
        draft.lots[name] = replace(giver, lot=lot, entries=(*giver.entries, number))
    draft.remedies[plan.remedy] = replace(plan, lots=(*plan.lots, *shares))
    _made_up(draft, plan.remedy, tonnes, number, replaced=tonnes)


def _extended(draft: Draft, body: Body, number: int) -> None:
    plan = open_plan(draft, body["remedy"])
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
    plan = open_plan(draft, body["remedy"])
    stock = draft.lot(plan.lot)
    draft.remedies[plan.remedy] = replace(plan, state="dropped", entries=(*plan.entries, number))
    draft.lots[plan.lot] = replace(stock, entries=(*stock.entries, number))


CHANGES: Mapping[str, Change] = {
    "remedy_planned": _planned,
    "shortfall_replaced": _replaced,
    "period_extended": _extended,
    "remedy_dropped": _dropped,
}
