"""The cells of a list of proposals: which columns there may be, and what each may say.

Every refusal names file, row and column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from core.carbon import SpeciesTable, Stratum
from core.carbon.stand import LARGEST
from core.land.strata import TENTH
from core.land.tables import code_names, plain_name
from core.landuse import Kind
from core.numbers import ZERO, money
from core.numbers import area as rounded
from core.problem import Problem
from core.scenario.model import ONE
from core.sheet import Column, Row


def _with(stems: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem + unit for unit in units for stem in stems)


AREA = ("面积", "占用面积", "占用林地面积", "使用林地面积", "林地面积", "小班面积", "地块面积", "area ", "forest area ")
VOLUME = ("蓄积", "蓄积量", "volume ", "standing volume ")
INVESTMENT = ("投资", "投资额", "总投资", "总投资额", "项目投资", "investment ")
CUBIC = ("m3", "m³", "立方米")
COLUMNS = (
    Column("number", ("序号", "编号", "no.", "no")),  # read only to find lines of sums
    Column("name", ("项目名称", "项目", "名称", "拟用地项目", "project", "proposal"), required=True),
    Column("planned", ("计划时间", "计划月份", "计划日期", "拟用地时间", "用地时间", "月份", "month", "date",
                       "planned month", "planned date"), required=True),
    Column("use", ("占用类型", "使用类型", "用地类型", "使用性质", "占用性质", "kind of use"), required=True),
    Column("years", ("占用年限", "使用年限", "临时年限", "期限", "年限", "term years", "term")),
    Column("township", ("乡镇", "所在乡镇", "乡", "镇", "地点")),
    Column("kind", ("项目类型", "项目类别", "行业", "kind of project", "project type", "industry")),
    Column("probability", ("概率", "可能性", "落地概率", "成事可能")),
    Column("owed_t", ("应补偿量", "应补量", "应补吨数", "应补偿量tco2e", "应补tco2e", "应补偿量吨", "应补量t",
                      "应补偿量tco₂e", "应补tco₂e", "tonnes owed", "owed tco2e", "owed tco₂e", "owed t", "owed")),
    Column("species", ("优势树种", "优势树种组", "树种", "树种名称", "主要树种")),
    Column("area_hm2", _with(AREA, ("hm2", "公顷"))),
    Column("area_mu", _with(AREA, ("亩", "mu"))),
    Column("area_m2", _with(AREA, ("m2", "㎡", "平方米"))),
    Column("area_bare", AREA),
    Column("volume_m3_hm2", ("每公顷蓄积", "公顷蓄积", "每公顷蓄积量", "公顷蓄积量", "volume per hm2",
                             *_with(("每公顷蓄积", "每公顷蓄积量"), CUBIC),
                             *_with(VOLUME, [cubic + unit for cubic in CUBIC for unit in ("hm2", "公顷")]))),
    Column("volume_m3_mu", ("每亩蓄积", "亩蓄积", "每亩蓄积量", "亩蓄积量", *_with(("每亩蓄积", "亩蓄积"), CUBIC),
                            *_with(VOLUME, [cubic + unit for cubic in CUBIC for unit in ("亩", "mu")]))),
    Column("volume_m3", ("总蓄积", "总蓄积量", "小班蓄积", "小班蓄积量", "total volume",
                         *_with(("总蓄积", "总蓄积量", "小班蓄积", "total volume ", *VOLUME), CUBIC))),
    Column("volume_bare", VOLUME),
    Column("age", ("年龄", "平均年龄", "林龄", "年龄年", "林龄年", "age years", "age a")),
    Column("origin", ("起源",)),
    Column("cover", ("盖度", "灌木盖度", "shrub cover")),
    Column("value_wan", _with(INVESTMENT, ("万元", "10000cny", "10,000 cny", "10^4 cny"))),
    Column("value_cny", _with(INVESTMENT, ("元", "人民币元", "cny", "yuan"))),
    Column("value_bare", INVESTMENT),
)
AREAS = {"area_hm2": ONE, "area_mu": Decimal(15), "area_m2": Decimal(10_000)}  # of one hm²
MOST_CNY = Decimal(10) ** 13
VALUES = {"value_wan": Decimal(10_000), "value_cny": ONE}
VOLUMES = ("volume_m3_hm2", "volume_m3_mu", "volume_m3")
UNCLEAR = ("area_bare", "volume_bare", "value_bare")  # a header that does not say its unit: a factor of 15 or 10,000
USES = {"permanent": ("permanent", "永久", "长期", "永久占用", "永久使用", "永久使用林地", "长期使用林地"),
        "temporary": ("temporary", "临时", "临时占用", "临时使用", "临时使用林地"),
        "serving": ("serving", "servesforestry", "直接为林业生产服务", "林业服务", "林业设施")}
MONTH = re.compile(r"(\d{4})(?:[-/]|\s*年\s*)(\d{1,2})\s*月?")


def planned(row: Row, first: date) -> date | None:
    """The planned day, or the first of a month; not before the first month that can be planned for."""
    text = row.text("planned")
    if not text:
        return None
    month = MONTH.fullmatch(text)
    try:
        day = date(int(month[1]), int(month[2]), 1) if month else row.day("planned")
    except (ValueError, Problem):
        raise Problem("sheet_list_month", file=row.file, row=row.line, field="planned", value=text[:40]) from None
    assert day is not None  # the cell is not empty
    if day < first.replace(day=1):
        raise Problem("sheet_list_past", file=row.file, row=row.line, field="planned", value=text[:40], first=first)
    return day


def probability(row: Row) -> Decimal | None:
    try:
        return row.number("probability", ZERO, ONE)
    except Problem:  # 80 is no 80 %
        raise Problem("sheet_list_probability", file=row.file, row=row.line, field="probability",
                      value=row.text("probability")[:40]) from None


def use(row: Row) -> str | None:
    text = plain_name(row.text("use"))
    if not text:
        return None
    for use, names in USES.items():
        if text in names:
            return use
    raise Problem("sheet_list_use", file=row.file, row=row.line, field="use", value=row.text("use")[:40])


def kind(row: Row, kinds: Mapping[str, Kind], names: Mapping[str, str]) -> str | None:
    text = row.text("kind")
    if not text:
        return None
    kind = names.get(text.casefold(), text.casefold())
    if kind not in kinds:
        raise Problem("sheet_list_kind", file=row.file, row=row.line, field="kind", value=text[:40])
    return kind


def scaled(row: Row, units: Mapping[str, Decimal], most: Decimal, per: bool = False) -> Decimal | None:
    """The one of several columns with different units that is filled; `per`: so many of the unit make one of ours."""
    filled = [key for key in units if row.text(key)]
    if len(filled) > 1:
        raise Problem("sheet_list_two", file=row.file, row=row.line, field=filled[0], other=filled[1])
    if not filled:
        return None
    size = units[filled[0]]
    value = row.number(filled[0], ZERO, most * size if per else most / size)
    assert value is not None
    return value / size if per else value * size


def area(row: Row) -> Decimal | None:
    """hm² to four decimals."""
    value = scaled(row, AREAS, LARGEST, per=True)
    return None if value is None else rounded(value)


def investment(row: Row) -> Decimal | None:
    """CNY to 0.01."""
    value = scaled(row, VALUES, MOST_CNY)
    return None if value is None else money(value)


def stratum(row: Row, size: Decimal | None, species: SpeciesTable) -> Stratum:
    """A stand as the loss page would take it from a land file (core.land.strata)."""
    try:
        found = species.find(row.need("species"))
    except Problem as problem:
        if problem.key != "species_unknown":
            raise
        raise Problem("sheet_species", file=row.file, row=row.line, value=row.text("species")[:40]) from None
    if size is None:
        if not any(row.text(key) for key in AREAS):  # else the cell has been complained of already
            raise Problem("sheet_missing", file=row.file, row=row.line, field="area_hm2")
        size = ONE
    filled = [key for key in VOLUMES if row.text(key)]
    if len(filled) > 1:
        raise Problem("sheet_list_two", file=row.file, row=row.line, field=filled[0], other=filled[1])
    volume = row.number(filled[0], ZERO, LARGEST) if filled else None
    if volume is not None and filled[0] == "volume_m3_mu":
        volume *= AREAS["area_mu"]
    elif volume is not None and filled[0] == "volume_m3" and size > 0:
        volume = (volume / size).quantize(TENTH)
    age = row.number("age", ZERO, LARGEST)
    if found.form == "tree" and volume is None and age is None:
        raise Problem("sheet_list_stock", file=row.file, row=row.line, field="volume_m3_hm2")
    return Stratum(species=found.id, area_hm2=size, volume_m3_hm2=volume, age=age, origin=origin(row),
                   cover=row.number("cover", ZERO, ONE), label=str(row.line))


def origin(row: Row) -> str | None:
    text = row.text("origin")
    if not text:
        return None
    code = code_names()["origin"].get(plain_name(text))
    if code is None:
        raise Problem("sheet_list_origin", file=row.file, row=row.line, field="origin", value=text[:40])
    return code.value
