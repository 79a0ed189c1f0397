"""A made-up forest inventory of any size over the county's outline, as a county would hand it in.

Polygons share their crooked edges vertex by vertex and have 20 vertices each; their columns have the names and
codes of the national tables. No row of it is real. It is written once and kept in the temporary folder.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from core.land import to_4543
from store.shipped import county_outline

CRS = "EPSG:4543"
STEPS = 5  # of an edge
CORNER, BEND = 0.28, 0.05  # of a cell: how far corners and the points between them stray
MARGIN = 1.04  # cells asked for more than wanted, since the outline cuts some off
TOWNSHIPS = ("元马镇", "黄瓜园镇", "羊街镇", "老城乡", "平田乡", "新华乡", "物茂乡", "江边乡", "姜驿乡", "凉山乡")
BATCH = 100_000


def polygons(count: int, seed: int = 20261123) -> Any:
    """`count` polygons (EPSG:4543) that cover as much of the county without gap or overlap, in no order."""
    rng = np.random.default_rng(seed)
    county = to_4543(county_outline()[0])
    west, south, east, north = county.bounds
    cell = (county.area / (count * MARGIN)) ** 0.5
    rows, columns = int((north - south) / cell) + 1, int((east - west) / cell) + 1
    corners = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), axis=-1)
    corners += rng.uniform(-CORNER, CORNER, corners.shape)
    across, down = _bent(corners[:, :-1], corners[:, 1:], rng), _bent(corners[:-1], corners[1:], rng)
    shapely.prepare(county)
    middles = np.meshgrid(west + (np.arange(columns) + 0.5) * cell, south + (np.arange(rows) + 0.5) * cell)
    y, x = np.nonzero(shapely.contains_xy(county, *middles))
    chosen = rng.permutation(len(y))[:count]
    y, x = y[chosen], x[chosen]
    out = np.empty(len(y), dtype=object)
    for start in range(0, len(y), BATCH):
        j, i = y[start:start + BATCH], x[start:start + BATCH]
        ring = np.concatenate([across[j, i][:, :-1], down[j, i + 1][:, :-1], across[j + 1, i][:, :0:-1],
                               down[j, i][:, :0:-1]], axis=1)
        out[start:start + BATCH] = shapely.polygons(ring * cell + [west, south])
    return out


def _bent(from_: Any, to: Any, rng: np.random.Generator) -> Any:
    """Points of edges, both ends included."""
    share = (np.arange(STEPS + 1) / STEPS)[:, None]
    points = from_[..., None, :] * (1 - share) + to[..., None, :] * share
    points[..., 1:-1, :] += rng.uniform(-BEND, BEND, points[..., 1:-1, :].shape)
    return points


def table(outlines: Any, seed: int = 7) -> pa.Table:
    """Columns of an inventory for `outlines`: tree land of four species, some shrub, some bare forest land."""
    rng = np.random.default_rng(seed)
    count = len(outlines)
    middle = shapely.bounds(outlines)[:, :2]
    strip = np.argsort(np.argsort(middle[:, 1])) * len(TOWNSHIPS) // max(count, 1)
    kind = rng.choice(3, count, p=(0.8, 0.15, 0.05))
    trees = kind == 0
    number = np.arange(count)
    return pa.table({
        "XIANG": np.array(TOWNSHIPS)[strip], "CUN": [f"{n:03}" for n in number // 1000 % 40],
        "LIN_BAN": [f"{n:04}" for n in number // 100], "XIAO_BAN": [f"{n:03}" for n in number % 100],
        "MIAN_JI": np.round(shapely.area(outlines) / 10_000, 4),
        "DI_LEI": np.array(["030100", "030302", "030405"])[kind],
        "SEN_LIN_LB": rng.choice(["11", "12", "21", "22"], count), "LIN_ZHONG": rng.choice(["112", "233"], count),
        "QI_YUAN": rng.choice(["11", "21"], count),
        "YOU_SHI_SZ": np.where(trees, rng.choice(["230", "240", "550", "410"], count), ""),
        "PINGJUN_NL": pa.array(rng.integers(3, 60, count), mask=~trees),
        "HUO_LMGQXJ": pa.array(np.round(rng.uniform(20, 140, count), 1), mask=~trees),
        "YU_BI_DU": np.round(rng.uniform(0.2, 0.9, count), 2), "BH_DJ": rng.choice(["1", "2", "3", "4"], count),
        "geometry": pa.array(shapely.to_wkb(outlines), pa.binary()),
    })


def file(count: int) -> Path:
    """A GeoPackage of `count` polygons, made when it is first asked for."""
    path = Path(tempfile.gettempdir()) / "zhanbu-bench-layers" / f"inventory-{count}.gpkg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished.gpkg")
        unfinished.unlink(missing_ok=True)
        write(table(polygons(count)), unfinished)
        unfinished.replace(path)
    return path


def write(rows: pa.Table, path: Path, crs: str | None = CRS, **more: Any) -> None:
    """`rows` as a file of the kind that its name says."""
    pyogrio.write_arrow(rows, path, geometry_name="geometry", geometry_type="Polygon", crs=crs, **more)
