"""The OpenAPI document: what FastAPI finds in the routes, and what every call has that no route says itself."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

EXAMPLES = Path(__file__).with_name("examples.json")
PROBLEM = "application/problem+json"
ALWAYS = {  # refusals of every call
    "422": "Something asked cannot be used; detail says what · 请求内容有误，detail 说明原因",
    "429": "Too many requests; Retry-After says when to come again · 请求过于频繁，见 Retry-After",
    "500": "A failure, with a reference for the operator · 服务器出错，附编号",
    "503": "The store is not available · 数据库暂不可用",
}
OF_BODY = {
    "413": "The body is larger than 2 MB · 请求超过 2 MB",
    "415": "The body is not sent as plain JSON · 请求正文不是 JSON",
}
TEXT = {"type": "string"}
HEADERS: dict[str, Any] = {
    "ETag": {"description": "Of this answer; send it back as If-None-Match", "schema": TEXT},
    "Cache-Control": {"description": "no-cache: keep it, ask before using it again", "schema": TEXT},
    "Link": {"description": 'The next page, rel="next", while there is one (RFC 8288)', "schema": TEXT},
    "Retry-After": {"description": "Seconds", "schema": {"type": "integer"}},
    "RateLimit": {"description": 'What is left, "policy";r=0;t=seconds', "schema": TEXT},
    "RateLimit-Policy": {"description": 'What is let in, "policy";q=requests;w=seconds', "schema": TEXT},
}
ASKED: dict[str, dict[str, Any]] = {  # what the examples ask
    "price": {"date": "2021-08-20"}, "prices": {"from": "2021-08-19", "to": "2021-08-20"},
    "published_scenario": {"number": 1}, "certificate": {"number": "YM-C-2026-0003"}, "journal": {"after": 1},
}
TAGS = [
    {"name": "reserve", "description": "What the county's reserve holds · 碳汇储备"},
    {"name": "prices", "description": "Prices of the national market and what a tonne costs · 行情与价格"},
    {"name": "estimate", "description": "What a land use would owe and cost · 测算"},
    {"name": "outlook", "description": "Published scenarios · 储备前景"},
    {"name": "books", "description": "The journal and certificates · 账目与证书"},
    {"name": "service", "description": "Whether it is up · 服务状态"},
]


def describe(app: FastAPI) -> None:
    """Make `app.openapi` complete: refusals, headers, 304, an example of each answer."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = generate()
            for calls in schema["paths"].values():
                for method, call in calls.items():
                    _complete(call, method)
            schema["components"]["schemas"].pop("HTTPValidationError", None)
            schema["components"]["schemas"].pop("ValidationError", None)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(call: dict[str, Any], method: str) -> None:
    answers = call["responses"]
    refusals = ALWAYS | (OF_BODY if "requestBody" in call else {})
    for status, text in refusals.items():
        if "HTTPValidationError" in json.dumps(answers.get(status, "HTTPValidationError")):
            answers[status] = {"description": text}
    for status, answer in answers.items():
        if status >= "400":
            answer["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    answers["429"]["headers"] = _headers("Retry-After", "RateLimit", "RateLimit-Policy")
    good = answers["200"]
    good["description"] = "The answer · 答复"
    kept = method == "get" and call["operationId"] != "health"
    paged = any(one["name"] == "after" for one in call.get("parameters", ()))
    good["headers"] = _headers("Cache-Control", *(["ETag"] if kept else []), *(["Link"] if paged else []))
    if kept:
        answers["304"] = {"description": "What If-None-Match names is still so · 内容未变", "headers": _headers("ETag")}
    for one in call.get("parameters", ()):
        if (value := ASKED.get(call["operationId"], {}).get(one["name"])) is not None:
            one["example"] = value
    example = examples().get(call["operationId"])
    for kind in good["content"].values():
        if example is not None:
            kind["example"] = example
    call["responses"] = dict(sorted(answers.items()))


def _headers(*names: str) -> dict[str, Any]:
    return {name: HEADERS[name] for name in names}


@lru_cache(maxsize=1)
def examples() -> dict[str, Any]:
    """An answer of each call by its operationId, cut short; a test holds them to the shapes."""
    found: dict[str, Any] = json.loads(EXAMPLES.read_text("utf-8"))
    return found
