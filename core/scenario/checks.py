"""What a scenario may say: everything contradictory or absurd is refused, with the place where it stands.

Each Problem names its place as another Problem, `at`, with `field` and, where there are any, `table` and `row` (from
1), as names of `field.scenario.*` in the catalogues: people read it as part of the sentence, a page finds the field.
What lies after the horizon is no mistake: `beyond` names it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import partial
from typing import Any

from core.numbers import CENT, ZERO
from core.problem import Problem
from core.scenario.model import (
    ONE,
    PRICE_RULES,
    PRICES,
    REVERSALS,
    RULES,
    SIZES,
    USES,
    Arrivals,
    Batch,
    Certificates,
    Listed,
    Offsets,
    OpeningLot,
    PriceModel,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
    add_months,
)
from core.scenario.plain import MONTHS, MOST, check_count, is_plain_number

Limits = tuple[Decimal, Decimal]
At = Callable[[str], Problem]

LONGEST_NAME = 80
TONNES, SHARE, WIDTH = (ZERO, Decimal(10) ** 9), (ZERO, ONE), (ZERO, Decimal(2))
NARROW, PRICE, DELAY = (ZERO, Decimal("1.5")), (ZERO, Decimal(10_000)), (ZERO, Decimal(240))
STARTS = (date(2000, 1, 1), date(2200, 1, 1))
HALF_90 = Decimal("1.645")  # half-width of a 90 % interval in standard deviations, as the engine has it
LARGEST_SPREAD = 100  # of sizes, 95th percentile ÷ median: beyond it the mean says nothing any more
MOST_ARRIVALS = Decimal(100_000)  # a year
PER_CENT = {"growth", "half_width"}  # with the shares: what people give in per cent
LIMITS: dict[type, dict[str, Limits]] = {
    Scenario: {"months": (ONE, Decimal(600)), "steady_t": TONNES, "paths": (Decimal(100), Decimal(1_000_000)),
               "seed": (ZERO, Decimal(2 ** 31 - 1)), "data_version": (ZERO, Decimal(2 ** 31 - 1))},
    OpeningLot: {"stored_t": TONNES, "available_t": TONNES},
    Listed: {"owed_t": TONNES, "probability": SHARE},
    Sizes: {"median_t": TONNES, "p95_t": TONNES, "sample": TONNES},
    Arrivals: {"per_year": (ZERO, MOST_ARRIVALS), "growth": (Decimal("-0.9"), ONE), "season": (ZERO, Decimal(10) ** 6)},
    Certificates: {"opening_t": TONNES, "per_year_t": TONNES, "valid_months": (ONE, Decimal(240))},
    Offsets: {"share": SHARE, "half_width": WIDTH},
    Batch: {"area_hm2": (ZERO, Decimal(10) ** 6), "yield_t_hm2": (ZERO, Decimal(10_000)), "half_width": NARROW,
            "delay_usual": DELAY, "delay_worst": DELAY},
    Settlement: {"mean": WIDTH, "half_width": NARROW, "common": SHARE},
    Reversal: {"per_year": SHARE, "share_lost": SHARE},
    PriceModel: {"national_cny": PRICE, "years": (ONE, Decimal(100))},
}
# As the rules' own files have it (a test holds both to the same), so that a scenario can be checked without a book.
RULE_LIMITS: dict[str, Limits] = {
    "offset_max_share": SHARE, "price_multiplier": SHARE, "price_floor_cny": PRICE, "price_ceiling_cny": PRICE,
    "neutrality_period_years": (ONE, Decimal(40)), "planted_min_years": (ZERO, Decimal(20)),
    "village_income_share": SHARE,
    "market_days_per_year": (Decimal(200), Decimal(260)), "ahead_block_days": (ONE, Decimal(120)),
    "ahead_least_days": (Decimal(60), Decimal(484))}
WHOLE_RULES = ("neutrality_period_years", "planted_min_years", *PRICE_RULES)
OPTIONS: dict[tuple[type, str], tuple[str, ...]] = {
    (Listed, "use"): USES, (Arrivals, "use"): USES, (Sizes, "kind"): SIZES, (Reversal, "kind"): REVERSALS,
    (PriceModel, "model"): PRICES}
MAY_BE_EMPTY = {(Scenario, "name"), (Arrivals, "name"), (Batch, "species"), (PriceModel, "fingerprint"),
                (Listed, "proposal")}  # a scenario needs its name when it is saved
TABLES = ("lots", "listed", "arrivals", "batches", "reversals", "reforms", "rules")
PARTS = ("offsets", "settlement", "price")


def check(scenario: Scenario) -> None:
    """Problem for the first thing in the scenario that cannot be meant."""
    _fields(scenario, place)
    if not STARTS[0] <= scenario.start <= STARTS[1]:
        value, low, high = (f"{one:%Y-%m}" for one in (scenario.start, *STARTS))
        raise Problem("scenario_range", at=place("start"), value=value, low=low, high=high)
    for part in PARTS:
        _fields(getattr(scenario, part), partial(place, table=part))
    for table in TABLES:
        rows = getattr(scenario, table)
        check_count(table, len(rows))
        for number, row in enumerate(rows, start=1):
            _fields(row, partial(place, table=table, row=number))
    _rules(scenario)
    _offsets(scenario.offsets)
    _lots(scenario)
    _after_start(scenario, "listed")
    _after_start(scenario, "batches")
    for number, one in enumerate(scenario.arrivals, start=1):
        _arrivals(one, scenario.months, partial(place, table="arrivals", row=number))
    for number, batch in enumerate(scenario.batches, start=1):
        _batch(scenario, batch, partial(place, table="batches", row=number))
    _once("reversals", "kind", (one.kind for one in scenario.reversals))
    lost = sum((one.share_lost for one in scenario.reversals), ZERO)
    if lost > 1:
        raise Problem("scenario_lost", at=place("share_lost", "reversals"), value=lost * 100)


def beyond(scenario: Scenario) -> tuple[str, ...]:
    """Names of the listed proposals and batches that do not count, because they lie after the last month."""
    found: tuple[Listed | Batch, ...] = (*scenario.listed, *scenario.batches)
    return tuple(one.name for one in found if one.month > scenario.end)


def place(field: str, table: str = "", row: int = 0) -> Problem:
    """Where something stands, as a sentence names it: a field may be called otherwise in every table."""
    if row:
        return Problem("scenario_at_row", table=f"scenario.{table}", row=row, field=f"scenario.{table}.{field}")
    if table:
        return Problem("scenario_at_part", table=f"scenario.{table}", field=f"scenario.{table}.{field}")
    return Problem("scenario_at", field=f"scenario.{field}")


def _fields(thing: Any, at: At) -> None:
    """Each value by itself: numbers in their limits, names readable, choices known, months first days."""
    limits = LIMITS.get(type(thing), {})
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.name in limits and value is not None:
            for number in value if isinstance(value, tuple) else (value,):
                _number(Decimal(number), limits[one.name], at(one.name), one.name in PER_CENT)
        elif (type(thing), one.name) in OPTIONS:
            options = OPTIONS[type(thing), one.name]
            if value not in options:
                raise Problem("scenario_option", at=at(one.name), value=str(value)[:40], options=", ".join(options))
        elif isinstance(value, str):
            _text(value, at(one.name), (type(thing), one.name) in MAY_BE_EMPTY)
        elif isinstance(value, date) and one.name in MONTHS and value.day != 1:
            raise Problem("scenario_first_day", at=at(one.name), value=value)
        elif one.name not in TABLES and one.name not in PARTS and is_dataclass(value):
            _fields(value, at)


def _number(value: Decimal, limits: Limits, at: Problem, per_cent: bool = False) -> None:
    if not is_plain_number(value):
        raise Problem("scenario_number", at=at)
    low, high = limits
    if not low <= value <= high:
        if per_cent or limits == SHARE:  # as the page has it
            raise Problem("scenario_range_percent", at=at, value=value * 100, low=low * 100, high=high * 100)
        raise Problem("scenario_range", at=at, value=value, low=low, high=high)


def _text(text: str, at: Problem, may_be_empty: bool) -> None:
    if not text.strip() and not (may_be_empty and not text):
        raise Problem("scenario_name", at=at)
    if len(text) > LONGEST_NAME:
        raise Problem("scenario_name_long", at=at, limit=LONGEST_NAME)
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for letter in text):
        raise Problem("scenario_name_letters", at=at)


def _rules(scenario: Scenario) -> None:
    """Every rule is there, once a day, with a value it can take; the bounds of the price do not exclude each other."""
    for table, known in (("rules", (*RULES, *PRICE_RULES)), ("reforms", RULES)):
        for number, one in enumerate(getattr(scenario, table), start=1):
            at = partial(place, table=table, row=number)
            if one.rule not in known:
                raise Problem("scenario_rule_unknown", at=at("rule"), rule=one.rule, options=", ".join(known))
            _number(one.value, RULE_LIMITS[one.rule], at("value"))
            if one.rule in WHOLE_RULES and one.value != one.value.to_integral_value():
                raise Problem("scenario_rule_whole", at=at("value"), rule=f"scenario.{one.rule}", value=one.value)
    _once("rules", "rule", ((one.rule, one.since) for one in scenario.rules))
    _once("reforms", "rule", ((one.rule, one.month) for one in scenario.reforms))
    for rule in RULES if scenario.price.model == "constant" else (*RULES, *PRICE_RULES):
        scenario.rule(rule, scenario.start)
    changes = {one.month for one in scenario.reforms} | {_first_month(one.since) for one in scenario.rules}
    for month in sorted({scenario.start} | {one for one in changes if scenario.start < one <= scenario.end}):
        floor, ceiling = scenario.rule("price_floor_cny", month), scenario.rule("price_ceiling_cny", month)
        if 0 < ceiling < floor:
            raise Problem("scenario_bounds", month=f"{month:%Y-%m}", floor=floor, ceiling=ceiling)


def _first_month(since: date) -> date:
    """The first month that begins with the value in force."""
    return since if since.day == 1 else add_months(since, 1)


def _offsets(offsets: Offsets) -> None:
    """A share on [0, 1] with that mean cannot scatter more than all-or-nothing does."""
    share, width = offsets.share, offsets.half_width
    if not share or not width:
        return
    most = HALF_90 * ((1 - share) / share).sqrt()
    if width >= most:
        raise Problem("scenario_offset_width", at=place("half_width", "offsets"), share=share * 100,
                      value=width * 100, limit=most.quantize(CENT, ROUND_DOWN) * 100)


def _lots(scenario: Scenario) -> None:
    for number, lot in enumerate(scenario.lots, start=1):
        if lot.available_t > lot.stored_t:
            raise Problem("scenario_available", at=place("available_t", "lots", number), available=lot.available_t,
                          stored=lot.stored_t)
    _once("lots", "lot", (one.lot for one in scenario.lots))


def _after_start(scenario: Scenario, table: str) -> None:
    for number, one in enumerate(getattr(scenario, table), start=1):
        if one.month < scenario.start:
            raise Problem("scenario_before_start", at=place("month", table, number), month=f"{one.month:%Y-%m}",
                          start=f"{scenario.start:%Y-%m}")


def _arrivals(one: Arrivals, months: int, at: At) -> None:
    check_count("season", len(one.season))
    check_count("sample", len(one.sizes.sample))
    if len(one.season) != MOST["season"] or not sum(one.season):
        raise Problem("scenario_season", at=at("season"))
    if one.per_year * (1 + one.growth) ** ((months - 1) // 12) > MOST_ARRIVALS:
        raise Problem("scenario_growth", at=at("growth"), limit=MOST_ARRIVALS)
    if one.begins is not None and one.ends is not None and one.ends < one.begins:
        raise Problem("scenario_span", at=at("ends"), begins=f"{one.begins:%Y-%m}", ends=f"{one.ends:%Y-%m}")
    sizes = one.sizes
    if sizes.kind == "sample" and not sizes.sample:
        raise Problem("scenario_sample", at=at("sample"))
    if sizes.kind == "lognormal":
        if not sizes.median_t:
            raise Problem("scenario_median", at=at("median_t"))
        if not sizes.median_t <= sizes.p95_t <= LARGEST_SPREAD * sizes.median_t:
            raise Problem("scenario_p95", at=at("p95_t"), value=sizes.p95_t, median=sizes.median_t,
                          limit=LARGEST_SPREAD)


def _batch(scenario: Scenario, batch: Batch, at: At) -> None:
    """Stored no earlier than the rule lets it be, in whole months."""
    if batch.delay_worst < batch.delay_usual:
        raise Problem("scenario_delay", at=at("delay_worst"), usual=batch.delay_usual, worst=batch.delay_worst)
    if batch.planted is None:
        return
    years = int(scenario.rule("planted_min_years", batch.month))
    age = (batch.month.year - batch.planted.year) * 12 + batch.month.month - batch.planted.month
    if age < 12 * years:
        raise Problem("scenario_planted", at=at("planted"), planted=f"{batch.planted:%Y-%m}", years=years,
                      month=f"{batch.month:%Y-%m}")


def _once(table: str, field: str, keys: Iterable[Hashable]) -> None:
    seen: set[Hashable] = set()
    for number, key in enumerate(keys, start=1):
        if key in seen:
            raise Problem("scenario_twice", at=place(field, table, number))
        seen.add(key)
