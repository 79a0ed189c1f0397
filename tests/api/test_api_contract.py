"""The answers against the OpenAPI document: schemathesis asks every call what it allows and what it does not.

The same questions at each run; new ones by `python manage.py fuzz api`.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import positive_data_acceptance
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import api
from api.front import Front
from core.rate import Rate
from store import open_house

UNSAID = {"/v1/estimate", "/v1/prices"}  # which species there are, how far apart two dates may lie: in no schema
OFTEN = (Rate(10**9, 1), Rate(10**9, 1))
EXAMPLES = settings.default.max_examples * 8 // 50  # of each call, and there are many calls
served = Front(Starlette(routes=[Mount("/api", app=api)]), OFTEN, OFTEN)
schema = schemathesis.openapi.from_asgi("/api/openapi.json", served)


@pytest.fixture(scope="module", autouse=True)
def _house() -> None:
    """The first call shall not wait for the store."""
    open_house()


@pytest.mark.fuzz(target="api")
@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_it_answers_as_it_says(case: schemathesis.Case) -> None:
    rejects_more = case.operation.path in UNSAID
    case.call_and_validate(excluded_checks=[positive_data_acceptance] if rejects_more else [], timeout=60)
