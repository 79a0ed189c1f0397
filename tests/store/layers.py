"""Made-up inventories of a few thousand polygons, as files and in stores, for the tests of the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench import layer
from store import Store
from store.snapshot import shipped_species
from store.stocktake import Asked, Report, read_inventory

COUNT = 3_000
Write = Callable[..., Path]


def table() -> pa.Table:
    """Rows of COUNT polygons."""
    return layer.table(layer.polygons(COUNT))


def writer(rows: pa.Table, folder: Path) -> Write:
    """Writes a small file of the first rows, some cells changed: {(row from 1, column): value}."""
    def make(changes: dict[tuple[int, str], Any] | None = None, count: int = 60, name: str = "小班.gpkg",
             crs: str | None = layer.CRS, drop: tuple[str, ...] = (), **more: Any) -> Path:
        cells = rows.slice(0, count).to_pydict()
        for (row, column), value in (changes or {}).items():
            cells[column][row - 1] = value
        changed = pa.table({column: pa.array(values, rows.schema.field(column).type)
                            for column, values in cells.items() if column not in drop})
        path = folder / name
        layer.write(changed, path, crs, **more)
        return path

    return make


def survey(path: Path, asked: Asked | None = None) -> Report:
    with read_inventory(path, shipped_species(), asked, townships={"老城乡": "Laocheng Township"}) as found:
        return found.report


def stored(store: Store, path: Path) -> Report:
    with read_inventory(path, shipped_species()) as found:
        found.store(store)
        return found.report


def told(report: Report) -> dict[str, int]:
    """Kind → count of what was found."""
    return {one.kind: one.count for one in report.ordered()}


def tree_rows(rows: pa.Table, count: int = 60) -> list[int]:
    """Numbers of the rows that bear trees."""
    return [at + 1 for at in range(count) if rows["DI_LEI"][at].as_py() == "030100"]
