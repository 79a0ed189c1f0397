"""Writes the shipped market days, weeks and months as bulletins of their time, with the oddities pages have."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data" / "national_price"
COMPOSITE, TO_DATE, AUCTION = "2023-08-28", "2024-11-01", "2025-07-16"
TRADITIONAL = str.maketrans("国场协议挂单竞价总额吨开盘较涨无数据综报与计产权为后",
                            "國場協議掛單競價總額噸開盤較漲無數據綜報與計產權爲後")
WIDE = str.maketrans("0123456789,.();:%", "０１２３４５６７８９，．（）；：％")


def shipped(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def t(text: str) -> str:
    return f"{Decimal(text):,f}吨"


def cny(text: str) -> str:
    return f"{Decimal(text):,.2f}元"


def per_t(text: str) -> str:
    return f"{Decimal(text):.2f}元/吨"


def clause(row: dict[str, str], part: str, name: str, when: str, period: str = "") -> str:
    """What one trade type did: its figures, or that there was none."""
    if not Decimal(row[f"{part}_volume_t"] or 0):
        return f"{when}无{name}"
    return f"{name}{period}成交量{t(row[f'{part}_volume_t'])},{period}成交额{cny(row[f'{part}_turnover_cny'])}"


def total(row: dict[str, str]) -> str:
    return f"总成交量{t(row['total_volume_t'])},总成交额{cny(row['total_turnover_cny'])}"


def day(row: dict[str, str], so_far: tuple[Decimal, Decimal], year: tuple[Decimal, Decimal]) -> str:
    """A daily bulletin in the wording of its time; `so_far` and `year`: volume and turnover since the opening and
    since the first of the year, the day included."""
    on = row["market_date"]
    upto = (f"截至今日,全国碳市场碳排放配额(CEA)累计成交量{t(str(so_far[0]))},累计成交额{cny(str(so_far[1]))}。")
    close = per_t(row["close_cny"])
    if on < COMPOSITE:
        listed = clause(row, "listed", "挂牌协议交易", "")
        prices = (f",开盘价{close},最高价{close},最低价{close},收盘价{close},收盘价较前一日上涨1.05%"
                  if Decimal(row["listed_volume_t"]) else f",收盘价{close},收盘价与前一日持平")
        return (f"{row['source']}\n今日全国碳市场碳排放配额(CEA){listed}{prices}。\n"
                f"{clause(row, 'block', '大宗协议交易', '今日')}。\n今日全国碳排放配额(CEA){total(row)}。\n{upto}")
    high_low = f"最高价{close},最低价{close}," if Decimal(row["listed_volume_t"]) else ""
    auction = f";{clause(row, 'auction', '单向竞价', '今日')}" if on >= AUCTION else ""
    until = f"{int(on[5:7])}月{int(on[8:])}日"
    to_date = (f"{on[:4]}年1月1日至{until},全国碳市场碳排放配额成交量{t(str(year[0]))},"
               f"成交额{cny(str(year[1]))}。\n" if on >= TO_DATE else "")
    mark = "【CEA】" if on >= "2024-01-01" else ""
    return (f"{mark}{row['source']}\n今日全国碳市场综合价格行情为:"
            f"开盘价{close},{high_low}收盘价{close},收盘价较前一日下跌0.43%。\n"
            f"{clause(row, 'listed', '挂牌协议交易', '今日')};"
            f"{clause(row, 'block', '大宗协议交易', '今日')}{auction}。\n"
            f"今日全国碳排放配额{total(row)}。\n{to_date}{upto}")


def several(row: dict[str, str], word: str) -> str:
    """A weekly (周) or monthly (月) bulletin."""
    old = row["end"] < COMPOSITE
    prices = f",最高成交价61.07元/吨,最低成交价48.00元/吨,本{word}收盘价较上{word}上涨1.02%" if old else ""
    return (f"{row['source']}\n本{word}全国碳市场碳排放配额(CEA){total(row)}。\n"
            f"{clause(row, 'listed', '挂牌协议', f'本{word}', word)}{prices}。\n"
            f"{clause(row, 'block', '大宗协议', f'本{word}', word)}。\n"
            f"截至本{word},全国碳市场碳排放配额(CEA)累计成交量999,000,000吨,累计成交额66,000,000,000.00元。")


def clearing(row: dict[str, str]) -> str:
    """The registry's clearing daily of a day with trade, before there were auctions."""
    average = f"{Decimal(row['total_turnover_cny']) / Decimal(row['total_volume_t']):.2f}".rstrip("0").rstrip(".")

    def part(key: str, name: str) -> str:
        if not Decimal(row[f"{key}_volume_t"]):
            return f"【{name}】今日无成交"
        return f"【{name}】今日成交{t(row[f'{key}_volume_t'])},成交额{Decimal(row[f'{key}_turnover_cny']):,f}元"

    on = date.fromisoformat(row["market_date"])
    return (f"{on.year}年{on.month}月{on.day}日全国碳排放权交易市场清结算信息日报\n今日全国碳排放权交易市场"
            f"成交总量{t(row['total_volume_t'])},成交总额{Decimal(row['total_turnover_cny']):,f}元,"
            f"成交均价{average}元/吨,其中:\n{part('listed', '挂牌协议交易')};\n{part('block', '大宗协议交易')}。\n"
            "全国碳排放权交易市场开市至今累计成交总量999,000,000吨,累计成交总额66,000,000,000元。")


# --- oddities; each keeps every figure


def blanks(text: str, draw: random.Random) -> str:
    """Blanks and line ends within words and numbers, as pages wrap; the title's line stays whole."""
    head, line, body = text.partition("\n")
    gaps = (" ", "\u3000", "\u00a0", "\n", "\r\n", "\t", "\u200b")
    return head + line + "".join(letter + (draw.choice(gaps) if draw.random() < 0.1 else "") for letter in body)


def wide(text: str, draw: random.Random) -> str:
    return text.translate(WIDE)


def traditional(text: str, draw: random.Random) -> str:
    return text.translate(TRADITIONAL)


def page(text: str, draw: random.Random) -> str:
    """A page with what pages have around: scripts, comments, links to other days, a table, a footer."""
    head, _, body = text.partition("\n")
    written = "".join(f"<p style='a:b'><span>{line[:9]}</span>{line[9:]}</p>" for line in body.split("\n"))
    return (f"<!DOCTYPE html><html><head><title>{head}</title><style>p{{}}</style><script>x='成交量1吨'</script></head>"
            f"<body><!-- 总成交量2吨,总成交额3元 --><a href='/1'>全国碳市场每日成交数据20210719</a><h1>{head}</h1>"
            f"<div>发布时间:2026-08-20 15:31 来源:上海环境能源交易所</div>{written}"
            "<table><tr><td>成交量(吨)</td><td>1</td><td>2</td></tr></table><p>上一篇:全国碳市场每日成交数据20210720</p>"
            "<p>&copy;&nbsp;声明</p></body></html>").replace(",", "&#44;", 3)


def as_is(text: str, draw: random.Random) -> str:
    return text


ODDITIES: tuple[Callable[[str, random.Random], str], ...] = (as_is, blanks, wide, traditional, page)
