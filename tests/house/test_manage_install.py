"""manage.py and its environment: what it installs, when, and what it says on trouble."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest


class House:
    """A checkout with an environment, in which pip only notes that it was called."""

    def __init__(self, folder: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.manage, self.folder, self.venv = manage, folder, folder / ".venv"
        self.installed: list[str] = []
        self.created = 0
        self.pip_code = 0
        self.write("requirements.lock", "streamlit==1\n")
        self.write("requirements-dev.lock", "streamlit==1\npytest==1\n")
        monkeypatch.setattr(manage, "ROOT", folder)
        monkeypatch.setattr(manage, "pip_install", self.pip_install)
        monkeypatch.setattr(manage, "create", self.create)
        self.create(self.venv)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def create(self, venv: Path) -> None:
        self.created += 1
        python = self.manage.python_in(venv)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        (venv / "pyvenv.cfg").touch()

    def pip_install(self, python: Path, requirements: str) -> tuple[int, str]:
        self.installed.append(requirements)
        return self.pip_code, "pip's own words"

    def prepare(self, requirements: str = "requirements.lock") -> list[str]:
        """What one start installs."""
        self.installed.clear()
        self.manage.prepare(self.venv, requirements)
        return self.installed

    @property
    def stamp(self) -> Path:
        return self.venv / self.manage.STAMP


@pytest.fixture
def house(tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(manage, "is_sound", lambda venv: True)
    return House(tmp_path, manage, monkeypatch)


def test_installs_once_while_nothing_changes(house: House) -> None:
    assert house.prepare() == ["requirements.lock"]
    assert house.prepare() == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_installs_again_when_a_requirements_file_changes(house: House, name: str) -> None:
    house.prepare()
    house.write(name, "streamlit==2\n")
    assert house.prepare() == ["requirements.lock"]
    assert house.prepare() == []


def test_installs_again_under_another_python(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.prepare()
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert house.prepare() == ["requirements.lock"]


def test_the_tests_tools_are_added_and_then_serve_for_run_too(house: House) -> None:
    house.prepare()
    assert house.prepare("requirements-dev.lock") == ["requirements-dev.lock"]
    assert house.prepare("requirements-dev.lock") == []
    assert house.prepare() == []


def test_failed_pip_shows_its_words_and_the_remedy_and_leaves_no_stamp(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.pip_code = 1
    with pytest.raises(SystemExit) as stopped:
        house.prepare()
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "pip's own words" in said
    assert "pip could not install requirements.lock" in said
    assert "请检查本机的网络" in said
    assert not house.stamp.exists()
    house.pip_code = 0
    assert house.prepare() == ["requirements.lock"]


def test_a_vanished_python_is_noticed_although_the_stamp_is_right(house: House) -> None:
    house.prepare()
    house.manage.python_in(house.venv).unlink()
    assert house.prepare() == ["requirements.lock"]


def test_says_nothing_on_stdout(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.prepare()
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1


def test_pip_killed_half_way_means_a_new_environment(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path, manage, monkeypatch)  # with the real is_sound
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))

    def killed(python: Path, requirements: str) -> tuple[int, str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(manage, "pip_install", killed)
    with pytest.raises(KeyboardInterrupt):
        house.prepare()
    monkeypatch.setattr(manage, "pip_install", house.pip_install)
    assert house.created == 1
    assert house.prepare() == ["requirements.lock"]
    assert house.created == 2


def test_of_two_commands_at_once_one_prepares_and_the_other_waits(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path, manage, monkeypatch)  # with the real is_sound: what pip has not finished is emptied
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    within, go_on = threading.Event(), threading.Event()

    def slow(python: Path, requirements: str) -> tuple[int, str]:
        within.set()
        assert go_on.wait(20)
        return house.pip_install(python, requirements)

    monkeypatch.setattr(manage, "pip_install", slow)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(manage.prepare, house.venv, "requirements.lock")
        assert within.wait(20)
        second = pool.submit(manage.prepare, house.venv, "requirements.lock")
        with pytest.raises(TimeoutError):
            second.result(0.2)
        go_on.set()
        first.result(20)
        second.result(20)
    assert house.installed == ["requirements.lock"]
    assert house.created == 1


def test_an_environment_whose_python_does_not_start_is_unsound(tmp_path: Path, manage: ModuleType) -> None:
    (tmp_path / "pyvenv.cfg").touch()
    assert not manage.is_sound(tmp_path)


def test_a_folder_that_is_no_environment_is_never_emptied(
    tmp_path: Path, manage: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(SystemExit):
        manage.prepare(tmp_path, "requirements.lock")
    assert "is not a virtual environment" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text("utf-8") == "dear"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_followed_and_not_emptied(
        tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr("venv.EnvBuilder.create", lambda _, place: made.append(place))
    (tmp_path / "disk").mkdir()
    (tmp_path / ".venv").symlink_to("disk")
    manage.create(tmp_path / ".venv")
    assert made == [tmp_path / "disk"]


def test_missing_ensurepip_is_told_with_the_remedy(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        manage.create(tmp_path / ".venv")
    assert "sudo apt-get install python3." in capsys.readouterr().err


def test_a_place_that_cannot_hold_an_environment_is_told(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ZHANBU_VENV", str(tmp_path / "file"))
    with pytest.raises(SystemExit):
        manage.main([])
    assert "could not be prepared" in capsys.readouterr().err
