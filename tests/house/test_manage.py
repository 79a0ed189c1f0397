"""manage.py and the commands it hands over to: how they are entered and listed, and how the server starts."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

import commands
from commands import serve

ROOT = Path(__file__).resolve().parents[2]


# --- entering


@pytest.mark.parametrize(
    ("arguments", "requirements"),
    [
        (["test", "-k", "x"], "requirements-dev.lock"),
        (["bench"], "requirements-dev.lock"),
        (["fuzz", "land"], "requirements-dev.lock"),
        (["run", "--port", "1"], "requirements.lock"),
        (["run", "test"], "requirements.lock"),
        ([], "requirements.lock"),
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
        ("203.0.113.3", "http://203.0.113.3:8501"),
        ("::1", "http://[::1]:8501"),
    ],
)
def test_the_url_works_in_a_browser(address: str, url: str) -> None:
    assert serve.url_of(address, 8501) == url


def test_the_server_answers_to_the_address_it_was_given_and_believes_the_proxies_that_were_named() -> None:
    bare = serve.server_environment({"FORWARDED_ALLOW_IPS": "*"}, "desk.example", "x")
    assert bare == {"ZHANBU_STAFF_TOKEN": "x", "ZHANBU_HOSTS": "desk.example", "FORWARDED_ALLOW_IPS": ""}
    named = serve.server_environment({"ZHANBU_HOSTS": "a.example", "ZHANBU_PROXIES": "203.0.113.1"}, "localhost", "x")
    assert (named["ZHANBU_HOSTS"], named["FORWARDED_ALLOW_IPS"]) == ("a.example,localhost", "203.0.113.1")


def test_the_server_finds_files_where_its_caller_named_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = serve.server_environment({"ZHANBU_STORE": "own.duckdb", "ZHANBU_BACKUPS": "/backups"}, "localhost", "x")
    assert Path(made["ZHANBU_STORE"]) == tmp_path / "own.duckdb"
    assert made["ZHANBU_BACKUPS"] == str(Path("/backups").absolute())
    server = "postgresql://desk@db.example/zhanbu"
    assert serve.server_environment({"ZHANBU_STORE": server}, "localhost", "x")["ZHANBU_STORE"] == server
