"""`manage.py fuzz`: what it says of what was tried, and how it ends."""

from __future__ import annotations

import json
import subprocess

import pytest
from click.testing import CliRunner, Result

import commands
from commands import fuzz

HELD = """
tests/a.py::test_a:

  - during generate phase (0.18 seconds):
    - Typical runtimes: < 1ms
    - 50 passing, 0 failing, and 3 invalid test cases

  - Stopped because settings.max_examples=50
"""
FAILED = f"""F
=================================== FAILURES ===================================
____ test_a ____
E   Failing test case: test_a(
E       a='0',
E   )
E   You can reproduce this test case by temporarily adding @reproduce_failure('6', b'AA')
============================ Hypothesis Statistics =============================
{HELD.replace("50 passing, 0 failing", "7 passing, 1 failing")}"""


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is asked of pytest; the target `ledger` fails."""
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        wrong = "fuzz(target='ledger')" in command
        return subprocess.CompletedProcess(command, int(wrong), FAILED if wrong else HELD, "")

    monkeypatch.setattr(fuzz.subprocess, "run", run)
    return asked


def call(*arguments: str) -> Result:
    return CliRunner().invoke(commands.main, ["fuzz", *arguments])


def test_every_target_has_its_files() -> None:
    found = fuzz.targets()
    assert {"api", "bulletins", "imports", "journal", "kiosk", "land", "ledger", "roundtrips", "rules", "scenario",
            "sheets", "slides"} == set(found)
    assert found["land"] == ("tests/core/test_land_fuzz.py",)


def test_what_held_is_counted(ran: list[list[str]]) -> None:
    answer = call("rules", "--minutes", "0", "--json", "--seed", "7")
    (one,) = json.loads(answer.stdout)
    assert (answer.exit_code, one["target"], one["examples"], one["rejected"], one["held"]) == (0, "rules", 50, 3, True)
    assert "--hypothesis-seed=7" in ran[0]


def test_what_failed_is_shown_with_its_example_and_is_tried_no_more(ran: list[list[str]]) -> None:
    answer = call("ledger", "--minutes", "1")
    assert answer.exit_code == 1
    assert len(ran) == 1
    assert "a='0'" in answer.stdout
    assert "@reproduce_failure" in answer.stdout
    assert "Statistics" not in answer.stdout
    assert answer.stdout.endswith("python manage.py fuzz ledger\n")


def test_a_target_nobody_knows_is_refused_with_those_there_are(ran: list[list[str]]) -> None:
    answer = call("weather")
    assert (answer.exit_code, ran) == (2, [])
    assert "bulletins" in answer.stderr
