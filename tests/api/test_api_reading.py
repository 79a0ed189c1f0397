"""The calls that read: reserve, plots, prices, health."""

import json
from decimal import Decimal

import pytest

from api import kept
from ui.edition import edition


def get(client, path: str, **headers: str):
    answer = client.get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal)


def test_health(client, snapshot):
    assert get(client, "health") == {"status": "ok", "version": edition(), "data_version": snapshot.version}


def test_reserve_has_the_totals_of_the_paper(client):
    answer = get(client, "reserve")
    assert (answer["area_hm2"], answer["plots"], answer["townships"]) == (Decimal("321.7011"), 13, 3)
    assert answer["stored_t"] == Decimal("2471.275")
    assert answer["stored_t"] == answer["available_t"] + answer["held_t"] + answer["cancelled_t"]
    assert answer["as_of"] == "2026-11-23"
    assert answer["demo"] is True


def test_each_lot_balances_and_the_lots_make_the_total(client):
    answer = get(client, "reserve")
    for lot in answer["lots"]:
        assert lot["stored_t"] == lot["available_t"] + lot["held_t"] + lot["cancelled_t"]
    for field in ("stored_t", "available_t", "held_t", "cancelled_t", "area_hm2"):
        assert sum(lot[field] for lot in answer["lots"]) == answer[field]
    assert {lot["species"] for lot in answer["lots"]} == {
        "Acacia confusa", "Dalbergia sissoo", "Phyllanthus emblica"}


def test_decimals_stand_in_the_text_as_they_were_rounded(client):
    text = client.get("/api/v1/reserve").text
    assert '"stored_t":2471.275,' in text
    assert '"area_hm2":321.7011,' in text
    assert '"trading_price":28.57,' in client.get("/api/v1/price").text


def test_plots_are_geojson(client):
    answer = client.get("/api/v1/plots", headers={"Accept-Language": "zh-CN"})
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-language"] == "zh-CN"
    plots = json.loads(answer.text, parse_float=Decimal)
    assert (plots["type"], plots["demo"], len(plots["features"])) == ("FeatureCollection", True, 13)
    first = plots["features"][0]
    own = first["properties"]
    assert own["name"] == own["name_zh"] == "示例 老城乡1号地块"
    assert (own["township"], own["species"], own["stage"]) == ("老城乡", "Acacia confusa", "listed")
    assert first["geometry"]["type"] == "Polygon"
    assert sum(one["properties"]["stored_t"] for one in plots["features"]) == Decimal("2471.275")


def test_plots_are_named_in_english_without_a_wish(client):
    own = get(client, "plots")["features"][0]["properties"]
    assert own["name"] == own["name_en"] == "Example plot 1, Laocheng"
    assert own["township"] == "Laocheng"


@pytest.mark.parametrize(("date", "market_date", "turnover", "volume", "average", "price"), [
    ("2021-08-20", "2021-08-19", "202002", "4001", "50.49", "15.15"),
    ("2025-10-21", "2025-10-20", "54192619.05", "1263847", "42.88", "12.86"),
    ("2026-08-15", "2026-08-14", "68962438", "724197", "95.23", "28.57"),
])
def test_price_of_a_date(client, date, market_date, turnover, volume, average, price):
    cent = Decimal("0.01")
    assert (Decimal(turnover) / Decimal(volume)).quantize(cent) == Decimal(average)
    assert (Decimal(average) * Decimal("0.30")).quantize(cent) == Decimal(price)
    answer = get(client, f"price?date={date}")
    assert answer == {
        "trade_date": date, "market_date": market_date, "national_average": Decimal(average),
        "multiplier": Decimal("0.3"), "trading_price": Decimal(price), "definition": "all_trades",
        "volume_t": Decimal(volume), "turnover_cny": Decimal(turnover), "quality": "A", "demo": False,
        "source": {"publisher": "Shanghai Environment and Energy Exchange", "url": "https://www.cneeex.com",
                   "title": answer["source"]["title"]},
    }
    assert market_date.replace("-", "") in answer["source"]["title"]


def test_price_of_today_says_that_the_market_day_is_old(client):
    answer = get(client, "price")
    # 2026-08-14 is a Friday: fourteen whole weeks to Friday 2026-11-20, then Monday the 23rd
    assert answer["trade_date"] == "2026-11-23"
    assert answer["stale_working_days"] == 14 * 5 + 1 - 6  # Mid-autumn on a Friday, five days of National Day


def test_a_holiday_of_the_market_is_not_old_prices(client):
    assert "stale_working_days" not in get(client, "price?date=2025-10-09")


def test_publisher_in_the_language_asked_for(client):
    answer = get(client, "price?date=2021-08-20", **{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert answer["source"]["publisher"] == "上海环境能源交易所"


def test_prices_between_two_dates(client):
    answer = get(client, "prices?from=2021-08-19&to=2021-08-20")
    assert [row["market_date"] for row in answer["prices"]] == ["2021-08-19", "2021-08-20"]
    # turnover ÷ volume: 37 742 000 ÷ 908 000 = 41.566…; × 0.30 = 12.471
    assert answer["prices"][1]["national_average"] == Decimal("41.57")
    assert answer["prices"][1]["trading_price"] == Decimal("12.47")
    assert answer["prices"][0]["source"] == "全国碳市场每日成交数据20210819"
    assert "next" not in answer


def test_prices_hold_every_day_that_sets_one(client, snapshot):
    answer = get(client, "prices")
    assert len(answer["prices"]) == len(snapshot.prices)
    assert get(client, "prices?from=0001-01-01&to=9999-12-31") == answer


def test_a_day_of_which_only_the_week_is_known_says_so(client):
    [row] = get(client, "prices?from=2022-01-04&to=2022-01-04")["prices"]
    assert (row["quality"], row["volume_t"], row["turnover_cny"]) == ("W", None, None)
    assert row["week"] == {"start": "2022-01-04", "end": "2022-01-07", "volume_t": Decimal(4583731),
                           "turnover_cny": Decimal("246528378.70")}


def test_prices_are_paged(client, monkeypatch):
    monkeypatch.setattr(kept, "MAX_ROWS", 2)
    span = "from=2021-07-16&to=2021-07-22"  # five days
    pages, after = [], ""
    while True:
        page = get(client, f"prices?{span}{after}")
        pages.append([row["market_date"] for row in page["prices"]])
        if "next" not in page:
            break
        after = f"&after={page['next']}"
    assert pages == [["2021-07-16", "2021-07-19"], ["2021-07-20", "2021-07-21"], ["2021-07-22"]]


def test_far_future_is_answered_with_the_last_price(client):
    assert get(client, "price?date=9999-12-31")["market_date"] == "2026-08-14"


def test_prices_of_every_date_in_a_range(client):
    """Nothing was traded on 2025-01-14 and 16: the 15th has the price of the 13th, 16th and 17th that of the 15th."""
    rows = client.get("/api/v1/prices?from=2025-01-15&to=2025-01-17&by=trade_date").json()["prices"]
    assert [(row["trade_date"], row["market_date"]) for row in rows] == [
        ("2025-01-15", "2025-01-13"), ("2025-01-16", "2025-01-15"), ("2025-01-17", "2025-01-15")]
    for row in rows:
        assert row["trading_price"] == client.get(f"/api/v1/price?date={row['trade_date']}").json()["trading_price"]
    assert len(client.get("/api/v1/prices?by=trade_date").json()["prices"]) == 31
