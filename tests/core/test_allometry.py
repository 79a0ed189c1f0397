"""From a stem to its biomass: the equations, and which of them a species uses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import referee
from hypothesis import given
from hypothesis import strategies as st

from core.carbon import Equations, SpeciesTable, Tools
from core.carbon.allometry import Equation, above_ground_kg, load_equations
from core.problem import Problem
from core.rules import RulesAt

D = Decimal
FILE = Path(__file__).resolve().parents[2] / "data" / "allometry.csv"
DBH, HEIGHT = st.decimals(D("0.1"), 200, places=1), st.decimals(D("1.3"), 80, places=1)
DENSITY = st.decimals(D("0.2"), D("1.2"), places=3)


def by_id(equations: Equations, name: str) -> Equation:
    return next(one for one in equations.all if one.id == name)


# --- the equations


def test_zeng_by_hand(equations: Equations) -> None:
    """0.3 · 0.5 · 10^(7/3) = 0.15 · 215.443469 = 32.31652 kg; 8 cm: 8^(7/3) = 2^7 = 128, so 19.2 kg exactly."""
    zeng = by_id(equations, "zeng_2018")
    assert float(zeng.of(D(10), None, D("0.5"))) == pytest.approx(32.31652035, rel=1e-9)
    assert abs(zeng.of(D(8), None, D("0.5")) - D("19.2")) < D("1e-20")


def test_emblica_by_hand(equations: Equations) -> None:
    """DBH 10 cm: 0.0655 · 10^2.4042 = 0.0655 · 253.6296 = 16.61274 kg, whatever the density."""
    emblica = by_id(equations, "phyllanthus_emblica")
    assert float(emblica.of(D(10), None, D("0.4"))) == pytest.approx(16.61274, rel=1e-6)
    assert emblica.of(D(10), None, D("0.4")) == emblica.of(D(10), D(9), D("0.9"))


def test_chave_by_hand(equations: Equations) -> None:
    """0.5 · 10² · 8 = 400; 400^0.976 = 346.427; × 0.0673 = 23.3145 kg."""
    assert float(by_id(equations, "chave_2014").of(D(10), D(8), D("0.5"))) == pytest.approx(23.3145, rel=1e-4)


def test_volume_by_hand(equations: Equations) -> None:
    """Pine of 10 cm and 8 m: 0.714265437e-4 · 10^1.867008 · 8^0.9014632
    = 0.714265437e-4 · 73.6221 · 6.517833 = 0.0342742 m³."""
    assert float(by_id(equations, "volume_pine").of(D(10), D(8), D(1))) == pytest.approx(0.0342742, rel=1e-5)


@given(dbh=DBH, height=HEIGHT, density=DENSITY)
def test_the_biomass_equations_are_the_referee_s(
    equations: Equations, dbh: Decimal, height: Decimal, density: Decimal
) -> None:
    d, h, rho = float(dbh), float(height), float(density)
    expected = {"zeng_2018": referee.zeng(d, rho), "chave_2014": referee.chave(d, h, rho),
                "phyllanthus_emblica": referee.emblica(d)}
    for name, kg in expected.items():
        assert float(by_id(equations, name).of(dbh, height, density)) == pytest.approx(kg, rel=1e-9)


@given(dbh=DBH, height=HEIGHT, more=st.decimals(D("0.1"), 50, places=1))
def test_a_thicker_tree_is_a_heavier_tree(equations: Equations, dbh: Decimal, height: Decimal, more: Decimal) -> None:
    for one in equations.all:
        assert one.of(dbh, height, D("0.6")) < one.of(dbh + more, height, D("0.6"))
        assert one.of(dbh, height, D("0.6")) <= one.of(dbh, height + more, D("0.6"))


@pytest.mark.parametrize("name", ["chave_2014", "volume_fir", "volume_pine", "volume_hard_broadleaf"])
def test_a_height_that_is_needed_is_asked_for(equations: Equations, name: str) -> None:
    with pytest.raises(Problem) as refused:
        by_id(equations, name).of(D(10), None, D("0.5"))
    assert refused.value.key == "tree_no_height"
    assert refused.value.fields["equation"] == by_id(equations, name).reading.text


def test_a_volume_becomes_biomass_by_density_and_expansion(equations: Equations, tools: Tools) -> None:
    """V · D · BEF · 1000, with D and BEF of the species' row (E4b for one tree)."""
    pine = tools.species.find("云南松")
    factors = tools.species.factors(pine, "national_table", tools.rules)
    volume = by_id(equations, "volume_pine")
    expected = volume.of(D(12), D(9), D(1)) * factors.d.number * factors.bef.number * 1000
    assert above_ground_kg(volume, D(12), D(9), factors) == expected


# --- which equation


@pytest.mark.parametrize(("species_name", "equation"), [
    ("余甘子", "phyllanthus_emblica"), ("台湾相思", "zeng_2018"), ("云南松", "zeng_2018"), ("印度黄檀", "zeng_2018")])
def test_a_species_own_equation_comes_before_the_general_one(
    tools: Tools, species_name: str, equation: str
) -> None:
    chosen, read = tools.equations.choose(tools.species.find(species_name), tools.rules)
    assert chosen.id == equation
    assert [one.id for one in read] == ["tree_route"] + (["tree_equation"] if equation == "zeng_2018" else [])


def test_the_general_equation_is_the_rule_s(tools_with: Callable[..., Tools]) -> None:
    tools = tools_with(tree_equation="chave_2014")
    assert tools.equations.choose(tools.species.find("台湾相思"), tools.rules)[0].id == "chave_2014"
    assert tools.equations.choose(tools.species.find("余甘子"), tools.rules)[0].id == "phyllanthus_emblica"


@pytest.mark.parametrize(("name", "equation"), [
    ("云南松", "volume_pine"), ("杉木", "volume_fir"), ("印度黄檀", "volume_hard_broadleaf"),
    ("余甘子", "volume_soft_broadleaf")])
def test_the_volume_route_goes_by_the_species_group(
    tools_with: Callable[..., Tools], name: str, equation: str
) -> None:
    tools = tools_with(tree_route="volume_equation")
    assert tools.equations.choose(tools.species.find(name), tools.rules)[0].id == equation


def test_every_tree_species_has_an_equation_by_either_route(
    species: SpeciesTable, equations: Equations, tools_with: Callable[..., Tools]
) -> None:
    for route in ("biomass_equation", "volume_equation"):
        rules = tools_with(tree_route=route).rules
        wanted = "agb_kg" if route == "biomass_equation" else "volume_m3"
        assert {equations.choose(one, rules)[0].what for one in species.all if one.form == "tree"} == {wanted}


def test_a_shrub_has_none(equations: Equations, tools_with: Callable[..., Tools]) -> None:
    tools = tools_with(tree_route="volume_equation")
    with pytest.raises(Problem) as refused:
        equations.choose(tools.species.find("车桑子"), tools.rules)
    assert refused.value.key == "tree_no_equation"


# --- the file


def test_the_file_says_of_each_equation_where_it_is_from_and_how_sure() -> None:
    equations = load_equations(FILE).all
    assert len({one.id for one in equations}) == len(equations)
    for one in equations:
        assert one.what in ("agb_kg", "volume_m3")
        assert one.reading.status in ("sourced", "unverified", "weak")
        assert one.reading.reference.title_zh
        assert one.reading.reference.title_en
    weak = {one.id for one in equations if one.reading.status == "weak"}
    assert {"phyllanthus_emblica", "volume_pine", "volume_hard_broadleaf"} <= weak


def test_the_text_shown_is_the_equation_that_is_used(equations: Equations) -> None:
    for one in equations.all:
        right = one.reading.text.partition(" = ")[2].replace("·", "*").replace("^", "**").replace("²", "**2")
        shown = eval(right, {"__builtins__": {}}, {"D": 12.5, "H": 9.5, "ρ": 0.55})
        assert float(one.of(D("12.5"), D("9.5"), D("0.55"))) == pytest.approx(shown, rel=1e-12)


def test_the_equation_used_is_among_what_has_to_be_confirmed(rules: RulesAt, equations: Equations) -> None:
    assert by_id(equations, "chave_2014").reading.is_assumption
    assert not by_id(equations, "zeng_2018").reading.is_assumption
