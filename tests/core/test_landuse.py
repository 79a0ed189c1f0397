"""Protection grades and the restoration fee: what the law says beside the carbon."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.carbon import Occupation
from core.landuse import Kind, Parcel, check_grades, load_kinds, restoration_fee
from core.landuse.fee import rate_of
from core.rules import RulesAt

D = Decimal
DATA = Path(__file__).resolve().parents[2] / "data"
PERMANENT, SERVING = Occupation("permanent"), Occupation("serving")


@pytest.fixture(scope="session")
def kinds() -> dict[str, Kind]:
    return load_kinds(DATA / "project_kinds.csv")


@pytest.mark.parametrize(("land_class", "rate"), [
    ("030100", "forest"), ("030200", "forest"), ("030404", "forest"), ("030405", "forest"), ("030301", "open"),
    ("030302", "open"), ("030401", "open"), ("030402", "open"), ("030501", "suitable"), ("", None), ("0103", None),
    ("03", None), ("040100", None),
])
def test_the_rate_of_a_land_class(land_class: str, rate: str | None):
    assert rate_of(land_class) == rate


def test_a_fee_by_hand(rules: RulesAt):
    """2 hm² of tree land: 20 000 m² · 10 = 200 000; 0.5 hm² of shrub, public welfare: 5 000 · 6 · 2 = 60 000."""
    parcels = [Parcel("1", D(2), "030100", "22"), Parcel("2", D("0.5"), "030301", "11")]
    assert restoration_fee(parcels, PERMANENT, rules).amount_cny == D("260000.00")


@pytest.mark.parametrize(("urban", "commercial", "amount"), [
    (False, False, "200000.00"), (False, True, "400000.00"), (True, False, "400000.00"), (True, True, "400000.00")])
def test_the_factors(rules: RulesAt, urban: bool, commercial: bool, amount: str):
    """Inside an urban planning area its own factor holds; a commercial project pays double outside."""
    fee = restoration_fee([Parcel("1", D(2), "030100")], PERMANENT, rules, urban, commercial)
    assert fee.amount_cny == D(amount)


def test_unknown_land_is_said_and_not_charged(rules: RulesAt):
    fee = restoration_fee([Parcel("1", D("1.5"), ""), Parcel("2", D(1), "030100")], PERMANENT, rules)
    assert (fee.amount_cny, fee.unknown_hm2) == (D("100000.00"), D("1.5"))


def test_serving_forestry_pays_the_share_the_rule_says(rules: RulesAt):
    parcels = [Parcel("1", D(1), "030100")]
    assert restoration_fee(parcels, SERVING, rules).amount_cny == 0
    half = rules.book.reform_all({"restoration_fee.serving_share": D("0.5")}).at(rules.day)
    assert restoration_fee(parcels, SERVING, half).amount_cny == D("50000.00")


@given(areas=st.lists(st.decimals("0.0001", "999", places=4), min_size=1, max_size=6))
def test_a_fee_is_the_sum_of_its_pieces(rules: RulesAt, areas: list[Decimal]):
    whole = restoration_fee([Parcel(str(at), one, "030100") for at, one in enumerate(areas)], PERMANENT, rules)
    assert whole.amount_cny == sum(areas, D(0)) * 100_000


@pytest.mark.parametrize(("kind", "allowed"), [
    ("road", [False, True, True, True]), ("solar_farm", [False, True, True, True]),
    ("quarry", [False, False, True, True]), ("other", [False, False, False, True]),
])
def test_the_grades_a_project_may_use(rules: RulesAt, kinds: dict[str, Kind], kind: str, allowed: list[bool]):
    """Order 35, Art. 4: grade Ⅰ never; infrastructure Ⅱ and lower; other industry Ⅲ; anything else Ⅳ."""
    parcels = [Parcel(f"P{grade}", D(grade), grade=grade) for grade in (4, 2, 1, 3)]
    found = check_grades(parcels, kinds[kind], rules)
    assert [one.grade for one in found] == [1, 2, 3, 4]
    assert [one.allowed for one in found] == allowed
    assert [one.area_hm2 for one in found] == [D(1), D(2), D(3), D(4)]


def test_an_unknown_grade_is_neither_allowed_nor_forbidden(rules: RulesAt, kinds: dict[str, Kind]):
    found = check_grades([Parcel("1", D(1)), Parcel("2", D(2), grade=4), Parcel("3", D(3))], kinds["road"], rules)
    assert [(one.grade, one.allowed, one.labels) for one in found] == [(4, True, ("2",)), (None, None, ("1", "3"))]


def test_every_kind_has_its_limit(rules: RulesAt, kinds: dict[str, Kind]):
    assert all(rules.number(f"grade_limit.{kind.grade_class}") in (2, 3, 4) for kind in kinds.values())
    assert {name for name, kind in kinds.items() if kind.commercial} == {
        "mine", "large_mine", "quarry", "logistics", "tourism"}
