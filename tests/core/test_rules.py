"""The rule book: reading at a date, what-ifs, and what the shipped rules say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.problem import Problem
from core.rules import Rule, RuleBook, RulesAt, parse_rules
from core.rules.book import STATUSES

DATA = Path(__file__).resolve().parents[2] / "data"
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]")
STEPPED = """\
share:
  description: {zh: "比例", en: "Share"}
  unit: "1"
  status: sourced
  range: [0, 1]
  values:
    2020-01-01: 0.10
    2024-06-01: 0.30
    2026-01-01: 0.25
  reference: {title: {zh: "论文", en: "Paper"}}
basis:
  description: {zh: "依据", en: "Basis"}
  unit: ""
  status: design_choice
  options: [flow, stock]
  values: {2020-01-01: flow}
  reference: {title: {zh: "约定", en: "Convention"}}
"""
# domain.md §1–3 (scheme), carbon.md §1 (eligibility) and §5 (terms and fees): what is `sourced` there.
SOURCED = {
    **{f"grade_limit.{kind}": "2" for kind in ("infrastructure", "emerging_industry", "ecotourism", "large_mine")},
    "grade_limit.industry": "3", "grade_limit.other": "4",
    "restoration_fee.public_welfare_factor": "2", "restoration_fee.urban_factor": "2",
    "offset_max_share": "0.80", "price_multiplier": "0.30", "neutrality_period_years": "3",
    "monitoring_cycle_years": "3", "planted_min_years": "3",
    "eligible_min_parcel_m2": "400", "eligible_min_parcel_2019_m2": "667",
    "eligible_max_shrub_removal": "0.20", "eligible_non_forest_years": "3",
    "additionality_rainfall_mm": "400",
    "temporary_max_years": "2", "temporary_long_max_years": "4", "restoration_years": "1",
    "restoration_fee.forest": "10", "restoration_fee.open": "6", "restoration_fee.suitable": "3",
}


@pytest.fixture(scope="module")
def stepped() -> RuleBook:
    return RuleBook({rule.id: rule for rule in parse_rules(STEPPED, "f.yaml")})


# --- reading at a date


@pytest.mark.parametrize(("day", "value", "since"), [
    (date(2020, 1, 1), "0.10", date(2020, 1, 1)),
    (date(2022, 3, 4), "0.10", date(2020, 1, 1)),
    (date(2024, 5, 31), "0.10", date(2020, 1, 1)),
    (date(2024, 6, 1), "0.30", date(2024, 6, 1)),
    (date(2025, 12, 31), "0.30", date(2024, 6, 1)),
    (date(2026, 1, 1), "0.25", date(2026, 1, 1)),
    (date(2099, 1, 1), "0.25", date(2026, 1, 1)),
])
def test_the_value_of_a_day_is_the_last_one_set(
    stepped: RuleBook, day: date, value: str, since: date
) -> None:
    reading = stepped.at(day)["share"]
    assert (reading.value, reading.since, reading.status, reading.reformed) == (
        Decimal(value), since, "sourced", False)


def test_before_its_first_value_a_rule_has_none(stepped: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        stepped.at(date(2019, 12, 31)).number("share")
    assert refused.value.key == "rule_not_yet"
    assert refused.value.fields == {"rule": "share", "date": date(2019, 12, 31), "since": date(2020, 1, 1)}


def test_an_unknown_rule_is_named(stepped: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        stepped.at(date(2026, 1, 1))["shrae"]
    assert (refused.value.key, refused.value.fields["rule"]) == ("rule_unknown", "shrae")


def test_a_choice_is_no_number_and_a_number_no_choice(stepped: RuleBook) -> None:
    at = stepped.at(date(2026, 1, 1))
    assert at["basis"].text == "flow"
    with pytest.raises(TypeError, match="basis"):
        _ = at["basis"].number
    with pytest.raises(TypeError, match="share"):
        _ = at["share"].text
    with pytest.raises(TypeError, match="share"):
        at["share"].bracket(Decimal(1))


# --- what-ifs


def test_a_reform_changes_one_rule_from_its_date_on(stepped: RuleBook) -> None:
    other = stepped.reform({"share": {date(2025, 1, 1): Decimal("0.5")}})
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2026, 7, 1))
    assert [str(other.at(day).number("share")) for day in days] == ["0.30", "0.5", "0.5"]
    assert other.at(days[0])["basis"] == stepped.at(days[0])["basis"]


def test_a_reform_may_have_several_dates_in_any_order(stepped: RuleBook) -> None:
    other = stepped.reform({"share": {date(2027, 1, 1): Decimal("0.9"), date(2025, 1, 1): Decimal("0.5")}})
    days = (date(2024, 12, 31), date(2026, 12, 31), date(2027, 1, 1))
    assert [str(other.at(day).number("share")) for day in days] == ["0.30", "0.5", "0.9"]
    assert [str(dated.since) for dated in other["share"].values] == [  # that of 2026-01-01 is replaced
        "2020-01-01", "2024-06-01", "2025-01-01", "2027-01-01"]


def test_a_reform_is_marked_as_an_assumption(stepped: RuleBook) -> None:
    reading = stepped.reform({"share": {date(2025, 1, 1): Decimal("0.5")}}).at(date(2025, 1, 1))["share"]
    assert (reading.status, reading.reformed, reading.is_assumption) == ("assumption", True, True)
    assert (reading.reference.title_zh, reading.reference.title_en) == ("假设情景", "What-if")


def test_a_reform_for_all_time_leaves_no_old_value(stepped: RuleBook) -> None:
    other = stepped.reform_all({"share": Decimal("0.5"), "basis": "stock"})
    assert [(dated.since, str(dated.value)) for dated in other["share"].values] == [(date(2020, 1, 1), "0.5")]
    assert other.at(date(2020, 1, 1))["basis"].text == "stock"


def test_the_base_book_stays_as_it_was(stepped: RuleBook) -> None:
    before = dict(stepped.rules)
    stepped.reform_all({"share": Decimal("0.5")})
    stepped.reform({"basis": {date(2025, 1, 1): "stock"}})
    assert stepped.rules == before
    assert stepped.at(date(2026, 7, 1)).number("share") == Decimal("0.25")


@pytest.mark.parametrize(("rule", "value", "key"), [
    ("shrae", Decimal("0.5"), "rule_unknown"),
    ("share", Decimal("1.01"), "rule_range"),
    ("share", Decimal("-0.01"), "rule_range"),
    ("share", Decimal("NaN"), "rule_range"),
    ("share", Decimal("Infinity"), "rule_range"),
    ("share", "0.5", "rule_type"),
    ("share", True, "rule_type"),
    ("share", 0.5, "rule_type"),
    ("share", 1, "rule_type"),
    ("basis", "total", "rule_option"),
    ("basis", Decimal(1), "rule_option"),
])
def test_a_reform_a_rule_cannot_take_is_refused(
    stepped: RuleBook, rule: str, value: object, key: str
) -> None:
    with pytest.raises(Problem) as refused:
        stepped.reform({rule: {date(2025, 1, 1): value}})  # type: ignore[dict-item]
    assert (refused.value.key, refused.value.fields["rule"]) == (key, rule)
    with pytest.raises(Problem) as refused:
        stepped.reform_all({rule: value})  # type: ignore[dict-item]
    assert refused.value.key == key


def test_a_reform_without_a_date_is_refused(stepped: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        stepped.reform({"share": {}})
    assert (refused.value.key, refused.value.fields) == ("rule_no_date", {"rule": "share"})


def test_the_bounds_of_a_range_are_allowed(stepped: RuleBook) -> None:
    for bound in (Decimal(0), Decimal(1)):
        assert stepped.reform_all({"share": bound}).at(date(2026, 1, 1)).number("share") == bound


# --- what ships


def test_every_shipped_file_is_in_the_book(written: RuleBook) -> None:
    entries = {(path.name, key) for path in (DATA / "rules").glob("*.yaml")
               for key in re.findall(r"^([a-z]\S*):\s*$", path.read_text("utf-8"), re.MULTILINE)}
    assert {(rule.file, rule.id) for rule in written} == entries


def test_every_rule_speaks_both_languages(written: RuleBook) -> None:
    for rule in written:
        assert CHINESE.search(rule.description_zh), rule.id
        assert rule.description_en.strip() and not CHINESE.search(rule.description_en), rule.id
        for dated in rule.values:
            assert dated.reference.title_zh.strip(), rule.id
            assert dated.reference.title_en.strip() and not CHINESE.search(dated.reference.title_en), rule.id


def test_every_link_is_a_secure_web_address(written: RuleBook) -> None:
    links = {dated.reference.href for rule in written for dated in rule.values} - {""}
    assert "https://doi.org/10.61369/EAE.2026010009" in links
    assert all(re.fullmatch(r"https://[a-z0-9.-]+(/\S*)?", link) for link in links)


def test_units_fit_what_is_measured(written: RuleBook) -> None:
    known = {"1", "a", "1/a", "d", "mm", "m²", "hm²", "CNY/m²", "CNY/t", "tCO2e", "tCO2e/t", "tCO2e/hm²", "tCO2e/MWh",
             "tC/t d.m.", "tC/hm²/a", "t d.m./hm²", "g/kg d.m.", "mon", "tCO2e/a"}
    for rule in written:
        is_number = isinstance(rule.values[0].value, (Decimal, tuple))
        assert (rule.unit in known) if is_number else (rule.unit == ""), rule.id
    for ending, unit in {"_years": "a", "_share": "1", "_m2": "m²", "_t_hm2": "t d.m./hm²"}.items():
        found = {rule.unit for rule in written if rule.id.endswith(ending)} - {"tCO2e/hm²"}
        assert found == {unit}, ending


def test_every_number_has_a_range_and_every_choice_its_options(written: RuleBook) -> None:
    for rule in written:
        for dated in rule.values:
            if isinstance(dated.value, Decimal):
                assert rule.low is not None and rule.high is not None, rule.id
            elif isinstance(dated.value, str):
                assert dated.value in rule.options, rule.id


@pytest.mark.parametrize(("status", "assumed"), [
    ("sourced", False), ("cdm_tool", False), ("derived", False),
    ("unverified", True), ("weak", True), ("design_choice", True), ("assumption", True),
])
def test_which_statuses_still_need_confirming(stepped: RuleBook, status: str, assumed: bool) -> None:
    assert status in STATUSES
    rule: Rule = parse_rules(STEPPED.replace("status: sourced", f"status: {status}"), "f.yaml")[0]
    assert rule.is_assumption is assumed
    assert rule.at(date(2026, 1, 1)).is_assumption is assumed


def test_what_the_paper_leaves_open_is_marked_as_an_assumption(written: RuleBook) -> None:
    """market.md, “Rules the paper leaves open”; carbon.md §4 for the basis and the grid factor."""
    for rule in ("national_average_definition", "price_day", "no_trade_day", "block_only_day",
                 "week_quality_day", "loss_basis", "green_power_t_per_mwh", "young_curve.rate",
                 "non_permanence_risk"):
        assert written[rule].is_assumption, rule


def test_exactly_the_sourced_values_of_the_documents_are_marked_sourced(written: RuleBook) -> None:
    found = {rule.id: rule.values[-1].value for rule in written if rule.status == "sourced"}
    assert found == {rule: Decimal(value) for rule, value in SOURCED.items()} | {
        "certificate_county": "532328", "measurement_standards": Decimal(16),
        "measurement_institutes": "云南省农业科学院国际农业研究所、楚雄州碳汇研究院"}


def test_unsourced_values_the_documents_name(rules: RulesAt) -> None:
    """carbon.md §2 and §4, market.md."""
    expected = {"non_permanence_risk": "0.10", "leakage_t": "0", "carbon_fraction_tree": "0.47",
                "root_ratio_baseline": "0.25", "shrub_carbon_fraction": "0.47", "shrub_root_ratio": "0.40",
                "shrub_biomass_ratio": "0.10", "shrub_cover_threshold": "0.05", "dead_wood_factor": "0",
                "soil_max_tc_hm2_yr": "0.8", "soil_max_years": "20", "sampling_relative_error": "0.10",
                "sampling_min_plots": "3", "sampling_plot_area_hm2": "0.06", "loss_horizon_years": "3",
                "loss_horizon_beside_years": "20", "removed_share": "1", "young_curve.asymptote_t_hm2": "60",
                "young_curve.rate": "0.06579", "young_curve.max_age": "10", "batch_yield_t_hm2": "7.681898"}
    assert {rule: rules.number(rule) for rule in expected} == {
        rule: Decimal(value) for rule, value in expected.items()}
    assert rules["soil_counted"].value is False
    assert rules["loss_basis"].text == "flow"
    assert rules["national_average_definition"].text == "all_trades"


def test_every_rule_holds_from_before_the_market_opened(written: RuleBook) -> None:
    """So that the whole price history, from 2021-07-16, can be replayed under the scheme."""
    assert all(rule.values[0].since <= date(2021, 7, 16) for rule in written)
