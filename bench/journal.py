"""The journal: acts beside bare commits of the same rows, checking, opening with 100 000 entries, kill -9."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

import duckdb
import pyarrow as pa

from bench.crash import crash
from bench.journal_case import fill, hold, lot
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.ledger.act import act as decide
from core.ledger.chain import START, check_links
from core.ledger.commands import CancelTonnes, Command, RecordPayment
from core.ledger.entry import Entry, line
from core.ledger.evolve import fold
from core.ledger.state import EMPTY, Books
from store import Store, today
from store.acts import act
from store.books import Row, tables
from store.database import Cursor
from store.journal import start, verify
from store.shipped import shipped_rules

MANY, THREADS, BLOCK = 100_000, 8, 160


def acts(folder: Path, quick: bool) -> list[Figure]:
    """Orders held by many at once; a long journal checked and opened; a writer killed."""
    many, kills = (MANY // 10, 5) if quick else (MANY, 50)
    spent = rate(folder, 3 if quick else 9)
    links, whole, opened = long(folder, many)
    started = time.perf_counter()
    acknowledged = crash(folder / "killed.duckdb", kills)
    return [
        Figure("journal", f"{BLOCK} orders held, {THREADS} threads", "bare commits of the same rows", spent["ours"],
               spent["bare"], goal=Goal("≤", 1.11)),
        Figure("journal", f"links of {many:,} entries checked", "", many / links, unit="entries/s",
               goal=Goal("≥", 200_000, "entries/s")),
        Figure("journal", f"{many:,} entries checked, folded, compared with the tables", "", whole, unit="s"),
        Figure("journal", f"store with {many:,} entries opened and verified", "", opened, unit="s",
               goal=Goal("≤", 2, "s")),
        Figure("journal", f"writer killed {kills} times: {acknowledged:,} acknowledged acts all there", "",
               time.perf_counter() - started, unit="s", note="kill -9 at random moments on one file; after each the"
               " journal verified and the last acts, sent again, had their first outcome"),
    ]


def rate(folder: Path, rounds: int) -> dict[str, float]:
    """Milliseconds of a block of orders through the store, from eight threads, and of bare commits, in turn."""
    store, other = Store(folder / "acts.duckdb"), folder / "bare.duckdb"
    fill(store)
    act(store, hold(0), "registrar", "", "key 0")
    store.close()
    other.write_bytes(store.path.read_bytes())
    store, bare = Store(store.path), duckdb.connect(str(other))
    text = bare.execute("SELECT max_by(line, number) FROM journal").fetchall()[0][0]
    numbers, bare_numbers = count(1), count(4)

    def hold_one(number: int) -> None:
        act(store, hold(number), "registrar", "", f"key {number}")

    with ThreadPoolExecutor(THREADS) as pool:
        def ours() -> None:
            list(pool.map(hold_one, islice(numbers, BLOCK)))

        def plain() -> None:
            for number in islice(bare_numbers, BLOCK):
                commit(bare, number, text)

        try:
            return in_turn({"ours": ours, "bare": plain}, rounds)
        finally:
            store.close()
            bare.close()


def commit(bare: Cursor, number: int, text: str) -> None:
    """What one order writes, in the same tables and of the same length, with nothing decided and nothing checked."""
    name, order = f"B-{number:06}", hold(number)
    bare.begin()
    bare.execute("INSERT INTO journal VALUES (?, ?)", [number, text])
    bare.execute("INSERT INTO journal_act VALUES (?, ?, ?, ?, ?)", [name, text[:64], number, number, text[-64:]])
    bare.execute("UPDATE lot SET batch = '2025-1', plot = 'P1', period_start = DATE '2025-01-01', period_end ="
                 " DATE '2027-12-31', stored_t = 1000000, held_t = ?, cancelled_t = 0, demo = false WHERE lot = 'L1'",
                 [number])
    bare.execute("INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'held', '', false)",
                 [name, order.project_zh, order.project_en, order.kind, order.township_zh, order.township_en,
                  order.trade_date, order.owed_t, 0, order.owed_t, order.unit_price_cny, order.amount_cny])
    bare.execute("INSERT INTO allocation VALUES (?, 'L1', ?)", [name, order.owed_t])
    bare.execute("UPDATE data_version SET version = version + 1")
    bare.commit()


def long(folder: Path, many: int) -> tuple[float, float, float]:
    """Seconds to check the links of a long journal, to verify all of it in the store, to open the store anew."""
    entries = history(many)
    lines = [line(one).encode() for one in entries]
    path = folder / "long.duckdb"
    store = Store(path)
    store.write(lambda cursor: load(cursor, entries))
    spent = []
    for way in (lambda: check_links(lines, START), lambda: verify(store)):
        times = []
        for _ in range(3):
            started = time.perf_counter()
            way()
            times.append(time.perf_counter() - started)
        spent.append(sorted(times)[1])
    store.close()
    started = time.perf_counter()
    store = Store(path)
    start(store)
    opened = time.perf_counter() - started
    store.close()
    return spent[0], spent[1], opened


def history(many: int) -> list[Entry]:
    """A journal of orders held, paid and cancelled; each decided on books that know the reserve alone, to save time."""
    rules, at = shipped_rules().at(today()), datetime.now(UTC)
    found, stored = decide(Books(), lot("L1"), rules, today(), at=at, role="registrar", key="lot")
    entries = list(found)
    for number in range((many - 1) // 3):
        books, order = Books(stored.lots, numbers={today().year: number}, head=entries[-1]), hold(number)
        steps: tuple[Command, ...] = (order, RecordPayment(order.order, today(), order.amount_cny, "V"),
                                      CancelTonnes(order.order))
        for step, command in enumerate(steps):
            found, books = decide(books, command, rules, today(), at=at, role="registrar", key=f"{number} {step}")
            entries += found
    return entries


def load(cursor: Cursor, entries: list[Entry]) -> None:
    """Put a journal and what it adds up to into an empty store, table by table."""
    put(cursor, "journal", ("number", "line"), [(one.number, line(one)) for one in entries])
    put(cursor, "journal_act", ("key", "command", "first", "last", "hash"),
        [(one.key, "", one.number, one.number, one.hash) for one in entries])
    for table, (columns, made) in tables(fold(EMPTY, entries)).items():
        if table == "certificate":
            columns, made = (*columns, "entry"), [(*row, 1) for row in made]
        if made:
            put(cursor, table, columns, made)


def put(cursor: Cursor, table: str, columns: Sequence[str], made: list[Row]) -> None:
    cursor.register("made", pa.table([list(values) for values in zip(*made, strict=True)], names=list(columns)))
    cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM made")
    cursor.unregister("made")
