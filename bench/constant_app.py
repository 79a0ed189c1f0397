"""The reference of the kiosk bench: the same bytes from a bare Starlette route, with nothing around it."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PAGE = Path(os.environ.get("CONSTANT_PAGE", os.devnull)).read_bytes()


async def page(request: Request) -> Response:
    return Response(PAGE, headers={"content-encoding": "gzip"}, media_type="text/html")


app = Starlette(routes=[Route("/kiosk", page)])
