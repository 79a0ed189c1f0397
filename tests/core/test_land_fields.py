"""Columns and codes of forest-land files: which column is what, both code systems, units, species."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.land.fields import CodesUnclear, code_system, decimal_of, header_unit, match, normalise, ratio_unit
from core.land.tables import code_names, codes, fields
from core.problem import Problem

D = Decimal


def values(system: str | None = None, unit: str = "hm2", **row: Any) -> dict[str, Any]:
    """Attributes of one feature whose columns are called as our fields are."""
    return normalise(row, {name: name for name in row}, feature=1, system=system, unit=unit)[0]


def complaints(system: str | None = None, **row: Any) -> list[tuple[str, str]]:
    return [(one.field, one.what) for one in normalise(row, {name: name for name in row}, feature=1, system=system)[1]]


# --- columns


def test_the_columns_of_the_forest_land_database() -> None:
    columns = [
        "XIAN", "XIANG", "CUN", "LIN_BAN", "XIAO_BAN", "XBMJ", "DI_LEI", "SEN_LIN_LB", "LIN_ZHONG", "QI_YUAN",
        "YOU_SHI_SZ", "PINGJUN_NL", "LING_ZU", "PINGJUN_XJ", "PINGJUN_SG", "YU_BI_DU", "HUO_LMGQXJ", "XIAO_BAN_X",
        "BH_DJ", "LD_QS", "TU_RANG_LX", "SYLDDKXH", "JJLZS", "JSNR"]
    found = match(columns)
    assert set(found.values()) == set(columns)
    assert (found["volume_m3_hm2"], found["volume_m3"], found["area_hm2"]) == ("HUO_LMGQXJ", "XIAO_BAN_X", "XBMJ")
    assert (found["parcel"], found["stems"], found["content"]) == ("SYLDDKXH", "JJLZS", "JSNR")


@pytest.mark.parametrize(("column", "field"), [
    ("you_shi_sz", "species"), ("YOUSHISZ", "species"), ("优势树种(组)", "species"), ("树 种", "species"),
    ("面积（亩）", "area_hm2"), ("小班面积(hm2)", "area_hm2"), ("MIAN_JI", "area_hm2"), ("ＭＩＡＮ＿ＪＩ", "area_hm2"),
    ("公顷蓄积(m³/hm²)", "volume_m3_hm2"), ("SLXJ", "volume_m3"), ("乡（镇）", "township"),
    ("林地保护等级", "protection_grade"),
    ("优势树", "species"), ("平均胸", "dbh_cm"), ("每公顷", "volume_m3_hm2"),  # cut off at ten bytes
])
def test_other_names_for_a_column(column: str, field: str) -> None:
    assert match([column, "FID"]) == {field: column}


def test_the_preferred_name_wins_and_a_column_is_used_once() -> None:
    assert match(["MIAN_JI", "XBMJ"]) == {"area_hm2": "XBMJ"}
    assert match(["树种", "优势树种"]) == {"species": "优势树种"}


def test_what_begins_like_two_fields_is_neither() -> None:
    assert match(["平均"]) == {}
    assert match(["小班蓄", "小班面"]) == {"volume_m3": "小班蓄", "area_hm2": "小班面"}


def test_the_callers_mapping_goes_first() -> None:
    assert match(["A", "YOU_SHI_SZ"], {"species": "A"}) == {"species": "A"}
    assert match(["YOU_SHI_SZ"], {"species": ""}) == {}
    assert match(["YOU_SHI_SZ"], {"soil": "YOU_SHI_SZ"}) == {"soil": "YOU_SHI_SZ"}


@pytest.mark.parametrize(("mapping", "key"), [
    ({"trees": "A"}, "land_mapping_field"), ({"species": "B"}, "land_mapping_column")])
def test_a_mapping_that_names_nothing_is_refused(mapping: dict[str, str], key: str) -> None:
    with pytest.raises(Problem) as refused:
        match(["A"], mapping)
    assert refused.value.key == key


# --- land classes


@pytest.mark.parametrize(("older", "newer"), [
    ("0111", "030100"), ("0113", "030200"), ("0120", "030401"), ("0131", "030301"), ("0132", "030302"),
    ("0141", "030402"), ("0142", "030403"), ("0150", "030404"), ("0161", "030405"), ("0162", "030406"),
])
def test_older_land_classes_become_newer_ones(older: str, newer: str) -> None:
    assert values("older", land_class=older) == {"land_class": newer}
    assert values("older", land_class=int(older)) == {"land_class": newer}  # a number column loses the zero
    assert values("2019", land_class=newer) == values("2019", land_class=D(newer)) == {"land_class": newer}


@pytest.mark.parametrize("code", ["0171", "0172", "0173", "1632", "0250"])
def test_an_older_class_without_a_counterpart_stays(code: str) -> None:
    assert values("older", land_class=code) == {"land_class": code}
    assert complaints("older", land_class=code) == []


def test_the_system_is_seen_from_the_codes() -> None:
    assert code_system(["0111", "", None, 132]) == "older"
    assert code_system(["030100", 30302.0]) == "2019"
    assert code_system(["乔木林地", "99", ""]) is None


def test_two_systems_in_one_file_are_asked_about() -> None:
    with pytest.raises(CodesUnclear) as asked:
        code_system(["030100", "0111", "0113"])
    assert asked.value.fields == {"newer": 1, "older": 2}
    assert asked.value.choices == ("2019", "older", "each")
    assert [code_system(["030100", "0111"], one) for one in asked.value.choices] == ["2019", "older", "each"]
    with pytest.raises(Problem, match="land_codes_choice"):
        code_system([], "2018")


def test_the_chosen_system_decides_which_codes_are_known() -> None:
    assert complaints("2019", land_class="0111") == [("land_class", "unknown_code")]
    assert complaints("older", land_class="030100") == [("land_class", "unknown_code")]
    assert complaints("each", land_class="0111") == complaints("each", land_class="030100") == []
    assert values("2019", land_class="疏林地") == {"land_class": "030401"}


def test_every_counterpart_is_a_class_of_the_newer_system() -> None:
    newer = {one.code for one in codes() if one.system == "2019"}
    older = {one.value for one in codes() if one.system == "older" and one.value}
    assert len(newer) == 10
    assert older == newer


# --- values


@pytest.mark.parametrize("name", [
    "230", 230, 230.0, "云南松", "Pinus yunnanensis", "PINUS YUNNANENSIS ", "Yunnan pine"])
def test_a_species_under_any_of_its_names(name: object) -> None:
    assert values(species=name) == {"species": "云南松"}


@pytest.mark.parametrize("name", ["其他硬阔", "其它硬阔类", "其它硬阔"])
def test_other_broadleaf_in_either_spelling(name: str) -> None:
    assert values(species=name) == {"species": "硬阔类"}
    assert values(species=name.replace("硬", "软")) == {"species": "软阔类"}


def test_an_unknown_species_keeps_its_name_and_is_said() -> None:
    assert values(species="猴面包树") == {"species": "猴面包树"}
    assert complaints(species="猴面包树") == [("species", "unknown_species")]
    assert values(species="0") == values(species="000") == {}


@pytest.mark.parametrize(("field", "written", "value"), [
    ("origin", "21", "planted"), ("origin", 12, "natural"), ("origin", "人工", "planted"),
    ("origin", "natural", "natural"),
    ("age_class", "2", "2"), ("age_class", "近熟林", "3"), ("protection_grade", "Ⅲ级保护", "3"),
    ("protection_grade", "II级", "2"), ("protection_grade", 4.0, "4"), ("forest_category", "012", "12"),
    ("forest_category", "一般商品林（地）", "22"), ("forest_use", "水土保持林", "112"), ("forest_use", "240", "240"),
    ("tenure", "集体", "20"), ("county", 532328.0, "532328"), ("compartment", "007", "007"),
])
def test_codes_and_names_become_one_value(field: str, written: object, value: str) -> None:
    assert values(**{field: written}) == {field: value}
    assert complaints(**{field: written}) == []


@pytest.mark.parametrize(("field", "written"), [("age_class", "6"), ("protection_grade", "5"), ("origin", "99"),
                                                ("forest_use", "118"), ("land_class", "9999")])
def test_an_unknown_code_stays_and_is_said(field: str, written: str) -> None:
    assert values(**{field: written}) == {field: written}
    assert complaints(**{field: written}) == [(field, "unknown_code")]


@pytest.mark.parametrize("nothing", [None, "", "  ", "/", "—", "NULL", "<空>", "无"])
def test_an_empty_cell_is_no_value(nothing: object) -> None:
    assert values(species=nothing, age=nothing, canopy=nothing) == {}
    assert complaints(species=nothing, age=nothing, canopy=nothing) == []


def test_numbers_are_decimals_as_written() -> None:
    assert values(canopy="0.60", volume_m3="１２.5", age=25) == {
        "canopy": D("0.60"), "volume_m3": D("12.5"), "age": D(25)}
    assert str(values(canopy="0.60")["canopy"]) == "0.60"


@pytest.mark.parametrize("bad", ["many", "1,234", "Infinity", "1e40", "=1+1", "12 hm2"])
def test_a_number_that_is_none_is_left_out_and_said(bad: str) -> None:
    assert values(age=bad) == {}
    assert complaints(age=bad) == [("age", "no_number")]
    assert decimal_of(bad) is None


# --- units


@pytest.mark.parametrize(("column", "unit"), [
    ("面积（亩）", "mu"), ("MIANJI_MU", "mu"), ("面积(公顷)", "hm2"), ("面积/hm²", "hm2"), ("AREA_HA", "hm2"),
    ("面积（㎡）", "m2"),
    ("面积(m2)", "m2"), ("MIAN_JI", None), ("XBMJ", None), ("每亩蓄积", "mu"), ("每公顷蓄积", "hm2"),
])
def test_the_unit_a_column_names(column: str, unit: str | None) -> None:
    assert header_unit(column) == unit


def test_the_unit_that_the_areas_show() -> None:
    assert ratio_unit([(D(15), D(1)), (D("30.2"), D(2)), (D(1000), D(3))]) == "mu"
    assert ratio_unit([(D("1.01"), D(1))]) == "hm2"
    assert ratio_unit([(D(10_000), D(1))]) == "m2"
    assert ratio_unit([(D(5), D(1))]) is None
    assert ratio_unit([]) is ratio_unit([(D(0), D(1))]) is None


def test_mu_become_hectares() -> None:
    assert values(unit="mu", area_hm2="15.75") == {"area_hm2": D("1.0500")}
    assert values(unit="m2", area_hm2=12345) == {"area_hm2": D("1.2345")}
    assert normalise({"亩蓄积": "4"}, match(["亩蓄积"]), feature=1)[0] == {"volume_m3_hm2": D(60)}


# --- the data


def test_the_tables_are_sound() -> None:
    assert {one.kind for one in fields().values()} == {
        "text", "code", "species", "number", "area", "volume_per_area"}
    assert {one.code_table for one in fields().values() if one.kind == "code"} == set(code_names())
    assert all(one.code and one.name_zh and one.name_en for one in codes())
    names = [name for one in fields().values() for name in one.aliases]
    assert len(names) == len(set(names))
