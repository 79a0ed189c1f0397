"""The lock files: made from the requirements, every package pinned with hashes; and what the audit says of others."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from commands import audit

ROOT = Path(__file__).resolve().parents[2]
HASHES = " \\\n    --hash=sha256:" + "a" * 64


def asked_for(name: str) -> dict[str, str]:
    """Packages of a requirements file with their versions, as a lock file names them."""
    lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("-r")]
    return {one.name.lower().replace("_", "-"): str(one.specifier) for one in found}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_holds_what_the_requirements_ask_for(name: str, manage: ModuleType) -> None:
    """If not, the first line of the lock file says how it is made again."""
    lock = (ROOT / f"{name}.lock").read_text("utf-8")
    held = {package.name: str(package.specifier) for package, _ in audit.locked(lock)}
    assert asked_for(f"{name}.txt").items() <= held.items()
    assert list(audit.unhashed(lock)) == []
    assert f"{name}.lock" in (manage.RUN, manage.DEV)


def test_run_and_test_use_the_same_versions() -> None:
    run, dev = (dict(audit.locked((ROOT / name).read_text("utf-8"))) for name in
                ("requirements.lock", "requirements-dev.lock"))
    assert {str(one) for one in run} <= {str(one) for one in dev}


def test_what_is_installed_otherwise_is_told() -> None:
    lock = (f"pytest==0.1{HASHES}\nno-such-thing==1{HASHES}\nclick=={audit.version('click')}{HASHES}\n"
            f"uvloop==0.1 ; sys_platform == 'plan9'{HASHES}\n")
    assert list(audit.astray(lock)) == [
        f"pytest is locked as ==0.1, but installed is: {audit.version('pytest')}.",
        "no-such-thing is locked as ==1, but installed is: missing."]


@pytest.mark.parametrize("entry", [f"a>=1{HASHES}", f"a==1.*{HASHES}", "a==1"])
def test_a_package_without_an_exact_version_and_hash_is_told(entry: str) -> None:
    assert list(audit.unhashed(entry)) == ["a is not pinned with a hash in requirements-dev.lock."]


def test_an_accepted_advisory_has_a_day_and_a_reason() -> None:
    day = date(2026, 11, 23)
    read = audit.read_accepted("# why\n\nPYSEC-2026-1 2026-11-23 not called\nCVE-1 2026-11-22 old\nGHSA-x soon\n", day)
    assert read == ({"PYSEC-2026-1": "not called"}, [
        "requirements-advisories.txt: CVE-1 was accepted until 2026-11-22; look at it again.",
        "requirements-advisories.txt: not an advisory, a day and a reason: GHSA-x soon"])


@pytest.mark.parametrize(("code", "stderr", "result", "says"), [
    (1, "requests.exceptions.ConnectionError: HTTPSConnectionPool", 0, "not reached"),
    (1, "Found 1 known vulnerability in 1 package", 1, "Found 1 known"),
    (0, "No known vulnerabilities found", 0, "No known")])
def test_a_finding_fails_and_silence_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                             code: int, stderr: str, result: int, says: str) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(audit.subprocess, "run", lambda command, **_: asked.append(command) or
                        subprocess.CompletedProcess(command, code, "", stderr))
    assert audit.advisories({"CVE-1": "not called"}) == result
    assert says in capsys.readouterr().err
    assert asked[0][-2:] == ["--ignore-vuln", "CVE-1"]
