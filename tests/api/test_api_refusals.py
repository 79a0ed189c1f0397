"""Refusals: RFC 9457, a key for programs, a sentence for people in their language."""

import json

import pytest
import shapely

from core.problem import Problem

PINE = {"species": "云南松", "area_hm2": 1, "volume_m3_hm2": 100}


def polygon(*ring: list, **more: object) -> dict:
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]], **more}


BOX = polygon([101.8, 25.7], [101.81, 25.7], [101.81, 25.71])


def refused(response, status: int, key: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:zhanbu:problem:{key}"
    assert (body["status"], body["problem"]) == (status, key)
    assert body["title"]
    assert body["detail"].endswith((".", "。"))
    return body


def post(client, body: dict, lang: str = "en"):
    return client.post("/api/v1/estimate", json=body, headers={"Accept-Language": lang})


def pieces(*strata: dict, **more: object) -> dict:
    return {"occupation": "permanent", "strata": list(strata), **more}


def outline(geometry: object, **more: object) -> dict:
    return {"occupation": "permanent", "geometry": geometry, **more}


@pytest.mark.parametrize("date", ["2020-02-31", "yesterday", "20210820", "1629417600", "2021-08-20T00:00:00",
                                  "", "２０２１-08-20"])
def test_a_date_that_is_no_date(client, date):
    body = refused(client.get("/api/v1/price", params={"date": date}), 422, "request_date")
    assert f"“{date}” is no date" in body["detail"]
    assert body["errors"][0]["parameter"] == "date"


@pytest.mark.parametrize("date", ["2021-07-16", "2021-01-01", "2019-06-01", "0001-01-01"])
def test_no_market_before_its_first_day(client, date):
    body = refused(client.get(f"/api/v1/price?date={date}"), 404, "price_before_market")
    assert date in body["detail"]
    assert "2021-07-16" in body["detail"]
    assert body["instance"] == "/api/v1/price"


def test_prices_in_the_wrong_order(client):
    refused(client.get("/api/v1/prices?from=2025-02-01&to=2025-01-01"), 422, "prices_order")
    refused(client.get("/api/v1/prices?from=2025-02-30"), 422, "request_date")


ZH = "2020-01-01 之前全国碳市场没有成交行情，已知最早的行情日为 2021-07-16。请选择之后的日期。"
EN = ("No trading day of the national market lies before 2020-01-01; the first one known is 2021-07-16. "
      "Choose a later date.")


@pytest.mark.parametrize(("lang", "detail"), [
    ("zh", ZH), ("zh-Hans-CN,zh;q=0.9,en;q=0.8", ZH), ("en-US", EN), ("fr", EN)])
def test_the_sentence_is_in_the_language_asked_for(client, lang, detail):
    response = client.get("/api/v1/price?date=2020-01-01", headers={"Accept-Language": lang})
    assert response.json()["detail"] == detail
    assert response.headers["content-language"] == ("zh-CN" if lang.startswith("zh") else "en")


def test_english_without_a_header(client):
    assert "accept-language" not in client.headers
    assert client.get("/api/v1/price?date=2020-01-01").json()["detail"].startswith("No trading day")


@pytest.mark.parametrize(("body", "key", "says"), [
    (pieces(PINE, geometry=BOX), "estimate_strata_or_geometry", "either strata or geometry"),
    ({"occupation": "permanent"}, "estimate_strata_or_geometry", "either strata or geometry"),
    (pieces(), "strata_none", "no forest to assess"),
    (pieces(PINE | {"area_hm2": 0}), "in_row", "Row 1: The area 0 hm² is not usable"),
    (pieces(PINE, PINE | {"area_hm2": -1}), "in_row", "Row 2: The area -1 hm²"),
    (pieces(PINE | {"volume_m3_hm2": -5}), "in_row", "Row 1: volume per hm² is -5"),
    (pieces(PINE | {"age": 400}), "in_row", "above the 300 years"),
    (pieces(PINE, PINE | {"removal_t_hm2_yr": -1}), "in_row", "Row 2: The number in removal_t_hm2_yr"),
    (pieces(PINE, PINE | {"area_hm2": 10**7}), "in_row", "Row 2: The number in area_hm2 is more than 1000000"),
    (pieces(PINE, PINE | {"area_hm2": "much"}), "in_row", "Row 2: The field area_hm2 is no usable number"),
    (pieces(PINE, PINE | {"area_hm2": True}), "in_row", "Row 2: The field area_hm2 is no usable number"),
    (pieces(PINE, {"species": "云南松"}), "in_row", "Row 2: The field area_hm2 is missing"),
    (pieces(PINE, PINE | {"colour": "green"}), "in_row", "Row 2: The field colour is not known"),
    (pieces(PINE | {"origin": "wild"}), "in_row", "natural, planted"),
    (pieces(PINE, colour="green"), "request_unknown_field", "The field colour is not known"),
    (pieces(PINE, occupation="forever"), "request_option", "permanent, temporary"),
    (pieces(PINE, occupation="temporary"), "occupation_years", "at most 2 years"),
    (pieces(PINE, occupation="temporary", years=2.5), "occupation_years", "2.5 years"),
    (pieces(PINE, date="2025-02-30"), "request_date", "“2025-02-30” is no date"),
    (pieces(PINE, date=20250603), "request_date", "“20250603” is no date"),
    (pieces(PINE, date="2021-07-16"), "price_before_market", "before 2021-07-16"),
    (pieces(PINE, offset_t=20.27), "offset_too_much", "of the 25.337 t owed at most 20.269 t may be offset"),
    (pieces(PINE, offset_t=-1), "offset_negative", "The offset -1 t"),
    (pieces(PINE, reform={"no_such": 1}), "rule_unknown", "no_such"),
    (pieces(PINE, reform={"loss_basis": "most"}), "rule_option", "flow, stock, total"),
    (pieces(PINE, reform={"price_multiplier": 1.5}), "rule_range", "between 0 and 1"),
    (pieces(PINE, reform={"price_multiplier": "much"}), "rule_type", "“much” does not fit"),
    (pieces(PINE, reform={"price_floor_cny": 30, "price_ceiling_cny": 20}), "price_bounds", "ceiling of 20 CNY/t"),
    (pieces(PINE, reform={"price_window_days": 2.5}), "rule_whole", "not 2.5"),
    (pieces(PINE, reform={"price_multiplier": [1]}), "request_rule_value", "reform"),
    (pieces(PINE, reform={"price_multiplier": "NaN"}), "rule_range", "NaN"),
    (pieces(*[PINE] * 501), "request_many", "more than 500"),
    (outline(BOX | {"type": "Polygone"}), "feature_geometry", "feature 1"),
    (outline({"type": "Point", "coordinates": [101.8, 25.7]}), "geojson_no_polygons", "no polygon"),
    (outline(polygon([121.4, 31.2], [121.5, 31.2], [121.5, 31.3])), "feature_outside", "outside the county"),
    (outline(polygon([25.7, 101.8], [25.7, 101.81], [25.71, 101.81])), "feature_swapped", "exchanged"),
    (outline(polygon([4e5, 2.8e6], [4.1e5, 2.8e6], [4.1e5, 2.9e6])), "feature_projected", "EPSG:4490"),
    (outline(BOX | {"crs": {"properties": {"name": "EPSG:4543"}}}), "geojson_crs", "EPSG:4543"),
    (outline(polygon(["x", 25.7], [101.81, 25.7], [101.81, 25.71])), "feature_geometry", "feature 1"),
])
def test_what_an_estimate_cannot_use(client, body, key, says):
    assert says in refused(post(client, body), 422, key)["detail"]
    assert refused(post(client, body, "zh"), 422, key)["detail"].endswith("。")


@pytest.mark.parametrize(("body", "says"), [
    (pieces(PINE | {"species": "冷杉属未知"}), "冷杉属未知"),
    (pieces({"species": "云南松", "area_hm2": 1}), "10 years"),
    (pieces(PINE | {"uncertainty": -0.1}), "-0.1"),
    (pieces(PINE, date="2019-12-31"), "On 2019-12-31 the parameter"),
])
def test_what_is_found_while_reckoning(client, body, says):
    response = post(client, body)
    assert response.status_code == 422
    assert says in response.json()["detail"]


def test_every_wrong_field_is_listed(client):
    body = post(client, {"occupation": "x", "strata": [{"area_hm2": "y"}], "odd": 1}).json()
    assert [one["pointer"] for one in body["errors"]] == [
        "#/occupation", "#/strata/0/species", "#/strata/0/area_hm2", "#/odd"]
    assert all(one["detail"].endswith(".") for one in body["errors"])


def test_no_forest_under_the_outline(client, snapshot):
    forest = shapely.union_all([one.geometry.buffer(0) for one in snapshot.inventory.largest(10_000)])
    bare = max(shapely.get_parts(snapshot.county.difference(forest)), key=lambda part: part.area)
    x, y = shapely.maximum_inscribed_circle(bare).coords[0]
    square = json.loads(shapely.to_geojson(shapely.box(x - 1e-4, y - 1e-4, x + 1e-4, y + 1e-4)))
    body = refused(post(client, outline(square)), 422, "estimate_no_forest")
    assert "No forest of the inventory" in body["detail"]


def test_the_whole_county_is_too_wide(client, snapshot):
    whole = json.loads(shapely.to_geojson(snapshot.county))
    detail = refused(post(client, outline(whole)), 422, "estimate_too_wide")["detail"]
    assert f"{snapshot.inventory.count} sub-compartments" in detail


@pytest.mark.parametrize(("text", "status", "key"), [
    (b'{"occupation": "permanent",\n "strata": [}', 422, "request_json"),
    (b"\xff\xfe{}", 422, "request_encoding"),
    (b'{"occupation": NaN}', 422, "request_json_value"),
    (b'{"occupation": 1e99999999999999999999}', 422, "request_json_value"),
    (b'{"occupation": "permanent", "strata": ' + b"[" * 100_000, 422, "request_json_value"),
    (b'{"occupation":"permanent","geometry":{"type":"Polygon","coordinates":[[[1e999,2],[3,4],[5,6]]]}}', 422,
     "feature_geometry"),
    (b'{"occupation":"permanent","geometry":{"type":"Polygon","coordinates":[[[' + b"9" * 5000
     + b',2],[3,4],[5,6]]]}}', 422, "feature_geometry"),
    (b'{"occupation":"permanent","strata":[{"species":"x","area_hm2":1e-999999}]}', 422, "in_row"),
    (b"[]", 422, "request_body"),
    (b"", 422, "request_body"),
    (b" " * 2_000_001, 413, "request_size"),
])
def test_bodies_nobody_means(client, text, status, key):
    response = client.post("/api/v1/estimate", content=text, headers={"Content-Type": "application/json"})
    refused(response, status, key)
    assert len(response.content) < 2_000


def test_a_body_without_announced_length_has_the_same_limit(client):
    response = client.post("/api/v1/estimate", content=(b" " * 100_000 for _ in range(30)),
                           headers={"Content-Type": "application/json"})
    assert "2 MB" in refused(response, 413, "request_size")["detail"]


def test_a_body_that_does_not_say_it_is_json(client):
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for headers in ({}, {"Content-Type": "text/plain"}, packed):
        refused(client.post("/api/v1/estimate", content=json.dumps(pieces(PINE)), headers=headers), 415, "request_type")


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/reserves", "/api/static/nothing.js", "/api/"])
def test_unknown_path(client, path):
    assert path in refused(client.get(path), 404, "request_path")["detail"]


def test_wrong_method(client):
    response = client.put("/api/v1/reserve")
    refused(response, 405, "request_method")
    assert response.headers["allow"] == "GET, HEAD"
    refused(client.get("/api/v1/estimate"), 405, "request_method")


def test_a_failure_tells_nothing_of_the_inside(client, monkeypatch):
    def broken():
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr("api.calls.open_house", broken)
    response = client.get("/api/v1/reserve")
    assert refused(response, 500, "api_failed")["reference"] in response.json()["detail"]
    assert "secret" not in response.text


def test_a_store_that_another_program_holds(client, monkeypatch):
    from store import StoreBusy

    def busy():
        raise StoreBusy("store_busy", file="zhanbu.duckdb")

    monkeypatch.setattr("api.calls.open_house", busy)
    assert "zhanbu.duckdb" in refused(client.get("/api/v1/health"), 503, "store_busy")["detail"]


def test_a_problem_under_an_outline_names_the_species(snapshot, monkeypatch):
    from api import estimate
    from api.asked import EstimateRequest
    from store import today

    def refuse(*_):
        raise Problem("in_row", row=1, problem=Problem("stratum_age", value=400, limit=300))

    monkeypatch.setattr(estimate, "assess", refuse)
    parcel = snapshot.inventory.parcel_geometry("SC00001")
    body = EstimateRequest.model_validate(outline(json.loads(shapely.to_geojson(parcel))))
    with pytest.raises(Problem) as refusal:
        estimate.answer(body, snapshot, today())
    assert refusal.value.key == "in_kind"
    assert refusal.value.fields["species"] == snapshot.inventory.parcel("SC00001").piece.species
