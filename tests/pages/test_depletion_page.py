"""The depletion page against a month-by-month account kept here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

import pandas as pd
import pytest
from driving import Open, run
from visible import page_text

D = Decimal
OPENING, YIELD = D("2103.155"), D("7.6819")  # t available; t/hm², 2471.275 ÷ 321.7011 to 0.0001
KG = D("0.001")


@dataclass
class Account:
    """What months of purchases leave, tCO₂e, and when they first cannot be served."""

    short_from: str | None
    largest: Decimal
    closing: Decimal


def account(uses: pd.DataFrame, monthly: str, share: str, months: int = 96, start: str = "2026-11") -> Account:
    """Month by month from the opening balance; each debt is offset by itself, rounded down to a kilogram."""
    due = {f"{row.month:%Y-%m}": D(0) for row in uses.itertuples()}
    for row in uses.itertuples():
        due[f"{row.month:%Y-%m}"] += to_buy(D(str(row.owed)), D(share))
    balance, waiting, largest, first = OPENING, D(0), D(0), None
    for month in pd.period_range(start, periods=months, freq="M"):
        waiting += due.get(str(month), D(0)) + to_buy(D(monthly), D(share))
        served = min(waiting, balance)
        balance, waiting = balance - served, waiting - served
        largest = max(largest, waiting)
        first = first or (str(month) if waiting else None)
    return Account(first, largest, balance)


def to_buy(owed: Decimal, share: Decimal) -> Decimal:
    owed = owed.quantize(KG, ROUND_HALF_UP)
    return owed - (owed * share).quantize(KG, ROUND_DOWN)


def test_the_page_starts_from_what_was_so_far(open_page: Open):
    """Offset so far 806.970 ÷ 1,175.090 owed = 69 %; owed since 2025-11: 1,112.610 ÷ 12 = 92.718 a month."""
    at = open_page("depletion")
    assert at.slider(key="depletion:offset").value == 69
    assert at.number_input(key="depletion:monthly").value == pytest.approx(92.718)
    assert at.slider(key="depletion:months").value == 96


@pytest.mark.parametrize(("lang", "sentence"), [
    ("zh", "{month} 起不够用，缺口最多 {short} tCO₂e；届时之前再收储 {hectares} hm² 即可避免。"),
    ("en", "It is short from {month}, by up to {short} tCO₂e; {hectares} hm² stored before then would prevent it."),
])
def test_the_shortage_is_that_of_the_account(open_page: Open, lang: str, sentence: str):
    at = open_page("depletion", lang)
    kept = account(at.dataframe[0].value, "92.718", "0.69")
    hectares = (kept.largest / YIELD).quantize(D("0.0001"), ROUND_UP)
    assert sentence.format(month=kept.short_from, short=f"{kept.largest:,.0f}", hectares=hectares) in page_text(at)


def test_the_months_ahead_decide_whether_it_is_short(open_page: Open):
    """24 months from 2026-11 end with 2028-10; by then the account still has a balance."""
    at = open_page("depletion")
    at.slider(key="depletion:months").set_value(24)
    run(at)
    kept = account(at.dataframe[0].value, "92.718", "0.69", months=24)
    assert kept.short_from is None
    assert f"到 2028-10 都够用，届时还剩 {kept.closing:,.0f} tCO₂e。" in page_text(at)
    at.slider(key="depletion:months").set_value(240)
    assert "起不够用" in page_text(run(at))


def test_offsetting_all_that_may_be_and_nothing_else_is_enough(open_page: Open):
    at = open_page("depletion")
    at.slider(key="depletion:offset").set_value(80)
    at.number_input(key="depletion:monthly").set_value(0.0)
    run(at)
    kept = account(at.dataframe[0].value, "0", "0.8")
    assert kept.short_from is None
    assert f"到 2034-10 都够用，届时还剩 {kept.closing:,.0f} tCO₂e。" in page_text(at)
    assert not [one for one in at.button if one.key == "depletion:add"]


def test_the_batch_that_is_offered_ends_the_shortage(open_page: Open):
    """It is stored a month before the first shortage and holds the hectares of the answer."""
    at = open_page("depletion")
    said = re.search(r"(\d{4}-\d\d) 起不够用.*?再收储 ([\d.]+) hm²", page_text(at))
    assert said
    at.button(key="depletion:add").click()
    run(at)
    batch = at.dataframe[1].value.iloc[0]
    assert batch["area"] == pytest.approx(float(said[2]))
    assert f"{pd.Period(said[1], 'M') - 1}" == f"{batch['month']:%Y-%m}"
    assert "都够用" in page_text(at)
    assert not [one for one in at.button if one.key == "depletion:add"]
    again = open_page("depletion", **{name: value for name, value in at.query_params.items() if name != "lang"})
    assert page_text(again) == page_text(at)


def test_a_row_half_filled_in_is_not_counted_and_said_to_be(open_page: Open):
    at = open_page("depletion")
    before = page_text(at)
    at.session_state["depletion:uses:editor"] = {
        "edited_rows": {}, "deleted_rows": [], "added_rows": [{"name": "新项目", "owed": 500.0}]}
    said = page_text(run(at))
    assert "有 1 行没有填完，没有计入。" in said
    assert re.findall(r"缺口最多 [\d,]+", said) == re.findall(r"缺口最多 [\d,]+", before)


def test_edits_of_the_table_count_and_survive_in_the_address(open_page: Open):
    """Doubling the first project's debt and taking the second out is what the account then says."""
    at = open_page("depletion")
    frame = at.dataframe[0].value
    owed = round(frame["owed"][0] * 2, 3)
    at.session_state["depletion:uses:editor"] = {
        "edited_rows": {0: {"owed": owed}}, "deleted_rows": [1], "added_rows": []}
    said = page_text(run(at))
    frame.loc[0, "owed"] = owed
    kept = account(frame.drop(index=1), "92.718", "0.69")
    assert f"{kept.short_from} 起不够用，缺口最多 {kept.largest:,.0f} tCO₂e" in said
    again = open_page("depletion", **{name: value for name, value in at.query_params.items() if name != "lang"})
    assert f"{kept.short_from} 起不够用，缺口最多 {kept.largest:,.0f} tCO₂e" in page_text(again)


def test_what_occupiers_pay(open_page: Open):
    """Served until the reserve is empty: 2,103.155 t × ¥28.57 = 60,087.13835."""
    assert "¥60,087.14" in page_text(open_page("depletion"))
