"""The API as app.py serves it: mounted at /api."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def served() -> Starlette:
    from api.app import api

    return Starlette(routes=[Mount("/api", app=api)])


@pytest.fixture
def client(served: Starlette) -> Iterator[TestClient]:
    """A server that nobody has asked yet: nothing kept, nothing counted."""
    from api.front import Front

    with TestClient(Front(served), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def snapshot():
    from store import open_house
    from store.snapshot import current

    return current(open_house())
