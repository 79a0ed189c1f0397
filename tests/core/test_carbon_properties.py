"""What must hold of every assessment, whatever the strata."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from core.carbon import Loss, Occupation, SpeciesTable, Stratum, assess
from core.rules import RuleBook

D = Decimal
MILLI = D("0.001")
NAMES = ("云南松", "台湾相思", "印度黄檀", "余甘子", "桉树", "杉木", "栎类", "阔叶混")
AREAS = st.decimals(D("0.0001"), 500, places=4)
TREES = st.builds(
    Stratum, species=st.sampled_from(NAMES), area_hm2=AREAS, volume_m3_hm2=st.decimals(0, 400, places=1),
    age=st.none() | st.decimals(0, 300, places=1), origin=st.sampled_from((None, "natural", "planted")),
    half_width=st.none() | st.decimals(0, 1, places=3),
    removal_t_hm2_yr=st.none() | st.decimals(0, 30, places=3))
YOUNG = st.builds(Stratum, species=st.sampled_from(NAMES), area_hm2=AREAS,
                  age=st.decimals(0, D("9.9"), places=1))
SHRUBS = st.builds(Stratum, species=st.just("灌木"), area_hm2=AREAS, cover=st.decimals(0, 1, places=2))
STRATA = TREES | YOUNG | SHRUBS
OCCUPATIONS = st.just(Occupation("permanent")) | st.builds(
    Occupation, st.just("temporary"), st.decimals(D("0.1"), 4, places=1), st.just(True))
REFORMS = st.fixed_dictionaries({
    "loss_basis": st.sampled_from(("flow", "stock", "total")),
    "parameter_set": st.sampled_from(("national_table", "measured_density"))})


def with_area(stratum: Stratum, area: Decimal) -> Stratum:
    fields = {name: getattr(stratum, name) for name in Stratum.__slots__}
    return Stratum(**(fields | {"area_hm2": area}))


def totals(loss: Loss) -> tuple[Decimal, ...]:
    return (loss.stock_t, loss.flow_t, loss.total_t, loss.owed_t, loss.flow_long_t, loss.other_sets[0][1])


@given(strata=st.lists(STRATA, min_size=1, max_size=6), occupation=OCCUPATIONS, reform=REFORMS)
def test_sums_and_bases_agree(
    book: RuleBook, species: SpeciesTable, on: date, strata: list[Stratum], occupation: Occupation,
    reform: dict[str, str],
) -> None:
    loss = assess(strata, occupation, on, book.reform_all(reform), species)
    assert abs(loss.total_t - loss.stock_t - loss.flow_t) <= MILLI
    assert loss.owed_t == getattr(loss, f"{reform['loss_basis']}_t")
    assert loss.area_hm2 == sum(one.area_hm2 for one in strata)
    assert min(totals(loss)) >= 0
    for name in ("stock_t", "flow_t", "total_t"):
        parts = sum(getattr(one, name) for one in loss.strata)
        assert abs(getattr(loss, name) - parts) <= MILLI / 2 * len(strata) + MILLI / 2
    for one in loss.strata:
        assert abs(one.total_t - one.stock_t - one.flow_t) <= MILLI


@given(stratum=STRATA, other=AREAS, occupation=OCCUPATIONS, reform=REFORMS)
def test_two_strata_are_one_of_their_area(
    book: RuleBook, species: SpeciesTable, on: date, stratum: Stratum, other: Decimal, occupation: Occupation,
    reform: dict[str, str],
) -> None:
    rules = book.reform_all(reform)
    two = assess([stratum, with_area(stratum, other)], occupation, on, rules, species)
    one = assess([with_area(stratum, stratum.area_hm2 + other)], occupation, on, rules, species)
    assert all(abs(a - b) <= MILLI for a, b in zip(totals(two), totals(one), strict=True))


@given(stratum=STRATA, parts=st.integers(2, 40), occupation=OCCUPATIONS)
def test_splitting_a_stratum_loses_no_more_than_rounding(
    book: RuleBook, species: SpeciesTable, on: date, stratum: Stratum, parts: int, occupation: Occupation
) -> None:
    whole = with_area(stratum, stratum.area_hm2 * parts)
    split = assess([stratum] * parts, occupation, on, book, species)
    assert abs(split.owed_t - assess([whole], occupation, on, book, species).owed_t) <= MILLI


@given(stratum=TREES, more=st.decimals(0, 200, places=1), occupation=OCCUPATIONS, reform=REFORMS)
def test_more_volume_never_loses_less(
    book: RuleBook, species: SpeciesTable, on: date, stratum: Stratum, more: Decimal, occupation: Occupation,
    reform: dict[str, str],
) -> None:
    rules = book.reform_all(reform)
    fields = {name: getattr(stratum, name) for name in Stratum.__slots__}
    assume(fields["volume_m3_hm2"] > 0)  # 0 in a young stand means that nobody measured it
    dense = Stratum(**(fields | {"volume_m3_hm2": fields["volume_m3_hm2"] + more}))
    thin, thick = (assess([one], occupation, on, rules, species) for one in (stratum, dense))
    assert all(a <= b for a, b in zip(totals(thin), totals(thick), strict=True))


@given(strata=st.lists(STRATA, min_size=2, max_size=6), data=st.data(), occupation=OCCUPATIONS)
def test_the_order_of_strata_changes_nothing(
    book: RuleBook, species: SpeciesTable, on: date, strata: list[Stratum], data: st.DataObject,
    occupation: Occupation,
) -> None:
    other = data.draw(st.permutations(strata))
    first, second = (assess(one, occupation, on, book, species) for one in (strata, other))
    assert totals(first) == totals(second)
    assert sorted(one.flow_t for one in first.strata) == sorted(one.flow_t for one in second.strata)


@given(stratum=STRATA, years=st.decimals(D("0.1"), 4, places=1), longer=st.decimals(0, 2, places=1))
def test_temporary_use_never_costs_more_than_permanent_nor_longer_use_less(
    book: RuleBook, species: SpeciesTable, on: date, stratum: Stratum, years: Decimal, longer: Decimal
) -> None:
    def flow(occupation: Occupation) -> Decimal:
        return assess([stratum], occupation, on, book, species).flow_t

    short = flow(Occupation("temporary", years, True))
    long = flow(Occupation("temporary", min(years + longer, D(4)), True))
    assert short <= long <= flow(Occupation("permanent"))


@given(stratum=TREES, half_width=st.decimals(0, 1, places=3))
def test_uncertainty_never_lowers_what_is_owed(
    book: RuleBook, species: SpeciesTable, on: date, stratum: Stratum, half_width: Decimal
) -> None:
    fields = {name: getattr(stratum, name) for name in Stratum.__slots__}
    sure, unsure = (Stratum(**(fields | {"half_width": width})) for width in (None, half_width))
    low, high = (assess([one], Occupation("permanent"), on, book, species).owed_t for one in (sure, unsure))
    assert low <= high <= 2 * low + MILLI
