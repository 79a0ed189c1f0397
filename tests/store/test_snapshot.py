"""One snapshot per data version: shared while nothing is written, and of one moment only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from core.carbon import Occupation, assess
from core.land import area_4543_hm2
from core.market import trading_price
from store import Snapshot, Store
from store.database import Cursor
from store.overlay import overlay, strata_under
from store.parcels import GROUPS, Inventory
from store.snapshot import current, shipped_kinds

D = Decimal


def sell(cursor: Cursor) -> None:
    """One more kilogram of every purchase held, in its lot and in its order alike."""
    cursor.execute("UPDATE lot SET held_t = held_t + 0.001 WHERE held_t > 0")
    cursor.execute("UPDATE purchase SET owed_t = owed_t + 0.001, purchase_t = purchase_t + 0.001 WHERE status = 'held'")


def held(snapshot: Snapshot) -> tuple[Decimal, Decimal]:
    """Tonnes held by the lots and by the orders: always the same amount."""
    orders = snapshot.reserve.orders
    return snapshot.reserve.held_t, sum((one.purchase_t for one in orders if one.status == "held"), D(0))


class Busy:
    """A store in which a sale is committed before each statement of a reader, as another thread might."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def read(self) -> Iterator[Any]:
        with self.store.read() as cursor:
            yield BusyCursor(self.store, cursor)


class BusyCursor:
    def __init__(self, store: Store, cursor: Cursor) -> None:
        self.store, self.cursor = store, cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def execute(self, *given: Any) -> Any:
        self.store.write(sell)
        return self.cursor.execute(*given)


# --- shared until the next write


def test_a_snapshot_is_shared_while_nothing_is_written(full: Store) -> None:
    first = current(full)
    assert current(full) is first
    assert first.version == full.data_version
    assert first.reserve is first.reserve
    assert first.series is first.series
    with ThreadPoolExecutor(16) as pool:
        assert {id(one) for one in pool.map(lambda _: current(full), range(200))} == {id(first)}


def test_a_write_makes_a_new_one(own: Store) -> None:
    before = current(own)
    assert held(before) == (D("120.250"), D("120.250"))
    own.write(sell)
    after = current(own)
    assert after is not before
    assert (before.version, after.version) == (1, 2)
    assert held(after)[1] == D("120.251")
    assert held(before) == (D("120.250"), D("120.250"))  # what was read once stays


def test_a_write_that_fails_keeps_the_old_one(own: Store) -> None:
    before = current(own)
    with pytest.raises(ZeroDivisionError):
        own.write(lambda cursor: 1 / 0)
    assert current(own) is before


def test_each_store_has_its_own(own: Store, store: Store) -> None:
    store.write(lambda cursor: None)
    assert own.data_version == store.data_version == 1
    assert len(current(own).reserve.lots) == 13
    assert current(store).reserve.lots == ()
    assert len(current(own).reserve.lots) == 13


# --- of one moment


def test_what_is_read_later_is_of_the_snapshot_s_own_version(own: Store) -> None:
    """Its parts are read when first asked for; a write in between must not slip into the old version."""
    snapshot = current(own)
    own.write(sell)
    assert snapshot.version == 1
    assert held(snapshot) == (D("120.250"), D("120.250"))


def test_a_reserve_is_read_at_one_moment_whatever_is_written_meanwhile(own: Store) -> None:
    """Lots and orders read between two sales would disagree about what is held."""
    of_lots, of_orders = held(Snapshot(Busy(own)))  # type: ignore[arg-type]
    assert of_lots == of_orders


# --- what it holds


def test_the_reserve_of_the_first_batch(full: Store) -> None:
    reserve = current(full).reserve
    assert (reserve.area_hm2, reserve.stored_t, len(reserve.plots), reserve.townships) == (
        D("321.7011"), D("2471.275"), 13, 3)
    assert (reserve.held_t, reserve.cancelled_t) == (D("120.250"), D("247.870"))
    assert reserve.available_t == D("2103.155")  # 2471.275 − 120.250 − 247.870
    assert reserve.demo


def test_one_illustrative_part_marks_the_whole(own: Store) -> None:
    def mark(*tables: str) -> bool:
        """Whether the snapshot is marked with only these tables' rows illustrative."""
        for table in ("plot", "lot", "purchase", "inventory"):
            own.write(lambda cursor, table=table: cursor.execute(f"UPDATE {table} SET demo = {table in tables}"))
        return current(own).demo

    assert [mark(table) for table in ("plot", "lot", "purchase", "inventory")] == [True] * 4
    assert not mark()


def test_the_series_prices_as_the_registry_did(full: Store) -> None:
    snapshot = current(full)
    assert len(snapshot.series) == 1232
    price = trading_price(snapshot.series, date(2021, 8, 20), snapshot.rules)
    assert (price.national_average, price.trading_price) == (D("50.49"), D("15.15"))
    weekly = [day for day in snapshot.series if day.quality == "W"]
    assert len(weekly) == 92
    assert all(day.week is not None and day.week.source == day.source for day in weekly)
    assert all(day.week is None for day in snapshot.series if day.quality != "W")
    assert len(snapshot.prices) == 1232 - 13


def test_amounts_come_back_as_exact_decimals(full: Store) -> None:
    snapshot = current(full)
    order = snapshot.reserve.orders[-1]
    assert (order.purchase_t, order.unit_price_cny, order.amount_cny) == (D("120.250"), D("29.48"), D("3544.97"))
    pieces = [one.piece for one in snapshot.inventory.largest(5_000)]
    assert {type(one.area_hm2) for one in pieces} == {Decimal}
    assert sum(one.area_hm2 for one in pieces) == snapshot.inventory.version.area_hm2
    assert sum(tonnes for _, _, tonnes in snapshot.allocations) == D("368.120")  # 247.870 + 120.250


def test_inventory_and_polygons_go_together(full: Store) -> None:
    inventory = current(full).inventory
    parcels = inventory.largest(5_000)
    assert len(parcels) == inventory.count == 4084
    assert [one.piece.id for one in parcels] == sorted(one.piece.id for one in parcels)
    ring = shapely.get_coordinates(parcels[0].geometry)
    assert (ring[0] == ring[-1]).all()
    assert all(101.5 < x < 102.2 and 25.3 < y < 26.2 for x, y in ring)
    assert all(abs(area_4543_hm2(one.geometry) - one.piece.area_hm2) <= D("0.0001") for one in parcels[::100])


def test_proposals_are_in_order_of_their_day(full: Store) -> None:
    proposals = current(full).proposals
    assert len(proposals) == 12
    assert [one.planned_on for one in proposals] == sorted(one.planned_on for one in proposals)
    assert {one.occupation for one in proposals} == {"permanent", "temporary"}


def test_every_proposal_is_assessed_under_the_rules_of_its_day(full: Store) -> None:
    """Nine permanent ones; a quarry for 2 years; a power line and a canal, as long works, for 3 and 4."""
    snapshot = current(full)
    losses = snapshot.proposal_losses
    assert set(losses) == {one.proposal for one in snapshot.proposals}
    for one in snapshot.proposals:
        strata = strata_under(full, shape(json.loads(one.geometry)))
        occupation = Occupation(one.occupation, None if one.years is None else D(one.years), (one.years or 0) > 2)
        expected = assess(strata, occupation, one.planned_on, snapshot.rules, snapshot.species)
        assert losses[one.proposal].owed_t == expected.owed_t > 0
    terms = sorted(loss.occupation.years for loss in losses.values() if loss.occupation.years is not None)
    assert terms == [D(2), D(3), D(4)]


def test_an_outline_that_cannot_be_cut_keeps_nobody_from_the_rest(own: Store) -> None:
    losses = dict(current(own).proposal_losses)
    own.write(lambda cursor: cursor.execute("UPDATE proposal SET geometry = '{}' WHERE proposal = 'P-01'"))
    assert set(current(own).unassessed) == {"P-01"}
    del losses["P-01"]
    assert current(own).proposal_losses == losses


def test_a_proposal_off_the_forest_has_no_loss(own: Store) -> None:
    own.write(lambda cursor: cursor.execute("DELETE FROM sub_compartment"))
    assert len(current(own).proposals) == 12
    assert current(own).proposal_losses == {}


def test_long_works_are_energy_transport_and_water() -> None:
    """土地管理法实施条例 Art. 20; the other kinds (mine, quarry, school, tourism …) have two years at most."""
    assert {"solar_farm", "power_line", "substation", "road", "reservoir", "canal"} == {
        name for name, kind in shipped_kinds().items() if kind.long_works}


def test_a_parcel_is_the_whole_sub_compartment(full: Store) -> None:
    inventory = current(full).inventory
    found = inventory.parcels(["SC00002", "nowhere", "SC00001", "SC00002"])
    assert list(found) == ["SC00002", "SC00001"]
    assert all(one.piece.area_hm2 == one.piece.parcel_hm2 for one in found.values())
    assert inventory.parcel("nowhere") is None
    assert inventory.parcel_geometry("SC00001") == found["SC00001"].geometry
    with pytest.raises(KeyError):
        inventory.parcel_geometry("nowhere")


def test_townships_and_groups_add_up_to_the_whole(full: Store) -> None:
    inventory = current(full).inventory
    assert len(inventory.townships) == 10
    assert sum(one.count for one in inventory.townships) == 4084
    for by in sorted(GROUPS):
        held = inventory.holdings(by)
        assert sum(count for count, _ in held.values()) == 4084
        assert sum(hectares for _, hectares in held.values()) == inventory.version.area_hm2
    with pytest.raises(ValueError, match="wkb"):
        inventory.holdings("wkb")


def test_a_township_shows_all_or_the_largest(full: Store) -> None:
    inventory = current(full).inventory
    town = max(inventory.townships, key=lambda one: one.count)
    whole = inventory.parcels_of(town.zh)
    assert len(whole) == town.count
    assert {one.piece.township_zh for one in whole} == {town.zh}
    west, south, east, north = town.bounds
    assert all(shapely.box(west, south, east, north).buffer(1e-4).covers(one.geometry) for one in whole)
    some = inventory.parcels_of(town.zh, 10)
    assert [one.piece.id for one in some] == sorted(one.piece.id for one in some)
    assert min(one.piece.area_hm2 for one in some) >= sorted(one.piece.area_hm2 for one in whole)[-10]
    assert inventory.parcels_of(town.zh) is whole
    assert inventory.parcels_of("nowhere") == ()


def test_what_is_kept_has_an_end(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.parcels.PARCELS_KEPT", 3)
    inventory = Inventory(full, current(full).inventory.version)
    for number in range(1, 9):
        assert inventory.parcel(f"SC{number:05}") is not None
    assert len(inventory._parcels) == 3


def test_a_write_that_leaves_the_inventory_keeps_what_was_read_of_it(own: Store) -> None:
    first = current(own)
    own.write(lambda cursor: cursor.execute("UPDATE plot SET demo = false"))
    second = current(own)
    assert second is not first
    assert second.inventory is first.inventory


def test_years_take_the_bulletins_and_the_days_beyond_them(full: Store) -> None:
    years = {one.year: one for one in current(full).years}
    assert (str(years[2022].all_trades), str(years[2025].listed)) == ("55.30", "63.00")
    assert years[2026].until == date(2026, 8, 14)


def test_an_empty_store_is_no_trouble(store: Store) -> None:
    snapshot = current(store)
    assert (len(snapshot.series), snapshot.prices, snapshot.proposals, snapshot.allocations) == (0, (), (), ())
    assert (snapshot.reserve.stored_t, snapshot.demo, snapshot.inventory.count) == (0, False, 0)
    inventory = snapshot.inventory
    assert (inventory.version, inventory.parcels(["x"]), inventory.townships) == (None, {}, ())
    assert overlay(store, snapshot.county).pieces == ()


def test_the_rules_and_the_outline_come_with_it(full: Store) -> None:
    snapshot = current(full)
    assert snapshot.rules.at(date(2026, 9, 1)).number("offset_max_share") == D("0.80")
    assert snapshot.species.find("云南松").id == "pinus_yunnanensis"
    assert snapshot.county.contains(snapshot.county.representative_point())
    chinese, english = snapshot.county_source
    assert chinese != english
    assert "cnmaps" in chinese and "cnmaps" in english


Check = Callable[[Snapshot], object]


@pytest.mark.parametrize("part", [
    lambda one: one.series, lambda one: one.reserve, lambda one: one.inventory, lambda one: one.proposals,
])
def test_a_part_is_read_once(full: Store, part: Check) -> None:
    snapshot = Snapshot(full)
    assert part(snapshot) is part(snapshot)
