"""Coordinate systems of land files: which one a file states, what is read, what is asked about.

Systems are data: data/land/crs.csv. Xi'an 80 and Beijing 54 are refused: PROJ has no shift from them to
CGCS2000 other than doing nothing (its stated accuracy: unknown), and the true one needs local parameters.
WGS84 is used as CGCS2000: they differ by less than 1 m, and PROJ does the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from core.land.area import area_4543_hm2
from core.land.tables import DATA
from core.problem import Problem

GEOGRAPHIC = 4490
LARGEST_WKT = 20_000  # characters; a .prj has some hundred
NEAR_DEGREES = 1  # a proposal for the county lies within a degree of it
CHINA = (73, 3, 136, 54)
SHARE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate system of data/land/crs.csv."""

    epsg: int
    is_read: bool
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CrsChoice:
    """A system a file without one may be in: the area it would give (hm², EPSG:4543) and its share in the county."""

    epsg: int
    name_zh: str
    name_en: str
    area_hm2: Decimal
    share_inside: Decimal | None


class CrsUnknown(Problem):
    """The file does not say its coordinate system, or what it says puts it outside the county and another does not.

    Pass one of `choices` as `crs=` and read again.
    """

    def __init__(self, key: str, /, choices: Sequence[CrsChoice] = (), **fields: object) -> None:
        codes = ", ".join(f"EPSG:{one.epsg}" for one in choices)
        super().__init__(key, **fields, **({"codes": codes} if choices else {}))
        self.choices = tuple(choices)


@lru_cache(maxsize=1)
def systems() -> Mapping[int, System]:
    """Every system of data/land/crs.csv by EPSG code, the likeliest first."""
    with (DATA / "land" / "crs.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["epsg"]): System(int(row["epsg"]), row["use"] == "read", row["name_zh"], row["name_en"])
                for row in csv.DictReader(file)}


@lru_cache(maxsize=64)
def _crs(epsg: int) -> CRS:
    return CRS.from_epsg(epsg)


@lru_cache(maxsize=64)
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(_crs(epsg), _crs(GEOGRAPHIC), always_xy=True)


def readable(epsg: int) -> int:
    """`epsg` if it is read; Problem `crs_datum` (Xi'an 80, Beijing 54) or `crs_unsupported`."""
    system = systems().get(epsg)
    if system is None:
        raise Problem("crs_unsupported", crs=f"EPSG:{epsg}")
    if not system.is_read:
        raise Problem("crs_datum", crs=f"EPSG:{epsg}")
    return epsg


def is_local(text: str) -> bool:
    """Whether WKT says no more than that nothing is known: `LOCAL_CS["Undefined SRS"…`, `ENGCRS[…`."""
    return text.strip().upper().startswith(("LOCAL_CS[", "ENGCRS[", "ENGINEERINGCRS[")) or (
        text.strip().casefold() in ("", "undefined", "unknown"))


def recognise(text: str) -> int:
    """A .prj's or GeoPackage's WKT, or `EPSG:4543`, `urn:ogc:def:crs:EPSG::4543`, `CRS84` → EPSG code that is read.

    A custom text counts as the system of the list with the same datum and projection, whatever its name.
    Problem as `readable`, or `crs_unsupported` for a text that is none.
    """
    text = text.strip().strip("\x00").lstrip("\ufeff")
    if text.upper().endswith("CRS84"):
        return 4326
    head, _, code = text.rpartition(":")
    if head.upper().startswith(("EPSG", "URN:OGC:DEF:CRS:EPSG")) and code.isascii() and code.isdigit():
        return readable(int(code[:9]))
    if text.casefold().startswith(("http://www.opengis.net/def/crs/epsg/", "https://www.opengis.net/def/crs/epsg/")):
        code = text.rpartition("/")[2]
        return readable(int(code[:9]) if code.isascii() and code.isdigit() else 0)
    # only WKT from here on: PROJ strings and names would let a file choose grids and pipelines
    if len(text) > LARGEST_WKT or not text.upper().startswith(
            ("GEOGCS[", "PROJCS[", "GEOGCRS[", "PROJCRS[", "COMPD_CS[", "COMPOUNDCRS[", "GEODCRS[", "BOUNDCRS[")):
        raise Problem("crs_unsupported", crs=text[:40] or "?")
    try:
        crs = CRS.from_wkt(text)
        found = crs.to_epsg(min_confidence=70)
    except (ProjError, ValueError):
        raise Problem("crs_unsupported", crs=text[:40]) from None
    if found is None:
        found = next((epsg for epsg in systems() if _same(crs, _crs(epsg))), None)
    if found is None and any(crs.name == _crs(epsg).name for epsg in systems()):
        raise Problem("crs_parameters", crs=crs.name)  # PROJ goes by the name; the numbers say another thing
    if found is None:
        raise Problem("crs_unsupported", crs=str(crs.name)[:80])
    return readable(found)


def _same(one: CRS, other: CRS) -> bool:
    """Same ellipsoid and projection parameters; names and authorities differ among programs."""
    if one.is_geographic != other.is_geographic or one.is_bound or one.ellipsoid != other.ellipsoid:
        return False
    units = [[axis.unit_conversion_factor for axis in crs.axis_info[:2]] for crs in (one, other)]
    if units[0] != units[1] or one.prime_meridian is None or one.prime_meridian.longitude != 0:
        return False
    datum = str(one.datum.name if one.datum else "").casefold().removeprefix("d_").replace("_", " ")
    if one.is_geographic or datum not in _datums(other):
        return datum in _datums(other)
    ours, theirs = (_parameters(crs) for crs in (one, other))
    return bool(ours) and ours == theirs


def _datums(crs: CRS) -> frozenset[str]:
    """Names by which the datum of a listed system goes."""
    name = str(crs.datum.name if crs.datum else "").casefold()
    if "china" in name:
        return frozenset({"china 2000", "cgcs2000", "china geodetic coordinate system 2000", "china 2000 datum"})
    if "world geodetic" in name:
        return frozenset({"wgs 1984", "wgs84", "wgs 84", "world geodetic system 1984"})
    if "1980" in name:
        return frozenset({"xian 1980", "xi'an 1980", "xian80"})
    return frozenset({"beijing 1954", "beijing54"})


def _parameters(crs: CRS) -> dict[str, Decimal]:
    """The parameters of a transverse Mercator (Gauss–Krüger) projection; empty for others."""
    operation = crs.coordinate_operation
    if operation is None or not re.search("transverse|gauss", operation.method_name, re.IGNORECASE):
        return {}
    return {one.name.casefold(): Decimal(str(one.value)).normalize() for one in operation.params}


def to_4490(geometry: BaseGeometry, epsg: int) -> BaseGeometry:
    """Coordinates in `epsg` (x first) → CGCS2000 longitude and latitude; unusable ones become infinite."""
    if epsg == GEOGRAPHIC or epsg == 4326:
        return geometry

    def project(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack(_transformer(epsg).transform(coordinates[:, 0], coordinates[:, 1], errcheck=False))

    return shapely.transform(geometry, project)


def swapped(geometry: BaseGeometry) -> BaseGeometry:
    """The same with x and y exchanged."""
    return shapely.transform(geometry, lambda coordinates: coordinates[:, ::-1])


def is_degrees(geometry: BaseGeometry) -> bool:
    """Whether all coordinates can be longitude and latitude in degrees, in this order."""
    west, south, east, north = geometry.bounds
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def choices(geometry: BaseGeometry, county: BaseGeometry | None) -> tuple[CrsChoice, ...]:
    """The systems in which a valid 2D `geometry` would lie in or near the county (without one: in China)."""
    around = shapely.box(*CHINA) if county is None else shapely.box(*county.bounds).buffer(NEAR_DEGREES)
    out = []
    for system in systems().values():
        if not system.is_read or (is_degrees(geometry) != bool(_crs(system.epsg).is_geographic)):
            continue
        there = to_4490(geometry, system.epsg)
        if not np.isfinite(shapely.get_coordinates(there)).all() or not around.covers(shapely.box(*there.bounds)):
            continue
        there = there if there.is_valid else shapely.make_valid(there)
        inside = None
        if county is not None and there.area > 0:
            inside = Decimal(shapely.intersection(county, there).area / there.area).quantize(SHARE)
        out.append(CrsChoice(system.epsg, system.name_zh, system.name_en, area_4543_hm2(there), inside))
    return tuple(sorted(out, key=lambda one: -(one.share_inside or 0)))
