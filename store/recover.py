"""Before the store is opened: what a crash, a damaged disk or a careless hand has left is told, and nothing is lost by
opening it. Before it is upgraded: a copy of it as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb

from store import copying, faults, mark
from store.clock import now
from store.faults import StoreBroken
from watching import event

Connection = duckdb.DuckDBPyConnection


def log_of(path: Path) -> Path:
    """The write-ahead log: there only while the file is open, and after a crash."""
    return path.with_name(f"{path.name}.wal")


def look(path: Path, read_only: Callable[[], Connection]) -> None:
    """StoreBroken where the file is gone, or holds less than was written.

    After a crash it is first opened for reading alone: opened for writing, the engine would fold into the file what it
    takes for the log, and delete that.
    """
    if not path.exists():
        if log_of(path).exists() or mark.place(path).exists():
            raise StoreBroken("store_missing", file=path.name)
        return
    written = mark.read(path)
    if not written or not log_of(path).exists():
        return
    try:
        with closing(read_only()) as connection:
            compare(path, version(connection))
    except duckdb.Error as error:
        raise faults.opening(path, error) from error


def compare(path: Path, found: int) -> None:
    """StoreBroken where the file is at an earlier data version than the mark beside it."""
    if found < (written := mark.read(path)):
        raise StoreBroken("store_behind", file=path.name, found=found, written=written, missing=written - found)


def version(connection: Connection) -> int:
    """The data version, 0 where the file has none yet."""
    known = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'data_version'").fetchall()
    return int(connection.execute("SELECT version FROM data_version").fetchall()[0][0]) if known else 0


def keep_before(connection: Connection, path: Path, steps: Sequence[int]) -> None:
    """Keep a copy of a file that holds something and is about to be upgraded by the migrations `steps`."""
    if not steps or not version(connection):
        return
    copying.copy(connection, path)
    kept = place(path, now(), f"-before-{steps[0]:04}")
    put(copying.scratch(path), kept)
    copying.tidy(path)
    event("store.upgraded", before=steps[0], now=steps[-1])


def place(path: Path, at: datetime, suffix: str = "") -> Path:
    """Where a backup made at that moment goes: a name that is not taken."""
    stem = f"{path.stem}-{at:%Y%m%d-%H%M%S}{suffix}"
    names = (copying.folder(path) / f"{stem}{more}.duckdb" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(one for one in names if not one.exists())


def put(made: Path, wanted: Path) -> None:
    """Give a finished file its name, for good."""
    try:
        made.replace(wanted)
        copying.sync(wanted.parent)
    except OSError as error:
        raise faults.of_disk(wanted, error) from error

