"""Reading an inventory file from end to end: survey, township and number of each row, overlaps, and the storing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from core.carbon import SpeciesTable
from core.land.fields import code_system, match, ratio_unit
from core.numbers import area
from core.problem import Problem
from store.database import Cursor, Store
from store.overlaps import find_overlaps
from store.stocktake.attributes import WANTED, Reader, Values, decimals, read
from store.stocktake.findings import FIRST, Report, Row
from store.stocktake.polygons import Outlines, outlines
from store.stocktake.source import Source, batches, opened
from store.stocktake.staged import Staged
from store.versions import Version, add

UNIT_SAMPLE = 2_000  # rows whose stated areas show the unit they are in
LONGEST_ID = 60
NOWHERE = "—"
Progress = Callable[[str, int, int], None]  # step (read, compare, write), done, total


class Cancelled(Problem):
    """Somebody stopped it; nothing was stored."""


@dataclass(frozen=True)
class Asked:
    """What the caller decides where the file does not say: EPSG, column of a field, code system, layer."""

    crs: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    codes: str | None = None
    layer: str | None = None


@dataclass
class Found:
    """What a file holds, staged. Valid inside the `with` of read_inventory."""

    report: Report
    overlaps: pa.Table
    settled: dict[str, Any]
    _staged: Staged
    _watch: _Watch

    def store(self, store: Store, strict: bool = False) -> Version:
        """Store it as a new version and put that in force, in one transaction.

        Problem `stocktake_empty` where no row can be stored, `stocktake_strict` where `strict` and rows are left
        out through a fault; Cancelled. Nothing is stored then.
        """
        report = self.report
        if not report.rows:
            raise Problem("stocktake_empty", file=report.file, left_out=report.left_out)
        if strict and report.faults:
            raise Problem("stocktake_strict", file=report.file, count=report.faults)

        def job(cursor: Cursor) -> Version:
            return add(cursor, self._rows(), self.overlaps, file=report.file, sha256=report.sha256,
                       imported_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0), demo=False,
                       left_out=report.left_out, left_out_hm2=report.left_out_hm2)

        try:
            return store.write(job)
        except duckdb.Error:
            self._watch.check()  # a stop while DuckDB fetched rows comes back as DuckDB's error
            raise

    def _rows(self) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in self._staged.in_order(self.settled):
            self._watch("write", done, self._staged.count)
            yield batch
            done += len(batch)
        self._watch("write", done, self._staged.count)


@contextmanager
def read_inventory(path: Path, species: SpeciesTable, asked: Asked | None = None, *,
                   townships: Mapping[str, str] | None = None, progress: Progress | None = None,
                   cancelled: Callable[[], bool] = lambda: False, listed: int = FIRST,
                   work: Path | None = None) -> Iterator[Found]:
    """Read, check and stage the inventory in `path`; nothing is written to any store.

    `townships`: known names, Chinese → English. `progress` hears (step, done, total); `cancelled` is asked between
    batches. `listed` rows of each kind are named one by one. `work`: where the temporary folder is made.
    Problems of store.stocktake.source (file, CRS) and core.land.fields (columns, codes); Cancelled.
    """
    asked = asked or Asked()
    watch = _Watch(progress or (lambda step, done, total: None), cancelled)
    started = time.monotonic()
    with (tempfile.TemporaryDirectory(prefix="zhanbu-inventory-", dir=work, ignore_cleanup_errors=True) as name,
          opened(path, Path(name), asked.crs, asked.layer) as source):
        watch("read", 0, source.rows)
        columns = match(source.columns, asked.columns)
        report = Report(source.file, source.sha256, source.epsg, columns,
                        tuple(one for one in source.columns if one not in columns.values()), listed=listed)
        if "land_class" not in columns and "species" not in columns:
            raise Problem("stocktake_columns", file=source.file, columns=", ".join(source.columns)[:300])
        staged = Staged(Path(name))
        try:
            for batch, reader in _read(source, columns, species, asked):
                _take(batch, reader, source, report, staged)
                watch("read", report.read, max(source.rows, report.read))
            staged.finish()
            settled = _settle(staged, report, townships or {})
            overlaps = find_overlaps(settled["id"], staged.bounds, staged.polygons,
                                     lambda done, total: watch("compare", done, total))
            _tell_overlaps(overlaps, report)
            report.seconds = time.monotonic() - started
            yield Found(report, overlaps, settled, staged, watch)
        finally:
            staged.close()


class _Watch:
    """Tells the progress and stops when asked to."""

    def __init__(self, progress: Progress, cancelled: Callable[[], bool]):
        self._progress, self._cancelled = progress, cancelled

    def __call__(self, step: str, done: int, total: int) -> None:
        self.check()
        self._progress(step, done, total)

    def check(self) -> None:
        if self._cancelled():
            raise Cancelled("stocktake_cancelled")


def _read(source: Source, columns: Mapping[str, str], species: SpeciesTable,
          asked: Asked) -> Iterator[tuple[pa.RecordBatch, Reader]]:
    """Batches of the columns that are wanted. The code system and the unit of areas are settled beforehand."""
    wanted = {name: column for name, column in columns.items() if name in WANTED}
    system = asked.codes
    if "land_class" in wanted:
        values: set[Any] = set()
        for batch in batches(source, [wanted["land_class"]], geometry=False):
            values.update(batch.column(0).unique().to_pylist())
        system = code_system(values, asked.codes)
    reader = Reader(wanted, system, "hm2", species.find)
    is_first = True
    for batch in batches(source, list(wanted.values())):
        if is_first and "area_hm2" in wanted:
            sample = batch.slice(0, UNIT_SAMPLE)
            m2 = outlines(_wkb(sample), source.epsg).m2
            stated = reader.floats(sample, "area_hm2")
            reader.unit = ratio_unit([(Decimal(str(one)), area(Decimal(float(two)) / 10_000)) for one, two
                                      in zip(stated, m2, strict=True) if one > 0]) or "hm2"
        is_first = False
        yield batch, reader


def _wkb(batch: pa.RecordBatch) -> Any:
    return batch.column(batch.schema.get_field_index("geometry")).to_numpy(zero_copy_only=False)


def _take(batch: pa.RecordBatch, reader: Reader, source: Source, report: Report, staged: Staged) -> None:
    """Check a batch, list what does not fit, stage what can be stored."""
    shapes = outlines(_wkb(batch), source.epsg)
    rows = read(reader, batch, shapes.m2)
    left = np.zeros(len(batch), dtype=bool)
    for kind, bad in shapes.faults.items():
        _tell(report, kind, bad & ~left, shapes, None)
        left |= bad
    for kind, (bad, values) in rows.faults.items():
        _tell(report, kind, bad & ~left, shapes, values)
        left |= bad
    _tell(report, "mended", shapes.mended & ~left, shapes, None)
    for kind, (odd, values) in rows.remarks.items():
        _tell(report, kind, odd & ~left, shapes, values)
    report.read += len(batch)
    keep = np.flatnonzero(~left)
    if len(keep):
        ten_thousandths = np.floor(shapes.m2[keep] + 0.5).astype(np.int64)  # m², half up
        report.rows += len(keep)
        report.area_hm2 += Decimal(int(ten_thousandths.sum())) / 10_000
        metres = shapes.metres[keep]
        columns = {name: value.take(pa.array(keep)) if isinstance(value, pa.Array) else value[keep]
                   for name, value in rows.columns.items()}
        staged.add(columns | {"area_hm2": decimals(ten_thousandths, 14, 4),
                              "row": pa.array(report.read - len(batch) + keep + 1)}, metres, shapely.bounds(metres))


def _tell(report: Report, kind: str, rows: Any, shapes: Outlines, values: Values | None) -> None:
    at = np.flatnonzero(rows)
    if len(at):
        named = [Row(report.read + int(one) + 1, values.column if values else "",
                     _shown(values.raw[values.at[one]]) if values else "") for one in at[:report.listed]]
        report.add(kind, len(at), area(Decimal(float(shapes.m2[at].sum())) / 10_000), named)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)[:60]


def _settle(staged: Staged, report: Report, known: Mapping[str, str]) -> dict[str, Any]:
    """Columns that need every row: township (the nearest one's where a row has none), and a number of its own."""
    if not staged.count:
        return {"id": np.zeros(0, dtype=object)}
    town = staged.column("township_zh").copy()
    numbers = staged.column("row")
    missing = np.flatnonzero(town == "")
    if len(missing):
        there = np.flatnonzero(town != "")
        if len(there):
            middles = shapely.points((staged.bounds[:, :2] + staged.bounds[:, 2:]) / 2)
            nearest = shapely.STRtree(middles[there]).nearest(middles[missing])
            town[missing] = town[there[nearest]]
        else:
            town[missing] = NOWHERE
        report.add("township_filled" if len(there) else "township_missing", len(missing), Decimal(0),
                   [Row(int(numbers[one]), "", town[one]) for one in missing[:report.listed]])
    names, at, counts = np.unique(town.astype(str), return_inverse=True, return_counts=True)
    report.townships = {str(name): int(count) for name, count in zip(names, counts, strict=True)}
    english = np.array([known.get(str(name), str(name)) for name in names], dtype=object)[at]
    return {"id": _ids(staged, town, numbers, report), "township_zh": town, "township_en": english}


def _ids(staged: Staged, town: Any, numbers: Any, report: Report) -> Any:
    """township-village-compartment-sub-compartment, as far as the file has them; the row's number where it has none.

    A number that stands twice keeps its first row and gives the others the row's number beside it.
    """
    parts = [town, *(staged.column(name) for name in ("village", "compartment", "sub_compartment"))]
    own = parts[-1] != ""
    out = np.empty(staged.count, dtype=object)
    for at, (*rest, last) in enumerate(zip(*parts, strict=True)):
        name = "-".join(one for one in (*rest, last) if one and one != NOWHERE) if own[at] else f"R{numbers[at]}"
        out[at] = name.replace(".", "_").replace(" ", "")[:LONGEST_ID]  # addresses put dots between numbers
    seen: set[str] = set()
    twice = []
    for at, name in enumerate(out):
        if name in seen:
            twice.append(at)
            out[at] = name = f"{name}~{numbers[at]}"
        seen.add(name)
    if twice:
        report.add("number_twice", len(twice), Decimal(0),
                   [Row(int(numbers[at]), "", out[at]) for at in twice[:report.listed]])
    return out


def _tell_overlaps(overlaps: pa.Table, report: Report) -> None:
    if len(overlaps):
        m2 = overlaps.column("m2").to_numpy()
        largest = np.argsort(-m2)[:report.listed]
        report.add("overlap", len(overlaps), area(Decimal(float(m2.sum())) / 10_000),
                   [Row(0, f"{overlaps['a'][int(at)]} / {overlaps['b'][int(at)]}",
                        str(area(Decimal(float(m2[at])) / 10_000))) for at in largest])
