"""`manage.py bulletins import, list, withdraw, fetch`: what is printed, what is stored, how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.bulletins import bulletins
from store import Store
from store.shipped import load_prices
from store.snapshot import Snapshot

TITLE = "全国碳市场每日综合价格行情及成交信息"
BODY = ("今日全国碳市场综合价格行情为：收盘价98.50元/吨。今日挂牌协议交易成交量100,000吨，成交额9,850,000.00元；"
        "今日无大宗协议交易。今日无单向竞价。今日全国碳排放配额总成交量100,000吨，总成交额9,850,000.00元。")
NEW, AGAINST = f"{TITLE}20260817\n{BODY}", f"{TITLE}20260814\n{BODY}"
BROKEN = f"{TITLE}20260818\n{BODY}".replace("总成交量100,000", "总成交量100,001")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("priced") / "x.duckdb"
    store = Store(made)
    store.write(load_prices)
    store.close()
    return made


@pytest.fixture
def file(priced: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(priced, tmp_path / "own.duckdb"))


@pytest.fixture
def run(file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("store.open_house", lambda: Store(file))

    def call(*arguments: str, lang: str = "zh") -> Result:
        result = CliRunner().invoke(bulletins, [*arguments, "--lang", lang])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def make(*texts: str) -> str:
        path = tmp_path / "a.txt"
        path.write_text("\n\n".join(texts), encoding="utf-8")
        return str(path)

    return make


def last_day(file: Path) -> date:
    store = Store(file)
    try:
        return Snapshot(store).series.last_date
    finally:
        store.close()


def test_importing_twice(run: Run, write: Callable[..., str], file: Path) -> None:
    path = write(NEW)
    first, again = run("import", path), run("import", path)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "已保存 1 条，记录编号：1" in first.output
    assert "已有，一致" in again.output
    assert "已保存 0 条" in again.output
    assert last_day(file) == date(2026, 8, 17)


def test_checking_stores_nothing(run: Run, write: Callable[..., str], file: Path) -> None:
    result = run("import", write(NEW), "--check", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.output)
    assert answer["records"] == []
    assert (answer["bulletins"][0]["state"], answer["bulletins"][0]["date"]) == ("new", "2026-08-17")
    assert last_day(file) == date(2026, 8, 14)


def test_a_refused_one_keeps_all_out_unless_it_is_skipped(run: Run, write: Callable[..., str], file: Path) -> None:
    path = write(NEW, BROKEN)
    assert run("import", path).exit_code == 1
    assert last_day(file) == date(2026, 8, 14)
    result = run("import", path, "--skip-bad", lang="en")
    assert result.exit_code == 1
    assert "new 1, refused 1" in result.output
    assert last_day(file) == date(2026, 8, 17)


def test_a_contradiction_waits_for_a_reason_and_can_be_withdrawn(run: Run, write: Callable[..., str]) -> None:
    path = write(NEW, AGAINST)
    left_out = run("import", path)
    assert left_out.exit_code == 1
    assert "总成交量（吨）：已存 724,197，读到 100,000" in left_out.output
    assert "已保存 1 条" in left_out.output
    assert run("import", path, "--accept-conflicts", " ").exit_code == 1
    accepted = run("import", path, "--accept-conflicts", "勘误")
    assert accepted.exit_code == 0
    assert "记录编号：2" in accepted.output
    listed = run("list").output
    assert listed.splitlines()[0].startswith("2. ")
    assert "替换 2026-08-14" in listed
    assert run("withdraw", "2", "--reason", "看错").exit_code == 0
    assert json.loads(run("list", "--json").output)[0]["withdrawn_because"] == "看错"
    assert "已撤回" in run("list").output
    refused = run("withdraw", "2", "--reason", "看错")
    assert refused.exit_code == 1
    assert "已经撤回" in refused.output


def test_an_empty_record(run: Run) -> None:
    assert "还没有导入过" in run("list").output


def test_fetching_is_off_without_an_address(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHANBU_BULLETIN_URL", raising=False)
    result = run("fetch")
    assert result.exit_code == 1
    assert "ZHANBU_BULLETIN_URL" in result.output


def test_a_host_that_cannot_be_reached(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_BULLETIN_URL", "http://127.0.0.1:1/{yyyymmdd}")
    result = run("fetch", "--from", "2026-08-17", "--to", "2026-08-18")
    assert result.exit_code == 1
    assert "连接不上 127.0.0.1" in result.output
    assert "查了 1 个交易日，保存 0 条" in result.output
