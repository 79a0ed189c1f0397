"""Pages run by Streamlit's own tester, each after the shell, in a language and perhaps from an address."""

from __future__ import annotations

import pytest
from driving import SHELL, Open, run
from streamlit.testing.v1 import AppTest


@pytest.fixture(scope="session")
def open_page() -> Open:
    def make(page: str, lang: str = "zh", **address: str) -> AppTest:
        """The page as a visitor gets it who comes with this address."""
        at = AppTest.from_file(SHELL, default_timeout=60)
        at.query_params["lang"] = lang
        run(at)
        for name, value in address.items():
            at.query_params[name] = value
        at.switch_page(f"{page}.py")
        return run(at)

    return make
