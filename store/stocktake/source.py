"""A county's whole inventory as a file: found, unpacked where it comes as a zip, opened for reading in batches.

pyogrio is loaded with the first file, not before: it brings GDAL along, and geopandas where that is installed.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from core.land.crs import readable, recognise
from core.problem import Problem

SINGLE = {".gpkg", ".geojson", ".json"}
BESIDE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MOST_BYTES = 16_000_000_000  # unpacked: a million polygons take about one, dense ones some
MOST_RATIO = 400  # unpacked to packed; attribute tables full of blanks reach about 100
BATCH = 50_000
BEGINS = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a"}
HEAD = 1_000  # bytes that show what a file is
SAMPLE = 4_000_000  # bytes of an attribute table that are looked at for its encoding


@dataclass(frozen=True, slots=True)
class Source:
    """A layer that can be read: `path` is what to open, `file` what people call it."""

    path: Path
    file: str
    layer: str | None
    columns: tuple[str, ...]
    rows: int
    epsg: int
    encoding: str | None
    sha256: str


@contextmanager
def opened(path: Path, folder: Path, crs: int | None, layer: str | None) -> Iterator[Source]:
    """The layer in `path`: a zip with a shapefile, its folder, the .shp, a GeoPackage or GeoJSON.

    `folder` is where a zip is unpacked. `crs` (EPSG) counts before what the file states. Problems: `stocktake_file`,
    `stocktake_kind`, `stocktake_layers`, `stocktake_zip`, `stocktake_unreadable`, `stocktake_crs` (none stated),
    and those of core.land.crs for a system that is not read.
    """
    import pyogrio

    inside = _located(path, folder)
    _check_kind(inside)
    found = _layer(inside, layer)
    encoding = _encoding(inside) if inside.suffix.casefold() == ".shp" else None
    try:
        about = pyogrio.read_info(inside, layer=found, encoding=encoding, force_feature_count=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError) as error:
        raise Problem("stocktake_unreadable", file=path.name, what=_first_line(error, inside)) from None
    if crs is None and not about["crs"]:
        raise Problem("stocktake_crs", file=path.name)
    epsg = readable(crs) if crs is not None else recognise(str(about["crs"]))
    yield Source(inside, path.name, found, tuple(map(str, about["fields"])), int(about["features"]), epsg, encoding,
                 _sha256(path))


def batches(source: Source, columns: list[str], geometry: bool = True) -> Iterator[pa.RecordBatch]:
    """Rows of `columns` with their geometry as WKB (column `geometry`), BATCH at a time."""
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError
    from pyogrio.raw import open_arrow

    try:
        with open_arrow(source.path, layer=source.layer, encoding=source.encoding, columns=columns,
                        read_geometry=geometry, batch_size=BATCH, use_pyarrow=True) as (about, reader):
            names = {about["geometry_name"] or "wkb_geometry": "geometry"} if geometry else {}
            for batch in reader:
                yield batch.rename_columns([names.get(name, name) for name in batch.schema.names])
    except (DataSourceError, DataLayerError, FieldError, pa.ArrowException, UnicodeDecodeError) as error:
        raise Problem("stocktake_unreadable", file=source.file, what=_first_line(error, source.path)) from None


def _located(path: Path, folder: Path) -> Path:
    if path.is_dir():
        return _only(sorted(one for one in path.iterdir() if one.suffix.casefold() in {".shp", ".gpkg"}), path)
    if not path.is_file():
        raise Problem("stocktake_file", file=path.name)
    kind = path.suffix.casefold()
    if kind == ".zip":
        _unpack(path, folder)
        return _only(sorted(one for one in folder.iterdir() if one.suffix.casefold() in {".shp", *SINGLE}), path)
    if kind not in {".shp", *SINGLE}:
        raise Problem("stocktake_kind", file=path.name)
    return path


def _only(found: list[Path], path: Path) -> Path:
    if not found:
        raise Problem("stocktake_kind", file=path.name)
    if len(found) > 1:
        raise Problem("stocktake_layers", file=path.name, layers=", ".join(one.name for one in found)[:300])
    return found[0]


def _check_kind(path: Path) -> None:
    """Problem `stocktake_kind` for a file that begins otherwise than its name says.

    GDAL goes by what a file holds: as "a.geojson" it would follow a virtual layer's XML to any file or address.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind = path.suffix.casefold()
    if kind in BEGINS:
        genuine = head.startswith(BEGINS[kind])
    else:
        genuine = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    if not genuine:
        raise Problem("stocktake_kind", file=path.name)


def _unpack(path: Path, folder: Path) -> None:
    """The members that belong to a layer, without their folders; nothing else leaves the archive."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = [one for one in packed.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX")
                       and PurePosixPath(one.filename).suffix.casefold() in {*BESIDE, *SINGLE}]
            unpacked = sum(one.file_size for one in members)
            if unpacked > MOST_BYTES or unpacked > MOST_RATIO * max(path.stat().st_size, 1):
                raise Problem("stocktake_zip_size", file=path.name)
            for one in members:
                target = folder / PurePosixPath(one.filename.replace("\\", "/")).name
                if target.exists():
                    raise Problem("stocktake_layers", file=path.name, layers=target.name)
                with packed.open(one) as from_, target.open("xb") as to:
                    shutil.copyfileobj(from_, to, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError,
            OSError) as error:  # RuntimeError: a password
        raise Problem("stocktake_zip", file=path.name) from error


def _layer(path: Path, layer: str | None) -> str | None:
    """The layer's name; of several one must be named, unless only one holds geometry."""
    import pyogrio

    stored = _tables(path) if path.suffix.casefold() == ".gpkg" else None
    try:
        names = [str(name) for name, kind in pyogrio.list_layers(path)
                 if kind is not None and (stored is None or str(name) in stored)]
    except (pyogrio.errors.DataSourceError, ValueError) as error:
        raise Problem("stocktake_unreadable", file=path.name, what=_first_line(error, path)) from None
    if not names:
        raise Problem("stocktake_kind", file=path.name)
    if layer is not None and layer in names:
        return layer
    if layer is not None or len(names) != 1:
        raise Problem("stocktake_layers", file=path.name, layers=", ".join(names)[:300])
    return names[0]


def _tables(package: Path) -> set[str]:
    """The tables a GeoPackage stores. A view is no layer here: it may count to infinity, and GDAL would follow.

    Problem `stocktake_kind` where the tables that describe the package are views themselves.
    """
    try:
        with closing(sqlite3.connect(f"{package.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') "
                                       "LIMIT 10000").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # its words about a damaged name may not be readable either
        raise Problem("stocktake_unreadable", file=package.name, what=_first_line(error, package)) from None
    if any(kind == "view" and str(name).casefold().startswith(("gpkg_", "sqlite_")) for name, kind, _ in found):
        raise Problem("stocktake_kind", file=package.name)
    return {str(name) for name, kind, sql in found
            if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")}


def _encoding(shp: Path) -> str:
    """UTF-8 where the attribute table's bytes read as such, else GB18030, which holds GBK and GB 2312.

    What a .cpg says is not asked: programs write it wrong too often. A name cut off inside a letter may break a
    cell, so the reading with fewer broken letters wins.
    """
    tables = [one for one in shp.parent.iterdir() if one.stem == shp.stem and one.suffix.casefold() == ".dbf"]
    if not tables:
        return "UTF-8"
    with tables[0].open("rb") as file:
        sample = file.read(SAMPLE)[32:]
    broken = {name: sample.decode(name, "replace").count("�") for name in ("UTF-8", "GB18030")}
    return min(broken, key=lambda name: broken[name])


def _sha256(path: Path) -> str:
    """Of the file; of a folder or a shapefile, of the files that make it, in the order of their names."""
    files = [path]
    if path.is_dir():
        files = [one for one in path.iterdir() if one.suffix.casefold() in {*BESIDE, *SINGLE}]
    elif path.suffix.casefold() == ".shp":
        files = [one for one in path.parent.iterdir() if one.stem == path.stem and one.suffix.casefold() in BESIDE]
    digest = hashlib.sha256()
    for one in sorted(files):
        with one.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _first_line(error: Exception, path: Path) -> str:
    """The library's own words without the folder, which is nobody's business."""
    return str(error).replace(str(path.parent), "").split("\n")[0][:200]
