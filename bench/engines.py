"""Benches of core and store, without any server: history, open, overlay, estimate."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

import shapely
from shapely.geometry.base import BaseGeometry

from bench import references, stores
from bench.servers import ROOT, TODAY
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.carbon import Loss, Occupation, Stratum, assess
from core.land import to_4543
from core.market import price_history
from core.trace import as_json
from store.database import Store
from store.overlay import SLIVER_M2, overlay
from store.projection import degrees
from store.shipped import DATA
from store.snapshot import Snapshot

REFORM = Decimal("0.25")
POLYGONS = 20
HALF_SIDE = 0.004  # degrees: squares of about 800 m
STRATA = 50
WHOLE = 100_000  # more than the shipped inventory has
ON = date.fromisoformat(TODAY)
PERMANENT = Occupation("permanent")
SAME = 1e-6  # relative


class Differs(Exception):
    """Ours and the reference do not give the same: what was measured would mean nothing."""


def history(folder: Path, quick: bool) -> list[Figure]:
    """Every day of the price history under another multiplier."""
    store = Store(stores.shipped(folder))
    try:
        snapshot = Snapshot(store)
        series, book = snapshot.series, snapshot.rules
    finally:
        store.close()
    days = references.read_days(DATA / "national_price")

    def ours() -> list[tuple[date, Decimal, Decimal]]:
        rows = price_history(series, book.reform_all({"price_multiplier": REFORM}))
        return [(day.market_date, average, price) for day, average, price in rows]

    if ours() != references.price_loop(days, REFORM):
        raise Differs("price_history and the loop over the CSV")
    spent = in_turn({"ours": ours, "loop": lambda: references.price_loop(days, REFORM)}, 10 if quick else 40)
    return [Figure("history", f"{len(days):,} market days repriced under a reform",
                   "a plain loop over the CSV's figures", spent["ours"], spent["loop"], goal=Goal("≤", 50, "ms"),
                   note="both with the days in memory as decimals; every price is the same")]


OPEN_OURS = """
import sys, time
from pathlib import Path
from store.database import Store
started = time.perf_counter()
store = Store(Path(sys.argv[1]))
print(time.perf_counter() - started)
store.close()
"""
OPEN_BARE = """
import sys, time
from pathlib import Path
import duckdb, duckdb_extension_spatial
found = next(path for folder in duckdb_extension_spatial.__path__
             for path in Path(folder).rglob("spatial.duckdb_extension"))
started = time.perf_counter()
connection = duckdb.connect(sys.argv[1])
connection.execute(f"LOAD '{found}'")
print(time.perf_counter() - started)
connection.close()
"""


def open_store(folder: Path, quick: bool) -> list[Figure]:
    """Opening an existing file, each time in a new process; imports are not counted."""
    path = stores.copy(stores.shipped(folder), "open.duckdb")
    spent: dict[str, list[float]] = {OPEN_OURS: [], OPEN_BARE: []}
    for _ in range(3 if quick else 9):
        for code, values in spent.items():
            done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True,
                                  check=True, timeout=60)
            values.append(float(done.stdout) * 1000)
    return [Figure("open", "the store's file opened", "duckdb.connect and LOAD spatial",
                   median(spent[OPEN_OURS]), median(spent[OPEN_BARE]),
                   note="each in a new process, imports not counted")]


def squares(store: Store) -> BaseGeometry:
    """A proposal of POLYGONS squares spread over the inventory (EPSG:4490)."""
    with store.read() as cursor:
        rows = cursor.execute("SELECT ST_AsWKB(geom_4543) FROM sub_compartment ORDER BY id").fetchall()
    every = max(len(rows) // POLYGONS, 1)
    middles = [degrees(shapely.from_wkb(bytes(row[0])).centroid) for row in rows[every // 2::every][:POLYGONS]]
    return shapely.union_all([shapely.box(p.x - HALF_SIDE, p.y - HALF_SIDE, p.x + HALF_SIDE, p.y + HALF_SIDE)
                              for p in middles])


def check_overlay(store: Store, footprint: BaseGeometry, cut: dict[str, float]) -> tuple[int, float]:
    """Ours against the reference's m²; the number of pieces and the relative difference of all of them together.

    Ours gives pieces to the square metre, so that one may be off by half of it.
    """
    ours = {piece.id: float(piece.area_hm2) * 10_000 for piece in overlay(store, footprint).pieces}
    cut = {name: m2 for name, m2 in cut.items() if m2 > SLIVER_M2}
    if ours.keys() != cut.keys():
        raise Differs("store.overlay and geopandas.overlay find other sub-compartments")
    total = sum(cut.values())
    worst = abs(sum(ours.values()) - total) / total
    if worst > SAME or any(abs(m2 - cut[name]) > 0.5 + SAME * m2 for name, m2 in ours.items()):
        raise Differs(f"areas of store.overlay and geopandas.overlay, all together by {worst:.1e}")
    return len(ours), worst


def overlays(folder: Path, quick: bool) -> list[Figure]:
    """A proposal of twenty polygons cut with the shipped inventory."""
    store = Store(stores.copy(stores.shipped(folder), "overlay.duckdb"))
    try:
        footprint = squares(store)
        metres = to_4543(footprint)
        inventory = references.inventory_frame(store)
        pieces, worst = check_overlay(store, footprint, references.overlay_frame(inventory, metres))
        spent = in_turn({"ours": lambda: overlay(store, footprint),
                         "frame": lambda: references.overlay_frame(inventory, metres)}, 10 if quick else 30)
    finally:
        store.close()
    return [Figure("overlay", f"{POLYGONS} polygons over {len(inventory):,} sub-compartments", "geopandas.overlay",
                   spent["ours"], spent["frame"], goal=Goal("≤", 300, "ms"),
                   note=f"{pieces} pieces, each the same to the square metre, all together to {worst:.0e};"
                        " geopandas holds the layer in memory, ours reads its file")]


def sample_strata(snapshot: Snapshot) -> list[Stratum]:
    """STRATA whole sub-compartments with a known volume, spread over the inventory."""
    known = [one for one in (one.piece.stratum() for one in snapshot.inventory.largest(WHOLE)) if one.volume_m3_hm2]
    every = max(len(known) // STRATA, 1)
    return known[::every][:STRATA]


def plain_sums(snapshot: Snapshot, strata: list[Stratum], kind: type) -> Callable[[], tuple[float | Decimal, ...]]:
    """The bare arithmetic over `strata` in `kind` of numbers, with every parameter at hand."""
    rules = snapshot.rules.at(ON)
    chosen = rules["parameter_set"].text
    other = next(name for name in snapshot.rules["parameter_set"].options if name != chosen)
    rows = references.bare_strata(strata, ON, snapshot.rules, snapshot.species, (chosen, other), kind)
    spans = rules["loss_horizon_years"].years, rules["loss_horizon_beside_years"].years
    removed, zero = kind(rules.number("removed_share")), kind(0)
    return lambda: references.loss_loop(rows, *spans, removed, zero)


def check_loss(loss: Loss, sums: tuple[float | Decimal, ...]) -> None:
    """Ours to the kilogram, which is what ours is rounded to."""
    for ours, other in zip((loss.stock_t, loss.flow_t, loss.flow_long_t, loss.other_sets[0][1]), sums, strict=True):
        if abs(float(ours) - float(other)) > 0.001:
            raise Differs(f"assess and the bare arithmetic: {ours} and {other}")


def estimate(folder: Path, quick: bool) -> list[Figure]:
    """An assessment with its working, against the same sums without any."""
    store = Store(stores.copy(stores.shipped(folder), "estimate.duckdb"))
    try:
        snapshot = Snapshot(store)
        strata = sample_strata(snapshot)
    finally:
        store.close()
    decimals, floats = (plain_sums(snapshot, strata, kind) for kind in (Decimal, float))

    def ours() -> Loss:
        return assess(strata, PERMANENT, ON, snapshot.rules, snapshot.species)

    loss = ours()
    for sums in (decimals, floats):
        check_loss(loss, sums())
    spent = in_turn({"assess": ours, "json": lambda: as_json(loss.step), "decimal": decimals, "float": floats},
                    10 if quick else 40)
    both = spent["assess"] + spent["json"]
    what = f"{len(strata)} strata assessed, working as JSON"
    return [
        Figure("estimate", what, "the same sums in Decimal, parameters at hand", both, spent["decimal"],
               note=f"assess {spent['assess']:.1f} ms, as_json {spent['json']:.1f} ms; the references look up no rule,"
                    " check nothing and keep no working; tonnes are the same"),
        Figure("estimate", what, "the same sums in float", both, spent["float"]),
    ]
