"""Bulletins in running text: cut at their titles, dated, read and checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.market.bulletins.bulletin import Bulletin
from core.market.bulletins.checks import basis, checked
from core.market.bulletins.dates import Dates, dates
from core.market.bulletins.figures import Found, figures
from core.market.bulletins.plain import Plain, is_html, plain, shown
from core.market.bulletins.tables import header, rows
from core.market.bulletins.titles import Title, titles
from core.market.bulletins.wording import PERIODS
from core.problem import Problem

LETTERS = 4_000_000  # of one text
BODY = re.compile(r"成交[总数]?[量额]|成交金额|无[^,。;]{0,12}(?:交易|成交)|成交[0-9]")
TRADES = re.compile(r"(?:挂牌|大宗|总)[^,。;]{0,12}成交|成交总")  # more than a headline
ABOUT = re.compile(rf"{BODY.pattern}|累计成交|收盘价?[报为]?[0-9]")  # or something like a bulletin
PERIOD = re.compile(r"(?<![至止较比上])(?:今日|当日|本日|本周|上周|当周|本月|上月|当月|全年|本年)")
NAMED = (("day", r"[0-9]{1,2}月[0-9]{1,2}日\)?[,:]?全国碳"), ("month", r"20[0-9]{2}年[0-9]{1,2}月份?[,:]?全国碳"),
         ("year", r"20[0-9]{2}年(?:度|全年)?[,:]?全国碳"))  # what is named where the title and 今日, 本月 are wanting
CLEARING = re.compile(r"清算?结?算信息|【挂牌协议(?:交易)?】|成交总量[0-9,]+吨,成交总额")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the plain text about one bulletin: from its title, if it has one, to the next."""

    title: Title | None
    start: int
    body: int
    end: int
    contested: Title | None = None  # on a page, another day's title that stands as near to the body


def read_text(text: str, file: str = "", place: str = "") -> list[Bulletin]:
    """The bulletins of a text, one after the other, in its order; HTML is read as a page shows it, lines with tabs
    under a header line as a table.

    Never empty: a text that holds none is one refused bulletin. Problem: `bulletin_size`.
    """
    if len(text) > LETTERS:
        raise Problem("bulletin_size", file=file, limit=LETTERS // 1_000_000)
    table = [line.split("\t") for line in text.splitlines()] if "\t" in text else []
    columns = header(table)  # rows of a spreadsheet, pasted
    if columns is not None:
        return rows(table, columns, file, f"{place}:" if place else "", workbook=False)
    markup = is_html(text)
    if markup:
        text = shown(text)
    flat = plain(text)
    parts = list(_parts(flat, text))
    bodies = {part.start for part in parts if BODY.search(flat.text, part.body, part.end)}
    if markup and bodies:  # titles alone are links of the page
        parts = _of_page(parts, bodies)
    if not parts:
        return [Bulletin("", None, None, text=text, file=file, place=place, problems=(Problem("bulletin_none"),))]
    return [_read(part, flat, text, file, place if len(parts) == 1 else f"{place}#{number}" if place else str(number))
            for number, part in enumerate(parts, start=1)]


def _parts(flat: Plain, source: str) -> Iterator[_Part]:
    found = titles(flat, source)
    marks = [one for one in found if not one.link] or found[:1]
    if not marks:
        if ABOUT.search(flat.text):
            yield _Part(None, 0, 0, len(flat.text))
        return
    first = marks[0]
    if first.link:  # 原标题 below its text
        yield _Part(first, 0, 0, len(flat.text))
        return
    if TRADES.search(flat.text, 0, first.at):
        yield _Part(None, 0, 0, first.at)
    begin: int | None = None
    for title, after in zip(marks, [*marks[1:], None], strict=True):
        end = after.at if after else len(flat.text)
        same = after is not None and (title.start, title.end) in ((after.start, after.end), (None, None))
        if same and after is not None and not title.wrong and not BODY.search(flat.text, title.to, end):
            begin = title.at if begin is None else begin  # the heading of a page, said again above the text
            continue
        yield _Part(title, title.at if begin is None else begin, title.to, end)
        begin = None


def _of_page(parts: list[_Part], bodies: set[int]) -> list[_Part]:
    """The parts with a body; contested where another day's title without one stands right above, and the page names
    the part's own day but once: it may be a link to another page, or the body's title."""
    days = Counter(_days(part) for part in parts)
    out = []
    for above, part in zip([None, *parts], parts, strict=False):
        if part.start not in bodies:
            continue
        rival = above.title if above is not None and above.start not in bodies and _days(above) != _days(part) else None
        named = days[_days(part)] > 1 or (part.title is not None and part.start < part.title.at)
        out.append(part if named else replace(part, contested=rival))
    return out


def _days(part: _Part) -> tuple[date | None, date | None]:
    return (part.title.start, part.title.end) if part.title else (None, None)


def _read(part: _Part, flat: Plain, source: str, file: str, place: str) -> Bulletin:
    body = flat.text[part.body:part.end]
    kind = _kind(part.title, body)
    when = dates(body, part.title, "day" if kind == "clearing_day" else kind)
    found = figures(body, "day" if kind == "clearing_day" else kind)
    start, end = flat.original(part.start, part.end)
    problems = [*_title_problems(part, kind, when), *found.problems]
    if not found.values:
        problems = [*problems, Problem("bulletin_no_figures")]
    elif found.first != "national" and part.title is None:
        problems.append(Problem("bulletin_not_national"))
    kept: dict[str, Any] = {name: value for name, (value, _, _) in found.values.items()}
    bulletin = Bulletin(
        kind, when.start, when.end, title=part.title.text if part.title else "", text=source[start:end], file=file,
        place=place, problems=tuple(problems), spans=_spans(found, flat, part.body, start),
        close_basis=basis(found.composite, when.end) if "close_cny" in found.values else "",
        **kept)
    return bulletin if not found.values else checked(bulletin, found.extra)


def _spans(found: Found, flat: Plain, offset: int, start: int) -> tuple[tuple[str, int, int], ...]:
    out = []
    for name, (_, begin, end) in found.values.items():
        first, last = flat.original(offset + begin, offset + end)
        out.append((name, first - start, last - start))
    return tuple(out)


def _kind(title: Title | None, body: str) -> str:
    """By the title, else by the words the body has for its time."""
    if title is not None and title.kind:
        return title.kind
    word = PERIOD.search(body)
    kind = next((kind for letter, kind in PERIODS.items() if letter in word.group()), "") if word else ""
    if not kind:
        kind = next((named for named, pattern in NAMED if re.search(pattern, body)), "")
    return "clearing_day" if kind == "day" and CLEARING.search(body) else kind


def _title_problems(part: _Part, kind: str, when: Dates) -> Iterator[Problem]:
    title = part.title
    yield from when.problems
    if part.contested is not None:
        yield Problem("bulletin_date", words=f"{part.contested.text} / {title.text if title else ''}"[:100])
    if title is not None and title.wrong:
        yield Problem("bulletin_date", words=title.text[:60])
    if not kind:
        yield Problem("bulletin_kind")

