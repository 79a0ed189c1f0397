"""Sample plots: the carbon of one plot, rounds of measurement, and surveys that cannot be reckoned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import referee
from hypothesis import given
from hypothesis import strategies as st
from surveying import FIRST, PLOTS, SECOND, factor, plot, plot_t_hm2, trees_t_hm2

from core.carbon import Survey, Tools
from core.carbon.survey import SamplePlot, SurveyStratum, Tree, check, densities, plot_stock
from core.problem import Problem
from core.trace import readings

D = Decimal


def value(sample: SamplePlot, tools: Tools) -> Decimal:
    step = plot_stock(sample, tools)
    assert isinstance(step.value, Decimal)
    return step.value


# --- one plot


def test_one_tree_by_hand(tools: Tools) -> None:
    """A Taiwan acacia of 8 cm, D 0.443: 0.3 · 0.443 · 128 = 17.0112 kg; R 0.207, CF 0.485, plot of 0.05 hm²:
    44/12 · 0.485 · 0.0170112 · 1.207 ÷ 0.05 = 0.730273 tCO2e/hm²."""
    by_hand = D(44) / 12 * D("0.485") * D("0.0170112") * D("1.207") / D("0.05")
    assert abs(value(plot("1", "1", 8), tools) - by_hand) < D("1e-18")
    assert round(by_hand, 6) == D("0.730273")


def test_emblic_has_its_own_equation_and_its_group_s_carbon(tools: Tools) -> None:
    """0.0655 · 10^2.4042 = 16.61274 kg; R 0.289, CF 0.485, 0.04 hm²:
    44/12 · 0.485 · 0.01661274 · 1.289 ÷ 0.04 = 0.952019 tCO2e/hm²."""
    assert float(value(plot("1", "1", 10, area="0.04", species="余甘子"), tools)) == pytest.approx(0.952019, rel=1e-5)


def test_a_plot_without_trees_has_no_carbon_and_counts(tools: Tools) -> None:
    assert value(plot("1", "1"), tools) == 0
    assert densities([plot("1", "1"), plot("1", "2", 8)], tools)["1"].keys() == {"1", "2"}


def test_shrubs_are_added_by_their_cover(tools: Tools) -> None:
    """E8 at 60 %: 44/12 · 0.47 · 1.4 · 0.1 · 130 · 0.6 = 18.8188 tCO2e/hm²; under 5 % nothing."""
    assert value(plot("1", "1", shrubs="0.6"), tools) == D("18.8188")
    assert value(plot("1", "1", shrubs="0.05"), tools) == pytest.approx(D("1.568233"), abs=D("1e-6"))
    assert value(plot("1", "1", shrubs="0.0499"), tools) == 0


@given(sample=PLOTS)
def test_a_plot_is_the_referee_s(tools: Tools, sample: SamplePlot) -> None:
    assert float(value(sample, tools)) == pytest.approx(plot_t_hm2(sample), rel=1e-9)


@given(sample=PLOTS)
def test_the_root_ratio_by_formula_goes_by_the_whole_stand(
    tools_with: Callable[..., Tools], sample: SamplePlot
) -> None:
    """E6: b is the above-ground biomass of all the trees, not of one species among them."""
    bare = replace(sample, shrub_cover=D(0))
    assert float(value(bare, tools_with(root_ratio_source="ar_tool14"))) == pytest.approx(
        trees_t_hm2(bare, formula=True), rel=1e-9)


def test_a_second_species_lowers_the_root_ratio_of_the_first(tools_with: Callable[..., Tools]) -> None:
    tools = tools_with(root_ratio_source="ar_tool14")
    acacia, pine = plot("1", "1", 12, 15), plot("1", "1", 20, species="云南松")
    both = replace(acacia, trees=acacia.trees + pine.trees)
    assert value(both, tools) < value(acacia, tools) + value(pine, tools)


def test_the_volume_route_by_floats(tools_with: Callable[..., Tools]) -> None:
    """Pine of 10 cm and 8 m, 0.0342742 m³ (test_allometry.py): V · φ ÷ A_plot."""
    sample = SamplePlot("1", "1", FIRST, D("0.04"), (Tree("云南松", D(10), D(8)),))
    phi = referee.phi(*(factor("云南松", name) for name in ("D", "BEF", "R", "CF")))
    assert float(value(sample, tools_with(tree_route="volume_equation"))) == pytest.approx(
        0.714265437e-4 * 10 ** 1.867008 * 8 ** 0.9014632 * phi / 0.04, rel=1e-12)


@given(sample=PLOTS, data=st.data())
def test_the_order_of_trees_changes_nothing(tools: Tools, sample: SamplePlot, data: st.DataObject) -> None:
    other = replace(sample, trees=tuple(data.draw(st.permutations(sample.trees))))
    assert value(other, tools) == pytest.approx(value(sample, tools), rel=D("1e-24"))


@given(sample=PLOTS)
def test_several_alike_are_as_many_single_trees(tools: Tools, sample: SamplePlot) -> None:
    single = tuple(replace(tree, count=1) for tree in sample.trees for _ in range(tree.count))
    assert value(replace(sample, trees=single), tools) == pytest.approx(value(sample, tools), rel=D("1e-24"))


@given(sample=PLOTS, times=st.integers(2, 9))
def test_a_larger_plot_with_the_same_trees_is_thinner(tools: Tools, sample: SamplePlot, times: int) -> None:
    bare = replace(sample, shrub_cover=D(0))
    assert value(replace(bare, area_hm2=bare.area_hm2 * times), tools) * times == pytest.approx(
        value(bare, tools), rel=D("1e-24"))


def test_species_go_by_any_of_their_names(tools: Tools) -> None:
    found = {value(plot("1", "1", 8, species=name), tools)
             for name in ("台湾相思", "相思", "560", "Acacia confusa", " ACACIA CONFUSA ")}
    assert len(found) == 1


def test_the_working_names_what_was_read(tools: Tools, tools_with: Callable[..., Tools]) -> None:
    ids = {one.id for one in readings(plot_stock(plot("1", "1", 8, shrubs="0.5"), tools))}
    assert {"allometry.zeng_2018", "tree_route", "tree_equation", "parameter_set", "mapping.acacia_confusa",
            "species.相思类.D", "species.相思类.R", "species.相思类.CF", "shrub_biomass_ratio"} <= ids
    assert "species.相思类.BEF" not in ids  # no part in a biomass equation
    by_formula = {one.id for one in readings(plot_stock(plot("1", "1", 8), tools_with(root_ratio_source="ar_tool14")))}
    assert {"root_ratio_source", "root_ratio_intercept", "root_ratio_slope"} <= by_formula
    assert "species.相思类.R" not in by_formula


def test_the_measured_set_moves_density_root_and_carbon(tools_with: Callable[..., Tools]) -> None:
    """D 0.727, R 0.296, CF 0.483 instead of 0.443, 0.207, 0.485: Zeng goes with D."""
    one = plot("1", "1", 8)
    measured = value(one, tools_with(parameter_set="measured_density"))
    national = value(one, tools_with(parameter_set="national_table"))
    expected = D("0.727") / D("0.443") * D("1.296") / D("1.207") * D("0.483") / D("0.485")
    assert measured / national == pytest.approx(expected, rel=D("1e-20"))


# --- refused trees


def refused(sample: SamplePlot, tools: Tools) -> Problem:
    with pytest.raises(Problem) as found:
        plot_stock(sample, tools)
    return found.value


def test_an_unknown_species_is_named_with_its_row(tools: Tools) -> None:
    problem = refused(replace(plot("1", "1"), trees=(Tree("银杉", D(8), row=7),)), tools)
    assert (problem.key, problem.fields["row"]) == ("sheet_row", 7)
    inner = problem.fields["problem"]
    assert isinstance(inner, Problem)
    assert (inner.key, inner.fields["name"]) == ("species_unknown", "银杉")


def test_a_missing_height_is_named_with_its_row(tools_with: Callable[..., Tools]) -> None:
    trees = (Tree("台湾相思", D(8), D(6), row=2), Tree("台湾相思", D(8), row=3))
    problem = refused(replace(plot("1", "1"), trees=trees), tools_with(tree_equation="chave_2014"))
    assert (problem.key, problem.fields["row"]) == ("sheet_row", 3)
    inner = problem.fields["problem"]
    assert isinstance(inner, Problem)
    assert inner.key == "tree_no_height"


# --- rounds


def rounds(*measured: tuple[str, date]) -> list[tuple[date, list[str]]]:
    survey = Survey((SurveyStratum("1", D(10)),), tuple(plot("1", name, on=on) for name, on in measured))
    return [(start, [one.name for one in survey.round(at)]) for at, start in enumerate(survey.rounds)]


def test_plots_measured_within_weeks_are_one_round() -> None:
    days = [FIRST + timedelta(days=20 * at) for at in range(3)]
    assert rounds(*zip("abc", days, strict=True)) == [(FIRST, ["a", "b", "c"])]


def test_a_plot_measured_again_begins_a_round() -> None:
    found = rounds(("a", FIRST), ("b", FIRST + timedelta(9)), ("a", SECOND), ("b", SECOND + timedelta(9)))
    assert found == [(FIRST, ["a", "b"]), (SECOND, ["a", "b"])]


def test_other_plots_years_later_are_a_round_of_their_own() -> None:
    """Temporary plots: none is measured twice, yet 2022 and 2025 must not be averaged into one stock."""
    assert rounds(("a", FIRST), ("b", FIRST), ("c", SECOND), ("d", SECOND)) == [
        (FIRST, ["a", "b"]), (SECOND, ["c", "d"])]


def test_a_new_plot_measured_just_before_the_old_ones_belongs_to_their_round() -> None:
    assert rounds(("a", FIRST), ("b", FIRST), ("c", SECOND), ("a", SECOND + timedelta(1))) == [
        (FIRST, ["a", "b"]), (SECOND, ["c", "a"])]


def test_rounds_do_not_go_by_the_order_of_the_sheet() -> None:
    third = date(2028, 1, 1)
    found = rounds(("a", third), ("a", FIRST), ("a", SECOND))
    assert [start for start, _ in found] == [FIRST, SECOND, third]


def test_plots_of_one_name_in_two_strata_are_two() -> None:
    survey = Survey((SurveyStratum("1", D(1)), SurveyStratum("2", D(1))), (plot("1", "a"), plot("2", "a")))
    assert survey.rounds == (FIRST,)
    assert survey.area_hm2 == 2


# --- surveys that cannot be reckoned


@pytest.mark.parametrize(("strata", "plots", "key", "fields"), [
    ([("1", 1), ("1", 2)], [plot("1", "a")], "survey_stratum_twice", {}),
    ([("1", 1)], [plot("2", "a")], "survey_stratum_unknown", {"stratum": "2", "plot": "a"}),
    ([("1", 1)], [plot("1", "a", area=0)], "survey_plot_area", {"plot": "a"}),
    ([("1", 1)], [plot("1", "a", area=11)], "survey_plot_area", {"plot": "a", "value": D(11)}),
    ([("1", 0)], [plot("1", "a")], "survey_area", {"stratum": "1", "value": D(0)}),
    ([("1", 1_000_001)], [plot("1", "a")], "survey_area", {"stratum": "1"}),
    ([("1", 1), ("2", 1)], [plot("1", "a")], "survey_stratum_empty", {"stratum": "2"}),
])
def test_a_survey_that_cannot_be_reckoned_says_where(
    strata: list[tuple[str, int]], plots: list[SamplePlot], key: str, fields: dict[str, object]
) -> None:
    survey = Survey(tuple(SurveyStratum(name, D(area)) for name, area in strata), tuple(plots))
    with pytest.raises(Problem) as found:
        check(survey)
    assert found.value.key == key
    assert found.value.fields.items() >= fields.items()
