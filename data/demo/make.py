"""Make the illustrative layer: sub-compartments, plots, proposals, orders. Re-running repeats it.

    python data/demo/make.py

Reads only ../boundary/yuanmou.geojson, ../national_price/daily.csv and, for the sheets of sample plots, the
rules. Real here: the county's outline, the names of the ten townships, the forest share (31.80 %), the first
batch's totals (3 townships, 13 plots, 321.7011 hm², 2471.275 t, three species) and the national prices. Everything
else is invented, marked 示例 or Example. See README.md beside this file.

Units: hm², t CO2e, m³/hm², CNY. Coordinates in the files: CGCS2000 degrees (EPSG:4490), six decimals.
Geometry is made in metres of EPSG:4543 (CM 102°E), which is also the reference for every area.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the root, from where the imports below are found

from data.demo.geometry import Feature
from data.demo.measurements import make_measurements
from data.demo.orders import make_allocations, make_orders
from data.demo.places import Terrain, county
from data.demo.plots import make_plots
from data.demo.proposals import make_proposals
from data.demo.sub_compartments import make_sub_compartments

HERE = Path(__file__).resolve().parent


def geojson(name: str, features: Iterable[Feature]) -> str:
    """A GeoJSON text with one feature a line, coordinates with six decimals, decimals as they are."""

    def value(item: Any) -> str:
        return str(item) if isinstance(item, Decimal) else json.dumps(item, ensure_ascii=False)

    def ring(line: shapely.LinearRing) -> str:
        return "[" + ",".join(f"[{x:.6f},{y:.6f}]" for x, y in line.coords) + "]"

    lines = []
    for properties, polygon in features:
        outward = shapely.orient_polygons(polygon)
        fields = ",".join(f'"{key}":{value(item)}' for key, item in properties.items())
        rings = ",".join(ring(line) for line in (outward.exterior, *outward.interiors))
        lines.append(
            f'{{"type":"Feature","properties":{{{fields}}},'
            f'"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}'
        )
    head = (
        f'{{"type":"FeatureCollection","name":"{name}","illustrative":true,'
        '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[\n'
    )
    return head + ",\n".join(lines) + "\n]}\n"


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """A CSV text with a header; no field holds a comma or a quote."""
    return "".join(",".join(line) + "\n" for line in [list(rows[0]), *(row.values() for row in rows)])


def build(output: Path) -> None:
    """Write the five files and the plots' sheets into a folder."""
    outline, terrain = county(), Terrain()
    plots = make_plots(outline, terrain)
    forest = make_sub_compartments(outline, terrain, plots)
    proposals = make_proposals(outline, forest, plots)
    files = {
        "sub_compartments.geojson": geojson("sub_compartments", forest),
        "plots.geojson": geojson("plots", plots),
        "proposals.geojson": geojson("proposals", proposals),
        "orders.csv": table(make_orders()),
        "allocations.csv": table(make_allocations()),
    }
    files |= {f"measurements/{plot}.csv": table(rows) for plot, rows in make_measurements(plots).items()}
    (output / "measurements").mkdir(exist_ok=True)
    for name, text in files.items():
        (output / name).write_text(text, "utf-8", newline="\n")
        print(f"{name}: {len(text.encode()) / 1e3:.0f} kB")


def main() -> None:
    """Make the files beside this script, or in another folder."""
    parser = argparse.ArgumentParser(description="Make the illustrative layer")
    parser.add_argument("--output", type=Path, default=HERE)
    build(parser.parse_args().output)


if __name__ == "__main__":
    main()
