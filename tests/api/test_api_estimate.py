"""POST /v1/estimate: loss, split and cost, by pieces of forest and by outline."""

import json
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
import shapely

from api.asked import EstimateRequest, read_request
from api.estimate import answer
from core.land import area_4543_hm2
from store import today

T, CENT = Decimal("0.001"), Decimal("0.01")
# Yunnan pine, dominant-species table: CF 0.511, BEF 1.619, D 0.483, R 0.146
PHI = Decimal(44) / 12 * Decimal("0.511") * Decimal("1.619") * Decimal("0.483") * Decimal("1.146")
PINE = {"species": "Pinus yunnanensis", "area_hm2": 1, "volume_m3_hm2": 100}


def half_up(value: Decimal, step: Decimal = T) -> Decimal:
    return value.quantize(step, ROUND_HALF_UP)


def ask(client, body: dict | str, **headers: str) -> dict:
    text = body if isinstance(body, str) else json.dumps(body)
    response = client.post("/api/v1/estimate", content=text,
                           headers={"Content-Type": "application/json", **headers})
    assert response.status_code == 200, response.text
    return json.loads(response.text, parse_float=Decimal, parse_int=Decimal)


def pieces(*strata: dict, **more: object) -> dict:
    return {"date": "2025-10-21", "occupation": "permanent", "strata": list(strata), **more}


def test_one_hectare_of_yunnan_pine(client):
    got = ask(client, pieces(PINE))
    stock = 100 * PHI
    flow = 100 * Decimal("0.0503") * PHI * 3  # age unknown: 5.03 % a year, three years
    assert half_up(stock) == Decimal("167.908") == got["loss_stock_t"]
    assert half_up(flow) == Decimal("25.337") == got["loss_flow_t"] == got["loss_t"]
    assert half_up(stock + flow) == got["loss_total_t"]
    assert (got["loss_basis"], got["years"], got["demo"]) == ("flow", 3, False)
    assert got["strata"][0]["growth_source"] == "volume_rate"


def test_split_and_amount(client):
    got = ask(client, pieces(PINE, offset_t=10.5))
    most = (Decimal("25.337") * Decimal("0.80")).quantize(T, ROUND_DOWN)
    assert got["offset_max_t"] == most == Decimal("20.269")
    assert got["offset_t"] == Decimal("10.5")
    assert got["purchase_t"] == Decimal("25.337") - Decimal("10.5") == Decimal("14.837")
    # market day 2025-10-20: 54 192 619.05 ÷ 1 263 847 = 42.88; × 0.30 = 12.86
    assert (got["market_date"], got["national_average"]) == ("2025-10-20", Decimal("42.88"))
    assert got["trading_price"] == Decimal("12.86")
    assert got["amount_cny"] == half_up(Decimal("12.86") * Decimal("14.837"), CENT) == Decimal("190.80")


@pytest.mark.parametrize(("offset", "status"), [("20.269", 200), ("20.270", 422)])
def test_eighty_percent_to_the_last_kilogram(client, offset, status):
    assert client.post("/api/v1/estimate", json=pieces(PINE, offset_t=offset)).status_code == status


def test_numbers_never_pass_through_float(client):
    area = "0.10000000000000000001"  # no float can hold this
    body = read_request(f'{{"occupation":"permanent","strata":[{{"species":"云南松","area_hm2":{area},'
                        '"volume_m3_hm2":"21.5"}]}'.encode())
    assert body.strata[0].area_hm2 == Decimal(area)
    assert body.strata[0].volume_m3_hm2 == Decimal("21.5")
    got = ask(client, '{"occupation":"permanent","strata":[{"species":"云南松","area_hm2":0.1,"age":30,'
                      '"volume_m3_hm2":100}]}')
    assert got["strata"][0]["area_hm2"] == Decimal("0.1")
    assert got["loss_stock_t"] == half_up(Decimal("0.1") * 100 * PHI) == Decimal("16.791")


def test_species_by_any_of_its_names(client):
    losses = {ask(client, pieces(PINE | {"species": name}))["loss_t"]
              for name in ("Pinus yunnanensis", "云南松", "yunnan PINE", "230")}
    assert losses == {Decimal("25.337")}


def test_strata_add_up_before_rounding(client):
    thin = {"species": "云南松", "area_hm2": 0.0001, "volume_m3_hm2": 10}
    got = ask(client, pieces(*[thin] * 10))
    each = Decimal("0.0001") * 10 * Decimal("0.0503") * PHI * 3
    assert got["strata"][0]["loss_flow_t"] == half_up(each) == Decimal("0")
    assert got["loss_t"] == half_up(each * 10) == Decimal("0.003")


def test_temporary_use(client):
    got = ask(client, pieces(PINE, occupation="temporary", years=2))
    assert got["loss_flow_t"] == Decimal("25.337")  # within three years the same as permanent
    # uncut: 2 years of use + 1 to restore + 10 ÷ 2 to recover
    assert got["loss_flow_uncut_t"] == half_up(100 * Decimal("0.0503") * PHI * 8)
    assert (got["occupation"], got["occupation_years"]) == ("temporary", 2)


def test_long_works_may_stay_longer(client):
    body = pieces(PINE, occupation="temporary", years=3)
    assert client.post("/api/v1/estimate", json=body).status_code == 422
    assert ask(client, body | {"long_works": True})["loss_t"] == Decimal("25.337")


def test_uncertainty_raises_the_loss(client):
    got = ask(client, pieces(PINE | {"uncertainty": 0.18}))
    assert got["loss_stock_t"] == half_up(100 * PHI * (1 + Decimal("0.50") * Decimal("0.18")))


def test_measured_removal_biomass_and_shrub_cover(client):
    measured = ask(client, pieces(PINE | {"removal_t_hm2_yr": 4}))
    assert measured["loss_t"] == 4 * 3
    assert measured["strata"][0]["growth_alternatives"] == [
        {"growth_source": "volume_rate", "loss_flow_t": Decimal("25.337")}]
    biomass = ask(client, pieces({"species": "云南松", "area_hm2": 1, "biomass_t_hm2": 60,
                                  "removal_t_hm2_yr": 1}))
    assert biomass["loss_stock_t"] == half_up(Decimal(44) / 12 * 60 * Decimal("0.511"))
    shrub = ask(client, pieces({"species": "灌木", "area_hm2": 2, "cover": 0.5}))
    assert (shrub["loss_flow_t"], shrub["loss_stock_t"] > 0) == (0, True)


def test_what_if_another_loss_is_owed(client):
    got = ask(client, pieces(PINE, reform={"loss_basis": "stock", "price_multiplier": 0.5}))
    assert (got["loss_basis"], got["loss_t"]) == ("stock", Decimal("167.908"))
    assert got["trading_price"] == half_up(Decimal("42.88") * Decimal("0.5"), CENT)
    assert ask(client, pieces(PINE, reform={"price_multiplier": "0.5"}))["multiplier"] == Decimal("0.5")


def test_what_if_two_days_are_averaged_and_bounded(client):
    """2025-10-17 and 10-20: 192 018 473.85 ÷ 4 511 582 = 42.5612…; × 0.30 = 12.768. At least 13: 13.00."""
    got = ask(client, pieces(PINE, reform={"price_window_days": 2}))
    assert (got["national_average"], got["trading_price"]) == (Decimal("42.56"), Decimal("12.77"))
    bounded = ask(client, pieces(PINE, reform={"price_window_days": 2, "price_floor_cny": 13}))
    assert bounded["trading_price"] == Decimal("13.00")


def test_the_other_parameter_set_stands_beside(client):
    got = ask(client, pieces(PINE))
    phi = PHI / Decimal("0.483") * Decimal("0.5")  # measured wood density of the species
    assert got["other_parameter_set"] == {
        "name": "measured_density", "loss_t": half_up(100 * Decimal("0.0503") * phi * 3)}
    swapped = ask(client, pieces(PINE, reform={"parameter_set": "measured_density"}))
    assert swapped["other_parameter_set"] == {"name": "national_table", "loss_t": Decimal("25.337")}


def test_a_young_stand_is_marked_as_illustrative(client):
    young = {"species": "Acacia confusa", "area_hm2": 3.2, "age": 8}
    got = ask(client, pieces(young))
    assert (got["demo"], got["strata"][0]["growth_source"]) == (True, "young_curve")
    with_volume = ask(client, pieces(young | {"volume_m3_hm2": 21.5}))
    assert (with_volume["demo"], with_volume["strata"][0]["growth_source"]) == (False, "volume_rate")


def test_working_and_assumptions(client):
    got = ask(client, pieces(PINE, offset_t=1))
    assert [step["step"] for step in got["working"]] == ["loss.owed", "mix.purchase", "cost.amount"]
    assert [step["value"] for step in got["working"]] == [
        str(got["loss_t"]), str(got["purchase_t"]), str(got["amount_cny"])]
    ids = got["assumptions"]
    assert len(ids) == len(set(ids))
    assert ids[0] == "loss_basis"
    assert "national_average_definition" in ids
    assert "offset_max_share" not in ids  # the paper says so


def test_today_where_no_date_is_given(client, snapshot):
    got = ask(client, {"occupation": "permanent", "strata": [PINE]})
    assert (got["date"], got["trade_date"], got["data_version"]) == ("2026-11-23", "2026-11-23",
                                                                     snapshot.version)
    assert got["stale_working_days"] == 65


# An outline

def square(polygon: shapely.Polygon, side: float = 0.0004) -> shapely.Polygon:
    """A small square well inside a sub-compartment."""
    spot = shapely.maximum_inscribed_circle(polygon).coords[0]
    return shapely.box(spot[0] - side, spot[1] - side, spot[0] + side, spot[1] + side)


@pytest.fixture
def pine(snapshot):
    """(row of the inventory, square inside it): natural Yunnan pine with a volume."""
    chosen = [one for one in snapshot.inventory.largest(10_000)
              if (one.piece.species, one.piece.land_class, one.piece.origin) == ("云南松", "030100", "natural")
              and (one.piece.age or 0) > 40 and one.piece.volume_m3_hm2 is not None]
    largest = max(chosen, key=lambda one: one.piece.area_hm2)
    return largest.piece, square(largest.geometry)


def outline(shape: shapely.Geometry, **more: object) -> dict:
    geometry = json.loads(shapely.to_geojson(shape))
    return {"date": "2025-10-21", "occupation": "permanent", "geometry": geometry, **more}


def test_an_outline_is_cut_with_the_inventory(client, pine):
    row, shape = pine
    got = ask(client, outline(shape))
    area = area_4543_hm2(shape)
    assert got["footprint_hm2"] == got["forest_hm2"] == area
    assert got["uncovered_hm2"] == 0
    [stratum] = got["strata"]
    assert (stratum["species"], row.id in str(got["strata"])) == ("云南松", False)
    assert stratum["area_hm2"] == area
    assert stratum["volume_m3_hm2"] == row.volume_m3_hm2
    assert got["loss_stock_t"] == half_up(area * row.volume_m3_hm2 * PHI)
    assert (got["demo"], got["notes"]) == (True, [])


def test_an_outline_may_be_a_feature_collection(client, pine):
    feature = {"type": "Feature", "properties": None, "geometry": outline(pine[1])["geometry"]}
    twice = {"type": "FeatureCollection", "features": [feature, feature]}
    once = ask(client, outline(pine[1]))
    assert ask(client, outline(pine[1], geometry=twice))["loss_t"] == once["loss_t"]


@pytest.mark.parametrize(("lang", "words"), [("en", "mended"), ("zh", "已自动修复")])
def test_a_bow_tie_is_mended_and_said(client, pine, lang, words):
    west, south, east, north = pine[1].bounds
    tie = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    got = ask(client, outline(tie), **{"Accept-Language": lang})
    assert [(note["note"], note["feature"]) for note in got["notes"]] == [("repaired", 1)]
    assert words in got["notes"][0]["detail"]
    # two of the four triangles of the square; on the map projection's grid to a square metre
    assert abs(got["footprint_hm2"] - area_4543_hm2(pine[1]) / 2) <= Decimal("0.0001")


def test_what_lies_outside_the_county_is_said(client, snapshot):
    x, y = shapely.get_coordinates(snapshot.county)[0]  # a point of its border
    got = ask(client, outline(shapely.box(x - 0.05, y - 0.05, x + 0.05, y + 0.05)))
    [note] = got["notes"]
    assert note["note"] == "partly_outside"
    assert " % of it lies outside the county" in note["detail"]
    assert got["footprint_hm2"] == got["forest_hm2"] + got["uncovered_hm2"]


def test_the_same_function_answers_without_a_server(snapshot):
    body = EstimateRequest.model_validate(pieces(PINE))
    got = answer(body, snapshot, today())
    assert (got["loss_t"], got["amount_cny"]) == (Decimal("25.337"), Decimal("325.83"))
    assert half_up(Decimal("12.86") * Decimal("25.337"), CENT) == Decimal("325.83")


def test_bands_are_given_when_asked_for_and_lie_around_the_answer(client):
    plain, asked = (ask(client, pieces(PINE, bands=wanted)) for wanted in (False, True))
    assert plain.get("bands") is None
    found = asked["bands"]
    assert found["draws"] == 10_000
    for name, owed in (("owed", "loss_t"), ("stock", "loss_stock_t"), ("total", "loss_total_t")):
        marks = [found[name][mark] for mark in ("p5", "p25", "p50", "p75", "p95")]
        assert marks == sorted(marks) and marks[0] < asked[owed] < marks[-1]
    assert found["drivers"][0]["factor"] == "p"  # the growth rate is the least certain
    assert ask(client, pieces(PINE, bands=True))["bands"] == found


def test_facilities_serving_forestry_owe_as_the_rule_says(client):
    body = pieces(PINE, occupation="serving")
    assert ask(client, body)["loss_t"] == Decimal("25.337")
    free = ask(client, body | {"reform": {"serving_forestry_owes": False}})
    assert (free["loss_t"], free["loss_flow_t"], free["amount_cny"]) == (0, Decimal("25.337"), 0)


def test_an_old_stand_with_no_volume_is_said_to_count_nothing(client):
    got = ask(client, pieces(PINE, PINE | {"volume_m3_hm2": 0, "age": 30}))
    assert got["loss_t"] == Decimal("25.337")
    assert [(note["note"], note["feature"]) for note in got["notes"]] == [("no_stock", 2)]
    assert ask(client, pieces(PINE))["notes"] == []
