"""What an answer depends on: known indices through the same wrapper, figures by hand, agreement with direct runs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import pi, sin

import pytest
from depletion_cases import at, county, lot, owes

from core.rules import RuleBook, RulesAt
from core.scenario.change import change
from core.scenario.checks import check
from core.scenario.engine import Cancelled, simulate
from core.scenario.model import Arrivals, Batch, Certificates, Offsets, Reversal, Scenario, Settlement, Sizes
from core.scenario.sensitivity import (
    HEADLINES,
    Bar,
    Headline,
    Input,
    headline,
    inputs,
    morris,
    morris_of,
    sobol,
    sobol_of,
    tornado,
    widest,
)

D = Decimal
FULL = county(
    24, lots=(lot("300", ends=14),), steady_t=D(2), listed=owes(m4="60"),
    arrivals=(Arrivals("", D(6), Sizes("lognormal", D(20), D(90))),
              Arrivals("", D(2), Sizes("fixed", D(10)), "temporary")),
    offsets=Offsets(D("0.4"), D("0.15"), Certificates(D(60), D(30), 12)), settlement=Settlement(D(1), D("0.2")),
    batches=(Batch("b", at(9), D(15), D(8), half_width=D("0.3"), delay_usual=3, delay_worst=12),),
    reversals=(Reversal("fire", D("0.005"), D("0.5")), Reversal("felling", D("0.002"), D("0.2"))), paths=500)


@pytest.fixture(scope="module")
def today(written: RuleBook) -> RulesAt:
    return written.at(date(2026, 11, 23))


def test_sobol_finds_the_known_indices() -> None:
    """Ishigami and Homma 1990 with a = 7, b = 0.1: V = a²/8 + b·π⁴/5 + b²·π⁸/18 + 1/2."""
    a, b = 7, 0.1

    def ishigami(x: Sequence[float]) -> tuple[float, float]:
        return sin(x[0]) + a * sin(x[1]) ** 2 + b * x[2] ** 4 * sin(x[0]), 3.0

    variance = a ** 2 / 8 + b * pi ** 4 / 5 + b ** 2 * pi ** 8 / 18 + 0.5
    first = [(1 + b * pi ** 4 / 5) ** 2 / 2 / variance, a ** 2 / 8 / variance, 0]
    both = b ** 2 * pi ** 8 * (1 / 18 - 1 / 50) / variance  # of the first and the third together
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, never = sobol_of(ishigami, [-pi] * 3, [pi] * 3, 2048, 0)
    assert [one.first for one in found] == pytest.approx(first, abs=0.03)
    assert [one.total for one in found] == pytest.approx([first[0] + both, first[1], both], abs=0.03)
    assert all(abs(one.first - true) < 2 * one.first_error + 0.001 for one, true in zip(found, first, strict=True))
    assert all(one.first == one.total == one.total_error == 0 for one in never)


def test_morris_finds_slopes_and_interactions() -> None:
    (found,) = morris_of(lambda x: (3 * x[0] - x[1] / 10 + 5 * x[2] * x[3],), [0, 10, 0, 0], [2, 20, 1, 1], 20, 0)
    assert [found[0].mean, found[1].mean] == pytest.approx([6, -1])  # over the whole range
    assert [found[0].deviation, found[1].deviation] == pytest.approx([0, 0], abs=1e-9)
    assert found[1].mean_size == pytest.approx(1)
    assert found[2].deviation > 1 and 0 < found[2].mean_size <= 5


def test_the_same_seed_gives_the_same_indices(today: RulesAt) -> None:
    figures = inputs(FULL, today)[:3]
    again = [sobol(FULL, figures, base=8, paths=100) for _ in range(2)]
    assert again[0] == again[1]
    assert morris(FULL, figures, paths=100) == morris(FULL, figures, paths=100)


def test_a_tornado_by_hand(today: RulesAt) -> None:
    """400 t, 50 t owed a month, half offset: 25 t bought, short in month 16. A fifth more owed: 30 t, month 13 (390 t
    after 13 months); a fifth less: 20 t, exactly enough for 20 months. Offset 40 %: 30 t; 60 %: 20 t."""
    scenario = county(20, lots=(lot("400"),), steady_t=D(50), offsets=Offsets(D("0.5")), paths=100)
    figures = [one for one in inputs(scenario, today) if one.name in ("steady_t", "offsets.share")]
    bars = {bar.figure.name: bar for bar in tornado(scenario, figures)}
    assert (bars["steady_t"].low, bars["steady_t"].high) == (Headline(20, 0, 0), Headline(13, 1, 200))
    assert (bars["offsets.share"].low, bars["offsets.share"].high) == (Headline(13, 1, 200), Headline(20, 0, 0))
    assert bars["steady_t"].swing("months") == 7


def test_bars_are_direct_runs_on_the_same_luck_the_widest_first(today: RulesAt) -> None:
    bars = tornado(FULL, inputs(FULL, today))
    swings = [bar.swing("months") for bar in bars]
    assert swings == sorted(swings, reverse=True) and swings[0] > 0
    for bar in bars[:3]:
        assert bar.high == headline(simulate(bar.figure.at(FULL, bar.figure.high)))
    by_odds = [bar.swing("odds") for bar in widest(bars, "odds")]
    assert by_odds == sorted(by_odds, reverse=True)
    direction = {bar.figure.name: bar.high.months - bar.low.months for bar in bars}
    assert min(direction["offsets.share"], direction["batches.yield_t_hm2"], direction["settlement.mean"]) > 0
    assert max(direction["arrivals.per_year"], direction["arrivals.sizes"], direction["steady_t"]) < 0


def test_every_figure_has_its_range_and_stays_sound(today: RulesAt) -> None:
    """All at one end together is still a scenario the checks take."""
    figures = {one.name: one for one in inputs(FULL, today)}
    assert len(figures) == 22
    assert (figures["settlement.mean"].low, figures["settlement.mean"].high) == (D("0.9"), D("1.05"))
    assert (figures["batches.delay_usual"].kind, figures["batches.yield_t_hm2"].kind) == ("set", "times")
    for end in ("low", "high"):
        changed = FULL
        for one in figures.values():
            changed = one.at(changed, getattr(one, end))
        check(changed)
    assert sum(one.share_lost for one in changed.reversals) == 1  # 0.8 and 0.5 together would be more than there is
    assert changed.batches[0].delay_usual == 12 and changed.batches[0].delay_worst == 24


def test_changes_that_contradict_each_other_are_settled() -> None:
    late = change(FULL, "batches.delay_usual", lambda old: D(20))  # 12 was the worst
    assert (late.batches[0].delay_usual, late.batches[0].delay_worst) == (12, 20)
    wide = replace(FULL, offsets=Offsets(D("0.8"), D("0.5")))
    check(wide)
    for share, width in ((D("0.9"), D("0.5")), (D("0.95"), D("0.36")), (D(1), D(0))):
        more = change(wide, "offsets.share", lambda old, new=share: new)
        assert (more.offsets.share, more.offsets.half_width) == (share, width)
        check(more)


def test_figures_a_scenario_has_not_are_left_out(today: RulesAt) -> None:
    bare = county(12, lots=(lot("100"),), steady_t=D(5), paths=100)
    assert {one.name for one in inputs(bare, today)} == {
        "steady_t", "settlement.mean", "settlement.half_width", "settlement.common", "offsets.half_width"}
    felled = replace(bare, reversals=(Reversal("felling", D("0.002"), D("0.2")),))
    assert {one.name for one in inputs(felled, today)} - {one.name for one in inputs(bare, today)} == {
        "reversals.felling.per_year", "reversals.felling.share_lost"}
    beyond = replace(bare, settlement=Settlement(D("0.7")))
    (mean,) = (one for one in inputs(beyond, today) if one.name == "settlement.mean")
    assert (mean.low, mean.high) == (D("0.7"), D("1.05"))  # its own figure belongs to the range


def test_shares_of_a_scenario_add_up_to_no_more_than_all(today: RulesAt) -> None:
    figures = [one for one in inputs(FULL, today) if one.name in ("steady_t", "listed.owed_t", "offsets.share")]
    told: list[float] = []
    found = sobol(FULL, figures, base=32, paths=200, progress=lambda share: told.append(share) or True)
    assert len(told) == 32 * 5 and told[-1] == 1
    for name in HEADLINES:
        shares = found[name]
        assert sum(one.first for one in shares) <= 1 + sum(one.first_error for one in shares)
        assert all(one.total >= one.first - one.first_error - one.total_error for one in shares)
    by_morris = morris(FULL, figures, paths=200)["unmet_t"]
    largest = max(range(3), key=lambda place: by_morris[place].mean_size)
    assert largest == max(range(3), key=lambda place: found["unmet_t"][place].total)


def test_it_can_be_stopped(today: RulesAt) -> None:
    figures = inputs(FULL, today)[:2]
    for ask in (tornado, morris, sobol):
        with pytest.raises(Cancelled):
            ask(FULL, figures, progress=lambda share: False)


def test_a_bar_without_a_difference_has_no_swing() -> None:
    same = Headline(3, 0.5, 1)
    assert Bar(Input("steady_t", "times", D("0.8"), D("1.2")), same, same).swing("odds") == 0


def test_a_scenario_of_no_figures_needs_no_run(today: RulesAt) -> None:
    scenario: Scenario = county(12, lots=(lot("100"),), paths=100)
    assert tornado(scenario, ()) == ()
