"""Occupations in the store: where they lie and what was reckoned, by SHA-256, and what the journal says of each.

The cursors are those of a caller's transaction. What is kept is written before the act that names it; an act that is
then refused leaves a row behind that nobody asks for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from core.carbon import Stratum
from core.carbon.frozen import canonical, plain, sha256
from core.ledger.occupation import Occupation
from core.ledger.state import Books
from core.numbers import ZERO
from core.problem import Problem
from store.database import Cursor, Store

SITE, WORKING = "occupation_site", "occupation_working"
COLUMNS = ("proposal", "site", "notice", "owed_t", "ordered_t", "settled_t")
LISTED = ("proposal", "name_zh", "name_en", "kind", "occupation", "years", "planned_on", "township_zh", "township_en",
          "demo")  # what an act says of a planned land use
PROBABILITY = 1  # what was submitted counts in full until it is withdrawn; the county's own layer may say less

Row = tuple[Any, ...]


def site_text(geometry: BaseGeometry | None, strata: tuple[Stratum, ...] = ()) -> str:
    """Where a proposal lies. `strata`: given where its forest is not cut out of the inventory."""
    said: dict[str, object] = {} if geometry is None else {"geometry": json.loads(shapely.to_geojson(geometry))}
    return canonical(said | ({"strata": [plain(one) for one in strata]} if strata else {}))


def keep(cursor: Cursor, table: str, body: str) -> str:
    """Keep a text; its SHA-256."""
    name = sha256(body)
    cursor.execute(f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT DO NOTHING", [name, body])
    return name


def kept(store: Store, table: str, name: str) -> dict[str, Any]:
    """What is kept under a SHA-256; Problem `occupation_gone`."""
    with store.read() as cursor:
        read: dict[str, Any] = json.loads(text_of(cursor, table, name))
    return read


def text_of(cursor: Cursor, table: str, name: str) -> str:
    """Its text; Problem `occupation_gone`."""
    found = cursor.execute(f"SELECT body FROM {table} WHERE sha256 = ?", [name]).fetchall()
    if not found:
        raise Problem("occupation_gone", sha256=name[:12])
    return str(found[0][0])


def keep_demo(cursor: Cursor, folder: Path) -> None:
    """What the illustrative acts of `folder` name: the outlines of its proposals, the workings of its assessments."""
    for feature in json.loads((folder / "proposals.geojson").read_text("utf-8"))["features"]:
        keep(cursor, SITE, demo_site(feature))
    for path in sorted((folder / "desk" / "workings").glob("*.json")):
        keep(cursor, WORKING, path.read_text("utf-8"))


def demo_site(feature: Mapping[str, Any]) -> str:
    return canonical({"geometry": feature["geometry"]})


def project(cursor: Cursor, before: Books, after: Books) -> None:
    """Bring `occupation` and `proposal` from `before` to `after`."""
    for name, one in after.occupations.items():
        old = before.occupations.get(name)
        if old is one:
            continue
        if one.withdrawn:
            for table in ("occupation", "proposal"):
                cursor.execute(f"DELETE FROM {table} WHERE proposal = ?", [name])
        elif old is not None:
            _update(cursor, "occupation", COLUMNS, _row(one))
            if _listed(one) != _listed(old):  # corrected
                _update(cursor, "proposal", LISTED, _listed(one))
        else:
            cursor.execute(f"INSERT INTO occupation ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?)", _row(one))
            _list(cursor, one)


def _list(cursor: Cursor, one: Occupation) -> None:
    """Its row among the planned land uses: the county's layer may have named it before, then this is the same one."""
    geometry = json.dumps(json.loads(text_of(cursor, SITE, one.outline)).get("geometry"))
    columns, row = (*LISTED, "geometry"), (*_listed(one), geometry)
    if cursor.execute("SELECT 1 FROM proposal WHERE proposal = ?", [one.proposal]).fetchall():
        _update(cursor, "proposal", columns, row)
    else:
        cursor.execute(f"INSERT INTO proposal ({', '.join(columns)}, probability) VALUES"
                       f" ({', '.join('?' * len(columns))}, {PROBABILITY})", row)


def _update(cursor: Cursor, table: str, columns: tuple[str, ...], row: Row) -> None:
    setting = ", ".join(f"{name} = ?" for name in columns[1:])
    cursor.execute(f"UPDATE {table} SET {setting} WHERE {columns[0]} = ?", [*row[1:], row[0]])


def rows(books: Books) -> list[Row]:
    """What `occupation` must hold."""
    return [_row(one) for one in books.occupations.values() if not one.withdrawn]


def compare(cursor: Cursor, books: Books) -> None:
    """Problem `books_differ` where a planned land use is not what the journal says of it."""
    names = list(books.occupations)
    wanted = {_listed(one) for one in books.occupations.values() if not one.withdrawn}
    stored = set(cursor.execute(
        f"SELECT {', '.join(LISTED)} FROM proposal WHERE proposal IN (SELECT unnest(?))", [names]).fetchall())
    if different := stored ^ wanted:
        raise Problem("books_differ", table="proposal", name=min(row[0] for row in different))


def _row(one: Occupation) -> Row:
    notice = one.notice
    return (one.proposal, one.outline, notice.number if notice else "", notice.owed_t if notice else ZERO,
            one.ordered_t, one.settled_t)


def _listed(one: Occupation) -> Row:
    return (one.proposal, one.project_zh, one.project_en, one.kind, one.occupation, one.years, one.planned_on,
            one.township_zh, one.township_en, one.demo)
