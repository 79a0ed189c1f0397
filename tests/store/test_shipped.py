"""What ships is in the store unchanged: prices to the last digit, the illustrative layer with the paper's sums."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.problem import Problem
from store import Store, house, today
from store.county import replace_layer
from store.house import store_path
from store.shipped import DEMO_TABLES, county_outline, load_demo, load_prices, remove_demo

Ask = Callable[..., list[tuple[Any, ...]]]
DATA = Path(__file__).resolve().parents[2] / "data"
NUMBERS = (*(f"{kind}_{what}" for kind in ("listed", "block", "auction", "total")
             for what in ("volume_t", "turnover_cny")), "close_cny")
COUNTS = {"plot": 13, "lot": 13, "purchase": 6, "allocation": 7, "sub_compartment": 4084, "proposal": 12}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(store: Store, ask: Ask) -> dict[str, int]:
    return {table: ask(store, f"SELECT count(*) FROM {table}")[0][0] for table in COUNTS}


# --- prices


def test_every_price_is_the_csv_s_to_the_last_digit(full: Store, ask: Ask) -> None:
    stored = ask(full, f"SELECT market_date, quality, source, close_basis, {', '.join(NUMBERS)} FROM market_day"
                       " ORDER BY market_date")
    shipped = [
        (date.fromisoformat(row["market_date"]), row["quality"], row["source"], row["close_basis"],
         *(Decimal(row[name]) if row[name] else None for name in NUMBERS))
        for row in rows("national_price/daily.csv")]
    assert stored == shipped
    assert len(stored) == 1232
    assert {type(value) for row in stored for value in row[4:]} == {Decimal, type(None)}


@pytest.mark.parametrize("kind", ["week", "month"])
def test_every_bulletin_is_the_csv_s_to_the_last_digit(full: Store, ask: Ask, kind: str) -> None:
    names = ("listed_volume_t", "listed_turnover_cny", "total_volume_t", "total_turnover_cny")
    stored = ask(full, f"SELECT start_date, end_date, source, {', '.join(names)} FROM market_period"
                       f" WHERE kind = '{kind}'")
    shipped = [(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]), row["source"],
                *(Decimal(row[name]) for name in names)) for row in rows(f"national_price/{kind}ly.csv")]
    assert sorted(stored) == sorted(shipped)
    assert len(stored) > 60


def test_prices_already_there_stay_as_they_are(store: Store, ask: Ask) -> None:
    """The county may have corrected one; filling again must not overwrite it."""
    store.write(load_prices)
    store.write(lambda cursor: cursor.execute(
        "UPDATE market_day SET close_cny = 99.99, source = 'corrected' WHERE market_date = DATE '2021-07-16'"))
    store.write(load_prices)
    assert ask(store, "SELECT close_cny, source FROM market_day ORDER BY market_date LIMIT 1") == [
        (Decimal("99.99"), "corrected")]
    assert ask(store, "SELECT count(*) FROM market_day") == [(1232,)]


# --- the illustrative layer


def test_the_first_batch_has_the_paper_s_sums(full: Store, ask: Ask) -> None:
    """domain.md R2: 3 townships, 13 plots, 321.7011 hm², 2471.275 t."""
    assert ask(full, "SELECT sum(area_hm2), count(*), count(DISTINCT township_zh) FROM plot") == [
        (Decimal("321.7011"), 13, 3)]
    assert ask(full, "SELECT sum(stored_t), count(DISTINCT batch) FROM lot") == [(Decimal("2471.275"), 1)]
    assert {species for species, in ask(full, "SELECT species FROM plot")} == {
        "Acacia confusa", "Dalbergia sissoo", "Phyllanthus emblica"}
    assert ask(full, "SELECT DISTINCT period_start, period_end FROM lot") == [
        (date(2025, 1, 1), date(2027, 12, 31))]


def test_lots_plots_purchases_and_allocations_fit_together(full: Store, ask: Ask) -> None:
    assert counts(full, ask) == COUNTS
    assert ask(full, "SELECT lot FROM lot LEFT JOIN plot USING (plot) WHERE plot.name_zh IS NULL") == []
    taken = ask(full, """
        SELECT lot.lot, held_t, cancelled_t,
               coalesce(sum(tonnes) FILTER (status = 'held'), 0),
               coalesce(sum(tonnes) FILTER (status = 'cancelled'), 0)
        FROM lot LEFT JOIN allocation USING (lot) LEFT JOIN purchase USING (purchase) GROUP BY ALL""")
    assert all((held, cancelled) == (of_held, of_cancelled)
               for _, held, cancelled, of_held, of_cancelled in taken)
    assert ask(full, "SELECT purchase FROM purchase JOIN allocation USING (purchase)"
                     " GROUP BY purchase, purchase_t HAVING sum(tonnes) <> purchase_t") == []
    assert ask(full, "SELECT sum(held_t), sum(cancelled_t) FROM lot") == [  # data/demo/README.md
        (Decimal("120.250"), Decimal("247.870"))]


def test_every_illustrative_row_is_marked(full: Store, ask: Ask) -> None:
    for table in {"inventory"} | set(COUNTS) - {"allocation", "sub_compartment"}:
        assert ask(full, f"SELECT DISTINCT demo FROM {table}") == [(True,)]


def test_sub_compartments_have_the_area_of_their_shape(full: Store, ask: Ask) -> None:
    off = ask(full, "SELECT id FROM sub_compartment WHERE abs(ST_Area(geom_4543) / 10000 - area_hm2) > 0.00006")
    assert off == []
    assert ask(full, "SELECT id FROM sub_compartment WHERE NOT ST_IsValid(geom_4543)") == []


def everything(store: Store, ask: Ask) -> dict[str, list[tuple[Any, ...]]]:
    columns = {"sub_compartment": "* EXCLUDE (inventory) REPLACE (ST_AsWKB(geom_4543) AS geom_4543)"}
    return {table: ask(store, f"SELECT {columns.get(table, '*')} FROM {table} ORDER BY ALL") for table in COUNTS}


def test_filling_twice_changes_nothing(own: Store, ask: Ask) -> None:
    first = everything(own, ask)
    own.write(load_demo)
    assert everything(own, ask) == first
    assert own.data_version == 2


def test_filling_again_mends_what_was_changed(own: Store, ask: Ask) -> None:
    first = everything(own, ask)
    own.write(lambda cursor: cursor.execute("UPDATE lot SET held_t = 0, cancelled_t = stored_t"))
    own.write(lambda cursor: cursor.execute("DELETE FROM proposal"))
    own.write(load_demo)
    assert everything(own, ask) == first


def test_removing_the_layer_leaves_prices_and_the_county_s_own_rows(store: Store, ask: Ask) -> None:
    store.write(load_prices)
    store.write(load_demo)
    store.write(lambda cursor: cursor.execute(
        "INSERT INTO plot SELECT * REPLACE ('OWN' AS plot, false AS demo) FROM plot LIMIT 1"))
    store.write(lambda cursor: cursor.execute(
        "INSERT INTO purchase SELECT * REPLACE ('OWN' AS purchase, false AS demo) FROM purchase LIMIT 1"))
    store.write(lambda cursor: cursor.execute("INSERT INTO allocation VALUES ('OWN', 'OWN-L1', 1.000)"))
    prices = ask(store, "SELECT * FROM market_day ORDER BY market_date")
    store.write(remove_demo)
    assert counts(store, ask) == dict.fromkeys(COUNTS, 0) | {"plot": 1, "purchase": 1, "allocation": 1}
    assert ask(store, "SELECT * FROM market_day ORDER BY market_date") == prices
    assert ask(store, "SELECT count(*) FROM market_period") == [
        (len(rows("national_price/weekly.csv")) + len(rows("national_price/monthly.csv")),)]
    store.write(remove_demo)  # nothing left to remove is no trouble
    store.write(load_demo)
    assert counts(store, ask) == {table: n + (table in ("plot", "purchase", "allocation"))
                                  for table, n in COUNTS.items()}


def test_a_filling_that_fails_leaves_what_was_there(own: Store, ask: Ask, tmp_path: Path) -> None:
    first = everything(own, ask)
    for path in (DATA / "demo").glob("*.*"):
        if path.suffix in (".csv", ".geojson"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    content = json.loads((tmp_path / "sub_compartments.geojson").read_text("utf-8"))
    content["features"].append(content["features"][0])  # the same id twice, in the last table to be filled
    (tmp_path / "sub_compartments.geojson").write_text(json.dumps(content), "utf-8")
    with pytest.raises(Exception, match="SC00001"):
        own.write(lambda cursor: replace_layer(cursor, tmp_path))
    assert everything(own, ask) == first
    assert own.data_version == 1


def test_the_tables_of_the_layer_are_all_that_carry_its_mark(full: Store, ask: Ask) -> None:
    marked = {table for table, in ask(
        full, "SELECT table_name FROM duckdb_columns() WHERE column_name = 'demo'")}
    others = {"inventory", "submission"}  # which know themselves how to drop theirs
    assert (marked - others) | {"allocation"} == set(DEMO_TABLES) == set(COUNTS) - {"sub_compartment"}
    assert others <= marked


def test_the_outline_is_the_county_s() -> None:
    outline, properties = county_outline()
    west, south, east, north = outline.bounds
    assert (west, south, east, north) == pytest.approx((101.58, 25.38, 102.10, 26.10), abs=0.03)
    assert properties["name_zh"] == "元谋县"


# --- the house and its clock


@pytest.fixture
def house_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "house" / "z.duckdb"
    monkeypatch.setenv("ZHANBU_STORE", str(path))
    return path


def test_the_house_fills_an_empty_store_once(house_path: Path, ask: Ask) -> None:
    open_afresh = house._open.__wrapped__  # not the one the pages of this process share
    assert store_path() == house_path
    store = open_afresh()
    assert (store.data_version, ask(store, "SELECT count(*) FROM market_day")) == (1, [(1232,)])
    assert counts(store, ask) == COUNTS
    store.write(remove_demo)
    store.close()
    again = open_afresh()  # the county removed the layer: it does not come back
    assert (again.data_version, counts(again, ask)) == (2, dict.fromkeys(COUNTS, 0))
    again.close()


def test_the_house_lies_in_the_data_folder_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for unset in (lambda: monkeypatch.delenv("ZHANBU_STORE", raising=False),
                  lambda: monkeypatch.setenv("ZHANBU_STORE", "")):
        unset()
        assert store_path() == DATA / "local" / "zhanbu.duckdb"


def test_today_can_be_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_TODAY", "2026-08-31")
    assert today() == date(2026, 8, 31)
    monkeypatch.setenv("ZHANBU_TODAY", "31.8.2026")
    with pytest.raises(Problem, match="today_setting"):
        today()


def test_today_is_shanghai_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 17:30 UTC on New Year's Eve it is 01:30 on New Year's Day in Shanghai."""
    from datetime import UTC, datetime

    from store import clock

    class Fixed(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 12, 31, 17, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.delenv("ZHANBU_TODAY", raising=False)
    monkeypatch.setattr(clock, "datetime", Fixed)
    assert today() == date(2027, 1, 1)
    assert clock.now().utcoffset() == datetime(2027, 1, 1, tzinfo=clock.SHANGHAI).utcoffset()
    assert str(clock.now()) == "2027-01-01 01:30:00+08:00"
