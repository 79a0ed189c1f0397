"""What a scenario may say: each contradiction is refused at its place, in a sentence of both languages."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scenario_values import SCENARIOS, sound

from bench.depletion_case import EVERYTHING
from core.exact_json import to_json
from core.problem import Problem
from core.rules import load_rules
from core.scenario.checks import LARGEST_SPREAD, LIMITS, RULE_LIMITS, beyond, check
from core.scenario.engine import simulate
from core.scenario.model import (
    PRICE_RULES,
    RULES,
    Frozen,
    Listed,
    Offsets,
    OpeningLot,
    Reform,
    Reversal,
    Scenario,
    Sizes,
)
from core.scenario.plan import plan
from core.scenario.report import report
from ui.words import words

D = Decimal
DATA = Path(__file__).resolve().parents[2] / "data"


def put(thing: Any, path: str, value: object) -> Any:
    """`thing` with another value at a path: listed.0.month."""
    head, _, rest = path.partition(".")
    if isinstance(thing, tuple):
        at = int(head)
        return (*thing[:at], put(thing[at], rest, value) if rest else value, *thing[at + 1:])
    return replace(thing, **{head: put(getattr(thing, head), rest, value) if rest else value})


WRONG: list[tuple[dict[str, object], str, tuple[str, int, str]]] = [
    ({"months": 0}, "scenario_range", ("", 0, "months")),
    ({"months": 601}, "scenario_range", ("", 0, "months")),
    ({"start": date(2026, 12, 2)}, "scenario_first_day", ("", 0, "start")),
    ({"start": date(1999, 12, 1)}, "scenario_range", ("", 0, "start")),
    ({"start": date(9999, 12, 1)}, "scenario_range", ("", 0, "start")),
    ({"name": " "}, "scenario_name", ("", 0, "name")),
    ({"name": "长" * 81}, "scenario_name_long", ("", 0, "name")),
    ({"name": "a\u202eb"}, "scenario_name_letters", ("", 0, "name")),
    ({"listed.1.name": "a\nb"}, "scenario_name_letters", ("listed", 2, "name")),
    ({"steady_t": D(-1)}, "scenario_range", ("", 0, "steady_t")),
    ({"steady_t": D("NaN")}, "scenario_number", ("", 0, "steady_t")),
    ({"steady_t": D("Infinity")}, "scenario_number", ("", 0, "steady_t")),
    ({"steady_t": D("1E-1000000")}, "scenario_number", ("", 0, "steady_t")),
    ({"steady_t": D("0E+1000000")}, "scenario_number", ("", 0, "steady_t")),
    ({"paths": 99}, "scenario_range", ("", 0, "paths")),
    ({"paths": 1_000_001}, "scenario_range", ("", 0, "paths")),
    ({"seed": -1}, "scenario_range", ("", 0, "seed")),
    ({"seed": 2 ** 31}, "scenario_range", ("", 0, "seed")),
    ({"listed.0.probability": D("1.01")}, "scenario_range_percent", ("listed", 1, "probability")),
    ({"listed.2.owed_t": D("1000000000.001")}, "scenario_range", ("listed", 3, "owed_t")),
    ({"listed.2.use": "forever"}, "scenario_option", ("listed", 3, "use")),
    ({"listed.1.month": date(2026, 11, 1)}, "scenario_before_start", ("listed", 2, "month")),
    ({"listed.1.month": date(2027, 11, 9)}, "scenario_first_day", ("listed", 2, "month")),
    ({"listed": (Listed("x", date(2027, 1, 1), D(1)),) * 501}, "scenario_rows", ("", 0, "")),
    ({"lots.0.available_t": D("900.001")}, "scenario_available", ("lots", 1, "available_t")),
    ({"lots.2.lot": "L1"}, "scenario_twice", ("lots", 3, "lot")),
    ({"arrivals.0.per_year": D(-3)}, "scenario_range", ("arrivals", 1, "per_year")),
    ({"arrivals.0.growth": D(-1)}, "scenario_range_percent", ("arrivals", 1, "growth")),
    ({"arrivals.0.growth": D(1), "arrivals.0.per_year": D(200)}, "scenario_growth", ("arrivals", 1, "growth")),
    ({"arrivals.0.season": (D(1),) * 11}, "scenario_season", ("arrivals", 1, "season")),
    ({"arrivals.0.season": (D(0),) * 12}, "scenario_season", ("arrivals", 1, "season")),
    ({"arrivals.0.season.3": D(-1)}, "scenario_range", ("arrivals", 1, "season")),
    ({"arrivals.0.sizes.p95_t": D("59.9")}, "scenario_p95", ("arrivals", 1, "p95_t")),
    ({"arrivals.0.sizes.p95_t": 60 * D(LARGEST_SPREAD) + 1}, "scenario_p95", ("arrivals", 1, "p95_t")),
    ({"arrivals.0.sizes.median_t": D(0)}, "scenario_median", ("arrivals", 1, "median_t")),
    ({"arrivals.1.sizes.sample": ()}, "scenario_sample", ("arrivals", 2, "sample")),
    ({"arrivals.1.sizes.sample.2": D(-1)}, "scenario_range", ("arrivals", 2, "sample")),
    ({"arrivals.2.sizes": Sizes("guess")}, "scenario_option", ("arrivals", 3, "kind")),
    ({"offsets.share": D("1.2")}, "scenario_range_percent", ("offsets", 0, "share")),
    ({"offsets.half_width": D("2.1")}, "scenario_range_percent", ("offsets", 0, "half_width")),
    ({"offsets.share": D("0.8"), "offsets.half_width": D("0.83")}, "scenario_offset_width",
     ("offsets", 0, "half_width")),
    ({"offsets.share": D(1)}, "scenario_offset_width", ("offsets", 0, "half_width")),
    ({"offsets.supply.valid_months": 0}, "scenario_range", ("offsets", 0, "valid_months")),
    ({"offsets.supply.opening_t": D(-1)}, "scenario_range", ("offsets", 0, "opening_t")),
    ({"batches.0.delay_worst": 2}, "scenario_delay", ("batches", 1, "delay_worst")),
    ({"batches.0.half_width": D("1.6")}, "scenario_range_percent", ("batches", 1, "half_width")),
    ({"batches.0.planted": date(2024, 7, 1)}, "scenario_planted", ("batches", 1, "planted")),
    ({"batches.0.planted": date(9990, 7, 1)}, "scenario_planted", ("batches", 1, "planted")),
    ({"batches.2.month": date(2026, 11, 1)}, "scenario_before_start", ("batches", 3, "month")),
    ({"settlement.half_width": D("1.6")}, "scenario_range_percent", ("settlement", 0, "half_width")),
    ({"settlement.common": D(2)}, "scenario_range_percent", ("settlement", 0, "common")),
    ({"reversals.0.kind": "flood"}, "scenario_option", ("reversals", 1, "kind")),
    ({"reversals": (Reversal("fire", D(0), D(0)),) * 2}, "scenario_twice", ("reversals", 2, "kind")),
    ({"reversals.0.share_lost": D("0.81")}, "scenario_lost", ("reversals", 0, "share_lost")),
    ({"price.model": "oracle"}, "scenario_option", ("price", 0, "model")),
    ({"price.years": 0}, "scenario_range", ("price", 0, "years")),
    ({"reforms.0.rule": "tax"}, "scenario_rule_unknown", ("reforms", 1, "rule")),
    ({"reforms.0.value": D("1.1")}, "scenario_range_percent", ("reforms", 1, "value")),
    ({"reforms.1.value": D("2.5")}, "scenario_rule_whole", ("reforms", 2, "value")),
    ({"reforms.2": Reform("offset_max_share", date(2029, 1, 1), D("0.5"))}, "scenario_twice", ("reforms", 3, "rule")),
    ({"rules.6": Frozen("offset_max_share", date(2020, 1, 1), D("0.5"))}, "scenario_twice", ("rules", 7, "rule")),
    ({"rules": EVERYTHING.rules[1:]}, "scenario_rule_missing", ("", 0, "")),
    ({"price.model": "jumps"}, "scenario_rule_missing", ("", 0, "")),
    ({"reforms.0.rule": "ahead_block_days"}, "scenario_rule_unknown", ("reforms", 1, "rule")),
    ({"rules.0.since": date(2026, 12, 2)}, "scenario_rule_missing", ("", 0, "")),
    ({"reforms.0": Reform("price_floor_cny", date(2029, 1, 1), D(1001))}, "scenario_bounds", ("", 0, "")),
]


def changed(changes: dict[str, object]) -> Scenario:
    return reduce(lambda scenario, change: put(scenario, *change), changes.items(), EVERYTHING)


@pytest.mark.parametrize(("changes", "key", "at"), WRONG)
def test_what_contradicts_itself_is_refused_at_its_place(changes: dict, key: str, at: tuple[str, int, str]) -> None:
    with pytest.raises(Problem) as refused:
        check(changed(changes))
    assert refused.value.key == key
    if at[2]:
        place = refused.value.fields["at"].fields
        expected = {"table": f"scenario.{at[0]}", "row": at[1], "field": f"scenario.{'.'.join(filter(None, at[::2]))}"}
        assert place == {name: value for name, value in expected.items() if value not in ("scenario.", 0)}
    for lang in ("zh", "en"):
        sentence = words(lang).problem(refused.value)
        assert not re.search(r"scenario\.[a-z]", sentence)
        assert len(sentence) < 300


def test_a_sentence_names_table_row_and_field() -> None:
    with pytest.raises(Problem) as refused:
        check(changed({"listed.1.probability": D("1.5")}))
    assert words("zh").problem(refused.value) == (
        "“已列的拟议项目”第 2 行的“成事可能”为 150 %，应在 0 % 到 100 % 之间。请改正。")
    assert words("en").problem(refused.value) == (
        "“Listed proposals”, row 2: “Probability” is 150 %; it must lie between 0 % and 100 %. Correct it.")


@pytest.mark.parametrize(("changes", "says"), [
    ({"start": date(9999, 12, 1)}, "“起始月份”为 9999-12，应在 2000-01 到 2200-01 之间"),
    ({"batches.2.month": date(2026, 11, 1)}, "“计划收储的批次”第 3 行的“计划入库月份”为 2026-11"),
    ({"batches.0.half_width": D("1.6")}, "“误差”为 160 %"),
    ({"offsets.share": D("1.2")}, "“占用者愿抵消的比例”为 120 %"),
    ({"settlement.half_width": D("1.6")}, "“期满结算”中的“相对误差”为 160 %"),
    ({"settlement.mean": D("2.5")}, "“实测 ÷ 核算，平均”为 2.5，应在 0 到 2 之间"),
    ({"arrivals.0.per_year": D(-3)}, "“未列的项目（随机到来）”第 1 行的“每年几个”为 -3"),
    ({"reversals.0.per_year": D(3)}, "“火灾与采伐”第 1 行的“每年可能”为 300 %"),
    ({"reforms.0.value": D("1.1")}, "“规则与改革”第 1 行的“改为”为 110 %"),
    ({"lots.0.stored_t": D(-1)}, "“期初储备”第 1 行的“入库”为 -1"), ({"paths": 1}, "“情形数”为 1"),
])
def test_a_sentence_calls_things_as_the_page_does(changes: dict, says: str) -> None:
    with pytest.raises(Problem) as refused:
        check(changed(changes))
    assert says in words("zh").problem(refused.value)


def test_the_words_of_fields_are_those_of_the_page() -> None:
    """A column or input of the page with this name, unit and remarks apart."""
    same = {"listed": "in.listed", "arrivals": "in.arrivals", "lots": "in.lots", "batches": "in.batches",
            "offsets": "in.offsets", "reforms": "in.rules", "price": "in.price", "months": "months", "start": "start",
            "paths": "paths", "seed": "seed", "steady_t": "steady", "share": "share", "owed_t": "owed",
            "probability": "probability", "use": "use", "approved": "approved", "per_year": "per_year",
            "growth": "growth", "sizes": "sizes", "kind": "sizes", "median_t": "median", "p95_t": "p95",
            "sample": "sample", "opening_t": "certificate.opening_t", "per_year_t": "certificate.per_year_t",
            "valid_months": "certificate.valid_months", "supply": "limited", "lot": "lot", "stored_t": "stored",
            "available_t": "available", "period_end": "period_end", "batches.month": "batch_month", "area_hm2": "area",
            "yield_t_hm2": "yield", "batches.half_width": "width", "species": "species", "planted": "planted",
            "delay_usual": "delay_usual", "delay_worst": "delay_worst", "mean": "settlement.mean",
            "half_width": "settlement.half_width", "common": "settlement.common", "offsets.half_width": "offset_width",
            "model": "price_model", "national_cny": "national", "years": "price_years", "rule": "rule",
            "reforms.month": "from_month", "reforms.value": "new_value", "begins": "begins", "ends": "ends"}
    for lang in ("zh", "en"):
        say = words(lang)
        other = {name: (say(f"field.scenario.{name}"), say(f"depletion.{page}")) for name, page in same.items()
                 if not say(f"depletion.{page}").startswith(say(f"field.scenario.{name}"))}
        assert other == {}


@pytest.mark.parametrize("changes", [
    {}, {"months": 1}, {"months": 600, "arrivals.0.growth": D(0)}, {"paths": 100}, {"seed": 2 ** 31 - 1},
    {"offsets": Offsets()}, {"offsets.share": D(0)}, {"offsets": Offsets(D(1))},
    {"offsets.share": D("0.8"), "offsets.half_width": D("0.82")},
    {"batches.0.planted": date(2024, 6, 30)}, {"arrivals.0.sizes.p95_t": D(60)}, {"arrivals": ()}, {"reforms": ()},
    {"name": "", "arrivals.0.name": ""},
    {"reforms.0.month": date(2001, 1, 1)}, {"reversals.0.share_lost": D("0.8")}, {"name": "👍 二期"},
    {"reforms.0": Reform("planted_min_years", date(2028, 1, 1), D(0)), "batches.1.planted": date(2029, 1, 1)},
])
def test_what_can_be_meant_passes(changes: dict) -> None:
    check(changed(changes))


def test_what_lies_after_the_end_is_named_and_allowed() -> None:
    short = replace(EVERYTHING, months=13)
    check(short)
    assert short.end == date(2027, 12, 1)
    assert beyond(short) == ("school", "B2", "B3")
    assert beyond(EVERYTHING) == ()


def test_a_rule_s_limits_are_those_of_its_file() -> None:
    book = load_rules(DATA / "rules")
    assert {name: (book[name].low, book[name].high) for name in (*RULES, *PRICE_RULES)} == RULE_LIMITS


def test_every_number_of_a_scenario_has_limits() -> None:
    def numbers(kind: type) -> set[str]:
        return {one.name for one in fields(kind) if re.search(r"\bDecimal|\bint\b", str(one.type))}

    assert len(LIMITS) == 11
    assert {kind: numbers(kind) - set(limits) for kind, limits in LIMITS.items() if numbers(kind) - set(limits)} == {}


@given(SCENARIOS)
def test_whatever_is_wrong_has_a_short_sentence(scenario: Scenario) -> None:
    with pytest.raises(Problem) as refused:
        check(scenario)
    assert all(len(words(lang).problem(refused.value)) < 400 for lang in ("zh", "en"))


@settings(max_examples=60)
@given(sound())
def test_what_passes_can_be_played_and_reported(scenario: Scenario) -> None:
    try:
        check(scenario)
    except Problem as problem:
        assert problem.key == "scenario_offset_width"
        return
    result = simulate(scenario, np.full((1, scenario.months), 10.0))
    found = report(result, plan(scenario, [D(10)] * scenario.months), demo=False)
    json.loads(to_json(found), parse_constant=pytest.fail)


@pytest.mark.parametrize("changes", [
    {"offsets": Offsets(D("0.8"), D("0.82"))}, {"offsets": Offsets(D("0.999999"), D("0.0016"))},
    {"arrivals.0.sizes.p95_t": 60 * D(LARGEST_SPREAD)}, {"arrivals.0.per_year": D(50_000), "arrivals.0.growth": D(0)},
    {"batches.0.half_width": D("1.5"), "settlement.half_width": D("1.5")}, {"reversals.0.per_year": D(1)},
    {"batches.0.delay_worst": 240}, {"lots.0.period_end": date(2001, 1, 1)}, {"lots": ()}, {"batches": ()},
    {"lots": tuple(OpeningLot(f"L{at}", D(10) ** 9, D(10) ** 9, date(2030, 1, 1)) for at in range(3))},
])
def test_the_edges_of_what_is_allowed_can_be_played(changes: dict) -> None:
    scenario = changed({**changes, "months": 40})
    check(scenario)
    result = simulate(scenario, paths=100)
    for name in ("balance", "waiting", "unmet", "peak", "served"):
        values = getattr(result, name)
        assert float(abs(values).max()) < 1e13, name  # nan is not, either
