"""The benches measure what they say: a session can be driven, and every reference gives what ours gives.

No timings here: they depend on the machine.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import geopandas
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from bench import call, depletion, engines, hosts, inventory, layer, references, servers, stores, table
from bench.depletion_reference import play
from bench.journal_case import hold, lot
from bench.postgres import Missing
from bench.sessions import Crowd, Lost, Run, Visitor, texts
from commands.bench import NAMES
from core.carbon import assess
from core.land import to_4543
from core.market import price_history
from store.acts import act
from store.database import Store
from store.overlay import overlays
from store.shipped import DATA
from store.snapshot import Snapshot
from ui.format import number
from ui.words import words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def shipped(folder: Path) -> Path:
    return stores.shipped(folder)


@pytest.fixture(scope="module")
def snapshot(shipped: Path) -> Iterator[Snapshot]:
    store = Store(stores.copy(shipped, "open-in-tests.duckdb"))
    yield Snapshot(store)
    store.close()


# --- the simulated visitor


def test_a_visitor_gets_the_overview_from_the_running_product(folder: Path, shipped: Path) -> None:
    """Twice: the second run sends the large messages by name alone; a table is opened without the rest of the page;
    then three more visitors at once."""
    async def visit(port: int) -> tuple[Run, Run, Run, Crowd]:
        visitor = Visitor(port)
        await visitor.open()
        first, second = await visitor.run(keep=True), await visitor.run(keep=True)
        table = await visitor.turn(words("en")("show.table"), opened=True, keep=True)
        await visitor.close()
        crowd = Crowd(port, 3)
        assert len(await crowd.enter()) == len(await crowd.rerun()) == 3
        await crowd.leave()
        return first, second, table, crowd

    with servers.ours(folder, stores.copy(shipped, "served.duckdb")) as server:
        server.wait_for("/api/v1/health")
        first, second, table, crowd = asyncio.run(visit(server.port))
        used = server.processor_seconds()
    assert server.process.poll() is not None  # ended with its `with`
    title = words("en")("overview.title")
    assert title in texts(first)
    assert title in texts(second)
    assert [one for one in texts(table) if words("en")("column.month") in one]
    assert title not in texts(table)
    assert first.exceptions == second.exceptions == table.exceptions == crowd.exceptions == 0
    assert second.size < first.size / 2
    assert not crowd.lost
    assert used is None or used > 0


def test_a_server_that_is_not_there_is_a_lost_session() -> None:
    async def visit() -> None:
        await Visitor(servers._free_port()).open(limit=5)

    with pytest.raises(Lost, match="refused"):
        asyncio.run(visit())


def test_a_server_that_ends_at_once_says_why(folder: Path) -> None:
    with (pytest.raises(servers.NotStarted, match="no such store"),
          servers._serve([sys.executable, "-c", "raise SystemExit('no such store')"], 9, folder, folder,
                         {}) as server):
        server.wait_for("/", limit=20)


# --- references agree with ours


def test_the_price_loop_is_the_price_history(snapshot: Snapshot) -> None:
    book = snapshot.rules.reform_all({"price_multiplier": engines.REFORM})
    ours = [(day.market_date, average, price) for day, average, price in price_history(snapshot.series, book)]
    assert len(ours) > 1000
    assert ours == references.price_loop(references.read_days(DATA / "national_price"), engines.REFORM)


def test_geopandas_cuts_the_same_areas(snapshot: Snapshot) -> None:
    footprint = engines.squares(snapshot.store)
    assert len(footprint.geoms) == engines.POLYGONS
    cut = references.overlay_frame(references.inventory_frame(snapshot.store), to_4543(footprint))
    pieces, worst = engines.check_overlay(snapshot.store, footprint, cut)
    assert pieces > engines.POLYGONS
    assert worst <= engines.SAME


def test_an_overlay_that_differs_is_no_measurement(snapshot: Snapshot) -> None:
    footprint = engines.squares(snapshot.store)
    cut = references.overlay_frame(references.inventory_frame(snapshot.store), to_4543(footprint))
    largest = max(cut, key=cut.__getitem__)
    with pytest.raises(engines.Differs, match="areas"):
        engines.check_overlay(snapshot.store, footprint, cut | {largest: cut[largest] * 1.001})
    with pytest.raises(engines.Differs, match="other sub-compartments"):
        engines.check_overlay(snapshot.store, footprint, {name: m2 for name, m2 in cut.items() if name != largest})


def test_geopandas_reads_and_cuts_the_same_of_a_whole_inventory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = layer.file(4_000)
    assert layer.file(4_000) == source
    path, report, _ = inventory.imported(tmp_path, source)
    frame, _ = inventory.read_frame(source)
    assert inventory.check_import(report, frame) <= engines.SAME
    with pytest.raises(engines.Differs):
        inventory.check_import(report, frame.iloc[1:])
    feet = inventory.footprints(40)
    flat = geopandas.GeoDataFrame({"at": range(40)}, geometry=[to_4543(one) for one in feet], crs=layer.CRS)
    cut = inventory.cut_frame(inventory.frame_of(path), flat)
    store = Store(path)
    found = overlays(store, feet)
    store.close()
    pieces, worst = inventory.check_cuts(found, cut)
    assert pieces > 40
    assert worst <= engines.SAME
    with pytest.raises(engines.Differs, match="other"):
        inventory.check_cuts(found, cut.iloc[:-1])
    with pytest.raises(engines.Differs, match="areas"):
        inventory.check_cuts(found, cut * 1.001)


@pytest.mark.parametrize("kind", [float, Decimal])
def test_the_bare_sums_are_the_assessed_loss(snapshot: Snapshot, kind: type) -> None:
    strata = engines.sample_strata(snapshot)
    assert len(strata) == engines.STRATA
    loss = assess(strata, engines.PERMANENT, engines.ON, snapshot.rules, snapshot.species)
    engines.check_loss(loss, engines.plain_sums(snapshot, strata, kind)())


def test_a_depletion_engine_that_differs_is_no_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    depletion.check()
    other = replace(depletion.EVERYTHING, steady_t=Decimal(20))
    monkeypatch.setattr(depletion, "play", lambda scenario, bank, paths: play(other, bank, paths))
    with pytest.raises(depletion.Differs):
        depletion.check()


def test_the_memory_of_a_run_is_that_of_its_own_process() -> None:
    """However much this one holds."""
    held = np.ones(30_000_000)
    used = depletion.peak_memory(100)
    assert used is None or 20 < used < held.nbytes / 2 ** 20


def test_the_naive_page_shows_our_figures(shipped: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAIVE_STORE", str(stores.for_naive(shipped)))
    monkeypatch.setenv("ZHANBU_TODAY", servers.TODAY)
    page = AppTest.from_file(str(servers.BENCH / "naive_overview.py"), default_timeout=30).run()
    assert not page.exception
    reserve = snapshot.reserve
    assert [one.value for one in page.metric][:4] == [
        f"{number(reserve.available_t)} t", f"{number(reserve.held_t)} t", f"{number(reserve.cancelled_t)} t",
        f"¥{_last_price(snapshot)}/t"]


def _last_price(snapshot: Snapshot) -> Decimal:
    return max(snapshot.prices, key=lambda row: row[0].market_date if row[0].market_date < engines.ON else date.min)[2]


# --- the store on a server


def test_what_several_processes_were_told_is_what_the_journal_has(tmp_path: Path) -> None:
    store = Store(tmp_path / "sold.duckdb")
    act(store, lot("L1", "2.000"), "registrar", "", "store")
    for order in (1, 2):
        act(store, hold(order), "registrar", "", f"order {order}")
    said = ["1 2\n", "2 3\n", "2 3\n", "3 reserve_short\n"]
    hosts.check_sold(store, said, Decimal(2))
    for wrong, why in ((said[:1], "told and kept"), ([*said, "3 4"], "different things"), ([*said, "4 4"], "told and"),
                       ([*said, "4 lot_unknown"], "refused")):
        with pytest.raises(engines.Differs, match=why):
            hosts.check_sold(store, wrong, Decimal(2))
    with pytest.raises(engines.Differs, match="are held of 1 t"):
        hosts.check_sold(store, said, Decimal(1))
    store.close()


def test_without_a_server_on_the_machine_the_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise Missing("no initdb here")

    monkeypatch.setattr(hosts, "Postgres", none)
    [figure] = call.run(("server",), quick=True)
    assert not figure.failed
    assert "server: not measured: no initdb here" in table.as_text([figure])


# --- what is printed


def test_the_command_knows_every_bench() -> None:
    assert tuple(call.BENCHES) == NAMES


def test_ratios_read_from_left_to_right() -> None:
    shown = [table.show_ratio(ratio) for ratio in (None, 0.056, 0.5, 1.0, 1.84, 12.4)]
    assert shown == ["", "1/18", "1/2.0", "1.00 ×", "1.84 ×", "12 ×"]


def test_a_bench_that_cannot_run_says_why_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path, quick: bool) -> list[table.Figure]:
        """Something."""
        raise engines.Differs("this and that")

    def fine(folder: Path, quick: bool) -> list[table.Figure]:
        return [table.Figure("fine", "a thing", "another", 3.0, 60.0, goal=table.Goal("≤", 1 / 15))]

    monkeypatch.setattr(call, "BENCHES", {"broken": broken, "fine": fine})
    figures = call.run((), quick=True)
    assert [figure.ratio for figure in figures] == [None, 0.05]
    text = table.as_text(figures)
    assert "did not run" in text
    assert "Differs: this and that" in text
    assert "1/20" in text
    assert json.loads(json.dumps(table.as_json(figures)))["figures"][1]["ratio"] == 0.05
