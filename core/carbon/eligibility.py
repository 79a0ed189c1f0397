"""Whether land may enter the reserve: the conditions of CCER-14-001-V01 §1–2 and the scheme's own, one by one.

What is not known is not assumed: a condition without its evidence is `missing`, and says which evidence settles it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TypeVar

from core.rules.book import Reading, RulesAt
from core.trace import Given, Step, read

CCER = "CCER-14-001-V01"
ELIGIBLE_USE = ("11", "12", "23")  # protection, special-purpose, timber; not 240 fuel, not 251–255 economic 经济林
UNREAD = ("§2(f)", "§2(g)", "§2(h)")
YEAR_2019 = 2019
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Land:
    """What is known of a piece of land; None where nobody has said.

    forest_use: LIN_ZHONG code; dates; shares 0–1; smallest_m2: of its contiguous parcels; rainfall mm a year.
    """

    forest_use: str | None = None
    plants: str | None = None  # tree, bamboo or shrub
    urban_or_road: bool | None = None
    started_on: date | None = None
    non_forest_since: date | None = None
    planted_on: date | None = None
    tenure_clear: bool | None = None
    smallest_m2: Decimal | None = None
    wetland: bool | None = None
    trees_removed: bool | None = None
    shrub_removed: Decimal | None = None
    soil_disturbed_repeatedly: bool | None = None
    burning: bool | None = None
    displaced: bool | None = None
    public_welfare: bool | None = None
    key_function_zone: bool | None = None
    rainfall_mm: Decimal | None = None
    soil: str | None = None


EVIDENCE = tuple(field.name for field in fields(Land))


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: verdict pass, fail, missing or note; `evidence` names the fields of Land that settle it.

    `status`: whether the clause was read (sourced) or is still to be checked against the official text (unverified).
    """

    id: str
    clause: str
    status: str
    verdict: str
    evidence: tuple[str, ...]
    step: Step


def screen(land: Land, on: date, rules: RulesAt) -> tuple[Condition, ...]:
    """Every condition in the order of the methodology. `on`: the day of screening."""
    least = _least_area(land, rules)
    years = rules["eligible_non_forest_years"]
    planted, shrub, rain = (rules[name] for name in (
        "planted_min_years", "eligible_max_shrub_removal", "additionality_rainfall_mm"))
    return (
        _condition("forest_use", "§1", _use(land.forest_use), ("forest_use",),
                   Given("LIN_ZHONG", land.forest_use or "–")),
        _condition("plants", "§1", _known(land.plants, lambda kind: kind in ("tree", "bamboo", "shrub")), ("plants",)),
        _condition("urban_or_road", "§1", _must_be(land.urban_or_road, False), ("urban_or_road",)),
        _condition("a", "§2(a)", _span(land.non_forest_since, land.started_on, years.number),
                   ("non_forest_since", "started_on"), read("years", years)),
        _condition("b", "§2(b)", _must_be(land.tenure_clear, True), ("tenure_clear",)),
        _condition("c", "§2(c)", _area(land, least.number, rules.number("eligible_min_parcel_2019_m2")),
                   ("smallest_m2", "started_on"), read("least", least)),
        _condition("d", "§2(d)", _must_be(land.wetland, False), ("wetland",)),
        _condition("e_trees", "§2(e)", _must_be(land.trees_removed, False), ("trees_removed",)),
        _condition("e_shrubs", "§2(e)", _known(land.shrub_removed, lambda share: share <= shrub.number),
                   ("shrub_removed",), read("most", shrub)),
        _condition("f", "§2(f)", _must_be(land.soil_disturbed_repeatedly, False), ("soil_disturbed_repeatedly",)),
        _condition("g", "§2(g)", _must_be(land.burning, False), ("burning",)),
        _condition("h", "§2(h)", _must_be(land.displaced, False), ("displaced",)),
        _condition("planted", "scheme", _span(land.planted_on, on, planted.number), ("planted_on",),
                   read("years", planted)),
        _condition("additionality", "§3", _additionality(land, rain.number),
                   ("public_welfare", "key_function_zone", "rainfall_mm"), read("rain", rain)),
    )


def overall(conditions: tuple[Condition, ...]) -> str:
    """fail if any fails, else missing if any evidence is missing, else pass."""
    verdicts = {one.verdict for one in conditions}
    return next(verdict for verdict in ("fail", "missing", "pass") if verdict in verdicts)


def _condition(name: str, clause: str, verdict: str, evidence: tuple[str, ...], *given: Given) -> Condition:
    source = CCER if clause != "scheme" else ""
    status = "unverified" if clause in UNREAD else "sourced"
    step = Step("eligibility.condition", verdict, "", "", given, source)
    return Condition(name, clause, status, verdict, evidence, step)


def _use(code: str | None) -> str:
    if not code:
        return "missing"
    return "pass" if code.startswith(ELIGIBLE_USE) else "fail"


def _must_be(value: bool | None, wished: bool) -> str:
    return "missing" if value is None else "pass" if value is wished else "fail"


def _known(value: T | None, good: Callable[[T], bool]) -> str:
    return "missing" if value is None else "pass" if good(value) else "fail"


def _span(start: date | None, end: date | None, years: Decimal) -> str:
    """Whether at least so many whole years lie between two days."""
    if start is None or end is None:
        return "missing"
    try:
        due = start.replace(year=start.year + int(years))
    except ValueError:  # 29 February
        due = start.replace(year=start.year + int(years), day=28)
    return "pass" if due <= end else "fail"


def _area(land: Land, least: Decimal, stricter: Decimal) -> str:
    """Between the two limits the year of the start decides, so without it nothing is settled."""
    if land.smallest_m2 is None or (land.started_on is None and least <= land.smallest_m2 < stricter):
        return "missing"
    return "pass" if land.smallest_m2 >= least else "fail"


def _least_area(land: Land, rules: RulesAt) -> Reading:
    early = land.started_on is not None and land.started_on.year <= YEAR_2019
    return rules["eligible_min_parcel_2019_m2" if early else "eligible_min_parcel_m2"]


def _additionality(land: Land, limit: Decimal) -> str:
    """Exempt (pass) for public-welfare forest, key ecological function zones or dry land; else to be argued (note)."""
    if land.public_welfare or land.key_function_zone or (land.rainfall_mm is not None and land.rainfall_mm < limit):
        return "pass"
    if None in (land.public_welfare, land.key_function_zone) or land.rainfall_mm is None:
        return "missing"
    return "note"
