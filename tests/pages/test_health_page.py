"""The health page: for admins, what is wrong with the product and what to do, also before there are any data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Open, signed_in
from letters import CHINESE
from visible import page_text as said

from core.problem import Problem
from store import Store, verified


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
