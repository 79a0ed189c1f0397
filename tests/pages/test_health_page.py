"""The health page: for admins, what is wrong with the product and what to do, also before there are any data."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Open, run, signed_in
from letters import CHINESE
from streamlit.testing.v1 import AppTest
from visible import page_text as said

from core.problem import Problem
from store import Store, backup, verified
from store.copying import folder


@pytest.fixture(autouse=True)
def admin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.staff._kept", lambda _: signed_in("admin"))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    opened = Store(tmp_path / "empty.duckdb")
    monkeypatch.setattr("pages.base.open_house", lambda: opened)
    yield opened
    opened.close()


def test_it_says_what_is_wrong_and_what_to_do(open_page: Open, own: Store) -> None:
    """The shipped prices end on 2026-08-14, 65 market days before 2026-11-23, as test_pages counts them by hand."""
    found = said(open_page("health"))
    assert "系统运行正常吗？" in found
    assert "最新行情是 2026-08-14 的，距今 65 个交易日，超过规定的 5 个。请在价格页" in found
    assert "业务日期被固定为 2026-11-23" in found
    assert "马上处理" not in found
    english = said(open_page("health", "en"))
    assert "Is everything running as it should?" in english
    assert not [line for line in english.splitlines() if CHINESE.search(line.replace("中文", ""))]


def test_books_that_do_not_verify_come_first(open_page: Open, own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    verified.latest(own)
    broken = verified._found(own, verified._last[own].link, Problem("books_differ", table="lot", name="YM-01-L1"))
    monkeypatch.setitem(verified._last, own, broken)
    found = said(open_page("health"))
    assert "有 1 个问题需要马上处理" in found.replace("**", "")
    assert found.index("账册核验没有通过") < found.index("最新行情是")


def test_a_store_without_data_can_be_looked_at(open_page: Open, empty: Store) -> None:
    found = said(open_page("health"))
    assert "还没有碳价行情。" in found
    assert "系统运行正常吗？" in found


def test_it_is_for_admins(open_page: Open, own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.staff._kept", lambda _: signed_in("reviewer"))
    found = said(open_page("health"))
    assert "本页仅供工作人员使用" in found
    assert "检查了什么" not in found
    assert "立即备份" not in found


def press(at: AppTest) -> AppTest:
    """The button that makes a backup; the page goes on."""
    at.button("health:backup").click()
    return run(at)


def test_a_backup_is_made_at_once_and_listed(open_page: Open, own: Store) -> None:
    at = open_page("health")
    assert "还没有备份。请按“立即备份”做第一份。" in said(at)
    found = said(press(at))
    [one] = backup.every(own.path)
    assert f"已备份：{one.file.name}" in found
    assert "已另行打开核验，可以恢复" in found
    assert found.count(one.file.name) == 2  # and in the list
    assert found.count("已验证可恢复") == 2  # there, and among what was looked at
    assert str(folder(own.path)) not in found
    later = one.file.with_name(one.file.name.replace("-2", "-3", 1))  # in a thousand years
    shutil.copy(one.file, later)
    note = one.file.with_name(f"{one.file.name}.json").read_text("utf-8")
    later.with_name(f"{later.name}.json").write_text(note.replace('"made_at": "2', '"made_at": "3'), "utf-8")
    with later.open("ab") as longer:
        longer.write(b"x")
    found = said(run(at))
    assert "已备份" not in found
    assert found.index(later.name) < found.index(one.file.name)  # the newest first
    assert found.count("大小已变，请勿使用") == 1


def test_who_presses_while_one_is_made_gets_that_one(own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    go, made = threading.Event(), []
    monkeypatch.setattr(backup, "make", lambda store: made.append(go.wait(30)) or len(made))
    first, second = backup.begin(own), backup.begin(own)
    assert first is second
    go.set()
    assert first.result(30) == 1
    assert backup.begin(own).result(30) == 2


def test_a_backup_that_cannot_be_is_told_and_the_page_goes_on(open_page: Open, own: Store,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_page("health", "en")
    with backup._making:
        assert "Another backup is under way" in said(press(at))
    assert backup.backup_state(own).problem is None
    folder(own.path).write_text("in the way of a folder")
    assert "The backup folder (backups) cannot be used" in said(press(at))
    folder(own.path).unlink()
    monkeypatch.setattr(backup, "ROOM", 10**18)
    found = said(press(at))
    assert found.count("MB are free and a backup needs") == 2  # here, and as what is wrong
    assert "What was looked at" in found
    assert backup.every(own.path) == ()
    monkeypatch.setattr(backup, "_make", lambda *_: 1 / 0)
    assert "could not be copied" in said(press(at))
    assert not backup._making.locked()


def test_a_database_server_has_its_own_backups(open_page: Open, own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "shared", True, raising=False)
    at = open_page("health")
    assert "由服务器自己的备份负责" in said(at)
    assert "health:backup" not in [one.key for one in at.button]
    with pytest.raises(Problem, match="backup_server"):
        backup.make(own)
