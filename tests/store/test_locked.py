"""SQL reaches no other file and no setting, whatever text finds its way into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
import shapely

from store import Store
from store.database import CONFIG, load_spatial

READING = (
    "SELECT a FROM read_csv('{folder}/secret.csv')", "SELECT a FROM '{folder}/secret.csv'",
    "SELECT content FROM read_text('{folder}/secret.csv')", "SELECT content FROM read_blob('{folder}/secret.csv')",
    "SELECT file FROM glob('{folder}/*')",
    "SELECT n FROM ST_Read('{folder}/secret.geojson')", "SELECT n FROM ST_Read('{folder}/secret.shp')",
    "SELECT n FROM ST_ReadSHP('{folder}/secret.shp')",
)
FORBIDDEN = (
    "COPY lot TO '{folder}/out.csv'", "EXPORT DATABASE '{folder}/out'", "ATTACH '{folder}/other.duckdb'",
    "INSTALL httpfs", "LOAD httpfs", "LOAD '{folder}/secret.csv'",
    "SET enable_external_access = true", "RESET enable_external_access",
    "SET autoinstall_known_extensions = true", "SET lock_configuration = false",
)
REFUSAL = "Cannot (access|change)|disabled"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "secret.csv").write_text("a,b\n1,2\n", "utf-8")
    squares = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4490)
    squares.to_file(folder / "secret.shp")
    squares.to_file(folder / "secret.geojson", driver="GeoJSON")
    return folder


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("locked") / "x.duckdb")
    yield store
    store.close()


@pytest.fixture(scope="module")
def plain() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection like the store's, without the lock: the control."""
    connection = duckdb.connect(config=CONFIG)
    load_spatial(connection)
    yield connection
    connection.close()


@pytest.mark.parametrize("sql", READING)
def test_a_file_that_could_be_read_cannot_be_read_through_the_store(
    locked: Store, plain: duckdb.DuckDBPyConnection, files: Path, sql: str
) -> None:
    sql = sql.format(folder=files)
    assert plain.execute(sql).fetchall()
    with locked.read() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(sql).fetchall()
    with pytest.raises(duckdb.Error):
        locked.write(lambda cursor: cursor.execute(sql).fetchall())


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_nothing_is_written_installed_or_set_through_the_store(locked: Store, files: Path, sql: str) -> None:
    before = sorted(path.name for path in files.iterdir())
    with locked.read() as cursor, pytest.raises(duckdb.Error, match=REFUSAL):
        cursor.execute(sql.format(folder=files)).fetchall()
    with pytest.raises(duckdb.Error, match=REFUSAL):
        locked.write(lambda cursor: cursor.execute(sql.format(folder=files)).fetchall())
    assert sorted(path.name for path in files.iterdir()) == before
    assert locked.data_version == 0
