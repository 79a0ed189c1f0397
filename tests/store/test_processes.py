"""A second process, and a process killed while it writes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store import Store, StoreBusy

Ask = Callable[..., list[tuple[Any, ...]]]
ROOT = Path(__file__).resolve().parents[2]
OPEN = """
import sys
from pathlib import Path
from store import Store, StoreBusy
try:
    Store(Path(sys.argv[1])).close()
    print("opened")
except StoreBusy as busy:
    print(busy.key, busy.fields["file"])
"""
WRITE = """
import sys
from pathlib import Path
from store import Store
store = Store(Path(sys.argv[1]))
store.write(lambda cursor: cursor.execute("CREATE TABLE IF NOT EXISTS act (n INTEGER PRIMARY KEY, twice INTEGER)"))
(first,) = store.write(lambda cursor: cursor.execute("SELECT count(*) FROM act").fetchone())
for n in range(first, 1_000_000):
    def add(cursor):
        cursor.execute("INSERT INTO act VALUES (?, NULL)", [n])
        cursor.execute("UPDATE act SET twice = 2 * n WHERE n = ?", [n])
    store.write(add)
    print(n, store.data_version, flush=True)
"""


def python(code: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})


def test_a_second_process_is_told_that_the_file_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    store = Store(path)
    out, err = python(OPEN, path).communicate(timeout=60)
    assert (out.strip(), err) == ("store_busy x.duckdb", "")
    store.close()
    out, err = python(OPEN, path).communicate(timeout=60)
    assert (out.strip(), err) == ("opened", "")


def test_busy_is_told_when_another_process_came_first(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    other = python(WRITE, path)
    try:
        assert other.stdout is not None
        assert other.stdout.readline()
        with pytest.raises(StoreBusy) as refused:
            Store(path)
        assert (refused.value.key, refused.value.fields) == ("store_busy", {"file": "x.duckdb"})
    finally:
        other.kill()
        other.communicate()


@pytest.mark.parametrize("acts", [1, 60])
def test_every_acknowledged_write_survives_kill_9(tmp_path: Path, ask: Ask, acts: int) -> None:
    """Killed twice, the second time on top of what the first left behind."""
    path = tmp_path / "x.duckdb"
    acknowledged, version = -1, 0
    for _ in range(2):
        writer = python(WRITE, path)
        assert writer.stdout is not None
        for _ in range(acts):
            n, seen = map(int, writer.stdout.readline().split())
            assert n > acknowledged
            assert seen > version
            acknowledged, version = n, seen
        writer.kill()
        for line in writer.communicate()[0].splitlines():  # printed before the end came
            acknowledged, version = map(int, line.split())
        store = Store(path)
        kept = ask(store, "SELECT n, twice FROM act ORDER BY n")
        assert [n for n, _ in kept] == list(range(len(kept)))  # none missing in between
        assert all(twice == 2 * n for n, twice in kept)  # none half done
        assert len(kept) >= acknowledged + 1
        assert store.data_version - version == len(kept) - (acknowledged + 1)  # a version for each act kept
        store.close()
