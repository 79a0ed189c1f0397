"""`manage.py test`: every check runs, pytest gets the arguments, and a Chromium is found or installed."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import commands
from commands import checks, chromium


def test_every_check_runs_although_one_fails_and_pytest_is_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def call(heading: str, arguments: list[str], **environment: str) -> int:
        ran.append(heading)
        return int(heading == "mypy")

    monkeypatch.setattr(checks, "call", call)
    monkeypatch.setattr(checks, "ensure_chromium", lambda: Path("chromium"))
    assert checks.run_all(()) != 0
    assert ran == ["ruff check .", "mypy", "lint-imports", "audit", "pytest"]
    assert capsys.readouterr().err.strip().endswith("mypy")


def test_arguments_go_to_pytest_alone_with_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(checks, "call", lambda heading, given, **env: ran.append((given, env)) or 0)
    monkeypatch.setattr(checks, "ensure_chromium", lambda: Path("chromium"))
    answer = CliRunner().invoke(commands.main, ["test", "-xk", "price and not slow", "tests/core", "--lf"])
    assert answer.exit_code == 0
    given, environment = ran[0]
    assert given == ["-m", "pytest", "-xk", "price and not slow", "tests/core", "--lf"]
    assert environment == {"ZHANBU_CHROMIUM": "chromium"}


def test_chromium_is_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "my chromium"
    browser.touch()
    monkeypatch.setenv("ZHANBU_CHROMIUM", str(browser))
    assert chromium.find_chromium() == browser


def test_a_named_chromium_that_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHANBU_CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(click.ClickException) as refused:
        chromium.find_chromium()
    assert "gone, which is not a file" in refused.value.message
    assert "不存在" in refused.value.message


def test_a_chromium_that_does_not_start_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHANBU_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "system_browsers", lambda: iter([tmp_path / "stub", tmp_path / "good"]))
    monkeypatch.setattr(chromium, "playwright_browser", lambda: pytest.fail("not needed"))
    monkeypatch.setattr(chromium, "starts", lambda path: path.name == "good")
    assert chromium.find_chromium() == tmp_path / "good"


def test_no_chromium_and_no_way_to_install_one_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(chromium, "find_chromium", lambda: None)
    monkeypatch.setattr(chromium, "may_use_apt", lambda: True)
    monkeypatch.setattr(chromium, "apt_install", lambda *packages: tried.extend(packages))
    monkeypatch.setattr(chromium, "playwright_install", lambda: tried.append("playwright") or "no network")
    with pytest.raises(click.ClickException) as refused:
        chromium.ensure_chromium()
    assert tried == ["playwright", "chromium", "fonts-noto-cjk"]
    assert "set ZHANBU_CHROMIUM" in refused.value.message
    assert "no network" in capsys.readouterr().err
