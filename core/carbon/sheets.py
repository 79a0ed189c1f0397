"""The sheet of sample-plot trees that people fill in, and the survey it makes.

One line a tree (or several alike); a plot without trees is a line without species and DBH. What holds for a whole
stratum or plot need stand only once; where it stands again it must be the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.carbon.species import SpeciesTable
from core.carbon.survey import SamplePlot, Survey, SurveyStratum, Tree
from core.numbers import ZERO
from core.problem import Problem
from core.sheet import Column, Row, read_sheet

D = Decimal
COLUMNS = (
    Column("stratum", ("层", "小层", "碳层", "地块")),
    Column("stratum_area_hm2", ("层面积", "层面积hm2", "地块面积", "地块面积hm2", "area_hm2")),
    Column("planted_on", ("造林日期", "栽植日期", "planting date")),
    Column("cover_before", ("造林前散生木郁闭度", "散生木郁闭度")),
    Column("shrubs_before", ("造林前灌木盖度",)),
    Column("baseline_t_yr", ("基线年变化", "基线年变化tco2e")),
    Column("sample_plot", ("样地", "样地号", "样地编号", "plot"), required=True),
    Column("plot_area_hm2", ("样地面积", "样地面积hm2"), required=True),
    Column("date", ("测定日期", "调查日期", "measured on"), required=True),
    Column("shrub_cover", ("灌木盖度",)),
    Column("species", ("树种", "树种名称"), required=True),
    Column("dbh_cm", ("胸径", "胸径cm", "dbh", "dbh cm"), required=True),
    Column("height_m", ("树高", "树高m", "height", "height m")),
    Column("count", ("株数", "number")),
)
OBSERVATIONS = (  # of growth: age in years, value per hm²
    Column("age", ("林龄", "年龄", "林龄年", "age_yr", "年"), required=True),
    Column("value", ("观测值", "生物量", "蓄积", "生物量t/hm2", "蓄积m3/hm2", "biomass", "volume"), required=True),
)
HECTARES = (D("0.0001"), D(1_000_000))
SHARE = (ZERO, D(1))
Said = tuple[object, int]  # a value and the row that says it first


def read_survey(name: str, data: bytes, species: SpeciesTable, area_hm2: Decimal | None = None,
                planted_on: date | None = None) -> Survey:
    """The survey in a CSV or xlsx file.

    `area_hm2`, `planted_on`: of the only stratum, where the sheet does not say. Problem with file, row and field for
    the first thing that cannot be read.
    """
    rows = read_sheet(name, data, COLUMNS)
    strata: dict[str, dict[str, Said]] = {}
    plots: dict[tuple[str, str, date], tuple[Row, Decimal, Decimal, list[Tree]]] = {}
    for row in rows:
        stratum = row.text("stratum") or "1"
        _keep(strata.setdefault(stratum, {}), row, {
            "stratum_area_hm2": row.number("stratum_area_hm2", *HECTARES), "planted_on": row.day("planted_on"),
            "cover_before": row.number("cover_before", *SHARE), "shrubs_before": row.number("shrubs_before", *SHARE),
            "baseline_t_yr": row.number("baseline_t_yr", D(-1_000_000), D(1_000_000))})
        on = row.day("date")
        if on is None:
            raise Problem("sheet_missing", file=name, row=row.line, field="date")
        key = (stratum, row.need("sample_plot"), on)
        plot_area = row.number("plot_area_hm2", D("0.0001"), D(10))
        cover = row.number("shrub_cover", *SHARE)
        if key not in plots:
            if plot_area is None:
                raise Problem("sheet_missing", file=name, row=row.line, field="plot_area_hm2")
            plots[key] = (row, plot_area, cover if cover is not None else ZERO, [])
        elif plot_area not in (None, plots[key][1]) or cover not in (None, plots[key][2]):
            raise Problem("sheet_differs", file=name, row=row.line, other=plots[key][0].line, what=key[1])
        tree = _tree(row, species)
        if tree is not None:
            plots[key][3].append(tree)
    if len(strata) > 1:
        area_hm2 = planted_on = None
    return Survey(tuple(_stratum(name, key, found, area_hm2, planted_on) for key, found in strata.items()),
                  tuple(SamplePlot(stratum, plot, on, area, tuple(trees), cover)
                        for (stratum, plot, on), (_, area, cover, trees) in plots.items()))


def _keep(known: dict[str, Said], row: Row, said: Mapping[str, object]) -> None:
    for field, value in said.items():
        if value is None:
            continue
        before, line = known.setdefault(field, (value, row.line))
        if before != value:
            raise Problem("sheet_differs", file=row.file, row=row.line, other=line, what=field)


def _tree(row: Row, species: SpeciesTable) -> Tree | None:
    if not row.text("species") and not row.text("dbh_cm"):
        return None
    dbh = row.number("dbh_cm", D("0.1"), D(300))
    if dbh is None:
        raise Problem("sheet_missing", file=row.file, row=row.line, field="dbh_cm")
    count = row.number("count", D(0), D(100_000), D(1)) or ZERO
    if count != int(count):
        raise Problem("sheet_number", file=row.file, row=row.line, field="count", value=count, low=0, high=100_000)
    try:
        found = species.find(row.need("species"))
    except Problem as problem:
        if problem.key != "species_unknown":
            raise
        raise Problem("sheet_species", file=row.file, row=row.line, value=row.text("species")[:40]) from None
    if found.form != "tree":
        raise Problem("sheet_shrub", file=row.file, row=row.line, value=found.name_zh)
    return Tree(found.id, dbh, row.number("height_m", D("0.1"), D(120)), int(count), row.line)


def _stratum(file: str, name: str, said: Mapping[str, Said], area_hm2: Decimal | None,
             planted_on: date | None) -> SurveyStratum:
    found = {field: value for field, (value, _) in said.items()}
    area = found.get("stratum_area_hm2") or area_hm2
    if area is None:
        raise Problem("sheet_stratum_area", file=file, stratum=name)
    return SurveyStratum(name, area, found.get("planted_on") or planted_on,  # type: ignore[arg-type]
                         *(found.get(field, ZERO) for field in ("cover_before", "shrubs_before", "baseline_t_yr")))  # type: ignore[arg-type]
