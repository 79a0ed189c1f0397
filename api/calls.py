"""The calls of the open API: what each takes, asks and answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import holdings, layers, outlook, outlook_shapes, pricing, shapes
from api.asked import Day, EstimateRequest
from api.estimate import answer
from api.exact import ExactRoute
from api.front import spend
from api.kept import send
from api.problems import CONTENT_LANGUAGE, say_for
from api.render import ExactJSON
from store import Snapshot, open_house, today
from store.snapshot import current
from ui.rules import prices_shown

Number = Annotated[str, StringConstraints(min_length=1, max_length=100)]  # of a lot or plot
router = APIRouter(route_class=ExactRoute)


def refusals(**why: str) -> dict[int | str, dict[str, Any]]:
    """The refusals of a call for the OpenAPI page, by status."""
    return {int(status[1:]): {"model": shapes.Refusal, "description": text} for status, text in why.items()}


BANDS, OVERLAY = 5, 3  # points that they cost in api.front.COMPUTES, about as they take longer
BUSY = {"_503": "The store is not available · 数据库暂不可用"}


EXAMPLES: dict[str, Any] = {
    "pieces": {"summary": "Forest piece by piece · 逐块填写林地", "value": {
        "date": "2025-10-21", "occupation": "permanent", "offset_t": 10,
        "strata": [{"species": "Pinus yunnanensis", "area_hm2": 1, "volume_m3_hm2": 100},
                   {"species": "台湾相思", "area_hm2": 3.2, "volume_m3_hm2": 21.5, "age": 8}]}},
    "outline": {"summary": "Outline of the land · 用地范围", "value": {
        "occupation": "temporary", "years": 2,
        "geometry": {"type": "Polygon", "coordinates": [[
            [101.899, 25.7465], [101.905, 25.7465], [101.905, 25.7485], [101.899, 25.7485],
            [101.899, 25.7465]]]}}},
    "what-if": {"summary": "What if the stock were owed? · 若按碳储量计", "value": {
        "occupation": "permanent", "reform": {"loss_basis": "stock"},
        "strata": [{"species": "Pinus yunnanensis", "area_hm2": 1, "volume_m3_hm2": 100}]}},
}


class GeoJSON(JSONResponse):
    """Names the media type in the document (RFC 7946)."""

    media_type = "application/geo+json"


def snapshot() -> Snapshot:
    """The data as they stand."""
    return current(open_house())


@router.get("/v1/health", response_model=shapes.Health, tags=["service"], responses=refusals(**BUSY),
            summary="Is it up? · 是否正常")
def health(request: Request) -> Response:
    """Whether the service answers, with its edition and the version of the data."""
    state = {"status": "ok", "version": request.app.version, "data_version": open_house().data_version}
    return ExactJSON(state, headers={"Cache-Control": "no-store"})


@router.get("/v1/reserve", response_model=shapes.Reserve, tags=["reserve"], responses=refusals(**BUSY),
            summary="The reserve · 碳汇储备")
def reserve(request: Request, after: Annotated[
        Number | None, Query(description="Go on after this lot (`Link` of a page)")] = None) -> Response:
    """Totals of the county's reserve and every lot: stored = available + held + cancelled; 5 000 lots a page."""
    now, say, day = snapshot(), say_for(request), today()
    return send(request, now, ("reserve", after, day, say.lang), lambda: holdings.reserve(now, day, say, after),
                language=CONTENT_LANGUAGE[say.lang])


@router.get("/v1/plots", response_model=shapes.Plots, response_class=GeoJSON, tags=["reserve"],
            responses=refusals(**BUSY), summary="The plots as GeoJSON · 储备地块")
def plots(request: Request, after: Annotated[
        Number | None, Query(description="Go on after this plot (`Link` of a page)")] = None) -> Response:
    """Outlines of the stored plots (EPSG:4490 longitude and latitude) with area, species and tonnes; 5 000 a page."""
    now, say = snapshot(), say_for(request)
    return send(request, now, ("plots", after, say.lang), lambda: holdings.plots(now, say, after),
                media_type=GeoJSON.media_type, language=CONTENT_LANGUAGE[say.lang])


@router.get("/v1/price", response_model=shapes.Price, tags=["prices"],
            summary="Price of a date · 某日每吨价格",
            responses=refusals(_404="No trading day lies before the date · 该日之前没有成交行情",
                               _422="The date is no date · 日期不正确", **BUSY))
def price(request: Request, date: Annotated[
        Day | None, Query(description="Date of the trade, YYYY-MM-DD; today if absent")] = None) -> Response:
    """What one tonne costs on a date: average of the last trading day before it × the scheme's share."""
    now, say, day = snapshot(), say_for(request), date or today()
    pricing.require_shown(now, today())
    return send(request, now, ("price", day, say.lang), lambda: pricing.price(now, day, say),
                language=CONTENT_LANGUAGE[say.lang])


@router.get("/v1/prices", response_model=shapes.Prices, tags=["prices"], summary="The series · 历史行情",
            responses=refusals(_422="A date is no date, or from lies after to · 日期不正确", **BUSY))
def prices(
    request: Request,
    start: Annotated[Day | None, Query(alias="from", description="First market day, YYYY-MM-DD")] = None,
    end: Annotated[Day | None, Query(alias="to", description="Last market day, YYYY-MM-DD")] = None,
    after: Annotated[Day | None, Query(description="Go on after this market day (`next` of a page)")] = None,
    by: Annotated[Literal["market_day", "trade_date"], Query(
        description="trade_date: the price of every calendar date instead, at most ten years")] = "market_day",
) -> Response:
    """Every market day that sets a price, with the trading price it sets; at most 5 000 rows a page."""
    now, say, day = snapshot(), say_for(request), today()
    pricing.require_shown(now, day)
    if by == "trade_date":
        return send(request, now, ("prices of dates", start, end, after, day, say.lang),
                    lambda: pricing.prices_of_dates(now, start, end, after, day, say),
                    language=CONTENT_LANGUAGE[say.lang])
    return send(request, now, ("prices", start, end, after, say.lang),
                lambda: pricing.prices(now, start, end, after, say), language=CONTENT_LANGUAGE[say.lang])


@router.post("/v1/estimate", response_model=shapes.Estimate, tags=["estimate"],
             summary="What would it owe and cost? · 要补多少、花多少",
             responses=refusals(_413="The body is larger than 2 MB · 请求超过 2 MB",
                                _422="Something in it cannot be used; detail says what · 内容有误", **BUSY))
def estimate(request: Request, body: Annotated[EstimateRequest, Body(openapi_examples=EXAMPLES)]) -> Response:
    """Carbon loss of a proposed land use, the most that certificates may offset, the purchase and its price.

    Give the forest piece by piece (`strata`) or an outline (`geometry`) under which it is read from the
    inventory. Nothing is stored.
    """
    spend(request, 1 + (BANDS if body.bands else 0) + (OVERLAY if body.geometry else 0))
    say, now, day = say_for(request), snapshot(), today()
    found = answer(body, now, day, say)
    return ExactJSON(found if prices_shown(now.rules, day) else pricing.without_prices(found),
                     headers={"Content-Language": CONTENT_LANGUAGE[say.lang], "Cache-Control": "no-store"})


@router.get("/v1/outlook", response_model=outlook_shapes.Outlook, tags=["outlook"],
            summary="The county's outlook · 本县储备前景",
            responses=refusals(_404="None is published · 现在没有发布", **BUSY))
def county_outlook(request: Request) -> Response:
    """The published scenario in force: when the reserve may run short, how surely, and all that was put in."""
    now = snapshot()
    return send(request, now, ("outlook",), lambda: outlook.outlook(now))


@router.get("/v1/scenarios/{number}", response_model=outlook_shapes.Outlook, tags=["outlook"],
            summary="A published scenario · 发布过的情景",
            responses=refusals(_404="Not published, or taken back · 没有发布或已收回",
                               _422="The number is no number · 编号不正确", **BUSY))
def published_scenario(request: Request, number: Annotated[
        int, Path(ge=1, le=2 ** 31 - 1, description="Number of the scenario")]) -> Response:
    """Inputs and results of a scenario that is or was the county's outlook; those never published are not told."""
    now = snapshot()
    return send(request, now, ("scenario", number), lambda: outlook.scenario(now, number))


@router.get("/layers/sub_compartments.geojson", include_in_schema=False)
def sub_compartments(request: Request, v: Annotated[int | None, Query()] = None) -> Response:
    """The forest inventory for staff's maps. A browser that has it asks again: it may not be staff any more.

    `v`: the data version, by which a map sees that there is another layer.
    """
    now = snapshot()
    return send(request, now, ("layer",), lambda: layers.sub_compartments(now),
                media_type="application/geo+json", cache_control="private, no-cache")
