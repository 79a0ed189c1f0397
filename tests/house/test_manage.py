"""manage.py and the commands it hands over to: what they install, when, and what they say on trouble."""

from __future__ import annotations

import ast
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

import commands
from commands import checks, chromium, serve

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def manage() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manage", ROOT / "manage.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class House:
    """A checkout with an environment, in which pip only notes that it was called."""

    def __init__(self, folder: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.manage, self.folder, self.venv = manage, folder, folder / ".venv"
        self.installed: list[str] = []
        self.created = 0
        self.pip_code = 0
        self.write("requirements.txt", "streamlit==1\n")
        self.write("requirements-dev.txt", "-r requirements.txt\npytest==1\n")
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

    def prepare(self, requirements: str = "requirements.txt") -> list[str]:
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


# --- what is installed, and when


def test_installs_once_while_nothing_changes(house: House) -> None:
    assert house.prepare() == ["requirements.txt"]
    assert house.prepare() == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_installs_again_when_a_requirements_file_changes(house: House, name: str) -> None:
    house.prepare()
    house.write(name, "streamlit==2\n")
    assert house.prepare() == ["requirements.txt"]
    assert house.prepare() == []


def test_installs_again_under_another_python(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.prepare()
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert house.prepare() == ["requirements.txt"]


def test_the_tests_tools_are_added_and_then_serve_for_run_too(house: House) -> None:
    house.prepare()
    assert house.prepare("requirements-dev.txt") == ["requirements-dev.txt"]
    assert house.prepare("requirements-dev.txt") == []
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
    assert "pip could not install requirements.txt" in said
    assert "请检查本机的网络" in said
    assert not house.stamp.exists()
    house.pip_code = 0
    assert house.prepare() == ["requirements.txt"]


def test_a_vanished_python_is_noticed_although_the_stamp_is_right(house: House) -> None:
    house.prepare()
    house.manage.python_in(house.venv).unlink()
    assert house.prepare() == ["requirements.txt"]


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
    assert house.prepare() == ["requirements.txt"]
    assert house.created == 2


def test_an_environment_whose_python_does_not_start_is_unsound(tmp_path: Path, manage: ModuleType) -> None:
    (tmp_path / "pyvenv.cfg").touch()
    assert not manage.is_sound(tmp_path)


def test_a_folder_that_is_no_environment_is_never_emptied(
    tmp_path: Path, manage: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(SystemExit):
        manage.prepare(tmp_path, "requirements.txt")
    assert "is not a virtual environment" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text("utf-8") == "dear"


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


# --- entering


@pytest.mark.parametrize(
    ("arguments", "requirements"),
    [
        (["test", "-k", "x"], "requirements-dev.txt"),
        (["bench"], "requirements-dev.txt"),
        (["run", "--port", "1"], "requirements.txt"),
        (["run", "test"], "requirements.txt"),
        ([], "requirements.txt"),
    ],
)
def test_each_command_enters_with_what_it_needs(
    tmp_path: Path,
    manage: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    requirements: str,
) -> None:
    entered: list[tuple[Path, list[str]]] = []
    prepared: list[tuple[Path, str]] = []
    monkeypatch.setenv("ZHANBU_VENV", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(manage, "prepare", lambda *given: prepared.append(given))
    monkeypatch.setattr(manage, "reenter", lambda *given: entered.append(given) or 7)
    assert manage.main(arguments) == 7
    assert prepared == [(tmp_path / "elsewhere", requirements)]
    assert entered == [(tmp_path / "elsewhere", arguments)]


def test_does_not_enter_twice(manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setenv(manage.ENTERED, "1")
    monkeypatch.setattr(commands, "main", lambda given, prog_name: called.append(given))
    manage.main(["demo"])
    assert called == [["demo"]]
    assert manage.ENTERED not in os.environ  # a manage.py started from here must check for itself


def test_does_not_enter_the_environment_it_runs_in(
    manage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHANBU_VENV", sys.prefix)
    monkeypatch.setattr(manage, "prepare", lambda *_: None)
    monkeypatch.setattr(manage, "reenter", lambda *_: pytest.fail("entered again"))
    monkeypatch.setattr(commands, "main", lambda *_, **__: 0)
    assert manage.main([]) == 0


# --- an old Python, a strange Python


def test_old_python_is_told_which_one_is_needed(
    manage: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        manage.check_version((3, 10, 13))
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer; this is Python 3.10.13" in said
    assert "需要 Python 3.11 或更新版本" in said


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_new_enough_python_passes(manage: ModuleType, version: tuple[int, ...]) -> None:
    manage.check_version(version)


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_manage_imports_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "manage.py").read_text("utf-8"))
    foreign = {name.partition(".")[0] for name in imports(tree)} - sys.stdlib_module_names
    assert foreign == {"commands"}
    early = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.If)]
    assert "commands" not in imports(ast.Module(early, []))


def test_manage_can_be_read_by_the_old_pythons_it_turns_away() -> None:
    ast.parse((ROOT / "manage.py").read_text("utf-8"), feature_version=(3, 6))


# --- the commands


def test_listing_the_commands_needs_no_argument() -> None:
    answer = CliRunner().invoke(commands.main, [])
    assert answer.exit_code == 0
    assert "启动系统" in answer.output
    assert all(name in answer.output for name in commands.COMMANDS)


def test_unknown_command_is_an_error() -> None:
    answer = CliRunner().invoke(commands.main, ["rnu"])
    assert answer.exit_code == 2
    assert "No such command 'rnu'" in answer.output


def test_the_table_of_commands_imports_nothing_but_click() -> None:
    code = "import sys, commands; print(*[m for m in sys.modules if m.startswith('commands.')])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""


def test_ci_calls_manage_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines == [
        "#!/usr/bin/env bash",
        "set -euo pipefail",
        'cd "$(dirname "${BASH_SOURCE[0]}")/.."',
        "exec python3 manage.py test",
    ]


# --- run


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "0.0.0.0"])
def test_taken_port_is_named_with_the_remedy(taken_port: int, address: str) -> None:
    answer = CliRunner().invoke(commands.main, ["run", "--port", str(taken_port), "--address", address])
    assert answer.exit_code == 1
    assert f"Port {taken_port} is already in use" in answer.output
    assert f"端口 {taken_port} 已被占用" in answer.output
    assert "--port" in answer.output


def test_free_port_is_no_problem() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert serve.port_problem("localhost", port) is None


def test_an_address_of_another_machine_is_told() -> None:
    problem = serve.port_problem("192.0.2.1", 8501)  # a range kept for documentation
    assert problem is not None
    assert "cannot listen on 192.0.2.1" in problem


def test_the_server_is_streamlits_but_uvicorn_opens_the_socket_on_windows() -> None:
    unix = serve.server_command(8600, "0.0.0.0", windows=False)
    windows = serve.server_command(8600, "0.0.0.0", windows=True)
    assert " ".join(unix[1:]).startswith(
        "-m streamlit run app.py --server.port 8600 --server.address 0.0.0.0 "
    )
    assert " ".join(windows[1:]).startswith("-m uvicorn app:app --host 0.0.0.0 --port 8600 ")


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("localhost", "http://localhost:8501"),
        ("0.0.0.0", "http://localhost:8501"),
        ("10.1.2.3", "http://10.1.2.3:8501"),
        ("::1", "http://[::1]:8501"),
    ],
)
def test_the_url_works_in_a_browser(address: str, url: str) -> None:
    assert serve.url_of(address, 8501) == url


# --- test


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
    assert ran == ["ruff check .", "mypy", "lint-imports", "pytest"]
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
