"""What somebody with a terminal is told of a product that does not run, of a store that is not there, of a copy."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.journal_case import fill
from commands import main
from store import Store, documents
from store.acts import act


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--lang", "en"])


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed store with a document."""
    store = Store(tmp_path / "x.duckdb")
    fill(store)
    act(store, documents.keep(store, "lot", "L1", "monitoring", "r.pdf", b"%PDF-1.7 a report"), "registrar", "", "a")
    store.close()
    monkeypatch.setenv("ZHANBU_STORE", str(store.path))
    return store.path


def test_health_of_a_product_that_is_not_running_is_not_well(path: Path) -> None:
    with socket.socket() as taken:  # bound and not listening: nothing answers there
        taken.bind(("127.0.0.1", 0))
        result = call("health", "--port", taken.getsockname()[1], "--address", "127.0.0.1", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["well"], told["findings"][0]["key"]) == (1, False, "not_running")
    assert "The product works" not in told["answer"]


def test_a_backup_is_found_by_its_name(path: Path) -> None:
    name = Path(json.loads(call("store", "backup", "--json").stdout)["file"]).name
    assert json.loads(call("store", "verify", name, "--json").stdout)["file"] == str(path.parent / "backups" / name)


def test_a_journal_that_is_asked_for_makes_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_STORE", str(tmp_path / "typo" / "x.duckdb"))
    for command in (("check",), ("export", tmp_path / "out")):
        result = call("journal", *command)
        assert (result.exit_code, "x.duckdb" in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_says_which_documents_it_lacks(path: Path, tmp_path: Path) -> None:
    result = call("store", "copy", path, path)
    assert (result.exit_code, "the same file" in result.stderr) == (1, True)
    whole = json.loads(call("store", "copy", path, tmp_path / "y.duckdb", "--json").stdout)
    assert (whole["files"], whole["documents_missing"]) == (1, 0)
    shutil.rmtree(tmp_path / "x.duckdb.documents")
    assert "1 documents that the books name are not in the copy" in call("store", "copy", path,
                                                                        tmp_path / "z.duckdb").stdout
