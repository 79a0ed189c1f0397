"""The one store of this process: where it lies, and what it holds on first start."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path

from store import documents, expiring, verified
from store.database import Cursor, Store
from store.journal import start
from store.shipped import DATA, load_demo, load_prices


def store_path() -> Path:
    """ZHANBU_STORE names the file; else data/local/zhanbu.duckdb."""
    return Path(os.environ.get("ZHANBU_STORE") or DATA / "local" / "zhanbu.duckdb")


_lock = threading.Lock()


def open_house() -> Store:
    """The store, opened once per process; an empty one is filled with the shipped data, and the books verified."""
    with _lock:  # two first visitors at once must not open the file twice
        return _open()


@lru_cache(maxsize=1)
def _open() -> Store:
    store = Store(store_path())
    try:
        if store.data_version == 0:
            store.write(_first_fill)
        start(store)
        verified.note(store)
        documents.tidy(store)
        expiring.end_holds(store)
        expiring.forget_contacts(store)
    except BaseException:
        store.close()
        raise
    return store


def _first_fill(cursor: Cursor) -> None:
    load_prices(cursor)
    load_demo(cursor)
