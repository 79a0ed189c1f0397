"""Models of the price ahead: parameters found again in made-up histories, paths by month the same as by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from ahead_cases import history, walk
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from core.market import MarketDay, MarketPeriod, Series, price_history
from core.market.ahead import (
    MODELS,
    Fit,
    Horizon,
    daily,
    fan,
    fit,
    horizon,
    month_lengths,
    sample,
    simulate,
    to_trading,
)
from core.market.ahead.models import levels
from core.problem import Problem
from core.rules import RuleBook
from core.rules.book import RulesAt

AHEAD = Horizon(7, (5, 20, 21, 20, 20, 20), ())


def fitted(model: str, days: int = 700, **given: float) -> Fit:
    return fit(model, walk(days, **given), 20, 60)  # type: ignore[arg-type]


# --- the history


def test_a_week_known_by_its_totals_is_one_day(book: RuleBook) -> None:
    """Monday 50.00; a week of five equal days at 55.00; Monday 60.00: three days, 50, 55 (Friday's date), 60."""
    week = MarketPeriod(date(2022, 1, 10), date(2022, 1, 14), Decimal(10), Decimal(550), Decimal(10), Decimal(550), "w")
    days = [MarketDay(date(2022, 1, 7), "A", "a", total_volume_t=Decimal(10), total_turnover_cny=Decimal(500)),
            *(MarketDay(week.start + timedelta(days=at), "W", "w", week=week) for at in range(5)),
            MarketDay(date(2022, 1, 17), "A", "a", total_volume_t=Decimal(10), total_turnover_cny=Decimal(600))]
    found = sample(price_history(Series(days), book))
    assert found.days == (date(2022, 1, 7), date(2022, 1, 14), date(2022, 1, 17))
    assert np.exp(found.logs) == pytest.approx([50, 55, 60])


def test_the_shipped_history_counts_each_week_once(series: Series, book: RuleBook) -> None:
    """1 232 days, 13 without trade, 92 in weeks known by totals alone."""
    found = sample(price_history(series, book))
    weeks = {day.week for day in series if day.week is not None and day.traded}
    assert len(found) == sum(1 for day in series if day.traded and day.week is None) + len(weeks)
    assert found.days[-1] == date(2026, 8, 14)
    assert np.exp(found.logs[-1]) == pytest.approx(95.23)


def test_no_prices_no_sample() -> None:
    with pytest.raises(Problem, match="ahead_no_prices"):
        sample(())


def test_a_window_too_short_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        fit("jumps", walk(59), 20, 60)
    assert refused.value.fields == {"days": 59, "least": 60}


def test_the_level_is_the_median_of_five_days() -> None:
    assert levels(np.array([1.0, 9, 2, 8, 3, 3])).tolist() == [1, 5, 2, 5, 3, 3]


# --- months


def test_months_ahead_by_hand() -> None:
    """From 2026-08-14: 101 days to 11-23 are 101 × 242 ÷ 365.25 = 66.9; 108 to 11-30: 71.6; 139 to 12-31: 92.1."""
    found = horizon(date(2026, 8, 14), date(2026, 11, 23), 2, 242)
    assert found == Horizon(67, (5, 20), (date(2026, 11, 1), date(2026, 12, 1)))


def test_twelve_months_are_a_year() -> None:
    assert sum(month_lengths(12, 242)) == 242
    assert set(month_lengths(120, 242)) == {20, 21}


@given(st.dates(date(2021, 7, 16), date(2035, 1, 1)), st.integers(0, 900), st.integers(1, 60))
def test_every_month_has_market_days(last: date, gap: int, months: int) -> None:
    found = horizon(last, last + timedelta(days=gap), months, 242)
    assert len(found.lengths) == len(found.months) == months
    assert min(found.lengths) >= 1
    assert max(found.lengths) <= 22


# --- parameters found again


def test_reversion_is_found_again() -> None:
    """Weekly φ 0.80 around ln 60 with σ 0.05, daily noise 0.01: 3 000 days hold 600 weeks."""
    draw, phi = np.random.default_rng(3), 0.8 ** 0.2
    level, logs = np.log(60), []
    for _ in range(3000):
        level = np.log(60) + phi * (level - np.log(60)) + 0.05 * np.sqrt((1 - phi ** 2) / (1 - 0.64)) * \
            draw.standard_normal()
        logs.append(level + 0.01 * draw.standard_normal())
    found = fit("reverting", history(logs), 20, 60)
    assert found.parameters["phi"] == pytest.approx(0.80, abs=0.05)
    assert found.parameters["mean"] == pytest.approx(60, rel=0.05)
    assert found.parameters["week_sd"] == pytest.approx(0.05, rel=0.12)
    assert found.parameters["half_life"] == pytest.approx(5 * np.log(0.5) / np.log(0.8), rel=0.25)
    assert not found.notes


def test_a_trend_draws_nothing_back_and_it_says_so() -> None:
    found = fit("reverting", history(np.linspace(4, 5, 400)), 20, 60)
    assert found.notes == ("no_reversion",)
    assert found.parameters["phi"] == 1


def test_jumps_are_found_again() -> None:
    """A jump of ±0.4 every fifty days on a walk of 0.01 a day: 40 in 2 000 days are 4.8 in 240; week σ 0.01 √5."""
    draw = np.random.default_rng(8)
    changes = 0.01 * draw.standard_normal(2000)
    changes[25::50] += np.where(np.arange(40) % 2, 0.4, -0.4)
    found = fit("jumps", history(4 + np.cumsum(changes)), 20, 60).parameters
    assert found["jumps_a_year"] == pytest.approx(4.8, rel=0.15)
    assert found["jump_sd"] == pytest.approx(0.4, rel=0.1)
    assert abs(found["jump_mean"]) < 0.05
    assert 0.01 * np.sqrt(5) * 0.75 < found["week_sd"] < 0.01 * np.sqrt(5) * 1.1  # medians are calmer than days


def test_a_calm_walk_has_no_jumps() -> None:
    found = fit("jumps", history(4 + 0.001 * np.arange(300)), 20, 60)
    assert found.notes == ("no_jumps",)
    assert found.parameters["jump_rate"] == 0


def test_a_price_that_never_moved_stays() -> None:
    for model in MODELS:
        paths = simulate(fit(model, history([np.log(50)] * 200), 20, 60), AHEAD, 50, 1)
        assert paths.end == pytest.approx(np.full((50, 6), 50))
        assert paths.mean == pytest.approx(np.full((50, 6), 50))


def test_the_bootstrap_keeps_what_changes_do_within_a_piece() -> None:
    """Changes with an autocorrelation of −0.5 (noise that is gone a day later) keep mean, spread and that."""
    known = walk(1000, noise=0.05)
    changes = np.diff(known.logs)
    paths = daily(fit("bootstrap", known, 40, 60), 400, 2000, 1)
    drawn = np.diff(np.log(paths), axis=1)
    assert drawn.mean() == pytest.approx(0, abs=0.001)
    assert drawn.std() == pytest.approx(changes.std(), rel=0.02)
    ours = np.mean(drawn[:, 1:] * drawn[:, :-1]) / drawn.var()
    theirs = np.corrcoef(changes[1:], changes[:-1])[0, 1]
    assert ours == pytest.approx(theirs * (1 - 1 / 40), abs=0.02)


# --- paths


@pytest.mark.parametrize("model", MODELS)
def test_by_month_is_by_day(model: str) -> None:
    """Month ends and month means have the distribution of those reckoned from days, 6 000 paths of each."""
    found = fitted(model, noise=0.03)
    months = simulate(found, AHEAD, 6000, 1)
    days = daily(found, AHEAD.lead + sum(AHEAD.lengths), 6000, 2)
    ends = AHEAD.lead + np.cumsum(AHEAD.lengths)
    for at, (end, length) in enumerate(zip(ends, AHEAD.lengths, strict=True)):
        assert ks_2samp(months.end[:, at], days[:, end - 1]).pvalue > 0.01
        assert ks_2samp(months.mean[:, at], days[:, end - length:end].mean(axis=1)).pvalue > 0.01


def test_pieces_by_month_follow_the_history_to_the_last_digit() -> None:
    """One piece that never ends: every path is the history from somewhere on, scaled to start at the last price."""
    found = fit("bootstrap", walk(90), 20, 60)
    found = replace(found, parameters={**found.parameters, "block": 1e12})
    cycle = np.exp(found.cycle)
    paths = simulate(found, AHEAD, 20, 3)
    for end, mean in zip(paths.end, paths.mean, strict=True):
        matches = [at for at in range(89)
                   if np.isclose(end[0], found.price * cycle[(at + 12) % 89] / cycle[at], rtol=1e-9)]
        assert len(matches) == 1
        walked = found.price * cycle[(matches[0] + 1 + np.arange(113)) % 89] / cycle[matches[0]]
        assert end == pytest.approx(walked[6 + np.cumsum(AHEAD.lengths)])
        assert mean[1] == pytest.approx(walked[12:32].mean())


@pytest.mark.parametrize("model", MODELS)
def test_paths_depend_on_the_seed_alone(model: str) -> None:
    found = fitted(model)
    first = simulate(found, AHEAD, 100, 4)
    simulate(found, AHEAD, 50, 9)
    daily(found, 10, 10, 9)
    assert (simulate(found, AHEAD, 100, 4).mean == first.mean).all()
    assert (simulate(found, AHEAD, 100, 5).end != first.end).any()
    assert (daily(found, 30, 20, 4) == daily(found, 30, 20, 4)).all()


@pytest.mark.parametrize("model", MODELS)
def test_a_longer_horizon_begins_like_a_shorter_one(model: str) -> None:
    found = fitted(model)
    longer = simulate(found, Horizon(3, (20, 21, 20, 20), ()), 200, 1)
    assert (simulate(found, Horizon(3, (20, 21), ()), 200, 1).end == longer.end[:, :2]).all()


@pytest.mark.parametrize("model", MODELS)
def test_without_a_drift_the_middle_stays_where_the_price_is(model: str) -> None:
    """A history that doubled: nobody extrapolates it."""
    draw = np.random.default_rng(2)
    known = history(np.linspace(4, 4.7, 800) + np.cumsum(0.01 * draw.standard_normal(800)))
    found = fit(model, known, 20, 60)
    middle = np.median(simulate(found, Horizon(0, month_lengths(12, 242), ()), 8000, 1).end[:, -1])
    assert middle < found.price * 1.1


@pytest.mark.parametrize("model", MODELS)
def test_percentiles_are_in_order_and_open_up(model: str) -> None:
    bands = fan([date(2027, month, 1) for month in range(1, 13)],
                simulate(fitted(model), Horizon(0, month_lengths(12, 242), ()), 4000, 1).end).bands
    assert (np.diff(bands, axis=0) > 0).all()
    assert bands[4, 11] - bands[0, 11] > bands[4, 0] - bands[0, 0] > 0


def test_paths_from_another_price_are_the_same_ones_scaled() -> None:
    found = fitted("bootstrap")
    doubled = simulate(found.starting(2 * found.price), AHEAD, 50, 1)
    assert doubled.end == pytest.approx(2 * simulate(found, AHEAD, 50, 1).end)


def test_the_scheme_takes_its_share_within_its_bounds(book: RuleBook) -> None:
    """100 × 30 % = 30, 20 × 30 % = 6, 400 × 30 % = 120."""
    def under(**reform: Decimal) -> RulesAt:
        return book.reform_all(reform).at(date(2027, 1, 1))

    prices = np.array([[100.0, 20.0, 400.0]])
    assert to_trading(prices, [under()] * 3) == pytest.approx(np.array([[30, 6, 120]]))
    bounded = under(price_floor_cny=Decimal(8), price_ceiling_cny=Decimal(90))
    assert to_trading(prices, [bounded] * 3) == pytest.approx(np.array([[30, 8, 90]]))
    quarter = under(price_multiplier=Decimal("0.25"))
    assert to_trading(prices, [under(), quarter, quarter]) == pytest.approx(np.array([[30, 5, 100]]))
