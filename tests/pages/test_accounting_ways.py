"""The other ways of the accounting page: screening, planning a sample, growth curves, and what passes between them."""

from __future__ import annotations

import math
import re

from driving import Open, open_drawers, run
from scenes import GOOD_LAND, OBSERVED, SCENES
from test_accounting_page import refused, says
from test_addresses import answers

from ui.link import pack


def test_a_plot_is_screened_with_what_the_store_knows(open_page: Open):
    """YM-03: use 112, category 12 by its sub-compartment; 33.1257 hm² in one piece; planted 2020-07-06."""
    at = SCENES["accounting, screening"](open_page, "zh")
    says(at, "林种：112 水土保持林", "最小连片面积（m²）：331,257 m²", "造林日期：2020-07-06", "公益林：是",
         "14 项中有 9 项缺证据")
    at.selectbox(key="accounting:plot").set_value("YM-01")
    says(run(at), "最小连片面积（m²）：274,136 m²", "造林日期：2020-06-18")


def test_a_plot_chosen_in_measure_is_screened_anew(open_page: Open):
    at = SCENES["accounting, screening"](open_page, "zh")
    for way, plot in (("measure", "YM-08"), ("screen", None)):
        at.segmented_control(key="accounting:way").set_value(way)
        run(at)
        if plot:
            at.selectbox(key="accounting:plot").set_value(plot)
            run(at)
    says(at, "最小连片面积（m²）：123,390 m²", "造林日期：2021-06-30")


def test_good_land_passes_and_one_fact_fails_it(open_page: Open):
    """630 mm is not dry enough: additionality is to be argued."""
    at = open_page("accounting", way="screen", plot="other", facts=GOOD_LAND)
    says(at, "额外性还须论证", "✓ 13/ 14 项", "! 1/ 14 项")
    at.segmented_control(key="accounting:fact:burning").set_value("yes")
    says(run(at), "不能收储：炼山 不符合", "§2(g) · ◊ 待核对")
    assert "burning~yes" in at.query_params["facts"]


def test_economic_forest_is_refused_in_words(open_page: Open):
    at = SCENES["accounting, screening an orchard"](open_page, "zh")
    says(at, "林种是 251 果树林，属经济林", "不能收储：林种、湿地 不符合", "小班数据里的林种是 112 水土保持林")


def test_one_stratum_by_hand(open_page: Open):
    """20 hm² of plots of 0.06: N = 333.33; mean 3, sd 0.6, t = 1.644854 for 90 %, E = 0.3:
    n = N t² s² ÷ (N E² + t² s²) = 324.67 ÷ 30.974 = 10.48, so 11; at 95 % t = 1.959964 and n = 14.7, so 15.
    """
    n = 20 / 0.06
    by_hand = [math.ceil(n * t * t * 0.36 / (n * 0.09 + t * t * 0.36)) for t in (1.644854, 1.959964)]
    assert by_hand == [11, 15]
    says(open_page("accounting", way="sampling", strata=pack([["A", 20.0, 3.0, 0.6]])),
         "1 层共需 11 个样地：可靠性 90 %，允许误差 10 %", "按 95 % 需要 15 个", "◊ 待核对")


def test_sampling_starts_from_the_last_measurement(open_page: Open):
    """YM-02: six plots of 18.9042 hm²; the design takes their mean and standard deviation of the stock."""
    at = open_page("accounting", plot="YM-02")
    at.segmented_control(key="accounting:way").set_value("sampling")
    run(at)
    assert list(at.dataframe[0].value["area"]) == [18.9042]
    says(at, "1 层共需", "18.9042", "7.490")


def test_a_curve_is_fitted_with_its_errors(open_page: Open):
    at = SCENES["accounting, a fitted curve"](open_page, "zh")
    says(at, "从 5 年长到 8 年", "标准误", "均方根误差", "6 组观测", "90 % 范围")
    at.number_input(key="accounting:end").set_value(25.0)
    says(run(at), "最大观测林龄（20 年）之外")
    at.checkbox(key="accounting:fixed").check()
    run(at)
    at.number_input(key="accounting:power").set_value(2.0)
    says(run(at), "给定")
    assert (at.query_params["fixed"], at.query_params["power"]) == ("1", "2.0")


def test_observations_come_from_a_sheet_or_a_publication(open_page: Open):
    at = open_page("accounting", way="growth")
    rows = "林龄,生物量\n" + "\n".join(f"{age},{120 * (1 - math.exp(-0.12 * age)) ** 2:.4f}" for age in range(2, 30, 3))
    at.file_uploader[0].set_value(("1.csv", rows.encode(), "text/csv"))
    run(at)
    says(at, "10 组观测")
    cards = dict(re.findall(r'class="l">([^<]+)</div><div class="v">([\d.]+)', "".join(answers(at))))
    assert [round(float(cards[name]), 2) for name in ("A 上限", "k 速率", "c 形状")] == [120, 0.12, 2]
    at = open_drawers(open_page("accounting", way="growth"))
    says(at, "都来自外地", "5 年 50.3；15 年 122.6", "Lodhiyal et al. 2002")
    at.selectbox(key="accounting:series").select_index(0)
    assert "只有 2 组观测" in refused(run(at))
    at.checkbox(key="accounting:fixed").check()
    assert "至少需要 3 组" in refused(run(at))


def test_a_broken_sheet_of_observations_is_refused(open_page: Open):
    at = open_page("accounting", way="growth")
    at.file_uploader[0].set_value(("1.csv", "林龄,生物量\n3,x\n".encode(), "text/csv"))
    assert "第 2 行的“观测值”为“x”" in refused(run(at))


def test_an_own_curve_is_used_in_measure_and_dropped_again(open_page: Open):
    """The entered default is the illustrative curve itself: the same tonnes. Another rate gives others."""
    usual = answers(open_page("accounting"))[0]
    at = SCENES["accounting, an own curve"](open_page, "zh")
    assert answers(at)[0] == usual
    says(at, "按您录入的曲线推算", "A = 60, k = 0.06579, c = 2")
    at.segmented_control(key="accounting:way").set_value("growth")
    run(at)
    at.number_input(key="accounting:k").set_value(0.2)
    run(at)
    at.button(key="accounting:use_curve").click()
    run(at)
    assert at.query_params["way"] == "measure"
    assert answers(at)[0] != usual
    at.button(key="accounting:drop_curve").click()
    assert answers(run(at))[0] == usual


def test_what_is_typed_stays_while_other_ways_are_read(open_page: Open):
    at = open_page("accounting", way="growth", observed=OBSERVED)
    said = answers(at)
    for way in ("sampling", "measure", "growth"):
        at.segmented_control(key="accounting:way").set_value(way)
        run(at)
    assert answers(at) == said
