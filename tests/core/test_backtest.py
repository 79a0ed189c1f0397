"""The back-test: nothing known too early, right on a world it knows, losses and verdicts by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ahead_cases import history, walk

from core.market.ahead import MODELS, Horizon, Score, backtest, month_lengths
from core.market.ahead.backtest import NAIVE, forecasts, measured, naive_percentiles, origins, preferred


def score(model: str, ratio: float, hits90: int = 18, n: int = 20, months: int = 1) -> Score:
    return Score(model, months, n, n // months, hits90, n // 2, ratio, ratio)


def test_a_loss_by_hand() -> None:
    """Percentiles 10, 20, 30, 40, 50; 45 came: 0.05 × 35, 0.25 × 25, 0.5 × 15, 0.75 × 5, 0.05 × 5 → ÷ 5 = 3.9."""
    loss, held90, held50 = measured(np.array([10.0, 20, 30, 40, 50]), 45)
    assert loss == pytest.approx((1.75 + 6.25 + 7.5 + 3.75 + 0.25) / 5)
    assert (held90, held50) == (1, 0)


def test_what_the_future_brings_changes_no_forecast_made_before_it() -> None:
    known = walk(500)
    changed = replace(known, logs=np.concatenate([known.logs[:300], known.logs[300:] + 1]))
    ahead = Horizon(0, month_lengths(12, 242), ())
    for model, bands in forecasts(known.until(300), ahead, (20, 61, 121, 242), 20).items():
        again = forecasts(changed.until(300), ahead, (20, 61, 121, 242), 20)[model]
        assert (bands == again).all()


def test_days_after_the_last_forecast_count_only_where_one_is_checked() -> None:
    """Every price after the last origin is doubled but those that a forecast is held against: not a score moves."""
    known = walk(500)
    starts = origins(known, 242, 20)
    checked = {start + step for start in starts for step in (20, 61, 121, 242)}
    free = [at for at in range(starts[-1] + 1, 500) if at not in checked]
    assert len(free) > 10
    changed = known.logs.copy()
    changed[free] += np.log(2)
    assert backtest(replace(known, logs=changed), 20, 242, 242) == backtest(known, 20, 242, 242)
    changed[starts[-1] + 20] += np.log(2)
    assert backtest(replace(known, logs=changed), 20, 242, 242) != backtest(known, 20, 242, 242)


def test_a_window_forgets_what_is_older() -> None:
    """The first 200 days differ; fitted to 150 days from day 400 on, nobody can tell."""
    known = walk(700)
    other = replace(known, logs=np.concatenate([walk(200, seed=9).logs + 1, known.logs[200:]]))
    assert backtest(known, 20, 400, 242, 150) == backtest(other, 20, 400, 242, 150)
    assert backtest(known, 20, 400, 242) != backtest(other, 20, 400, 242)


def test_on_a_random_walk_the_bands_hold_what_they_say() -> None:
    """A walk of ten years: bands hold about 90 and 50 % a month ahead, and none is called too narrow."""
    found = backtest(walk(2400), 20, 484, 242)
    for model in MODELS:
        one = found.at(model, 1)
        assert 80 <= one.n <= 100
        assert one.coverage90 == pytest.approx(0.9, abs=0.08)
        assert one.hits50 / one.n == pytest.approx(0.5, abs=0.13)
        assert not any(each.too_narrow for each in found.of(model))


def test_the_naive_reference_by_hand() -> None:
    """Over two days the price changed by +0.2 twice: ±0.2 in equal parts around the last one, e^0.3."""
    found = naive_percentiles(history([0, 0.1, 0.2, 0.3]), 2)
    assert found[[0, 4]] == pytest.approx(np.exp([0.1, 0.5]))
    assert found[2] == pytest.approx(np.exp(0.3))


def test_origins_are_the_last_days_of_months_with_enough_before_and_after() -> None:
    known = walk(120)  # from Monday 2022-01-03: 21 days in January, 20 in February, 23 in March
    assert origins(known, 1, 20) == [20, 40, 63, 84]
    assert origins(known, 30, 60) == [40]


def test_overlapping_forecasts_are_worth_less() -> None:
    found = backtest(walk(700), 20, 242, 242)
    for one in found.scores:
        assert one.worth == max(one.n // one.months, 1)
    assert [one.ratio for one in found.of(NAIVE)] == [1, 1, 1, 1]


@pytest.mark.parametrize(("hits", "n", "months", "narrow"), [
    (18, 20, 1, False),  # 90 % of 20
    (15, 20, 1, True),  # P(≤ 15 of 20 at 0.9) = 0.043
    (16, 20, 1, False),  # P(≤ 16 of 20 at 0.9) = 0.133
    (15, 24, 12, False),  # worth two: 62 % of them is one, P(≤ 1 of 2) = 0.19
    (11, 24, 12, True),  # none of two: P = 0.01
])
def test_when_a_band_is_too_narrow(hits: int, n: int, months: int, narrow: bool) -> None:
    one = score("jumps", 0.9, hits, n, months)
    assert one.too_narrow is narrow
    assert one.verdict == ("narrow" if narrow else "good")


@pytest.mark.parametrize(("scores", "chosen"), [
    ((score("bootstrap", 0.95), score("jumps", 0.90)), "jumps"),
    ((score("bootstrap", 0.91, 18), score("jumps", 0.90, 17)), "bootstrap"),  # alike: whose band missed less
    ((score("bootstrap", 0.95), score("jumps", 0.80, 10)), "bootstrap"),  # too narrow
    ((score("bootstrap", 1.01), score("jumps", 1.20)), None),  # none beats the reference
    ((score("bootstrap", 0.95), score("bootstrap", 0.95, 5)), None),  # too narrow at one horizon is enough
    ((), None),
])
def test_which_model_is_preferred(scores: tuple[Score, ...], chosen: str | None) -> None:
    assert preferred(scores) == chosen


def test_a_short_history_is_not_tested() -> None:
    found = backtest(walk(200), 20, 242, 242)
    assert found.preferred is None
    assert found.first is None
    assert {one.verdict for one in found.scores} == {"untested"}
    assert found.mean_ratio("jumps") is None
