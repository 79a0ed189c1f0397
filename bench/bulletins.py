"""Reading market bulletins: ours against bare searches for the same figures, which check nothing."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

from bench.engines import Differs
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.market.bulletins import read_text
from store.shipped import DATA

FIGURES = tuple(f"{part}_{unit}" for part in ("listed", "block", "total") for unit in ("volume_t", "turnover_cny"))
BARE = tuple(re.compile(pattern) for pattern in (
    r"挂牌协议交易成交量([0-9,]+)吨", r"挂牌协议交易成交量[0-9,]+吨,成交额([0-9,.]+)元",
    r"大宗协议交易成交量([0-9,]+)吨", r"大宗协议交易成交量[0-9,]+吨,成交额([0-9,.]+)元",
    r"总成交量([0-9,]+)吨", r"总成交额([0-9,.]+)元"))


def texts() -> list[str]:
    """The shipped days on which both kinds traded, in the wording of 2023 and 2024."""
    with (DATA / "national_price" / "daily.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["quality"] == "A" and row["auction_volume_t"] == "0"
                and row["listed_volume_t"] != "0" and row["block_volume_t"] != "0"]
    out = []
    for row in rows:
        figures = {name: f"{Decimal(row[name]):,.{0 if name.endswith('_t') else 2}f}" for name in FIGURES}
        out.append(TEXT.format(source=row["source"], close=row["close_cny"], **figures))
    return out


TEXT = (
    "{source}\n今日全国碳市场综合价格行情为:开盘价{close}元/吨,最高价{close}元/吨,最低价{close}元/吨,"
    "收盘价{close}元/吨,"
    "收盘价较前一日下跌0.43%。\n今日挂牌协议交易成交量{listed_volume_t}吨,成交额{listed_turnover_cny}元;"
    "大宗协议交易成交量{block_volume_t}吨,成交额{block_turnover_cny}元;今日无单向竞价。\n今日全国碳排放配额"
    "总成交量{total_volume_t}吨,总成交额{total_turnover_cny}元。\n截至今日,全国碳市场碳排放配额累计成交量"
    "957,009,015吨,累计成交额66,226,561,407.26元。")


def reading(folder: Path, quick: bool) -> list[Figure]:
    """Daily bulletins read and checked, one by one."""
    written = texts()[:60 if quick else 300]

    def ours() -> list[list[Decimal | None]]:
        return [[getattr(one, name) for name in FIGURES] for text in written for one in read_text(text)]

    def bare() -> list[list[Decimal | None]]:
        plain = ["".join(text.split()) for text in written]
        return [[Decimal(found.group(1).replace(",", "")) if (found := one.search(text)) else None for one in BARE]
                for text in plain]

    if ours() != bare():
        raise Differs("figures of read_text and of the bare searches")
    spent = in_turn({"ours": ours, "bare": bare}, 5 if quick else 15)
    each = len(written) / spent["ours"] * 1000
    return [Figure("bulletins", f"{len(written)} daily bulletins", "six bare searches in each, nothing checked",
                   spent["ours"], spent["bare"], goal=Goal("≤", 2 * len(written), "ms"),
                   note=f"{each:,.0f} texts a second, 500 are asked for; ours also finds titles and dates, accounts for"
                        " every number and checks sums")]
