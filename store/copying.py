"""A whole copy of the open database as one file, of one moment, while others go on writing.

By the engine, which reads every block: a damaged one is found here and not copied. Never by reading the file: whoever
opens and closes it beside the engine in one process takes the engine's lock away with it (POSIX), and a second process
could then open it too; on Windows it cannot be opened at all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import duckdb

from store import faults

Content = Mapping[str, tuple[int, str]]  # table → rows, and the sum of their hashes
TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal ORDER BY ALL"


def folder(path: Path) -> Path:
    """Where backups of a store lie: ZHANBU_BACKUPS, else `backups` beside it."""
    return Path(os.environ.get("ZHANBU_BACKUPS") or path.parent / "backups").absolute()


def scratch(path: Path) -> Path:
    """The copy that is being made. Its folder, which nobody else can read, is the one that SQL may write in."""
    return folder(path) / f".{path.name}.making" / "copy.duckdb"


def copy(cursor: duckdb.DuckDBPyConnection, path: Path) -> Content:
    """Copy what stands in the store `path` to `scratch(path)`; what its tables hold. StoreBroken where it cannot."""
    target = scratch(path)
    try:
        tidy(path)
        for private in (folder(path), target.parent):  # from the first byte on
            private.mkdir(mode=0o700, parents=True, exist_ok=True)
        cursor.execute(f"ATTACH {quoted(str(target))} AS copied")
        try:
            source = cursor.execute("SELECT current_database()").fetchall()[0][0]
            cursor.execute(f"""COPY FROM DATABASE "{source}" TO copied (SCHEMA)""")
            cursor.begin()  # the rows, and what they are, of one moment
            found = content(cursor)
            for name in found:
                cursor.execute(f"INSERT INTO copied.{name} FROM {name}")
            cursor.commit()
        finally:
            with suppress(duckdb.Error):
                cursor.rollback()
            cursor.execute("DETACH copied")
        target.chmod(0o600)
        sync(target)
    except OSError as error:
        tidy(path)
        raise faults.of_disk(target, error) from error
    except duckdb.Error as error:
        tidy(path)
        raise faults.of_copy(path, error) from error
    return found


def content(cursor: duckdb.DuckDBPyConnection) -> Content:
    """What each table of the current database holds; reads all of it."""
    tables = [name for name, in cursor.execute(TABLES).fetchall()]
    found = {}
    for name in tables:
        rows, total = cursor.execute(f"SELECT count(*), coalesce(sum(hash(one)), 0) FROM {name} AS one").fetchall()[0]
        found[name] = rows, str(total)
    return found


def tidy(path: Path) -> None:
    """Take away what a copy that was broken off has left."""
    shutil.rmtree(scratch(path).parent, ignore_errors=True)  # what cannot go is in the way of the next copy: told then


def sync(path: Path) -> None:
    """See that a file, or on systems where that can be asked a folder, is on the disk."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
