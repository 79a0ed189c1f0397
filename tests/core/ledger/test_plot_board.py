"""Where a file stands on a day, and entries that no file allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from ledger_tables import play

from core.ledger.entry import Entry
from core.ledger.evolve import fold
from core.ledger.plot_board import Standing, board, standing, tonnes
from core.ledger.state import EMPTY
from core.problem import Problem
from core.rules import RuleBook

STEPS = ("OpenPlotFile", "ScreenPlot", "MeasurePlot", "AgreePlot", "PostNotice")
OBJECTED = (*STEPS, "RaiseObjection")
DAY = date(2026, 11, 23)


def entries_of(written: RuleBook, *acts: str | tuple[str, dict[str, str]]) -> tuple[list[Entry], Any]:
    return play(tuple((one, {}) if isinstance(one, str) else one for one in acts), written)


@pytest.mark.parametrize(("acts", "day", "wanted"), [
    (STEPS[:1], DAY, Standing("screening", "screen", None)),
    ((STEPS[0], ("ScreenPlot", {"checks": "pass, b:fail"})), DAY,
     Standing("screening", "screen_again", date(2026, 3, 2))),
    (STEPS[:2], DAY, Standing("measurement", "measure", date(2026, 3, 2))),
    (STEPS[:3], DAY, Standing("agreement", "agree", date(2026, 3, 20))),
    (STEPS[:4], DAY, Standing("notice", "post", date(2026, 4, 10))),
    (STEPS, date(2026, 5, 31), Standing("notice", "run", date(2026, 5, 20), date(2026, 5, 31))),
    (STEPS, date(2026, 6, 1), Standing("listing", "list", date(2026, 6, 1))),
    (OBJECTED, DAY, Standing("notice", "answer", date(2026, 5, 20), date(2026, 5, 31))),
    ((*OBJECTED, "AnswerObjection"), DAY, Standing("listing", "list", date(2026, 6, 1))),
    ((*OBJECTED, ("AnswerObjection", {"upheld": "yes"})), DAY, Standing("notice", "back", date(2026, 5, 20))),
    ((*STEPS, "StoreLot"), date(2027, 12, 31), Standing("monitoring", "period", date(2025, 1, 1), date(2027, 12, 31))),
    ((*STEPS, "StoreLot"), date(2028, 1, 1), Standing("monitoring", "settle", date(2025, 1, 1), date(2027, 12, 31))),
    ((*STEPS, "StoreLot", ("SettleLot", {"day": "2028-01-05"})), date(2028, 1, 5),
     Standing("monitoring", "settled", date(2025, 1, 1))),
    (("StoreLot", ("OpenPlotFile", {"stored": "yes"})), DAY,
     Standing("monitoring", "agreement_missing", date(2025, 1, 1))),
    (("StoreLot", ("OpenPlotFile", {"stored": "yes"}), "AgreePlot"), DAY,
     Standing("monitoring", "period", date(2025, 1, 1), date(2027, 12, 31))),
])
def test_where_a_file_stands(written: RuleBook, acts: tuple[Any, ...], day: date, wanted: Standing) -> None:
    _, books = entries_of(written, *acts)
    assert standing(books, books.plots["A"], day) == wanted
    assert [file.plot for file, _ in board(books, day)[wanted.column]] == ["A"]


def test_withdrawn_files_leave_the_board(written: RuleBook) -> None:
    _, books = entries_of(written, "OpenPlotFile", "WithdrawPlot")
    assert not any(board(books, DAY).values())


def test_tonnes_are_measured_then_stored(written: RuleBook) -> None:
    for acts, wanted in ((STEPS[:2], None), (STEPS, 100), ((*STEPS, ("StoreLot", {"tonnes": "60"})), 60)):
        _, books = entries_of(written, *acts)
        assert tonnes(books, books.plots["A"]) == wanted


def without(kind: str) -> Callable[[list[Entry]], list[Entry]]:
    return lambda entries: [one for one in entries if one.kind != kind]


def saying(kind: str, **changes: object) -> Callable[[list[Entry]], list[Entry]]:
    return lambda entries: [replace(one, body={**one.body, **changes}) if one.kind == kind else one for one in entries]


@pytest.mark.parametrize("forged", [
    without("plot_opened"), without("plot_screened"), without("plot_measured"), without("plot_agreed"),
    without("notice_posted"), without("objection_answered"),
    saying("plot_opened", lots=["A-L1"]), saying("plot_screened", passed=False),
    saying("plot_screened", checks=[["b", "fail"]]), saying("plot_measured", low_t="100.001"),
    saying("plot_measured", removals_t="99.999", low_t="90"), saying("plot_agreed", collective_share="0.7"),
    saying("plot_agreed", collective_share="1.6", company_share="-0.7"), saying("notice_posted", places=["township"]),
    saying("notice_posted", end="2026-05-01"), saying("objection_raised", number=2),
    saying("objection_raised", received_on="2026-06-01"), saying("objection_answered", number=0),
    saying("objection_answered", upheld=True), saying("objection_answered", answer=""),
    saying("lot_stored", stored_t="100.001"), saying("lot_stored", demo=True),
])
def test_forged_entries_are_refused(written: RuleBook, forged: Callable[[list[Entry]], list[Entry]]) -> None:
    """Hashes aside: a file says no to what its steps do not allow."""
    entries, books = entries_of(written, *OBJECTED, "AnswerObjection", "StoreLot")
    assert fold(EMPTY, entries).plots == books.plots
    with pytest.raises(Problem) as refused:
        fold(EMPTY, forged(entries))
    assert refused.value.key in ("journal_entry", "journal_entry_form")
