"""Up to four scenarios on the same luck: what each gives, how far apart they lie, how surely, and what they differ in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from core.problem import Problem
from core.scenario.answers import Difference, paired, paired_odds
from core.scenario.engine import Cancelled, simulate
from core.scenario.model import Scenario
from core.scenario.result import Array, Result

FEWEST, MOST = 2, 4
# How a scenario is called and played is no difference between futures.
NOT_COMPARED = frozenset({"name", "paths", "seed"})
# What makes two rows of a table the same thing; else its name.
SAME = {"OpeningLot": ("lot",), "Listed": ("proposal",), "Arrivals": ("name", "use"), "Reversal": ("kind",),
        "Frozen": ("rule", "since"), "Reform": ("rule", "month")}


@dataclass(frozen=True, slots=True)
class Against:
    """A scenario less the first one: means over the same paths with their 95 % intervals (units as in Result)."""

    months: Difference
    odds: Difference
    unmet_t: Difference
    cost_cny: Difference
    villages_cny: Difference


@dataclass(frozen=True, slots=True)
class Row:
    """Something the scenarios differ in: `path` of field names from the scenario on (their words are field.scenario.*),
    `item` the row of a table as people know it, and each scenario's value; None where it has no such thing.

    A row of a table, or a part such as the certificates, that only some have stands there whole.
    """

    path: tuple[str, ...]
    item: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """`results` of all, `against` the first for each further one, `rows` of what differs."""

    results: tuple[Result, ...]
    against: tuple[Against, ...]
    rows: tuple[Row, ...]


def compare(scenarios: Sequence[Scenario], prices: Callable[[Scenario], Array] | None = None, *,
            progress: Callable[[float], bool] | None = None) -> Comparison:
    """Play checked scenarios with the first one's seed and as many paths as the longest run has.

    `prices`: the price bank of a scenario; None: no money. Problem where there are too few or too many, or where they
    do not cover the same months: a shortage by the end of one would be set against one by the end of another.
    """
    check_comparable(scenarios)
    first, paths = scenarios[0], max(one.paths for one in scenarios)
    results = []
    for number, one in enumerate((replace(one, seed=first.seed, paths=paths) for one in scenarios), start=1):
        results.append(simulate(one, None if prices is None else prices(one)))
        if progress is not None and not progress(number / len(scenarios)):
            raise Cancelled
    return Comparison(tuple(results), tuple(against(results[0], one) for one in results[1:]), differences(scenarios))


def check_comparable(scenarios: Sequence[Scenario]) -> None:
    """Problem where scenarios cannot be set side by side."""
    if not FEWEST <= len(scenarios) <= MOST:
        raise Problem("scenario_compare_count", count=len(scenarios), least=FEWEST, most=MOST)
    first = scenarios[0]
    for one in scenarios[1:]:
        if (one.start, one.months) != (first.start, first.months):
            raise Problem(
                "scenario_compare_horizon", name=one.name, start=f"{one.start:%Y-%m}", months=one.months,
                first=first.name, first_start=f"{first.start:%Y-%m}", first_months=first.months)


def against(first: Result, second: Result) -> Against:
    """second − first, of two runs on the same luck."""
    months, unmet, cost, villages = (paired(getattr(first, name), getattr(second, name))
                                     for name in ("first", "unmet", "cost", "villages"))
    return Against(months, paired_odds(first, second), unmet, cost, villages)


def differences(scenarios: Sequence[Scenario]) -> tuple[Row, ...]:
    """Everything the scenarios differ in, in the order of the model's fields."""
    return tuple(_of_things((), "", scenarios, [True] * len(scenarios)))


def _of_things(path: tuple[str, ...], item: str, things: Sequence[Any], could: Sequence[bool]) -> Iterator[Row]:
    """Field by field, for the same dataclass in each scenario or None. `could`: whether it could be there at all."""
    present = [one for one in things if one is not None]
    if len(present) < sum(could):
        yield Row(path, item, tuple(things))
    if len(present) < 2:
        return
    for one in fields(present[0]):
        if path or one.name not in NOT_COMPARED:
            values = [None if thing is None else getattr(thing, one.name) for thing in things]
            yield from _of_values((*path, one.name), item, values, [thing is not None for thing in things])


def _of_values(path: tuple[str, ...], item: str, values: Sequence[Any], there: Sequence[bool]) -> Iterator[Row]:
    """One field. `there`: whether the thing it belongs to is; where not, its value says nothing."""
    known = [value for value, is_there in zip(values, there, strict=True) if is_there]
    if all(value == known[0] for value in known):
        return
    rows = [row for value in known if isinstance(value, tuple) for row in value]
    if rows and all(is_dataclass(row) for row in rows):
        yield from _of_tables(path, [value or () for value in values])
    elif any(is_dataclass(value) for value in known):
        yield from _of_things(path, item, values, there)
    else:
        yield Row(path, item, tuple(values))


def _of_tables(path: tuple[str, ...], tables: Sequence[tuple[Any, ...]]) -> Iterator[Row]:
    """Row by row, wherever a row stands in its table."""
    found = [dict(_told_apart(table)) for table in tables]
    for key in dict.fromkeys(key for rows in found for key in rows):
        things = [rows.get(key) for rows in found]
        name = _shown(next(one for one in things if one is not None))
        yield from _of_things(path, name, things, [True] * len(things))


def _told_apart(table: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each row with what makes it the same as another scenario's, counted where there are several alike."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for row in table:
        key = tuple(getattr(row, name) for name in SAME.get(type(row).__name__, ("name",)))
        key = key if any(key) else (getattr(row, "name", ""),)
        seen[key] += 1
        yield (*key, seen[key]), row


def _shown(row: Any) -> str:
    """What people call a row."""
    return str(next((getattr(row, name) for name in ("name", "lot", "kind", "rule", "use")
                     if getattr(row, name, "")), ""))
