"""Buy now or wait: today's cost to the fen, the real past by a look-up of its own, the caveats."""

from __future__ import annotations

from datetime import date

import pytest
from driving import run
from price_views import open_view
from visible import page_text

from core.market.ahead.horizon import market_days
from store import open_house
from store.snapshot import current


def test_what_now_costs_is_exact():
    """12.345 t × ¥28.57 = 352.69665."""
    said = page_text(open_view("wait", wait_tonnes="12.345"))
    assert "现在全部买要 ¥352.70（¥28.57/t）" in said


def test_the_caveats_stand_with_the_answer():
    said = page_text(open_view("wait"))
    assert "等待是打赌，不是节省" in said
    assert "补偿的法定期限优先" in said
    assert "此后" in said  # how old the price is


def test_how_often_waiting_paid_in_the_real_past():
    """Half a year ahead, from each month's first market day whose deadline is past."""
    prices = [(row[0].market_date, row[2]) for row in current(open_house()).prices]
    days = market_days(date(2026, 11, 23), date(2027, 5, 24), 242)
    firsts = [at for at in range(len(prices) - days)
              if at == 0 or f"{prices[at - 1][0]:%Y-%m}" != f"{prices[at][0]:%Y-%m}"]
    cheaper = sum(prices[at + days][1] < prices[at][1] for at in firsts)
    assert f"过去 {len(firsts)} 次里有 {cheaper} 次比当时买便宜" in page_text(open_view("wait"))


@pytest.mark.parametrize("deadline", ["2026-11-24", "2029-11-23"])
def test_a_deadline_too_near_or_too_far_is_refused(deadline: str):
    at = open_view("wait", wait_deadline=deadline)
    assert "截止日要在 2026-11-30 至 2028-11-23 之间" in page_text(at)
    assert not at.get("plotly_chart")
    at.date_input(key="price:wait_deadline").set_value(date(2027, 1, 31))
    assert "截止日要在" not in page_text(run(at))


def test_a_deeper_dip_comes_less_often():
    def odds(dip: int) -> int:
        said = page_text(open_view("wait", wait_dip=str(dip), wait_deadline="2027-02-01"))
        return int(said.split("到期前会跌到位的可能")[1].split("%")[0])

    assert odds(5) > odds(20) > odds(45)


def test_all_models_are_compared_and_the_address_is_kept():
    at = open_view("wait", lang="en", wait_model="jumps")
    said = page_text(at)
    for name in ("Pieces of history", "Mean-reverting", "Random walk with jumps ●"):
        assert name in said
    assert at.query_params["wait_model"] == "jumps"
