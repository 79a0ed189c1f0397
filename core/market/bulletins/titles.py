"""Titles of bulletins: where one begins, which kind it is, which day or days it is about."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.market.bulletins.plain import Plain

FULL = (r"(20[0-9]{2})(?:年([0-9]{1,2})月([0-9]{1,2})日?|([-/.])([0-9]{1,2})\4([0-9]{1,2})(?![0-9:.])"
        r"|([0-9]{2})([0-9]{2})(?![0-9:.,]))")
_DAY = (r"20[0-9]{2}(?:年[0-9]{1,2}月[0-9]{1,2}日?|-[0-9]{1,2}-[0-9]{1,2}(?![0-9])|/[0-9]{1,2}/[0-9]{1,2}(?![0-9])"
        r"|\.[0-9]{1,2}\.[0-9]{1,2}(?![0-9])|[0-9]{4})")
_REST = r"(?:[0-9]{1,2}月)?[0-9]{1,2}日|[0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])|[0-9]{4}(?![0-9])"
_WHEN = (rf"(?:{_DAY})(?:(?:-|~|至|到)(?:(?:{_DAY})|{_REST}))?"
         r"|20[0-9]{2}(?:年[0-9]{1,2}月(?:份|度)?(?![0-9])|-[0-9]{2}(?![-0-9])|[0-9]{2}(?![0-9])|年度?(?![0-9])|(?![-/0-9年.,]))")
_PERIOD = r"每日|每周|每月|每年|每?年度|月度|周度|今日|本周|本月|当日|日度|日|周|月|年"
TITLE = re.compile(
    rf"(?:(?P<before>{_WHEN})[)】\]]?[,:]?(?:年度)?)?(?:【CEA】|\[CEA\]|\(CEA\)|CEA)?"
    r"全国碳(?:排放权?)?(?:交易)?(?:市场)?(?:碳?排放)?(?:配额)?(?:\(CEA\))?"
    r"(?:(?P<clearing>清算?结?算信息|登记结算信息)(?P<report>日报|周报|月报|年报)?"
    rf"|(?P<middle>{_WHEN})?(?P<period>{_PERIOD})?(?:综合)?(?:价格|交易|行情|成交|结算|及|与|和|、|情况|统计)*(?P<noun>数据|信息|行情|情况|报告|概况|日报|周报|月报|年报|快报))"
    rf"[(【\[:_\-,|]{{0,3}}(?P<after>{_WHEN})?[)】\]]?")
LINK = re.compile(r"(?:[上下]一?[篇条页则个]|前一篇|后一篇|相关(?:信息|文章|新闻|阅读)|原标题|来源|链接)"
                  r"[:|>»«<\-]{0,3}$")
WHOLE = re.compile(FULL)
KIND_WORDS = {"日": "day", "周": "week", "月": "month", "年": "year"}


@dataclass(frozen=True, slots=True)
class Title:
    """A title and where it stands in the plain text; `start` and `end` are None where it has no date.

    `kind` is empty where the title does not tell; `wrong` where a date in it is none.
    """

    at: int
    to: int
    text: str
    kind: str
    start: date | None = None
    end: date | None = None
    wrong: bool = False
    link: bool = False  # to another page, or the source a text was taken from


def titles(text: Plain, source: str) -> list[Title]:
    """Every title: one with a date wherever it stands, one without only at the beginning of a line."""
    found = []
    for match in TITLE.finditer(text.text):
        if not (match["period"] or match["clearing"] or match["after"]) and not _ends_line(text, source, match.end()):
            continue  # words of a sentence
        dates = [one for one in (match["after"], match["middle"], match["before"]) if one]
        when = dates[0] if dates else None
        if when is None and not (_begins_line(text, source, match.start()) and (match["period"] or match["report"])):
            continue
        kind = _kind(match, when or "")
        start, end, wrong = period(when, kind) if when else (None, None, False)
        if kind in ("week", "month") and WHOLE.fullmatch(when or ""):
            start = end = None  # one day is not a week's first and last
        if any(period(other, kind)[:2] != (start, end) for other in dates[1:] if len(other) > len("2024年")):
            wrong = True
        if not kind and start is not None and start == end:
            kind = "day"
        link = LINK.search(text.text, max(0, match.start() - 12), match.start()) is not None
        found.append(Title(match.start(), match.end(), match.group(), kind, start, end, wrong, link))
    return found


def _begins_line(text: Plain, source: str, at: int) -> bool:
    before = source[text.at[at - 1] + 1:text.at[at]] if at else "\n"
    return "\n" in before or text.text[at - 1:at] in ("|", "】")


def _ends_line(text: Plain, source: str, at: int) -> bool:
    after = source[text.at[at - 1] + 1:text.at[at]] if at < len(text.text) else "\n"
    return "\n" in after or text.text[at:at + 1] == "|"


def _kind(match: re.Match[str], when: str) -> str:
    words = (match["report"] or "") + (match["period"] or "") + (match["noun"] or "")
    kind = next((KIND_WORDS[letter] for letter in words if letter in KIND_WORDS), "")
    if match["clearing"]:
        return "clearing_day" if kind in ("", "day") else kind
    if kind or not when:
        return kind
    numbers = len(re.findall(r"[0-9]{4}|[0-9]{1,2}", when))
    return "year" if numbers == 1 else "month" if numbers == 2 else ""


def day(year: str | int, month: str | int, of_month: str | int) -> date | None:
    """That day, None where the calendar has none."""
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        return None


def period(when: str, kind: str) -> tuple[date | None, date | None, bool]:
    """First and last day a title's date means, and whether it is no date."""
    first = WHOLE.match(when)
    if first is not None:
        start = whole(first)
        rest = when[first.end():].lstrip("-~至到")
        end = start if not rest else _rest(rest, start)
        return start, end, start is None or end is None
    numbers = [int(part) for part in re.findall(r"[0-9]{4}|[0-9]{1,2}", when)]
    if len(numbers) == 2 and 1 <= numbers[1] <= 12:
        return (date(numbers[0], numbers[1], 1),
                date(numbers[0], numbers[1], monthrange(numbers[0], numbers[1])[1]), False)
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31), kind not in ("year", "")
    return None, None, True


def whole(match: re.Match[str]) -> date | None:
    """The day of a match of FULL."""
    year, *parts = match.groups()
    month, of_month = (one for one in (*parts[:2], *parts[3:]) if one is not None)
    return day(year, month, of_month)


def _rest(text: str, start: date | None) -> date | None:
    """The end of a range, which may leave out the year or the month of its start."""
    match = WHOLE.match(text)
    if match is not None:
        return whole(match)
    if start is None:
        return None
    numbers = re.findall(r"[0-9]{1,2}", text)
    if len(numbers) == 1:
        return day(start.year, start.month, numbers[0])
    end = day(start.year, *numbers[:2]) if len(numbers) == 2 else None
    return day(start.year + 1, *numbers) if end is not None and end < start - timedelta(days=180) else end
