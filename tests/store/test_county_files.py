"""What passes the check of an import is stored: files as Excel and other people's programs write them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store import Store
from store.county import check, replace_layer
from store.shipped import DATA
from store.snapshot import shipped_species

Ask = Callable[..., list[tuple[Any, ...]]]
TABLES = ("plot", "lot", "purchase", "allocation", "sub_compartment", "proposal")


def with_byte_order_mark(folder: Path) -> None:
    """As Excel saves CSV UTF-8."""
    for path in (*folder.glob("*.csv"), *folder.glob("*.geojson")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def with_line_ends_of_windows(folder: Path) -> None:
    for path in (*folder.glob("*.csv"), *folder.glob("*.geojson")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def with_numbers_as_text(folder: Path) -> None:
    """As some exports of shapefiles do, here in some features only."""
    for path in folder.glob("*.geojson"):
        content = json.loads(path.read_text("utf-8"))
        for feature in content["features"][::2]:
            own = feature["properties"]
            for name in ("area_hm2", "volume_m3_hm2", "canopy", "tonnes_t", "probability"):
                if own.get(name) is not None:
                    own[name] = str(own[name])
        path.write_text(json.dumps(content), "utf-8")


def with_columns_in_another_order(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        rows = [line.split(",") for line in path.read_text("utf-8").splitlines()]
        path.write_text("\n".join(",".join(reversed(row)) for row in rows) + "\n", "utf-8")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, ask: Ask) -> list[Any]:
    """What the shipped files give."""
    return imported(DATA / "demo", tmp_path_factory.mktemp("plain"), ask)


def imported(folder: Path, place: Path, ask: Ask) -> list[Any]:
    check(folder, shipped_species())
    store = Store(place / "x.duckdb")
    store.write(lambda cursor: replace_layer(cursor, folder))
    not_told = {"sub_compartment": "EXCLUDE (geom_4543, inventory)"}
    found = [ask(store, f"SELECT * {not_told.get(table, '')} FROM {table}"
                        " ORDER BY ALL") for table in TABLES]
    store.close()
    return found


@pytest.mark.parametrize("change", [
    with_byte_order_mark, with_line_ends_of_windows, with_numbers_as_text, with_columns_in_another_order])
def test_what_passes_the_check_is_stored_the_same(
    tmp_path: Path, ask: Ask, plain: list[Any], change: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(DATA / "demo", tmp_path / "县"))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    change(folder)
    assert before != {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert imported(folder, tmp_path, ask) == plain
    assert len(plain[TABLES.index("sub_compartment")]) == 4084
