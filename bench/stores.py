"""Store files for the benches: the shipped data, made once per call, and what the naive page reads."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

from store.database import Cursor, Store
from store.shipped import load_demo, load_prices
from store.snapshot import Snapshot


def shipped(folder: Path) -> Path:
    """A store with the shipped prices and the illustrative layer."""
    path = folder / "shipped.duckdb"
    if not path.exists():
        store = Store(path)
        store.write(_fill)
        store.close()
    return path


def copy(path: Path, name: str) -> Path:
    """A copy beside it: a server owns the file it opens."""
    return Path(shutil.copy(path, path.with_name(name)))


def for_naive(path: Path) -> Path:
    """A copy with what each proposal owes as a ready table.

    The naive page would have to cut and assess the proposals in each run; it is given the results, so that what
    differs is how a page reads, computes and draws, not the overlay.
    """
    other = path.with_name("naive.duckdb")
    if not other.exists():  # the page only reads it
        store = Store(copy(path, other.name))
        owed = [(name, loss.owed_t) for name, loss in Snapshot(store).proposal_losses.items()]
        store.write(lambda cursor: _add_owed(cursor, owed))
        store.close()
    return other


def _fill(cursor: Cursor) -> None:
    load_prices(cursor)
    load_demo(cursor)


def _add_owed(cursor: Cursor, owed: list[tuple[str, Decimal]]) -> None:
    cursor.execute("CREATE TABLE proposal_owed (proposal VARCHAR, owed_t DECIMAL(18,3))")
    cursor.executemany("INSERT INTO proposal_owed VALUES (?, ?)", owed)
