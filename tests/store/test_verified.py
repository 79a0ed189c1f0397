"""When the books were last found to balance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench.journal_case import lot
from core.ledger import chain
from store import Store, verified
from store.acts import act


def test_what_was_written_since_is_verified_when_somebody_asks(store: Store, monkeypatch: pytest.MonkeyPatch):
    act(store, lot("L1"), "registrar", "", "a")
    first = verified.latest(store)
    monkeypatch.setattr(verified, "_whole", None)  # what was verified once is not read again
    assert verified.latest(store) is first
    act(store, lot("L2"), "registrar", "", "b")
    second = verified.latest(store)
    assert (first.link.number, second.link.number) == (1, 2)
    assert first.since == second.since == first.link.at
    assert verified.at(store) == second.at >= first.at


def test_a_line_that_does_not_link_is_found(store: Store):
    act(store, lot("L1"), "registrar", "", "a")
    verified.latest(store)
    act(store, lot("L2"), "registrar", "", "b")
    store.write(lambda cursor: cursor.execute("UPDATE journal SET line = replace(line, '1000000', '1000001')"
                                              " WHERE number = 2"))
    found = verified.latest(store)
    assert found.problem is not None
    assert found.problem.key == "journal_line_hash"


def test_a_journal_that_was_taken_out_is_no_fault(store: Store):
    act(store, lot("L1"), "registrar", "", "a")
    verified.latest(store)

    def clear(cursor) -> None:
        for table in ("journal", "journal_act", "lot"):
            cursor.execute(f"DELETE FROM {table}")

    store.write(clear)
    found = verified.latest(store)
    assert (found.problem, found.link, found.since) == (None, chain.START, "")


def test_everything_is_verified_on_each_day_whatever_was_written_since(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Holds end soon after midnight: that only the new lines were looked at must not count as the day's whole check."""
    looks = []
    monkeypatch.setattr(verified, "repeat", lambda _name, work, _every_s: looks.append(work))
    act(store, lot("L1"), "registrar", "", "a")
    verified.whole(store)
    verified.start_daily(store)
    tomorrow = verified.today() + timedelta(days=1)
    monkeypatch.setattr(verified, "today", lambda: tomorrow)
    act(store, lot("L2"), "registrar", "", "b")
    store.write(lambda cursor: cursor.execute("UPDATE journal SET line = replace(line, '1000000', '1000001')"
                                              " WHERE number = 1"))
    assert verified.latest(store).problem is None  # the first line was read before
    looks[0]()
    assert verified.latest(store).problem.key == "journal_line_hash"
