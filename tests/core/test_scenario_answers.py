"""Odds, dates and differences of a result, by hand; the draft, prices and yields a scenario is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from depletion_cases import at, county, lot, owes
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from core.market.ahead import Sample
from core.problem import Problem
from core.reserve import Lot, Order, Reserve
from core.rules import load_rules
from core.scenario import answers
from core.scenario.draft import draft, fit_sizes, past_arrivals
from core.scenario.engine import simulate
from core.scenario.model import PRICE_RULES, RULES, Frozen, Listed, PriceModel, Reform
from core.scenario.prices import expected_prices, fingerprint, price_bank, prices_changed
from core.scenario.yields import age_at, batch_yield

D = Decimal
BOOK = load_rules(Path(__file__).resolve().parents[2] / "data" / "rules")
TODAY = date(2026, 11, 23)
PRICE = PriceModel("bootstrap", D(95), date(2026, 8, 14))


@given(st.integers(1, 5000), st.data())
def test_the_interval_of_odds_is_wilsons(of: int, data: st.DataObject):
    count = data.draw(st.integers(0, of))
    found, referee = answers.odds(count, of), binomtest(count, of).proportion_ci(0.95, "wilson")
    assert (found.low, found.high) == pytest.approx((referee.low, referee.high), abs=1e-6)
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_odds_and_dates_of_four_paths():
    """Short for the first time in month 1, in month 3 twice, never: 25 %, 75 %, 75 %, and 13 months of 16 enough."""
    four = simulate(county(4, lots=(lot("10"),), listed=owes(m0="5")), paths=4)
    four = replace(four, first=np.array([1, 3, 4, 3], dtype=np.int16))
    assert answers.began(four).tolist() == [0, 1, 0, 2]
    assert [one.share for one in answers.depleted_by(four)] == [0, 0.25, 0.25, 0.75]
    assert answers.depletion(four).share == 0.75
    assert [answers.date_at(four, share) for share in (0.25, 0.5, 0.75, 0.76)] == [at(1), at(3), at(3), None]
    assert answers.months_enough(four) == 11 / 4


def test_differences_are_taken_path_by_path():
    """1, 2, 3 against 2, 4, 6: the mean difference 2 has the standard error 1 ÷ √3, not that of six loose figures."""
    found = answers.paired(np.array([1, 2, 3], np.float32), np.array([2, 4, 6], np.float32))
    assert found.mean == 2
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 / 3 ** 0.5)


def order(number: int, day: date, owed: str, offset: str) -> Order:
    return Order(f"o{number}", "", "", "road", "", "", day, D(owed), D(offset), D(owed) - D(offset), D(1), D(1),
                 "cancelled", "", False)


RESERVE = Reserve((), (Lot("L", "b", "p", date(2025, 1, 1), date(2027, 12, 31), D(500), D(20), D(80), False),), (
    order(1, date(2025, 12, 3), "100", "60"), order(2, date(2026, 5, 4), "10", "0"),
    order(3, date(2026, 10, 9), "40", "15")))
LISTED = (Listed("late", date(2026, 1, 1), D(30)), Listed("term", date(2027, 5, 1), D(20), D("0.5"), "temporary"))


def test_the_draft_is_the_books_and_the_past():
    """75 of 150 t were offset. Three purchases in twelve months, half of them as the temporary one of two proposals.
    A proposal whose month has passed counts now. From December until the last one, 6 months, the list brings permanent
    projects at 2 a year, more than there have been, and temporary ones at 1 a year: 0.5 of the 1.5 are left."""
    found = draft(RESERVE, LISTED, BOOK, TODAY, PRICE, data_version=7)
    assert (found.start, found.months, found.data_version) == (date(2026, 11, 1), 120, 7)
    assert [(one.lot, one.stored_t, one.available_t, one.period_end) for one in found.lots] == [
        ("L", 500, 400, date(2027, 12, 31))]
    assert found.offsets.share == D("0.50")
    assert [one.month for one in found.listed] == [date(2026, 11, 1), date(2027, 5, 1)]
    assert [(one.use, one.per_year, one.begins, one.ends) for one in found.arrivals] == [
        ("permanent", D("1.50"), date(2027, 6, 1), None),
        ("temporary", D("0.50"), date(2026, 12, 1), date(2027, 5, 1)), ("temporary", D("1.50"), date(2027, 6, 1), None)]
    assert {one.rule for one in found.rules} == {*RULES, *PRICE_RULES}
    assert found.settlement.half_width == BOOK.at(TODAY).number("scenario.settlement_half_width")


def test_only_the_last_two_years_say_how_many_come():
    """Of 24 months one purchase is left; known for less than a year, it counts as one a year."""
    old = Reserve((), (), (order(1, date(2024, 10, 31), "9", "0"), order(2, date(2026, 10, 1), "5", "0")))
    assert [one.per_year for one in past_arrivals(old, (), TODAY)] == [D(1)]
    assert past_arrivals(Reserve((), (), ()), (), TODAY) == ()


def test_sizes_are_fitted_by_their_logarithms():
    """10, 100, 1000: the median 100, a factor of ten a standard deviation, the 95th percentile 100 · 10^1.6448536."""
    found = fit_sizes([D(10), D(100), D(1000)])
    assert (found.kind, found.median_t) == ("lognormal", 100)
    assert float(found.p95_t) == pytest.approx(100 * 10 ** 1.6448536, abs=0.01)
    assert fit_sizes([D(10), D(20)]).median_t == 15
    assert fit_sizes([D(7)] * 4).kind == "fixed"


HISTORY = Sample(tuple(date.fromordinal(date(2025, 1, 1).toordinal() + at) for at in range(400)),
                 np.log(80 + 10 * np.sin(np.arange(400) / 20)))
PRICED = county(24, start=date(2026, 2, 1), price=PriceModel("bootstrap", D(80), HISTORY.days[-1]), rules=tuple(
    Frozen(name, date(2020, 1, 1), D(value)) for name, value in {
        "price_multiplier": "0.3", "price_floor_cny": "0", "price_ceiling_cny": "0", "market_days_per_year": "242",
        "ahead_block_days": "20", "ahead_least_days": "120"}.items()))


def test_a_constant_price_is_the_average_times_the_multiplier():
    """60 · 0.3 = 18, from month 2 on 60 · 0.5 = 30, but never above 25 from month 3 on."""
    scenario = county(5, price=PriceModel("constant", D(60), date(2026, 11, 20)), reforms=(
        Reform("price_multiplier", at(2), D("0.5")), Reform("price_ceiling_cny", at(3), D(25))))
    assert expected_prices(price_bank(scenario, None)) == (18, 18, 30, 25, 25)


def test_prices_after_the_models_last_day_change_nothing():
    longer = Sample((*HISTORY.days, date(2026, 12, 1)), np.append(HISTORY.logs, 9.0))
    assert (price_bank(PRICED, longer) == price_bank(PRICED, HISTORY)).all()


def test_a_corrected_price_is_noticed():
    marked = replace(PRICED, price=replace(PRICED.price, fingerprint=fingerprint(HISTORY)))
    corrected = Sample(HISTORY.days, HISTORY.logs + np.where(np.arange(400) == 17, 0.01, 0))
    assert [prices_changed(marked, history) for history in (HISTORY, corrected, None)] == [False, True, True]
    assert not prices_changed(PRICED, corrected)


def test_a_model_without_any_price_is_refused():
    with pytest.raises(Problem) as caught:
        price_bank(PRICED, None)
    assert caught.value.key == "scenario_no_prices"


def test_the_first_batch_yields_what_was_published():
    """Planted three years before, over three years: 2471.275 t ÷ 321.7011 hm²."""
    assert batch_yield(D(3), D(3), BOOK.at(TODAY)).value == D("7.681898")


def test_an_older_batch_yields_as_the_curve_grows():
    """B(t) = (1 − e^(−0.06579·t))²: from 5 to 8 years, by hand, 1.1965 times as much as from 3 to 6."""
    grown = [(1 - np.exp(-0.06579 * age)) ** 2 for age in (3, 6, 5, 8)]
    expected = 7.681898 * (grown[3] - grown[2]) / (grown[1] - grown[0])
    assert float(batch_yield(D(5), D(3), BOOK.at(TODAY)).value) == pytest.approx(expected, abs=1e-3)
    assert age_at(date(2024, 5, 20), date(2029, 11, 1)) == D("5.5")


def test_a_species_own_tonnes_are_carried_along_the_same_curve():
    """8.4331 t/hm² of the first batch's acacia stay so at its age, and grow as the mean does: × 9.191241 ÷ 7.681898."""
    assert batch_yield(D(3), D(3), BOOK.at(TODAY), known=D("8.4331")).value == D("8.4331")
    older = batch_yield(D(5), D(3), BOOK.at(TODAY), known=D("8.4331")).value
    assert float(older) == pytest.approx(8.4331 * 9.191241 / 7.681898, abs=1e-5)


def test_a_batch_older_than_the_curve_grows_is_refused():
    with pytest.raises(Problem) as caught:
        batch_yield(D(-1), D(3), BOOK.at(TODAY))
    assert caught.value.key == "scenario_batch_age"
