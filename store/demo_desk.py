"""Plays data/demo/desk/*.yaml into the illustrative journal: what the desk did before anybody looks at it.

A file is a list of acts, `{do: OpenPlotFile, plot: YM-D1, planted_on: today-1300, area_hm2: "12.5", …, reason: …}`.
Days are written as such or counted from the day of loading, tonnes and money as text. They are decided one after the
other like any act, each in the first of its offices; files are played in the order of their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from core.ledger import commands
from core.ledger.act import act, offices
from core.ledger.commands import Command
from core.ledger.entry import Entry
from core.ledger.state import Books
from core.problem import Problem
from core.rules import RuleBook
from core.rules.load import parse_kept
from store import books as tables
from store import entries as journal
from store.clock import now, today
from store.database import Cursor

KINDS = {kind.__name__: kind for kind in get_args(commands.Command)}
DAY = re.compile(r"today(?P<days>[+-]\d+)?")
BESIDE = {"do", "reason"}  # what an act has that is no field of its command


def play(cursor: Cursor, folder: Path, books: Books, rules: RuleBook) -> None:
    """Do every act of the folder's files; Problem `demo_desk` names the file, the act and what is wrong with it."""
    day, at, after = today(), now().astimezone(UTC), books
    done: list[tuple[tuple[Entry, ...], Command]] = []
    for path in sorted(folder.glob("*.yaml")):
        for number, item in enumerate(_items(path), start=1):
            try:
                command = made(item, day)
                written, after = act(after, command, rules.at(day), day, at=at, role=offices(type(command))[0],
                                     reason=item.get("reason", ""), key=f"demo {path.stem} {number}")
            except Problem as problem:
                raise Problem("demo_desk", file=path.name, item=number, do=str(item.get("do", "")),
                              problem=problem) from None
            done.append((written, command))
    if done:
        journal.append(cursor, done)
        tables.project(cursor, books, after, [one for written, _ in done for one in written],
                       [command for _, command in done], rules)


def _items(path: Path) -> list[dict[str, Any]]:
    items = _read(path.read_text("utf-8"), path.name)
    if not (isinstance(items, list) and all(isinstance(item, dict) for item in items)):
        raise Problem("demo_desk", file=path.name, item=0, do="", problem=Problem("demo_desk_shape"))
    return items


@lru_cache(maxsize=32)
def _read(text: str, file: str) -> object:
    """Read once a process: whoever loads illustrative data often (tests) waits for YAML only the first time."""
    return parse_kept(text, file)


def made(item: Mapping[str, Any], day: date) -> Command:
    """The command of an act, each field as its type wants it; Problem `demo_desk_field`."""
    if item.get("do") not in KINDS:
        raise Problem("demo_desk_field", field="do", value=str(item.get("do")))
    kind = KINDS[item["do"]]
    types = get_type_hints(kind)
    needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
    for name in sorted(item.keys() - types.keys() - BESIDE, key=str) + sorted(needed - item.keys()):
        raise Problem("demo_desk_field", field=str(name), value=str(item.get(name, "")))
    values: dict[str, Any] = {}
    for name in types.keys() & item.keys():
        try:
            values[name] = value(types[name], item[name], day)
        except (ValueError, TypeError, ArithmeticError):
            raise Problem("demo_desk_field", field=name, value=str(item[name])) from None
    command: Command = kind(**values)
    return command


def value(wanted: Any, given: Any, day: date) -> Any:
    """What is written, as the type of a field wants it; ValueError for anything else."""
    shape, parts = get_origin(wanted), get_args(wanted)
    if shape is UnionType:  # `int | None` is all there is
        return None if given is None else value(parts[0], given, day)
    if shape is tuple:
        if not isinstance(given, list) or (parts[-1] is not ... and len(given) != len(parts)):
            raise ValueError
        kinds = parts[:1] * len(given) if parts[-1] is ... else parts
        return tuple(value(kind, one, day) for kind, one in zip(kinds, given, strict=True))
    if shape is not None:  # a mapping of plain values
        return _plain(given)
    return PLAIN[wanted](given, day)


def _plain(given: Any) -> Any:
    """Whole numbers are whole numbers again, at any depth."""
    if isinstance(given, dict):
        return {name: _plain(one) for name, one in given.items()}
    if isinstance(given, list):
        return [_plain(one) for one in given]
    return int(given) if isinstance(given, Decimal) else given


def _day(given: Any, day: date) -> date:
    if isinstance(given, date):
        return given
    counted = DAY.fullmatch(given)
    if counted is None:
        raise ValueError
    return day + timedelta(days=int(counted["days"] or 0))


def _only(kind: type) -> Callable[[Any, date], Any]:
    def check(given: Any, day: date) -> Any:
        if not isinstance(given, kind):
            raise ValueError
        return given

    return check


def _whole(given: Any, day: date) -> int:
    if not isinstance(given, Decimal) or given != int(given):
        raise ValueError
    return int(given)


def _text(given: Any, day: date) -> str:
    """Numbers that the journal gives name the year of loading: YM-W-{year}-0001."""
    return str(_only(str)(given, day)).replace("{year}", f"{day.year:04}")


PLAIN: Mapping[type, Callable[[Any, date], Any]] = {
    str: _text, bool: _only(bool), int: _whole, date: _day,
    Decimal: lambda given, day: Decimal(_only(str)(given, day))}
