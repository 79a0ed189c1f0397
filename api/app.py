"""The open API as an application of its own; app.py mounts it at /api."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi_offline import FastAPIOffline
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import calls, journal, problems
from core import access
from core.problem import Problem
from ui import staff
from ui.headers import inline, policy

ROOT = Path(__file__).resolve().parent.parent
STATIC = "/static"
NOT_FOUND = 404
DESCRIPTION = """Reserve, prices and estimates of the compensation scheme, as the dashboard shows them.
No sign-in. Tonnes are tCO2e, money is CNY, areas are hm², dates are Asia/Shanghai; rounding is half up.
Refusals are RFC 9457 problem details; their `detail` follows Accept-Language (zh or en).

元谋县林业碳汇占补平衡：储备、行情与测算，与系统页面同源，无需登录。单位：tCO2e、元、公顷；日期为北京时间。"""


def edition() -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def build() -> FastAPI:
    """The application with its routes, its own page and its manners."""
    app = FastAPIOffline(
        docs_url=None, redoc_url=None, static_url=STATIC, title="Zhanbu open API · 占补开放接口",
        version=edition(), description=DESCRIPTION,
        dependencies=[Depends(listed)],
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"],
                       allow_headers=["Content-Type", "Accept-Language"], expose_headers=["ETag", "Link"])
    app.include_router(calls.router)
    app.include_router(journal.router)
    app.add_api_route("/docs", page, include_in_schema=False)
    problems.install(app)
    _describe_problems(app)
    return app


def listed(request: Request) -> None:
    """Default deny: a route that core.access does not know is not there; one of the staff's is refused to others."""
    right = f"route.{request.scope['route'].path}"
    if access.PUBLIC in access.holders(right):
        return
    if not access.holders(right):
        raise HTTPException(NOT_FOUND)
    if not access.may(staff.roles_of_request(request), right):
        raise Problem("staff_only")


def page(request: Request) -> HTMLResponse:
    """The API's page; nothing on it comes from another host."""
    root = request.scope.get("root_path", "")
    shown = get_swagger_ui_html(
        title=request.app.title, openapi_url=f"{root}/openapi.json",
        swagger_js_url=f"{root}{STATIC}/swagger-ui-bundle.js",
        swagger_css_url=f"{root}{STATIC}/swagger-ui.css",
        swagger_favicon_url=f"{root}{STATIC}/favicon.png",
        swagger_ui_parameters={"validatorUrl": None, "defaultModelsExpandDepth": 0},
    )
    shown.body = bytes(shown.body).replace(b"<html>", b'<html lang="en">', 1)
    shown.headers["Content-Length"] = str(len(shown.body))
    shown.headers["Content-Security-Policy"] = policy(inline(bytes(shown.body))).decode()
    return shown


def _describe_problems(app: FastAPI) -> None:
    """Name the media type of refusals, which FastAPI documents as what the call answers."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        schema = generate()
        for path in schema["paths"].values():
            for call in path.values():
                for status, answer in call["responses"].items():
                    if status >= "400" and answer.get("content"):
                        model = next(iter(answer["content"].values()))
                        answer["content"] = {"application/problem+json": model}
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


api = build()
