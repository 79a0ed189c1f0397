"""Why two alternatives owe different tonnes: the parts by hand, and that they always add up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.carbon import Loss, Occupation, SpeciesTable, Stratum, assess
from core.carbon.alternatives import difference
from core.rules import RuleBook

D = Decimal
PERMANENT = Occupation("permanent")
Assess = Callable[..., Loss]
sizes = st.decimals("0.1", "500", places=1)


@pytest.fixture(scope="session")
def owe(book: RuleBook, species: SpeciesTable, on: date) -> Assess:
    def make(*strata: Stratum, basis: str = "flow") -> Loss:
        return assess(strata, PERMANENT, on, book.reform_all({"loss_basis": basis}), species)

    return make


def stand(name: str = "云南松", area: str = "2", volume: str | None = "100", age: str | None = "25") -> Stratum:
    return Stratum(name, D(area), D(volume) if volume else None, D(age) if age else None, "natural")


@pytest.mark.parametrize(("other", "factor"), [
    (stand(area="3"), "area"), (stand(volume="140"), "volume"), (stand(age="10"), "growth"),
    (stand("思茅松"), "species"),
])
def test_one_change_is_the_whole_difference(owe: Assess, other: Stratum, factor: str):
    first, second = owe(stand()), owe(other)
    parts = dict(difference(first, second).parts)
    assert first.owed_t != second.owed_t
    assert abs(parts[factor] - (second.owed_t - first.owed_t)) <= D("0.002")
    assert all(abs(value) <= D("0.002") for name, value in parts.items() if name != factor)


def test_twice_the_area_and_half_the_volume_cancel(owe: Assess):
    """The same tonnes: +L·ln 2 by area, −L·ln 2 by volume, L = owed."""
    first, second = owe(stand()), owe(stand(area="4", volume="50"))
    found = difference(first, second)
    assert found.total_t == 0
    parts = dict(found.parts)
    assert parts["area"] == -parts["volume"]
    assert abs(parts["area"] - first.owed_t * D(2).ln()) < D("0.01")


@given(area=sizes, volume=sizes, more=sizes, young=st.booleans(), basis=st.sampled_from(["flow", "stock", "total"]))
def test_the_parts_add_up(owe: Assess, area: Decimal, volume: Decimal, more: Decimal, young: bool, basis: str):
    first = owe(Stratum("桉树", area, volume), stand(), basis=basis)
    others = [Stratum("台湾相思", more, None, D(5))] if young else [Stratum("灌木", more, cover=D("0.5"))]
    second = owe(stand("栎类"), *others, basis=basis)
    found = difference(first, second)
    assert sum((value for _, value in found.parts), D(0)) == found.total_t == second.owed_t - first.owed_t


def test_nothing_is_split_where_nothing_is_owed(owe: Assess):
    shrub = owe(Stratum("灌木", D(1), cover=D("0.5")))
    found = difference(owe(stand()), shrub)
    assert (found.total_t, found.parts) == (-owe(stand()).owed_t, ())


def test_leaving_a_stratum_out_is_assessing_without_it(owe: Assess):
    """To the last kilogram, although each stratum shown is rounded by itself."""
    strata = [stand(area=f"0.{n}337") for n in range(1, 8)]
    loss = owe(*strata)
    for at in range(len(strata)):
        assert loss.without(at) == owe(*strata[:at], *strata[at + 1:]).owed_t
