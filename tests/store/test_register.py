"""Decisions of the leading group: the entry and what it does stand or fall together, and go together again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bench.depletion_case import EVERYTHING
from bench.journal_case import lot
from core.exact_json import to_json
from core.ledger.commands import Command
from core.ledger.decision import DecideBatch, DecideOutlook, DecideRule, RecordDecision
from core.problem import Problem
from core.scenario.plain import to_plain
from store import Store, scenarios
from store import acts as acting
from store.acts import act, books
from store.books import drop_demo
from store.decisions import decisions, withdraw
from store.journal import verify
from store.scenarios import publish, published, save, unpublish
from store.snapshot import Snapshot

SAID: dict[str, Any] = {
    "meeting": "领导小组第 1 次会议", "met_on": date(2026, 11, 20), "matter": "价格", "text": "同意"}
RULE = "price_multiplier"
TWO = DecideRule(**SAID, rule=RULE, since=date(2026, 11, 23), value_kind="number", value="0.25")
BASE = replace(EVERYTHING, name="基准", data_version=7)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For what is refused, which leaves it as it is."""
    opened = Store(tmp_path_factory.mktemp("untouched") / "x.duckdb")
    yield opened
    opened.close()


def do(store: Store, command: Command, role: str, key: str) -> str:
    return str(act(store, command, role, "会议纪要", key)[-1].body["decision"])


def rate(store: Store) -> Decimal:
    return Snapshot(store).rules.at(date(2026, 11, 23)).number(RULE)


def outlook(number: int) -> DecideOutlook:
    results = to_json({"scenario": to_plain(BASE), "peak_t": [Decimal("0.000"), Decimal("1E-7")]})
    return DecideOutlook(**SAID, scenario=number, scenario_name="基准", scenario_version=1, results=results)


def trace(store: Store) -> tuple[Any, ...]:
    """Everything that a decision could have changed."""
    with store.read() as cursor:
        counted = [cursor.execute(f"SELECT count(*) FROM {table}").fetchall() for table in (
            "journal", "journal_act", "decision", "decision_effect", "scenario_published", "scenario_unpublished")]
    return store.data_version, books(store), counted


def test_a_value_takes_effect_with_its_decision_and_goes_with_it(store: Store) -> None:
    first = do(store, TWO, "admin", "a")
    assert (first, rate(store)) == ("YM-D-2026-0001", Decimal("0.25"))
    assert act(store, TWO, "admin", "会议纪要", "a")[0].body["decision"] == first  # the same key again changes nothing
    second = do(store, replace(TWO, value="0.35", replaces=first), "admin", "b")
    assert rate(store) == Decimal("0.35")
    do(store, DecideRule(**SAID, replaces=second), "admin", "c")
    assert rate(store) == Decimal("0.30")
    with store.read() as cursor:  # nothing is deleted: two values, each with its withdrawal
        assert [one.withdraws for one in decisions(cursor)] == [None, 1, None, 3]
    assert verify(store) == books(store)


def test_the_acts_after_a_decision_go_by_it(store: Store) -> None:
    do(store, DecideRule(**SAID, rule="batch_approval", since=date(2026, 1, 1), value_kind="option", value="required"),
       "admin", "a")
    with pytest.raises(Problem, match="batch_unapproved"):
        act(store, lot("L1", "60.500"), "registrar", "", "b")


def test_acts_asked_for_together_with_a_decision_go_by_it_too(store: Store) -> None:
    busy, go = threading.Event(), threading.Event()

    def wait(_: Any) -> None:
        busy.set()
        assert go.wait(30)

    with ThreadPoolExecutor(3) as pool:
        holding = pool.submit(store.write, wait)
        assert busy.wait(30)
        decided = pool.submit(do, store, DecideRule(
            **SAID, rule="batch_approval", since=date(2026, 1, 1), value_kind="option", value="required"), "admin", "a")
        while not acting._waiting.get(store):
            time.sleep(0.001)
        stored = pool.submit(act, store, lot("L1", "60.500"), "registrar", "", "b")
        while len(acting._waiting[store]) < 2:
            time.sleep(0.001)
        go.set()
        holding.result()
        assert decided.result() == "YM-D-2026-0001"
        with pytest.raises(Problem, match="batch_unapproved"):
            stored.result()
    assert verify(store) == books(store)


def test_an_outlook_is_published_with_its_decision(store: Store) -> None:
    number = store.write(lambda cursor: save(cursor, BASE, "planner", ""))
    first = do(store, outlook(number), "planner", "a")
    with store.read() as cursor:
        found = published(cursor)
    assert found is not None and (found.scenario, found.reason, found.role) == (number, "会议纪要", "planner")
    verify(store)
    with pytest.raises(Problem, match="scenario_decided"):  # past the register nobody takes it back
        store.write(lambda cursor: unpublish(cursor, "planner", "x"))
    do(store, DecideOutlook(**SAID, replaces=first), "planner", "b")
    with store.read() as cursor:
        assert published(cursor) is None
    verify(store)


def test_what_followed_an_outlook_stays_when_its_decision_goes(store: Store) -> None:
    number = store.write(lambda cursor: save(cursor, BASE, "planner", ""))
    first = do(store, outlook(number), "planner", "a")
    store.write(lambda cursor: publish(cursor, number, {"scenario": to_plain(BASE)}, "planner", "更新"))
    do(store, DecideOutlook(**SAID, replaces=first), "planner", "b")
    with store.read() as cursor:
        found = published(cursor)
    assert found is not None and found.reason == "更新"


@pytest.mark.parametrize(("command", "role", "key"), [
    (replace(TWO, value="7"), "admin", "rule_range"),
    (replace(TWO, rule="nothing"), "admin", "rule_unknown"),
    (replace(TWO, replaces="YM-D-2026-0009"), "admin", "register_unknown"),
    (TWO, "planner", "journal_role"),
    (DecideOutlook(**SAID, scenario=9, scenario_name="基准", scenario_version=1, results="{}"), "planner",
     "scenario_unknown"),  # only the store knows
    (RecordDecision(**{**SAID, "text": "联系 13800138000"}), "planner", "journal_personal"),
    (RecordDecision(**SAID), "registrar", "journal_role"),
    (DecideBatch(**SAID, batch="1", plots=("A",)), "reviewer", "plot_unknown"),
    (DecideBatch(**SAID, batch="1", plots=("A",)), "admin", "journal_role"),
])
def test_a_refused_decision_leaves_no_trace(untouched: Store, command: Command, role: str, key: str) -> None:
    before = trace(untouched)
    with pytest.raises(Problem) as refused:
        do(untouched, command, role, "a")
    assert refused.value.key == key
    assert trace(untouched) == before


def test_results_of_another_scenario_are_refused_with_the_entry(store: Store) -> None:
    number = store.write(lambda cursor: save(cursor, BASE, "planner", ""))
    before = trace(store)
    for results in ("not json", "[]", to_json({"scenario": to_plain(replace(BASE, seed=4))})):
        with pytest.raises(Problem, match="scenario_results_other"):
            do(store, replace(outlook(number), results=results), "planner", results[:4])
    assert trace(store) == before


def test_what_fails_halfway_has_not_happened(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = trace(store)

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    for broken in ("store.register.keep", "store.decisions._append", "store.users.did"):
        with monkeypatch.context() as patch:
            patch.setattr(broken, fail)
            with pytest.raises(OSError, match="disk full"):
                do(store, TWO, "admin", "a")
        assert trace(store) == before
    do(store, TWO, "admin", "a")  # the key is free
    assert rate(store) == Decimal("0.25")


def test_a_table_that_says_otherwise_is_noticed(store: Store) -> None:
    do(store, TWO, "admin", "a")
    with pytest.raises(Problem, match="decision_decided"):  # past the register nobody takes it back
        store.write(lambda cursor: withdraw(cursor, 1, "改", "admin"))
    for change, back in (
            ("UPDATE decision SET value = '0.9'", "UPDATE decision SET value = '0.25'"),
            ("INSERT INTO decision_effect VALUES ('X', 9, NULL)", "DELETE FROM decision_effect WHERE value = 9"),
            ("INSERT INTO decision VALUES (2, 'price_multiplier', NULL, NULL, NULL, '', '', '', 'x', now(), 'a', 1)",
             "DELETE FROM decision WHERE number = 2")):
        verify(store)
        store.write(lambda cursor, sql=change: cursor.execute(sql))
        with pytest.raises(Problem, match="books_differ"):
            verify(store)
        store.write(lambda cursor, sql=back: cursor.execute(sql))


def test_illustrative_decisions_go_with_the_illustrative_books(own: Store) -> None:
    do(own, replace(TWO, demo=True), "admin", "a")
    number = own.write(lambda cursor: save(cursor, BASE, "planner", ""))
    do(own, replace(outlook(number), demo=True), "planner", "b")
    own.write(lambda cursor: drop_demo(cursor, whole=False))
    with own.read() as cursor:
        assert (decisions(cursor), published(cursor)) == ((), None)
        assert len(scenarios.scenarios(cursor)) == 1
