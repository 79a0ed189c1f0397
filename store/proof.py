"""Whether a file would do as the store: opened apart, upgraded if it is older, and its books folded anew.

Also a program, `python -m store.proof FILE`: the running product looks at a backup in a process of its own, so that a
long journal holds up no page and what a damaged file does to the engine is done there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from core.problem import Problem
from store import copying, database, documents, entries, faults, journal, recover
from store.books import take_over
from store.copying import Content
from store.faults import StoreBroken

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 30 * 60
GENTLY = 10  # added to the niceness of the process that looks


@dataclass(frozen=True, slots=True)
class Proof:
    """What a sound file holds. `hash`, `last_at`: of the journal's last entry, empty without one; `schema`: the
    migration it is made by; `documents`: SHA-256 → bytes of those that its books name."""

    entries: int
    hash: str
    last_at: str
    version: int
    schema: int
    content: Content
    documents: dict[str, int]


def prove(path: Path) -> Proof:
    """What the file holds, if it opens, every block of it reads, its chain holds and its tables follow from it.

    It is not changed. Problem or StoreBroken with what is wrong, StoreBusy where another process has it open.
    """
    if not path.is_file():
        raise Problem("file_missing", file=str(path))
    try:
        with closing(_open(path, read_only=True)) as connection:
            recover.compare(path, recover.version(connection))
            if not database.ahead(connection, database.MIGRATIONS):
                return _proof(connection)
        with TemporaryDirectory(prefix="zhanbu-") as folder:
            copied = Path(shutil.copyfile(path, Path(folder) / "copy.duckdb"))
            if recover.log_of(path).exists():
                shutil.copyfile(recover.log_of(path), recover.log_of(copied))
            with closing(_open(copied, read_only=False)) as connection:
                database.load_spatial(connection)  # to upgrade; reading needs it not, and loading takes longer
                database.migrate(connection, database.MIGRATIONS)
                if not entries.head(connection)[0]:
                    take_over(connection)  # as its first start would
                return _proof(connection)
    except duckdb.Error as error:
        raise faults.opening(path, error) from error
    except OSError as error:
        raise faults.of_disk(path, error) from error


def prove_apart(path: Path) -> Proof:
    """`prove` in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "store.proof", str(path)], cwd=ROOT, capture_output=True, text=True,
                          encoding="utf-8", timeout=PATIENCE_S, env=os.environ | {"PYTHONIOENCODING": "utf-8"})
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise StoreBroken("store_unproved", file=path.name) from None
    if "problem" in told:
        raise Problem.again(told["problem"], told["fields"])
    return Proof(**told | {"content": {name: (rows, total) for name, (rows, total) in told["content"].items()}})


def _open(path: Path, read_only: bool) -> database.Cursor:
    connection = duckdb.connect(str(path), read_only=read_only, config=database.CONFIG)
    connection.execute("SET enable_progress_bar = false")  # it would stand in what `_tell` prints
    return connection


def _proof(connection: database.Cursor) -> Proof:
    connection.begin()
    books = journal.check(connection)
    schema = connection.execute("SELECT max(number) FROM migration").fetchall()[0][0]
    head = books.head
    return Proof(head.number if head else 0, head.hash if head else "", head.at if head else "",
                 recover.version(connection), schema, copying.content(connection),
                 {one.sha256: one.size for one in documents.living(books)})


def _tell(path: Path) -> None:
    if hasattr(os, "nice"):
        os.nice(GENTLY)
    try:
        told = asdict(prove(path))
    except Problem as problem:
        told = {"problem": problem.key, "fields": {name: str(value) for name, value in problem.fields.items()}}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    _tell(Path(sys.argv[1]))
