"""/metrics for Prometheus and /metrics/health for `manage.py health`: to programs on this machine or with the token.

To anybody else there is nothing here, as with the other figures about the server itself (ui.hosts).
"""

from __future__ import annotations

import anyio.to_thread
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.standing import facts, measure
from core.exact_json import to_json
from core.health import judge
from core.problem import Problem
from store import open_house
from ui import health, monitor, plainly, staff
from ui.words import LANGUAGES, preferred, words
from watching.meters import generate

NOT_FOUND = 404
FRESH = {"Cache-Control": "no-store"}


async def meters(request: Request) -> Response:
    """The meters, in Prometheus' text format."""
    if not monitor.may_read(request):
        return _nothing(request)
    return Response(await anyio.to_thread.run_sync(_measured), headers=FRESH, media_type=CONTENT_TYPE_LATEST)


async def findings(request: Request) -> Response:
    """What the health page says, in the language of `lang`, as JSON."""
    if not monitor.may_read(request):
        return _nothing(request)
    lang = request.query_params.get("lang", "")
    lang = lang if lang in LANGUAGES else preferred(request.headers.get("accept-language"))
    text = await anyio.to_thread.run_sync(_found, lang)
    return Response(text, headers=FRESH, media_type="application/json")


ROUTES = (Route("/metrics", meters), Route("/metrics/health", findings))


def _nothing(request: Request) -> Response:
    return plainly.answer(request.scope, NOT_FOUND, Problem("request_path", path=request.url.path))


def _measured() -> bytes:
    measure(open_house(), staff.provider is not None, monitor.open_sessions())
    return generate()


def _found(lang: str) -> str:
    now = facts(open_house(), staff.provider is not None, verify=True)
    return to_json(health.told(now, judge(now), words(lang)))
