"""Entries about remedies and findings that the books do not allow are refused, whoever made their hashes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ledger_tables import Words, play

from core.ledger.evolve import fold
from core.ledger.state import EMPTY
from core.problem import Problem
from core.rules import RuleBook

Act = tuple[str, Words]
SHORT: tuple[Act, ...] = (
    ("StoreLot", {}), ("StoreLot", {"lot": "B-L1", "plot": "B", "tonnes": "25"}),
    ("HoldOrder", {"owed_t": "70", "amount_cny": "1060.50"}), ("RecordPayment", {"amount_cny": "1060.50"}),
    ("CancelTonnes", {}), ("ReverseLot", {"lost_t": "70"}))
PLANNED = (*SHORT, ("PlanRemedy", {}))
REPLACED = (*PLANNED, ("ReplaceShortfall", {}))
GROWN = (*SHORT, ("PlanRemedy", {"measure": "extension", "due": "2031-01-01"}),
         ("SettleLot", {"measured_t": "30", "day": "2028-01-01"}), ("ExtendPeriod", {"day": "2030-12-31"}))
FOUND = (*SHORT, ("RecordFinding", {}))
LIFTED = (("StoreLot", {}), ("SettleLot", {"day": "2028-01-01"}), ("LiftBan", {"day": "2028-01-01"}))


@pytest.mark.parametrize(("acts", "changed"), [
    (PLANNED, {"planned_t": "40.001"}),  # more than is short
    (PLANNED, {"planned_t": "0.000"}),
    (PLANNED, {"remedy": "YM-R-2026-0002"}),  # not the next number
    (PLANNED, {"measure": "pray"}),
    (PLANNED, {"demo": True}),
    (REPLACED, {"tonnes": "19.999"}),  # not what the lots give
    (REPLACED, {"tonnes": "30.001", "lots": [["B-L1", "30.001"]]}),  # more than is planned, and than B has
    (REPLACED, {"lots": [["A-L1", "20.000"]]}),  # of the lot itself
    (REPLACED, {"lots": [["B-L1", "25.001"], ["B-L1", "-5.001"]]}),
    (REPLACED, {"tonnes": "26.000", "lots": [["B-L1", "26.000"]]}),  # B has 25
    (GROWN, {"made_up_t": "30.000"}),  # 20 have grown
    (GROWN, {"measured_t": "29.999", "made_up_t": "0.000"}),
    (FOUND, {"finding": "YM-W-2026-0002"}),
    (FOUND, {"finding": "W-1"}),
    (FOUND, {"plots": ["Z"]}),
    (FOUND, {"plots": []}),
    (FOUND, {"clean": True}),  # an alert
    ((*FOUND, ("CloseFinding", {})), {"finding": "YM-W-2026-0002"}),
    ((*SHORT[:-1], ("RecordFinding", {}), ("CloseFinding", {})), {"outcome": "loss"}),  # none was recorded
    ((*LIFTED, ("RestoreBan", {"day": "2028-01-02"})), {"plot": "Z"}),
    (LIFTED, {"plot": "B"})])
def test_is_refused(acts: tuple[Act, ...], changed: dict[str, Any], written: RuleBook) -> None:
    *before, last = play(acts, written)[0]
    books = fold(EMPTY, before)
    fold(books, [last])  # as it was written it follows
    with pytest.raises(Problem):
        fold(books, [replace(last, body={**last.body, **changed})])


def test_a_ban_is_not_lifted_before_the_lot_is_settled(written: RuleBook) -> None:
    lifted = play(LIFTED, written)[0][-1]
    with pytest.raises(Problem) as refused:
        fold(play(LIFTED[:1], written)[1], [lifted])
    assert refused.value.fields["problem"].key == "ban_unsettled"
