"""Real files of every kind, damaged at random: a land file or a Problem comes out, soon, and nothing else."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from landfiles import COUNTY, kml, packed, placemark, shapefile, workbook, written, zipped

from core.land import LandFile, read_land
from core.problem import Problem

EXAMPLES = 2 * settings.default.max_examples  # of each kind: 100, and 400 in a search for new ones
DIGITS, LETTERS, MARKS, ANY = b"0123456789", b"abcXYZ_", b" .,-[{\"<", bytes(range(256))
HANG_S = 20  # of one file on a busy machine; they take milliseconds
FUZZED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
WORDS = (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x80", b"\x00\x00\xf0\x7f",
         b"\x01\x00\x00\x00", b"<!DOCTYPE", b"NaN", b"-1", b"\xe5\x85", b"\x81\x30", b"]]>", b"\"", b"<", b"{", b"}")


@cache
def originals() -> dict[str, bytes]:
    return {"a.zip": zipped(), "a.gpkg": written(".gpkg"), "a.geojson": written(".geojson"),
            "a.kml": written(".kml", driver="KML"), "a.kmz": packed({"doc.kml": kml(placemark())}),
            "a.xlsx": workbook()}


def somewhere(data: bytearray, chance: random.Random) -> int:
    """A place where something is written: databases are mostly zeros."""
    places = np.flatnonzero(np.frombuffer(bytes(data), "u1"))
    return int(chance.choice(places)) if len(places) else 0


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One to eight bytes, words, pieces changed, cut out, repeated or cut off."""
    out = bytearray(data)
    if chance.random() < 0.6:  # gently, so that what reads the inside of the file gets to see it
        for _ in range(chance.randint(1, 3)):
            at = somewhere(out, chance)
            old = out[at:at + 1]
            other = MARKS if data[:1] in (b"{", b"<") else ANY
            same_kind = DIGITS if old.isdigit() else LETTERS if old.isalpha() else other
            out[at:at + 1] = bytes([chance.choice(same_kind)])
        return bytes(out)
    for _ in range(chance.randint(1, 8)):
        at = somewhere(out, chance)
        match chance.randrange(6):
            case 0:
                out[at:at + 1] = bytes([chance.randrange(256)])
            case 1:
                word = chance.choice(WORDS)
                out[at:at + len(word)] = word
            case 2:
                out[at:at] = chance.choice(WORDS)
            case 3:
                del out[at:at + chance.randint(1, 64)]
            case 4:
                out[at:at] = out[at:at + chance.randint(1, 256)]
            case _ if chance.random() < 0.2:
                del out[at:]
            case _:
                out[at:at + 1] = bytes([out[at] ^ (1 << chance.randrange(8))]) if out else b""
    return bytes(out)


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


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["a.zip", "a.gpkg", "a.geojson", "a.kml", "a.kmz", "a.xlsx"])
def test_damaged_files_are_read_or_refused(name: str) -> None:
    assert attempt(name, originals()[name]) is not None

    @seed(20261123)
    @FUZZED
    @given(st.integers(0, 2**32))
    def run(number: int) -> None:
        attempt(name, damaged(originals()[name], random.Random(number)))

    run()


def inside(name: str, pick: Callable[[str], bool]) -> Any:
    """A test that damages one file within an archive and packs it again, past the checksums."""
    @seed(20261123)
    @FUZZED
    @given(st.integers(0, 2**32))
    def run(number: int) -> None:
        chance = random.Random(number)
        whole = zipfile.ZipFile(io.BytesIO(originals()[name]))
        files = {one: whole.read(one) for one in whole.namelist()}
        victim = chance.choice([one for one in files if pick(one)])
        attempt(name, packed(files | {victim: damaged(files[victim], chance)}))

    return run


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "endings"), [
    ("a.zip", (".shp",)), ("a.zip", (".dbf",)), ("a.zip", (".prj", ".cpg")), ("a.kmz", (".kml",)),
    ("a.xlsx", ("sheet1.xml",)), ("a.xlsx", (".xml", ".rels"))])
def test_damaged_files_in_archives_are_read_or_refused(name: str, endings: tuple[str, ...]) -> None:
    inside(name, lambda one: one.endswith(endings))()


def test_the_damage_is_such_that_both_come_out() -> None:
    """Else the tests above would only see one road."""
    found = {ending: [attempt("a.zip", packed({f"a{kind}": damaged(part, random.Random(at)) if kind == ending else part
                                               for kind, part in shapefile().items()})) for at in range(12)]
             for ending in (".shp", ".dbf")}
    assert all(any(results) and not all(results) for results in found.values())
