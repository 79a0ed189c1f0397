"""Stores on a PostgreSQL server that is started once; skipped where there is none on the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bench.postgres import Missing, Postgres
from store import Store
from store.database import Cursor
from store.house import _first_fill, open_at
from store.journal import verify

Ask = Callable[..., list[tuple[Any, ...]]]
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    try:
        started = Postgres()
    except Missing as missing:
        pytest.skip(str(missing))
    yield started
    started.remove()


@pytest.fixture(scope="session", autouse=True)
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that all hosts see."""
    folder = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHANBU_FILES", str(folder))
        yield folder


@pytest.fixture(scope="session")
def at_once(server: Postgres) -> list[tuple[int, int, str]]:
    """Two processes' stores, opened at once on a database without tables and filled: of each the data version, the
    number of prices and the last hash. The database is called `filled`."""
    address = server.create("filled")

    def start(_: int) -> tuple[int, int, str]:
        store = open_at(address)
        store.write(_first_fill)
        with store.read() as cursor:
            prices = cursor.execute("SELECT count(*) FROM market_day").fetchall()[0][0]
        found = store.data_version, prices, verify(store).head.hash
        store.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(start, range(2)))


@pytest.fixture(scope="session")
def filled(at_once: object) -> str:
    """A database with prices and the illustrative layer."""
    return "filled"


@pytest.fixture(scope="session")
def empty(server: Postgres, filled: str) -> str:
    """One with the tables and nothing in them."""
    server.create("empty", filled)
    names = server.sql("SELECT string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = 'public'"
                       " AND tablename NOT IN ('migration', 'data_version')", "empty")
    server.sql(f"TRUNCATE {names}", "empty")
    server.sql("UPDATE data_version SET version = 0", "empty")
    return "empty"


@pytest.fixture
def address(server: Postgres, empty: str) -> str:
    """Of an empty store of the test's own."""
    return server.create(f"own_{next(_numbers)}", empty)


@pytest.fixture
def full_address(server: Postgres, filled: str) -> str:
    """Of a filled one."""
    return server.create(f"own_{next(_numbers)}", filled)


@pytest.fixture(scope="session")
def opened(server: Postgres, empty: str) -> Iterator[Store]:
    """Opened once: that takes longer than most tests."""
    one = open_at(server.create("opened", empty))
    yield one
    one.close()


@pytest.fixture(scope="session")
def other(server: Postgres, opened: Store) -> Iterator[Store]:
    """The same database as another process has it open; one that does not wait long for its turn."""
    one = open_at(server.address("opened") + "?options=-c%20lock_timeout%3D200ms")
    yield one
    one.close()


@pytest.fixture
def store(opened: Store) -> Store:
    """An empty one; its data version goes on."""
    def clear(cursor: Cursor) -> None:
        for name, in cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'pg'").fetchall():
            if name not in ("data_version", "migration"):
                cursor.execute(f"DELETE FROM {name}")

    opened.write(clear)
    return opened


@pytest.fixture
def own(full_address: str) -> Iterator[Store]:
    opened = open_at(full_address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def full(server: Postgres, filled: str) -> Iterator[Store]:
    """A filled one that tests only read."""
    opened = open_at(server.create("full_one", filled))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Rows of a query."""
    def run(store: Store, sql: str) -> list[tuple[Any, ...]]:
        with store.read() as cursor:
            return cursor.execute(sql).fetchall()

    return run
