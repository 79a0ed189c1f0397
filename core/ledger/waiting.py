"""What waits for somebody: every thing in the books that is not finished, whose turn it is, and until when.

Dates come from the books: the end of a notice or a hold, a certificate's last day, the day a project is to begin. What
bears no date of its own is for today where nothing stands in its way any more, else for later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.ledger.occupation import Occupation
from core.ledger.plot_file import PlotFile
from core.ledger.state import Booking, Books
from core.numbers import ZERO
from core.reference import grouped
from core.rules.book import RulesAt
from core.submissions import Submission

URGENCIES = ("overdue", "today", "soon", "later")
OFFICES = ("registrar", "reviewer", "planner")
KINDS = (
    "plot_screening", "plot_measurement", "plot_agreement", "plot_notice", "plot_listing", "notice_runs",
    "notice_upheld", "objection", "assessment", "notice_sign", "choice", "order_open", "payment", "hold_over",
    "cancellation", "sharing", "payout", "certificate_ends", "lot_ends", "lot_measure", "shortfall", "remedy",
    "finding", "finding_checking", "message_concern", "message_objection", "message_reply")
MESSAGES = ("message_concern", "message_objection", "message_reply")  # what the public sent, of which not all may know
NO_END = date(2099, 1, 1)  # a hold that was taken over from before the journal ends by an act only


@dataclass(frozen=True, slots=True)
class Task:
    """`kind`: one of KINDS; `about`, `name`: the thing; `since`: when its turn came, `due`: its last day, where the
    books say; `tonnes`: how many it is about, 0 where it is not about tonnes."""

    office: str
    kind: str
    about: str
    name: str
    urgency: str
    since: date | None = None
    due: date | None = None
    tonnes: Decimal = ZERO
    demo: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    day: date
    soon: date

    def urgency(self, due: date) -> str:
        if due < self.day:
            return "overdue"
        return "today" if due == self.day else "soon" if due <= self.soon else "later"

    def task(self, office: str, kind: str, about: str, name: str, demo: bool, *, since: date | None = None,
             due: date | None = None, tonnes: Decimal = ZERO, otherwise: str = "later") -> Task:
        """`otherwise`: the urgency of what bears no last day."""
        if due is not None and due >= NO_END:
            due = None
        return Task(office, kind, about, name, self.urgency(due) if due else otherwise, since, due, tonnes, demo)


def waiting(books: Books, rules: RulesAt, today: date, sent: Collection[Submission] = ()) -> tuple[Task, ...]:
    """Everything that waits, in the books and of what the public sent: the most urgent first, then by last day, by how
    long it has waited, by name."""
    clock = _Clock(today, today + timedelta(days=int(rules.number("desk_soon_days"))))
    tasks: list[Task] = []
    for name, booking in books.orders.items():
        tasks += _order(books, clock, name, booking)
    for file in books.plots.values():
        tasks += _plot(clock, file)
    for one in books.occupations.values():
        tasks += _occupation(clock, one)
    tasks += _lots(books, clock, today + timedelta(days=int(rules.number("monitoring_notice_days"))))
    tasks += _others(books, clock)
    tasks += _messages(books, clock, sent)
    return tuple(sorted(tasks, key=_place))


def _place(task: Task) -> tuple[int, date, date, str, str]:
    return URGENCIES.index(task.urgency), task.due or NO_END, task.since or NO_END, task.about, task.name


def _order(books: Books, clock: _Clock, name: str, booking: Booking) -> Iterator[Task]:
    status = booking.status
    demo, since, tonnes = booking.order.demo, booking.order.trade_date, booking.order.purchase_t
    if status == "held":
        kind = "payment" if booking.until >= clock.day else "hold_over"
        yield clock.task("registrar", kind, "order", name, demo, since=since, due=booking.until, tonnes=tonnes)
    elif status == "paid":
        yield clock.task("registrar", "cancellation", "order", name, demo, since=booking.paid_on or since,
                         tonnes=tonnes, otherwise="today")
    elif status == "cancelled" and booking.order.amount_cny and name not in books.distributions:
        yield clock.task("registrar", "sharing", "distribution", name, demo, since=since, tonnes=tonnes,
                         otherwise="today")


def _plot(clock: _Clock, file: PlotFile) -> Iterator[Task]:
    if file.withdrawn or file.stands:
        return
    if file.notice is not None:
        yield from _notice(clock, file)
        return
    since = next((day for day in (file.agreement and file.agreement.signed_on,
                                  file.measurement and file.measurement.measured_on,
                                  file.screening and file.screening.on) if day), None)
    yield clock.task("reviewer" if file.step == "notice" else "registrar", f"plot_{file.step}", "plot", file.plot,
                     file.demo, since=since)


def _notice(clock: _Clock, file: PlotFile) -> Iterator[Task]:
    notice = file.notice
    assert notice is not None
    for one in notice.objections:
        if not one.answer:
            yield clock.task("reviewer", "objection", "plot", file.plot, file.demo, since=one.received_on,
                             due=notice.end)
    if notice.upheld:
        yield clock.task("reviewer", "notice_upheld", "plot", file.plot, file.demo, since=notice.start,
                         otherwise="today")
    elif clock.day <= notice.end:
        yield clock.task("reviewer", "notice_runs", "plot", file.plot, file.demo, since=notice.start, due=notice.end)
    elif not notice.open_objections:
        yield clock.task("registrar", "plot_listing", "plot", file.plot, file.demo,
                         since=notice.end + timedelta(days=1), otherwise="today")


def _occupation(clock: _Clock, one: Occupation) -> Iterator[Task]:
    """Until everything owed is ordered the work must not begin: each step is due by the day it is planned to."""
    due = one.planned_on
    if one.step == "assessment":
        yield clock.task("planner", "assessment", "occupation", one.proposal, one.demo, due=due)
    elif one.assessment is not None and one.step == "notice":
        yield clock.task("reviewer", "notice_sign", "occupation", one.proposal, one.demo,
                         since=one.assessment.assessed_on, tonnes=one.assessment.owed_t, due=due)
    elif one.notice is not None and one.step == "choice":
        yield clock.task("registrar", "choice", "occupation", one.proposal, one.demo, since=one.notice.signed_on,
                         tonnes=one.notice.owed_t, due=due)
    elif one.notice is not None and one.choice is not None and one.step == "order":
        yield clock.task("registrar", "order_open", "occupation", one.proposal, one.demo, since=one.choice.chosen_on,
                         tonnes=one.notice.owed_t - one.ordered_t, due=due)


def _lots(books: Books, clock: _Clock, ahead: date) -> Iterator[Task]:
    """Lots to be measured when their period is over, or soon (the end of the period is no later than `ahead`), and what
    was sold and has nothing behind it any more."""
    planned: dict[str, Decimal] = {}
    for one in books.remedies.values():
        planned[one.lot] = planned.get(one.lot, ZERO) + one.left_t
    for name, stock in books.lots.items():
        lot = stock.lot
        if stock.measured_t is None:
            if lot.period_end < clock.day:
                yield clock.task("registrar", "lot_measure", "lot", name, lot.demo, since=lot.period_end,
                                 tonnes=lot.stored_t, otherwise="today")
            elif lot.period_end <= ahead:
                yield clock.task("registrar", "lot_ends", "lot", name, lot.demo, due=lot.period_end,
                                 tonnes=lot.stored_t)
        missing = stock.shortfall_t - planned.get(name, ZERO)
        if missing > 0:
            yield clock.task("registrar", "shortfall", "lot", name, lot.demo, tonnes=missing, otherwise="today")


def _others(books: Books, clock: _Clock) -> Iterator[Task]:
    for remedy in books.remedies.values():
        if remedy.state == "open":
            yield clock.task("registrar", "remedy", "remedy", remedy.remedy, remedy.demo, due=remedy.due,
                             tonnes=remedy.left_t)
    for one in books.certificates.values():
        if one.left_t > 0 and clock.day <= one.valid_until <= clock.soon:
            yield clock.task("registrar", "certificate_ends", "certificate", one.serial, one.demo,
                             due=one.valid_until, tonnes=one.left_t)
    for shared in books.distributions.values():
        if any(part.paid_on is None and part.amount_cny for part in shared.portions):
            yield clock.task("registrar", "payout", "distribution", shared.order, shared.demo, since=shared.shared_on,
                             otherwise="today")
    for found in books.findings.values():
        if found.state != "closed":
            yield clock.task("registrar", "finding" if found.state == "open" else "finding_checking", "finding",
                             found.finding, found.demo, since=found.seen_on,
                             otherwise="today" if found.state == "open" else "later")


def _messages(books: Books, clock: _Clock, sent: Collection[Submission]) -> Iterator[Task]:
    """Concerns and objections that nobody has dealt with, and those that were taken up and wait for an answer."""
    for one in sent:
        if one.closed:
            continue
        objection, file = one.sent.kind == "objection", books.plots.get(one.sent.name)
        new = one.state == "received"
        kind = f"message_{one.sent.kind}" if new else "message_reply"
        yield clock.task(
            "reviewer" if objection else "registrar", kind, "plot" if objection else "concern",
            one.sent.name if objection else grouped(one.reference), one.demo, since=one.received_on,
            due=file.notice.end if new and objection and file is not None and file.notice is not None else None,
            otherwise="today" if new else "later")
