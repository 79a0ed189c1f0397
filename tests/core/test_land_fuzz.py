"""Real files of every kind, damaged at random: a land file or a Problem comes out, soon, and nothing else."""

from __future__ import annotations

import random
import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from landfiles import COUNTY, kml, packed, placemark, shapefile, workbook, written, zipped

from core.land import LandFile, read_land
from core.problem import Problem
from tests.fuzzing import BYTES, PLACE, TEXTS, Edits, damaged, damaged_inside, edited

HANG_S = 20  # of one file on a busy machine; they take milliseconds
pytestmark = [pytest.mark.fuzz(target="land"), pytest.mark.filterwarnings("ignore")]


@cache
def originals() -> dict[str, bytes]:
    return {"a.zip": zipped(), "a.gpkg": written(".gpkg"), "a.geojson": written(".geojson"),
            "a.kml": written(".kml", driver="KML"), "a.kmz": packed({"doc.kml": kml(placemark())}),
            "a.xlsx": workbook()}


def attempt(name: str, data: bytes) -> LandFile | None:
    """Read, use and time it; None where a Problem came out."""
    start = time.monotonic()
    found = None
    try:
        found = read_land(name, data, county=COUNTY)
        assert found.area_hm2 >= 0
        assert all(one.geometry is None or one.geometry.is_valid for one in found.features)
        found.strata()
    except Problem:
        pass
    assert time.monotonic() - start < HANG_S
    return found


@pytest.mark.parametrize("name", ["a.zip", "a.gpkg", "a.geojson", "a.kml", "a.kmz", "a.xlsx"])
@given(edits=BYTES)
def test_damaged_files_are_read_or_refused(name: str, edits: Edits) -> None:
    attempt(name, damaged(originals()[name], edits))


@pytest.mark.parametrize("name", ["a.geojson", "a.kml"])
@given(edits=TEXTS)
def test_files_edited_by_hand_are_read_or_refused(name: str, edits: Edits) -> None:
    attempt(name, edited(originals()[name].decode(), edits).encode())


@pytest.mark.parametrize(("name", "endings"), [
    ("a.zip", (".shp",)), ("a.zip", (".dbf",)), ("a.zip", (".prj", ".cpg")), ("a.kmz", (".kml",)),
    ("a.xlsx", ("sheet1.xml",)), ("a.xlsx", (".xml", ".rels"))])
@given(which=PLACE, edits=BYTES, left_out=st.booleans() | st.just(False))
def test_damaged_files_in_archives_are_read_or_refused(name: str, endings: tuple[str, ...], which: int, edits: Edits,
                                                       left_out: bool) -> None:
    """Past the checksums of the archive."""
    attempt(name, damaged_inside(originals()[name], endings, which, edits, left_out))


def test_whole_files_are_read_and_the_damage_is_such_that_both_come_out() -> None:
    """Else the tests above would only see one road."""
    assert all(attempt(name, data) is not None for name, data in originals().items())
    chance = random.Random(20261123)
    kinds = {ending: [attempt("a.zip", packed({f"a{kind}": damaged(part, [("like", chance.randrange(2**32), at * 7)])
                                               if kind == ending else part for kind, part in shapefile().items()}))
                      for at in range(12)] for ending in (".shp", ".dbf")}
    assert all(any(results) for results in kinds.values())
    assert not all(kinds[".shp"])
