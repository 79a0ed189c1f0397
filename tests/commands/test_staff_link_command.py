"""`staff-link` makes a link that the server beside the same store takes, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import commands
from ui.sessions import Links, links_of


def test_the_link_opens_the_server_of_this_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "x.duckdb"
    store.write_bytes(b"")
    monkeypatch.setenv("ZHANBU_STORE", str(store))
    answer = CliRunner().invoke(commands.main, ["staff-link", "--port", "8600", "--lang", "zh"])
    assert answer.exit_code == 0
    link, note = answer.output.splitlines()
    assert link.startswith("http://localhost:8600/?staff=")
    assert "15 分钟内有效" in note
    Links("", links_of(store)).redeem(link.partition("staff=")[2])


def test_without_a_store_or_where_nothing_can_be_written_a_sentence(tmp_path: Path,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "x.duckdb"
    monkeypatch.setenv("ZHANBU_STORE", str(store))
    answer = CliRunner().invoke(commands.main, ["staff-link", "--lang", "en"])
    assert (answer.exit_code, "There is no store" in answer.output) == (1, True)
    store.write_bytes(b"")
    links_of(store).write_text("in the way", "utf-8")
    answer = CliRunner().invoke(commands.main, ["staff-link", "--lang", "en"])
    assert (answer.exit_code, "cannot be written" in answer.output) == (1, True)
