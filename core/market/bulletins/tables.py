"""Bulletins in tables: a row for each day, week, month or year, under Chinese or English headers.

A header is read by the words it holds (挂牌协议 + 成交量 + 吨), on one line or on two where a group stands above its
columns. A column in 万吨, 万元 or 亿元 is refused: the figures would be rounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any

from core.market.bulletins.bulletin import FIGURES, Bulletin
from core.market.bulletins.checks import basis, checked
from core.market.bulletins.plain import plain
from core.market.bulletins.titles import Title, day, period, titles
from core.market.bulletins.wording import NUMBER
from core.problem import Problem

WITHIN = 20  # lines; below, no header is looked for
LEAST = 3  # columns a header must explain
SCOPES = (("listed", r"挂牌|listed|listing"), ("block", r"大宗|block|bulk"), ("auction", r"竞价|拍卖|auction"),
          ("cumulative", r"累计|cumulative|cum"), ("total", r"总|合计|共计|全部|total|overall|all"))
PRICES = (("close_cny", r"收盘|close|closing"), ("average_stated_cny", r"均价|平均|average|vwap|avg"),
          ("open", r"开盘|open"), ("high", r"最高|high"), ("low", r"最低|low"))
MEASURES = (("turnover_cny", r"[额]|金额|turnover|amount|value"), ("volume_t", r"量|volume|vol"))
DATES = (("start", r"^(?:开始|起始|起|start|from|begin)"), ("end", r"^(?:结束|截止|终止|止|end|to$|until)"),
         ("date", r"日期|交易日|^(?:date|day|marketdate|market_date|tradedate|trade_date|tradingday|时间|日)$"),
         ("period", r"^(?:周期|期间|区间|月份|年份|年月|月|周|年|week|month|year|period)度?$"),
         ("title", r"标题|来源|title|source"))
CHANGE = re.compile(r"涨跌|涨幅|跌幅|同比|环比|占比|较|change|percent|%|年初|今年|本年|年内|当年|[年月周]度?累计"
                    r"|当月|前收|昨|[前上]一|ytd|year_?to_?date|prev|basis|quality|note|备注|说明|笔数|家数")
SCALED = re.compile(r"万|亿|[百千][吨元]|million|mt\b|thousand|billion|\bk(?:t|cny)\b|10k")
UNIT = re.compile("吨|元|cny|rmb|yuan")
PERIODS = (("week", r"周(?!期)|week"), ("month", "月|month"), ("year", "年|year"))
EMPTY = {"", "-", "--", "/", "无", "无成交", "无交易", "n/a", "na", "null", "none", "nan"}
DIGITS = 15  # a spreadsheet keeps no more; what stands behind is not of the figure
LAST = Decimal("1e-8")  # place of a figure, as in texts; what a spreadsheet reckons to be 1e-17 is nothing


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands; `scaled`: the header of a column in a rounded unit, empty without."""

    at: Mapping[str, int]
    names: Sequence[str]
    first: int  # line of the first row below, from 0
    scaled: str = ""
    twice: str = ""  # the header of a second column for a figure that has one
    period: str = ""  # week, month or year, where the header says so


def header(table: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table, None where no line reads like a header."""
    for number, line in enumerate(table[:WITHIN]):
        single = _columns(line, number + 1)
        below = table[number + 1] if number + 1 < len(table) else ()
        double = _columns(_joined(line, below), number + 2) if any(below) and not _has_figures(below) else None
        best = max((one for one in (double, single) if one), key=lambda one: len(one.at), default=None)
        if best is not None:
            return best
    return None


def _has_figures(line: Sequence[str]) -> bool:
    """Whether a line is one of figures, dates or dashes and not of a header."""
    return any(re.search("[0-9]", cell) or (cell and plain(cell).text.casefold() in EMPTY) for cell in line)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """A header of two lines as one: a group stands over its own column and the empty ones right of it."""
    out, group = [], ""
    for at in range(max(len(above), len(below))):
        own, under = (line[at] if at < len(line) else "" for line in (above, below))
        group = own or group
        out.append(f"{group} {under}" if under else own)
    return out


def _columns(line: Sequence[str], first: int) -> Columns | None:
    at: dict[str, int] = {}
    scaled = period_word = twice = ""
    for number, cell in enumerate(line):
        words = plain(cell).text.casefold()
        name = _field(words) if words and len(words) <= 60 else ""
        if not name:
            continue
        if SCALED.search(words) and name.endswith(("_t", "_cny")):
            scaled = scaled or cell
        if name == "period":
            period_word = next((kind for kind, pattern in PERIODS if re.search(pattern, words)), "")
        if name in at and name in FIGURES:
            twice = twice or cell
        at.setdefault(name, number)
    dated = {"date", "start", "end", "period", "title"} & at.keys()
    kept = [name for name in at if name in FIGURES]
    if not dated or len([name for name in kept if name.endswith(("_t", "_cny"))]) < LEAST - 1 or len(at) < LEAST:
        return None
    return Columns(at, list(line), first, scaled, twice, period_word)


def _field(words: str) -> str:
    """The field a header names, empty for a column that is not read."""
    if CHANGE.search(words):
        return ""
    words = words.replace("配额", "")  # 额 of turnover is not that of 配额
    scope = next((name for name, pattern in SCOPES if re.search(pattern, words)), "")
    price = next((name for name, pattern in PRICES if re.search(pattern, words)), "")
    if price:
        if scope in ("listed", "block", "auction"):
            short = {"close_cny": "close", "average_stated_cny": "average"}.get(price, price)
            return "close_cny" if short == "close" and scope == "listed" else f"{scope}_{short}"
        return "" if scope == "cumulative" else price
    measure = next((name for name, pattern in MEASURES if re.search(pattern, words)), "")
    if measure:
        unit = UNIT.search(words.replace("元/吨", ""))
        other = unit is not None and (unit.group() == "吨") != (measure == "volume_t")  # 成交量(元)
        return "" if other else f"{scope or 'total'}_{measure}"
    return next((name for name, pattern in DATES if re.search(pattern, words)), "")


def rows(table: Sequence[Sequence[str]], columns: Columns, file: str, sheet: str, workbook: bool) -> list[Bulletin]:
    """A bulletin for each row that is not empty."""
    out = []
    for number, line in enumerate(table[columns.first:], start=columns.first + 1):
        if any(line) and not _repeats(line, columns):
            out.append(_row(line, columns, file, f"{sheet}{number}", workbook))
    return out


def _repeats(line: Sequence[str], columns: Columns) -> bool:
    """Whether a line is the header again, as on every page of a print."""
    return list(line) == list(columns.names)


def _row(line: Sequence[str], columns: Columns, file: str, place: str, workbook: bool) -> Bulletin:
    cells = {name: line[at].strip() if at < len(line) else "" for name, at in columns.at.items()}
    text, spans = _written(line, columns)
    problems: list[Problem] = []
    values: dict[str, Decimal] = {}
    for name in cells.keys() - {"date", "start", "end", "period", "title"}:
        try:
            value = _number(cells[name], columns.names[columns.at[name]], workbook)
        except Problem as problem:
            problems.append(problem)
            continue
        if value is not None:
            values[name] = value
    if columns.scaled:
        problems = [Problem("bulletin_rounded", words=columns.scaled[:60])]
    if columns.twice:
        problems.append(Problem("bulletin_column_twice", column=columns.twice[:60]))
    figures: dict[str, Any] = {name: value for name, value in values.items() if name in FIGURES}
    title = next(iter(titles(plain(cells.get("title", "")), cells.get("title", ""))), None)
    kind, start, end, wrong = _when(cells, columns, title)
    found = Bulletin(
        kind, start, end, title=title.text if title else "", text=text, file=file, place=place,
        problems=(*wrong, *problems), spans=spans, close_basis=basis(False, end) if "close_cny" in values else "",
        **figures)
    return checked(found, {name: value for name, value in values.items() if name not in FIGURES}, needs_close=False)


def _written(line: Sequence[str], columns: Columns) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """The row as text, header before each cell, and where each field's figure stands in it."""
    names = {at: name for name, at in columns.at.items()}
    text, spans = "", []
    for at, cell in enumerate(line):
        if not cell:
            continue
        text += f"{' | ' if text else ''}{columns.names[at] if at < len(columns.names) else ''}: "
        if names.get(at) in FIGURES:
            spans.append((names[at], len(text), len(text) + len(cell)))
        text += cell
    return text, tuple(spans)


def _number(cell: str, column: str, workbook: bool) -> Decimal | None:
    """A cell's figure, 0 for a dash, None for an empty one; Problems `bulletin_rounded`, `bulletin_cell`."""
    text = plain(cell).text
    if text == "":
        return None
    if text.casefold() in EMPTY:
        return Decimal(0)
    if re.fullmatch(r"[0-9.,]+(?:万|亿|百万|million|m|k).{0,3}", text):
        raise Problem("bulletin_rounded", words=cell[:60])
    text = re.sub(r"^(?:¥|人民币|cny|rmb)|(?:元/吨|元|吨|t|cny)$", "", text, flags=re.IGNORECASE)
    if text.startswith("-") and NUMBER.fullmatch(text[1:]):
        raise Problem("bulletin_negative", words=f"{column} {cell}"[:60])
    if workbook and len(text) > DIGITS + 1 and re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return Context(prec=DIGITS).create_decimal(text).quantize(LAST)
    if NUMBER.fullmatch(text) is None:
        raise Problem("bulletin_cell", column=column[:40], value=cell[:40])
    return Decimal(text.replace(",", ""))


Span = tuple[str, date | None, date | None, tuple[Problem, ...]]


def _when(cells: Mapping[str, str], columns: Columns, title: Title | None) -> Span:
    """Kind and days of a row, by its own cells and, where it has one, the title they were taken from."""
    start, end, wrong = _days(cells)
    if start is None and end is None and not wrong and title is not None:
        start, end = title.start, title.end
    if wrong or start is None or end is None:
        return "", None, None, (Problem("bulletin_date", words=wrong),) if wrong else ()
    ranged = "date" not in cells or not cells["date"]
    kind = _kind(start, end, ranged, columns.period)
    if title is not None and title.start is not None and title.kind:
        kind = title.kind if title.kind != "clearing_day" or kind == "day" else kind
        if not (title.start == start and title.end == end):
            return kind, start, end, (Problem(
                "bulletin_date_differs", title=title.text[:60],
                words=f"{start}" if start == end else f"{start} – {end}"),)
    return kind, start, end, ()


def _days(cells: Mapping[str, str]) -> tuple[date | None, date | None, str]:
    """First and last day of a row's own cells; the words of one that is no date."""
    single = cells.get("date") or ""
    if single:
        found = _one(single)
        return found if found[0] else (None, None, single[:40])
    if cells.get("start") or cells.get("end"):
        first, last = _one(cells.get("start", "")), _one(cells.get("end", ""))
        if first[0] is None or last[1] is None:
            return None, None, f"{cells.get('start', '')} – {cells.get('end', '')}"[:40]
        return first[0], last[1], ""
    if cells.get("period"):
        found = _one(cells["period"])
        return found if found[0] else (None, None, cells["period"][:40])
    return None, None, ""


def _one(cell: str) -> tuple[date | None, date | None, str]:
    text = re.sub(r"[T]?0{1,2}:00(?::00)?(?:\.0+)?$", "", plain(cell).text)
    text = re.sub(r"(?:\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)$", "", text)
    if re.fullmatch(r"20[0-9]{6}(?:\.0)?", text):
        text = text[:8]
        found = day(text[:4], text[4:6], text[6:])
        return found, found, ""
    if re.fullmatch(r"20[0-9]{2}[-/.年0-9月日至到~份度]+", text):
        first, last, wrong = period(text.rstrip("份度"), "year" if len(text) <= 5 else "")
        return (None, None, text) if wrong else (first, last, "")
    return None, None, text


def _kind(start: date, end: date, ranged: bool, word: str) -> str:
    """What a row is about: the header's word for it, else by its length."""
    if not ranged and start == end:
        return "day"
    length = (end - start).days + 1
    if word:
        return word
    return "week" if length <= 9 else "month" if length <= 31 else "year"

