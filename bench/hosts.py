"""The store on a PostgreSQL server beside the store in a file: acts, two processes that write at once, opening."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count, islice
from pathlib import Path

from bench.engines import Differs
from bench.journal_case import fill, hold, lot
from bench.postgres import Missing, Postgres
from bench.seller import SHARED
from bench.servers import ROOT
from bench.table import Figure
from bench.timing import in_turn
from core.ledger.chain import parse
from store import Store
from store.acts import act
from store.address import FILES, read_address
from store.entries import every
from store.journal import verify
from store.server import ServerStore

THREADS = 8
FIRST = 10_000  # number of the first order that a process has to itself


def acts(folder: Path, quick: bool) -> list[Figure]:
    """Orders held on a server started for it, made sure on the disk as in the file."""
    block, each, rounds, warm = (40, 20, 2, 1) if quick else (160, 400, 9, 2)
    try:
        server = Postgres(durable=True)
    except Missing as missing:
        return [Figure("server", "the store on a PostgreSQL server", note=f"not measured: {missing}")]
    try:
        address, path = server.create("acts"), folder / "file.duckdb"
        places: dict[str, Callable[[], Store]] = {
            "server": lambda: ServerStore(read_address(address), folder / "acts"), "file": lambda: Store(path)}
        rate = {name: block / ms * 1000 for name, ms in _held(places, block, rounds, warm).items()}
        opened = in_turn({name: lambda one=one: one().close() for name, one in places.items()}, rounds, warm)
        together = sold_by_two(server.create("together"), folder, each)
    finally:
        server.remove()
    return [
        Figure("server", f"orders held on a PostgreSQL server, {THREADS} threads", "the same in a file",
               rate["server"], rate["file"], unit="acts/s",
               note=f"blocks of {block}, each act on the disk before it is answered (fsync on, same disk)"),
        Figure("server", "two processes that hold orders at once, all together", "one process on the same server",
               together, rate["server"], unit="acts/s",
               note=f"each {each} orders of its own and {len(SHARED)} that both send, for as many tonnes as there are"
               " own ones: nothing oversold, nothing acknowledged lost, no order twice; the journal verified"),
        Figure("server", "a store on a server opened, tables there", "the store's file opened", opened["server"],
               opened["file"], note="extensions, migrations checked; in one process, imports not counted"),
    ]


def _held(places: dict[str, Callable[[], Store]], block: int, rounds: int, warm: int) -> dict[str, float]:
    """Milliseconds of a block of orders from THREADS threads in each place, in turn."""
    stores = {name: opened() for name, opened in places.items()}
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            def holding(store: Store) -> Callable[[], object]:
                numbers = count(1)

                def hold_one(number: int) -> None:
                    act(store, hold(number), "registrar", "", f"key {number}")

                return lambda: list(pool.map(hold_one, islice(numbers, block)))

            for store in stores.values():
                fill(store)
            return in_turn({name: holding(store) for name, store in stores.items()}, rounds, warm)
    finally:
        for store in stores.values():
            store.close()


def sold_by_two(address: str, folder: Path, each: int) -> float:
    """Acts a second of two processes that hold `each` orders of 1 t at once, for 2 × `each` tonnes; Differs where a
    tonne was sold twice or an acknowledged act is not there."""
    store = ServerStore(read_address(address), folder / "together")
    try:
        act(store, lot("L1", f"{2 * each}.000"), "registrar", "", "store")
        sellers = [_seller(address, folder, FIRST * one, each) for one in (1, 2)]
        try:
            for one in sellers:
                if one.stdout.readline() != "ready\n":
                    raise Differs(f"a process did not open the store: {one.communicate()[1].splitlines()[-1:]}")
            started = time.perf_counter()
            for one in sellers:
                one.stdin.write("go\n")
                one.stdin.flush()
            said = [one.stdout.readline() for one in sellers for _ in range(each + len(SHARED))]
            spent = time.perf_counter() - started
        finally:
            for one in sellers:
                one.kill()
                one.communicate()
        check_sold(store, said, Decimal(2 * each))
    finally:
        store.close()
    return 2 * each / spent


def check_sold(store: Store, said: Iterable[str], stock: Decimal) -> None:
    """That lot L1 is held to the last tonne of `stock` and no further, and that what a process was told of an order
    (`number entry`, or its refusal) is what the journal has. Differs; Problem where the journal does not verify."""
    answers = {tuple(line.split()) for line in said}
    if len({number for number, *_ in answers}) != len(answers):
        raise Differs("two processes were told different things of one order")
    if short := {what for _, what in answers if not what.isdigit()} - {"reserve_short"}:
        raise Differs(f"refused: {sorted(short)}")
    if (held := verify(store).lots["L1"].lot.held_t) != stock:
        raise Differs(f"{held} t are held of {stock} t")
    with store.read() as cursor:
        kept = {(entry.body["order"], entry.number) for entry in map(parse, every(cursor)) if "order" in entry.body}
    told = {(hold(int(number)).order, int(entry)) for number, entry in answers if entry.isdigit()}
    if told != kept:
        raise Differs(f"told and kept differ in {len(told ^ kept)} orders")


def _seller(address: str, folder: Path, own: int, each: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "bench.seller", address, str(own), str(each), str(THREADS)],
                            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=os.environ | {FILES: str(folder)})
