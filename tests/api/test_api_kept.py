"""Answers are built once per data version and can be asked for again at no cost."""

import gzip
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from api import kept, layers


class Data:
    """Stands for a snapshot."""

    def __init__(self, version: int):
        self.version = version


@pytest.mark.parametrize("path", ["reserve", "plots", "price?date=2021-08-20", "prices?from=2026-01-01"])
def test_asking_again_gets_304(client, path):
    first = client.get(f"/api/v1/{path}")
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_etag_tells_data_version_query_and_language_apart(client, snapshot):
    def etag(path: str, lang: str = "en") -> str:
        return client.get(f"/api/v1/{path}", headers={"Accept-Language": lang}).headers["etag"]

    assert etag("plots").startswith(f'W/"{snapshot.version}-')
    assert etag("plots") != etag("plots", "zh")
    assert etag("price?date=2021-08-20") != etag("price?date=2021-08-23")


def test_packed_only_for_those_who_take_it(client):
    packed = client.get("/api/v1/prices", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    plain = client.get("/api/v1/prices", headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content  # the client has unpacked it
    assert "Accept-Encoding" in plain.headers["vary"]


def test_built_once_however_many_ask_at_once():
    data, calls = Data(7), []

    def build() -> object:
        calls.append(threading.get_ident())
        time.sleep(0.05)
        return {"n": 1}

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: kept.keep(data, ("one",), build), range(8)))
    assert len(calls) == 1
    assert {id(one) for one in answers} == {id(answers[0])}


def test_another_data_version_is_built_anew():
    old, new = Data(7), Data(8)
    assert kept.keep(old, ("one",), lambda: [1]).plain == b"[1]"
    assert kept.keep(new, ("one",), lambda: [2]).plain == b"[2]"
    assert kept.keep(old, ("one",), lambda: [3]).plain == b"[1]"


def test_the_shelf_has_an_end():
    data = Data(1)
    for number in range(kept.MOST + 10):
        kept.keep(data, (number,), lambda number=number: number)
    assert len(kept._kept[data]) == kept.MOST


@pytest.fixture
def as_staff(monkeypatch):
    monkeypatch.setattr("ui.staff.roles_of_request", lambda _: ("reviewer",))


def test_the_layer_is_for_staff(client):
    refused = client.get("/api/layers/sub_compartments.geojson", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert refused.json()["problem"] == "staff_only"


@pytest.mark.usefixtures("as_staff")
def test_layer_for_our_map(client, snapshot):
    layer = client.get(f"/api/layers/sub_compartments.geojson?v={snapshot.version}")
    assert layer.headers["content-encoding"] == "gzip"
    assert layer.headers["cache-control"] == "private, no-cache"  # whoever is staff no more gets it no more
    content = layer.json()
    assert content["demo"] is True
    assert len(content["features"]) == content["shown"] == content["total"] == snapshot.inventory.count
    assert content["simplified"] is False
    feature = next(one for one in content["features"] if one["properties"]["id"] == "SC00001")
    row = snapshot.inventory.parcel("SC00001").piece
    assert feature["properties"] == {
        "id": "SC00001", "species": row.species, "land_class": row.land_class, "age": row.age,
        "volume_m3_hm2": float(row.volume_m3_hm2), "area_hm2": float(row.area_hm2),
        "township_zh": row.township_zh, "township_en": row.township_en}
    ring = feature["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert all(round(x, 5) == x and 101.58 < x < 102.44 for x, _ in ring)
    assert " " not in layer.text[:200]


def test_layer_of_a_large_inventory_is_bounded_and_says_so(snapshot, monkeypatch):
    monkeypatch.setattr("api.layers.WHOLE", 1_000)
    monkeypatch.setattr("api.layers.SOME", 50)
    content = json.loads(layers.sub_compartments(snapshot))
    assert (content["total"], content["shown"], content["simplified"]) == (4084, 50, True)
    ids = [one["properties"]["id"] for one in content["features"]]
    assert ids == sorted(ids)
    areas = sorted((one.piece.area_hm2 for one in snapshot.inventory.largest(5_000)), reverse=True)
    assert min(one["properties"]["area_hm2"] for one in content["features"]) == float(areas[49])
    vertices = [len(one["geometry"]["coordinates"][0]) for one in content["features"]]
    whole = [len(snapshot.inventory.parcel_geometry(name).exterior.coords) for name in ids
             if snapshot.inventory.parcel_geometry(name).geom_type == "Polygon"]
    assert sum(vertices) < sum(whole)


@pytest.mark.usefixtures("as_staff")
def test_layer_has_an_etag_and_plain_bytes(client, snapshot):
    url = "/api/layers/sub_compartments.geojson"
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert json.loads(plain.content)["type"] == "FeatureCollection"
    assert client.get(url, headers={"If-None-Match": plain.headers["etag"]}).status_code == 304


def test_packing_is_the_same_every_time():
    first, second = (kept._pack({"text": "x" * 5000}, 1) for _ in range(2))
    assert first == second
    assert gzip.decompress(first.packed) == first.plain
