"""What a file leaves open, looked up in the file itself: its columns, its layers, the systems it may be in."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import shapely

from core.land.crs import GEOGRAPHIC, CrsChoice, choices
from core.land.fields import CodesUnclear
from core.problem import Problem
from store.shipped import county_outline
from store.stocktake.polygons import MULTIPOLYGON, POLYGON
from store.stocktake.reading import Asked
from store.stocktake.source import SINGLE, batches, opened

SAMPLE = 300  # outlines that show in which system they lie in the county


@dataclass(frozen=True, slots=True)
class Question:
    """What may be asked of whoever brought the file: `systems` with the area of the first SAMPLE outlines."""

    columns: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    systems: tuple[CrsChoice, ...] = ()
    codes: tuple[str, ...] = ()


def question_of(problem: Problem, path: Path, asked: Asked) -> Question:
    """What to ask after reading `path` ended with `problem`; nothing where the file itself must be mended."""
    if isinstance(problem, CodesUnclear):
        return Question(codes=tuple(problem.choices))
    import pyogrio  # see store.stocktake.source

    try:
        if problem.key == "stocktake_layers" and path.suffix.casefold() in SINGLE:
            return Question(layers=tuple(str(name) for name, kind in pyogrio.list_layers(path) if kind is not None))
        if problem.key == "stocktake_crs":
            return Question(systems=_systems(path, asked))
        if problem.key == "stocktake_columns":
            with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder, opened(
                    path, Path(folder), asked.crs, asked.layer) as source:
                return Question(columns=source.columns)
    except (Problem, pyogrio.errors.DataSourceError, OSError):  # it said already what is wrong with it
        pass
    return Question()


def _systems(path: Path, asked: Asked) -> tuple[CrsChoice, ...]:
    """The systems that would put the file's first outlines in or near the county, the likeliest first."""
    with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as folder, opened(
            path, Path(folder), GEOGRAPHIC, asked.layer) as source:
        reading = batches(source, [])
        first = next(reading, None)
        reading.close()
    if first is None:
        return ()
    wkb = first.column(first.schema.get_field_index("geometry")).slice(0, SAMPLE).to_numpy(zero_copy_only=False)
    outlines = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    kinds = shapely.get_type_id(outlines)
    outlines = outlines[(kinds == POLYGON) | (kinds == MULTIPOLYGON)]
    merged = shapely.union_all(shapely.make_valid(outlines)) if len(outlines) else None
    return () if merged is None or merged.is_empty else choices(merged, county_outline()[0])
