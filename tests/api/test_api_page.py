"""The API's own page and description: complete, true to the answers, and from this host alone."""

import re

import pytest

from api import shapes
from api.calls import EXAMPLES

CALLS = {"/v1/health", "/v1/reserve", "/v1/plots", "/v1/price", "/v1/prices", "/v1/estimate", "/v1/outlook",
         "/v1/scenarios/{number}", "/v1/journal", "/v1/certificates/{number}"}


@pytest.fixture
def openapi(client) -> dict:
    return client.get("/api/openapi.json").json()


def test_the_page_needs_no_other_host(client):
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "//" not in re.sub(r"<!--.*?-->|// .*", "", page.text).replace("http://www.w3.org", "")
    urls = re.findall(r"""(?:src|href)="([^"]+)"|url: '([^']+)'""", page.text)
    found = [one or other for one, other in urls]
    assert len(found) == 4
    for url in found:
        assert url.startswith("/api/")
        assert client.get(url).status_code == 200, url


def test_its_validator_badge_asks_nobody(client):
    assert '"validatorUrl": null' in client.get("/api/docs").text


def test_no_redoc(client):
    assert client.get("/api/redoc").status_code == 404


def test_the_page_tries_calls_under_the_mount(openapi):
    assert openapi["servers"] == [{"url": "/api"}]


def test_every_call_is_described(openapi):
    assert set(openapi["paths"]) == CALLS
    for path, calls in openapi["paths"].items():
        for call in calls.values():
            assert len(call["description"]) > 40, path
            assert call["summary"], path
            for parameter in call.get("parameters", []):
                assert parameter["description"], (path, parameter["name"])
            assert "content" in call["responses"]["200"], path


def test_refusals_are_described_as_problem_details(openapi):
    for calls in openapi["paths"].values():
        for call in calls.values():
            for status, answer in call["responses"].items():
                if status != "200":
                    assert list(answer["content"]) == ["application/problem+json"]
    assert "HTTPValidationError" not in openapi["components"]["schemas"]


def test_the_layer_of_our_map_is_no_part_of_it(openapi):
    assert not [path for path in openapi["paths"] if "layers" in path]


@pytest.mark.parametrize(("path", "shape"), [
    ("health", shapes.Health), ("reserve", shapes.Reserve), ("plots", shapes.Plots), ("price", shapes.Price),
    ("price?date=2022-01-06", shapes.Price), ("prices", shapes.Prices)])
def test_answers_are_as_described(client, path, shape):
    shape.model_validate_json(client.get(f"/api/v1/{path}").content)


SHRUB = {"occupation": "temporary", "years": 2, "strata": [{"species": "灌木", "area_hm2": "0.5"}]}


@pytest.mark.parametrize("body", [*(one["value"] for one in EXAMPLES.values()), SHRUB])
def test_estimates_are_as_described(client, body):
    response = client.post("/api/v1/estimate", json=body)
    assert response.status_code == 200, response.text
    shapes.Estimate.model_validate_json(response.content)


def test_refusals_are_as_described(client):
    shapes.Refusal.model_validate_json(client.post("/api/v1/estimate", json={"odd": 1}).content)


def test_other_sites_may_read(client):
    headers = {"Origin": "https://example.org"}
    assert client.get("/api/v1/reserve", headers=headers).headers["access-control-allow-origin"] == "*"
    asked = client.options("/api/v1/estimate", headers=headers | {
        "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"})
    assert asked.status_code == 200
    assert "access-control-allow-credentials" not in asked.headers
    assert client.options("/api/v1/estimate", headers=headers | {
        "Access-Control-Request-Method": "DELETE"}).status_code == 400


def test_it_works_without_the_mount_too():
    from starlette.testclient import TestClient

    from api.app import api

    assert TestClient(api).get("/docs").text.count("/static/") == 3
