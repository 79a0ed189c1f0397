"""The bytes of documents: whole beside the store, checked when read, gone when nothing needs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import main
from core.ledger.commands import StoreLot
from core.ledger.document import RemoveDocument
from core.problem import Problem
from store import Store, documents
from store.acts import act, books

PDF = b"%PDF-1.7 a report"
NAME = "张三身份证.pdf"  # private: of no journal


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "x.duckdb")
    for lot in ("A-L1", "A-L2"):
        act(opened, StoreLot(lot, "1", "A", date(2025, 1, 1), date(2027, 12, 31), Decimal(100), date(2026, 5, 31)),
            "registrar", "", lot)
    yield opened
    opened.close()


def attach(store: Store, lot: str = "A-L1", data: bytes = PDF) -> str:
    command = documents.keep(store, "lot", lot, "monitoring", NAME, data)
    act(store, command, "registrar", "", f"attach {lot} {len(data)}")
    return command.sha256


def remove(store: Store, lot: str, sha256: str) -> None:
    documents.removed(store, act(store, RemoveDocument("lot", lot, sha256), "registrar", "传错了", f"remove {lot}"))


def test_the_store_has_bytes_and_name_the_journal_the_hash(store: Store) -> None:
    sha256 = attach(store)
    assert documents.read(store, sha256) == PDF
    assert documents.state(store, sha256) == documents.SOUND
    assert documents.names(store, "lot", "A-L1") == {sha256: NAME}
    with store.read() as cursor:
        line = cursor.execute("SELECT line FROM journal ORDER BY number DESC LIMIT 1").fetchall()[0][0]
    assert sha256 in line
    assert "张三" not in line


def test_a_file_that_was_changed_or_is_missing_is_named(store: Store) -> None:
    first, second = attach(store), attach(store, "A-L2", PDF + b" more")
    (documents.folder(store) / first).write_bytes(b"%PDF-1.7 another")
    (documents.folder(store) / second).unlink()
    assert [documents.state(store, one) for one in (first, second)] == [documents.CHANGED, documents.MISSING]
    assert [(one.fields["name"], one.fields["problem"].key) for one in documents.check(store, books(store))] == [
        ("A-L1", "document_changed"), ("A-L2", "document_missing")]


def test_the_bytes_go_with_the_last_that_needs_them(store: Store) -> None:
    sha256 = attach(store)
    attach(store, "A-L2")
    remove(store, "A-L1", sha256)
    assert documents.read(store, sha256) == PDF
    remove(store, "A-L2", sha256)
    assert list(documents.folder(store).iterdir()) == []


def test_what_was_broken_off_is_cleaned_and_nothing_else(store: Store) -> None:
    kept = attach(store)
    lost = documents.keep(store, "lot", "A-L2", "photo", "x.pdf", PDF + b"2").sha256  # the act never came
    with pytest.raises(Problem):
        act(store, documents.keep(store, "lot", "A-L1", "photo", "again.pdf", PDF), "registrar", "", "twice")
    (documents.folder(store) / f"{kept}.0.part").write_bytes(b"half")
    (documents.folder(store) / ("f" * 64)).write_bytes(b"of a later state of the books, which may come back")
    documents.tidy(store)
    assert {path.name for path in documents.folder(store).iterdir()} == {kept, "f" * 64}
    assert documents.names(store, "lot", "A-L1") == {kept: NAME}
    assert documents.names(store, "lot", "A-L2") == {}
    assert lost != kept


def test_the_check_of_the_journal_checks_documents(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = attach(store)
    store.close()
    monkeypatch.setenv("ZHANBU_STORE", str(store.path))
    sound = CliRunner().invoke(main, ["journal", "check", "--lang", "zh"])
    assert "附件 1 份，全部完好。" in sound.output
    (documents.folder(store) / sha256).write_bytes(b"%PDF-1.7 another")
    wrong = CliRunner().invoke(main, ["journal", "check", "--lang", "zh"])
    assert wrong.exit_code == 1
    assert "储备批次 A-L1 的文件（第 3 号记录）" in wrong.output
