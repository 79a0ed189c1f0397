"""Open data: what is published, that it adds up to the reserve, and that nothing is in it that must not be."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
import shapely

from api.open_data import published
from api.open_files import csv_of
from core.open_data import MONEY, Column, Table
from store import today
from ui.words import words

D = Decimal
STAND = re.compile(r"\bSC\d{5}\b")


@pytest.fixture
def listing(client):
    return client.get("/api/v1/open", headers={"Accept-Language": "zh"}).json()


def rows(answer) -> list[dict[str, str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")  # Excel reads it as UTF-8
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_tables_add_up_to_the_reserve(client, snapshot):
    held = snapshot.reserve
    balances = {name: getattr(held, name) for name in ("stored_t", "available_t", "held_t", "cancelled_t")}
    for table in ("plots", "lots"):
        found = rows(client.get(f"/api/v1/open/{table}.csv"))
        assert {name: sum(D(row[name]) for row in found) for name in balances} == balances
    assert sum(D(row["tonnes_t"]) for row in rows(client.get("/api/v1/open/cancellations.csv"))) == held.cancelled_t
    trades = rows(client.get("/api/v1/open/trades.csv"))
    assert sum(D(row["purchase_t"]) for row in trades) == held.cancelled_t + held.held_t
    assert {row["demo"] for row in trades} == {"true"}


def test_every_file_is_there_with_its_name_and_etag(client, snapshot, listing):
    assert listing["licence"]["assumption"] is True
    assert "须由县里决定" in listing["licence"]["text"]
    files = [file for table in listing["tables"] for file in table["files"]]
    assert len(files) == 23  # ten tables and the dictionary twice, the plots thrice
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200, file
        name, _, form = file.rpartition("/")[2].rpartition(".")
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="zhanbu-{name}-{today()}-v{snapshot.version}.{form}"')
        assert client.get(file, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    for table in listing["tables"]:
        assert len(rows(client.get(table["files"][0]))) == table["rows"]


def test_the_dictionary_explains_every_column_of_every_file(client, listing):
    explained = {(row["table"], row["column"]): row for row in rows(client.get("/api/v1/open/dictionary.csv"))}
    for table in listing["tables"]:
        if table["table"] == "dictionary":
            continue
        header = client.get(table["files"][0]).content.decode("utf-8-sig").splitlines()[0].split(",")
        assert header == [one["column"] for one in table["columns"]]
        for column in header:
            row = explained.pop((table["table"], column))
            assert row["name_zh"] and row["meaning_zh"] and row["name_en"] and row["meaning_en"] and row["type"]
    assert explained == {}


def test_parquet_keeps_decimals_dates_and_what_they_mean(client, snapshot):
    found = pq.read_table(io.BytesIO(client.get("/api/v1/open/trades.parquet").content))
    assert str(found.schema.field("owed_t").type) == "decimal128(18, 3)"
    assert str(found.schema.field("unit_price_cny").type) == "decimal128(18, 2)"
    assert (str(found.schema.field("trade_date").type), str(found.schema.field("demo").type)) == ("date32[day]", "bool")
    assert found.schema.field("owed_t").metadata[b"unit"] == b"tCO2e"
    assert found.schema.metadata[b"data_version"] == str(snapshot.version).encode()
    assert sum(found.column("purchase_t").to_pylist()) == snapshot.reserve.cancelled_t + snapshot.reserve.held_t


def test_outlines_follow_the_standard(client, snapshot):
    answer = client.get("/api/v1/open/plots.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    content = json.loads(answer.content, parse_float=D)
    assert len(content["features"]) == 13
    for feature in content["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"], default=float))
        assert all(one.exterior.is_ccw for one in shapely.get_parts(shape))
        assert 101 < shape.centroid.x < 103 and 25 < shape.centroid.y < 27  # longitude first
    assert sum(one["properties"]["stored_t"] for one in content["features"]) == snapshot.reserve.stored_t


def test_people_read_it_in_their_language(client):
    zh = client.get("/api/v1/open/trades.csv?names=zh").content.decode("utf-8-sig")
    assert zh.splitlines()[0].startswith("订单编号,占用项目,项目类型,乡镇,交易日期,状态,证书编号,应补 (tCO₂e)")
    assert "已核销" in zh and "cancelled" not in zh
    assert "Cancelled" in client.get("/api/v1/open/trades.csv?names=en").text.title()


def test_no_cell_starts_a_formula():
    table = Table("trades", (Column("project_zh"), Column("demo", "flag")), (("=1+1", True), ("@x", False)))
    assert b"'=1+1" in csv_of(table, None) and b"'@x" in csv_of(table, words("zh"))


def test_without_prices_there_is_no_money(snapshot):
    class Quiet:
        store, reserve, rules = snapshot.store, snapshot.reserve, snapshot.rules.reform_all({"publish_prices": False})

    found = published(Quiet(), today())
    names = {one.name for table in found.tables for one in table.columns}
    assert names.isdisjoint((*MONEY, "paid_cny"))
    assert {"prices", "income"}.isdisjoint(one.name for one in found.tables)
    assert found.table("trades").sums()["purchase_t"] == snapshot.reserve.cancelled_t + snapshot.reserve.held_t
    shown = published(snapshot, today()).table("trades")
    assert {row[shown.at("unit_price_cny")] for row in shown.rows}.isdisjoint(
        value for row in found.table("trades").rows for value in row)


@pytest.mark.parametrize("file", ["trades.xlsx", "trades.geojson", "..%2Fjournal.csv", "nothing.csv", "trades", ".csv"])
def test_another_file_is_refused(client, file):
    answer = client.get(f"/api/v1/open/{file}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_no_public_answer_names_a_stand(client, snapshot, listing):
    """Files, calls, an estimate under an outline of five stands, and its working."""
    stands = snapshot.inventory.largest(10)
    assert all(STAND.search(one.piece.id) for one in stands)
    around = json.loads(shapely.to_geojson(stands[0].geometry.buffer(0.003)))
    texts = [client.get(file).text for table in listing["tables"] for file in table["files"] if "parquet" not in file]
    texts += [client.get(f"/api/v1/{path}").text for path in ("open", "reserve", "plots", "outlook", "journal")]
    estimate = client.post("/api/v1/estimate", json={"occupation": "permanent", "geometry": around, "bands": True})
    assert estimate.status_code == 200 and len(estimate.json()["strata"]) > 1
    assert [text[:80] for text in (*texts, estimate.text) if STAND.search(text)] == []
