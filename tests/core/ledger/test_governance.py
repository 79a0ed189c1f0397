"""What waits for the leading group, and how fresh data are, by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from ledger_tables import TODAY, play, words

from core.ledger.decision_changes import approvals
from core.ledger.governance import MATTERS, Matter, fresh, last_decided, last_measured, matters
from core.ledger.state import EMPTY
from core.rules import RuleBook
from ui.words import words as of

FILE = ("OpenPlotFile plot=B", "ScreenPlot plot=B", "MeasurePlot plot=B")
STORED = ("AgreePlot plot=B", "PostNotice plot=B",
          "StoreLot plot=B lot=B-L1 batch=2026-2 tonnes=90")


def waits(book: RuleBook, *acts: str) -> dict[str, Matter]:
    _, books = play(tuple((line.split()[0], words(line)) for line in acts), book)
    return {one.kind: one for one in matters(books, book, TODAY) if one.kind != "assumptions"}


@pytest.mark.parametrize(("acts", "wanted"), [
    ((), {}),
    (FILE[:2], {}),
    (FILE, {"batch": (1, Decimal(100), ("B",), date(2026, 3, 20))}),
    ((*FILE, "DecideBatch plots=B"), {}),
    ((*FILE, "DecideBatch plots=B", "DecideBatch batch= replaces=YM-D-2026-0001"),
     {"batch": (1, Decimal(100), ("B",), date(2026, 3, 20))}),
    ((*FILE, "DecideBatch plots=B", "ReturnPlot plot=B step=measurement",
      "MeasurePlot plot=B report=R-2 removals_t=95"), {"batch": (1, Decimal(95), ("B",), date(2026, 3, 20))}),
    ((*FILE, *STORED), {}),
    (("SubmitProposal",), {}),
    (("SubmitProposal", "AssessProposal day=2026-11-22"),
     {"assessed": (1, Decimal(100), ("Y-1",), date(2026, 11, 22))}),
    (("SubmitProposal", "AssessProposal", "SignNotice"), {}),
    (("StoreLot tonnes=10", "HoldOrder", "RecordPayment", "CancelTonnes", "ReverseLot lost_t=4"),
     {"shortage": (1, Decimal(4), ("A-L1",), None)}),
    (("StoreLot tonnes=10", "HoldOrder", "RecordPayment", "CancelTonnes", "ReverseLot lost_t=4",
      "PlanRemedy planned_t=3"), {"shortage": (1, Decimal(1), ("A-L1",), None)}),
])
def test_what_waits(written: RuleBook, acts: tuple[str, ...], wanted: dict[str, tuple[object, ...]]) -> None:
    found = waits(written, *acts)
    assert {kind: (one.count, one.tonnes, one.names, one.since) for kind, one in found.items()} == wanted


@pytest.mark.parametrize(("outlook", "wanted"), [
    (None, ("A v1", "B v1")), (datetime(2026, 11, 2, 9), ("B v1",)), (datetime(2026, 11, 2, 11), ())])  # noqa: DTZ001
def test_scenarios_wait_that_are_newer_than_the_outlook(outlook: datetime | None, wanted: tuple[str, ...]) -> None:
    saved = (("A v1", datetime(2026, 11, 1)), ("B v1", datetime(2026, 11, 2, 10)))  # noqa: DTZ001
    found = [one.names for one in matters(EMPTY, RuleBook(), TODAY, saved, outlook)]
    assert found == ([wanted] if wanted else [])


def test_assumptions_wait_until_the_county_gives_a_value(written: RuleBook) -> None:
    (before,) = matters(EMPTY, written, TODAY)
    assert {"batch_approval", "hold_max_days"} <= set(before.names)
    assert "price_multiplier" not in before.names


@pytest.mark.parametrize(("last", "limit", "wanted"), [
    (date(2026, 11, 23), 0, (0, False)), (date(2026, 11, 22), 0, (1, True)), (date(2026, 11, 13), 10, (10, False)),
    (date(2026, 11, 12), 10, (11, True)), (None, 10, (0, True)), (None, None, (0, False)),
    (date(2000, 1, 1), None, (9823, False)), (date(2026, 11, 24), 0, (0, False))])
def test_data_are_stale_past_their_limit(last: date | None, limit: int | None, wanted: tuple[int, bool]) -> None:
    found = fresh("price", last, TODAY, limit)
    assert (found.days, found.stale) == wanted


def test_the_latest_measurement_and_meeting(written: RuleBook) -> None:
    _, books = play(tuple((line.split()[0], words(line)) for line in (*FILE, "DecideBatch plots=B")), written)
    assert (last_measured(books), last_decided(books)) == (date(2026, 3, 20), date(2026, 11, 20))
    assert [one.decision for one in approvals(books, "B")] == ["YM-D-2026-0001"]
    assert (last_measured(EMPTY), last_decided(EMPTY)) == (None, None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_matter_has_its_sentence(lang: str) -> None:
    assert all(of(lang).has(f"waits.matter.{kind}") for kind in MATTERS)
