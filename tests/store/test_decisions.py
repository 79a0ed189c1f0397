"""Decisions on parameters: recorded with their document, in force from their date, withdrawn, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problem import Problem
from core.rules import Dated, Reference, Rule, RuleBook
from core.rules.book import RuleValue
from core.rules.values import as_text, from_text, kind_of, number
from store import Store
from store.decisions import Confirmed, Decision, applied, checked, decisions, record, withdraw
from store.snapshot import Snapshot, shipped_rules

D = Decimal
DAY = date(2026, 7, 1)
RATE = "volume_growth_rate.young"
MOMENT = datetime(2026, 11, 23, 0, 30)  # noqa: DTZ001 - the store keeps UTC without saying so
GROWTH = Confirmed(DAY, D("0.06"), "元谋县森林资源连续清查成果", "表 3", "https://example.org/3", "第七次")


def keep(store: Store, rule: str, entered: Confirmed, role: str = "staff") -> int:
    return store.write(lambda cursor: record(cursor, shipped_rules(), rule, entered, role))


def take_back(store: Store, number_: int, reason: str = "录错") -> int:
    return store.write(lambda cursor: withdraw(cursor, number_, reason, "staff"))


def insert(store: Store, values: str) -> None:
    """A row past all checks but the table's own."""
    store.write(lambda cursor: cursor.execute(f"INSERT INTO decision VALUES ({values})"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For refusals, which leave it as it is: record 1 counts, 2 has been withdrawn by 3."""
    opened = Store(tmp_path_factory.mktemp("shared") / "x.duckdb")
    keep(opened, RATE, GROWTH)
    keep(opened, "loss_basis", Confirmed(DAY, "stock", "文件"))
    take_back(opened, 2)
    yield opened
    opened.close()


def kept(store: Store) -> tuple[Decision, ...]:
    with store.read() as cursor:
        return decisions(cursor)


def refused(store: Store, rule: str, entered: Confirmed) -> Problem:
    with pytest.raises(Problem) as problem:
        keep(store, rule, entered)
    return problem.value


def test_a_recorded_value_is_in_force_from_its_day_and_no_assumption_any_more(store: Store):
    before = Snapshot(store)
    assert keep(store, RATE, GROWTH) == 1
    after = Snapshot(store)
    assert (before.version + 1, before.decisions) == (after.version, ())
    reading = after.rules.at(DAY)[RATE]
    assert (reading.value, reading.since, reading.status, reading.is_assumption) == (D("0.06"), DAY, "sourced", False)
    title = "元谋县森林资源连续清查成果 表 3"
    assert reading.reference == Reference(title, title, "https://example.org/3")
    assert after.rules.at(DAY - timedelta(days=1))[RATE] == shipped_rules().at(DAY)[RATE]
    assert [one.since for one in after.rules[RATE].values] == [date(2020, 1, 1), DAY]


def test_the_record_says_who_when_and_what(store: Store, monkeypatch: pytest.MonkeyPatch):
    """08:30 in Shanghai is 00:30 UTC."""
    monkeypatch.setattr("store.decisions.now", lambda: datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    keep(store, RATE, GROWTH, "reviewer")
    assert kept(store) == (Decision(1, RATE, GROWTH, "第七次", MOMENT, "reviewer", None, None),)


def test_withdrawing_gives_back_the_former_book_and_both_records_stay(store: Store):
    keep(store, RATE, GROWTH)
    assert take_back(store, 1, "表 3 是全省的") == 2
    assert Snapshot(store).rules == shipped_rules()
    first, second = kept(store)
    assert (first.confirmed, first.withdrawn_by, first.counts) == (GROWTH, 2, False)
    assert (second.withdraws, second.note, second.rule, second.confirmed) == (1, "表 3 是全省的", RATE, None)


def test_of_two_values_of_one_day_the_later_record_counts_until_it_is_withdrawn(store: Store):
    keep(store, RATE, GROWTH)
    keep(store, RATE, Confirmed(DAY, D("0.07"), "更正通知"))
    assert Snapshot(store).rules.at(DAY)[RATE].value == D("0.07")
    take_back(store, 2)
    assert Snapshot(store).rules.at(DAY)[RATE].value == D("0.06")


def test_decisions_outlive_the_process(tmp_path: Path):
    first = Store(tmp_path / "x.duckdb")
    keep(first, RATE, GROWTH)
    first.close()
    second = Store(tmp_path / "x.duckdb")
    assert Snapshot(second).rules.at(DAY)[RATE].value == D("0.06")
    second.close()


VALUES = [
    ("loss_basis", "stock"), ("soil_counted", True), ("parameter_set", "measured_density"),
    ("fire_combustion_share", ((D(5), D("0.5")), (None, D("0.3")))),
    ("age_class_limits.pine.natural", ((D(25), "young"), (D(80), "mature"), (None, "over_mature"))),
    ("mapping.acacia_confusa", "硬阔类"), ("species.相思类.D", D("0.6")),
]


def test_every_kind_of_value_comes_back_as_it_was(store: Store):
    for rule, value in VALUES:
        keep(store, rule, Confirmed(DAY, value, "文件"))
    assert [(rule, Snapshot(store).rules.at(DAY)[rule].value) for rule, _ in VALUES] == VALUES


@pytest.mark.parametrize(("rule", "value", "key"), [
    (RATE, D("0.31"), "rule_range"), (RATE, D("-0.01"), "rule_range"), (RATE, D("NaN"), "rule_range"),
    (RATE, "0.06", "rule_type"), (RATE, True, "rule_type"), ("soil_counted", D(1), "rule_type"),
    ("loss_basis", "feeling", "rule_option"), ("loss_horizon_years", D("3.5"), "rule_whole"),
    ("fire_combustion_share", (), "rule_brackets"), ("fire_combustion_share", ((D(5), D(1)),), "rule_brackets"),
    ("fire_combustion_share", ((D(9), D(1)), (D(5), D(1)), (None, D(1))), "rule_brackets"),
    ("fire_combustion_share", ((None, D(1)), (None, D(1))), "rule_brackets"),
    ("fire_combustion_share", ((None, "young"),), "rule_brackets"),
    ("fire_combustion_share", ((None, D(-1)),), "rule_brackets"),
    ("fire_combustion_share", ((D("NaN"), D(1)), (None, D(1))), "rule_brackets"),
    ("age_class_limits.pine.natural", ((D(5), "teenage"), (None, "mature")), "rule_brackets"),
    ("age_class_limits.pine.natural", ((D(5), D(1)), (None, "mature")), "rule_brackets"),
    ("allometry.zeng_2018", D(1), "rule_unknown"),
])
def test_a_value_the_parameter_cannot_take_is_refused(shared: Store, rule: str, value: RuleValue, key: str):
    assert refused(shared, rule, Confirmed(DAY, value, "文件")).key == key
    assert len(kept(shared)) == 3


@pytest.mark.parametrize(("entered", "key"), [
    (Confirmed(date(2019, 12, 31), D("0.06"), "文件"), "decision_since"),  # the shipped value would take over at once
    (Confirmed(date(2101, 1, 1), D("0.06"), "文件"), "decision_since"),
    (Confirmed(DAY, D("0.06"), " \n "), "decision_document"), (Confirmed(DAY, D("0.06"), "x" * 501), "decision_long"),
    (Confirmed(DAY, D("0.06"), "文件", link="javascript:alert(1)"), "decision_link"),
    (Confirmed(DAY, D("0.06"), "文件", link="https://x.example/a\"onclick"), "decision_link"),
])
def test_a_record_without_its_proper_source_is_refused(shared: Store, entered: Confirmed, key: str):
    assert refused(shared, RATE, entered).key == key


def test_the_same_record_twice_is_refused_but_not_after_a_withdrawal(store: Store):
    keep(store, RATE, GROWTH)
    assert refused(store, RATE, Confirmed(DAY, D("0.060"), *(getattr(GROWTH, name) for name in (
        "document", "clause", "link", "note")))).key == "decision_same"
    take_back(store, 1)
    assert keep(store, RATE, GROWTH) == 3


@pytest.mark.parametrize(("number_", "reason", "key"), [
    (1, " ", "decision_reason"), (2, "x", "decision_withdrawn"), (3, "x", "decision_unknown"),
    (99, "x", "decision_unknown"), (1, "x" * 501, "decision_long"),
])
def test_what_cannot_be_withdrawn(shared: Store, number_: int, reason: str, key: str):
    with pytest.raises(Problem) as problem:
        take_back(shared, number_, reason)
    assert problem.value.key == key
    assert len(kept(shared)) == 3


def test_the_table_itself_takes_no_half_record(store: Store):
    for since, withdraws in (("NULL, NULL, NULL", "NULL"), ("'2026-01-01', 'number', '1'", "NULL"),
                             ("NULL, NULL, NULL", "9")):
        with pytest.raises(duckdb.ConstraintException):
            insert(store, f"9, 'x', {since}, '', '', '', '', '2026-01-01', 'staff', {withdraws}")


def test_a_record_that_this_version_cannot_take_is_left_out_and_named(store: Store):
    """A rule that is gone, a value out of a narrower range, a text that is no value: the pages still open."""
    keep(store, RATE, GROWTH)
    for at, rule, value in ((2, "gone", "1"), (3, RATE, "7"), (4, RATE, "seven")):
        insert(store, f"{at}, '{rule}', '2026-07-01', 'number', '{value}', 'x', '', '', '', '2026-07-01', 'x', NULL")
    snapshot = Snapshot(store)
    assert [one.number for one in snapshot.unusable_decisions] == [2, 3, 4]
    assert snapshot.rules.at(DAY)[RATE].value == D("0.06")
    for number_ in (2, 3, 4):
        take_back(store, number_, "用不上")
    assert Snapshot(store).unusable_decisions == ()


# --- for any parameter, value and day


RULES = tuple(shipped_rules())


def values_of(rule: Rule) -> st.SearchStrategy[RuleValue]:
    now = rule.values[-1].value
    if isinstance(now, bool):
        return st.booleans()
    if isinstance(now, Decimal):
        low, high = rule.low or D(0), rule.high if rule.high is not None else D(1000)
        return st.decimals(low, high, places=0 if rule.whole else 4).filter(lambda one: low <= one <= high)
    if isinstance(now, tuple):
        results = st.sampled_from([result for _, result in now])
        bounds = st.lists(st.integers(1, 300), unique=True, max_size=5).map(sorted)
        return st.tuples(bounds, results, results).map(
            lambda found: (*((D(bound), found[1]) for bound in found[0]), (None, found[2])))
    return st.sampled_from(rule.options)


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, Confirmed]:
    rule = draw(st.sampled_from(RULES))
    since = draw(st.dates(rule.values[0].since, date(2040, 1, 1)))
    return rule.id, Confirmed(since, draw(values_of(rule)), "文件")


def as_record(at: int, rule: str, entered: Confirmed, withdrawn_by: int | None = None) -> Decision:
    return Decision(at, rule, entered, "", MOMENT, "staff", None, withdrawn_by)


@given(entries(), st.integers(1, 4000))
def test_it_applies_from_its_day_and_not_before(entry: tuple[str, Confirmed], days: int):
    rule, entered = entry
    book, unusable = applied(shipped_rules(), [as_record(1, rule, checked(shipped_rules()[rule], entered))])
    assert unusable == ()
    reading = book.at(entered.since)[rule]
    assert (reading.value, reading.is_assumption) == (entered.value, False)
    earlier = entered.since - timedelta(days=days)
    if earlier >= date(2020, 1, 1):
        assert book.at(earlier)[rule] == shipped_rules().at(earlier)[rule]
    assert {one.id: one for one in book if one.id != rule} == {one.id: one for one in RULES if one.id != rule}


@given(st.lists(entries(), min_size=1, max_size=6), st.data())
def test_withdrawing_any_of_them_is_as_if_it_had_never_been(found: list[tuple[str, Confirmed]], data: st.DataObject):
    gone = data.draw(st.integers(0, len(found) - 1))
    records = [as_record(at, *one, withdrawn_by=99 if at == gone else None) for at, one in enumerate(found)]
    assert applied(shipped_rules(), records) == applied(shipped_rules(), records[:gone] + records[gone + 1:])


@given(entries())
def test_a_value_and_its_text(entry: tuple[str, Confirmed]):
    value = entry[1].value
    assert from_text(kind_of(value), as_text(value)) == value


@pytest.mark.parametrize(("kind", "text"), [
    ("number", "seven"), ("number", "0,06"), ("number", "inf"), ("number", "1e99"), ("number", "1" * 19),
    ("yes_no", "maybe"), ("brackets", "{"), ("brackets", "[1]"), ("brackets", "[[1]]"), ("brackets", '[["a", "1"]]'),
    ("brackets", "null"), ("feeling", "x"),
])
def test_a_text_that_is_no_value(kind: str, text: str):
    with pytest.raises(Problem, match="value_"):
        from_text(kind, text)


def test_numbers_as_people_type_them():
    assert [number(text) for text in (" 0.06 ", "12", "-3", "1e-4")] == [D("0.06"), D(12), D(-3), D("0.0001")]


def test_the_book_itself_is_left_as_it_was():
    book = RuleBook(shipped_rules().rules)
    book.decided(RATE, Dated(DAY, D("0.06"), Reference("x", "x"), status="sourced"))
    assert book == shipped_rules()
