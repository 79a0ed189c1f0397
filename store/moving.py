"""A whole store into an empty one, between file and server either way, and made sure of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from core.problem import Problem
from store import documents, files, journal
from store.database import Cursor, Store

BATCH = 50_000  # rows read at once
OWN = ("migration", "data_version")  # are not copied as rows are: a store makes its own
COLUMNS = """SELECT table_name, column_name, data_type FROM duckdb_columns()
             WHERE NOT internal AND database_name = current_database() ORDER BY table_name, column_index"""

Tables = dict[str, dict[str, str]]  # table → column → type
Content = dict[str, tuple[int, str]]  # table → rows, and the sum of their hashes


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied and found again: rows by table, entries of the journal, files of documents. `missing`: documents
    that the books name and the target lacks."""

    rows: dict[str, int]
    entries: int
    files: int
    missing: int


def copy(from_: Store, to: Store) -> Moved:
    """Copy everything, or nothing; the documents' bytes first, which do no harm alone.

    Problem `store_copy_filled` where there is anything in `to`, `store_copy_differs` where what came out is not what
    went in, those of a journal that does not verify. What others write to `from_` meanwhile is not copied.
    """
    given = _files(from_, to)
    with from_.stored() as source:
        source.begin()
        named = {one.sha256 for one in documents.living(journal.check(source))}
        tables = _tables(source)
        before = _content(source, tables)
        version = source.execute("SELECT version FROM data_version").fetchall()[0][0]

        def fill(target: Cursor) -> tuple[Content, int]:
            """In one transaction, which is undone where anything differs."""
            theirs = _tables(target)
            _fill(source, target, tables, theirs, before)
            head, after = journal.check(target).head, _content(target, theirs)
            for table, found in before.items():
                if after[table] != found:
                    raise Problem("store_copy_differs", table=table)
            target.execute("UPDATE data_version SET version = ?", [version - 1])  # the write itself adds one
            return after, head.number if head else 0

        after, entries = to.write(fill)
        source.rollback()
    return Moved({table: rows for table, (rows, _) in after.items()}, entries, given,
                 len(files.wrong_documents(sorted(named), documents.folder(to))))


def _fill(source: Cursor, target: Cursor, tables: Tables, theirs: Tables, before: Content) -> None:
    for table in tables.keys() ^ theirs.keys():
        raise Problem("store_copy_differs", table=table)
    for table in tables:
        if target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall():
            raise Problem("store_copy_filled", table=table)
    for table, columns in tables.items():
        if before[table][0]:  # bounds bear other names on a server: by place
            target.register("incoming", source.execute(
                f"SELECT {', '.join(map(_plain, columns, columns.values()))} FROM {table}").to_arrow_reader(BATCH))
            taken = [f"ST_GeomFromWKB({name})" if type_ == "GEOMETRY" else name
                     for name, type_ in zip(columns, theirs[table].values(), strict=True)]
            target.execute(f"INSERT INTO {table} SELECT {', '.join(taken)} FROM incoming")
            target.unregister("incoming")


def _tables(cursor: Cursor) -> Tables:
    found: Tables = {}
    for table, column, type_ in cursor.execute(COLUMNS).fetchall():
        if table not in OWN:
            found.setdefault(table, {})[column] = type_
    return found


def _content(cursor: Cursor, tables: Tables) -> Content:
    """How many rows each table holds, and a sum of their MD5 that does not ask for their order."""
    found: Content = {}
    for table, columns in tables.items():
        texts = ", ".join(f"coalesce({_text(*one)}, chr(0))" for one in columns.items())
        count, total = cursor.execute(
            f"SELECT count(*), sum(md5_number_lower(concat_ws(chr(31), {texts}))) FROM {table}").fetchall()[0]
        found[table] = count, str(total)
    return found


def _plain(column: str, type_: str) -> str:
    return f"ST_AsWKB({column}) AS {column}" if type_ == "GEOMETRY" else column


def _text(column: str, type_: str) -> str:
    """A value as a text that is the same in a file and on a server."""
    if type_ in ("GEOMETRY", "BLOB"):
        return f"md5({f'ST_AsWKB({column})' if type_ == 'GEOMETRY' else column})"
    return f"CAST({column} AS VARCHAR)"


def _files(from_: Store, to: Store) -> int:
    """The bytes of documents; what is damaged is named by the journal's check and not spread."""
    place, count = documents.folder(from_), 0
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == path.name:
            documents.put(documents.folder(to), path.name, data)
            count += 1
    return count
