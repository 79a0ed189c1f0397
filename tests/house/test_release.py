"""Releases: what is refused, what an archive holds, that one commit gives the same bytes; wheels of other machines."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

import commands
from commands import release, wheels
from core.problem import Problem
from ui.edition import edition

ROOT = Path(__file__).resolve().parents[2]
LOCK = "click==8 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n# a note\n" \
       "uvloop==1 ; sys_platform != 'win32' \\\n    --hash=sha256:cc\n" \
       "typing-extensions==4 ; python_full_version < '3.13' \\\n    --hash=sha256:dd\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository whose one commit is clean; pip is not asked."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name, text in {"app.py": "1\n", "manage.py": "2\n", "requirements.lock": LOCK, ".gitignore": "dist/\n",
                       "CHANGELOG.md": f"# What\n\n## {edition()} · 2026-11-23\n\nMuch.\n"}.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "manage.py").chmod(0o755)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
    monkeypatch.setattr(release, "ROOT", folder)
    monkeypatch.setattr(release, "fetch", lambda lock, machine, python, to: (to / f"a-{python}.whl").write_bytes(b"w"))
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def packed(*more: str) -> str:
    answer = CliRunner().invoke(commands.main, ["release", "--platform", "linux-x86_64", "--lang", "en", *more])
    return answer.output


def test_an_archive_holds_the_commit_the_wheels_and_what_each_file_is(checkout: Path) -> None:
    said = packed("--to", str(checkout / "dist"), "--python", "3.11", "--python", "3.12")
    file = checkout / "dist" / f"zhanbu-{edition()}-linux-x86_64-py3.11-3.12.tar.gz"
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert sha256 in said
    assert file.with_name(f"{file.name}.sha256").read_text("utf-8") == f"{sha256}  {file.name}\n"
    with tarfile.open(file) as tar:
        held = {one.name.partition("/")[2]: tar.extractfile(one).read() for one in tar}
        assert tar.getnames() == sorted(tar.getnames())
        assert {one.name.partition("/")[0] for one in tar} == {f"zhanbu-{edition()}-linux-x86_64"}
        assert tar.getmember(f"zhanbu-{edition()}-linux-x86_64/manage.py").mode == 0o755
    told = json.loads(held.pop("MANIFEST.json"))
    assert told["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}
    assert {"app.py", "manage.py", "wheelhouse/a-3.11.whl", "wheelhouse/a-3.12.whl"} < held.keys()
    assert (told["version"], told["changes"], told["python"]) == (edition(), "Much.", ["3.11", "3.12"])
    assert packed("--to", str(checkout / "dist"), "--python", "3.11", "--python", "3.12") == said  # the same bytes


@pytest.mark.parametrize("change", ["app.py", "forgotten.py"])
def test_what_is_not_committed_is_not_packed(checkout: Path, change: str) -> None:
    (checkout / change).write_text("3\n", "utf-8")
    said = packed("--to", str(checkout / "dist"))
    assert f"(changes: 1, the first: {change})" in said
    assert not (checkout / "dist").exists()


def test_a_folder_that_is_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "ROOT", tmp_path)
    assert "not the top of a Git checkout" in packed()


def test_a_version_without_an_entry_is_refused(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "edition", lambda: "9.9.9")
    assert "The first entry of CHANGELOG.md is not edition 9.9.9" in packed("--to", str(checkout / "dist"))
    with pytest.raises(Problem):
        release.entry("## 1.0.0 · 2026-01-01\n\n## 0.9.0 · 2025-01-01\n\nOld.\n", "1.0.0")


def test_a_python_that_the_product_does_not_run_on_is_refused(checkout: Path) -> None:
    assert "3.9 is no Python" in packed("--python", "3.9")


def test_an_archive_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        release.pack(tmp_path / "x.tar.gz", "x", {"a": b"1", "b": tmp_path / "gone"}, datetime(2026, 1, 1, tzinfo=UTC))
    assert list(tmp_path.iterdir()) == []


def test_the_changelogs_first_entry_is_this_edition() -> None:
    assert release.entry((ROOT / "CHANGELOG.md").read_text("utf-8"), edition())


def test_the_command_line_says_which_edition_it_is() -> None:
    assert CliRunner().invoke(commands.main, ["--version"]).output == f"Zhanbu {edition()}\n"


# --- wheels


@pytest.mark.parametrize(("machine", "python", "names"), [
    ("linux-x86_64", "3.11", ["click", "uvloop", "typing-extensions"]),
    ("windows-x86_64", "3.12", ["click", "typing-extensions"]),
    ("macos-arm64", "3.13", ["click", "uvloop"])])
def test_markers_are_judged_by_the_machine_that_is_asked_for(machine: str, python: str, names: list[str]) -> None:
    lines = list(wheels.wanted(LOCK, machine, python))
    assert [re.split("==", line)[0] for line in lines] == names
    assert lines[0] == "click==8 --hash=sha256:aa --hash=sha256:bb"


def test_a_wheel_that_is_not_to_be_had_is_told_in_pips_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "WARNING: slow\nERROR: Could not find a version\nERROR: No matching distribution found for click==8\n"
    monkeypatch.setattr(wheels.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1, said))
    with pytest.raises(Problem) as refused:
        wheels.fetch(LOCK, "linux-x86_64", "3.11", tmp_path / "wheelhouse")
    assert refused.value.fields["words"] == "ERROR: No matching distribution found for click==8"


# --- installing from an archive


def test_an_archive_is_installed_from_its_wheelhouse_without_a_network(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package index that would be asked does not exist; what pip says is about the wheelhouse alone."""
    (tmp_path / "wheelhouse").mkdir()
    (tmp_path / "requirements.lock").write_text("no-such-thing==1 --hash=sha256:" + "0" * 64 + "\n", "utf-8")
    monkeypatch.setattr(manage, "ROOT", tmp_path)
    code, said = manage.pip_install(Path(manage.sys.executable), "requirements.lock")
    assert code != 0
    assert "No matching distribution found for no-such-thing==1" in said
    assert "index" not in said.lower()


def test_a_damaged_or_foreign_wheelhouse_is_one_sentence_in_both_languages(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wheelhouse").mkdir()
    for name in (manage.RUN, manage.DEV):
        (tmp_path / name).touch()
    monkeypatch.setattr(manage, "ROOT", tmp_path)
    monkeypatch.setattr(manage, "is_sound", lambda venv: True)
    monkeypatch.setattr(manage, "pip_install", lambda *_: (1, "pip's own words"))
    (tmp_path / ".venv").mkdir()
    with pytest.raises(SystemExit):
        manage.prepare(tmp_path / ".venv", manage.RUN)
    said = capsys.readouterr().err
    assert "pip's own words" in said
    assert "missing or damaged there, or this archive is for another system" in said
    assert "重新解压" in said


@pytest.mark.parametrize("command", ["test", "fuzz", "bench"])
def test_an_archive_says_that_it_brings_no_tools_for_tests(
    tmp_path: Path, manage: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    (tmp_path / "wheelhouse").mkdir()
    monkeypatch.setattr(manage, "ROOT", tmp_path)
    monkeypatch.delenv(manage.ENTERED, raising=False)
    with pytest.raises(SystemExit) as stopped:
        manage.main([command])
    assert stopped.value.code == 1
    assert f"not the tools of `{command}`" in capsys.readouterr().err
