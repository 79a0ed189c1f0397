"""Parameter sets of the county's own: read with every mistake named, stored once, chosen by a decision, cited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.carbon import Occupation, Stratum, assess
from core.carbon.own_sets import read_own_sets
from core.problem import Problem
from core.trace import readings
from store.database import Store
from store.decisions import Confirmed, record
from store.own_sets import add_sets, own_values
from store.snapshot import Snapshot, shipped_rules, shipped_species

D = Decimal
HEAD = "set,species,parameter,value,source,link,status\n"
SHEET = HEAD + "county,云南松,D,0.45,本县解析木报告 表3,,sourced\ncounty,硬阔类,R,0.30,本县报告,,weak\n"
PINE = Stratum("云南松", D(1), D(100))


def read(text: str) -> tuple[object, ...]:
    return read_own_sets("组.csv", text.encode(), shipped_species())


def test_a_set_is_the_national_table_with_its_own_values(store: Store):
    """φ = 44/12 · 0.511 · 1.619 · 0.45 · 1.146; 100 m³: its stock."""
    values = read_own_sets("组.csv", SHEET.encode(), shipped_species())
    store.write(lambda cursor: add_sets(cursor, values, shipped_rules()))
    snapshot = Snapshot(store)
    assert snapshot.rules["parameter_set"].options == ("national_table", "measured_density", "county")
    book = snapshot.rules.reform_all({"parameter_set": "county"})
    loss = assess([PINE], Occupation("permanent"), date(2026, 9, 1), book, snapshot.species)
    phi = Fraction(44, 12) * Fraction("0.511") * Fraction("1.619") * Fraction("0.45") * Fraction("1.146")
    assert loss.stock_t == (D(100) * phi.numerator / phi.denominator).quantize(D("0.001"))
    cited = {one.id: one for one in readings(loss.step)}
    assert cited["set.county.云南松.D"].reference.title_zh == "本县解析木报告 表3"
    assert "species.云南松.D" not in cited and "species.云南松.CF" in cited
    assert dict(loss.other_sets).keys() == {"national_table", "measured_density"}


def test_a_group_s_value_holds_for_its_species(store: Store):
    values = read_own_sets("组.csv", SHEET.encode(), shipped_species())
    store.write(lambda cursor: add_sets(cursor, values, shipped_rules()))
    rules = Snapshot(store).rules.at(date(2026, 9, 1))
    sissoo = shipped_species().find("印度黄檀")
    assert shipped_species().factors(sissoo, "county", rules).r.number == D("0.30")
    assert shipped_species().factors(sissoo, "national_table", rules).r.number == D("0.261")


def test_an_official_chooses_it_from_a_date_on(store: Store):
    values = read_own_sets("组.csv", SHEET.encode(), shipped_species())
    store.write(lambda cursor: add_sets(cursor, values, shipped_rules()))
    entered = Confirmed(date(2026, 10, 1), "county", "县林草局文件", "第3条")
    store.write(lambda cursor: record(cursor, Snapshot(store).rules, "parameter_set", entered, "reviewer"))
    rules = Snapshot(store).rules
    assert [rules.at(day)["parameter_set"].value for day in (date(2026, 9, 30), date(2026, 10, 1))] == [
        "national_table", "county"]


def test_a_stored_set_never_changes(store: Store):
    values = read_own_sets("组.csv", SHEET.encode(), shipped_species())
    store.write(lambda cursor: add_sets(cursor, values, shipped_rules()))
    with pytest.raises(Problem) as refused:
        store.write(lambda cursor: add_sets(cursor, values, Snapshot(store).rules))
    assert refused.value.key == "set_exists"
    with store.read() as cursor:
        assert own_values(cursor) == tuple(sorted(values, key=lambda one: (one.set, one.who, one.symbol)))


@pytest.mark.parametrize(("line", "key", "field"), [
    ("a b,云南松,D,0.45,x,,", "set_name", None), ("c,云南松,Q,0.45,x,,", "set_parameter", "parameter"),
    ("c,云南松,D,4.5,x,,", "sheet_number", "value"), ("c,云南松,D,,x,,", "sheet_missing", "value"),
    ("c,云南松,D,0.45,,,", "sheet_missing", "source"), ("c,银杏,D,0.45,x,,", "sheet_species", None),
    ("c,云南松,D,0.45,x,,maybe", "set_parameter", "status"),
])
def test_mistakes_are_named(line: str, key: str, field: str | None):
    with pytest.raises(Problem) as refused:
        read(HEAD + line + "\n")
    assert (refused.value.key, refused.value.fields["row"], refused.value.fields.get("field")) == (key, 2, field)


def test_one_value_twice_is_refused():
    with pytest.raises(Problem) as refused:
        read(HEAD + "c,云南松,D,0.45,x,,\nc,230,D,0.46,x,,\n")
    assert (refused.value.key, refused.value.fields["row"]) == ("sheet_differs", 3)
