"""Settings that would open a door, and secrets that others can read, are noticed before the server starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import streamlit as st

from ui import safety


def test_the_settings_that_ship_are_safe() -> None:
    assert list(safety.unsafe(st.get_option)) == []


@pytest.mark.parametrize(("name", "value"), [
    ("server.enableXsrfProtection", False), ("server.enableCORS", False), ("server.enableAgentApi", True),
    ("server.trustedUserHeaders", {"X-User": "email"}), ("client.showErrorDetails", "full"),
    ("logger.enableRich", True), ("global.developmentMode", True)])
def test_a_door_left_open_stops_the_start(name: str, value: object) -> None:
    def option(asked: str) -> object:
        return value if asked == name else st.get_option(asked)

    assert [one.fields["setting"] for one in safety.unsafe(option)] == [name]


@pytest.mark.skipif(os.name == "nt", reason="Windows' rights are not looked at")
@pytest.mark.parametrize(("mode", "told"), [(0o600, 0), (0o640, 1), (0o604, 1)])
def test_a_secrets_file_that_others_can_read_is_told(tmp_path: Path, mode: int, told: int) -> None:
    file = tmp_path / "secrets.toml"
    file.touch()
    file.chmod(mode)
    found = list(safety.open_secrets([str(file), str(tmp_path / "none")]))
    assert [one.fields["file"] for one in found] == [str(file)] * told
