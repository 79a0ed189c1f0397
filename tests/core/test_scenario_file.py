"""Scenarios as files and as plain values: nothing is lost on the way, and no file is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from scenario_values import SCENARIOS

from bench.depletion_case import EVERYTHING
from core.problem import Problem
from core.rules import RuleBook, load_rules
from core.rules.load import parse_yaml
from core.scenario.draft import frozen
from core.scenario.file import MAX_BYTES, read, write
from core.scenario.model import PRICE_RULES, RULES, Arrivals, Frozen, PriceModel, Scenario, Sizes
from core.scenario.plain import from_json, from_plain, to_json, to_plain
from ui.words import words

D = Decimal
DATA = Path(__file__).resolve().parents[2] / "data"
PRICE = PriceModel("reverting", D("95.24"), date(2026, 11, 20), fingerprint="abc")
LEAST = "zhanbu_scenario: 1\nname: 基准\nstart: 2026-12\nmonths: 12\n"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(DATA / "rules")


def exact(scenario: Scenario) -> str:
    """Every digit, also those that equality does not see."""
    return repr(scenario).replace("Decimal('-0", "Decimal('0")


@pytest.mark.fuzz(target="scenario")
@given(SCENARIOS)
def test_every_scenario_comes_back_from_its_json(scenario: Scenario) -> None:
    back = from_json(to_json(scenario))
    assert back == scenario
    assert exact(back) == exact(scenario)
    json.loads(to_json(scenario))


@pytest.mark.fuzz(target="scenario")
@given(SCENARIOS)
def test_every_scenario_comes_back_from_its_yaml(scenario: Scenario) -> None:
    data = yaml.safe_load(write(scenario))
    assert next(iter(data)) == "zhanbu_scenario"
    back = from_plain(parse_yaml(write(scenario).decode(), "x.yaml"))
    assert back == scenario
    assert exact(back) == exact(scenario)


def test_a_file_comes_back_checked() -> None:
    assert read("x.yaml", write(EVERYTHING)) == EVERYTHING
    assert read("x.yaml", b"\xef\xbb\xbf" + write(EVERYTHING).replace(b"\n", b"\r\n")) == EVERYTHING
    with pytest.raises(Problem) as refused:
        read("x.yaml", write(replace(EVERYTHING, paths=1)))
    assert (refused.value.key, refused.value.fields["path"]) == ("scenario_file_at", "paths")
    assert refused.value.fields["problem"].key == "scenario_range"


def test_a_file_needs_few_keys(book: RuleBook) -> None:
    scenario = read("x.yaml", LEAST.encode(), book, PRICE)
    assert scenario == Scenario("基准", date(2026, 12, 1), 12, PRICE, frozen(book))
    assert {one.rule for one in scenario.rules} == {*RULES, *PRICE_RULES}


def test_what_a_file_says_of_rules_and_price_stays(book: RuleBook) -> None:
    text = LEAST + "price: {model: constant, national_cny: 80}\nrules: [{rule: offset_max_share, since: 2020-01, " \
                   "value: 0.50}]\n"
    scenario = read("x.yaml", text.encode(), book, PRICE)
    assert scenario.price == PriceModel("constant", D(80), date(2026, 11, 20), fingerprint="abc")
    assert scenario.rules[0] == Frozen("offset_max_share", date(2020, 1, 1), D("0.50"))
    assert [one.rule for one in scenario.rules].count("offset_max_share") == 1
    assert {one.rule for one in scenario.rules} == {*RULES, *PRICE_RULES}
    dated = read("x.yaml", (LEAST + "price: {until: 2026-01-05}\n").encode(), book, PRICE).price
    assert (dated.model, dated.until, dated.fingerprint) == ("reverting", date(2026, 1, 5), "")


def test_the_shipped_example_can_be_read(book: RuleBook) -> None:
    scenario = read("scenario.yaml", (DATA / "demo" / "scenario.yaml").read_bytes(), book, PRICE)
    assert (scenario.months, scenario.opening_t, len(scenario.listed)) == (60, D("2065.630"), 2)
    assert scenario.batches[0].planted == date(2024, 7, 1)
    assert to_plain(scenario)["arrivals"][0]["sizes"]["kind"] == "lognormal"


@pytest.mark.parametrize(("text", "key", "fields"), [
    ("name: a", "scenario_format_missing", {"key": "zhanbu_scenario", "format": 1}),
    ("zhanbu_scenario: 2", "scenario_format", {"found": "2", "format": 1}),
    ("- a", "scenario_whole_shape", {"key": "zhanbu_scenario", "format": 1}),
    ("", "scenario_whole_shape", {"key": "zhanbu_scenario", "format": 1}),
    (LEAST + "listed: [{name: a, month: 2027-01, owed_t: 3, x: 3}]", "scenario_key_other",
     {"path": "listed[1].x", "known": "name, month, owed_t, probability, use, approved, proposal"}),
    (LEAST + "lsited: []", "scenario_key_unknown", {"path": "lsited", "near": "listed, seed"}),
    (LEAST + "listed: [{name: a, month: 2027-01, owed: 3}]", "scenario_key_unknown",
     {"path": "listed[1].owed", "near": "owed_t"}),
    (LEAST + "listed: [{name: a, month: 2027-01}]", "scenario_key_missing", {"path": "listed[1].owed_t"}),
    (LEAST.replace("months: 12\n", ""), "scenario_key_missing", {"path": "months"}),
    (LEAST + "listed: {name: a}", "scenario_list", {"path": "listed"}),
    (LEAST + "listed: [a]", "scenario_shape", {"path": "listed[1]"}),
    (LEAST + "offsets: 0.3", "scenario_shape", {"path": "offsets"}),
    (LEAST + "steady_t: 30 t", "scenario_value", {"path": "steady_t", "value": "30 t"}),
    (LEAST + "steady_t: '30'", "scenario_value", {"path": "steady_t", "value": "30"}),
    (LEAST + "steady_t: yes", "scenario_value", {"path": "steady_t", "value": "True"}),
    (LEAST + "steady_t: [1, 2]", "scenario_value", {"path": "steady_t", "value": "…"}),
    (LEAST + "steady_t: 1.0e+400", "scenario_value", {"path": "steady_t", "value": "1.0E+400"}),
    (LEAST + "steady_t: null", "scenario_value", {"path": "steady_t", "value": "None"}),
    (LEAST + "paths: 1000.5", "scenario_whole", {"path": "paths", "value": D("1000.5")}),
    (LEAST.replace("2026-12", "2026-12-05"), "scenario_month", {"path": "start", "value": "2026-12-05"}),
    (LEAST.replace("2026-12", "2026-13"), "scenario_month", {"path": "start", "value": "2026-13"}),
    (LEAST.replace("2026-12", "2026"), "scenario_month", {"path": "start", "value": "2026"}),
    (LEAST + "lots: [{lot: a, stored_t: 1, available_t: 1, period_end: 2028-12}]", "scenario_day",
     {"path": "lots[1].period_end", "value": "2028-12"}),
    (LEAST + "lots: [{lot: 007, stored_t: 1, available_t: 1, period_end: 2028-12-31}]", "scenario_text",
     {"path": "lots[1].lot", "value": "7"}),
    (LEAST + "listed: [{name: a, month: 2027-01, owed_t: 3, approved: 1}]", "scenario_yes_no",
     {"path": "listed[1].approved", "value": "1", "options": "true, false"}),
    (LEAST + "rules: [{rule: a, since: 2020-01-01, value: x}]", "scenario_value", {"path": "rules[1].value",
                                                                                   "value": "x"}),
    (LEAST + f"arrivals: [{{name: a, per_year: 1, sizes: {{kind: sample, sample: {[1] * 1001}}}}}]", "scenario_rows",
     {"table": "scenario.sample", "count": 1001, "limit": 1000}),
])
def test_what_a_file_has_wrong_is_named(text: str, key: str, fields: dict, book: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        read("x.yaml", text.encode(), book, PRICE)
    assert (refused.value.key, refused.value.fields["file"]) == ("scenario_file", "x.yaml")
    inner = refused.value.fields["problem"]
    path = inner.fields.get("path")
    if isinstance(path, Problem):
        inner = inner.at(path=path.fields["path"])
    assert (inner.key, inner.fields) == (key, fields)
    assert not any("scenario." in words(lang).problem(refused.value) for lang in ("zh", "en"))


@pytest.mark.parametrize(("text", "says"), [
    ("", "不能用：内容应是一项一行，写作“名称: 值”，第一行为 zhanbu_scenario: 1。"),
    (LEAST + "steady_t: 30 t", "不能用：steady_t（每月固定应补）应为数字，不能是 30 t。"),
    (LEAST + "listed: [{name: a, month: 2027, owed_t: 3}]", "listed[1].month（月份）应为年月，不能是 2027。"),
    (LEAST + "offsets: {supply: {opening_t: 1, per_year_t: x}}", "offsets.supply.per_year_t（每年新增）应为数字"),
    (LEAST + "colour: red", "没有 colour 这一项，也没有相近的。此处可以写：name, start, months, price,"),
    (LEAST + "months: 24", "第 5 行无法读取：“months”重复出现。"),
    (LEAST + "steady_t: .nan", "第 5 行无法读取：“.nan”不是十进制数。"),
    (LEAST.replace("2026-12", "9999-11"), "中 start 一项不能用：“起始月份”为 9999-11，应在 2000-01 到 2200-01 之间。"),
    (LEAST + "arrivals: [{name: a, per_year: 1, sizes: {kind: fixed, median_t: -1}}]",
     "中 arrivals[1].sizes.median_t 一项"),
    (LEAST + "offsets: {supply: {opening_t: 1, per_year_t: -1}}", "中 offsets.supply.per_year_t 一项不能用："),
    (LEAST + "listed: [{name: a, month: 2027-01, owed_t: 3, probability: 8}]",
     "中 listed[1].probability 一项不能用：“已列的拟议项目”第 1 行的“成事可能”为 800 %"),
])
def test_a_refused_file_says_what_to_look_for(text: str, says: str, book: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        read("x.yaml", text.encode(), book, PRICE)
    sentence = words("zh").problem(refused.value)
    assert sentence.startswith("情景文件 x.yaml ")
    assert says in sentence


def nested(merge: bool) -> str:
    """Ten times ten times ten … values in few lines."""
    rows = ["a0: &a0 {k: 1}" if merge else "a0: &a0 [1, 1]"]
    for n in range(1, 30):
        many = f"[{', '.join([f'*a{n - 1}'] * 10)}]"
        rows.append(f"a{n}: &a{n}\n  <<: {many}" if merge else f"a{n}: &a{n} {many}")
    return "\n".join([*rows, "lots: *a29", LEAST])


@pytest.mark.parametrize(("data", "key"), [
    (b"a: 1\nb: [", "scenario_file_yaml"), (b"a: 1\na: 2", "scenario_file_line"),
    (b"months: 1e99999999999999999999", "scenario_file"), (b"a: .inf", "scenario_file_line"),
    (b"!!python/object/apply:os.system [ls]", "scenario_file_yaml"), (b"\xff\xfe\x00", "scenario_file_encoding"),
    (b"[" * 1500, "scenario_file_yaml"), (b" " * (MAX_BYTES + 1), "scenario_file_size"),
    (nested(merge=False).encode(), "scenario_file"), (nested(merge=True).encode(), "scenario_file_yaml"),
    (b"a: &a [*a]\nlots: *a", "scenario_file"),
])
def test_hostile_files_are_refused(data: bytes, key: str, book: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        read("x.yaml", data, book, PRICE)
    assert (refused.value.key, refused.value.fields["file"]) == (key, "x.yaml")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "NaN", "x" * 400_001, '{"zhanbu_scenario": 1' + ",0" * 9])
def test_damaged_json_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        from_json(text)
    assert refused.value.key in ("scenario_json", "scenario_whole_shape")


def test_the_largest_scenario_still_fits() -> None:
    many = replace(
        EVERYTHING, lots=EVERYTHING.lots[:1] * 500, listed=EVERYTHING.listed[:1] * 500,
        batches=EVERYTHING.batches[:1] * 100, arrivals=(Arrivals("x", D(1), Sizes("sample", sample=(
            D("1234.567"),) * 1000)),) * 20)
    assert from_json(to_json(many)) == many
    assert len(write(many)) < MAX_BYTES
