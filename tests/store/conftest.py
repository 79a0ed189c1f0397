"""Stores of these tests' own: an empty one for each test, and a filled one that is only read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from store import Store
from store.shipped import load_demo, load_prices
from tests.store import layers

Rows = list[tuple[Any, ...]]
Ask = Callable[..., Rows]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "x.duckdb")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Prices and the illustrative layer; tests that share it must not write."""
    opened = Store(tmp_path_factory.mktemp("full") / "x.duckdb")
    opened.write(load_prices)
    opened.write(load_demo)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with the illustrative layer, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "x.duckdb"
    opened = Store(path)
    opened.write(load_demo)
    opened.close()
    return path


@pytest.fixture
def own(tmp_path: Path, filled: Path) -> Iterator[Store]:
    """A filled store a test may change."""
    opened = Store(Path(shutil.copy(filled, tmp_path / "own.duckdb")))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Rows of a query."""
    def run(store: Store, sql: str) -> Rows:
        with store.read() as cursor:
            return cursor.execute(sql).fetchall()

    return run


@pytest.fixture(scope="session")
def rows() -> pa.Table:
    """A made-up inventory (tests/store/layers.py)."""
    return layers.table()


@pytest.fixture(scope="session")
def package(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it as a GeoPackage."""
    path = tmp_path_factory.mktemp("layer") / "小班.gpkg"
    layers.layer.write(rows, path)
    return path


@pytest.fixture
def write(rows: pa.Table, tmp_path: Path) -> layers.Write:
    """Writes a small file of it, some cells changed."""
    return layers.writer(rows, tmp_path)
