"""The store on a PostgreSQL server, attached by DuckDB's own extension, for several processes on several hosts.

The server holds every table; migrations and SQL are those of the file. What differs from the file:

- Writers of all processes take turns: a write begins by locking `data_version`, before its transaction sees anything.
- Other processes write too, so `data_version` asks the server, at most every LOOK_S seconds: so old can a page be.
- The tables LOCAL, which overlays read, are kept in this process's memory and follow the server's when its data
  version grows. The version that readers see is theirs: nobody takes what is older for what is newer.
"""

from __future__ import annotations

import importlib
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import duckdb

from store.address import FILES, WAIT_S, Address
from store.copying import quoted
from store.database import (
    CONFIG,
    MIGRATIONS,
    Cursor,
    Store,
    T,
    load_extension,
    load_spatial,
    migrate,
)
from store.faults import StoreBroken, StoreBusy

PACKAGE = "duckdb_extension_postgres_scanner"
LOOK_S = 0.5
LOCAL = ("sub_compartment", "sub_compartment_overlap")  # rows of an inventory never change
OLDEST = 140000  # PostgreSQL 14
STARTING = 723_902_610  # of the advisory lock under which processes start one after the other
# DuckDB's function that checks in the migrations call, for the server.
SHIM = """CREATE OR REPLACE FUNCTION regexp_full_match(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
          AS $$ SELECT $1 ~ ('^(' || $2 || ')$') $$"""
APART_S = 300  # between this machine's clock and the server's, for writing: half of what store.acts.SET_BACK bridges
STEP = ("SELECT version, (SELECT count(*) FROM migration) AS steps,"
        " extract(epoch FROM clock_timestamp())::double precision AS at,"
        " (SELECT string_agg(number || status, ' ' ORDER BY number) FROM inventory) AS inventories FROM data_version")
AWAY = re.compile(r"Unable to connect|server closed the connection|terminating connection|no connection to the server"
                  r"|could not (receive|send) data|SSL (connection|SYSCALL)|the database system is"
                  r"|Failed to execute query \"(ROLLBACK|COMMIT)\"|recovery mode", re.IGNORECASE)
REFUSED = re.compile(r"(?:FATAL|ERROR):\s+(permission denied.*|password authentication failed|role .* does not exist"
                     r"|database .* does not exist|no pg_hba\.conf entry|too many connections.*|.*remaining connection"
                     r" slots.*|cannot execute .* in a read-only transaction|could not (?:extend|write).*"
                     r"|invalid value for parameter.*|unrecognized configuration.*)|(invalid connection option.*)")


class ServerStore(Store):
    """A store on a server. `path`: in a folder that every host sees, for the bytes of documents."""

    shared = True

    def __init__(self, address: Address, path: Path):
        self._address = address
        self._folder = Path(tempfile.mkdtemp(prefix="zhanbu-"))
        self._looking, self._looked, self._steps = threading.Lock(), 0.0, 0
        self._inventories: str | None = None  # whose rows are here
        self._own = 0  # the data version as the write that runs has found it
        try:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()  # beside it lies what belongs to the store, as with a file
            except OSError:
                raise StoreBroken("store_files_denied", variable=FILES) from None
            super().__init__(path)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @property
    def data_version(self) -> int:
        """Of the server, as it was known LOOK_S seconds ago or later; within a write as it is."""
        if threading.current_thread() is self._writer:
            return self._own
        if time.monotonic() - self._looked > LOOK_S and self._looking.acquire(blocking=False):
            try:
                with self._told():
                    self._follow()
            finally:
                self._looking.release()
        return self._version

    @property
    def scratch(self) -> Path:
        return self._folder / "intake"

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        with self._told(), self._cursor("memory.main,pg.public") as cursor:
            yield cursor

    def _let_go(self) -> None:
        self._root.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self) -> Cursor:
        return duckdb.connect(config=CONFIG)

    def _prepare(self) -> int:
        scanner = None
        with suppress(ImportError):
            scanner = importlib.import_module(PACKAGE)
        if scanner is None or not load_extension(self._root, scanner):
            raise StoreBroken("store_postgres", package=PACKAGE.replace("_", "-"))
        self._root.execute(f"SET temp_directory = {quoted(str(self._folder))}")
        self._root.execute("SET pg_null_byte_replacement = '\ufffd'")  # which PostgreSQL keeps in no text
        with self._told():
            self._attach()
            with self._cursor("pg.public") as turn:  # its lock is held until the end, on a connection of its own
                turn.begin()
                _run(turn, f"SELECT pg_advisory_xact_lock({STARTING})")
                self._check(turn)
                load_spatial(self._root)
                with self._cursor("pg.public") as cursor:
                    cursor.execute("CALL pg_clear_cache()")
                    _run(cursor, SHIM)
                    migrate(cursor, MIGRATIONS, _for_server)
                    self._steps = cursor.execute("SELECT count(*) FROM migration").fetchall()[0][0]
                turn.rollback()
            self._make_local()
            # As with the file; the server is reached without either.
            self._root.execute("SET enable_external_access = false")
            self._root.execute("SET lock_configuration = true")
            self._follow()
        return self._version

    def _make_local(self) -> None:
        """The tables that are kept here, as the file has them."""
        with self._cursor("memory.main") as cursor:
            migrate(cursor, MIGRATIONS)
            for name, in cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'memory'"
                                        ).fetchall():
                if name not in (*LOCAL, "inventory", "data_version"):
                    cursor.execute(f"DROP TABLE {name}")

    def _attach(self) -> None:
        """The password goes apart: what goes wrong is told with the rest of the address."""
        name = f"application_name='zhanbu {uuid4().hex[:8]}'"
        if self._address.password:
            self._root.execute(f"CREATE SECRET server (TYPE postgres, PASSWORD {quoted(self._address.password)})")
        secret = ", SECRET server" if self._address.password else ""
        self._root.execute(f"ATTACH {quoted(f'{name} {self._address.text}')} AS pg"
                           f" (TYPE postgres, SCHEMA 'public'{secret})")

    def _check(self, cursor: Cursor) -> None:
        """That the server can be used; StoreBroken `store_server_old`, `store_server_text`, `store_server_standby`."""
        version, text, standby = cursor.execute(
            "SELECT * FROM postgres_query('pg', 'SELECT current_setting(''server_version_num'')::int AS version,"
            " current_setting(''server_encoding'') AS text, pg_is_in_recovery() AS standby')").fetchall()[0]
        if version < OLDEST:
            raise StoreBroken("store_server_old", place=self._address.place, version=version // 10_000,
                              least=OLDEST // 10_000)
        if text != "UTF8":
            raise StoreBroken("store_server_text", place=self._address.place, what=text, wanted="UTF8")
        if standby:
            raise StoreBroken("store_server_standby", place=self._address.place)

    @contextmanager
    def _cursor(self, path: str) -> Iterator[Cursor]:
        cursor = self._root.cursor()
        try:
            cursor.execute(f"SET search_path = '{path}'")
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def stored(self) -> Iterator[Cursor]:
        with self._told(), self._cursor("pg.public") as cursor:
            yield cursor

    def _commit(self, cursor: Cursor, work: Callable[[Cursor], T]) -> T:
        cursor.begin()
        try:
            _run(cursor, "LOCK TABLE data_version IN EXCLUSIVE MODE")
            self._own, at, _ = self._look(cursor)
            if abs(at - time.time()) > APART_S:  # one host that is ahead would keep all others from writing
                raise StoreBroken("store_clock", place=self._address.database, minutes=int(abs(at - time.time()) // 60))
            result = work(cursor)
            _run(cursor, "UPDATE data_version SET version = version + 1")
            inventories = self._look(cursor)[-1]
            cursor.commit()
        except BaseException:
            with suppress(duckdb.Error):  # where the connection is gone there is nothing to undo
                cursor.rollback()
            raise
        self._own += 1
        try:
            with self._looking:
                if inventories == self._inventories:
                    with self._cursor("memory.main") as here:
                        self._take(here, self._own)
                else:
                    self._follow()
        except (duckdb.Error, StoreBroken):  # what was written stands; the next look tries again
            self._version, self._looked = self._own, 0.0
        return result

    def _follow(self) -> None:
        """Take the server's data version, and its inventories where they are others."""
        cursor = self._root.cursor()
        try:
            cursor.begin()
            version, _, inventories = self._look(cursor)
            if inventories != self._inventories:
                self._fetch(cursor)
            self._take(cursor, version)
            cursor.commit()
            self._inventories = inventories
        finally:
            cursor.close()

    def _take(self, cursor: Cursor, version: int) -> None:
        """From now on the data version is this one, for readers of the tables kept here too."""
        cursor.execute("UPDATE memory.main.data_version SET version = ? WHERE version <> ?", [version, version])
        self._version, self._looked = version, time.monotonic()

    def _fetch(self, cursor: Cursor) -> None:
        """Bring the inventories kept here to what the server has."""
        had = {number for number, in cursor.execute("SELECT number FROM memory.main.inventory").fetchall()}
        cursor.execute("DELETE FROM memory.main.inventory")
        cursor.execute("INSERT INTO memory.main.inventory SELECT * FROM pg.public.inventory")
        kept = [number for number, in cursor.execute(
            "SELECT number FROM pg.public.inventory WHERE status <> 'dropped'").fetchall()]
        for table in LOCAL:
            cursor.execute(f"DELETE FROM memory.main.{table} WHERE NOT list_contains(?, inventory)", [kept])
            for number in sorted(set(kept) - had):
                cursor.execute(f"INSERT INTO memory.main.{table} SELECT * REPLACE (ST_GeomFromWKB(geom_4543) AS"
                               f" geom_4543) FROM pg.public.{table} WHERE inventory = {number:d}")

    def _look(self, cursor: Cursor) -> tuple[int, float, str | None]:
        """The server's data version, clock (Unix time) and inventories with their states, unless another edition has
        taken the database over."""
        version, steps, at, inventories = cursor.execute("SELECT * FROM postgres_query('pg', ?)", [STEP]).fetchall()[0]
        if steps != self._steps:
            raise StoreBroken("store_server_moved", place=self._address.database)
        return version, at, inventories

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong with the server, as a sentence; anything else as it is."""
        try:
            yield
        except duckdb.Error as error:
            text, place = str(error), self._address.database  # visitors read this: no host
            if "lock timeout" in text:
                raise StoreBusy("store_waiting", place=place, seconds=WAIT_S) from None
            if found := REFUSED.search(text):
                raise StoreBroken("store_refused", place=place, what=(found[1] or found[2]).strip()) from None
            if AWAY.search(text):
                raise StoreBroken("store_away", place=place) from None
            if "ERROR:" not in text:  # DuckDB's own
                raise
            # What follows the first line shows the row, which may hold what belongs in no log.
            kind = duckdb.ConstraintException if "violates" in text else duckdb.Error
            raise kind(text[text.index("ERROR:"):].splitlines()[0]) from None


def _run(cursor: Cursor, sql: str) -> None:
    """Have the server itself run this, in the transaction."""
    cursor.execute("CALL postgres_execute('pg', ?)", [sql])


def _for_server(path: Path) -> str:
    """A migration as the server takes it: WKB for geometries, text for JSON, which it would not take from texts."""
    own = path.parent / "server" / path.name
    text = (own if own.exists() else path).read_text(encoding="utf-8")
    return text.replace(" GEOMETRY", " BLOB").replace(" JSON", " VARCHAR")
