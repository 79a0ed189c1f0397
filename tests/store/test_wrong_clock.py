"""A clock that jumps: what it must not end, and what it must not cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.journal_case import fill, hold
from core.problem import Problem
from store import Store, clock, journal
from store.acts import act, books


def test_a_clock_put_forward_while_the_product_runs_writes_nothing(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at, steady = datetime(2026, 11, 23, 12, tzinfo=UTC), 1000.0
    now = [(at, steady)]
    monkeypatch.setattr(clock, "_both", lambda: now[0])
    watch = clock.Watch()
    monkeypatch.setattr("store.acts._watch", watch)
    store = Store(tmp_path / "x.duckdb")
    fill(store)
    now[0] = at + timedelta(days=40), steady + 40 * 86_400  # asleep for long, and right
    assert not watch.forward()
    now[0] = at + timedelta(days=80), steady + 40 * 86_400 + 60
    with pytest.raises(Problem, match="clock_forward"):
        act(store, hold(1), "registrar", "", "a")
    assert watch.forward() > timedelta(days=39)  # it does not get used to it
    now[0] = at + timedelta(days=40, seconds=90), steady + 40 * 86_400 + 120  # put right again
    act(store, hold(1), "registrar", "", "a")
    store.close()


def test_a_clock_that_is_corrected_by_minutes_costs_nobody_an_act(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "x.duckdb")
    fill(store)
    head = books(store).head
    monkeypatch.setattr("store.acts.now", lambda: clock.now() - timedelta(minutes=5))
    (entry,) = act(store, hold(1), "registrar", "", "a")
    assert entry.at == head.at
    journal.verify(store)
    monkeypatch.setattr("store.acts.now", lambda: clock.now() - timedelta(minutes=15))
    with pytest.raises(Problem, match="journal_clock"):
        act(store, hold(2), "registrar", "", "b")
    store.close()
