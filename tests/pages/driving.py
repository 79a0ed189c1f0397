"""Running a page with Streamlit's own tester."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest

from ui.sessions import Session

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "pages" / "shell.py"
SIGNED_IN = Session(*[datetime(2026, 11, 23, 0, 30, tzinfo=UTC)] * 2)
KEY = re.compile(r"\$\$ID-[0-9a-f]+-(.+)")

Open = Callable[..., AppTest]


def signed_in(as_: bool | str | None) -> Session | None:
    """The session of a tester that is staff (True) or holds one role alone (its name)."""
    return replace(SIGNED_IN, roles=frozenset({as_})) if isinstance(as_, str) else SIGNED_IN if as_ else None


def run(at: AppTest) -> AppTest:
    """Run it; whatever went wrong, Streamlit would show as an exception."""
    at.run()
    assert not at.exception, [(one.message, one.stack_trace) for one in at.exception]
    return at


def drawers(at: AppTest) -> set[str]:
    """The keys of the page's expanders."""
    found = [KEY.fullmatch(box.proto.id) for box in at.get("expander")]
    assert all(found), "an expander without a key"
    return {one[1] for one in found if one}


def open_drawers(at: AppTest) -> AppTest:
    """Open every expander, and those that come with what it holds."""
    opened: set[str] = set()
    while closed := drawers(at) - opened:
        for key in closed:
            at.session_state[key] = True
        opened |= closed
        run(at)
    return at
