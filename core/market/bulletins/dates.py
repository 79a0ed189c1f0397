"""The day or days a bulletin's body speaks of, compared with its title's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.market.bulletins.titles import Title, day, period
from core.problem import Problem

# A date written out; what stands before and behind tells whether it is one of the market or of the page.
WRITTEN = re.compile(
    r"(?P<lead>自|从|较|比|(?:时间|日期|发布|更新|发表|公布)[于时:]{0,2}|[前上]一个?(?:交易)?日\(?|上周[一二三四五]?\(?|起于)?"
    r"(?:(?P<year>20[0-9]{2})年)?(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日"
    r"(?P<tail>起?(?:至|到|-|~)|[0-9]{1,2}:[0-9]{2}|电|讯|消息|发布|公布|正式|开市|启动|上线|开启)?")
NUMERIC = re.compile(r"(?<!时间)(?<!时间:)(?<!日期:)(?<!发布)(?<!发布:)(?<!发布于)"
                     r"(?P<year>20[0-9]{2})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9:.])[)】]?[|,:(]?"
                     r"(?=今日|当日|全国碳|本日|\(?星期)")
SIGNED = re.compile(r"[。|元](?:上海|全国|湖北|北京)?[^,。;|0-9]{0,24}20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日\|?$")
STAMPED = re.compile(r"(20[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{2}|[0-9](?![0-9]))")
MONTH = re.compile(r"20[0-9]{2}年[0-9]{1,2}月(?![0-9])")
YEAR = re.compile(r"20[0-9]{2}年(?=度|全年|[,:]?全国)")


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day, None where not known, and what is wrong with them."""

    start: date | None
    end: date | None
    problems: tuple[Problem, ...] = ()


def dates(body: str, title: Title | None, kind: str) -> Dates:
    """The days of a bulletin; Problems `bulletin_date`, `bulletin_date_differs`, `bulletin_two_days`,
    `bulletin_date_missing`."""
    named = list(_named(body))
    signed = SIGNED.search(body)
    if signed and title is not None and title.start is not None:  # the day it was published, below the text
        named = list(_named(body[:signed.start()]))
    if title is not None and title.wrong:
        return Dates(title.start, title.end)
    if title is not None and title.start is not None and title.end is not None:
        wrong = [_words(one) for one in named if not _fits(one, title.start, title.end)]
        return Dates(title.start, title.end, tuple(
            Problem("bulletin_date_differs", title=_range(title.start, title.end), words=words) for words in wrong[:1]))
    return _untitled(body, named, kind)


@dataclass(frozen=True, slots=True)
class _Named:
    """A date of the body, its year None where it has none."""

    year: int | None
    month: int
    of_month: int
    opens: bool  # the first of two days


def _named(body: str) -> Iterator[_Named]:
    for match in WRITTEN.finditer(body):
        year = int(match["year"]) if match["year"] else None
        opens = (match["tail"] or "").endswith(("至", "到", "-", "~"))
        one = _Named(year, int(match["month"]), int(match["day"]), opens)
        to_date = one.opens and (one.month, one.of_month) == (1, 1)
        other = match["lead"] or (match["tail"] and not one.opens)
        if not (to_date or other):
            yield one
    for match in NUMERIC.finditer(body):
        yield _Named(int(match["year"]), int(match["month"]), int(match["day"]), False)


def _words(one: _Named) -> str:
    return f"{one.year}-{one.month:02}-{one.of_month:02}" if one.year else f"{one.month:02}-{one.of_month:02}"


def _range(start: date, end: date) -> str:
    return f"{start}" if start == end else f"{start} – {end}"


def _fits(one: _Named, start: date, end: date) -> bool:
    """Whether the day lies within the title's; one without a year in any of its years."""
    years = {one.year} if one.year else {start.year, end.year}
    found = [day(year, one.month, one.of_month) for year in years if year]
    return any(each is not None and start <= each <= end for each in found)


def _untitled(body: str, named: list[_Named], kind: str) -> Dates:
    """Days of a body without a dated title: only what it says itself, the year included, is used."""
    known = {(int(year), int(month), int(of_month)) for year, month, of_month in STAMPED.findall(body)}
    several = sorted({(one.month, one.of_month) for one in named})
    if kind in ("day", "") and len(several) > 1:
        first, second = (f"{month:02}-{of_month:02}" for month, of_month in several[:2])
        return Dates(None, None, (Problem("bulletin_two_days", first=first, second=second),))
    found: list[date] = []
    opened = False
    for one in named:
        years = {one.year} if one.year else {year for year, month, of_month in known
                                             if (month, of_month) == (one.month, one.of_month)}
        years = years or ({each.year for each in named if each.year} if opened else set())
        years = years or {each.year for each in named if each.year and each.month == one.month}
        whole = day(min(years), one.month, one.of_month) if len(years) == 1 and None not in years else None
        if whole is None:
            return Dates(None, None, (Problem("bulletin_date_missing"),))
        found.append(whole)
        opened = one.opens
    days = sorted(set(found))
    if kind in ("day", "") and len(days) == 1:
        return Dates(days[0], days[0])
    if kind == "week" and len(days) == 2:
        return Dates(days[0], days[1])
    if kind in ("month", "year"):
        pattern = MONTH if kind == "month" else YEAR
        spans = {period(match.group(), kind)[:2] for match in pattern.finditer(body)}
        if len(spans) == 1:
            start, end = spans.pop()
            if start and end and all(start <= each <= end for each in days):
                return Dates(start, end)
    return Dates(None, None, (Problem("bulletin_date_missing"),))
