"""What must hold of every bulletin, read from text or from a table: parts there, sums right, prices possible.

A wrong figure must not pass for a right one: what contradicts itself is refused (`problems`), what is odd but was
published so is kept and said (`notes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.market.bulletins.bulletin import PARTS, Bulletin
from core.numbers import ZERO
from core.problem import Problem

OPENED = date(2021, 7, 16)  # the national market's first day
COMPOSITE = date(2023, 8, 28)  # since then the close is that of the composite price (综合价格)
AUCTIONS = date(2025, 7, 16)  # since then there are one-way auctions (单向竞价)
# CNY/t. Every price published 2021–2026 lies between 30 and 107; outside, a point or a digit is misplaced.
LOWEST, HIGHEST = Decimal(10), Decimal(500)
UNITS = ("volume_t", "turnover_cny")
LONGEST = {"day": 1, "clearing_day": 1, "week": 9, "month": 31, "year": 366}  # days; a week may hold make-up days
# t and CNY since the opening at the end of a year, by the exchange's monthly bulletins: a later figure that is
# smaller counts from the first of its year, not from the opening.
MILESTONES = ((date(2025, 12, 31), Decimal(864_866_520), Decimal("57662618231.57")),
              (date(2024, 12, 31), Decimal(630_268_664), Decimal("43032727103.51")),
              (date(2023, 12, 31), Decimal(441_622_611), Decimal("24919150519.28")),
              (date(2022, 12, 31), Decimal(229_678_843), Decimal("10475234717.27")),
              (date(2021, 12, 31), Decimal(178_789_350), Decimal("7661230022.99")))
HALF = Decimal("0.5")
UNREAD = {"bulletin_rounded", "bulletin_unread_figure", "bulletin_number", "bulletin_negative", "bulletin_cell",
          "bulletin_column_twice"}


def checked(found: Bulletin, extra: Mapping[str, Decimal] | None = None, needs_close: bool = True) -> Bulletin:
    """The bulletin with its parts completed where its own figures prove them, its problems and its notes.

    `extra`: figures that are not kept but tested: open, high, low, listed_high, listed_average, …
    `needs_close`: whether a day without a close lacks a part (a bulletin does, a row of a table does not).
    """
    extra = extra or {}
    found = _completed(found)
    problems = [*found.problems, *_dates(found)]
    if not any(one.key in UNREAD for one in problems):  # what could not be read is not missing as well
        problems += _missing(found, needs_close)
    notes = [*found.notes, *_odd(found, extra)]
    if not problems:
        problems = [*_figures(found), *_sums(found), *_prices(found, extra), *_cumulative(found)]
    return replace(found, problems=tuple(_once(problems)), notes=tuple(_once(notes)))


def _once(problems: list[Problem]) -> list[Problem]:
    """Each sentence once; of rounded figures, which come in dozens, the first."""
    found: dict[str, Problem] = {}
    for one in problems:
        found.setdefault(one.key if one.key == "bulletin_rounded" else str(one), one)
    return list(found.values())


def _value(found: Bulletin, name: str) -> Decimal | None:
    value: Decimal | None = getattr(found, name)
    return value


# --- parts not stated


def _completed(found: Bulletin) -> Bulletin:
    """Parts that are not stated but follow: no auction before there were any, nothing left for it by the total."""
    notes = list(found.notes)
    nothing: dict[str, Any] = {
        f"{part}_turnover_cny": ZERO for part in (*PARTS, "total")
        if _value(found, f"{part}_volume_t") == 0 and _value(found, f"{part}_turnover_cny") is None}
    found = replace(found, **nothing)
    unstated = [part for part in PARTS if all(_value(found, f"{part}_{unit}") is None for unit in UNITS)]
    left = [_left(found, unit) for unit in UNITS]
    if "auction" in unstated and (found.end is None or found.end < AUCTIONS):
        found = replace(found, auction_volume_t=ZERO, auction_turnover_cny=ZERO)
        unstated.remove("auction")
    if unstated and len(unstated) < len(PARTS) and left == [0, 0]:
        notes += [Problem("bulletin_part_implied", field=f"{part}_volume_t") for part in unstated]
        implied: dict[str, Any] = {f"{part}_{unit}": ZERO for part in unstated for unit in UNITS}
        found = replace(found, **implied)
    elif (unstated == ["auction"] and found.kind in ("month", "year") and left[0] and left[1] and left[0] > 0
            and LOWEST <= left[1] / left[0] <= HIGHEST):  # their bulletins leave the auction out
        notes.append(Problem("bulletin_auction_remainder", volume=left[0], turnover=left[1]))
        found = replace(found, auction_volume_t=left[0], auction_turnover_cny=left[1])
    if found.total_volume_t is None and not unstated and all(_value(found, f"{part}_volume_t") == 0 for part in PARTS):
        found = replace(found, total_volume_t=ZERO, total_turnover_cny=ZERO)
    return replace(found, notes=tuple(notes))


def _left(found: Bulletin, unit: str) -> Decimal | None:
    """Of the total, what the stated parts leave."""
    total = _value(found, f"total_{unit}")
    return None if total is None else total - sum((_value(found, f"{part}_{unit}") or ZERO for part in PARTS), ZERO)


def _missing(found: Bulletin, needs_close: bool) -> list[Problem]:
    wanted = [f"{part}_{unit}" for part in (*PARTS, "total") for unit in UNITS]
    if found.kind == "day" and needs_close and found.total_volume_t:  # without trade there may be none
        wanted.append("close_cny")
    return [Problem("bulletin_missing", field=name) for name in wanted if _value(found, name) is None]


# --- problems


def _dates(found: Bulletin) -> list[Problem]:
    start, end = found.start, found.end
    if start is None or end is None:
        return [] if any(one.key in ("bulletin_date", "bulletin_two_days", "bulletin_date_missing")
                         for one in found.problems) else [Problem("bulletin_date_missing")]
    if start > end:
        return [Problem("bulletin_start_after_end", start=start, end=end)]
    if start < OPENED and not (found.kind in ("month", "year") and end > OPENED):  # its first month and year
        return [Problem("bulletin_before_market", day=start)]
    apart = (found.kind == "month" and (start.year, start.month) != (end.year, end.month)) or (
        found.kind == "year" and start.year != end.year)
    if apart or (end - start).days >= LONGEST.get(found.kind, 366):
        return [Problem("bulletin_span", start=start, end=end)]
    return []


def _figures(found: Bulletin) -> list[Problem]:
    out = []
    for part in (*PARTS, "total", "cumulative"):
        volume, turnover = (_value(found, f"{part}_{unit}") for unit in UNITS)
        if volume is not None and volume != volume.to_integral_value():
            out.append(Problem("bulletin_fraction", field=f"{part}_volume_t", value=volume))
        if turnover is not None and turnover != turnover.quantize(Decimal("0.01")):
            out.append(Problem("bulletin_fraction", field=f"{part}_turnover_cny", value=turnover))
        for name, value in ((f"{part}_volume_t", volume), (f"{part}_turnover_cny", turnover)):
            if value is not None and value < 0:
                out.append(Problem("bulletin_negative", words=f"{value:f}").at(field=name))
        if volume is None or turnover is None or volume < 0:
            continue
        if (volume == 0) != (turnover == 0):
            out.append(Problem("bulletin_half_zero", field=f"{part}_volume_t", volume=volume, turnover=turnover))
        elif volume and not LOWEST <= turnover / volume <= HIGHEST:
            out.append(Problem("bulletin_price_range", field=f"{part}_turnover_cny",
                               value=(turnover / volume).quantize(Decimal("0.0001")), low=LOWEST, high=HIGHEST))
    return out


def _sums(found: Bulletin) -> list[Problem]:
    out = []
    for unit in UNITS:
        left = _left(found, unit)
        total = _value(found, f"total_{unit}")
        if left and total is not None:
            out.append(Problem("bulletin_total", field=f"total_{unit}", total=total, sum=total - left))
    return out


def _prices(found: Bulletin, extra: Mapping[str, Decimal]) -> list[Problem]:
    out = [Problem("bulletin_price_range", field=name, value=value, low=LOWEST, high=HIGHEST)
           for name, value in (("close_cny", found.close_cny), ("average_stated_cny", found.average_stated_cny))
           if value is not None and not LOWEST <= value <= HIGHEST]
    if found.close_cny is not None and found.close_cny != found.close_cny.quantize(Decimal("0.01")):
        out.append(Problem("bulletin_fraction", field="close_cny", value=found.close_cny))
    for part, stated in (("total", found.average_stated_cny),
                         *((part, extra.get(f"{part}_average")) for part in PARTS)):
        volume, turnover = (_value(found, f"{part}_{unit}") for unit in UNITS)
        if stated is None or volume is None or turnover is None:
            continue
        if not volume or abs(stated - turnover / volume) > _unit(stated) * HALF:
            out.append(Problem("bulletin_average", field=f"{part}_turnover_cny", stated=stated,
                               average=(turnover / volume).quantize(Decimal("0.0001")) if volume else ZERO))
    return out


def _unit(stated: Decimal) -> Decimal:
    """One of the last place a price is stated to, but a yuan at most."""
    exponent = stated.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _cumulative(found: Bulletin) -> list[Problem]:
    return [Problem("bulletin_cumulative_small", field=f"cumulative_{unit}", cumulative=cumulative, total=total)
            for unit in UNITS
            for cumulative, total in [(_value(found, f"cumulative_{unit}"), _value(found, f"total_{unit}"))]
            if cumulative is not None and total is not None and cumulative < total]


# --- notes


def _odd(found: Bulletin, extra: Mapping[str, Decimal]) -> list[Problem]:
    out = []
    day = found.kind in ("day", "clearing_day")
    if day and found.start is not None and found.start.weekday() >= 5:
        out.append(Problem("bulletin_weekend", day=found.start))
    close = found.close_cny
    low, high = (extra.get(name, extra.get(f"listed_{name}")) for name in ("low", "high"))
    if low is not None and high is not None and low > high:
        out.append(Problem("bulletin_low_over_high", low=low, high=high))
    elif close is not None and low is not None and high is not None and not low <= close <= high:
        out.append(Problem("bulletin_close_outside", close=close, low=low, high=high))
    if day and found.close_basis == "composite" and found.start is not None and found.start < COMPOSITE:
        out.append(Problem("bulletin_composite_early", day=found.start))
    if found.kind == "day" and found.close_basis == "listed" and close is not None and found.listed_volume_t and (
            found.listed_turnover_cny is not None):
        average = found.listed_turnover_cny / found.listed_volume_t
        if abs(average - close) > Decimal("0.0051"):  # they are the same thing to 2023-08-25
            out.append(Problem("bulletin_close_not_average", close=close, average=average.quantize(Decimal("0.0001"))))
    stated, volume, turnover = found.average_stated_cny, found.total_volume_t, found.total_turnover_cny
    if stated is not None and volume and turnover is not None and (
            Decimal("0.005") < abs(stated - turnover / volume) <= _unit(stated) * HALF):
        out.append(Problem("bulletin_average_rounded", stated=stated))
    milestone = next((figures for end, *figures in MILESTONES if found.end is not None and end <= found.end), None)
    for unit, least in zip(UNITS, milestone or (), strict=False):
        cumulative = _value(found, f"cumulative_{unit}")
        if cumulative is not None and cumulative < least:
            out.append(Problem("bulletin_cumulative_behind", field=f"cumulative_{unit}", cumulative=cumulative,
                               least=least))
    return out


def basis(composite: bool, end: date | None) -> str:
    """What the close is the close of: said in the text, else by its date."""
    return "composite" if composite or (end is not None and end >= COMPOSITE) else "listed"

