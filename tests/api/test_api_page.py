"""The API's own page and description: complete, true to the answers, and from this host alone."""

import re
from html import escape

import pytest

from api import shapes
from api.calls import EXAMPLES
from api.problems import CONTENT_LANGUAGE
from core import access
from ui.words import words

CALLS = {right.removeprefix("route.") for right in access.RIGHTS if right.startswith("route./v1/")}


@pytest.fixture
def openapi(client) -> dict:
    return client.get("/api/openapi.json").json()


def test_the_page_needs_no_other_host_and_no_script(client):
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]
    for address in re.findall(r"""(?:src|href)="([^"]+)\"""", page.text):
        assert address.startswith(("/", "#", "?", "data:,")) and not address.startswith("//")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_every_call_in_the_language(client, openapi, lang):
    text = client.get(f"/api/docs?lang={lang}").text
    say = words(lang)
    assert f'<html lang="{CONTENT_LANGUAGE[lang]}">' in text
    for path, calls in openapi["paths"].items():
        for method, call in calls.items():
            section = text.split(f'<section aria-labelledby="{call["operationId"]}">')[1].split("</section>")[0]
            title = f"call.{call['operationId']}.title"
            shown = say(title) if say.has(title) else call["summary"].split(" · ")[lang == "zh"]
            assert f"<code>{method.upper()} /api{path}</code> {escape(shown)}" in section
            assert "curl" in section
            for one in call.get("parameters", []):
                assert f"<code>{one['name'].replace('_', '_<wbr>')}</code>" in section
    assert ("必填" in text, "required" in text) == (lang == "zh", lang == "en")


def test_examples_are_as_described(openapi):
    kept = {call["operationId"]: call["responses"]["200"]["content"] for calls in openapi["paths"].values()
            for call in calls.values()}
    for name, shape in (("health", shapes.Health), ("reserve", shapes.Reserve), ("plots", shapes.Plots),
                        ("price", shapes.Price), ("prices", shapes.Prices), ("estimate", shapes.Estimate),
                        ("certificate", shapes.Certificate)):
        shape.model_validate(next(iter(kept[name].values()))["example"])


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
                if status >= "400":
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
    assert asked.status_code == 204
    assert "access-control-allow-credentials" not in asked.headers
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, POST"  # the browser sends no other
    assert "content-type" in asked.headers["access-control-allow-headers"].lower()


def test_it_works_without_the_mount_too():
    from starlette.testclient import TestClient

    from api.app import api

    assert "/openapi.json" in TestClient(api).get("/docs").text
