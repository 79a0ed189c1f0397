"""Benches of the whole forest inventory: overlay of hundreds of footprints, and the import of its file."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from bench import layer
from bench.engines import SAME, Differs
from bench.table import Figure, Goal
from core.land import to_4543
from store.database import Store
from store.overlay import SLIVER_M2, Overlay, overlays
from store.projection import degrees
from store.shipped import county_outline, shipped_species
from store.stocktake import Report, read_inventory

WHOLE, SOME = 1_000_000, 100_000  # polygons; SOME with --quick
FOOTPRINTS = 300
RADII = (100, 400)  # metres


def footprints(count: int = FOOTPRINTS, seed: int = 3) -> list[BaseGeometry]:
    """`count` rounded footprints of 3 to 50 hm² over the county (EPSG:4490)."""
    rng = np.random.default_rng(seed)
    county = to_4543(county_outline()[0])
    shapely.prepare(county)
    west, south, east, north = county.bounds
    out: list[BaseGeometry] = []
    while len(out) < count:
        middle = shapely.Point(rng.uniform(west, east), rng.uniform(south, north))
        if county.contains(middle):
            out.append(degrees(middle.buffer(rng.uniform(*RADII), 8)))
    return out


def imported(folder: Path, source: Path) -> tuple[Path, Report, float]:
    """A store with the file's inventory; what was read, and the seconds from the file to the closed store."""
    path = folder / "imported.duckdb"
    store = Store(path)
    started = time.perf_counter()
    with read_inventory(source, shipped_species()) as found:
        found.store(store)
        report = found.report
    store.close()
    return path, report, time.perf_counter() - started


def read_frame(source: Path) -> tuple[geopandas.GeoDataFrame, float]:
    """The file as geopandas reads it, and the seconds it took."""
    started = time.perf_counter()
    frame = geopandas.read_file(source)
    return frame, time.perf_counter() - started


def check_import(report: Report, frame: geopandas.GeoDataFrame) -> float:
    """Relative difference of the area stored and geopandas's; Differs where rows or hectares are missing."""
    expected = frame.geometry.area.sum() / 10_000
    worst = abs(float(report.area_hm2 + report.left_out_hm2) - expected) / expected
    if report.read != len(frame) or worst > SAME:
        raise Differs(f"rows or hectares of the import and of geopandas.read_file, by {worst:.1e}")
    return worst


def import_file(folder: Path, quick: bool) -> list[Figure]:
    """A whole inventory from its GeoPackage into the store, checked."""
    source = layer.file(SOME if quick else WHOLE)
    path, report, ours = imported(folder, source)
    frame, theirs = read_frame(source)
    check_import(report, frame)
    return [Figure("import", f"{report.rows:,} sub-compartments read, checked, compared, stored",
                   "geopandas.read_file alone", ours, theirs, "s", Goal("≤", 180, "s"),
                   note=f"ours also checks every outline and value, looks for overlaps and stores"
                        f" ({path.stat().st_size / 1e6:,.0f} MB); one run each")]


def check_cuts(found: list[Overlay], cut: pd.Series) -> tuple[int, float]:
    """Ours against the reference's m² by (footprint, id): number of pieces, relative difference of all together."""
    ours = {(at, piece.id): piece.area_hm2 for at, one in enumerate(found) for piece in one.pieces}
    theirs: dict[tuple[int, str], float] = {key: m2 for key, m2 in cut.items() if m2 > SLIVER_M2}
    if ours.keys() != theirs.keys():
        raise Differs(f"other sub-compartments: {len(ours.keys() ^ theirs.keys())} of {len(theirs)}")
    total = sum(theirs.values())
    worst = abs(float(sum(ours.values(), Decimal(0))) * 10_000 - total) / total
    if worst > SAME or any(abs(float(ours[key]) * 10_000 - m2) > 0.5 + SAME * m2 for key, m2 in theirs.items()):
        raise Differs(f"areas of store.overlay and geopandas.overlay, all together by {worst:.1e}")
    return len(ours), worst


def frame_of(path: Path) -> geopandas.GeoDataFrame:
    """The stored inventory in EPSG:4543, in memory."""
    store = Store(path)
    with store.read() as cursor:
        rows = cursor.execute("SELECT id, ST_AsWKB(geom_4543) AS g FROM sub_compartment").to_arrow_table()
    store.close()
    return geopandas.GeoDataFrame({"id": rows["id"].to_numpy()}, geometry=shapely.from_wkb(rows["g"].to_numpy()),
                                  crs=layer.CRS)


def cut_frame(inventory: geopandas.GeoDataFrame, feet: geopandas.GeoDataFrame) -> Any:
    """m² by (footprint, id), by geopandas."""
    cut = geopandas.overlay(inventory, feet, how="intersection", keep_geom_type=True)
    return cut.geometry.area.groupby([cut["at"], cut["id"]]).sum()


def overlay_million(folder: Path, quick: bool) -> list[Figure]:
    """Hundreds of footprints cut with a whole inventory at once."""
    path, report, _ = imported(folder, layer.file(SOME if quick else WHOLE))
    feet = footprints()
    loading = time.perf_counter()
    inventory = frame_of(path)
    loaded = time.perf_counter() - loading
    flat = geopandas.GeoDataFrame({"at": range(len(feet))}, geometry=[to_4543(one) for one in feet], crs=layer.CRS)
    store = Store(path)
    try:
        pieces, worst = check_cuts(overlays(store, feet), cut_frame(inventory, flat))
        spent: dict[str, list[float]] = {"ours": [], "frame": []}
        for _ in range(1 if quick else 3):
            for name, way in (("ours", lambda: overlays(store, feet)), ("frame", lambda: cut_frame(inventory, flat))):
                started = time.perf_counter()
                way()
                spent[name].append(time.perf_counter() - started)
    finally:
        store.close()
    ours, theirs = (sorted(values)[len(values) // 2] for values in spent.values())
    return [Figure("overlay_million", f"{len(feet)} polygons over {report.rows:,} sub-compartments",
                   "geopandas.overlay, layer in memory", ours, theirs, "s", Goal("≤", 1 / 3),
                   note=f"{pieces:,} pieces with their attributes, all together the same to {worst:.0e}; geopandas"
                        f" took {loaded:.1f} s more to load the layer; ours reads its file")]
