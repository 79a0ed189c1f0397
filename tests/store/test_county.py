"""The county's own data in place of the demo: checked row by row, all or nothing."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.problem import Problem
from store import Store
from store.county import check, replace_layer
from store.shipped import DATA, load_demo
from store.snapshot import current, shipped_species

COUNTS = {"plots.geojson": 13, "sub_compartments.geojson": 4084, "proposals.geojson": 12, "orders.csv": 6,
          "allocations.csv": 7}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "demo", tmp_path / "县"))


def edit_geojson(folder: Path, name: str, change: Callable[[list[dict[str, Any]]], None]) -> None:
    content = json.loads((folder / name).read_text("utf-8"))
    change(content["features"])
    (folder / name).write_text(json.dumps(content), "utf-8")


def edit_csv(folder: Path, name: str, change: Callable[[list[dict[str, str]]], None]) -> None:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def refused(folder: Path) -> Problem:
    with pytest.raises(Problem) as refusal:
        check(folder, shipped_species())
    return refusal.value


def test_an_import_replaces_the_demo_and_loses_its_mark(tmp_path: Path, folder: Path) -> None:
    store = Store(tmp_path / "x.duckdb")
    store.write(load_demo)
    assert current(store).demo
    assert check(folder, shipped_species()) == COUNTS
    store.write(lambda cursor: replace_layer(cursor, folder))
    snapshot = current(store)
    assert not snapshot.demo
    assert (str(snapshot.reserve.stored_t), str(snapshot.reserve.available_t)) == ("2471.275", "2103.155")
    assert snapshot.inventory.count == 4084
    store.close()


def test_a_failing_import_changes_nothing(tmp_path: Path, folder: Path) -> None:
    store = Store(tmp_path / "x.duckdb")
    store.write(load_demo)
    (folder / "orders.csv").unlink()
    with pytest.raises(FileNotFoundError):
        store.write(lambda cursor: replace_layer(cursor, folder))
    assert (current(store).demo, str(current(store).reserve.stored_t)) == (True, "2471.275")
    store.close()


def test_orders_may_be_none(folder: Path) -> None:
    for name in ("orders.csv", "allocations.csv"):
        header = (folder / name).read_text("utf-8").splitlines()[0]
        (folder / name).write_text(header + "\n", "utf-8")
    assert check(folder, shipped_species()) == COUNTS | {"orders.csv": 0, "allocations.csv": 0}


@pytest.mark.parametrize("name", COUNTS)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert (refused(folder).key, refused(folder).fields) == ("import_file_missing", {"file": name})


def set_property(at: int, field: str, value: object) -> Callable[[list[dict[str, Any]]], None]:
    return lambda features: features[at]["properties"].__setitem__(field, value)


@pytest.mark.parametrize(("name", "field", "value", "key"), [
    ("plots.geojson", "area_hm2", 0, "import_value"), ("plots.geojson", "planted_on", "2020-02-30", "import_value"),
    ("plots.geojson", "stage", "sold", "import_value"), ("plots.geojson", "plot", "YM-01", "import_twice"),
    ("plots.geojson", "species_latin", "Ginkgo biloba", "import_row"),
    ("sub_compartments.geojson", "volume_m3_hm2", "many", "import_value"),
    ("sub_compartments.geojson", "origin", "wild", "import_value"),
    ("sub_compartments.geojson", "species", "银杏", "import_row"),
    ("proposals.geojson", "probability", 1.5, "import_value"), ("proposals.geojson", "years", 0, "import_value"),
])
def test_a_bad_value_is_named_with_file_row_and_field(
    folder: Path, name: str, field: str, value: object, key: str
) -> None:
    edit_geojson(folder, name, set_property(2, field, value))
    problem = refused(folder)
    assert problem.key == key
    assert (problem.fields["file"], problem.fields["row"], problem.fields["field"]) == (name, 3, field)


BOW_TIE = {"type": "Polygon", "coordinates": [[[101.8, 25.6], [101.81, 25.61], [101.81, 25.6], [101.8, 25.61],
                                               [101.8, 25.6]]]}
SHANGHAI = {"type": "Polygon", "coordinates": [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]]}


@pytest.mark.parametrize("geometry", [None, {}, {"type": "Point", "coordinates": [101.8, 25.6]}, BOW_TIE, SHANGHAI])
def test_a_bad_geometry_is_named(folder: Path, geometry: object) -> None:
    edit_geojson(folder, "plots.geojson", lambda features: features[4].__setitem__("geometry", geometry))
    problem = refused(folder)
    assert (problem.key, problem.fields) == ("import_geometry", {"file": "plots.geojson", "row": 5})


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features": 3}', '{"features": [1]}'])
def test_what_is_no_feature_collection_is_refused(folder: Path, text: str) -> None:
    (folder / "proposals.geojson").write_text(text, "utf-8")
    assert refused(folder).key == "import_geojson"


def test_chinese_national_encoding_is_named(folder: Path) -> None:
    text = (folder / "orders.csv").read_text("utf-8")
    (folder / "orders.csv").write_bytes(text.encode("gb18030"))
    assert (refused(folder).key, refused(folder).fields) == ("import_encoding", {"file": "orders.csv"})


@pytest.mark.parametrize(("name", "row", "field", "value", "key"), [
    ("orders.csv", 0, "offset_t", "40.001", "import_order_sum"),
    ("orders.csv", 1, "certificate", "YM-C-2025-0001", "import_twice"),
    ("allocations.csv", 0, "tonnes_t", "22.479", "import_order_sum"),
    ("allocations.csv", 0, "lot", "YM-99-L1", "import_allocation"),
    ("allocations.csv", 0, "order", "O-1", "import_allocation"),
    ("allocations.csv", 0, "tonnes_t", "1000", "import_oversold"),
    ("allocations.csv", 0, "tonnes_t", "-1", "import_value"),
])
def test_books_that_do_not_agree_are_refused(
    folder: Path, name: str, row: int, field: str, value: str, key: str
) -> None:
    edit_csv(folder, name, lambda rows: rows[row].__setitem__(field, value))
    assert refused(folder).key == key
