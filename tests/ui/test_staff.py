"""Who counts as staff: a visitor who sits at this machine; and what the command hands over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands import serve
from ui import staff
from ui.staff import on_this_machine

ROOT = Path(__file__).resolve().parents[2]
HERE = {"Host": "localhost:8501"}
THERE = "203.0.113.7"  # a range kept for documentation


@pytest.mark.parametrize(("ip", "headers"), [
    (None, HERE), ("127.0.0.1", HERE), ("127.1.2.3", HERE), ("::1", {"host": "[::1]:8501"}),
    ("::ffff:127.0.0.1", HERE), (None, {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}),
])
def test_a_visitor_at_this_machine(ip: str | None, headers: dict[str, str]):
    assert on_this_machine(ip, headers)


@pytest.mark.parametrize(("ip", "headers"), [
    (THERE, HERE), ("2001:db8::7", HERE), ("", HERE), ("localhost.example", HERE),
    (None, {}), (None, {"host": ""}), (None, {"host": "carbon.example"}), (None, {"host": "localhost.carbon.example"}),
    (None, {"host": f"{THERE}:8501"}), (None, {"host": "[::1"}),
    (None, HERE | {"origin": "https://carbon.example"}), (None, HERE | {"origin": "null"}),
    *((None, HERE | {name: "127.0.0.1"}) for name in (
        "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP", "x-client-ip",
        "CF-Connecting-IP", "True-Client-IP")),
])
def test_a_visitor_from_elsewhere_or_through_a_proxy(ip: str | None, headers: dict[str, str]):
    assert not on_this_machine(ip, headers)


# --- what the command hands over


def test_the_command_and_the_server_mean_the_same_variable():
    assert serve.STAFF_TOKEN == staff.VARIABLE


def test_the_token_does_not_stay_in_the_environment():
    code = "import os, ui.staff; print(os.environ.get(ui.staff.VARIABLE), ui.staff.links.check('secret'))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {staff.VARIABLE: "secret"},
                          capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["None", "None"]


@pytest.mark.parametrize(("address", "link"), [
    ("localhost", "http://localhost:8501/?staff=tok"), ("0.0.0.0", "http://localhost:8501/?staff=tok"),
    ("127.0.0.1", "http://127.0.0.1:8501/?staff=tok"), ("::1", "http://[::1]:8501/?staff=tok"),
])
def test_the_terminal_shows_the_link_in_both_languages_and_how_to_get_another(address: str, link: str):
    said = serve.staff_lines(address, 8501, "tok")
    assert said.count(link) == 2
    for words in ("works once", "只能用一次", "python manage.py staff-link", "再发一个"):
        assert words in said


@pytest.mark.parametrize("address", [THERE, "carbon.example"])
def test_on_an_address_of_the_network_there_is_no_link(address: str):
    said = serve.staff_lines(address, 8501, "tok")
    assert "tok" not in said
    assert "工作人员功能未开放" in said


def test_each_start_has_a_token_of_its_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    given = []

    class Server:
        def __init__(self, command: list[str], cwd: Path, env: dict[str, str]):
            given.append(env[staff.VARIABLE])
            assert not any(env[staff.VARIABLE] in word for word in command)  # a list of processes would show it

        def poll(self) -> None:
            return None

        def wait(self, timeout: float | None = None) -> int:
            return 0

    monkeypatch.setattr(serve.subprocess, "Popen", Server)
    monkeypatch.setattr(serve, "answers", lambda *_: True)
    assert [serve.serve(8501, "localhost", browser=False) for _ in range(2)] == [0, 0]
    assert len(set(given)) == 2
    assert all(len(token) >= 32 for token in given)
    said = capsys.readouterr().out
    assert all(f"?staff={token}" in said for token in given)
    assert staff.VARIABLE not in os.environ
