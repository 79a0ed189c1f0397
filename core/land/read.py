"""Land files of every kind: shapefile zip, GeoPackage, GeoJSON, KML, KMZ, workbook of table A.1.

    land = read_land("占用范围.zip", data, county=county)
    land.area_hm2, land.notes, land.checks, land.strata()

What a file is, its name and its first bytes say together; each kind has one reader, in memory, without GDAL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from core.carbon.stand import Stratum
from core.land import checks as checking
from core.land import crs as systems
from core.land import limits as sizes
from core.land.area import area_4543_hm2, area_geodesic_hm2
from core.land.fields import MU_PER_HM2, code_system, decimal_of, header_unit, match, normalise, ratio_unit
from core.land.gcj import suspicion
from core.land.geojson import read_text
from core.land.geopackage import MAGIC as SQLITE
from core.land.geopackage import read_geopackage
from core.land.kml import read_kml, read_kmz
from core.land.limits import Limits
from core.land.outline import Footprint, Outline, Said, outlined
from core.land.raw import Raw
from core.land.report import Check, Note
from core.land.shapefile import read_shapefile
from core.land.strata import areas_once, stratum
from core.problem import Problem
from core.rules.book import RulesAt

ENDINGS = {".zip": "shapefile", ".gpkg": "gpkg", ".geojson": "geojson", ".json": "geojson", ".kml": "kml",
           ".kmz": "kmz", ".xlsx": "xlsx"}
ZIPPED = ("shapefile", "kmz", "xlsx")
PARTS_OF_SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class LandFeature:
    """One feature. Areas hm², four decimals: EPSG:4543 and on the ellipsoid; of a workbook's row its own area.

    `geometry` EPSG:4490 (None in a workbook); `attributes` by our names, normalised; `raw` as written.
    """

    number: int
    layer: str
    geometry: BaseGeometry | None
    area_hm2: Decimal
    area_geodesic_hm2: Decimal | None
    attributes: Mapping[str, Any]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class LandFile:
    """A file as read: `crs` and `encoding` as used, `fields` our field → column, `unmatched` the other columns."""

    name: str
    kind: str
    crs: int | None
    encoding: str
    layers: tuple[str, ...]
    features: tuple[LandFeature, ...]
    notes: tuple[Note, ...]
    checks: tuple[Check, ...]
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unmatched: tuple[str, ...] = ()
    code_system: str | None = None
    overlap_hm2: Decimal = Decimal(0)

    @property
    def footprint(self) -> Footprint:
        """The outlines; Problem `land_no_outlines` for a workbook."""
        outlines = [one for one in self.features if one.geometry is not None]
        if not outlines:
            raise Problem("land_no_outlines", name=self.name)
        return Footprint(tuple(one.geometry for one in outlines), tuple(dict(one.raw) for one in outlines),
                         self.notes, tuple(one.number for one in outlines))

    @property
    def area_hm2(self) -> Decimal:
        """In EPSG:4543, overlaps counted once; of a workbook the sum of its rows."""
        return self._area(area_4543_hm2)

    @property
    def area_geodesic_hm2(self) -> Decimal | None:
        """On the ellipsoid, overlaps counted once; None for a workbook."""
        return self._area(area_geodesic_hm2) if any(one.geometry is not None for one in self.features) else None

    def _area(self, measure: Any) -> Decimal:
        if any(one.geometry is not None for one in self.features):
            found: Decimal = measure(self.footprint.geometry)
            return found
        return sum((one.area_hm2 for one in self.features), Decimal(0))

    def strata(self) -> tuple[Stratum, ...]:
        """The features' forest attributes as strata; Problem `feature_lacks` or `feature_number`."""
        shapes = [one.geometry for one in self.features if one.geometry is not None]
        areas = areas_once(shapes) if shapes else [one.area_hm2 for one in self.features]
        wrong: dict[int, list[Check]] = {}
        for row in self.checks:
            wrong.setdefault(row.feature, []).append(row)
        found = [stratum(one.number, area, one.attributes, wrong.get(one.number, ()))
                 for one, area in zip(self.features, areas, strict=True)]
        return tuple(one for one in found if one.area_hm2 > 0)  # land an earlier feature has covered counts there


def read_land(name: str, data: bytes, *, county: BaseGeometry | None = None, crs: int | None = None,
              mapping: Mapping[str, str] | None = None, codes: str | None = None,
              reference: Sequence[BaseGeometry] = (), rules: RulesAt | None = None,
              limits: Limits | None = None) -> LandFile:
    """The bytes of a land file → features, notes and checks.

    county: outline, EPSG:4490; crs: EPSG code where the file has none or a wrong one; mapping: our field → column;
    codes: `2019`, `older` or `each`; reference: known outlines (EPSG:4490) by which a drawing in GCJ-02 shows.
    Refusals are Problems; CrsUnknown and CodesUnclear carry `choices` for a second call.
    """
    limits = limits or sizes.PROPOSAL
    if len(data) > limits.bytes:
        raise Problem("geojson_size", limit=limits.bytes // 1_000_000)
    if crs is not None:
        systems.readable(crs)
    raw = _raw(name, data, kind_of(name, data), limits, mapping)
    if raw.kind == "xlsx":
        return _table(name, raw, mapping, codes, rules)
    try:
        outlines, said = outlined(raw, county, crs, limits)
        more = suspicion([(one.number, one.geometry) for one in outlines], county, reference)
    except GEOSException:  # outlines that are sound one by one and yet too close for GEOS to tell apart
        raise Problem("land_geometry", name=name) from None
    return _described(name, raw, outlines, Said((*said.notes, *more), said.overlap_hm2, said.crs),
                      mapping, codes, rules)


def kind_of(name: str, data: bytes) -> str:
    """What ending and first bytes say together; Problem `land_kind`, `land_shp_alone` or `land_content`."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.casefold()
    if ending in PARTS_OF_SHAPEFILE:
        raise Problem("land_shp_alone", name=name)
    kind = ENDINGS.get(ending)
    if kind is None:
        raise Problem("land_kind", name=name, kinds=", ".join(ENDINGS))
    if (data.startswith(b"PK") != (kind in ZIPPED) or data.startswith(SQLITE) != (kind == "gpkg")
            or (kind == "kml" and b"<" not in data[:200])):
        raise Problem("land_content", name=name, ending=ending)
    return kind


def _raw(name: str, data: bytes, kind: str, limits: Limits, mapping: Mapping[str, str] | None) -> Raw:
    if kind == "shapefile":
        return read_shapefile(data, limits)
    if kind == "gpkg":
        return read_geopackage(data, limits)
    if kind == "geojson":
        return read_text(data, limits)
    if kind == "kml":
        return read_kml(data, limits, PurePosixPath(name).stem)
    if kind == "kmz":
        return read_kmz(data, limits)
    from core.land.workbook import read_workbook  # only who uploads a workbook pays for openpyxl

    return read_workbook(data, limits, mapping)


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


def _described(name: str, raw: Raw, outlines: Sequence[Outline], said: Said, mapping: Mapping[str, str] | None,
               codes: str | None, rules: RulesAt | None) -> LandFile:
    """Outlines with their attributes understood and checked."""
    rows = [one.attributes for one in outlines]
    areas = [area_4543_hm2(one.geometry) for one in outlines]
    columns = _columns(rows)
    found = match(columns, mapping)
    system = code_system((row.get(found["land_class"]) for row in rows), codes) if "land_class" in found else codes
    notes = list(said.notes)
    unit = _unit(found, rows, areas, notes)
    tolerance = checking.tolerances(rules)
    features, checks = [], []
    for one, hm2 in zip(outlines, areas, strict=True):
        values, complaints = normalise(one.attributes, found, feature=one.number, system=system, unit=unit)
        checks += [*complaints, *checking.check(one.number, values, hm2, tolerance)]
        features.append(LandFeature(one.number, one.layer.name, one.geometry, hm2, area_geodesic_hm2(one.geometry),
                                    MappingProxyType(values), MappingProxyType(dict(one.attributes))))
    if system == "older":
        notes.append(Note("codes_older", 0))
    return LandFile(name, raw.kind, said.crs[0] if len(said.crs) == 1 else None, _encoding(raw),
                    tuple(layer.name for layer in raw.layers), tuple(features), tuple(notes), tuple(checks),
                    MappingProxyType(found), tuple(one for one in columns if one not in found.values()), system,
                    said.overlap_hm2)


def _table(name: str, raw: Raw, mapping: Mapping[str, str] | None, codes: str | None,
           rules: RulesAt | None) -> LandFile:
    """A workbook: every row with its own area. Problem `feature_number` for a row whose area is none."""
    layer = raw.layers[0]
    rows = [row.attributes for row in layer.rows]
    columns = _columns(rows)
    if not rows:
        raise Problem("xlsx_none")
    found = match(columns, mapping)
    system = code_system((row.get(found["land_class"]) for row in rows), codes) if "land_class" in found else codes
    notes = list(raw.notes)
    unit = _unit(found, rows, (), notes)
    tolerance = checking.tolerances(rules)
    features, checks = [], []
    for row in layer.rows:
        values, complaints = normalise(row.attributes, found, feature=row.number, system=system, unit=unit)
        hm2 = values.get("area_hm2")
        if hm2 is None or hm2 <= 0:
            raise Problem("feature_number", feature=row.number, field="area_hm2",
                          value=row.attributes.get(found["area_hm2"]))
        checks += [*complaints, *checking.check(row.number, values, None, tolerance)]
        features.append(LandFeature(row.number, layer.name, None, hm2, None, MappingProxyType(values),
                                    MappingProxyType(dict(row.attributes))))
    if system == "older":
        notes.append(Note("codes_older", 0))
    return LandFile(name, raw.kind, None, "", (layer.name,), tuple(features), tuple(notes), tuple(checks),
                    MappingProxyType(found), tuple(one for one in columns if one not in found.values()), system)


def _unit(found: Mapping[str, str], rows: Sequence[Mapping[str, Any]], areas: Sequence[Decimal],
          notes: list[Note]) -> str:
    """The unit of the area column: its name says it, else its ratio to the outlines; hm² if neither does."""
    if "volume_m3_hm2" in found and header_unit(found["volume_m3_hm2"]) == "mu":
        notes.append(Note("volume_per_mu", 0, (("column", found["volume_m3_hm2"]), ("ratio", str(MU_PER_HM2)))))
    column = found.get("area_hm2")
    if column is None:
        return "hm2"
    said = header_unit(column)
    pairs = [(number, hm2) for row, hm2 in zip(rows, areas, strict=False)
             if (number := decimal_of(row.get(column))) is not None]
    unit = said or ratio_unit(pairs) or "hm2"
    if unit != "hm2":
        notes.append(Note(f"area_{unit}" if said else f"area_{unit}_by_ratio", 0, (("column", column),)))
    return unit


def _encoding(raw: Raw) -> str:
    return ", ".join(dict.fromkeys(layer.encoding for layer in raw.layers if layer.encoding))
