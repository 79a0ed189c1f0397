"""`python manage.py journal …`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import main
from store import Store
from store.journal import export
from store.shipped import load_demo

ROOT = Path(__file__).resolve().parents[2]
Call = Callable[..., Result]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with the illustrative layer, and its journal beside it."""
    path = tmp_path_factory.mktemp("journal") / "x.duckdb"
    store = Store(path)
    store.write(load_demo)
    export(store, path.with_name("journal.ndjson"))
    store.close()
    return path


@pytest.fixture
def file(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled.with_name("journal.ndjson"), tmp_path / "流水.ndjson"))


@pytest.fixture
def call(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("ZHANBU_STORE", str(shutil.copy(filled, tmp_path / "own.duckdb")))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["journal", *map(str, arguments)])

    return run


def test_a_file_is_verified_and_its_balance_told(call: Call, file: Path) -> None:
    result = call("verify", file, "--lang", "zh")
    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()
    lines = file.read_text("utf-8").splitlines()
    assert first.startswith(f"核验通过：共 {len(lines)} 条，末条记于 ")
    assert second == ("入库 2,471.275 tCO₂e = 可售 2,103.155 tCO₂e + 冻结 120.250 tCO₂e + 核销 247.870 tCO₂e；"
                      "待补 0.000 tCO₂e")
    told = json.loads(call("verify", file, "--json").stdout)
    last = json.loads(lines[-1])
    assert (told["entries"], told["hash"], told["last_at"]) == (len(lines), last["hash"], last["at"])
    assert (told["stored_t"], told["held_t"]) == (2471.275, 120.25)


@pytest.mark.parametrize("change", [
    lambda text: text.replace('"120.250"', '"120.251"'), lambda text: text.split("\n", 1)[1],
    lambda text: text.replace("\n", "\n\n", 1), lambda text: text[:-40], lambda _: "{}", lambda _: "\0" * 5000,
    lambda text: text + text, lambda _: "x" * 1_500_000,
], ids=["figure", "first line gone", "empty line", "cut", "other JSON", "zeros", "twice", "no lines"])
def test_a_file_that_was_changed_is_refused_with_its_line(call: Call, file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text("utf-8")
    file.write_text(change(text), "utf-8")
    assert file.read_text("utf-8") != text
    for lang in ("zh", "en"):
        result = call("verify", file, "--lang", lang)
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert len(result.stderr) > 30
        assert "{" not in result.stderr.replace("{}", "")


def test_an_empty_file_says_that_it_is_empty(call: Call, file: Path) -> None:
    file.write_bytes(b"")
    result = call("verify", file, "--lang", "en")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{file.name} holds no entry" in result.stderr


def test_a_file_that_is_not_there(call: Call, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path):
        result = call("verify", path, "--lang", "en")
        assert result.exit_code == 1
        assert "cannot be read" in result.stderr


def test_verifying_needs_nothing_but_the_file(file: Path, tmp_path: Path) -> None:
    """No store is opened or made: DuckDB is not even imported."""
    code = ("import sys; from commands import main\n"
            "try: main(['journal', 'verify', sys.argv[1], '--lang', 'en'])\n"
            "finally: assert 'duckdb' not in sys.modules and 'store' not in sys.modules")
    nowhere = tmp_path / "none" / "x.duckdb"
    done = subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"ZHANBU_STORE": str(nowhere)})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Sound: {len(file.read_bytes().splitlines())} entries")
    assert not nowhere.parent.exists()


def test_the_store_s_own_journal_is_exported_and_checked(call: Call, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    result = call("export", out, "--lang", "en")
    assert (result.exit_code, result.stdout) == (
        0, f"{len(file.read_bytes().splitlines())} entries written to out.ndjson\n")
    assert out.read_bytes() == file.read_bytes()
    assert call("check", "--lang", "en").stdout == call("verify", out, "--lang", "en").stdout


def test_a_store_whose_books_differ_is_told_and_can_still_be_exported(call: Call, tmp_path: Path) -> None:
    store = Store(Path(os.environ["ZHANBU_STORE"]))
    store.write(lambda cursor: cursor.execute("UPDATE lot SET stored_t = stored_t + 1 WHERE lot = 'YM-07-L1'"))
    store.close()
    result = call("check", "--lang", "zh")
    assert (result.exit_code, "表 lot 的 YM-07-L1" in result.stderr) == (1, True)
    assert call("export", tmp_path / "out.ndjson").exit_code == 0
