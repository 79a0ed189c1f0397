"""`python manage.py bulletins read FILE…`."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner, Result

from commands import main

DAY = ("全国碳市场每日成交数据20210811\n今日全国碳市场碳排放配额(CEA)挂牌协议交易成交量20,000吨,成交额1,118,"
       "000.00元,开盘价55.90元/吨,"
       "最高价55.90元/吨,最低价55.90元/吨,收盘价55.90元/吨,收盘价较前一日上涨1.05%。今日无大宗协议交易。"
       "今日全国碳排放配额(CEA)总成交量20,000吨,总成交额1,118,000.00元。截至今日,全国碳市场碳排放配额(CEA)"
       "累计成交量6,461,830吨,累计成交额326,187,814.02元。")
WEEK = ("全国碳市场每周成交数据20211122-20211126 本周全国碳市场碳排放配额(CEA)总成交量7,131,454吨,总成交额301,"
        "400,074.68元。"
        "挂牌协议周成交量1,501,606吨,周成交额64,483,958.98元。大宗协议周成交量5,629,848吨,周成交额236,916,115.70元。")
KEYS = ["kind", "date", "listed_volume_t", "listed_turnover_cny", "block_volume_t", "block_turnover_cny",
        "auction_volume_t", "auction_turnover_cny", "total_volume_t", "total_turnover_cny", "close_cny",
        "average_stated_cny", "cumulative_volume_t", "cumulative_turnover_cny", "refused", "problems", "notes", "title",
        "file", "place"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["bulletins", "read", *arguments])


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "行情.txt"
    path.write_text(f"{DAY}\n{WEEK}", "utf-8")
    result = run(str(path), "--json", "--lang", "en")
    assert result.exit_code == 0, result.output
    day, week = (json.loads(line, parse_float=Decimal) for line in result.stdout.splitlines())
    assert list(day) == KEYS
    assert (day["kind"], day["date"], day["listed_volume_t"], day["total_turnover_cny"], day["close_cny"]) == (
        "day", "2021-08-11", 20000, 1118000, Decimal("55.9"))
    assert (day["cumulative_turnover_cny"], day["average_stated_cny"], day["refused"], day["problems"]) == (
        Decimal("326187814.02"), None, False, [])
    assert (week["kind"], week["start"], week["end"], week["block_turnover_cny"], week["close_cny"]) == (
        "week", "2021-11-22", "2021-11-26", Decimal("236916115.7"), None)
    assert "date" not in week


def test_a_refused_one_and_a_missing_file_do_not_stop_the_others(tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.txt", tmp_path / "right.txt"
    wrong.write_text(DAY.replace("总成交量20,000", "总成交量20,001"), "utf-8")
    right.write_text(WEEK, "utf-8")
    result = run(str(wrong), str(tmp_path / "none.txt"), str(right), "--json", "--lang", "zh")
    assert result.exit_code == 1
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert (first["refused"], "20001" in first["problems"][0], second["kind"], second["refused"]) == (
        True, True, None, True)
    assert (third["kind"], third["refused"]) == ("week", False)


def test_text_for_people_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DAY, "utf-8")
    assert "总成交额（元）  1,118,000.00" in run(str(path), "--lang", "zh").stdout
    assert "total turnover (CNY)  1,118,000.00" in run(str(path), "--lang", "en").stdout


def test_every_refusal_has_its_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DAY.replace("20,000吨", "2万吨") + WEEK.replace("20211122-20211126", "20211126-20211122"), "utf-8")
    result = run(str(path), "--lang", "zh")
    assert result.exit_code == 1
    assert "2万吨" in result.stdout
    assert "2021-11-26 晚于结束日期 2021-11-22" in result.stdout
