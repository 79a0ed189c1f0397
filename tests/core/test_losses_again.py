"""The losses of a proposal, reckoned a second time by the referee."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest
import referee
from hypothesis import given
from hypothesis import strategies as st
from surveying import GROUPS, factor

from core.carbon import (
    Loss,
    Occupation,
    SpeciesTable,
    Stratum,
    assess,
)
from core.rules import RuleBook

D = Decimal
PERMANENT = Occupation("permanent")
Assess = Callable[..., Loss]


@pytest.fixture(scope="module")
def loss_of(book: RuleBook, species: SpeciesTable, on: date) -> Assess:
    def run(strata: Stratum | Sequence[Stratum], occupation: Occupation = PERMANENT,
            rules: RuleBook | None = None) -> Loss:
        given = [strata] if isinstance(strata, Stratum) else strata
        return assess(given, occupation, on, rules or book, species)

    return run


@given(area=st.decimals(D("0.01"), 500, places=4), volume=st.decimals(0, 400, places=1),
       species=st.sampled_from(tuple(GROUPS)), half=st.none() | st.decimals(0, 1, places=3))
def test_permanent_loss_is_the_referee_s(
    loss_of: Assess, area: Decimal, volume: Decimal, species: str, half: Decimal | None
) -> None:
    """Age unknown: 5.03 % of the volume a year, three years."""
    found = loss_of(Stratum(species, area, volume_m3_hm2=volume, half_width=half))
    phi = referee.phi(*(factor(species, name) for name in ("D", "BEF", "R", "CF")))
    expected = referee.lost_permanently(float(area), float(volume) * phi, float(volume) * 0.0503 * phi)
    raised = [referee.discounted(one, float(half or 0), loss=True) for one in expected]
    assert [float(one) for one in (found.stock_t, found.flow_t, found.total_t)] == pytest.approx(raised, abs=0.00051)


@given(area=st.decimals(1, 500, places=4), yearly=st.decimals(0, 20, places=2), term=st.decimals(D("0.1"), 2, places=1))
def test_temporary_loss_is_the_referee_s(loss_of: Assess, area: Decimal, yearly: Decimal, term: Decimal) -> None:
    """Bare for the term and the year of restoration, then back linearly; within three years, and uncut."""
    found = loss_of(Stratum("云南松", area, D(100), removal_t_hm2_yr=yearly), Occupation("temporary", term))
    recovery = float(next(given.value for step in found.strata[0].step.steps for given in step.inputs
                          if given.symbol == "λ"))  # type: ignore[arg-type]
    cut, uncut = (referee.lost_for_a_time(float(area), 0, float(yearly), float(term), 1, recovery, horizon=horizon)[1]
                  for horizon in (3, None))
    assert float(found.flow_t) == pytest.approx(cut, rel=1e-9, abs=0.00051)
    assert found.flow_uncut_t is not None
    assert float(found.flow_uncut_t) == pytest.approx(uncut, rel=1e-9, abs=0.00051)
    assert uncut == pytest.approx(float(area * yearly) * (float(term) + 1 + recovery / 2), rel=1e-9)


@given(area=st.decimals(D("0.01"), 500, places=4), cover=st.decimals(0, 1, places=3))
def test_the_loss_of_shrubs_is_the_referee_s(loss_of: Assess, area: Decimal, cover: Decimal) -> None:
    found = loss_of(Stratum("灌木", area, cover=cover))
    assert float(found.stock_t) == pytest.approx(referee.shrub_stock(float(area), float(cover), 130), abs=0.00051)


def test_the_factor_per_cubic_metre_by_hand() -> None:
    """φ of pine: 44/12 · 0.511 · 1.619 · 0.483 · 1.146 = 1.6791 tCO2e/m³; acacias 1.4063, hard broadleaf 2.3004, soft
    broadleaf 1.6105."""
    factors = {name: [factor(name, part) for part in ("D", "BEF", "R", "CF")] for name in GROUPS}
    found = {name: referee.phi(*given) for name, given in factors.items()}
    printed = {"台湾相思": 1.4063, "印度黄檀": 2.3004, "余甘子": 1.6105, "云南松": 1.6791}
    assert found == pytest.approx(printed, abs=1e-4)
    assert referee.phi(0.727, factor("台湾相思", "BEF"), 0.296, 0.483) == pytest.approx(2.4679, abs=1e-4)
    assert referee.volume_stock(2, 50, *factors["云南松"]) == pytest.approx(100 * found["云南松"])
