"""A result's working: complete, in order, exact in JSON, and naming every rule that moves the result."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from depletion_cases import at, county, lot

from core.carbon import Loss, Occupation, SpeciesTable, Stratum, assess
from core.compensation import cost, mix
from core.market import Series, trading_price
from core.rules import Reading, Reference, RuleBook, RulesAt
from core.scenario.model import Batch
from core.scenario.plan import hectares, plan
from core.trace import Given, Name, Step, as_json, assumptions, read, readings, walk

D = Decimal
PERMANENT, TEMPORARY = Occupation("permanent"), Occupation("temporary", D(1))
Make = Callable[..., Stratum]

# Read on the way to a loss without being in its working: limits of input, the longer horizon shown beside,
# and what leads only to the alternatives shown beside. A test below shows that none moves a total.
NOT_IN_A_LOSS = {
    "stand_age_max", "temporary_max_years", "temporary_long_max_years", "loss_horizon_beside_years",
    "young_curve.max_age", "young_curve.asymptote_t_hm2", "young_curve.rate", "carbon_fraction_tree",
    "default_origin", "volume_growth_rate.young", "age_class_limits.pine.natural", "mapping.pinus_yunnanensis",
}
STANDS: dict[str, tuple[dict[str, object], Occupation]] = {
    "age known": ({"age": D(25), "origin": "planted"}, PERMANENT),
    "origin unknown": ({"age": D(25)}, PERMANENT),
    "age unknown": ({}, PERMANENT),
    "young with volume": ({"age": D(5), "origin": "planted"}, PERMANENT),
    "young": ({"age": D(5), "volume_m3_hm2": None}, PERMANENT),
    "measured": ({"age": D(5), "removal_t_hm2_yr": D(2)}, PERMANENT),
    "biomass": ({"biomass_t_hm2": D(60)}, PERMANENT),
    "shrub": ({"species": "灌木", "volume_m3_hm2": None, "cover": D("0.5")}, PERMANENT),
    "uncertain": ({"half_width": D("0.2")}, PERMANENT),
    "temporary": ({}, TEMPORARY),
    "long works": ({}, Occupation("temporary", D(3), True)),
}


def reading(rule: str, status: str = "sourced", value: str = "1") -> Reading:
    return Reading(rule, D(value), "1", date(2020, 1, 1), status, Reference("论文", "Paper"))


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ids of the rules read while the fixture holds."""
    ids: set[str] = set()
    original = RulesAt.__getitem__

    def record(self: RulesAt, rule_id: str) -> Reading:
        ids.add(rule_id)
        return original(self, rule_id)

    monkeypatch.setattr(RulesAt, "__getitem__", record)
    return ids


def named(step: Step) -> set[str]:
    """Ids of the rules a working names."""
    return {one.id for one in readings(step)}


def another(book: RuleBook, rule_id: str) -> Any:
    """Some other value the rule may take, near the one in force."""
    rule = book[rule_id]
    value = rule.values[-1].value
    if isinstance(value, Decimal):
        assert rule.low is not None and rule.high is not None
        return value * D("0.9") if value * D("0.9") >= rule.low else (value + rule.high) / 2
    if isinstance(value, tuple):
        return tuple((None if upper is None else upper + 1, result) for upper, result in value)
    return next(option for option in rule.options if option != value)


# --- the tree


TREE = Step("root", D(3), inputs=(read("a", reading("rule.a", "assumption")), Given("x", D(1))), steps=(
    Step("left", D(1), inputs=(read("b", reading("rule.b")), read("a", reading("rule.a", "assumption"))),
         steps=(Step("leaf", "text", inputs=(read("c", reading("rule.c", "weak")),)),)),
    Step("right", D(2), inputs=(read("d", reading("rule.d", "design_choice")), read("b", reading("rule.b")))),
))


def test_steps_are_walked_in_reading_order() -> None:
    assert [step.key for step in walk(TREE)] == ["root", "left", "leaf", "right"]


def test_each_rule_is_listed_once_in_reading_order() -> None:
    assert [one.id for one in readings(TREE)] == ["rule.a", "rule.b", "rule.c", "rule.d"]


def test_assumptions_are_those_to_be_confirmed() -> None:
    assert [one.id for one in assumptions(TREE)] == ["rule.a", "rule.c", "rule.d"]


def test_a_parameter_as_an_input_shows_its_value_and_unit(rules: RulesAt) -> None:
    given = read("s", rules["offset_max_share"])
    assert (given.symbol, given.value, given.unit, given.rule) == (
        "s", D("0.80"), "1", rules["offset_max_share"])
    assert [read("switch", rules[name]).value for name in ("soil_counted", "publish_prices")] == ["no", "yes"]
    assert read("bands", rules["uncertainty_discount"]).value == "≤0.1: 0; ≤0.15: 0.25; ≤0.2: 0.50; ≤0.3: 0.75; …: 1"


# --- as JSON


def figures(step: Step) -> Iterator[Decimal | str]:
    """Values of a working in the order of its JSON, names in Chinese."""
    for value in (step.value, *(given.value for given in step.inputs)):
        yield value.zh if isinstance(value, Name) else value
    for child in step.steps:
        yield from figures(child)


def texts(out: dict[str, Any]) -> Iterator[str]:
    yield out["value"]
    yield from (given["value"] for given in out.get("inputs", ()))
    for child in out.get("steps", ()):
        yield from texts(child)


def test_json_by_hand() -> None:
    inputs = (read("p", reading("price", value="0.30")), Given("date", "2026-09-01"))
    small = Step("cost.amount", D("1E+2"), "CNY", "A = p × P", inputs, "bulletin", (Step("leaf", "text"),))
    assert as_json(small) == {
        "step": "cost.amount", "value": "100", "unit": "CNY", "formula": "A = p × P", "source": "bulletin",
        "inputs": [{"symbol": "p", "value": "0.30", "unit": "1", "rule": {
            "id": "price", "since": "2020-01-01", "status": "sourced", "reference": "论文"}},
            {"symbol": "date", "value": "2026-09-01"}],
        "steps": [{"step": "leaf", "value": "text"}],
    }


@pytest.mark.parametrize("stand", STANDS)
def test_a_loss_survives_json_with_every_digit(
    book: RuleBook, species: SpeciesTable, on: date, pine: Make, stand: str
) -> None:
    given, occupation = STANDS[stand]
    step = assess([pine(**given), pine()], occupation, on, book, species).step
    out = as_json(step)
    again = json.loads(json.dumps(out))
    assert again == out
    assert len(list(texts(again))) == len(list(figures(step))) > 15
    for text, value in zip(texts(again), figures(step), strict=True):
        assert isinstance(text, str)
        assert (D(text) if isinstance(value, Decimal) else text) == value
        assert "E" not in text or not isinstance(value, Decimal)


# --- nothing is read that the working does not name


def totals(loss: Loss) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    return loss.stock_t, loss.flow_t, loss.total_t, loss.owed_t


@pytest.mark.parametrize("stand", STANDS)
def test_every_rule_that_moves_a_loss_is_in_its_working(
    book: RuleBook, species: SpeciesTable, on: date, pine: Make, recorded: set[str], stand: str
) -> None:
    given, occupation = STANDS[stand]
    loss = assess([pine(**given)], occupation, on, book, species)
    silent = recorded - named(loss.step)
    assert named(loss.step) <= recorded
    assert {"loss_basis", "loss_horizon_years", "parameter_set"} <= named(loss.step)
    assert {rule_id for rule_id in silent if not rule_id.startswith("species.")} <= NOT_IN_A_LOSS
    for rule_id in silent:
        other = book.reform_all({rule_id: another(book, rule_id)})
        assert totals(assess([pine(**given)], occupation, on, other, species)) == totals(loss), rule_id


def test_an_origin_that_is_given_is_not_called_assumed(
    book: RuleBook, species: SpeciesTable, on: date, pine: Make
) -> None:
    known, unknown = (named(assess([pine(age=D(25), origin=origin)], PERMANENT, on, book, species).step)
                      for origin in ("natural", None))
    assert unknown - known == {"default_origin"}


def test_a_reform_shows_in_the_working(book: RuleBook, species: SpeciesTable, on: date, pine: Make) -> None:
    step = assess([pine()], PERMANENT, on, book.reform_all({"removed_share": D("0.5")}), species).step
    assert {one.id for one in readings(step) if one.reformed} == {"removed_share"}
    assert "removed_share" in {one.id for one in assumptions(step)}


def test_the_working_of_a_loss_names_what_was_used(
    book: RuleBook, species: SpeciesTable, on: date, pine: Make
) -> None:
    loss = assess([pine(age=D(25), label="SC00001")], PERMANENT, on, book, species)
    keys = [step.key for step in walk(loss.step)]
    assert keys == ["loss.owed", "loss.stratum", "loss.stock", "carbon.stock.volume", "carbon.phi", "loss.flow",
                    "growth.volume_rate", "carbon.phi"]
    assert loss.step.value == loss.owed_t
    assert loss.step.steps[0].value == Name("SC00001 云南松", "SC00001 Pinus yunnanensis")
    assert {"volume_growth_rate.middle_aged", "age_class_limits.pine.natural", "default_origin"} <= named(loss.step)
    assert {"species.云南松.CF", "species.云南松.BEF", "species.云南松.D", "species.云南松.R"} <= {
        one.id for one in readings(loss.step)}


PRICE_DAYS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "a usual day": ("2025-10-21", {}, set()),
    "after a day without trade": ("2025-01-15", {}, {"no_trade_day"}),
    "block trades only": ("2025-01-24", {}, {"block_only_day"}),
    "block trades only, skipped": ("2025-01-24", {"block_only_day": "skip"}, {"block_only_day"}),
    "known by the week": ("2022-01-06", {}, {"week_quality_day"}),
    "known by the week, skipped": ("2022-01-06", {"week_quality_day": "skip"}, {"week_quality_day"}),
    "listed": ("2025-10-21", {"national_average_definition": "listed"}, set()),
    "close": ("2025-10-21", {"national_average_definition": "close"}, set()),
}


@pytest.mark.parametrize("kind", PRICE_DAYS)
def test_every_rule_read_for_a_price_is_in_its_working(
    series: Series, book: RuleBook, recorded: set[str], kind: str
) -> None:
    iso, reform, also = PRICE_DAYS[kind]
    price = trading_price(series, date.fromisoformat(iso), book.reform_all(reform))
    assert recorded <= named(price.step)
    assert {"price_multiplier", "national_average_definition", "price_day"} | also <= named(price.step)
    assert price.step.value == price.trading_price


def test_days_skipped_for_want_of_a_close_are_not_called_days_without_trade(
    series: Series, book: RuleBook
) -> None:
    """69 days from 2024-01-02 to 04-17 have trades but no close: the rule on days without trade is not why."""
    price = trading_price(series, date(2024, 4, 18), book.reform_all({"national_average_definition": "close"}))
    assert (price.market_date, len(price.skipped)) == (date(2023, 12, 29), 69)
    assert "no_trade_day" not in named(price.step)


def test_the_working_of_a_price_shows_turnover_volume_and_bulletin(series: Series, book: RuleBook) -> None:
    (average,) = trading_price(series, date(2025, 10, 21), book).step.steps
    shown = {given.symbol: given.value for given in average.inputs}
    assert (shown["date"], shown["T"], shown["V"]) == ("2025-10-20", D("54192619.05"), D("1263847"))
    assert average.source == "全国碳市场每日综合价格行情及成交信息20251020"


def test_every_rule_read_for_a_split_is_in_its_working(book: RuleBook, on: date, recorded: set[str]) -> None:
    split = mix(D("195.719"), D(100), book.at(on))
    assert recorded == named(split.step) == {"offset_max_share"}
    assert split.step.value == split.purchase_t


def test_a_bill_s_working_reaches_down_to_the_bulletin(series: Series, book: RuleBook) -> None:
    price = trading_price(series, date(2025, 10, 21), book)
    bill = cost(D("39.144"), price)
    assert [step.key for step in walk(bill.step)] == ["cost.amount", "price.trading", "price.average.all_trades"]
    assert named(bill.step) == named(price.step)


def test_a_plan_s_working_adds_up() -> None:
    """50 + 10 · 2 − 3 · 20 = 10, never short; from nothing 40 wait, at 5 t/hm² 8 hm²."""
    scenario = county(3, lots=(lot("50"),), batches=(Batch("b", at(1), D(10), D(2)),), steady_t=D(20))
    balance = plan(scenario).step
    shown = {given.symbol: given.value for given in balance.inputs}
    assert (shown["B₀"], shown["S"], shown["c"], shown["p"], balance.value) == (50, 20, 0, 60, 10)
    assert hectares(plan(replace(scenario, lots=())).peak_short_t, D(5)).value == D("8.0000")
