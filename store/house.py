"""The one store of this process: where it lies, and what it holds on first start."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from store.database import Cursor, Store
from store.shipped import DATA, load_demo, load_prices


def store_path() -> Path:
    """ZHANBU_STORE names the file; else data/local/zhanbu.duckdb."""
    return Path(os.environ.get("ZHANBU_STORE") or DATA / "local" / "zhanbu.duckdb")


@lru_cache(maxsize=1)
def open_house() -> Store:
    """Open the store once per process; an empty one is filled with the shipped data."""
    store = Store(store_path())
    try:
        if store.data_version == 0:
            store.write(_first_fill)
    except BaseException:
        store.close()
        raise
    return store


def _first_fill(cursor: Cursor) -> None:
    load_prices(cursor)
    load_demo(cursor)
