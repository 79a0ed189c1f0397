"""A scenario as plain values and back: what its file, the store, addresses and the API share.

Keys are the fields' names, rows are lists, months `2026-11`, days `2026-11-20`, numbers decimals as they were given: a
scenario comes back equal to the one that went out. Reading trusts nothing; what values mean is core.scenario.checks'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from core.exact_json import to_json as exact
from core.problem import Problem
from core.scenario.model import Scenario

FORMAT = 1
FORMAT_KEY = "zhanbu_scenario"
MONTHS = frozenset({"month", "start", "begins", "ends"})  # fields that hold the first day of a month
MOST = {"lots": 500, "listed": 500, "arrivals": 20, "batches": 100, "reversals": 2, "reforms": 20, "rules": 200,
        "season": 12, "sample": 1000}
MAX_TEXT = 400_000  # characters of a scenario as JSON: as many rows as there may be
DIGITS, PLACES = 34, 30  # of a number: more than any reckoning gives, fewer than would hurt
SHORT = MONTHS | {"planted", "since"}  # days that may be written as a month: its first
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def to_plain(scenario: Scenario) -> dict[str, Any]:
    """Text, whole numbers, decimals, days, yes/no, lists and mappings, the format's version first."""
    return {FORMAT_KEY: FORMAT, **_plain(scenario)}


def from_plain(plain: object) -> Scenario:
    """The scenario of plain values; Problem with the path of the first key or value that cannot be used.

    Keys may be left out where the model has a default. Not checked yet: see core.scenario.checks.
    """
    if not isinstance(plain, Mapping):
        raise Problem("scenario_whole_shape", key=FORMAT_KEY, format=FORMAT)
    if FORMAT_KEY not in plain:
        raise Problem("scenario_format_missing", key=FORMAT_KEY, format=FORMAT)
    if plain[FORMAT_KEY] != FORMAT:
        raise Problem("scenario_format", found=_shown(plain[FORMAT_KEY]), format=FORMAT)
    own = {key: value for key, value in plain.items() if key != FORMAT_KEY}
    try:
        return cast(Scenario, _object(Scenario, own, ""))
    except Problem as problem:  # the place by its key and as people call it
        path = problem.fields.get("path")
        if isinstance(path, str) and not problem.key.startswith("scenario_key"):
            names = re.sub(r"\[\d+\]", "", path).split(".")
            field = f"scenario.{'.'.join(dict.fromkeys((names[0], names[-1])))}"
            raise problem.at(path=Problem("scenario_path", path=path, field=field)) from None
        raise


def to_json(scenario: Scenario) -> str:
    """The plain form as JSON text with exact decimals."""
    return exact(to_plain(scenario))


def from_json(text: str) -> Scenario:
    """What `to_json` wrote; Problem for anything else."""
    try:
        if len(text) > MAX_TEXT:
            raise ValueError
        plain = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=Decimal)
    except (ValueError, InvalidOperation, RecursionError):
        raise Problem("scenario_json") from None
    return from_plain(plain)


def check_count(table: str, count: int) -> None:
    """Problem where a table has more rows than a scenario may hold."""
    if count > MOST[table]:
        raise Problem("scenario_rows", table=f"scenario.{table}", count=count, limit=MOST[table])


def is_plain_number(value: Decimal) -> bool:
    """Finite, and with digits somebody could have meant."""
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and len(digits) <= DIGITS and -PLACES <= exponent <= DIGITS - len(digits)


def _plain(value: Any, name: str = "") -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name), one.name) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()[:7] if name in MONTHS else value
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(kind: type, plain: object, path: str) -> object:
    if not isinstance(plain, Mapping):
        raise Problem("scenario_shape", path=path)
    known = {one.name: one for one in fields(kind)}
    for key in plain:
        if key not in known:
            wrong, near = _join(path, _shown(key)), get_close_matches(str(key), known, 3)
            if near:
                raise Problem("scenario_key_unknown", path=wrong, near=", ".join(near))
            raise Problem("scenario_key_other", path=wrong, known=", ".join(known))
    for name, one in known.items():
        if name not in plain and one.default is MISSING:
            raise Problem("scenario_key_missing", path=_join(path, name))
    hints = _hints(kind)
    return kind(**{name: _value(hints[name], name, value, _join(path, name)) for name, value in plain.items()})


def _value(kind: Any, name: str, value: object, path: str) -> object:
    if get_origin(kind) is UnionType:
        return None if value is None else _value(get_args(kind)[0], name, value, path)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise Problem("scenario_list", path=path)
        check_count(name, len(value))
        return tuple(_value(get_args(kind)[0], name, one, f"{path}[{at}]") for at, one in enumerate(value, start=1))
    if is_dataclass(kind):
        return _object(cast(type, kind), value, path)
    if kind is date:
        return _day(value, name, path)
    if kind is str:
        if not isinstance(value, str):
            raise Problem("scenario_text", path=path, value=_shown(value))
        return value
    if kind is bool:
        if not isinstance(value, bool):
            raise Problem("scenario_yes_no", path=path, value=_shown(value), options="true, false")
        return value
    return _number(value, path) if kind is Decimal else _whole(value, path)


def _number(value: object, path: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10 ** DIGITS:
        value = Decimal(value)
    if not isinstance(value, Decimal) or not is_plain_number(value):
        raise Problem("scenario_value", path=path, value=_shown(value))
    return value


def _whole(value: object, path: str) -> int:
    number = _number(value, path)
    if number != number.to_integral_value():
        raise Problem("scenario_whole", path=path, value=number)
    return int(number)


def _day(value: object, name: str, path: str) -> date:
    day = value
    if isinstance(value, str) and (DAY.fullmatch(value) or (name in SHORT and MONTH.fullmatch(value))):
        with suppress(ValueError):
            day = date.fromisoformat(f"{value}-01"[:10])
    if name in MONTHS and not (type(day) is date and day.day == 1):
        raise Problem("scenario_month", path=path, value=_shown(value))
    if type(day) is not date:
        raise Problem("scenario_day", path=path, value=_shown(value))
    return day


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: object) -> str:
    """A wrong value in a sentence: short, whatever it is."""
    if isinstance(value, str):
        return value[:40]
    return str(value)[:40] if isinstance(value, Decimal | int | date | bool | None) else "…"
