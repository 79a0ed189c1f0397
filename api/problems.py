"""Refusals as RFC 9457 problem details, in the language asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.findings import place_of, problem_of
from api.render import ExactJSON
from core.problem import Problem
from store import StoreBroken, StoreBusy
from ui import faults
from ui.words import LANGUAGES, Words, words

REFUSED = 422
STATUS = {"request_path": 404, "request_method": 405, "request_size": 413, "request_type": 415,
          "request_rate": 429, "api_failed": 500, "prices_unpublished": 403,
          "scenario_no_outlook": 404, "scenario_unpublished": 404, "scenario_taken_back": 404,
          "cancellation_unknown": 404, "staff_only": 403, "open_file": 404}
CONTENT_LANGUAGE = {"zh": "zh-CN", "en": "en"}


def say_for(request: Request) -> Words:
    """Words in the language of Accept-Language; English where the header is absent."""
    return words(language(request.headers.get("accept-language", "").encode("latin-1")))


@lru_cache(maxsize=256)
def language(header: bytes) -> str:
    """The language of ours that an Accept-Language likes best; English where it names none."""
    best, chosen = 0.0, "en"
    for part in header.decode("latin-1").lower().split(","):
        name, _, quality = part.partition(";")
        try:
            liked = float(quality.strip().removeprefix("q=")) if quality else 1.0
        except ValueError:
            continue
        if (name := name.strip()[:2]) in LANGUAGES and liked > best:
            best, chosen = liked, name
    return chosen


def status_of(problem: Problem, method: str) -> int:
    """The HTTP status of a refusal."""
    if isinstance(problem, (StoreBusy, StoreBroken)):
        return 503
    if problem.key == "price_before_market" and method == "GET":
        return 404
    return STATUS.get(problem.key, REFUSED)


def respond(request: Request, problem: Problem, *, status: int = 0,
            headers: Mapping[str, str] | None = None, errors: Sequence[Mapping[str, str]] = ()) -> ExactJSON:
    """The problem details of a refusal; `errors` lists every wrong field of a request."""
    say = say_for(request)
    status = status or status_of(problem, request.method)
    title = f"api.title.{status}"
    body: dict[str, Any] = {
        "type": f"urn:zhanbu:problem:{problem.key}",
        "title": say(title if say.has(title) else "api.title.400"),
        "status": status,
        "detail": say.problem(problem),
        "instance": request.url.path,
        "problem": problem.key,
    }
    if errors:
        body["errors"] = list(errors)
    if "reference" in problem.fields:
        body["reference"] = problem.fields["reference"]
    sent = {**(headers or {}), **_rate(problem), "Content-Language": CONTENT_LANGUAGE[say.lang],
            "Cache-Control": "no-store"}
    return ExactJSON(body, status, sent, media_type="application/problem+json")


def _rate(problem: Problem) -> dict[str, str]:
    """What tells a program when to come again: draft-ietf-httpapi-ratelimit-headers-10."""
    if problem.key != "request_rate":
        return {}
    said = problem.fields
    return {"Retry-After": str(said["seconds"]), "RateLimit": f'"{said["policy"]}";r=0;t={said["seconds"]}',
            "RateLimit-Policy": f'"{said["policy"]}";q={said["quota"]};w={said["window"]}'}


def install(app: FastAPI) -> None:
    """Make every refusal and failure of `app` problem details."""

    @app.exception_handler(Problem)
    async def refused(request: Request, problem: Problem) -> ExactJSON:
        return respond(request, problem)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> ExactJSON:
        say = say_for(request)
        found = [(problem_of(one), place_of(one["loc"])) for one in error.errors()[:20]]
        errors = [{**place, "problem": one.key, "detail": say.problem(one)} for one, place in found]
        return respond(request, found[0][0], status=REFUSED, errors=errors)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> ExactJSON:
        if isinstance(error.__cause__, Problem):  # raised while FastAPI was reading the body
            return respond(request, error.__cause__)
        if error.status_code == 404:
            problem = Problem("request_path", path=request.url.path[:100])
        elif error.status_code == 405:
            problem = Problem("request_method", method=request.method[:20], path=request.url.path[:100])
        else:
            problem = Problem("request_refused", status=error.status_code)
        headers = {name: value + ", HEAD" if name.lower() == "allow" and "GET" in value else value
                   for name, value in (error.headers or {}).items()}
        return respond(request, problem, status=error.status_code, headers=headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> ExactJSON:
        return respond(request, Problem("api_failed", reference=faults.reference(error)))
