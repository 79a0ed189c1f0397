"""The one store of this process: where it lies (a file or a server, which nobody else asks), and its first content."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path

from core.problem import Problem
from store import documents, expiring, verified
from store.address import FILES, VARIABLE, Address, is_address, read_address
from store.database import Cursor, Store, StoreBroken
from store.journal import start
from store.server import ServerStore
from store.shipped import DATA, load_demo, load_prices


def store_place() -> str:
    """ZHANBU_STORE names the file, or the server by its address (postgresql://…); else data/local/zhanbu.duckdb."""
    return os.environ.get(VARIABLE) or str(DATA / "local" / "zhanbu.duckdb")


def store_path() -> Path:
    """The file, beside which what belongs to the store lies; for a server's a mark in the folder of its documents."""
    place = store_place()
    return _files(read_address(place)) if is_address(place) else Path(place)


def store_file() -> Path:
    """The file; Problem `store_no_file` where the data are on a server."""
    if is_address(place := store_place()):
        raise Problem("store_no_file", place=read_address(place).place, command="store copy")
    return Path(place)


def open_at(place: str, new: bool = True) -> Store:
    """Open a store: a file (`new`: made where there is none), or a server's, whose documents lie in the folder that
    ZHANBU_FILES names.

    Problem `file_missing`, `store_address`, `store_files`; StoreBusy and StoreBroken with what is wrong there.
    """
    if not is_address(place):
        if not new and not Path(place).is_file():
            raise Problem("file_missing", file=place)
        return Store(Path(place))
    address = read_address(place)
    return ServerStore(address, _files(address))


def _files(address: Address) -> Path:
    folder = os.environ.get(FILES, "")
    if not folder:
        raise StoreBroken("store_files", place=address.place, variable=FILES)
    return Path(folder) / address.database


_lock = threading.Lock()


def open_house() -> Store:
    """The store, opened once per process; an empty one is filled with the shipped data, and the books verified."""
    with _lock:  # two first visitors at once must not open the file twice
        return _open()


@lru_cache(maxsize=1)
def _open() -> Store:
    store = open_at(store_place())
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
    if cursor.execute("SELECT version FROM data_version").fetchall()[0][0]:
        return  # another process came first
    load_prices(cursor)
    load_demo(cursor)
