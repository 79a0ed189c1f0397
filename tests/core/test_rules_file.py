"""Reading rule files: numbers stay exact, and each mistake is named with its file and key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.problem import Problem
from core.rules import Rule, load_rules, parse_rules

GOOD = """\
share_sold:
  description: {zh: "出售比例", en: "Share sold"}
  unit: "1"
  status: sourced
  range: [0, 1]
  values:
    2020-01-01: 0.10
    2024-06-01: 0.30
  reference:
    title: {zh: "论文", en: "Paper"}
    href: https://example.org
"""


def only(text: str) -> Rule:
    (rule,) = parse_rules(text, "f.yaml")
    return rule


def problem_of(text: str, file: str = "f.yaml") -> Problem:
    with pytest.raises(Problem) as refused:
        parse_rules(text, file)
    return refused.value


def test_a_sound_file_gives_every_field() -> None:
    rule = only(GOOD)
    assert (rule.id, rule.unit, rule.status, rule.file) == ("share_sold", "1", "sourced", "f.yaml")
    assert (rule.description_zh, rule.description_en) == ("出售比例", "Share sold")
    assert (rule.low, rule.high) == (0, 1)
    assert [dated.since for dated in rule.values] == [date(2020, 1, 1), date(2024, 6, 1)]
    reference = rule.values[1].reference
    assert (reference.title_zh, reference.title_en, reference.href) == ("论文", "Paper", "https://example.org")


BROKEN = {
    "unknown field": ("  unit:", "  colour: red\n  unit:", "rule_file_unknown", "colour"),
    "missing field": ('  unit: "1"\n', "", "rule_file_missing", "unit"),
    "no description": ("{zh: \"出售比例\", en: \"Share sold\"}", "share", "rule_file_shape", "description"),
    "no English words": (", en: \"Share sold\"", "", "rule_file_shape", "description"),
    "no such status": ("status: sourced", "status: certain", "rule_file_status", "certain"),
    "values no dates": ("2020-01-01:", "soon:", "rule_file_shape", "values"),
    "values dated by year": ("2020-01-01:", "2020:", "rule_file_shape", "values"),
    "values dated by minute": ("2020-01-01:", "2020-01-01 08:00:00:", "rule_file_shape", "values"),
    "values empty": ("    2020-01-01: 0.10\n    2024-06-01: 0.30\n", "", "rule_file_shape", "values"),
    "value missing": ("2020-01-01: 0.10", "2020-01-01:", "rule_file_shape", "values"),
    "dates decreasing": ("2020-01-01:", "2025-01-01:", "rule_file_shape", "values"),
    "option not allowed": ("range: [0, 1]", "options: [low, high]", "rule_option", "0.10"),
    "options no list": ("range: [0, 1]", "options: low", "rule_file_shape", "options"),
    "above the range": ("0.30", "1.01", "rule_range", "1.01"),
    "below the range": ("0.30", "-0.01", "rule_range", "-0.01"),
    "range of one number": ("[0, 1]", "[0]", "rule_file_shape", "range"),
    "range of words": ("[0, 1]", "[none, all]", "rule_file_shape", "range"),
    "values of two kinds": ("0.30", "much", "rule_type", "0.10"),
    "brackets without an open end": ("2020-01-01: 0.10\n    2024-06-01: 0.30", "2020-01-01: [[1, 0.1]]",
                                     "rule_file_shape", "values"),
    "brackets falling": ("2020-01-01: 0.10\n    2024-06-01: 0.30",
                         "2020-01-01: [[2, 0.1], [1, 0.2], [null, 0.3]]", "rule_file_shape", "values"),
    "a bracket of three": ("2020-01-01: 0.10\n    2024-06-01: 0.30", "2020-01-01: [[1, 0.1, 5], [null, 0.3]]",
                           "rule_file_shape", "values"),
    "a bracket that is none": ("2020-01-01: 0.10\n    2024-06-01: 0.30", "2020-01-01: [1, [null, 0.3]]",
                               "rule_file_shape", "values"),
    "a bracket up to a word": ("2020-01-01: 0.10\n    2024-06-01: 0.30", "2020-01-01: [[one, 0.1], [null, 0.3]]",
                               "rule_file_shape", "values"),
    "an open bracket in between": ("2020-01-01: 0.10\n    2024-06-01: 0.30",
                                   "2020-01-01: [[null, 0.1], [null, 0.3]]", "rule_file_shape", "values"),
    "no reference title": ("    title: {zh: \"论文\", en: \"Paper\"}\n", "", "rule_file_shape", "reference"),
    "reference with more": ("    href:", "    page: 3\n    href:", "rule_file_shape", "reference"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_is_named_with_file_and_key(kind: str) -> None:
    old, new, key, detail = BROKEN[kind]
    assert GOOD.count(old) == 1
    problem = problem_of(GOOD.replace(old, new))
    assert problem.key == key
    assert "f.yaml" in str(problem)
    assert "share_sold" in str(problem)
    assert detail in str(problem)


@pytest.mark.parametrize("written", ["0,30", "1e3", "30%", "'0.30'", "O.30"])
def test_a_number_that_yaml_takes_for_text_is_named(written: str) -> None:
    """Nobody would see it before a page asks for the number."""
    problem = problem_of(GOOD.replace("2020-01-01: 0.10\n    2024-06-01: 0.30", f"2020-01-01: {written}"))
    assert "f.yaml" in str(problem)
    assert "share_sold" in str(problem)


def test_a_unit_left_empty_is_named() -> None:
    """An empty text is a unit, nothing at all is not: it would be shown as None."""
    assert only(GOOD.replace('unit: "1"', 'unit: ""')).unit == ""
    problem = problem_of(GOOD.replace('unit: "1"', "unit:"))
    assert (problem.fields["key"], problem.fields["field"]) == ("share_sold", "unit")


def test_an_entry_that_is_no_mapping_is_named() -> None:
    problem = problem_of("share_sold: 3\n")
    assert (problem.key, problem.fields["file"], problem.fields["key"]) == (
        "rule_file_shape", "f.yaml", "share_sold")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_that_is_no_mapping_is_named(text: str) -> None:
    problem = problem_of(text)
    assert (problem.key, problem.fields["file"]) == ("rule_file_shape", "f.yaml")


@pytest.mark.parametrize(("text", "line"), [
    ("share_sold:\n  unit: \"1\n", 3),  # the quote never ends
    ("share_sold:\n\tunit: 1\n", 2),
    (GOOD.replace("0.10", "0x10"), 7),
    (GOOD.replace("0.10", ".nan"), 7),
    (GOOD.replace("0.10", ".inf"), 7),
    (GOOD.replace("0.10", "1:30"), 7),  # YAML 1.1 would read 90
    (GOOD.replace("0.10", "!!python/name:os.system"), 7),
])
def test_a_yaml_error_is_named_with_its_line(text: str, line: int) -> None:
    problem = problem_of(text)
    assert (problem.key, problem.fields["file"], problem.fields["line"]) == ("rule_file_yaml", "f.yaml", line)


@pytest.mark.parametrize(("text", "twice"), [
    (GOOD + GOOD, "share_sold"),
    (GOOD.replace("  unit:", "  status: sourced\n  unit:"), "status"),
    (GOOD.replace("2024-06-01", "2020-01-01"), "2020-01-01"),
])
def test_a_key_twice_in_one_file_is_named(text: str, twice: str) -> None:
    """PyYAML alone would take the last one silently."""
    problem = problem_of(text)
    assert (problem.key, problem.fields["file"]) == ("rule_file_yaml", "f.yaml")
    what = problem.fields["what"]
    assert isinstance(what, Problem)
    assert (what.key, what.fields) == ("yaml_twice", {"name": twice})


@pytest.mark.parametrize("day", ["2020-02-30", "2020-13-01"])
def test_a_day_that_does_not_exist_is_named(day: str) -> None:
    problem = problem_of(GOOD.replace("2020-01-01", day))
    assert (problem.fields["file"], problem.fields["line"]) == ("f.yaml", 7)


def test_a_key_that_is_a_list_is_named() -> None:
    problem = problem_of("? [a, b]\n: 1\n")
    assert "f.yaml" in str(problem)


def test_one_key_in_two_files_names_both(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(Problem) as refused:
        load_rules(tmp_path)
    assert refused.value.key == "rule_file_twice"
    assert refused.value.fields == {"file": "b.yaml", "key": "share_sold", "other": "a.yaml"}


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(Problem) as refused:
        load_rules(tmp_path)
    assert "a.yaml" in str(refused.value)


@pytest.mark.parametrize("written", ["0.1", "0.10", "0.06579", "7.681898", "1_000", "123456789.123456789012"])
def test_numbers_are_read_as_written_never_as_floats(written: str) -> None:
    rule = only(GOOD.replace("range: [0, 1]", "range: [0, 999999999]").replace("0.30", written))
    value = rule.values[1].value
    assert type(value) is Decimal
    assert str(value) == written.replace("_", "")


def test_whole_numbers_are_decimals_too() -> None:
    rule = only(GOOD.replace("0.30", "1").replace("0.10", "0"))
    assert [type(dated.value) for dated in rule.values] == [Decimal, Decimal]


def test_a_value_may_bring_its_own_reference() -> None:
    rule = only(GOOD.replace("2024-06-01: 0.30", "2024-06-01: {value: 0.30, reference: {title: Notice 7}}"))
    assert rule.values[1].value == Decimal("0.30")
    assert [dated.reference.title_en for dated in rule.values] == ["Paper", "Notice 7"]
    assert rule.values[1].reference.title_zh == "Notice 7"


def test_switches_and_choices_keep_their_kind() -> None:
    without_range = GOOD.replace("  range: [0, 1]\n", "")
    assert only(without_range.replace("0.10", "false").replace("0.30", "true")).values[1].value is True
    options = GOOD.replace("range: [0, 1]", "options: [low, high]")
    chosen = only(options.replace("0.10", "low").replace("0.30", "high"))
    assert [dated.value for dated in chosen.values] == ["low", "high"]


RULES = Path(__file__).resolve().parents[2] / "data" / "rules"


def test_a_folder_is_read_as_its_texts_are() -> None:
    """A folder goes through another parser, made for speed, than a text that anybody may send."""
    texts = [one for path in sorted(RULES.glob("*.yaml")) for one in parse_rules(path.read_text("utf-8"), path.name)]
    assert list(load_rules(RULES)) == texts


@pytest.mark.parametrize("text", [
    GOOD + "share_sold: {}\n", GOOD.replace("0.10", "[0.10"), GOOD.replace("2020-01-01", "2020-02-31"),
    GOOD.replace("  unit:", "\tunit:"), GOOD.replace("0.10", "!!int ten"), "a: !!python/name:os.system\n"],
    ids=["twice", "bracket", "day", "tab", "number", "code"])
def test_a_folder_is_refused_in_the_words_of_its_text(text: str, tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text(text, "utf-8")
    with pytest.raises(Problem) as refused:
        load_rules(tmp_path)
    assert str(refused.value) == str(problem_of(text))
