"""Rows on their way into the store: written to a temporary file as they are read, then taken in Hilbert order.

So nothing large stays in memory, and the store's one writer is busy only while the finished rows go in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from store import faults
from store.versions import NUMBERS, TEXTS, hilbert, places

WRITE_BATCH = 50_000
METRES = "metres"


class Staged:
    """The rows that would be stored, in the order of the file; number `at` is a row's place among them."""

    def __init__(self, folder: Path):
        self._path = folder / "rows.arrow"
        self._writer: pa.RecordBatchFileWriter | None = None
        self._table: pa.Table | None = None
        self.count = 0
        self.bounds = np.zeros((0, 4))
        self._bounds: list[Any] = []

    def add(self, columns: dict[str, Any], metres: Any, bounds: Any) -> None:
        """One batch; polygons in EPSG:4543. StoreBroken `store_full`."""
        batch = pa.record_batch({name: value if isinstance(value, pa.Array) else pa.array(value, pa.string())
                                 for name, value in columns.items()}
                                | {METRES: pa.array(shapely.to_wkb(metres), pa.large_binary())})
        try:
            if self._writer is None:
                self._writer = pa.ipc.new_file(str(self._path), batch.schema)
            self._writer.write_batch(batch)
        except OSError as error:
            raise faults.of_disk(self._path, error) from error
        self._bounds.append(bounds)
        self.count += len(batch)

    def finish(self) -> None:
        """No more rows; from here on they can be read."""
        if self._writer is not None:
            try:
                self._writer.close()
            except OSError as error:
                raise faults.of_disk(self._path, error) from error
            self._table = pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()
            self.bounds = np.concatenate(self._bounds)

    def close(self) -> None:
        """Let go of the file, also where reading stopped half-way."""
        if self._writer is not None:
            with suppress(OSError):  # of a full disk, which has been told
                self._writer.close()
        self._table = None

    def column(self, name: str) -> Any:
        """A column as an array of objects."""
        if self._table is None:
            return np.zeros(0, dtype=object)
        return self._table.column(name).to_numpy()

    def polygons(self, at: Any) -> Any:
        """Polygons (EPSG:4543) of some rows."""
        assert self._table is not None
        return shapely.from_wkb(self._table.column(METRES).take(pa.array(at)).to_numpy())

    def in_order(self, changed: dict[str, Any]) -> Iterator[pa.RecordBatch]:
        """Batches for store.versions.add; `changed` are whole columns that were settled after reading."""
        if self._table is None:
            return
        order = np.argsort(hilbert(self.bounds), kind="stable")
        for start in range(0, self.count, WRITE_BATCH):
            at = pa.array(order[start:start + WRITE_BATCH])
            rows = self._table.take(at).combine_chunks()
            columns = {name: rows.column(name).combine_chunks() for name in rows.column_names if name != METRES}
            columns |= {name: pa.array(values[at.to_numpy()], pa.string()) for name, values in changed.items()}
            polygons = shapely.from_wkb(rows.column(METRES).to_numpy())
            yield pa.record_batch({name: columns[name] for name in (*TEXTS, *NUMBERS)} | places(polygons))
