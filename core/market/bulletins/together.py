"""Bulletins of one reading held against each other: the same day twice, and what the market adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from core.market.bulletins.bulletin import FIGURES, Bulletin
from core.problem import Problem

APART = 4  # days; bulletins farther apart surely have others between them
SINCE_OPENING = ("cumulative_volume_t", "cumulative_turnover_cny")


def check_together(found: Sequence[Bulletin]) -> list[Bulletin]:
    """The same bulletins in the same order, with problems and notes only the others show.

    Problem `bulletin_twice_differs` on each of two about the same days that state other figures. Notes:
    `bulletin_repeated` on the later of two that state the same, `bulletin_cumulative_step` where the total since
    the opening grows by something else than the day's total.
    """
    problems: dict[int, list[Problem]] = defaultdict(list)
    notes: dict[int, list[Problem]] = defaultdict(list)
    for at, problem in _differing(found):
        problems[at].append(problem)
    for at, note in [*_repeated(found), *_steps(found)]:
        notes[at].append(note)
    return [replace(one, problems=(*one.problems, *problems[at]), notes=(*one.notes, *notes[at]))
            if at in problems or at in notes else one for at, one in enumerate(found)]


def _groups(found: Sequence[Bulletin]) -> Iterator[list[int]]:
    """Places of the bulletins about the same days; the exchange's and the registry's daily are one group."""
    groups: dict[tuple[str, date, date], list[int]] = defaultdict(list)
    for at, one in enumerate(found):
        if one.start is not None and one.end is not None and not one.refused:
            groups[(one.kind.removeprefix("clearing_"), *_days(one.kind, one.start, one.end))].append(at)
    yield from (group for group in groups.values() if len(group) > 1)


def _days(kind: str, start: date, end: date) -> tuple[date, date]:
    """A month is the same month whether its title counts from the first or from its first market day."""
    if kind == "month":
        return start.replace(day=1), start.replace(day=1)
    return (start, end) if kind != "year" else (start.replace(month=1, day=1), start.replace(month=1, day=1))


def _differing(found: Sequence[Bulletin]) -> Iterator[tuple[int, Problem]]:
    for group in _groups(found):
        for at in group:
            for other in group:
                names = _unlike(found[at], found[other])
                if at != other and names:
                    yield at, Problem("bulletin_twice_differs", field=names[0], here=getattr(found[at], names[0]),
                                      there=getattr(found[other], names[0]), file=found[other].file or "–",
                                      place=found[other].place or "–")
                    break


def _unlike(one: Bulletin, other: Bulletin) -> list[str]:
    """The figures both state, and differently; rounded to another place, an average is still the same."""
    return [name for name in FIGURES if name != "average_stated_cny" or one.kind == other.kind
            for here, there in [(getattr(one, name), getattr(other, name))]
            if here is not None and there is not None and here != there]


def _repeated(found: Sequence[Bulletin]) -> Iterator[tuple[int, Problem]]:
    for group in _groups(found):
        for number, at in enumerate(group):
            first = next((other for other in group[:number] if found[other].kind == found[at].kind), None)
            if first is not None and not _unlike(found[at], found[first]):
                yield at, Problem("bulletin_repeated", file=found[first].file or "–", place=found[first].place or "–")


def _steps(found: Sequence[Bulletin]) -> Iterator[tuple[int, Problem]]:
    """Days that stand next to each other in the reading; only a note, because a day between may be missing."""
    for kind in ("day", "clearing_day"):
        days = {one.start: at for at, one in enumerate(found)
                if one.kind == kind and one.start is not None and not one.refused}
        order = sorted(day for day in days if day is not None)
        for before, day in pairwise(order):
            earlier, later = found[days[before]], found[days[day]]
            if (day - before).days > APART:
                continue
            for name in SINCE_OPENING:
                first, second = getattr(earlier, name), getattr(later, name)
                total = getattr(later, name.replace("cumulative", "total"))
                if None not in (first, second, total) and second - first != total:
                    yield days[day], Problem("bulletin_cumulative_step", field=name, before=before, step=second - first,
                                             total=total)
                    break
