"""A county's own files edited at random: refused with file and row, or stored whole; nothing in between."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.problem import Problem
from store import Store
from store.county import FILES, check, replace_layer
from store.shipped import DATA
from store.snapshot import shipped_species
from store.stocktake import read_inventory
from tests.fuzzing import BYTES, PLACE, TEXTS, Edits, damaged, edited
from tests.store import layers
from ui.words import words

FEW = settings(max_examples=settings.default.max_examples // 8)  # each writes a store or a file
# what a property of a feature may be
ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.integers(10**9, 10**40), st.floats(), st.text(max_size=8),
                st.sampled_from(["1e400", "-0", "NaN", "9999-12-31", "0001-01-01", "2026-02-30", "甲" * 121, "\x00"]),
                st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.integers(), max_size=1))


def told(problem: Problem) -> None:
    for lang in ("zh", "en"):
        assert 0 < len(words(lang).problem(problem)) < 2_000


@cache
def originals() -> dict[str, str]:
    """The illustrative layer with a few of its sub-compartments."""
    texts = {name: (DATA / "demo" / name).read_text("utf-8") for name in FILES}
    parcels = json.loads(texts["sub_compartments.geojson"])
    parcels["features"] = parcels["features"][:8]
    texts["sub_compartments.geojson"] = json.dumps(parcels, ensure_ascii=False)
    return texts


@pytest.fixture(scope="module")
def attempt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], bool]]:
    """Whether a folder with this text of one file was stored; it must be, once it is checked."""
    folder = tmp_path_factory.mktemp("county")
    store = Store(folder / "x.duckdb")
    files = folder / "files"

    def run(name: str, text: str) -> bool:
        shutil.rmtree(files, ignore_errors=True)
        files.mkdir()
        for one, whole in originals().items():
            (files / one).write_bytes((text if one == name else whole).encode("utf-8", "replace"))
        try:
            counts = check(files, shipped_species())
        except Problem as problem:
            told(problem)
            return False
        store.write(lambda cursor: replace_layer(cursor, files))
        with store.read() as cursor:
            kept = {table: cursor.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in ("plot", "proposal", "purchase", "allocation")}
        del counts["sub_compartments.geojson"]  # earlier inventories stay as versions
        assert list(kept.values()) == list(counts.values())
        return True

    assert run("", "")
    yield run
    store.close()


@pytest.mark.fuzz(target="imports")
@FEW
@given(name=st.sampled_from([name for name in FILES if name.endswith(".csv")]), edits=TEXTS)
def test_tables_edited_at_random_are_stored_or_refused(attempt: Callable[[str, str], bool], name: str,
                                                       edits: Edits) -> None:
    attempt(name, edited(originals()[name], edits))


@pytest.mark.fuzz(target="imports")
@FEW
@example("plots.geojson", 0, 7, 0, [], False)  # planted_on: 0 is a day to pydantic and none to the store
@given(name=st.sampled_from([name for name in FILES if name.endswith(".geojson")]), which=PLACE, place=PLACE, odd=ODD,
       edits=TEXTS, as_text=st.booleans())
def test_layers_with_any_property_are_stored_or_refused(attempt: Callable[[str, str], bool], name: str, which: int,
                                                        place: int, odd: object, edits: Edits, as_text: bool) -> None:
    content = json.loads(originals()[name])
    feature = content["features"][which % len(content["features"])]
    own = feature["properties"]
    own[sorted(own)[place % len(own)]] = odd
    attempt(name, edited(originals()[name], edits) if as_text else json.dumps(content))


@pytest.mark.fuzz(target="imports")
@FEW
@example([("like", 1_006_652, 128)])  # a name that is no UTF-8
@given(edits=BYTES)
def test_damaged_inventories_are_read_or_refused(inventory: Path, edits: Edits) -> None:
    path = inventory.with_name("y.gpkg")
    path.write_bytes(damaged(inventory.read_bytes(), edits))
    try:
        with read_inventory(path, shipped_species()) as found:
            assert found.report.read >= found.report.rows >= 0
            assert found.report.area_hm2 >= 0
    except Problem as problem:
        told(problem)


@pytest.fixture(scope="module")
def inventory(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return layers.writer(rows, tmp_path_factory.mktemp("inventory"))(count=12, name="x.gpkg")
