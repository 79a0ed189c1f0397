"""`land import` as people run it: a check, an import, the versions, and the app holding the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import layer
from store import Store

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from commands import main; main(prog_name='python manage.py')"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layer") / "小班.gpkg"
    layer.write(layer.table(layer.polygons(500)), path)
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house") / "x.duckdb"


def land_import(place: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-c", MAIN, "land", "import", *arguments], cwd=ROOT, capture_output=True,
                          encoding="utf-8", timeout=120, env=os.environ | {"ZHANBU_STORE": str(place),
                                                                           "PYTHONIOENCODING": "utf-8"})
    return done.returncode, done.stdout, done.stderr


def test_a_check_says_everything_and_makes_no_store(place: Path, file: Path) -> None:
    code, out, err = land_import(place, str(file), "--check", "--lang", "zh")
    assert code == 0, err
    assert "500 个小班" in out
    assert "树种 ← YOU_SHI_SZ" in out
    assert out.strip().endswith("仅检查，未保存。")
    assert "读取 100 %" in err
    assert not place.exists()


def test_import_then_back_to_the_version_before(place: Path, file: Path) -> None:
    code, out, err = land_import(place, str(file), "--json", "--strict")
    assert code == 0, err
    report = json.loads(out)
    assert (report["version"], report["rows"], report["left_out"], report["findings"]) == (2, 500, 0, [])
    assert report["columns"]["species"] == "YOU_SHI_SZ"
    code, out, _ = land_import(place, "--use", "1", "--json")
    assert (code, [one["status"] for one in json.loads(out)]) == (0, ["in_force", "kept"])
    code, out, err = land_import(place, "--drop", "1", "--lang", "en")
    assert (code, out) == (1, "")
    assert "Version 1 of the forest inventory is in force" in err
    code, out, _ = land_import(place, "--drop", "2", "--lang", "en")
    assert (code, [line.split(" ")[2] for line in out.splitlines()]) == (0, ["in", "taken"])


def test_while_the_app_runs_the_file_is_said_to_be_held(tmp_path: Path, file: Path) -> None:
    store = Store(tmp_path / "x.duckdb")
    code, out, err = land_import(tmp_path / "x.duckdb", str(file), "--lang", "en")
    store.close()
    assert (code, out) == (1, "")
    assert "x.duckdb" in err


@pytest.mark.parametrize(("arguments", "says"), [
    ((), "Name the file"), (("nowhere.zip",), "no nowhere.zip"), (("nowhere.zip", "--map", "species"), "FIELD=COLUMN")])
def test_what_cannot_be_done_is_a_sentence(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = land_import(tmp_path / "x.duckdb", *arguments, "--check", "--lang", "en")
    assert (code, out) == (1, "")
    assert says in err
