"""The price ahead: what it says comes from core, is honest about the back-test, and can be shared."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from driving import open_drawers, run
from price_views import open_view
from visible import page_text

from core.market import price_history
from core.market.ahead import backtest, fit, horizon, sample, simulate
from store import open_house
from store.snapshot import current

TODAY = date(2026, 11, 23)


def test_the_answer_is_what_the_paths_say_at_the_years_end():
    """Preferred model, whole history, 10 000 paths from 2026-08-14 to the end of 2027-11, × 30 %."""
    snapshot = current(open_house())
    known = sample(price_history(snapshot.series, snapshot.rules))
    model = backtest(known, 20, 242, 242).preferred
    assert model is not None
    paths = simulate(fit(model, known, 20, 120), horizon(known.days[-1], known.days[-1], 16, 242), 10_000, 1)
    low, middle, high = np.percentile(paths.end[:, -1] * 0.3, (5, 50, 95))
    said = page_text(open_view("ahead"))
    assert f"12 个月后（2027-11），本县每吨价格最可能在 ¥{low:.2f} 至 ¥{high:.2f} 之间" in said
    assert f"居中 ¥{middle:.2f}" in said


def test_it_says_how_old_the_last_price_is_and_that_policy_is_not_foreseen():
    said = page_text(open_view("ahead"))
    assert "推演从最近的全国行情日 2026-08-14 开始" in said
    assert "没有一个模型知道政策会怎么变" in said


def test_the_backtest_says_how_many_trials_held_and_what_they_are_worth():
    snapshot = current(open_house())
    tested = backtest(sample(snapshot.prices), 20, 242, 242)
    one = tested.at(tested.preferred or "", 12)
    said = page_text(open_drawers(open_view("ahead")))
    assert f"{one.hits90}/{one.n}" in said
    assert f"{one.n} 次检验中有 {one.hits90} 次包住了" in said
    assert f"约相当于 {one.worth} 次" in said or f"约 {one.worth} 次独立" in said
    assert "对照：价格不变" in said


def test_months_in_the_table_begin_with_this_one():
    at = open_drawers(open_view("ahead", ahead_months="6"))
    table = at.get("expander")[0].get("html")[0].proto.body
    assert re.findall(r"<td>(\d{4}-\d\d)</td>", table) == [
        "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05"]


def test_another_window_gives_another_band_and_stands_in_the_address():
    at = open_view("ahead", ahead_window="1")
    assert page_text(at).split("¥")[1] != page_text(open_view("ahead")).split("¥")[1]
    at.button_group(key="price:ahead_window").set_value("3")
    assert run(at).query_params["ahead_window"] == "3"


def test_the_national_average_is_the_price_before_the_share():
    def band(price: str) -> float:
        found = re.search(r"¥([\d.]+) 至", page_text(open_view("ahead", ahead_price=price)))
        assert found
        return float(found[1])

    assert band("trading") == pytest.approx(band("national") * 0.3, abs=0.01)


def test_a_window_of_a_few_days_is_refused_with_a_remedy():
    at = open_view("ahead", ahead_window="own", ahead_from="2026-07-01", ahead_to="2026-07-10")
    assert "至少需要 120 个" in page_text(at)
    assert not at.get("plotly_chart")


def test_when_no_model_is_good_the_page_says_so(monkeypatch: pytest.MonkeyPatch):
    tested = backtest(sample(current(open_house()).prices).until(200), 20, 242, 242)
    monkeypatch.setattr("pages.price_parts.fitted.tested_of", lambda *_: tested)
    said = page_text(open_view("ahead"))
    assert "回测没有找到合适的模型" in said
    assert "历史太短" in said


@pytest.mark.parametrize("model", ["bootstrap", "reverting", "jumps"])
def test_each_model_shows_its_values(model: str):
    said = page_text(open_drawers(open_view("ahead", lang="en", ahead_model=model)))
    assert {"bootstrap": "Mean length of a piece", "reverting": "Long-run mean", "jumps": "Jumps a year"}[model] in said
    assert "doi.org/" in said


def test_broken_addresses_give_way():
    at = open_view("ahead", ahead_model="oracle", ahead_months="x", ahead_seed="-1", ahead_from="1999-01-01")
    assert at.session_state["price:ahead_months"] == 12
    assert at.session_state["price:ahead_model"] == "best"
