"""Every page in both languages: no exception, its question, the figures that must be there and why."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from driving import Open, open_drawers
from scenes import SCENES
from streamlit.testing.v1 import AppTest
from visible import page_text

from store.house import open_house

DATA = Path(__file__).resolve().parents[2] / "data"

QUESTIONS = {
    "overview": ("还剩多少、还能用多久？", "How much is left, and how long will it last?"),
    "inventory": ("储备了哪些地块、各有多少？", "Which plots are stored, and how much is in each?"),
    "accounting": ("这片林能收储多少碳汇？", "How much can this plot store?"),
    "loss": ("这块地要补多少、花多少？", "What does this land use owe, and what does it cost?"),
    "price": ("今天多少钱一吨、为什么？", "What does a tonne cost today, and why?"),
    "depletion": ("什么时候会不够、怎么办？", "When will it not suffice, and what then?"),
    "conformity": ("哪些参数还要县里确认？", "Which parameters must the county still confirm?"),
    "forest": ("本县的小班数据是哪一版？", "Which forest inventory is in force?"),
    "voice": ("现在公示什么？怎样提异议、反映问题？", "What is under public notice, and how do I speak up?"),
}
LANGUAGES = ("zh", "en")
MARK = {"zh": "演示数据", "en": "demo data"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(at: AppTest) -> str:
    return page_text(at)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_the_title_is_the_question_of_the_page(open_page: Open, page: str, lang: str):
    at = open_page(page, lang)
    assert [one.value for one in at.title] == [QUESTIONS[page][LANGUAGES.index(lang)]]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", QUESTIONS)
def test_each_page_says_as_of_when_and_which_data(open_page: Open, page: str, lang: str):
    """The day is the one ZHANBU_TODAY freezes: 2026-11-23, a Monday."""
    found = text(open_page(page, lang))
    version = open_house().data_version  # other tests write to the store that the pages share
    said = {"zh": f"截至 2026-11-23（周一） · 数据版本 {version} · 规则",
            "en": f"As of 2026-11-23 (Mon) · data version {version} · "}
    assert said[lang] in found


@pytest.mark.parametrize("scene", SCENES)
def test_a_page_runs_again_as_it_is(open_page: Open, scene: str):
    """Nothing a page keeps in the session makes its next run fail or say something else."""
    at = SCENES[scene](open_page, "zh")
    before = text(at)
    at.run()
    assert not at.exception
    assert text(at) == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "marked"), [("overview", True), ("inventory", True), ("depletion", True),
                                              ("accounting", True),
                                              ("conformity", True), ("forest", True), ("price", False),
                                              ("loss", False)])
def test_illustrative_data_wear_their_mark(open_page: Open, page: str, marked: bool, lang: str):
    """Plots and trades are illustrative; prices and areas that the visitor enters are not."""
    said = text(open_page(page, lang))
    assert (MARK[lang] in said) == marked
    assert (("示意" if lang == "zh" else "illustrative") in said) == marked


@pytest.mark.parametrize("scene", ["loss of a proposal", "loss of an outline", "loss of sub-compartments, as staff"])
def test_losses_over_illustrative_sub_compartments_wear_it_too(open_page: Open, scene: str):
    assert MARK["zh"] in text(SCENES[scene](open_page, "zh"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reserve_adds_up(open_page: Open, lang: str):
    """2471.275 t and 321.7011 hm² are the scheme's first batch; × 15 mu/hm² = 4825.5165 mu.

    Held is the one order not yet paid, cancelled the sum of the five that are; the rest is available.
    """
    orders = rows("demo/orders.csv")
    held = sum(Decimal(row["purchase_t"]) for row in orders if row["status"] == "held")
    used = sum(Decimal(row["purchase_t"]) for row in orders if row["status"] == "cancelled")
    assert (held, used) == (Decimal("120.250"), Decimal("247.870"))
    said = text(open_page("inventory", lang))
    for figure in ("2,471.275", "321.7011", "4,825.52", "120.250", "247.870"):
        assert figure in said
    assert f"{Decimal('2471.275') - held - used:,}" == "2,103.155"
    assert "2,103.155" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_in_whole_tonnes(open_page: Open, lang: str):
    """2103.155, 120.250 and 247.870 rounded; ¥3,544.97 is the amount of the order on hold."""
    said = text(open_page("overview", lang))
    for figure in ("2,103", "120", "248", "2,471 tCO₂e", "¥28.57", "¥3,544.97"):
        assert figure in said
    assert "2,103.155" not in said


def test_how_long_the_reserve_lasts(open_page: Open):
    """Bought in the 12 months to 2026-11-23: 12.640 + 35.720 + 116.680 + 120.250 = 285.290 t, 23.774 a month:
    2103.155 ÷ 23.774 = 88.46. In the last 6 months 236.930 t: 53.26. Since the first trade, 426 days or 13.996
    months ago, 368.120 t: 79.96. So 88 months, between 53 and 88.
    """
    assert "88 个月（53–88 个月）" in text(open_page("overview"))


def test_the_price_of_the_last_month(open_page: Open):
    """Lowest and highest of the last 21 market days: turnover ÷ volume to 0.01, × 30 % to 0.01, half up."""
    cent = Decimal("0.01")
    prices = []
    for row in rows("national_price/daily.csv"):
        if row["quality"] != "W" and int(row["total_volume_t"]):
            average = (Decimal(row["total_turnover_cny"]) / int(row["total_volume_t"])).quantize(cent, ROUND_HALF_UP)
            prices.append((row["market_date"], (average * Decimal("0.3")).quantize(cent, ROUND_HALF_UP)))
    last = [price for _, price in sorted(prices)[-21:]]
    assert f"¥{min(last)}/t–¥{max(last)}/t" in text(open_page("overview"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_last_trades_are_listed(open_page: Open, lang: str):
    said = text(open_page("overview", lang))
    for row in rows("demo/orders.csv"):
        assert row["trade_date"] in said
        assert row[f"project_{lang}"] in said
        assert f"¥{Decimal(row['amount_cny']):,}" in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["overview", "loss", "price"])
def test_an_old_price_is_said_to_be_old(open_page: Open, page: str, lang: str):
    """The last market day, 2026-08-14, lies 101 days back: 14 weeks of 5 and 3 days of which 1 is a weekday,
    less 6 public holidays (25 September, 1, 2, 5, 6 and 7 October).
    """
    said = text(open_page(page, lang))
    assert "2026-08-14" in said
    assert f"{14 * 5 + 1 - 6} " in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_plots_stand_in_the_table(open_page: Open, lang: str):
    at = open_page("inventory", lang)
    frame = at.dataframe[0].value
    assert list(frame["plot"]) == [f"YM-{number:02}" for number in range(1, 14)]
    assert round(frame["stored"].sum(), 3) == 2471.275
    assert round(frame["area"].sum(), 4) == 321.7011
    assert round(frame["available"].sum(), 3) == 2103.155


def test_the_sheet_of_a_plot_says_where_its_tonnes_went(open_page: Open):
    """allocations.csv gives the lot YM-02-L1 to order O-2026-004, on hold, and to whoever else it lists."""
    said = text(open_page("inventory", plot="YM-02"))
    taken = [row for row in rows("demo/allocations.csv") if row["lot"] == "YM-02-L1"]
    assert taken
    for row in taken:
        assert f"{Decimal(row['tonnes_t']):,.3f}" in said
    assert "示例 旅游公路一期" in said
    assert "尚未售出" in text(open_page("inventory", plot="YM-05"))


@pytest.mark.parametrize("group", ["township", "species", "batch", "year"])
def test_the_breakdown_loses_no_tonne(open_page: Open, group: str):
    at = open_drawers(open_page("inventory", by=group))
    table = next(box for box in at.get("expander")).get("html")[0].proto.body
    cells = [row.split("<td") for row in table.split("<tr")[2:]]
    sums = [sum(Decimal(row[at].split(">")[1].split("<")[0].replace(",", "")) for row in cells) for at in range(2, 6)]
    assert sums == [Decimal("321.7011"), Decimal("2103.155"), Decimal("120.250"), Decimal("247.870")]


def test_the_overview_leads_on(open_page: Open):
    assert [one.proto.page for one in open_page("overview").get("page_link")] == ["depletion", "conformity"]
