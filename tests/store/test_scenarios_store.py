"""Scenarios kept in versions, and the published outlook: nothing is changed, nothing comes back by itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bench.depletion_case import EVERYTHING
from core.problem import Problem
from core.scenario.model import Scenario
from core.scenario.plain import to_plain
from store import Store
from store.scenarios import (
    Published,
    Saved,
    publications,
    publish,
    published,
    published_as,
    save,
    scenarios,
    unpublish,
    withdraw,
)
from store.snapshot import Snapshot

D = Decimal
BASE = replace(EVERYTHING, name="基准", data_version=7)


def keep(store: Store, scenario: Scenario, note: str = "") -> int:
    return store.write(lambda cursor: save(cursor, scenario, "planner", note))


def kept(store: Store) -> tuple[Saved, ...]:
    with store.read() as cursor:
        return scenarios(cursor)


def results(scenario: Scenario) -> dict[str, Any]:
    """As core.scenario.report's begin."""
    return {"scenario": to_plain(scenario), "peak_t": [D("0.000"), D("12.340")]}


def out(store: Store, number: int, reason: str = "领导小组会议") -> int:
    (one,) = (one for one in kept(store) if one.number == number)
    found = results(one.scenario())
    return store.write(lambda cursor: publish(cursor, number, found, "staff", reason))


def in_force(store: Store) -> Published | None:
    with store.read() as cursor:
        return published(cursor)


def refusal(store: Store, job: Any) -> Problem:
    """What a write is refused with; it must leave nothing behind."""
    version = store.data_version
    with pytest.raises(Problem) as refused:
        store.write(job)
    assert store.data_version == version
    return refused.value


def test_a_scenario_comes_back_as_it_was(store: Store) -> None:
    before = Snapshot(store)
    assert keep(store, BASE, "  第一次  试算 ") == 1
    after = Snapshot(store)
    assert (before.scenarios, before.version + 1) == ((), after.version)
    (one,) = after.scenarios
    assert (one.number, one.name, one.version, one.data_version) == (1, "基准", 1, 7)
    assert (one.role, one.note, one.scenario()) == ("planner", "第一次 试算", BASE)


def test_saving_again_makes_a_version_and_a_copy_another_name(store: Store) -> None:
    later = replace(BASE, months=60)
    assert [keep(store, one) for one in (BASE, later, replace(later, name="副本"))] == [1, 2, 3]
    assert [(one.name, one.version, one.scenario().months) for one in kept(store)] == [
        ("基准", 1, 120), ("基准", 2, 60), ("副本", 1, 60)]


def test_the_same_again_is_said(store: Store) -> None:
    keep(store, BASE)
    problem = refusal(store, lambda cursor: save(cursor, replace(BASE, name=" 基准 "), "planner"))
    assert (problem.key, problem.fields) == ("scenario_same", {"name": "基准", "version": 1, "number": 1})


def test_a_withdrawn_version_stays_in_the_file_and_its_number_is_not_used_again(store: Store) -> None:
    keep(store, BASE)
    keep(store, replace(BASE, months=60))
    store.write(lambda cursor: withdraw(cursor, 2, "planner"))
    assert [one.number for one in kept(store)] == [1]
    with store.read() as cursor:
        assert cursor.execute("SELECT count(*) FROM scenario").fetchall() == [(2,)]
    assert keep(store, replace(BASE, months=60)) == 3
    assert [(one.number, one.version) for one in kept(store)] == [(1, 1), (3, 3)]
    for number in (2, 9):
        assert refusal(store, lambda cursor, number=number: withdraw(cursor, number, "planner")).key == (
            "scenario_unknown")


@pytest.mark.parametrize(("scenario", "note", "key"), [
    (replace(BASE, name="  "), "", "scenario_unnamed"), (replace(BASE, months=0), "", "scenario_range"),
    (BASE, "长" * 501, "scenario_note_long"),
])
def test_what_cannot_be_kept_leaves_nothing_behind(store: Store, scenario: Scenario, note: str, key: str) -> None:
    assert refusal(store, lambda cursor: save(cursor, scenario, "planner", note)).key == key
    assert kept(store) == ()


def test_the_latest_publication_is_in_force(store: Store) -> None:
    assert Snapshot(store).outlook is None
    keep(store, BASE)
    keep(store, replace(BASE, months=60))
    assert (out(store, 1), out(store, 2, " 更正  ")) == (1, 2)
    outlook = Snapshot(store).outlook
    assert outlook is not None
    assert (outlook.number, outlook.scenario, outlook.version, outlook.reason, outlook.in_force) == (
        2, 2, 2, "更正", True)
    assert '"peak_t":[0.000,12.340]' in outlook.results
    assert outlook.inputs() == replace(BASE, months=60)
    assert outlook.figures()["peak_t"] == [D("0.000"), D("12.340")]
    with store.read() as cursor:
        first = published_as(cursor, 1)
        assert first is not None
        assert (first.number, first.in_force) == (1, False)
        assert [one.scenario for one in publications(cursor)] == [1, 2]


def test_taking_the_outlook_back_brings_no_earlier_one_back(store: Store) -> None:
    keep(store, BASE)
    keep(store, replace(BASE, months=60))
    out(store, 1)
    out(store, 2)
    store.write(lambda cursor: unpublish(cursor, "staff", "数据有误"))
    assert in_force(store) is None
    with store.read() as cursor:
        assert published_as(cursor, 2) is None
        assert published_as(cursor, 1) is not None
        assert [(one.number, one.withdrawn_reason) for one in publications(cursor)] == [(1, None), (2, "数据有误")]
    assert refusal(store, lambda cursor: unpublish(cursor, "staff", "again")).key == "scenario_no_outlook"
    assert out(store, 1) == 3
    found = in_force(store)
    assert found is not None
    assert (found.number, found.scenario) == (3, 1)


def test_the_outlook_cannot_be_withdrawn_and_a_withdrawn_scenario_is_not_shown(store: Store) -> None:
    keep(store, BASE)
    keep(store, replace(BASE, months=60))
    out(store, 1)
    assert refusal(store, lambda cursor: withdraw(cursor, 1, "staff")).key == "scenario_is_outlook"
    out(store, 2)
    store.write(lambda cursor: withdraw(cursor, 1, "staff"))
    with store.read() as cursor:
        assert published_as(cursor, 1) is None
    assert refusal(store, lambda cursor: publish(cursor, 1, {}, "staff", "x")).key == "scenario_unknown"


@pytest.mark.parametrize(("found", "reason", "key"), [
    (results(BASE), "  ", "scenario_reason"), (results(BASE), "长" * 501, "scenario_note_long"),
    (results(BASE) | {"x": "y" * 1_000_001}, "x", "scenario_results_large"), ({}, "x", "scenario_results_other"),
    (results(replace(BASE, paths=100)), "x", "scenario_results_other"),
])
def test_what_cannot_be_published_changes_nothing(store: Store, found: dict, reason: str, key: str) -> None:
    keep(store, BASE)
    assert refusal(store, lambda cursor: publish(cursor, 1, found, "staff", reason)).key == key
    assert in_force(store) is None


def test_a_list_has_an_end(store: Store) -> None:
    def fill(cursor: Any) -> None:
        cursor.execute("INSERT INTO scenario SELECT range, 'x' || range, 1, '{}', 0, TIMESTAMP '2026-11-23', 'r', ''"
                       " FROM range(1, 201)")

    store.write(fill)
    assert refusal(store, lambda cursor: save(cursor, BASE, "planner")).key == "scenario_many"


def test_a_body_this_program_cannot_read_says_so(store: Store) -> None:
    store.write(lambda cursor: cursor.execute(
        "INSERT INTO scenario VALUES (1, 'x', 1, '{\"zhanbu_scenario\": 9}', 0, TIMESTAMP '2026-11-23', 'r', '')"))
    (one,) = Snapshot(store).scenarios
    with pytest.raises(Problem) as refused:
        one.scenario()
    assert refused.value.key == "scenario_format"
