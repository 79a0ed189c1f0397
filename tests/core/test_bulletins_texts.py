"""Bulletins as they were published, with the figures typed by hand, and each way to be refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from core.market.bulletins import Bulletin, read_text

DAY_2021 = (
    "全国碳市场每日成交数据20210811\n今日全国碳市场碳排放配额(CEA)挂牌协议交易成交量20,000吨,成交额1,118,000.00元,"
    "开盘价55.90元/吨,最高价55.90元/吨,最低价55.90元/吨,收盘价55.90元/吨,收盘价较前一日上涨1.05%。今日无大宗协议交易。"
    "今日全国碳排放配额(CEA)总成交量20,000吨,总成交额1,118,000.00元。截至今日,全国碳市场碳排放配额(CEA)"
    "累计成交量6,461,830吨,累计成交额326,187,814.02元。")
DAY_2024 = (
    "【CEA】全国碳市场每日综合价格行情及成交信息20240515\n今日全国碳市场综合价格行情为:开盘价97.84元/吨,最高价99.90元/吨,"
    "最低价96.17元/吨,收盘价97.42元/吨,收盘价较前一日下跌0.43%。\n今日挂牌协议交易成交量3,210吨,成交额310,602.00元;"
    "今日无大宗协议交易。\n今日全国碳排放配额总成交量3,210吨,总成交额310,602.00元。\n截至今日,全国碳市场碳排放配额"
    "累计成交量457,009,015吨,累计成交额26,226,561,407.26元。")
BOTH = (
    "全国碳市场每日综合价格行情及成交信息20240712\n今日全国碳市场综合价格行情为:开盘价90.00元/吨,最高价90.50元/吨,"
    "最低价89.00元/吨,收盘价90.18元/吨,收盘价较前一日上涨0.20%。今日挂牌协议交易成交量53,144吨,成交额4,752,340.00元;"
    "大宗协议交易成交量200,000吨,成交额18,300,000.00元。今日全国碳排放配额总成交量253,144吨,总成交额23,052,340.00元。"
    "截至今日,全国碳市场碳排放配额累计成交量464,000,000吨,累计成交额26,800,000,000.00元。")
IN_2025 = BOTH.replace("20240712", "20250812").replace("464,000,000", "680,000,000").replace("26,800,", "46,500,")
LATE_2025 = BOTH.replace("20240712", "20251030").replace("464,000,000", "820,000,000").replace("26,800,", "54,800,")
AUCTION = LATE_2025.replace(
    "大宗协议交易成交量200,000吨,成交额18,300,000.00元。",
    "大宗协议交易成交量100,000吨,成交额9,300,000.00元;单向竞价成交量100,000吨,成交额9,000,000.00元。")
YEAR_TO_DATE = "2024年1月1日至7月12日,全国碳市场碳排放配额总成交量21,000,000吨,总成交额1,700,000,000.00元。"
CLEARING = (
    "2022年7月26日全国碳排放权交易市场清结算信息日报\n今日全国碳排放权交易市场成交总量100吨,成交总额5,730元,最高成交价57.3元/吨,"
    "最低成交价57.3元/吨,成交均价57.3元/吨,其中:\n【挂牌协议交易】今日成交100吨,成交额5,730元,成交均价57.3元/吨;\n"
    "【大宗协议交易】今日无成交。\n全国碳排放权交易市场开市至今累计成交总量194,237,409吨,累计成交总额8,506,087,771.58元。")
WEEK_2021 = (
    "全国碳市场每周成交数据20211122-20211126发表时间:2021-12-01 15:42 本周全国碳市场碳排放配额(CEA)总成交量7,131,454吨,"
    "总成交额301,400,074.68元。 挂牌协议周成交量1,501,606吨,周成交额64,483,958.98元,最高成交价43.50元/吨,"
    "最低成交价42.79元/吨,本周五收盘价为42.85元/吨,较上周五下跌0.46%。 大宗协议周成交量5,629,848吨,周成交额"
    "236,916,115.70元。 截至本周,全国碳市场碳排放配额(CEA)累计成交量37,228,212吨,累计成交额1,596,517,721.94元。")
WEEK_2026 = (
    "全国碳市场每周综合价格行情及成交信息20260302-20260306\n本周全国碳市场综合价格行情为:最高价83.20元/吨,最低价80.50元/吨,"
    "收盘价较上周五上涨1.68%。\n本周挂牌协议交易成交量160,500吨,成交额13,065,750.00元;大宗协议交易成交量400,000吨,"
    "成交额32,500,000.00元;本周无单向竞价。\n本周全国碳排放配额总成交量560,500吨,总成交额45,565,750.00元。\n"
    "2026年1月1日至3月6日,全国碳市场碳排放配额成交量14,982,306吨,成交额1,107,566,032.30元。\n截至2026年3月6日,"
    "全国碳市场碳排放配额累计成交量879,848,826吨,累计成交额58,770,184,263.87元。")
MONTH = (
    "全国碳市场每月成交数据20211008-20211029\n2021-10-29 16:04:33\n本月全国碳市场碳排放配额(CEA)总成交量2,552,970吨,"
    "总成交额107,426,347.62元。\n挂牌协议月成交量407,431吨,月成交额17,650,040.91元,最高成交价48.49元/吨,最低成交价"
    "38.50元/吨,本月最后一个交易日收盘价为42.41元/吨,较上月最后一个交易日上涨0.47%。\n大宗协议月成交量2,145,539吨,"
    "月成交额89,776,306.71元。\n截至本月,全国碳市场碳排放配额(CEA)累计成交量20,201,965吨,累计成交额908,155,032.60元。")
YEAR = (
    "全国碳市场2025年度成交数据\n2025年,全国碳市场碳排放配额(CEA)总成交量234,597,856吨,总成交额14,629,891,128.06元,"
    "成交均价62.36元/吨。挂牌协议年成交量100,000,000吨,年成交额6,300,000,000.00元;大宗协议年成交量134,260,856吨,"
    "年成交额8,309,891,128.06元;单向竞价成交量337,000吨,成交额20,000,000.00元。")


def only(text: str) -> Bulletin:
    (found,) = read_text(text)
    return found


def traded(one: Bulletin) -> tuple[D | None, ...]:
    return (one.listed_volume_t, one.listed_turnover_cny, one.block_volume_t, one.block_turnover_cny,
            one.auction_volume_t, one.auction_turnover_cny, one.total_volume_t, one.total_turnover_cny)


def keys(one: Bulletin) -> list[str]:
    return [problem.key for problem in one.problems]


@pytest.mark.parametrize(("text", "kind", "start", "end", "figures", "close", "average", "so_far"), [
    (DAY_2021, "day", "2021-08-11", "2021-08-11", ("20000", "1118000", 0, 0, 0, 0, "20000", "1118000"), "55.90", None,
     ("6461830", "326187814.02")),
    (DAY_2024, "day", "2024-05-15", "2024-05-15", ("3210", "310602", 0, 0, 0, 0, "3210", "310602"), "97.42", None,
     ("457009015", "26226561407.26")),
    (BOTH, "day", "2024-07-12", "2024-07-12",
     ("53144", "4752340", "200000", "18300000", 0, 0, "253144", "23052340"), "90.18", None,
     ("464000000", "26800000000")),
    (AUCTION, "day", "2025-10-30", "2025-10-30",
     ("53144", "4752340", "100000", "9300000", "100000", "9000000", "253144", "23052340"), "90.18", None,
     ("820000000", "54800000000")),
    (CLEARING, "clearing_day", "2022-07-26", "2022-07-26", ("100", "5730", 0, 0, 0, 0, "100", "5730"), None, "57.3",
     ("194237409", "8506087771.58")),
    (WEEK_2021, "week", "2021-11-22", "2021-11-26",
     ("1501606", "64483958.98", "5629848", "236916115.70", 0, 0, "7131454", "301400074.68"), "42.85", None,
     ("37228212", "1596517721.94")),
    (WEEK_2026, "week", "2026-03-02", "2026-03-06",
     ("160500", "13065750", "400000", "32500000", 0, 0, "560500", "45565750"), None, None,
     ("879848826", "58770184263.87")),
    (MONTH, "month", "2021-10-08", "2021-10-29",
     ("407431", "17650040.91", "2145539", "89776306.71", 0, 0, "2552970", "107426347.62"), "42.41", None,
     ("20201965", "908155032.60")),
    (YEAR, "year", "2025-01-01", "2025-12-31",
     ("100000000", "6300000000", "134260856", "8309891128.06", "337000", "20000000", "234597856", "14629891128.06"),
     None, "62.36", (None, None)),
], ids=["2021", "2024", "both", "auction", "clearing", "week 2021", "week 2026", "month", "year"])
def test_published_bulletins(text, kind, start, end, figures, close, average, so_far) -> None:
    one = only(text)
    assert (keys(one), one.notes) == ([], ())
    assert (one.kind, one.start, one.end) == (kind, date.fromisoformat(start), date.fromisoformat(end))
    assert traded(one) == tuple(D(figure) for figure in figures)
    assert (one.close_cny, one.average_stated_cny) == (close and D(close), average and D(average))
    assert (one.cumulative_volume_t, one.cumulative_turnover_cny) == tuple(value and D(value) for value in so_far)


@pytest.mark.parametrize("way", [
    lambda text: text.replace("20240712", "(2024-07-12)"),
    lambda text: text.replace("20240712", "（2024年7月12日）"),
    lambda text: "2024年7月12日" + text.replace("20240712", ""),
    lambda text: "原标题" not in text and text.partition("\n")[2] + "\n原标题:" + text.partition("\n")[0],
    lambda text: "上一篇:全国碳市场每日综合价格行情及成交信息20240711\n" + text,
    lambda text: text.partition("\n")[0] + "\n发布时间:2024-07-12 15:32\n" + text,
    lambda text: text.replace("截至今日", YEAR_TO_DATE + "截至今日"),
    lambda text: text.replace("截至今日", "今年以来,全国碳市场累计成交量21,000,000吨,累计成交额1,700,000,000元。"
                                          "截至今日"),
    lambda text: text.replace("截至今日", "截至7月12日,7月累计成交量9,000吨,累计成交额810,000元。截至今日"),
    lambda text: text.replace("截至今日", "本月日均成交量100,000吨。截至今日"),
    lambda text: text.replace("截至今日", "2024年度全国碳市场成交量21,000,000吨,成交额1,700,000,000元。截至今日"),
    lambda text: text.replace("截至今日", "2024.1.1-2024.7.12,成交量21,000,000吨,成交额1,700,000,000元。截至今日"),
    lambda text: text.replace("收盘价较前一日上涨", "前一日收盘价90.00元/吨,上涨"),
    lambda text: text.replace("今日挂牌", "昨日成交量11,000吨,成交额990,000元。今日挂牌"),
    lambda text: "累计成交额突破268亿元!\n" + text,
    lambda text: text.replace("成交量", "成交量为").replace("成交额", "成交金额:"),
    lambda text: text.replace("大宗协议交易成交量200,000吨", "大宗交易成交200,000吨"),
    lambda text: text.replace("今日挂牌", "【挂牌").replace("协议交易成", "协议交易】成"),
    lambda text: text.replace(".00元", "元"),
    lambda text: text.replace("今日全国碳排放配额总成交量", "合计:成交量").replace("总成交额", "成交额"),
    lambda text: text + "今日全国温室气体自愿减排交易市场(CCER)成交量1,000吨,成交额80,000.00元。",
    lambda text: text + "\n上海环境能源交易所\n2024年7月15日",
    lambda text: text.replace("挂牌协议交易成交量53,144吨,成交额4,752,340.00元",
                              "挂牌协议交易成交量、成交额分别为53,144吨、4,752,340.00元"),
], ids=range(23))
def test_other_habits_of_writing_the_same_day(way) -> None:
    one = only(way(BOTH))
    assert keys(one) == []
    assert (one.kind, one.start) == ("day", date(2024, 7, 12))
    assert traded(one) == (53144, 4752340, 200000, 18300000, 0, 0, 253144, 23052340)
    assert (one.close_cny, one.cumulative_volume_t) == (D("90.18"), 464000000)


NOTHING = "全国碳市场每日综合价格行情及成交信息20250114\n"


@pytest.mark.parametrize("body", [
    "今日全国碳市场综合价格行情为:收盘价94.47元/吨,收盘价与前一日持平。今日无挂牌协议交易;今日无大宗协议交易。",
    "今日全国碳市场无成交。收盘价94.47元/吨,与前一日持平。",
    "收盘价94.47元/吨。今日无挂牌协议交易、大宗协议交易。今日全国碳排放配额总成交量0吨,总成交额0.00元。",
    "收盘价94.47元/吨。挂牌协议交易、大宗协议交易均无成交。",
])
def test_a_day_without_any_trade(body: str) -> None:
    one = only(NOTHING + body)
    assert (keys(one), traded(one), one.close_cny) == ([], (0,) * 8, D("94.47"))


def test_a_day_with_block_trades_only_has_no_high_and_low() -> None:
    one = only("1月13日全国碳市场收盘价78.31元/吨 与前一日持平\n电据“全国碳交易”,"
               "1月13日全国碳市场综合价格行情为开盘价78.31元/吨,"
               "收盘价78.31元/吨,收盘价与前一日持 平。今日无挂牌协议交易;大宗协议交易成交量1,070,000吨,成交额67,"
               "129,000.00元;"
               "今日无单向竞价。今日全国碳排放配额总成交量1,070,000吨,总成交额67,129,000.00元。截至2026年1月13日,"
               "全国碳市场碳排放配额累计成交量871,068,518吨,累计成交额58,114,634,209.77元。")
    assert (keys(one), one.start) == ([], date(2026, 1, 13))
    assert traded(one) == (0, 0, 1070000, 67129000, 0, 0, 1070000, 67129000)


@pytest.mark.parametrize(("text", "note"), [
    (BOTH.replace("90.18", "91.18"), "bulletin_close_outside"),
    (BOTH.replace("20240712", "20240713"), "bulletin_weekend"),
    (BOTH.replace("464,000,000吨", "440,000,000吨"), "bulletin_cumulative_behind"),
    (IN_2025, "bulletin_part_implied"),
    (BOTH.replace("20240712", "20230712"), "bulletin_composite_early"),
], ids=["close", "weekend", "behind", "auction", "early"])
def test_what_is_odd_is_kept_and_said(text: str, note: str) -> None:
    one = only(text)
    assert keys(one) == []
    assert note in [one.key for one in one.notes]


def test_an_old_close_that_is_not_the_listed_average_is_said() -> None:
    one = only(DAY_2021.replace("收盘价55.90元/吨", "收盘价55.80元/吨"))
    assert (keys(one), one.close_cny) == ([], D("55.80"))
    assert [note.key for note in one.notes] == ["bulletin_close_outside", "bulletin_close_not_average"]


@pytest.mark.parametrize(("text", "key"), [
    (BOTH.replace("253,144", "253,145"), "bulletin_total"),
    (BOTH.replace("23,052,340.00", "23,052,340.10"), "bulletin_total"),
    (BOTH.replace("大宗协议交易成交量200,000吨,成交额18,300,000.00元。", ""), "bulletin_missing"),
    (BOTH.replace("今日全国碳排放配额总成交量253,144吨,总成交额23,052,340.00元。", ""), "bulletin_missing"),
    (BOTH.replace("今日全国碳排放配额总成交量253,144吨,总成交额23,052,340.00元。", YEAR_TO_DATE), "bulletin_missing"),
    (BOTH.replace(",收盘价90.18元/吨", ""), "bulletin_missing"),
    (BOTH.replace("53,144吨", "53,144", 1), "bulletin_missing"),
    (BOTH.replace("53,144吨", "5.3144万吨", 1), "bulletin_rounded"),
    (BOTH.replace("53,144吨", "约53,144吨", 1), "bulletin_rounded"),
    (BOTH.replace("464,000,000吨", "4.64亿吨"), "bulletin_rounded"),
    (BOTH.replace("53,144吨", "-53,144吨", 1), "bulletin_negative"),
    (BOTH.replace("4,752,340.00", "47,52,340.00"), "bulletin_number"),
    (BOTH.replace("4,752,340.00", "4.752.340,00"), "bulletin_unread_figure"),
    (BOTH.replace("53,144吨", "53,144元", 1), "bulletin_unread_figure"),
    (BOTH.replace("今日挂牌", "本周挂牌"), "bulletin_unread_figure"),
    (BOTH + "其中CEA2023成交量3,000吨。", "bulletin_stated_twice"),
    (BOTH.replace("90.18", "901.8"), "bulletin_price_range"),
    (BOTH.replace("4,752,340.00", "475,234.00").replace("23,052,340.00", "18,775,234.00"), "bulletin_price_range"),
    (BOTH.replace("4,752,340.00", "4,752,340.005").replace("23,052,340.00", "23,052,340.005"), "bulletin_fraction"),
    (BOTH.replace("464,000,000吨", "164,000吨"), "bulletin_cumulative_small"),
    (BOTH.replace("累计成交量", "成交量").replace("累计成交额", "成交额"), "bulletin_unread_figure"),
    (BOTH.replace("今日挂牌", "上一交易日挂牌"), "bulletin_missing"),
    (BOTH.partition("\n")[2].replace("今日全国碳市场综合", "2024年7月12日,上海碳市场"), "bulletin_not_national"),
    (CLEARING.replace("成交均价57.3元/吨,其中", "成交均价57.4元/吨,其中"), "bulletin_average"),
    (CLEARING.replace("成交均价57.3元/吨;", "成交均价67.3元/吨;"), "bulletin_average"),
    (BOTH.replace("截至今日", "截至2024年7月11日"), "bulletin_date_differs"),
    (BOTH.replace("今日挂牌", "今日(7月11日)挂牌"), "bulletin_date_differs"),
    (BOTH.replace("今日全国碳市场综合", "2024年7月11日,全国碳市场综合"), "bulletin_date_differs"),
    (BOTH.replace("20240712", "20240732"), "bulletin_date"),
    (BOTH.replace("20240712", "20200710"), "bulletin_before_market"),
    (BOTH.partition("\n")[2], "bulletin_date_missing"),
    (BOTH.partition("\n")[0], "bulletin_no_figures"),
    (WEEK_2026.replace("20260302-20260306", "20260306-20260302"), "bulletin_start_after_end"),
    (WEEK_2026.replace("20260302-20260306", "20260302-20260326"), "bulletin_span"),
    (MONTH.replace("20211008-20211029", "20211008-20211102"), "bulletin_span"),
    ("", "bulletin_none"),
    ("今天天气很好。", "bulletin_none"),
], ids=lambda value: value if value.startswith("bulletin_") else "")
def test_each_way_to_be_refused(text: str, key: str) -> None:
    assert key in keys(only(text))


@pytest.mark.parametrize(("when", "kind", "end"), [("2024年7月", "month", date(2024, 7, 31)),
                                                   ("2024年", "year", date(2024, 12, 31))])
def test_a_month_or_year_without_a_title_is_known_by_its_name(when: str, kind: str, end: date) -> None:
    one = only(f"{when},全国碳市场碳排放配额总成交量253,144吨,总成交额23,052,340.00元。挂牌协议交易成交量53,144吨,"
               "成交额4,752,340.00元;大宗协议交易成交量200,000吨,成交额18,300,000.00元。")
    assert (keys(one), one.kind, one.end) == ([], kind, end)
    assert traded(one) == (53144, 4752340, 200000, 18300000, 0, 0, 253144, 23052340)


def test_two_days_in_one_text_without_titles_are_refused() -> None:
    body = BOTH.partition("\n")[2]
    one = only("2024年7月11日," + body + "2024年7月12日," + body)
    assert "bulletin_two_days" in keys(one)


def test_one_that_cannot_be_read_does_not_keep_the_others_from_it() -> None:
    first, second, third = read_text("\n".join((DAY_2021, BOTH.replace("253,144", "253,145"), CLEARING)))
    assert (keys(first), keys(second), keys(third)) == ([], ["bulletin_total"], [])
    assert second.text.startswith("全国碳市场每日综合价格行情及成交信息20240712")
    assert [one.place for one in (first, second, third)] == ["1", "2", "3"]


OTHER = "全国碳市场每日综合价格行情及成交信息20240711"


def test_links_of_a_page_give_a_body_no_other_day() -> None:
    """A link above the body is left out; a title that may be one or the body's own makes the body refused."""
    title, _, body = BOTH.partition("\n")
    linked = only(f"<h1>{title}</h1><ul><li><a href='/1'>{OTHER}</a></li></ul><p>{body}</p>")
    assert (keys(linked), linked.start) == ([], date(2024, 7, 12))
    unclear = only(f"<h1>{title}</h1><ul><li>{OTHER}</li></ul><p>{body}</p>")
    assert keys(unclear) == ["bulletin_date"]
    twice = only(f"<title>{title}</title><ul><li>{OTHER}</li></ul><h1>{title}</h1><p>{body}</p>")
    assert (keys(twice), twice.start) == ([], date(2024, 7, 12))


def test_a_title_that_lost_its_body_is_refused_and_the_next_is_read() -> None:
    lost, read = read_text(f"{OTHER}\n\n{BOTH}")
    assert (keys(lost), keys(read), read.start) == (["bulletin_no_figures"], [], date(2024, 7, 12))


@pytest.mark.parametrize("title", ["全国碳市场每周综合价格行情及成交信息20260306",
                                   "全国碳市场每日成交数据\n发布时间:2026-03-06"])
def test_one_day_is_no_week_and_the_day_of_publishing_no_market_day(title: str) -> None:
    body = WEEK_2026.partition("\n")[2] if "每周" in title else BOTH.partition("\n")[2]
    assert "bulletin_date_missing" in keys(only(f"{title}\n{body}"))


def test_a_day_on_which_nothing_was_traded_needs_no_close() -> None:
    [found] = read_text("全国碳市场每日成交数据20220808 今日全国碳市场无成交。")
    assert not found.refused
    assert (found.listed_volume_t, found.total_volume_t, found.total_turnover_cny, found.close_cny) == (0, 0, 0, None)
