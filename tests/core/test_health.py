"""What is wrong with the running product, judged from facts made up by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.health import LEVELS, Facts, judge, well
from core.problem import Problem
from ui import health
from ui.words import LANGUAGES, words

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR, MINUTE, GB = timedelta(hours=1), timedelta(minutes=1), 1_000_000_000
WELL = Facts(
    at=NOW, day=date(2026, 11, 23), frozen=False, serving=True, running_s=90_000, version="0.9.0", schema=17,
    python="3.11.7", duckdb="1.5.5", streamlit="1.67.0", data_version=5, entries=93, verified_at=NOW - HOUR,
    broken=None, backup_at=NOW - HOUR, backup_bytes=2_000_000, backup_count=4, backup_hours=24, backup_current=False,
    backup_problem=None, backup_beside=False, on_server=False, growth=1_000_000, store_bytes=3_000_000,
    free_bytes=50 * GB, price_on=date(2026, 11, 20), price_age=1, price_limit=5, calendar_left=300, calendar_limit=60,
    overdue=0, queue=0, writing_s=0, clock_ahead=timedelta(), entry_ahead=timedelta(), file_ahead=timedelta(),
    provider=True, public_url=True, errors=0)
CASES = [
    ({"serving": False}, "bad", "not_running"),
    ({"broken": Problem("books_differ", table="lot", name="YM-01-L1")}, "bad", "books_broken"),
    ({"verified_at": None}, "warn", "books_never"),
    ({"verified_at": NOW - 27 * HOUR}, "warn", "books_late"),
    ({"clock_ahead": 2 * HOUR}, "bad", "clock_ahead"),
    ({"entry_ahead": 11 * MINUTE, "file_ahead": 11 * MINUTE}, "bad", "clock_behind"),
    ({"file_ahead": 11 * MINUTE}, "warn", "clock_of_files"),
    ({"frozen": True}, "warn", "frozen"),
    ({"free_bytes": GB // 2 - 1}, "bad", "disk_full"),
    ({"free_bytes": GB}, "warn", "disk_little"),
    ({"free_bytes": 29 * GB, "growth": GB}, "warn", "disk_soon"),
    ({"writing_s": 60, "queue": 3}, "bad", "writes_stuck"),
    ({"writing_s": 10}, "warn", "writes_slow"),
    ({"queue": 50}, "warn", "writes_slow"),
    ({"backup_problem": Problem("store_full", file="x.duckdb")}, "bad", "backup_failed"),
    ({"backup_at": None}, "bad", "backup_none"),
    ({"backup_at": NOW - 49 * HOUR}, "bad", "backup_late"),
    ({"backup_hours": 0}, "warn", "backup_off"),
    ({"backup_hours": 0, "on_server": True}, "note", "backup_server"),
    ({"backup_beside": True}, "note", "backup_beside"),
    ({"errors": 3}, "warn", "errors"),
    ({"overdue": 1}, "warn", "holds_overdue"),
    ({"price_on": None}, "warn", "price_none"),
    ({"price_age": 6}, "warn", "price_late"),
    ({"calendar_left": 59}, "warn", "calendar_soon"),
    ({"calendar_left": -1}, "warn", "calendar_over"),
    ({"provider": False}, "note", "no_provider"),
    ({"public_url": False}, "note", "no_public_url"),
]


def test_all_is_well() -> None:
    assert judge(WELL) == ()
    assert well(())


@pytest.mark.parametrize(("changed", "level", "key"), CASES)
def test_one_thing_is_wrong(changed: dict, level: str, key: str) -> None:
    found = judge(replace(WELL, **changed))
    assert [(one.level, one.key) for one in found] == [(level, key)]
    assert well(found) == (level == "note")


@pytest.mark.parametrize("changed", [
    {"backup_at": NOW - 49 * HOUR, "backup_current": True},  # nothing to keep since
    {"backup_at": None, "running_s": 60},  # the first one is made a minute after the start
    {"verified_at": NOW - 25 * HOUR}, {"entry_ahead": 9 * MINUTE}, {"price_age": 5}, {"calendar_left": 60},
    {"free_bytes": 31 * GB, "growth": GB}, {"free_bytes": 3 * GB, "growth": -GB}, {"growth": None}, {"queue": 49}])
def test_what_may_be_is_no_fault(changed: dict) -> None:
    assert judge(replace(WELL, **changed)) == ()


def test_the_worst_comes_first() -> None:
    found = judge(replace(WELL, provider=False, errors=1, queue=60, free_bytes=0, broken=Problem("journal_text")))
    assert [one.key for one in found] == ["books_broken", "disk_full", "writes_slow", "errors", "no_provider"]
    assert [LEVELS.index(one.level) for one in found] == sorted(LEVELS.index(one.level) for one in found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_finding_has_its_words(lang: str) -> None:
    say = words(lang)
    for changed, _, key in CASES:
        facts = replace(WELL, **changed)
        told = health.told(facts, judge(facts), say)
        [one] = told["findings"]
        assert one["key"] == key
        assert len(one["what"]) > 5 and len(one["do"]) > 5
        assert not any("{" in text for _, text in health.rows(facts, say))
    assert "YM-01-L1" in health.said(judge(replace(WELL, **CASES[1][0]))[0], say)[0]
