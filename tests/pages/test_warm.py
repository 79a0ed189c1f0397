"""What is done before the first visitor, where a new Streamlit or a moved module would undo it in silence."""

from __future__ import annotations

import importlib.util

import pytest
from streamlit import delta_generator, env_util

from pages import warm


def test_what_is_loaded_ahead_exists() -> None:
    assert [name for name in (*warm.FIRST, *warm.OTHERS) if importlib.util.find_spec(name) is None] == []


def test_the_first_element_does_not_look_for_who_started_python(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(env_util, "is_repl", lambda: bool(asked.append("who")))
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    warm.unasked()
    delta_generator._maybe_print_use_warning()
    assert asked == []
    delta_generator._use_warning_has_been_displayed = False
    delta_generator._maybe_print_use_warning()
    assert asked == ["who"]  # else this test says nothing
