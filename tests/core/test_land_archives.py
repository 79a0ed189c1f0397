"""Archives that mean harm or are broken: refused before anything in them is used."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from landfiles import COUNTY, packed, zipped

from core.land import PROPOSAL, Limits, read_land
from core.problem import Problem

SMALL = replace(PROPOSAL, bytes=200_000, unpacked=400_000, text=100_000, features=20, vertices=500, entries=12)


def refused(name: str, data: bytes, limits: Limits | None = None, **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        read_land(name, data, county=COUNTY, limits=limits, **more)
    return caught.value


def entry(name: str, data: bytes = b"x", **changed: Any) -> bytes:
    info = zipfile.ZipInfo(name)
    for key, value in changed.items():
        setattr(info, key, value)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, data)
    return out.getvalue()


# --- archives


@pytest.mark.parametrize("name", ["../a.shp", "a/../../b.shp", "/etc/a.shp", "\\a.shp", "C:/a.shp", "..\\a.shp"])
@pytest.mark.parametrize("ending", ["zip", "kmz", "xlsx"])
def test_paths_that_leave_the_archive(name: str, ending: str) -> None:
    assert refused(f"a.{ending}", entry(name)).key == "zip_path"


def test_links_in_an_archive() -> None:
    link = entry("a.shp", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16)
    assert refused("a.zip", link).key == "zip_link"


@pytest.mark.parametrize("inner", ["b.zip", "b.KMZ", "b.rar", "b.7z", "b.tar.gz"])
def test_archives_in_archives(inner: str) -> None:
    assert refused("a.zip", packed({"a.shp": b"x", inner: b"x"})).key == "zip_nested"


def test_an_archive_with_a_password() -> None:
    data = bytearray(zipped())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    assert refused("a.zip", bytes(data)).key == "zip_encrypted"


def test_an_archive_that_unpacks_to_far_more_than_it_is() -> None:
    zeros = packed({"a.shp": bytes(50_000_000)})
    assert len(zeros) < 100_000
    assert refused("a.zip", zeros).key == "zip_bomb"
    assert refused("a.kmz", packed({"a.kml": bytes(50_000_000)})).key == "zip_bomb"
    many = packed({f"{at}.shp": np.random.default_rng(at).bytes(50_000) for at in range(10)})
    assert refused("a.zip", many, replace(SMALL, bytes=1_000_000)).key == "zip_unpacked"


def test_an_archive_that_lies_about_its_sizes() -> None:
    """The table of contents announces 10 bytes; what is packed is a megabyte."""
    data = bytearray(packed({"a.shp": bytes(1_000_000)}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    struct.pack_into("<I", data, 22, 10)
    assert refused("a.zip", bytes(data)).key == "zip_broken"


def test_an_archive_of_too_many_files() -> None:
    assert refused("a.zip", packed({f"{at}.txt": b"x" for at in range(13)}), SMALL).key == "zip_entries"


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_cut_short(cut: float) -> None:
    whole = zipped()
    assert refused("a.zip", whole[:int(len(whole) * cut)]).key == "zip_broken"


def test_a_vrt_or_another_format_in_a_zip_is_nothing_to_read() -> None:
    vrt = ('<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
           "</OGRVRTDataSource>")
    assert refused("a.zip", packed({"a.vrt": vrt.encode(), "a.geojson": b"{}"})).key == "shp_none"
    assert refused("a.zip", packed({"a.shp": vrt.encode()})).key == "shp_broken"
    assert refused("a.geojson", vrt.encode()).key == "geojson_json"
    assert refused("a.gpkg", b"SQLite format 3\x00" + vrt.encode()).key == "gpkg_broken"
