"""How a journal begins and ends: illustrative books, the county's own, and those kept before there was one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.journal_case import hold, lot
from core.ledger import chain
from core.ledger.commands import CancelTonnes, RecordPayment
from core.ledger.entry import Entry
from core.problem import Problem
from store import Store, StoreBroken, house
from store import entries as rows
from store.acts import act
from store.county import replace_layer
from store.database import MIGRATIONS
from store.journal import cancelled, verify
from store.shipped import DATA, load_demo, remove_demo

Ask = Callable[..., list[tuple[Any, ...]]]
D = Decimal


def do(store: Store, command: Any, key: str) -> tuple[Entry, ...]:
    return act(store, command, "registrar", "", key)


def test_illustrative_books_open_the_journal(full: Store) -> None:
    found = verify(full)
    assert (found.stored_t, found.held_t, found.cancelled_t) == (D("2471.275"), D("120.250"), D("247.870"))
    with full.read() as cursor:
        entries = [chain.parse(line) for line in rows.every(cursor)]
    assert {entry.body["demo"] for entry in entries} == {True}
    assert [entry.kind for entry in entries[:19]] == ["lot_opened"] * 13 + ["order_opened"] * 6
    assert cancelled(full, "YM-C-2026-0003").lots == (("YM-01-L1", D("103.176")), ("YM-02-L1", D("13.504")))


def test_certificates_go_on_from_those_taken_over(own: Store) -> None:
    do(own, RecordPayment("O-2026-004", date(2026, 11, 20), D("3544.97"), "V-1"), "a")
    assert do(own, CancelTonnes("O-2026-004"), "b")[0].body["certificate"] == "YM-C-2026-0004"
    verify(own)


@pytest.fixture
def before(tmp_path: Path, filled: Path) -> Path:
    """A filled store as edition 0008 left it: no journal."""
    path = Path(shutil.copy(filled, tmp_path / "before.duckdb"))
    old = duckdb.connect(str(path))
    for script in MIGRATIONS.glob("*.sql"):
        if int(script.name[:4]) > 8:
            for table in re.findall(r"CREATE TABLE (\w+)", script.read_text("utf-8")):
                old.execute(f"DROP TABLE {table}")
    old.execute("DELETE FROM migration WHERE number > 8")
    old.close()
    return path


def test_a_filled_store_of_before_is_taken_over(
    before: Path, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    monkeypatch.setenv("ZHANBU_STORE", str(before))
    tables = [f"FROM {table} ORDER BY ALL" for table in ("lot", "purchase", "allocation")]
    opened = Store(before)
    found = [ask(opened, sql) for sql in tables]
    opened.close()
    for _ in range(2):  # the second time there is nothing to take over
        store = house._open.__wrapped__()
        assert [ask(store, sql) for sql in tables] == found
        assert (verify(store).head.number, store.data_version) == (19, 2)
        store.close()


def test_certificates_of_before_need_not_be_in_order(before: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One number twice, one of another kind, one on an order that only holds: all are taken over as they are."""
    monkeypatch.setenv("ZHANBU_STORE", str(before))
    opened = duckdb.connect(str(before))
    for order, number in (("O-2025-002", "YM-C-2025-0001"), ("O-2026-001", "证 7"), ("O-2026-004", "YM-C-2026-0010")):
        opened.execute("UPDATE purchase SET certificate = ? WHERE purchase = ?", [number, order])
    opened.close()
    store = house._open.__wrapped__()
    assert [cancelled(store, number).order for number in ("YM-C-2025-0001", "证 7")] == ["O-2025-001", "O-2026-001"]
    do(store, RecordPayment("O-2026-004", date(2026, 8, 20), D("3544.97"), "V-1"), "a")
    assert do(store, CancelTonnes("O-2026-004"), "b")[0].body["certificate"] == "YM-C-2026-0011"
    assert cancelled(store, "YM-C-2026-0011").tonnes == D("120.250")
    verify(store)
    store.close()


def test_books_that_do_not_verify_keep_the_house_shut(before: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_STORE", str(before))
    house._open.__wrapped__().close()
    store = Store(before)
    store.write(lambda cursor: cursor.execute("UPDATE lot SET held_t = held_t + 1 WHERE lot = 'YM-10-L1'"))
    store.close()
    with pytest.raises(StoreBroken) as broken:
        house._open.__wrapped__()
    problem = broken.value.fields["problem"]
    assert (problem.key, problem.fields) == ("books_differ", {"table": "lot", "name": "YM-10-L1"})
    Store(before).close()  # it was let go of


def test_an_illustrative_journal_goes_with_its_data(own: Store, ask: Ask) -> None:
    do(own, replace(hold(1), demo=True), "a")
    own.write(remove_demo)
    assert [ask(own, f"FROM {table}") for table in rows.TABLES] == [[]] * len(rows.TABLES)
    verify(own)
    own.write(load_demo)
    number = verify(own).head.number
    assert do(own, replace(hold(1), demo=True), "a")[0].number == number + 1
    own.write(load_demo)
    assert verify(own).head.number == number


def test_a_journal_with_acts_of_the_county_s_own_stays(own: Store, ask: Ask) -> None:
    number = do(own, lot("OWN"), "a")[0].number
    everything = [ask(own, f"FROM {table} ORDER BY ALL") for table in (*rows.TABLES, "lot", "purchase", "plot")]
    for job in (remove_demo, load_demo, lambda cursor: replace_layer(cursor, DATA / "demo")):
        with pytest.raises(Problem) as problem:
            own.write(job)
        assert (problem.value.key, problem.value.fields) == ("journal_own", {"number": number})
    assert [ask(own, f"FROM {table} ORDER BY ALL")
            for table in (*rows.TABLES, "lot", "purchase", "plot")] == everything


def test_the_county_s_own_layer_opens_a_journal_of_its_own(own: Store) -> None:
    own.write(lambda cursor: replace_layer(cursor, DATA / "demo"))
    found = verify(own)
    assert (found.head.number, {one.lot.demo for one in found.lots.values()}) == (19, {False})
    own.write(remove_demo)  # nothing illustrative is in it: no trouble
    with pytest.raises(Problem) as problem:
        own.write(load_demo)
    assert problem.value.key == "journal_own"
    own.write(lambda cursor: replace_layer(cursor, DATA / "demo"))  # opening balances alone may be brought again
    assert verify(own).head.number == 19
    do(own, lot("OWN"), "a")
    with pytest.raises(Problem) as problem:
        own.write(lambda cursor: replace_layer(cursor, DATA / "demo"))
    assert problem.value.key == "journal_own"
    assert verify(own).head.number == 20
