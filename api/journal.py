"""The public journal, line by line, and what was cancelled for a certificate."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api import calls, shapes
from api.exact import ExactRoute
from api.kept import has_it, next_page, send
from core.ledger.cancellation import Cancellation
from store import open_house
from store.entries import PAGE, lines
from store.journal import cancelled

router = APIRouter(route_class=ExactRoute)


class Lines(Response):
    """One JSON a line."""

    media_type = "application/x-ndjson"


@router.get("/v1/journal", tags=["books"], summary="The journal · 账目流水", response_class=Lines,
            responses=calls.refusals(_422="The number is no number · 编号不正确", **calls.BUSY))
def journal(request: Request, after: Annotated[
        int, Query(ge=0, le=2 ** 53, description="Go on after this entry: the number of a line")] = 0) -> Response:
    """Every act of the books as it was written down, each line with its hash and the hash before it.

    At most 5 000 lines an answer, none after the last; `Link` names the next page while there is one. The lines of
    all pages, one after the other, are what `journal verify` reads.
    """
    with open_house().read() as cursor:
        found = lines(cursor, after, PAGE + 1)
    page = found[:PAGE]
    tag = hashlib.sha256(page[-1][1].encode()).hexdigest()[:16] if page else str(after)  # the last line fixes the rest
    headers = {"Cache-Control": "no-cache", "ETag": f'W/"{tag}"'}
    if len(found) > PAGE:
        headers["Link"] = next_page(request, str(page[-1][0]))
    if has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Lines("".join(f"{line}\n" for _, line in page), headers=headers)


@router.get("/v1/certificates/{number}", response_model=shapes.Certificate, tags=["books"],
            summary="A certificate of cancellation · 核销证书",
            responses=calls.refusals(_404="No such certificate · 没有此证书", _422="The number is too long · 编号过长",
                                        **calls.BUSY))
def certificate(request: Request, number: Annotated[
        str, Path(max_length=40, description="As it stands on the certificate, YM-C-2026-0001")]) -> Response:
    """What was cancelled for a certificate: project, tonnes by lot, date, and the entry of the journal that says so."""
    return send(request, calls.snapshot(), ("certificate", number),
                lambda: _certificate(cancelled(open_house(), number), number))


def _certificate(one: Cancellation, number: str) -> dict[str, Any]:
    return {
        "certificate": number, "order": one.order, "project_zh": one.project_zh, "project_en": one.project_en,
        "township_zh": one.township_zh, "trade_date": one.trade_date, "tonnes": one.tonnes,
        "lots": [{"lot": lot, "tonnes": tonnes} for lot, tonnes in one.lots],
        "entry": one.entry.number, "recorded_at": one.entry.at, "hash": one.entry.hash, "demo": one.demo,
    }
