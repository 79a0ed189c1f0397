"""`python manage.py scenario …`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bench.depletion_case import EVERYTHING
from commands import main, scenario
from core.scenario.file import read, write
from core.scenario.plain import to_plain
from store import Store, StoreBusy
from store.scenarios import publish, save
from store.snapshot import Snapshot

D = Decimal
EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "demo" / "scenario.yaml"
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    def run(name: str, content: bytes | None = None, *options: str) -> Result:
        path = tmp_path / "情景 1.yaml"
        if content is not None:
            path.write_bytes(content)
        return CliRunner().invoke(main, ["scenario", name, *([str(path)] if content is not None else []), *options])

    return run


def test_json_has_everything_to_repeat_the_run(call: Call) -> None:
    result = call("run", EXAMPLE.read_bytes(), "--json", "--paths", "1000", "--seed", "7")
    assert result.exit_code == 0, result.output
    got = json.loads(result.stdout, parse_float=D)
    assert (got["paths"], got["seed"], got["versions"]["format"]) == (1000, 7, 1)
    assert (got["scenario"]["name"], got["scenario"]["paths"], got["scenario"]["seed"]) == ("示例：五年情景", 1000, 7)
    assert len(got["months"]) == 60
    assert got["months"][0]["month"] == "2026-12"
    assert len(got["years"]) == 5
    again = call("run", EXAMPLE.read_bytes(), "--json", "--paths", "1000", "--seed", "7")
    assert again.stdout == result.stdout
    other = call("run", EXAMPLE.read_bytes(), "--json", "--paths", "1000", "--seed", "8")
    assert other.stdout != result.stdout


def test_text_says_the_answer_first(call: Call) -> None:
    result = call("run", EXAMPLE.read_bytes(), "--lang", "zh")
    assert result.exit_code == 0, result.output
    text = result.stdout.splitlines()
    assert text[0] == "示例：五年情景：自 2026-12 起 60 个月，10,000 种情形，种子 1，数据版本 0"
    assert text[1].startswith("到 2031-11，储备出现不足的概率为 ")
    assert [line[:7] for line in text if "余额" in line] == ["2027-11", "2028-11", "2029-11", "2030-11", "2031-11"]
    english = call("run", EXAMPLE.read_bytes(), "--lang", "en", "--paths", "100").stdout
    assert "Probability of a shortage by 2031-11: " in english


def test_what_does_not_count_is_said(call: Call) -> None:
    short = EXAMPLE.read_bytes().replace(b"months: 60", b"months: 6")
    result = call("check", short, "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert "2027-05 之后，没有计入：临时料场, 第二批" in result.stdout
    assert "2027-05 之后" in call("run", short, "--lang", "zh", "--paths", "100").stdout


@pytest.mark.parametrize(("content", "options", "says"), [
    (b"zhanbu_scenario: 2", (), "格式版本为 2"),
    (EXAMPLE.read_bytes().replace(b"probability: 0.8", b"probability: 8"), (),
     "“已列的拟议项目”第 1 行的“成事可能”为 800 %"),
    (EXAMPLE.read_bytes().replace(b"planted: 2024-07", b"planted: 2027-07"), (), "不满 3 年"),
    (EXAMPLE.read_bytes().replace(b"offset_max_share", b"offset_share"), (), "“规则与改革”第 1 行的“规则”"),
    (EXAMPLE.read_bytes(), ("--paths", "50"), "“情形数”为 50，应在 100 到 1000000 之间"),
])
def test_a_refusal_is_a_sentence_and_prints_no_result(call: Call, content: bytes, options: tuple[str, ...],
                                                      says: str) -> None:
    result = call("run", content, "--lang", "zh", *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr


def test_a_file_that_is_not_there(call: Call) -> None:
    result = call("check", None, "nowhere.yaml", "--lang", "en")
    assert result.exit_code == 1
    assert "nowhere.yaml" in result.stderr


def test_the_county_as_it_is_can_be_written_read_and_played(call: Call) -> None:
    written = call("example", None, "--lang", "zh").stdout.encode()
    found = read("x", written)
    assert (found.name, found.data_version > 0, len(found.lots)) == ("本县现状", True, 13)
    assert call("run", written, "--paths", "100").exit_code == 0


def test_prices_that_were_corrected_since_are_said(call: Call) -> None:
    written = call("example", None, "--lang", "zh").stdout.encode()
    other = replace(read("x", written), price=replace(read("x", written).price, fingerprint="000000000000"))
    assert "有过更正" in call("run", write(other), "--paths", "100", "--lang", "zh").stdout
    assert "有过更正" not in call("run", written, "--paths", "100", "--lang", "zh").stdout


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own behind the commands."""
    store = Store(tmp_path / "own.duckdb")
    monkeypatch.setattr(scenario, "_snapshot", lambda: Snapshot(store))
    yield store
    store.close()


def test_saved_scenarios_are_listed_and_exported(call: Call, own: Store) -> None:
    assert "还没有保存情景" in call("list", None, "--lang", "zh").stdout
    base = replace(EVERYTHING, name="基准")
    own.write(lambda cursor: save(cursor, base, "planner", "会前"))
    own.write(lambda cursor: save(cursor, replace(base, months=60), "planner"))
    own.write(lambda cursor: publish(cursor, 2, {"scenario": to_plain(replace(base, months=60))}, "staff",
                                     "决定"))
    lines = call("list", None, "--lang", "zh").stdout.splitlines()
    assert [line.split("  ")[:2] for line in lines] == [["1", "基准 第 1 版"], ["2", "基准 第 2 版"]]
    assert ["现行发布" in line for line in lines] == [False, True]
    found: dict[str, Any] = json.loads(call("list", None, "--json").stdout)
    assert [(one["number"], one["note"], one["published"]) for one in found["scenarios"]] == [
        (1, "会前", False), (2, "", True)]
    assert read("x", call("export", None, "1").stdout.encode()) == base
    refused = call("export", None, "9", "--lang", "en")
    assert (refused.exit_code, "no scenario number 9" in refused.stderr) == (1, True)


def test_a_store_that_is_in_use_is_said(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> Snapshot:
        raise StoreBusy("store_busy", file="zhanbu.duckdb")

    monkeypatch.setattr(scenario, "_snapshot", busy)
    result = call("run", EXAMPLE.read_bytes(), "--lang", "en")
    assert (result.exit_code, "Another program has zhanbu.duckdb open" in result.stderr) == (1, True)
