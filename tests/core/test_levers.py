"""Levers: steps worked out by hand where all is certain, and the same luck where nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from depletion_cases import at, county, lot, owes

from core.rules import RuleBook, RulesAt
from core.scenario.answers import months_enough
from core.scenario.checks import check
from core.scenario.engine import Cancelled, simulate
from core.scenario.levers import Effect, effects, levers
from core.scenario.model import (
    Arrivals,
    Batch,
    Certificates,
    Listed,
    Offsets,
    Reform,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
)
from core.scenario.prices import price_bank

D = Decimal
TWO = 100  # paths: enough for an interval, all alike where nothing is uncertain
SURE = {"paths": TWO, "settlement": Settlement()}


@pytest.fixture(scope="module")
def today(written: RuleBook) -> RulesAt:
    return written.at(date(2026, 11, 23))


def table(scenario: Scenario, rules: RulesAt) -> dict[tuple[str, Decimal], Effect]:
    return {(one.lever.name, one.lever.amount): one
            for one in effects(scenario, rules, lambda wanted: price_bank(wanted, None))}


def moved(effect: Effect) -> list[float]:
    """Months, odds, tonnes short, yuan, yuan to villages; certain: their intervals are points."""
    change = effect.change
    found = [change.months, change.odds, change.unmet_t, change.cost_cny, change.villages_cny]
    assert all(one.low == pytest.approx(one.mean) == pytest.approx(one.high) for one in found)
    return [pytest.approx(one.mean, abs=0.01) for one in found]


def test_steps_by_hand(today: RulesAt) -> None:
    """20 months, 400 t, 50 t owed a month, 50 % offset: 25 t bought a month, the 17th (month 16) is short, 100 t in all
    at the end. 18 yuan a tonne, 60 % to the villages; 400 t are served."""
    scenario = county(20, lots=(lot("400"),), steady_t=D(50), offsets=Offsets(D("0.5")), **SURE)
    found = table(scenario, today)
    # 55 %: 22.5 t a month; 17 months take 382.5 t, the 18th 405: one month more, 50 t short at the end.
    assert moved(found["offset", D("0.05")]) == [1, 0, -50, 0, 0]
    # 45 %: 27.5 t; 14 months take 385, the 15th 412.5: two months fewer, 150 t short.
    assert moved(found["offset", D("-0.05")]) == [-2, 0, 50, 0, 0]
    # A tenth less: 45 t owed, 22.5 bought.
    assert moved(found["unlisted", D("0.1")]) == [1, 0, -50, 0, 0]
    # 35 % of 60 yuan are 21: 3 more for each of the 400 t.
    assert moved(found["price", D("0.05")]) == [0, 0, 0, 1200, 720]
    assert found["price", D("0.05")].why == "only_money"


def test_a_batch_stored_earlier(today: RulesAt) -> None:
    """100 t, 10 t a month, 30 months: short from month 10; 200 t stored in month 16 come too late. Six months earlier
    they come in month 10, and the end is out of reach: 20 months more."""
    batch = Batch("b", at(16), D(20), D(10))
    scenario = county(30, lots=(lot("100"),), steady_t=D(10), batches=(batch,), **SURE)
    found = table(scenario, today)
    assert moved(found["earlier", D(6)]) == [20, -1, 0, 0, 0]
    assert moved(found["earlier", D(-6)]) == [0, 0, 0, 0, 0]
    assert found["earlier", D(-6)].why == "no_difference"


def test_trees_are_not_stored_before_their_age_and_grow_along_the_curve(today: RulesAt) -> None:
    planted = at(16 - 40).replace(day=1)  # 40 months old in month 16, 36 are needed
    batch = Batch("b", at(16), D(20), D(10), planted=planted)
    (step,) = (one.scenario for one in levers(county(30, batches=(batch,)), today)
               if (one.name, one.amount) == ("earlier", D(6)))
    assert step is not None
    assert step.batches[0].month == at(12)
    assert 0 < step.batches[0].yield_t_hm2 != batch.yield_t_hm2
    start = county(30, batches=(replace(batch, month=at(3), planted=None),))
    (step,) = (one.scenario for one in levers(start, today) if (one.name, one.amount) == ("earlier", D(6)))
    assert step is not None and step.batches[0].month == at(0)


def test_approvals_and_certificates_by_hand(today: RulesAt) -> None:
    """150 t; 100 t are owed in month 5, 80 in month 8: short from then on, by 30. Refused are the 100 t, which more is
    expected of than of the unlikely 120; half are offset as long as there are certificates."""
    listed = (*owes(m5="100", m8="80"), Listed("no", at(9), D(120), D(0)),
              Listed("later", at(11), D(40), approved=False))
    scenario = county(12, lots=(lot("150"),), listed=listed, **SURE)
    found = table(scenario, today)
    assert moved(found["refuse", D(100)]) == [4, -1, -30, pytest.approx(-70 * 18), pytest.approx(-70 * 18 * 0.6)]
    assert found["refuse", D(100)].lever.subject == "pm5"
    assert moved(found["approve", D(40)]) == [0, 0, 40, 0, 0]
    # 60 certificates a year: 5 a month. 30 after month 5, all used; 15 more for month 8: 45 offset, nothing short.
    # 100 more a year: 160 ÷ 12 a month. Half of the 100 t (50 of 80), half of the 80 t (40): all that is wanted.
    scarce = replace(scenario, offsets=Offsets(D("0.5"), supply=Certificates(D(0), D(60))))
    up, down = (table(scarce, today)["certificates", by] for by in (D(100), D(-100)))
    assert moved(up) == [0, 0, 0, pytest.approx(-45 * 18), pytest.approx(-45 * 18 * 0.6)]
    # None at all: 30 t short as above, 150 t served in place of 135.
    assert moved(down) == [-4, 1, 30, pytest.approx(15 * 18), pytest.approx(15 * 18 * 0.6)]


def test_the_proposal_to_refuse_is_the_one_most_is_expected_of(today: RulesAt) -> None:
    listed = (Listed("unlikely", at(3), D(100), D("0.5")), Listed("sure", at(4), D(80), D("0.9")),
              Listed("beyond", at(40), D(500)))
    (refused,) = (one for one in levers(county(12, listed=listed), today) if one.name == "refuse")
    assert (refused.subject, refused.amount) == ("sure", 80)
    assert refused.scenario is not None
    assert [one.approved for one in refused.scenario.listed] == [True, False, True]


def test_what_cannot_be_moved_says_why(today: RulesAt) -> None:
    found = table(county(12, lots=(lot("50"),), steady_t=D(1), offsets=Offsets(D("0.8")), **SURE), today)
    reasons = {(name, amount > 0): effect.why for (name, amount), effect in found.items()}
    assert reasons[("offset", True)] == "at_cap"
    assert reasons[("certificates", True)] == "always_enough"
    assert reasons[("projects", True)] == "no_arrivals"
    assert reasons[("earlier", True)] == "no_batches"
    assert reasons[("patrols", True)] == "no_reversals"
    assert reasons[("unlisted", True)] == "never_short"
    assert found["refuse", D(0)].why == "none_approved" and found["approve", D(0)].why == "all_approved"


def test_a_step_in_price_moves_every_value_it_would_have_had(today: RulesAt) -> None:
    scenario = county(24, reforms=(Reform("price_multiplier", at(6), D("0.4")),
                                   Reform("offset_max_share", at(3), D(1))))
    (step,) = (one.scenario for one in levers(scenario, today) if (one.name, one.amount) == ("price", D("0.05")))
    assert step is not None
    assert [step.rule("price_multiplier", at(month)) for month in (0, 5, 6, 23)] == [
        D("0.35"), D("0.35"), D("0.45"), D("0.45")]
    assert step.rule("offset_max_share", at(4)) == 1


UNCERTAIN = county(
    60, lots=(lot("900", ends=20),), arrivals=(Arrivals("", D(6), Sizes("lognormal", D(40), D(300))),
                                              Arrivals("", D(2), Sizes("fixed", D(20)), "temporary")),
    offsets=Offsets(D("0.4"), D("0.3")), batches=(Batch("b", at(14), D(40), D(8), planted=at(-30), half_width=D("0.3"),
                                                      delay_usual=3, delay_worst=9),),
    settlement=Settlement(D("0.95"), D("0.2")), listed=(Listed("p", at(8), D(200), D("0.5")),),
    reversals=(Reversal("fire", D("0.02"), D("0.5")), Reversal("felling", D("0.01"), D("0.2"))), paths=1000)


def test_the_same_luck_makes_differences_sharp(today: RulesAt) -> None:
    """The paired interval of every step is narrower than that of two runs on different luck, and agrees with it."""
    base = simulate(UNCERTAIN)
    for effect in effects(UNCERTAIN, today):
        step = effect.lever.scenario
        if step is None:
            continue
        check(step)
        other = simulate(step, seed=UNCERTAIN.seed + 1)
        half = 1.96 * np.sqrt((base.first.var() + other.first.var()) / 1000)
        change = effect.change.months
        assert change.high - change.low < 2 * half
        assert abs(change.mean - (months_enough(other) - months_enough(base))) < 2.5 * half


def test_helpful_steps_help_and_their_opposites_harm(today: RulesAt) -> None:
    found = {key: effect.change for key, effect in table(UNCERTAIN, today).items()}
    gained = [change.months.mean for change in found.values()]
    assert gained == sorted(gained, reverse=True)
    helpful = {("offset", D("0.05")), ("projects", D(1)), ("unlisted", D("0.1")), ("refuse", D(200)), ("batch", D(20)),
               ("patrols", D("0.5")), ("tending", D("0.05"))}
    assert {key for key, change in found.items() if change.months.mean > 0} >= helpful
    for name, amount in helpful:
        if (name, -amount) in found:
            assert found[name, -amount].months.mean < 0
        assert found[name, amount].odds.mean <= 0 and found[name, amount].unmet_t.mean < 0


def test_a_table_can_be_stopped(today: RulesAt) -> None:
    told: list[float] = []
    with pytest.raises(Cancelled):
        effects(UNCERTAIN, today, progress=lambda share: told.append(share) or len(told) < 3, paths=200)
    assert len(told) == 3
    assert told == sorted(told)
