"""Where a plot's file stands on a day: the column of the board, what it waits for, since when and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.ledger.plot_file import STEPS, PlotFile
from core.ledger.state import Books
from core.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Standing:
    """`column`: one of STEPS. `waits`: what for (screen, screen_again, measure, agree, post, answer, back, run, list,
    agreement_missing, period, settle, settled). `since`: None where only the journal's time tells; `due`: when the wait
    is over by itself."""

    column: str
    waits: str
    since: date | None
    due: date | None = None


def standing(books: Books, file: PlotFile, today: date) -> Standing:
    """Of a file that is not withdrawn. A notice holds its file until it has ended without an objection."""
    screening, notice = file.screening, file.notice
    if file.stands:
        return _stored(books, file, today)
    if notice is not None:
        if notice.upheld:
            return Standing("notice", "back", notice.start)
        if notice.open_objections:
            return Standing("notice", "answer", notice.start, notice.end)
        if notice.end >= today:
            return Standing("notice", "run", notice.start, notice.end)
        return Standing("listing", "list", notice.end + timedelta(days=1))
    if file.agreement is not None:
        return Standing("notice", "post", file.agreement.signed_on)
    if file.measurement is not None:
        return Standing("agreement", "agree", file.measurement.measured_on)
    if screening is None:
        return Standing("screening", "screen", None)
    if not screening.passed:
        return Standing("screening", "screen_again", screening.on)
    return Standing("measurement", "measure", screening.on)


def _stored(books: Books, file: PlotFile, today: date) -> Standing:
    """First the agreement, without which no income is shared; until the last period ends; until each lot is settled."""
    stocks = [books.lots[name] for name in file.lots]
    since, end = min(one.lot.period_start for one in stocks), max(one.lot.period_end for one in stocks)
    if file.agreement is None:
        return Standing("monitoring", "agreement_missing", since)
    if all(one.measured_t is not None for one in stocks):
        return Standing("monitoring", "settled", since)
    over = [one.lot.period_end for one in stocks if one.measured_t is None and one.lot.period_end < today]
    return Standing("monitoring", "settle", since, min(over)) if over else Standing("monitoring", "period", since, end)


def tonnes(books: Books, file: PlotFile) -> Decimal | None:
    """What is stored of it, before that what was measured; None where neither is."""
    if file.lots:
        return sum((books.lots[name].lot.stored_t for name in file.lots), ZERO)
    return file.measurement.removals_t if file.measurement is not None else None


def board(books: Books, today: date) -> dict[str, list[tuple[PlotFile, Standing]]]:
    """The files that are not withdrawn in the columns of the six steps, those that wait longest first."""
    columns: dict[str, list[tuple[PlotFile, Standing]]] = {step: [] for step in STEPS}
    for file in books.plots.values():
        if not file.withdrawn:
            found = standing(books, file, today)
            columns[found.column].append((file, found))
    for files in columns.values():
        files.sort(key=lambda one: (one[1].since or today, one[0].plot))
    return columns
