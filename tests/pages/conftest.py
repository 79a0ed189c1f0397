"""Pages run by Streamlit's own tester, each after the shell, in a language and perhaps from an address."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from driving import SHELL, Open, run, signed_in
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from store import Store
from store.shipped import load_demo, load_prices
from store.stocktake.intake import intake_of


@pytest.fixture(scope="session")
def open_page() -> Iterator[Open]:
    def make(page: str, lang: str = "zh", **address: str) -> AppTest:
        """The page as a visitor gets it who comes with this address."""
        at = AppTest.from_file(SHELL, default_timeout=60)
        for name, value in {"lang": lang, **address}.items():
            at.query_params[name] = value
        at.switch_page(f"{page}.py")  # before the first run: each page's address is the name of its file
        return run(at)

    with pytest.MonkeyPatch.context() as patch:
        # The tester looks for components in every installed package, each time anew: 0.1 s for nothing.
        patch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)
        # The tester has no connection and no cookies: it is a visitor on this machine, and staff where a test says so.
        patch.setattr("ui.staff._visitor", lambda: (None, {"host": "localhost:8501"}))
        patch.setattr("ui.staff._kept", lambda _: signed_in(st.session_state.get("staff:session")))
        yield make


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with prices and illustrative data, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "x.duckdb"
    opened = Store(path)
    opened.write(load_prices)
    opened.write(load_demo)
    opened.close()
    return path


@pytest.fixture
def own(tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own under the pages."""
    opened = Store(Path(shutil.copy(filled, tmp_path / "own.duckdb")))
    monkeypatch.setattr("pages.base.open_house", lambda: opened)
    yield opened
    intake_of(opened).close()
    opened.close()
