"""The fewest hectares and the largest demand: by hand, and by playing what was found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from depletion_cases import at, county, lot, owes

from core.scenario.answers import depletion
from core.scenario.engine import simulate
from core.scenario.model import Arrivals, Batch, Offsets, Reversal, Settlement, Sizes
from core.scenario.solver import ODDS, bearable, needed, scaled, yearly

D = Decimal
STEP = D("0.0001")
CANDIDATE = Batch("new", at(12), D(1), D("7.681898"), half_width=D("0.3"), delay_usual=3, delay_worst=12)
UNSURE = county(
    60, lots=(lot("400", "500", ends=30),), listed=owes(m6="60", m20="90"), paths=2000, seed=5,
    arrivals=(Arrivals("", D(6), Sizes("lognormal", D(20), D(90))),), offsets=Offsets(D("0.4"), D("0.2")),
    settlement=Settlement(D(1), D("0.2"), D("0.5")), reversals=(Reversal("fire", D("0.01"), D("0.5")),))


def area(batch: Batch, scenario=UNSURE, odds=0.2, **given) -> Decimal | None:
    return needed(scenario, [batch], [odds], **given)[0].hectares[0]


def with_area(batch: Batch, hectares: Decimal, scenario=UNSURE):
    return replace(scenario, batches=(*scenario.batches, replace(batch, area_hm2=hectares)))


def test_hectares_for_certain_are_the_shortage_over_the_yield():
    """100 t, 10 a month: after 10 months nothing is left, in month 15 60 t are missing. At 4 t/hm²: 15 hm²."""
    sure = county(16, lots=(lot("100"),), steady_t=D(10))
    for month, expected in ((0, D(15)), (10, D(15)), (11, None)):
        assert area(Batch("b", at(month), D(1), D(4)), sure, odds=0.0, paths=3) == expected


def test_what_the_batch_itself_must_make_good_is_in_its_hectares():
    """85 t are missing in month 65. A fifth of a batch turns out to be missing 60 months after it was stored: stored in
    month 0 it then gives 3.2 t/hm², 26.5625 hm² are needed; stored in month 10, after the horizon, 4 t/hm² and 21.25.
    """
    settled = county(70, lots=(lot("100"),), listed=owes(m65="185"), settlement=Settlement(D("0.8")))
    assert area(Batch("b", at(0), D(1), D(4)), settled, odds=0.0, paths=1) == D("26.5625")
    assert area(Batch("b", at(10), D(1), D(4)), settled, odds=0.0, paths=1) == D("21.25")


@pytest.mark.parametrize("odds", ODDS)
def test_with_the_hectares_the_odds_are_kept_and_with_fewer_not(odds: float):
    found = area(CANDIDATE, odds=odds)
    if found is None:
        assert depletion(simulate(with_area(CANDIDATE, D(1_000_000)))).share > odds
        return
    assert depletion(simulate(with_area(CANDIDATE, found))).share <= odds
    if found:
        assert depletion(simulate(with_area(CANDIDATE, found * D("0.999") - STEP))).share > odds


def test_looser_odds_and_earlier_storing_never_need_more():
    early, late = needed(UNSURE, [CANDIDATE, replace(CANDIDATE, month=at(24))])
    for one in (early, late):
        known = [hectares if hectares is not None else D("Infinity") for hectares in one.hectares]
        assert known == sorted(known, reverse=True)
        assert any(hectares is not None for hectares in one.hectares)


def test_batches_that_are_planned_already_count():
    """A planned batch of the same tonnes leaves less to store."""
    planned = replace(UNSURE, batches=(replace(CANDIDATE, name="planned", area_hm2=D(10)),))
    assert area(CANDIDATE, planned, odds=0.3) < area(CANDIDATE, odds=0.3)


def test_the_largest_demand_keeps_the_odds_and_a_little_more_does_not():
    found = bearable(UNSURE, 0.2)
    assert [one.factor for one in found] == sorted(one.factor for one in found)
    assert [one.share for one in found] == sorted(one.share for one in found)
    best = max((one for one in found if one.share <= 0.2), key=lambda one: one.factor)
    assert depletion(simulate(scaled(UNSURE, best.factor))).share == best.share
    assert depletion(simulate(scaled(UNSURE, best.factor + 0.02))).share > 0.2


def test_what_is_owed_in_a_year():
    """Six projects of 20 t and 5 t each month: 180 t; half as many: 90 t."""
    scenario = county(12, arrivals=(Arrivals("", D(6), Sizes("fixed", D(20))),), steady_t=D(5))
    assert yearly(scenario) == 180
    assert yearly(scaled(scenario, 0.5)) == 90


def test_demand_that_is_too_much_even_without_the_unlisted():
    hopeless = replace(UNSURE, listed=owes(m1="5000"))
    assert [one.share for one in bearable(hopeless, 0.2, factors=(0.0, 1.0))] == [1.0, 1.0]
    idle = county(12, lots=(lot("100"),), arrivals=UNSURE.arrivals, offsets=Offsets(D("0.8")), paths=500)
    assert [one.factor for one in bearable(idle, 0.99, factors=(0.0, 1.0))] == [0.0, 1.0]
