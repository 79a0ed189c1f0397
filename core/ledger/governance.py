"""What waits for the leading group to decide (R14), and how fresh each kind of data is. Pure: the caller says what it
knows; nothing here reads a clock or a store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.ledger.decision_changes import approvals
from core.ledger.state import Books
from core.numbers import ZERO
from core.rules import RuleBook

MATTERS = ("assessed", "batch", "shortage", "outlook", "assumptions")
DATA = ("price", "inventory", "measurement", "rules", "decision", "journal")


@dataclass(frozen=True, slots=True)
class Matter:
    """`kind`: one of MATTERS; `count` of things, `tonnes` they are about, `names` of them; `since`: the earliest day
    on which one of them was ready to be decided, where the books say."""

    kind: str
    count: int
    tonnes: Decimal = ZERO
    names: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """`kind`: one of DATA; `last`: its latest day, None where there is none; `days` old; `limit`: how many it may be,
    None where nothing says; `stale`: the limit is passed, or there is none of it at all where a limit is set."""

    kind: str
    last: date | None
    days: int
    limit: int | None
    stale: bool


def matters(books: Books, rules: RuleBook, today: date, saved: tuple[tuple[str, datetime], ...] = (),
            outlook: datetime | None = None) -> tuple[Matter, ...]:
    """What waits. `saved`: name of each scenario that whoever asks may know of, and when it was saved; `outlook`: when
    the county's outlook in force was published."""
    return tuple(one for one in (_assessed(books), _batch(books), _shortage(books), _outlook(saved, outlook),
                                 _assumptions(rules, today)) if one.count)


def fresh(kind: str, last: date | None, today: date, limit: int | None = None) -> Fresh:
    """How old the latest of something is, in days."""
    days = max((today - last).days, 0) if last is not None else 0
    return Fresh(kind, last, days, limit, limit is not None and (last is None or days > limit))


def last_measured(books: Books) -> date | None:
    """The day of the latest measurement of a plot."""
    return max((file.measurement.measured_on for file in books.plots.values() if file.measurement is not None),
               default=None)


def last_decided(books: Books) -> date | None:
    """The day of the latest meeting that decided something."""
    return max((one.met_on for one in books.decisions.values()), default=None)


def _assessed(books: Books) -> Matter:
    """Planned occupations with an assessment that nobody has answered: no notice, not withdrawn."""
    found = [(one.proposal, one.assessment) for one in books.occupations.values()
             if one.step == "notice" and one.assessment is not None]
    return Matter("assessed", len(found), _sum(made.owed_t for _, made in found), tuple(name for name, _ in found),
                  min((made.assessed_on for _, made in found), default=None))


def _batch(books: Books) -> Matter:
    """Plots that are measured, not in the reserve, and approved in no batch."""
    found = [(file.plot, file.measurement) for file in books.plots.values()
             if file.measurement is not None and not file.stands and not file.withdrawn
             and not approvals(books, file.plot)]
    return Matter("batch", len(found), _sum(made.removals_t for _, made in found), tuple(name for name, _ in found),
                  min((made.measured_on for _, made in found), default=None))


def _shortage(books: Books) -> Matter:
    """Lots whose sold tonnes have nothing behind them, and no plan that makes up for them."""
    planned: dict[str, Decimal] = {}
    for one in books.remedies.values():
        planned[one.lot] = planned.get(one.lot, ZERO) + one.left_t
    short = {name: stock.shortfall_t - planned.get(name, ZERO) for name, stock in books.lots.items()
             if stock.shortfall_t > planned.get(name, ZERO)}
    return Matter("shortage", len(short), _sum(short.values()), tuple(short))


def _outlook(saved: tuple[tuple[str, datetime], ...], outlook: datetime | None) -> Matter:
    """Scenarios that were saved after the outlook in force was published, or while there is none."""
    names = tuple(name for name, at in saved if outlook is None or at > outlook)
    return Matter("outlook", len(names), names=names)


def _assumptions(rules: RuleBook, today: date) -> Matter:
    """Parameters that the paper is silent on: the county has yet to give its own value."""
    found = tuple(one.id for one in rules.rules.values()
                  if one.values[0].since <= today and one.at(today).status == "assumption")
    return Matter("assumptions", len(found), names=found)


def _sum(tonnes: Iterable[Decimal]) -> Decimal:
    return sum(tonnes, ZERO)
