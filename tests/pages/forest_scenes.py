"""The forest inventory's page in the states staff brings it into; a file is only looked at, so nothing changes."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import shapely
from streamlit.testing.v1 import AppTest

from store import open_house
from store.stocktake.intake import Intake, State, intake_of

WEST, SOUTH, STEP = 101.86, 25.70, 0.002
PATIENCE = 60


def layer(count: int = 300, crs: int | None = 4490, wrong: int = 0, **names: str) -> bytes:
    """A zip with a GeoPackage of `count` squares; the first `wrong` rows bear a species nobody knows.

    `names`: other names of the columns.
    """
    boxes = [shapely.box(WEST + STEP * (at % 20), SOUTH + STEP * (at // 20), WEST + STEP * (at % 20 + 1),
                         SOUTH + STEP * (at // 20 + 1)) for at in range(count)]
    frame = gpd.GeoDataFrame({
        "乡镇": ["老城乡" if at % 2 else "元马镇" for at in range(count)], "地类": ["030100"] * count,
        "species": ["3" if at < wrong else "云南松" for at in range(count)], "age": [30] * count,
        "volume_m3_hm2": [80.5] * count, "林班": [str(at // 20) for at in range(count)],
        "小班": [str(at) for at in range(count)]}, geometry=boxes, crs=crs).rename(columns=names)
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w") as archive:
        path = Path(folder) / "1.gpkg"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # one without a coordinate system is meant to be
            frame.to_file(path, engine="pyogrio")
        archive.write(path, path.name)
    return packed.getvalue()


def desk() -> Intake:
    return intake_of(open_house())


def cleared() -> None:
    """No file of an earlier test is there."""
    desk().cancel(desk().state.number)
    desk().wait(PATIENCE)


def looked_at(content: bytes) -> State:
    cleared()
    desk().take("2026.zip", io.BytesIO(content))
    return desk().wait(PATIENCE)


def as_staff(content: bytes | None, open_page: Callable[..., AppTest], lang: str) -> AppTest:
    """The page as staff sees it, with a file that was looked at or none."""
    cleared() if content is None else looked_at(content)
    at = open_page("forest", lang)
    at.session_state["staff:session"] = True
    return at.run()


def scenes() -> dict[str, Callable[[Callable[..., AppTest], str], AppTest]]:
    def scene(make: Callable[[], bytes] | None) -> Callable[[Callable[..., AppTest], str], AppTest]:
        return lambda open_page, lang: as_staff(make and make(), open_page, lang)

    return {
        "forest": lambda open_page, lang: open_page("forest", lang),
        "forest by species": lambda open_page, lang: open_page("forest", lang, by="species"),
        "forest by class": lambda open_page, lang: open_page("forest", lang, by="land_class"),
        "forest as staff": scene(None),
        "forest as staff, a file looked at": scene(lambda: layer(40, wrong=2)),
        "forest as staff, no coordinate system": scene(lambda: layer(40, crs=None)),
        "forest as staff, no known columns": scene(lambda: layer(40, species="volume_m3", 地类="origin")),
        "forest as staff, a broken file": scene(lambda: b"PK"),
    }
