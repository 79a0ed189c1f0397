"""`python manage.py land read FILE`."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result

from commands import main

D = Decimal
PARCEL = [[101.8, 25.6], [101.81, 25.6], [101.81, 25.61], [101.8, 25.61], [101.8, 25.6]]
TABLE = {"MIAN_JI": 115, "DI_LEI": "0111", "YOU_SHI_SZ": "230", "HUO_LMGQXJ": 85.5, "FID": 7}


def collection(ring: list[list[float]], crs: int | None = None, **attributes: object) -> bytes:
    named = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **named, "features": [{
        "type": "Feature", "properties": attributes, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}).encode()


def run(tmp_path: Path, data: bytes, *options: str, name: str = "用地 1.geojson") -> Result:
    path = tmp_path / name
    path.write_bytes(data)
    return CliRunner().invoke(main, ["land", "read", str(path), *options])


def test_json_says_everything(tmp_path: Path) -> None:
    result = run(tmp_path, collection(PARCEL, **TABLE), "--json", "--lang", "en")
    assert result.exit_code == 0, result.output
    got = json.loads(result.stdout, parse_float=D)
    assert (got["file"], got["kind"], got["crs"], got["code_system"]) == ("用地 1.geojson", "geojson", 4326, "older")
    assert (got["area_hm2"], got["area_geodesic_hm2"], got["overlap_hm2"]) == (D("111.2817"), D("111.2807"), 0)
    (feature,) = got["features"]
    assert (feature["number"], feature["geometry"], feature["area_hm2"], feature["area_file_hm2"]) == (
        1, "Polygon", D("111.2817"), 115)
    assert feature["attributes"] == {"area_hm2": 115, "land_class": "030100", "species": "云南松",
                                     "volume_m3_hm2": D("85.5")}
    assert (got["fields"]["species"], got["unmatched"]) == ("YOU_SHI_SZ", ["FID"])
    assert [one["note"] for one in got["notes"]] == ["codes_older"]
    (check,) = got["checks"]
    assert (check["field"], check["what"], check["value"]) == ("area_hm2", "area", 115)
    assert check["difference"] == D("0.0334")
    assert check["detail"] == "Feature 1: its table says 115.0000 hm², its outline 111.2817 hm², 3.3 % apart."
    assert got["problems"] == []


def test_text_in_both_languages(tmp_path: Path) -> None:
    chinese = run(tmp_path, collection(PARCEL, **TABLE), "--lang", "zh").stdout
    assert "地块 1 个，面积 111.2817 hm²（椭球面 111.2807 hm²）" in chinese
    assert "树种 ← YOU_SHI_SZ" in chinese
    assert "未识别的列：FID" in chinese
    assert "相差 3.3 %" in chinese
    english = run(tmp_path, collection(PARCEL), "--lang", "en").stdout
    assert "1 features, 111.2817 hm²" in english
    assert "Feature 1 lacks species" in english


def metres() -> bytes:
    from core.land import to_4543

    ring = shapely.get_coordinates(to_4543(shapely.Polygon(PARCEL))).tolist()
    return collection(ring)


def test_a_file_without_a_system_is_refused_with_choices(tmp_path: Path) -> None:
    result = run(tmp_path, metres(), "--json", "--lang", "en")
    assert result.exit_code == 1
    got = json.loads(result.stdout, parse_float=D)
    assert got["problem"] == "crs_unknown"
    assert "EPSG:4543" in got["detail"]
    assert got["choices"] == [{"epsg": 4543, "name": "CGCS2000 3-degree zone, central meridian 102°E",
                               "area_hm2": D("111.2817"), "share_inside": 1}]
    said = run(tmp_path, metres(), "--lang", "zh")
    assert said.exit_code == 1
    assert "--crs 4543" in said.stderr
    assert run(tmp_path, metres(), "--crs", "4543").exit_code == 0


def test_code_systems_and_columns_can_be_chosen(tmp_path: Path) -> None:
    data = collection(PARCEL, 树="230", DI_LEI="0111")
    found = json.loads(run(tmp_path, data, "--map", "species=树", "--codes", "older", "--json").stdout)
    assert found["fields"]["species"] == "树"
    assert run(tmp_path, data, "--map", "trees=树").exit_code == 1
    assert run(tmp_path, data, "--map", "树").exit_code == 2


@pytest.mark.parametrize(("name", "data", "key"), [
    ("a.geojson", b"{", "geojson_json"), ("a.zip", b"PK", "zip_broken"), ("a.dwg", b"", "land_kind")])
def test_a_refusal_is_a_sentence_and_exit_code_one(tmp_path: Path, name: str, data: bytes, key: str) -> None:
    result = run(tmp_path, data, "--json", name=name)
    assert (result.exit_code, json.loads(result.stdout)["problem"]) == (1, key)
    said = run(tmp_path, data, "--lang", "zh", name=name)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.strip().endswith("。")


def test_a_missing_file_is_said() -> None:
    result = CliRunner().invoke(main, ["land", "read", "没有.zip", "--json"])
    assert (result.exit_code, json.loads(result.stdout)["problem"]) == (1, "file_missing")


def test_the_group_lists_its_commands() -> None:
    assert {"read", "import"} <= set(CliRunner().invoke(main, ["land", "--help"]).stdout.split())
