"""The open API as an application of its own; app.py mounts it at /api."""

from __future__ import annotations

from fastapi import Depends, FastAPI, HTTPException
from starlette.requests import Request

from api import calls, journal, open_data, page, problems
from api.described import TAGS, describe
from core import access
from core.problem import Problem
from ui import staff
from ui.edition import edition

NOT_FOUND = 404
DESCRIPTION = """Reserve, prices and estimates of the compensation scheme, as the dashboard shows them.
No sign-in. Tonnes are tCO2e, money is CNY, areas are hm², dates are Asia/Shanghai; rounding is half up.
Refusals are RFC 9457 problem details; their `detail` follows Accept-Language (zh or en).

元谋县林业碳汇占补平衡：储备、行情与测算，与系统页面同源，无需登录。单位：tCO2e、元、公顷；日期为北京时间。"""


def build() -> FastAPI:
    """The application with its routes, its own page and its manners."""
    app = FastAPI(
        docs_url=None, redoc_url=None, title="Zhanbu open API · 占补开放接口",
        version=edition(), description=DESCRIPTION, openapi_tags=TAGS,
        generate_unique_id_function=lambda route: route.name,
        dependencies=[Depends(listed)],
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.include_router(calls.router)
    app.include_router(journal.router)
    app.include_router(open_data.router)
    app.add_api_route("/docs", page.docs, include_in_schema=False)
    problems.install(app)
    describe(app)
    return app


def listed(request: Request) -> None:
    """Default deny: a route that core.access does not know is not there; one of the staff's is refused to others."""
    right = f"route.{request.scope['route'].path}"
    _known(request)
    if access.PUBLIC in access.holders(right):
        return
    if not access.holders(right):
        raise HTTPException(NOT_FOUND)
    if not access.may(staff.roles_of_request(request), right):
        raise Problem("staff_only")


def _known(request: Request) -> None:
    """A parameter that the route does not take is refused: a misspelt one would be answered with what was not asked."""
    takes = {one.alias for one in request.scope["route"].dependant.query_params}
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if name not in takes or names.count(name) > 1:
            raise Problem("request_twice" if name in takes else "request_unknown_field", field=name[:80])


api = build()
