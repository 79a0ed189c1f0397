"""Figures of one bulletin's body: a walk over its words that remembers what the words before a number were about.

Every number with a unit must find its label, or the bulletin is refused: none is left out in silence and none is
taken for another. All patterns are bounded, so the time grows with the length of the text alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from core.market.bulletins.wording import ALL, BETWEEN, KINDS_OF_TRADE, LISTING, NUMBER, PERIODS, TOKENS, TYPES, UNITS
from core.problem import Problem

LISTED = 8  # labels in a row before their numbers


@dataclass(slots=True)
class Found:
    """What a body states: field → figure and where it stands in the plain text; `extra`: open, high, low, averages."""

    values: dict[str, tuple[Decimal, int, int]] = field(default_factory=dict)
    extra: dict[str, Decimal] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    composite: bool = False
    first: str = ""  # national or foreign: the market that was named first


@dataclass(slots=True)
class _Label:
    """A label that waits for its number: what it measures, and the field it belongs to (empty: known, not kept)."""

    what: str  # volume, turnover or price
    field: str
    start: int
    unit: str = ""


@dataclass(slots=True)
class _Walk:
    """What has been said so far in the sentence and the clause."""

    text: str
    kind: str
    found: Found
    scope: str = ""
    scope_end: int = -1
    upto: str = ""  # cumulative, to_date or previous (the day before)
    counted: bool = False  # the sentence has said 累计
    period: str = ""
    foreign: bool = False
    labels: list[_Label] = field(default_factory=list)
    last: int = 0  # where the last label or number ended
    sentence: bool = True  # nothing but blanks since its beginning

    def wait_for(self, label: _Label) -> None:
        """A label beside those it is listed with (成交量、成交额分别为…), or alone."""
        listed = 0 < len(self.labels) < LISTED and LISTING.fullmatch(self.text, self.last, label.start)
        self.labels = [*self.labels, label] if listed else [label]


def figures(text: str, kind: str) -> Found:
    """The figures of the plain text of one bulletin; `kind` without the difference of exchange and registry."""
    found = Found(composite="综合价格" in text)
    walk = _Walk(text, kind, found)
    for match in TOKENS.finditer(text):
        token = match.lastgroup or ""
        if token == "stop":
            if "total_volume_t" in found.values:
                break
        elif token == "end":
            walk.upto = walk.period = ""
            walk.foreign = walk.counted = False
            walk.sentence = True
            continue
        else:
            _STEPS[token](walk, match)
        walk.sentence = False
    return found


def _quoted(walk: _Walk, match: re.Match[str]) -> None:
    walk.labels, walk.last = [_Label("price", "close_cny", match.start())], match.end()


def _skip(walk: _Walk, match: re.Match[str]) -> None:
    walk.labels = []


def _foreign(walk: _Walk, match: re.Match[str]) -> None:
    walk.foreign = True
    walk.found.first = walk.found.first or "foreign"


def _todate(walk: _Walk, match: re.Match[str]) -> None:
    own = walk.kind == "year" and "周期" not in match.group()  # to a year's bulletin its own time
    walk.upto = "" if own else "to_date"
    if own:
        walk.period = "year"


def _previous(walk: _Walk, match: re.Match[str]) -> None:
    if walk.upto != "cumulative":
        walk.upto, walk.labels = "previous", []
    if "收" in match.group():
        walk.labels, walk.last = [_Label("price", "", match.start())], match.end()


def _asof(walk: _Walk, match: re.Match[str]) -> None:
    walk.upto, walk.period, walk.counted = "cumulative", "", False


def _scope_of(words: str) -> list[str]:
    return list(dict.fromkeys(KINDS_OF_TRADE[one] for one in re.findall("挂牌|大宗|单向|竞价", words)))


def _scope(walk: _Walk, match: re.Match[str]) -> None:
    scopes = _scope_of(match.group())
    walk.scope = scopes[0] if len(scopes) == 1 else "several"
    walk.scope_end = match.end()


def _sum(walk: _Walk, match: re.Match[str]) -> None:
    walk.scope = "total"


def _none_of(walk: _Walk, match: re.Match[str]) -> None:
    _nothing(walk, match, _scope_of(match.group()))
    walk.scope = ""


def _none(walk: _Walk, match: re.Match[str]) -> None:
    said = walk.scope if walk.scope in ALL and match.start() - walk.scope_end <= 12 else ""
    _nothing(walk, match, [said] if said else [*ALL, "total"])


def _nothing(walk: _Walk, match: re.Match[str], scopes: list[str]) -> None:
    if walk.foreign or walk.upto:
        return
    for scope in scopes:
        for what in ("volume_t", "turnover_cny"):
            _put(walk, f"{scope}_{what}", Decimal(0), match.start(), match.end())


def _national(walk: _Walk, match: re.Match[str]) -> None:
    walk.foreign, walk.scope = False, ""
    walk.found.first = walk.found.first or "national"


def _period(walk: _Walk, match: re.Match[str]) -> None:
    walk.period = next(kind for letter, kind in PERIODS.items() if letter in match.group())
    if walk.upto == "previous":
        walk.upto = ""
    if walk.sentence:
        walk.scope = ""


def _label(walk: _Walk, match: re.Match[str]) -> None:
    flags = match["flags"] + (match["all"] or "")
    what = "volume" if match["volume"] else "turnover"
    label = _Label(what, _field_of(walk, flags, what, match.start()), match.start(), match["unit"] or "")
    walk.wait_for(label)
    walk.last = match.end()


def _bare(walk: _Walk, match: re.Match[str]) -> None:
    walk.labels = [_Label(what, _field_of(walk, match["bare_flags"], what, match.start()), match.start())
                   for what in ("volume", "turnover")]
    walk.last = match.end()


UNIT = {"volume": "volume_t", "turnover": "turnover_cny"}


def _field_of(walk: _Walk, flags: str, what: str, at: int) -> str:
    """The field a volume or turnover belongs to, empty for a known one that is not kept, `?` for one unknown."""
    unit = UNIT[what]
    if walk.foreign:
        return ""
    period = next((PERIODS[letter] for letter in flags if letter in PERIODS), walk.period)
    upto = walk.upto
    walk.counted |= "累计" in flags
    if upto == "cumulative" and not walk.counted:  # 截至今日 alone does not tell since when
        if not period or period != walk.kind:
            return "?"
        upto = ""
    if "累计" in flags and not upto and period != walk.kind:
        upto = "to_date" if period else "cumulative"
    if upto == "previous":
        return ""
    if upto == "to_date" or (upto == "cumulative" and period in ("week", "month", "year") and "累计" in flags):
        walk.upto = "to_date"  # since the first of the year or month; so is what follows in the sentence
        return ""
    if upto == "cumulative":
        return "" if walk.scope and walk.scope_end == at else f"cumulative_{unit}"
    if period and walk.kind and period != walk.kind:
        return "?"
    if any(word in flags for word in ("总", "合计", "共计")) and walk.scope_end != at:
        walk.scope = "total"
    return "?" if walk.scope == "several" else f"{walk.scope or 'total'}_{unit}"


def _price(walk: _Walk, match: re.Match[str]) -> None:
    word = match.group().partition("(")[0]
    if "均" in word:
        name = f"{walk.scope}_average" if walk.scope in ALL else "average_stated_cny"
    elif word.startswith(("收", "报", "结")):
        name = "" if word.startswith("结") else "close_cny"
    else:
        name = {"开": "open", "高": "high", "低": "low"}[word[0] if word[0] == "开" else word[1]]
        name = f"{walk.scope}_{name}" if walk.scope in ALL else name
    if word == "报":  # "收盘价报57.00": the word before tells
        return
    kept = not (walk.foreign or walk.upto == "previous") and (name == "close_cny" or not walk.upto)
    label = _Label("price", name if kept else "", match.start(), "元/吨" if match["price_unit"] else "")
    walk.wait_for(label)
    walk.last = match.end()


def _number(walk: _Walk, match: re.Match[str]) -> None:
    unit = match["of"] or ""
    unit = "元/吨" if unit.startswith(("元/", "元每")) else "吨" if unit.startswith("t") else unit
    between = BETWEEN.fullmatch(walk.text, walk.last, match.start()) if walk.labels else None
    follows = walk.labels and (between or LISTING.fullmatch(walk.text, walk.last, match.start()))
    if walk.foreign or unit == "%" or not (unit or follows):
        return
    if not unit:
        unit = walk.labels[0].unit  # 成交量(吨):3,210
        if not unit and not match["digits"].strip("0.,"):  # nothing is nothing in any unit
            unit = UNITS[walk.labels[0].what]
        if not unit and between and between["money"]:
            unit = "元"
    label = next((one for one in walk.labels if one.what == TYPES.get(unit[-1:] if unit[:1] in "万亿" else unit)),
                 None) if follows else None
    if label is None and unit not in TYPES:
        return
    words = _words(walk, match, label)
    scaled = match["scale"] or match["about"] or match["more"] or unit[:1] in ("万", "亿")
    if label is not None:
        walk.labels.remove(label)
        walk.last = match.end()
    if scaled or (label and between and between["about"]):
        walk.found.problems.append(Problem("bulletin_rounded", words=words))
    elif label is None or label.field == "?":
        walk.found.problems.append(Problem("bulletin_unread_figure", words=words))
    elif match["sign"]:
        walk.found.problems.append(Problem("bulletin_negative", words=words))
    elif NUMBER.fullmatch(match["digits"]) is None:
        walk.found.problems.append(Problem("bulletin_number", words=words))
    elif label.field:
        _put(walk, label.field, Decimal(match["digits"].replace(",", "")), match.start("digits"), match.end("digits"))


def _words(walk: _Walk, match: re.Match[str], label: _Label | None) -> str:
    """The words around a number, as a sentence can quote them."""
    start = label.start if label is not None else max(0, match.start() - 12)
    return walk.text[start:match.end()][:60]


def _put(walk: _Walk, name: str, value: Decimal, start: int, end: int) -> None:
    if not name.endswith(("_t", "_cny")):
        walk.found.extra.setdefault(name, value)
        return
    before = walk.found.values.get(name)
    if before is None:
        walk.found.values[name] = (value, start, end)
    elif before[0] != value:
        walk.found.problems.append(Problem("bulletin_stated_twice", field=name, first=before[0], second=value))


_STEPS = {
    "quoted": _quoted, "mean": _skip, "compare": _skip, "change": _skip, "foreign": _foreign, "todate": _todate,
    "close_of": _skip, "previous": _previous, "asof": _asof, "none_before": _none_of, "none_after": _none_of,
    "scope": _scope, "sum": _sum, "none": _none, "national": _national, "label": _label, "bare": _bare, "price": _price,
    "period": _period, "number": _number,
}
