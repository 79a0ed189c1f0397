"""Whole workings as a reader sees them, line by line; the figures are worked out by hand in the other tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest
from depletion_cases import at, county

from core.carbon import Occupation, SpeciesTable, Stratum, assess
from core.compensation import cost, mix
from core.market import Series, trading_price
from core.numbers import plain
from core.rules import RuleBook
from core.scenario.model import Batch, Offsets
from core.scenario.plan import hectares, plan
from core.trace import Name, Step, Value

D = Decimal
Make = Callable[..., Stratum]


def shown(value: Value) -> str:
    if isinstance(value, Name):
        return value.zh
    return plain(round(value, 6)) if isinstance(value, Decimal) else value


def lines(step: Step, depth: int = 0) -> Iterator[str]:
    """`key = value unit | formula | source`, its inputs with the rule in brackets, then the steps under it."""
    pad = "  " * depth
    head = " ".join(filter(None, (step.key, "=", shown(step.value), step.unit)))
    yield pad + " | ".join(filter(None, (head, step.formula, step.source)))
    for one in step.inputs:
        rule = f"[{one.rule.id}]" if one.rule else ""
        yield pad + "  " + " ".join(filter(None, (one.symbol, "=", shown(one.value), one.unit, rule)))
    for child in step.steps:
        yield from lines(child, depth + 1)


def assert_working(step: Step, expected: str) -> None:
    assert list(lines(step)) == dedent(expected).strip("\n").splitlines()


# --- prices


def test_a_usual_day(series: Series, book: RuleBook) -> None:
    assert_working(trading_price(series, date(2025, 10, 21), book).step, """
        price.trading = 12.86 CNY/t | p = round(a × m, 2)
          a = 42.88 CNY/t
          m = 0.3 1 [price_multiplier]
          price.average.all_trades = 42.88 CNY/t | a = round(T ÷ V, 2) | 全国碳市场每日综合价格行情及成交信息20251020
            date = 2025-10-20
            T = 54192619.05 CNY
            V = 1263847 t
            definition = all_trades [national_average_definition]
            day = last_before [price_day]
        """)


AVERAGES = {
    "listed": ("2025-10-21", {"national_average_definition": "listed"}, """
        price.average.listed = 38.5 CNY/t | a = round(T ÷ V, 2) | 全国碳市场每日综合价格行情及成交信息20251020
          date = 2025-10-20
          T = 20804369.05 CNY
          V = 540397 t
          definition = listed [national_average_definition]
          day = last_before [price_day]
        """),
    "close": ("2025-10-21", {"national_average_definition": "close"}, """
        price.average.close = 51.34 CNY/t | a = close | 全国碳市场每日综合价格行情及成交信息20251020
          date = 2025-10-20
          definition = close [national_average_definition]
          day = last_before [price_day]
        """),
    "week": ("2022-01-06", {}, """
        price.average.week = 53.78 CNY/t | a = round(T ÷ V, 2) | 全国碳市场每周成交数据20220104-20220107
          date = 2022-01-05
          T = 246528378.7 CNY
          V = 4583731 t
          definition = all_trades [national_average_definition]
          day = last_before [price_day]
          week = week_average [week_quality_day]
        """),
    "week's close": ("2022-01-06", {"national_average_definition": "close"}, """
        price.average.week = 57.42 CNY/t | a = round(T ÷ V, 2) | 全国碳市场每周成交数据20220104-20220107
          date = 2022-01-05
          T = 31907394.34 CNY
          V = 555692 t
          definition = close [national_average_definition]
          day = last_before [price_day]
          week = week_average [week_quality_day]
        """),
    "after a day without trade": ("2025-01-15", {}, """
        price.average.all_trades = 94 CNY/t | a = round(T ÷ V, 2) | 全国碳市场每日综合价格行情及成交信息20250113
          date = 2025-01-13
          T = 940752.08 CNY
          V = 10008 t
          definition = all_trades [national_average_definition]
          day = last_before [price_day]
          no_trade = skip [no_trade_day]
        """),
    "block trades only": ("2025-01-24", {}, """
        price.average.all_trades = 92 CNY/t | a = round(T ÷ V, 2) | 全国碳市场每日综合价格行情及成交信息20250123
          date = 2025-01-23
          T = 18400000 CNY
          V = 200000 t
          definition = all_trades [national_average_definition]
          day = last_before [price_day]
          block_only = count [block_only_day]
        """),
}


@pytest.mark.parametrize("kind", AVERAGES)
def test_other_days(series: Series, book: RuleBook, kind: str) -> None:
    iso, reform, expected = AVERAGES[kind]
    price = trading_price(series, date.fromisoformat(iso), book.reform_all(reform))
    assert_working(price.step.steps[0], expected)


# --- what is owed


def test_the_loss_of_one_hectare_of_pine(
    book: RuleBook, species: SpeciesTable, on: date, pine: Make
) -> None:
    """167.907822 · 0.055 = 9.234930 a year, · 3 = 27.704791."""
    phi = """carbon.phi = 1.679078 tCO2e/m³ | φ = 44/12 · CF · BEF · D · (1 + R)
                  species = 云南松
                  group = 云南松 [mapping.pinus_yunnanensis]
                  CF = 0.511 tC/t d.m. [species.云南松.CF]
                  BEF = 1.619 1 [species.云南松.BEF]
                  D = 0.483 t d.m./m³ [species.云南松.D]
                  R = 0.146 1 [species.云南松.R]"""
    assert_working(assess([pine(age=D(25), label="SC1")], Occupation("permanent"), on, book, species).step, f"""
        loss.owed = 27.705 tCO2e | L = round(Σ strata, 3)
          basis = flow [loss_basis]
          H = 3 a [loss_horizon_years]
          L_stock = 167.908 tCO2e
          L_flow = 27.705 tCO2e
          L_total = 195.613 tCO2e
          set = national_table [parameter_set]
          loss.stratum = SC1 云南松
            loss.stock = 167.908 tCO2e | L_stock = a · f · s
              a = 1 hm²
              f = 1 1 [removed_share]
              s = 167.907822 tCO2e/hm²
              carbon.stock.volume = 167.907822 tCO2e/hm² | C = V · φ
                V = 100 m³/hm²
                φ = 1.679078 tCO2e/m³
                {phi}
            loss.flow = 27.705 tCO2e | L_flow = a · Σ g(y) · lost(y)
              a = 1 hm²
              Σ g · lost = 27.704791 tCO2e/hm²
              Σ lost years = 3 a
              growth.volume_rate = 9.23493 tCO2e/hm²/a | g = V · p · φ
                V = 100 m³/hm²
                p = 0.055 1/a [volume_growth_rate.middle_aged]
                φ = 1.679078 tCO2e/m³
                age = 25 a
                origin = natural [default_origin]
                class = ≤20: young; ≤30: middle_aged; ≤40: near_mature; ≤60: mature; …: over_mature a """
                   f"""[age_class_limits.pine.natural]
                {phi}
        """)


STRATA: dict[str, tuple[dict[str, object], str]] = {
    "young": ({"age": D(5), "volume_m3_hm2": None}, """
        loss.stratum = 云南松
          loss.stock = 8.125 tCO2e | L_stock = a · f · s
            a = 1 hm²
            f = 1 1 [removed_share]
            s = 8.125158 tCO2e/hm²
            carbon.stock.biomass = 8.125158 tCO2e/hm² | C = 44/12 · B · CF
              B = 4.714792 t d.m./hm²
              CF = 0.47 tC/t d.m. [carbon_fraction_tree]
              carbon.young_curve = 4.714792 t d.m./hm² | B(t) = B∞ · (1 − e^(−k·t))²
                t = 5 a
                B∞ = 60 t d.m./hm² [young_curve.asymptote_t_hm2]
                k = 0.06579 1/a [young_curve.rate]
          loss.flow = 9.191 tCO2e | L_flow = a · Σ g(y) · lost(y)
            a = 1 hm²
            Σ g · lost = 9.190731 tCO2e/hm²
            Σ lost years = 3 a
            growth.young_curve = 2.873543 tCO2e/hm²/a | g(y) = 44/12 · CF · (B(t + y) − B(t + y − 1))
              t = 5 a
              CF = 0.47 tC/t d.m. [carbon_fraction_tree]
              B∞ = 60 t d.m./hm² [young_curve.asymptote_t_hm2]
              k = 0.06579 1/a [young_curve.rate]
              t_max = 10 a [young_curve.max_age]
        """),
    "shrub": ({"species": "灌木", "volume_m3_hm2": None, "cover": D("0.6")}, """
        loss.stratum = 灌木
          loss.stock = 18.819 tCO2e | L_stock = a · f · s
            a = 1 hm²
            f = 1 1 [removed_share]
            s = 18.8188 tCO2e/hm²
            carbon.stock.shrub = 18.8188 tCO2e/hm² | C = 44/12 · CF_S · (1 + R_S) · BDR · b · CC
              CC = 0.6 1
              CC_min = 0.05 1 [shrub_cover_threshold]
              CF_S = 0.47 tC/t d.m. [shrub_carbon_fraction]
              R_S = 0.4 1 [shrub_root_ratio]
              BDR = 0.1 1 [shrub_biomass_ratio]
              b = 130 t d.m./hm² [forest_biomass_t_hm2]
          loss.flow = 0 tCO2e | L_flow = a · Σ g(y) · lost(y)
            a = 1 hm²
            Σ g · lost = 0 tCO2e/hm²
            Σ lost years = 3 a
            growth.shrub = 0 tCO2e/hm²/a
        """),
    "measured": ({"removal_t_hm2_yr": D("4.5"), "biomass_t_hm2": D(60), "volume_m3_hm2": None}, """
        loss.stratum = 云南松
          loss.stock = 112.42 tCO2e | L_stock = a · f · s
            a = 1 hm²
            f = 1 1 [removed_share]
            s = 112.42 tCO2e/hm²
            carbon.stock.biomass = 112.42 tCO2e/hm² | C = 44/12 · B · CF
              B = 60 t d.m./hm²
              CF = 0.511 tC/t d.m. [species.云南松.CF]
          loss.flow = 13.5 tCO2e | L_flow = a · Σ g(y) · lost(y)
            a = 1 hm²
            Σ g · lost = 13.5 tCO2e/hm²
            Σ lost years = 3 a
            growth.measured = 4.5 tCO2e/hm²/a | g = (C₂ − C₁) ÷ (t₂ − t₁)
        """),
}


@pytest.mark.parametrize("kind", STRATA)
def test_other_strata(book: RuleBook, species: SpeciesTable, on: date, pine: Make, kind: str) -> None:
    given, expected = STRATA[kind]
    (part,) = assess([pine(**given)], Occupation("permanent"), on, book, species).step.steps
    assert_working(part, expected)


def inputs(step: Step) -> dict[str, str]:
    return {one.symbol: shown(one.value) for one in step.inputs}


def test_temporary_use_shows_its_years(book: RuleBook, species: SpeciesTable, on: date, pine: Make) -> None:
    flow = assess([pine()], Occupation("temporary", D(1)), on, book, species).step.steps[0].steps[1]
    assert inputs(flow) == {"a": "1", "Σ g · lost": "24.915002", "Σ lost years": "2.95", "τ": "1", "r": "1", "λ": "10"}


def test_uncertainty_shows_its_surcharge_and_what_it_comes_from(
    book: RuleBook, species: SpeciesTable, on: date, pine: Make
) -> None:
    """k = 0.10 cannot be checked against its bands without U."""
    loss = assess([pine(half_width=D("0.20"))], Occupation("permanent"), on, book, species)
    for part in loss.step.steps[0].steps:
        assert part.formula.endswith(" · (1 + k)")
        assert inputs(part)["k"] == "0.1"
        assert inputs(part)["k(U)"] == "≤0.1: 0; ≤0.15: 0.25; ≤0.2: 0.50; ≤0.3: 0.75; …: 1"
        assert inputs(part)["U"] == "0.2"


# --- what is paid, what is stored


def test_a_split_and_its_bill(series: Series, book: RuleBook, on: date) -> None:
    """195.719 · 0.80 = 156.5752; 195.719 − 100 = 95.719; · 12.86 = 1 230.94634."""
    split = mix(D("195.719"), D(100), book.at(on))
    assert_working(split.step, """
        mix.purchase = 95.719 tCO2e | P = L − O
          L = 195.719 tCO2e
          O = 100 tCO2e
          mix.offset_max = 156.575 tCO2e | O_max = round down(L × s, 3)
            L = 195.719 tCO2e
            s = 0.8 1 [offset_max_share]
        """)
    bill = cost(split.purchase_t, trading_price(series, date(2025, 10, 21), book))
    assert list(lines(bill.step))[:3] == [
        "cost.amount = 1230.95 CNY | A = round(p × P, 2)", "  p = 12.86 CNY/t", "  P = 95.719 tCO2e"]


def test_a_plan() -> None:
    """0 + 20 − 60 · 75 % = −25: at 5 t/hm² 5 hm²."""
    scenario = county(3, batches=(Batch("b", at(1), D(10), D(2), delay_usual=1, delay_worst=1),), steady_t=D(20),
                      offsets=Offsets(D("0.25")))
    assert_working(plan(scenario).step, """
        scenario.balance = -25 tCO2e | B = B₀ + S − c − p
          B₀ = 0 tCO2e
          S = 20 tCO2e
          c = 0 tCO2e
          p = 45 tCO2e
          scenario.purchase = 45 tCO2e | p = D − O
            D = 60 tCO2e
            O = 15 tCO2e
            s = 0.25 1
          scenario.batch = 20 tCO2e | T = round down(A · y, 3)
            batch = b
            month = 2027-01
            A = 10 hm²
            y = 2 tCO2e/hm²
            late = 1 mon
        """)
    assert_working(hectares(D(25), D(5)), """
        scenario.hectares = 5 hm² | A = round up(K ÷ y, 4)
          K = 25 tCO2e
          y = 5 tCO2e/hm²
        """)
