"""Entries of occupations that somebody wrote without the program: what cannot follow from the books is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_tables import play

from core.ledger.entry import Fact, next_entry
from core.ledger.evolve import evolve
from core.problem import Problem
from core.rules import RuleBook

WAY = (("SubmitProposal", {}), ("AssessProposal", {}), ("SignNotice", {}), ("ChooseCompensation", {}))
ORDER = (("StoreLot", {}), *WAY, ("HoldOrder", {"proposal": "Y-1", "owed_t": "60", "amount_cny": "909.00"}))


@pytest.mark.parametrize(("acts", "change"), [
    (WAY[:2], {"area_hm2": "3.4999"}),  # the pieces do not add up to it
    (WAY[:2], {"owed_t": "99.000"}),
    (WAY[:2], {"working": "x"}),
    (WAY[:3], {"owed_t": "99.000"}),  # not what was assessed
    (WAY[:3], {"notice": "YM-N-2026-0002"}),
    (WAY, {"purchase_t": "69.000"}),  # offset and purchase are not what is owed
    (WAY, {"offset_t": "80.001", "purchase_t": "19.999"}),
    (ORDER, {"proposal": "Y-2"}),
    (ORDER, {"demo": True}),
], ids=str)
def test_a_changed_entry_is_refused(acts, change: dict, written: RuleBook) -> None:
    _, before = play(acts[:-1], written)
    entries, _ = play(acts, written)
    last = entries[-1]
    evolve(before, last)
    with pytest.raises(Problem):
        evolve(before, replace(last, body={**last.body, **change}))


@pytest.mark.parametrize("kind", ["proposal_withdrawn", "notice_revoked", "proposal_assessed", "notice_signed"])
def test_nothing_of_that_follows_an_order(kind: str, written: RuleBook) -> None:
    """An order holds 60 t of the notice: neither can be taken back, and it stays as it was assessed."""
    entries, after = play(ORDER, written)
    said = next((one.body for one in entries if one.kind == kind), {"proposal": "Y-1", "notice": "YM-N-2026-0001"})
    forged = next_entry(entries[-1], Fact(kind, said), at="2026-11-23T07:00:00.000Z", role="reviewer",
                        reason="x", key="f")
    with pytest.raises(Problem):
        evolve(after, forged)


def test_orders_of_a_notice_never_exceed_it_whoever_writes_them(written: RuleBook) -> None:
    """60 t of 100 t are ordered; the same order again under another number would be 120 t."""
    entries, after = play(ORDER, written)
    last = entries[-1]
    with pytest.raises(Problem) as refused:
        evolve(after, replace(last, body={**last.body, "order": "O-2"}, number=last.number + 1))
    assert refused.value.fields["problem"].key == "proposal_order_more"
