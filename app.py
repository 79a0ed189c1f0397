"""The one entry: the dashboard and the open API in one process. Start it with `python manage.py run`."""
# ruff: noqa: E402 - the first thing to happen is not an import

from __future__ import annotations

import gc

gc.disable()  # what a start loads is there for good and hardly makes garbage; looking for some took a sixth of its time

import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from api.app import api
from api.front import Front
from api.metrics import ROUTES
from core.problem import Problem
from kiosk import PublicScreens, warm
from pages.warm import warm_others, warm_up
from store import backup, expiring, open_house, verified
from store.fetching import start_daily
from store.stocktake.intake import intake_of
from store.users import Roster
from ui import faults, plainly, safety, staff
from ui.bodies import BodyLimit
from ui.door import SignInDoor, StaffDoor
from ui.edition import edition
from ui.headers import SecurityHeaders
from ui.hosts import KnownHosts
from ui.index_html import IndexHtml
from ui.metered import Metered
from ui.sessions import links_of
from ui.upload_limit import UploadLimit
from watching import event
from watching.meters import running

safety.prepare()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the store before the first visitor; let go of it after the last."""
    try:
        house = open_house()
    except Problem as problem:
        safety.end(problem)
    staff.links.folder = links_of(house.path)
    staff.directory = Roster(house)
    warm_up(house)
    warm(house)
    gc.freeze()  # Streamlit collects after every run: what is loaded for good need not be looked at again
    gc.enable()
    stops = (start_daily(house), expiring.start_daily(house), verified.start_daily(house),
             backup.start_daily(house), warm_others())
    event("server.started", version=edition(), python=platform.python_version(), duckdb=version("duckdb"),
          streamlit=st.__version__, data_version=house.data_version)
    yield
    for stop in stops:
        stop()
    intake_of(house).close()
    house.close()
    event("server.stopped", seconds=running())


async def front(request: Request) -> RedirectResponse:
    """The overview by its name. Streamlit knows the first page by `/` alone and would say that there is no such."""
    return RedirectResponse(str(request.url.replace(path="/")))


app = st.App(
    "pages/shell.py",
    routes=[Mount("/api", app=api), Route("/overview", front), *ROUTES],
    middleware=[*map(Middleware, (Metered, SecurityHeaders, KnownHosts, StaffDoor, SignInDoor, PublicScreens, Front,
                                  UploadLimit, BodyLimit, IndexHtml))],
    lifespan=lifespan,
    on_script_error=faults.on_page,
    exception_handlers={Exception: plainly.failed},
)
