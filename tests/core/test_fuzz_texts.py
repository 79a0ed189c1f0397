"""Rule, scenario, policy and bulletin files as nobody should write them: what they say, or a sentence; never half."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import test_bulletins_texts as published
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from test_bulletins_files import HEADERS, ROW, WHOLE, csv_of, traded, workbook

from bench.depletion_case import EVERYTHING
from core.market.bulletins import Bulletin, read_file, read_text
from core.market.policy_file import read_policies, write_policies
from core.problem import Problem
from core.rules import Rule, RuleBook, parse_rules
from core.rules.load import parse_yaml
from core.scenario.file import read, write
from core.scenario.plain import from_json, to_json
from tests.fuzzing import BYTES, PLACE, TEXTS, Edits, damaged, edited
from ui.words import words

DATA = Path(__file__).resolve().parents[2] / "data"
FULL_STOP = ("。", ".", "？", "”", "\"")
POLICIES = "policies:\n  - name: 二十日均价\n    changes:\n      price_window_days: 20\n"
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=6) | st.datetimes()
    | st.binary(max_size=4) | st.integers(10**20, 10**40) | st.decimals().map(str),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=4) | st.dates() | st.integers(), one,
                                                            max_size=3), max_leaves=6)
CELLS = (st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
         | st.dates(date(1901, 1, 1)) | st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=9))
BULLETINS = tuple(text for name, text in vars(published).items() if name.isupper() and isinstance(text, str))


@cache
def rule_texts() -> tuple[str, ...]:
    """Every shipped rule as it stands in its file."""
    return tuple(part for path in sorted((DATA / "rules").glob("*.yaml"))
                 for part in re.split(r"\n(?=[a-z_]+:\n)", path.read_text("utf-8")) if "values:" in part)


def told(problem: Problem) -> None:
    """It has a sentence in each language, of a length that can be read."""
    for lang in ("zh", "en"):
        sentence = words(lang).problem(problem)
        assert sentence.rstrip().endswith(FULL_STOP), sentence
        assert len(sentence) < 2_000


def rules_of(text: str) -> tuple[Rule, ...]:
    """The rules, each whole; or a sentence that names the file."""
    try:
        rules = parse_rules(text, "f.yaml")
    except Problem as problem:
        assert "f.yaml" in str(problem)
        told(problem)
        return ()
    for rule in rules:
        texts = (rule.id, rule.description_zh, rule.description_en, rule.unit, *rule.options,
                 *(part for one in rule.values for part in (
                     one.reference.title_zh, one.reference.title_en, one.reference.href)))
        assert all(isinstance(one, str) for one in texts)
        assert rule.id and rule.description_zh and rule.description_en
        assert [rule.at(one.since).value for one in rule.values] == [one.value for one in rule.values]
        assert all(rule.check(one.value) == one.value for one in rule.values)
    return rules


@pytest.mark.fuzz(target="rules")
@given(which=PLACE, edits=TEXTS)
def test_rules_edited_at_random_are_whole_or_refused(which: int, edits: Edits) -> None:
    texts = rule_texts()
    rules_of(edited(texts[which % len(texts)], edits))


@pytest.mark.fuzz(target="rules")
@given(field=st.sampled_from(("", "description", "zh", "unit", "status", "reference", "title", "href", "values",
                              "value", "options", "range", "plausible", "whole", "more")), odd=ODD)
def test_rules_with_a_value_of_another_kind_are_whole_or_refused(field: str, odd: object) -> None:
    entry: dict = {"description": {"zh": "甲", "en": "a"}, "unit": "1", "status": "sourced", "whole": False,
                   "values": {date(2020, 1, 1): 1}, "reference": {"title": {"zh": "甲", "en": "a"}, "href": "x"}}
    inner = {"zh": entry["description"], "title": entry["reference"], "href": entry["reference"]}.get(field, entry)
    if field == "value":
        entry["values"] = {date(2020, 1, 1): odd}
    elif field:
        inner[field] = odd
    rules_of(yaml.safe_dump({"a": entry if field else odd}, allow_unicode=True))


@pytest.mark.fuzz(target="rules")
@given(text=st.text(max_size=80) | st.lists(st.sampled_from(
    ["a", ":", " ", "\n", "- ", "? ", "!!", "timestamp", "bool", "int", "float", "binary", "omap", "pairs", "set",
     "null", "&x ", "*x", "[", "]", "{", "}", "1", "2020-01-01", "<<", "|", ">", "'", "#", "%YAML 1.1\n---\n"]),
    max_size=25).map("".join))
@example("!!timestamp [1]")
@example("a: !!bool perhaps")
@example("a: !!int {b: c}")
def test_any_text_is_yaml_or_a_line_that_is_not(text: str) -> None:
    try:
        parse_yaml(text, "f.yaml")
    except Problem as problem:
        assert problem.key == "rule_file_yaml"
        told(problem)


@pytest.mark.fuzz(target="rules")
@given(edits=TEXTS)
def test_policies_edited_at_random_are_read_or_refused(written: RuleBook, edits: Edits) -> None:
    try:
        found = read_policies("p.yaml", edited(POLICIES, edits).encode("utf-8", "replace"), written)
    except Problem as problem:
        told(problem)
        return
    assert read_policies("p.yaml", write_policies(found), written) == found


@pytest.mark.fuzz(target="scenario")
@given(edits=TEXTS)
def test_scenario_files_edited_at_random_are_read_or_refused(written: RuleBook, edits: Edits) -> None:
    try:
        found = read("x.yaml", edited(scenario_text(), edits).encode("utf-8", "replace"), written)
    except Problem as problem:
        assert problem.fields["file"] == "x.yaml"
        told(problem)
        return
    assert read("x.yaml", write(found)) == found


@pytest.mark.fuzz(target="scenario")
@given(edits=BYTES)
def test_scenario_files_damaged_at_random_are_read_or_refused(written: RuleBook, edits: Edits) -> None:
    try:
        read("x.yaml", damaged(scenario_text().encode(), edits), written)
    except Problem as problem:
        told(problem)


@pytest.mark.fuzz(target="scenario")
@given(edits=TEXTS)
def test_scenarios_as_json_edited_at_random_are_read_or_refused(edits: Edits) -> None:
    try:
        found = from_json(edited(to_json(EVERYTHING), edits))
    except Problem as problem:
        told(problem)
        return
    assert from_json(to_json(found)) == found


@cache
def scenario_text() -> str:
    return (DATA / "demo" / "scenario.yaml").read_text("utf-8")


def sound(bulletins: tuple[Bulletin, ...]) -> None:
    """Each is refused with a sentence, or whole: kind and days known, every figure from a place in the text, parts that
    give the total."""
    for one in bulletins:
        for problem in (*one.problems, *one.notes):
            told(problem)
        if not one.refused:
            parts = [figure or Decimal(0) for figure in traded(one)]
            assert (sum(parts[:6:2]), sum(parts[1:6:2])) == (parts[6], parts[7])
            assert one.kind and one.start and one.end and one.start <= one.end
            assert all(one.text[start:end] for _, start, end in one.spans)


@pytest.mark.fuzz(target="bulletins")
@given(text=st.sampled_from(BULLETINS), edits=TEXTS, page=st.booleans())
def test_bulletins_edited_at_random_are_refused_or_add_up(text: str, edits: Edits, page: bool) -> None:
    text = edited(f"<html><body><p>{text}</p></body></html>" if page else text, edits)
    sound(read_text(text))


@pytest.mark.fuzz(target="bulletins")
@given(edits=TEXTS)
def test_tables_of_bulletins_edited_at_random_are_refused_or_add_up(edits: Edits) -> None:
    read_or_told(lambda: read_file("a.csv", edited(csv_of(HEADERS, ROW).decode(), edits).encode("utf-8", "replace")))


@pytest.mark.fuzz(target="bulletins")
@given(edits=BYTES, cells=st.dictionaries(st.integers(0, 8), CELLS, max_size=2), harm=st.booleans())
@example(edits=[], cells={1: 1.6e-157}, harm=False)
@example(edits=[], cells={2: 1.5e-10, 1: 123456789012345.67}, harm=False)
def test_workbooks_of_bulletins_changed_at_random_are_refused_or_add_up(edits: Edits, cells: dict, harm: bool) -> None:
    row = tuple(cells.get(at, value) for at, value in enumerate(WHOLE))
    data = workbook(HEADERS, row)
    read_or_told(lambda: read_file("a.xlsx", damaged(data, edits) if harm else data))


def read_or_told(run: Callable[[], tuple[Bulletin, ...]]) -> None:
    try:
        found = run()
    except Problem as problem:
        told(problem)
        return
    sound(found)
