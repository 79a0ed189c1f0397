"""The screens over the illustrative store, and over small books of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import Screens

from store import Store

Over = Callable[[Store], Screens]


@pytest.fixture
def screens() -> Screens:
    """Over the shared store with the illustrative layer; nobody writes there."""
    return Screens()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "x.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> Over:
    def make(store: Store) -> Screens:
        monkeypatch.setattr("kiosk.serve.open_house", lambda: store)
        return Screens()

    return make
