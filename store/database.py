"""One DuckDB file (store.server: a server): opening, migrations, one writer thread, a cursor per unit of read."""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import duckdb
import duckdb_extension_spatial

from store import copying, faults, recover
from store.faults import StoreBroken, StoreBusy
from store.mark import Mark
from watching.happenings import wrote

__all__ = ["Cursor", "Store", "StoreBroken", "StoreBusy", "ahead", "insert", "migrate"]
MIGRATIONS = Path(__file__).parent / "migrations"
# Extensions come as packages, whose hashes pip checks; DuckDB reading each whole for its signature took half a
# second of processor time at each opening. SQL can load none: see _prepare.
CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
          "allow_unsigned_extensions": "true"}
T = TypeVar("T")
Cursor = duckdb.DuckDBPyConnection
_Job = tuple[Callable[[Cursor], Any], Callable[[Any], None] | None, Future[Any], float]  # the last: asked for when


class Store:
    """The open file. Reads take a cursor each, from any thread; writes go through one thread.

    `path`: also where files that belong to it lie. `shared`: whether other processes work on it as well
    (store.server.ServerStore, which overrides what differs).
    """

    shared = False

    def __init__(self, path: Path):
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise faults.of_disk(path.parent, error) from error
        self._root = self._connect()
        try:
            self._version = self._prepare()
        except duckdb.Error as error:
            self._root.close()
            raise faults.opening(path, error) from error
        except BaseException:
            self._root.close()
            raise
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writing_since = 0.0  # by the clock that nobody sets; 0: nothing is being written
        self._writer = threading.Thread(target=self._write_loop, name="store-writer", daemon=True)
        self._writer.start()
        self._closed = False
        self._closing = threading.Lock()

    @property
    def data_version(self) -> int:
        """Grows by one with each committed write."""
        return self._version

    @property
    def scratch(self) -> Path:
        """A folder, not yet made, for files of this process that are worth nothing after it."""
        return self.path.with_name(f"{self.path.name}.intake")

    @property
    def queue(self) -> tuple[int, float]:
        """How many writes wait, and for how many seconds the one under way has been."""
        since = self._writing_since
        return self._jobs.qsize(), time.monotonic() - since if since else 0.0

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """A cursor of its own for one unit of read."""
        cursor = self._root.cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            if problem := faults.known(self.path, error):
                raise problem from error
            raise
        finally:
            cursor.close()

    def stored(self) -> AbstractContextManager[Cursor]:
        """A cursor for a write, or for whoever reads everything: on the tables themselves."""
        return self.read()

    def write(self, job: Callable[[Cursor], T], then: Callable[[T], None] | None = None) -> T:
        """Run `job` in a transaction on the writer thread; its result, or its exception, comes back here.

        `job` must touch nothing but the cursor it is given: it runs in another thread. So does `then`, which is given
        the result once it is committed, before any other job.
        """
        if threading.current_thread() is self._writer:
            raise RuntimeError("a write job must not start another write")
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise StoreBroken("store_closed", file=self.path.name)
            self._jobs.put((job, then, future, time.monotonic()))
        return future.result()

    def close(self) -> None:
        """Finish what is queued, fold the write-ahead log into the file, let go of it."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)  # after every job: a write that came first is done, one that comes later refused
        self._writer.join()
        self._let_go()

    def _write_loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, then, future, asked = job
            self._writing_since = began = time.monotonic()
            try:
                with self.stored() as cursor:
                    result = self._commit(cursor, work)
                if then:
                    then(result)
            except BaseException as error:  # the caller gets it; the thread must live on
                self._wrote(asked, began)
                future.set_exception(error)
            else:
                self._wrote(asked, began)
                future.set_result(result)

    def _wrote(self, asked: float, began: float) -> None:
        self._writing_since = 0.0
        wrote(began - asked, time.monotonic() - began)

    def _commit(self, cursor: Cursor, work: Callable[[Cursor], T]) -> T:
        faults.check_room(self.path)
        cursor.begin()
        try:
            result = work(cursor)
            cursor.execute("UPDATE data_version SET version = version + 1")
            cursor.commit()
        except BaseException:
            with suppress(duckdb.TransactionException, duckdb.FatalException):  # a commit that failed has ended it
                cursor.rollback()
            raise
        self._version += 1
        self._mark.set(self._version)
        return result

    def _connect(self) -> Cursor:
        return _connect(self.path)

    def _prepare(self) -> int:
        """Make the open file ready; its data version."""
        recover.compare(self.path, recover.version(self._root))  # before an upgrade would change what is left
        load_spatial(self._root)
        recover.keep_before(self._root, self.path, list(ahead(self._root, MIGRATIONS)))
        migrate(self._root, MIGRATIONS)
        # From here on SQL can reach no other file, whatever text finds its way into it; but for the folder in which
        # a backup is made (store.copying).
        making = copying.quoted(str(copying.scratch(self.path).parent))
        self._root.execute(f"SET allowed_directories = [{making}]")
        self._root.execute("SET enable_external_access = false")
        self._root.execute("SET lock_configuration = true")
        version = recover.version(self._root)
        self._mark = Mark(self.path, version)
        return version

    def _let_go(self) -> None:
        """Close the file when nothing is queued any more."""
        try:
            self._root.execute("CHECKPOINT")
        except duckdb.Error as error:  # of a full disk: what was written stands in the log, the next start reads it
            if not faults.known(self.path, error):
                raise
        finally:
            self._root.close()
            self._mark.close()


def insert(cursor: Cursor, table: str, rows: Sequence[tuple[Any, ...]], columns: Sequence[str] = ()) -> None:
    """Put rows into a table (of all its columns, or of these) by one statement: a tenth of the time of one each."""
    if rows:
        names = f" ({', '.join(columns)})" if columns else ""
        cursor.execute(f"INSERT INTO {table}{names} SELECT {', '.join(['unnest(?)'] * len(rows[0]))}",
                       [list(values) for values in zip(*rows, strict=True)])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def ahead(connection: Cursor, folder: Path) -> dict[int, Path]:
    """The numbered migrations that the file lacks, in their order.

    A migration that was applied with other text, or one the file has and the folder has not, means
    this program is older than (or not the one of) the file: StoreBroken.
    """
    known = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migration'"
                               " AND database_name = current_database()").fetchall()
    applied = connection.execute("SELECT number, name, checksum FROM migration").fetchall() if known else []
    steps = {int(path.name[:4]): path for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    for number, name, checksum in applied:
        if number not in steps or _checksum(steps.pop(number)) != checksum:
            raise StoreBroken("store_migration", migration=name)
    return steps


def migrate(connection: Cursor, folder: Path, text: Callable[[Path], str] = _text) -> None:
    """Bring the file up to the newest migration (`text`: what to run), each in a transaction of its own. StoreBroken as
    `ahead`, before anything is touched, or with the migration that failed."""
    steps = ahead(connection, folder)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name VARCHAR, checksum VARCHAR)"
    )
    for number, path in steps.items():
        connection.begin()
        try:
            connection.execute(text(path))
            connection.execute("INSERT INTO migration VALUES (?, ?, ?)",
                               [number, path.name, _checksum(path)])
            connection.commit()
        except BaseException as error:
            with suppress(duckdb.TransactionException):
                connection.rollback()
            if isinstance(error, duckdb.Error) and not faults.known(path, error):
                raise StoreBroken("store_upgrade", migration=path.name) from error
            raise


def _checksum(path: Path) -> str:
    """SHA-256 of the text with LF line ends, so that a checkout on Windows has the same."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _connect(path: Path) -> Cursor:
    recover.look(path, lambda: duckdb.connect(str(path), read_only=True, config=CONFIG))
    try:
        connection = duckdb.connect(str(path), config=CONFIG)
    except duckdb.Error as error:
        raise faults.opening(path, error) from error
    if connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
                          ).fetchall()[0][0] is None:  # a view of a CSV or JSON file: what is written would be lost
        connection.close()
        raise StoreBroken("store_foreign", file=path.name)
    return connection


def load_spatial(connection: Cursor) -> None:
    """StoreBroken `store_spatial` where its package lacks it."""
    if not load_extension(connection, duckdb_extension_spatial):
        raise StoreBroken("store_spatial")


def load_extension(connection: Cursor, package: ModuleType) -> bool:
    """Load a packaged extension from where it is installed; no network, no copy. False where there is none."""
    for folder in package.__path__:
        for path in Path(folder).rglob("*.duckdb_extension"):
            quoted = str(path).replace("'", "''")
            connection.execute(f"LOAD '{quoted}'")
            return True
    return False
