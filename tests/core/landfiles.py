"""Land files for the tests, written by GDAL (through geopandas) or byte by byte: the referees of our own readers."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from openpyxl import Workbook
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.land import LandFile, read_land
from core.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
BOUNDARY = json.loads((ROOT / "data" / "boundary" / "yuanmou.geojson").read_text("utf-8"))
COUNTY = shape(BOUNDARY["features"][0]["geometry"])
PARCEL = shapely.box(101.8, 25.6, 101.81, 25.61)  # 111.282 hm² in EPSG:4543, 111.281 on the ellipsoid
HOLED = shapely.box(101.82, 25.6, 101.83, 25.61).difference(shapely.box(101.822, 25.602, 101.824, 25.604))
PAIR = shapely.MultiPolygon([shapely.box(101.84, 25.6, 101.845, 25.605), shapely.box(101.846, 25.6, 101.85, 25.605)])
TABLE = {"XIANG": ["元马镇", "黄瓜园镇", "羊街镇"], "MIAN_JI": [111.28, 106.83, 50.08],
         "DI_LEI": ["0111", "0120", "0131"],
         "优势树种": ["云南松", "230", "Quercus spp."], "HUO_LMGQXJ": [85.5, 20.0, 10.0], "SLXJ": [9514, 2137, 501]}


def frame(crs: int = 4490, shapes: tuple[BaseGeometry, ...] = (PARCEL, HOLED, PAIR), **table: Any) -> gpd.GeoDataFrame:
    rows = table or {name: values[:len(shapes)] for name, values in TABLE.items()}
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs=4490).to_crs(crs)


def packed(files: dict[str, bytes], **options: Any) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def shapefile(data: gpd.GeoDataFrame | None = None, encoding: str = "GBK", name: str = "占用") -> dict[str, bytes]:
    """ending → bytes of a shapefile that GDAL wrote."""
    with tempfile.TemporaryDirectory() as folder:
        (frame() if data is None else data).to_file(Path(folder) / f"{name}.shp", encoding=encoding)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def zipped(data: gpd.GeoDataFrame | None = None, encoding: str = "GBK", without: tuple[str, ...] = (),
           name: str = "占用") -> bytes:
    parts = shapefile(data, encoding)
    return packed({f"{name}{ending}": part for ending, part in parts.items() if ending not in without})


def written(ending: str, data: gpd.GeoDataFrame | None = None, **options: Any) -> bytes:
    """A GeoPackage, GeoJSON or KML that GDAL wrote."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        (frame() if data is None else data).to_file(path, **options)
        return path.read_bytes()


def kml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return (f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>').encode()


def placemark(shape: BaseGeometry = PARCEL, more: str = "", height: str = "") -> str:
    points = " ".join(f"{x},{y}{height}" for x, y in shape.exterior.coords)
    return (f"<Placemark><name>甲</name>{more}<Polygon><outerBoundaryIs><LinearRing><coordinates>{points}</coordinates>"
            "</LinearRing></outerBoundaryIs></Polygon></Placemark>")


A1_HEADING = ["县", "乡镇", "村", "使用林地地块序号", "小班", "面积（公顷）", "地类", "林地权属",
              "林地保护等级", "森林类别", "林种", "起源", "优势树种", "龄组", "平均树高", "平均胸径", "郁闭度",
              "小班蓄积", "株数", "建设内容", "备注"]
A1_ROW = ["532328", "元马镇", "清和", 1, 12, 1.5, "030100", "集体", "Ⅳ级保护", "一般商品林地", "233", "天然",
          "云南松", "中龄林", 8.5, 12.4, 0.6, 128.3, None, "道路", None]


def workbook(rows: list[list[Any]] | None = None, heading: list[list[Any]] | None = None) -> bytes:
    """Table A.1 as people keep it: a title, the heading, the column numbers, parcels, a sum, a remark."""
    book = Workbook()
    sheet = book.active
    sheet.title = "A.1"
    sheet.append(["建设项目使用林地因子调查表"])
    sheet.append(["单位：公顷、立方米"])
    for row in heading or [A1_HEADING]:
        sheet.append(row)
    sheet.append(list(range(1, len(A1_HEADING) + 1)))
    for row in rows if rows is not None else [A1_ROW, [*A1_ROW[:3], 2, 13, 0.25, *A1_ROW[6:]]]:
        sheet.append(row)
    sheet.append(["合计", None, None, None, None, 1.75])
    sheet.append(["注：数据来自现地调查"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def geojson(*shapes: object, **attributes: object) -> bytes:
    """Features of these shapes (shapely or GeoJSON geometries), all with the same attributes."""
    return json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": attributes,
         "geometry": json.loads(shapely.to_geojson(one)) if isinstance(one, BaseGeometry) else one}
        for one in shapes]}).encode()


def read(name: str, data: bytes, **more: Any) -> LandFile:
    return read_land(name, data, county=COUNTY, **more)


def refused(name: str, data: bytes, **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        read(name, data, **more)
    return caught.value


def keys(land: LandFile) -> list[str]:
    return [note.key for note in land.notes]
