"""The pages in the states people bring them into: fresh, with drawers open, refused, short, chosen, uploaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from depletion_scenes import scenes as depletion
from forest_scenes import scenes as forest
from streamlit.testing.v1 import AppTest

from ui.link import pack

Open = Callable[..., AppTest]
Scene = Callable[[Open, str], AppTest]

SQUARE = [[101.899, 25.7465], [101.905, 25.7465], [101.905, 25.7485], [101.899, 25.7485], [101.899, 25.7465]]
PINE = "pinus_yunnanensis~1~100~"
YOUNG = "pinus_yunnanensis~0.5~~8"


def outline(ring: list[list[float]] = SQUARE, **properties: object) -> bytes:
    """A GeoJSON file with one polygon."""
    return json.dumps({"type": "Feature", "properties": properties,
                       "geometry": {"type": "Polygon", "coordinates": [ring]}}).encode()


def upload(at: AppTest, content: bytes, name: str = "outline.geojson") -> AppTest:
    at.file_uploader[0].set_value((name, content, "application/geo+json"))
    return at.run()


def at_address(page: str, **address: str) -> Scene:
    return lambda open_page, lang: open_page(page, lang, **address)


def proposal(open_page: Open, lang: str) -> AppTest:
    at = open_page("loss", lang, how="file")
    return at.selectbox(key="loss:proposal").select_index(0).run()


def uploaded(content: bytes, own: bool, open_page: Open, lang: str) -> AppTest:
    at = upload(open_page("loss", lang, how="file"), content)
    return at.checkbox(key="loss:own").check().run() if own else at


def township(open_page: Open, lang: str) -> AppTest:
    at = picking(open_page, lang, "SC00001", "SC00002")
    return at.selectbox(key="loss:town").select_index(0).run()


def picking(open_page: Open, lang: str, *names: str) -> AppTest:
    """Staff with these sub-compartments picked on the map."""
    at = open_page("overview", lang)
    at.session_state["staff:session"] = True
    at.query_params["how"] = "map"
    at.query_params["picked"] = ".".join(names)
    at.switch_page("loss.py")
    return at.run()


HEADER = "stratum,stratum_area_hm2,planted_on,sample_plot,plot_area_hm2,date,species,dbh_cm,height_m,count\n"


def trees(*rounds: tuple[str, float], species: str = "台湾相思", area: str = "10", plots: int = 3) -> bytes:
    """A sheet of one stratum: on each day so many plots of 60 trees, each plot's a little thicker than the last."""
    lines = [f"1,{area},2020-06-18,{plot},0.06,{day},{species},{dbh + 0.3 * plot:.1f},4.0,60"
             for day, dbh in rounds for plot in range(1, plots + 1)]
    return (HEADER + "\n".join(lines) + "\n").encode()


ONCE, TWICE = (("2025-01-01", 4.0),), (("2025-01-01", 4.0), ("2028-01-01", 6.0))


def measured(content: bytes, open_page: Open, lang: str, name: str = "sheet.csv", **address: str) -> AppTest:
    """Somebody's own sheet on the accounting page."""
    at = open_page("accounting", lang, **{"plot": "other", **address})
    at.file_uploader[0].set_value((name, content, "text/csv"))
    return at.run()


def own_curve(open_page: Open, lang: str) -> AppTest:
    at = open_page("accounting", lang, way="growth", **{"from": "enter"})
    return at.button(key="accounting:use_curve").click().run()


WITH_SHEET = {  # scenes of somebody's own sheet of sample plots
    "accounting, measured twice": trees(*TWICE),
    "accounting, shrinking": trees(("2025-01-01", 6.0), ("2028-01-01", 5.0), ("2031-01-01", 4.0)),
    "accounting, a single plot": trees(*ONCE, plots=1),
    "accounting, an unknown species": trees(*ONCE, species="9"),
    "accounting, no area": trees(*ONCE, area=""),
    "accounting, not a sheet": b"1,2\n",
}
STRATA = pack([["1", 20.0, 3.0, 0.6], ["2", 35.5, 2.4, 0.9]])
OBSERVED = pack([[2.0, 7.1], [4.0, 21.9], [6.0, 38.2], [9.0, 61.0], [14.0, 86.5], [20.0, 103.0]])
GOOD_LAND = ("forest_use~231!plants~tree!urban_or_road~no!wetland~no!smallest_m2~900!non_forest_since~2015-01-01!"
             "started_on~2020-06-01!planted_on~2020-06-18!tenure_clear~yes!trees_removed~no!shrub_removed~10!"
             "soil_disturbed_repeatedly~no!burning~no!displaced~no!public_welfare~no!key_function_zone~no!"
             "rainfall_mm~630")

TANGLE = [[101.899, 25.7465], [101.905, 25.7485], [101.905, 25.7465], [101.899, 25.7485], [101.899, 25.7465]]
ABROAD = [[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.0]]
OWN = {"species": "云南松", "volume_m3_hm2": 100}



def as_staff(**address: str) -> Scene:
    """The conformity page as staff sees it."""
    def scene(open_page: Open, lang: str) -> AppTest:
        at = open_page("conformity", lang, **address)
        at.session_state["staff:session"] = True
        return at.run()

    return scene


SCENES: dict[str, Scene] = {
    "overview": at_address("overview"),
    "overview, in a meeting": at_address("overview", meeting="owed"),
    "depletion, in a meeting": at_address("depletion", meeting="scenarios"),
    "open": at_address("open"),
    "open, plots of a township": at_address("open", table="plots", town="物茂乡", until="2027-12-31"),
    "inventory": at_address("inventory"),
    "inventory, a sold plot": at_address("inventory", plot="YM-01", by="species"),
    "inventory, an unsold plot": at_address("inventory", plot="YM-05", by="batch"),
    "inventory by year": at_address("inventory", by="year"),
    "accounting": at_address("accounting"),
    "accounting, since planting": at_address("accounting", plot="YM-05", basis="planting"),
    "accounting, a day too early": at_address("accounting", plot="YM-02", until="2024-12-31"),
    "accounting, no sheet yet": at_address("accounting", plot="other"),
    "accounting, too few plots": partial(measured, trees(*ONCE, plots=2), plot="YM-03", sheet="own"),
    **{name: partial(measured, content) for name, content in WITH_SHEET.items()},
    "accounting, an own curve": own_curve,
    "accounting, screening": at_address("accounting", way="screen", plot="YM-03"),
    "accounting, screening good land": at_address("accounting", way="screen", plot="other", facts=GOOD_LAND),
    "accounting, screening an orchard": at_address("accounting", way="screen", facts="forest_use~251!wetland~yes"),
    "accounting, screening unknown land": at_address("accounting", way="screen", plot="other"),
    "accounting, no strata yet": at_address("accounting", way="sampling"),
    "accounting, strata": at_address("accounting", way="sampling", strata=STRATA),
    "accounting, strata without a mean": at_address("accounting", way="sampling", strata=pack([["1", 5.0, 0.0, 1.0]])),
    "accounting, no observations yet": at_address("accounting", way="growth"),
    "accounting, a fitted curve": at_address("accounting", way="growth", observed=OBSERVED),
    "accounting, a curve with its power": at_address("accounting", way="growth", observed=OBSERVED, fixed="1",
                                                     power="1.5", shape="richards"),
    "accounting, too few observations": at_address("accounting", way="growth", observed=pack([[2.0, 7.1]])),
    "accounting, an entered curve": at_address("accounting", way="growth", **{"from": "enter"}, shape="gompertz",
                                               a="80", k="0.2", c="5", start="0", end="12"),
    "loss": at_address("loss"),
    "loss, two stands": at_address("loss", rows=f"{PINE}!{YOUNG}", offset="80"),
    "loss, temporary": at_address("loss", rows=PINE, kind="temporary", years="2"),
    "loss, temporary too long": at_address("loss", rows=PINE, kind="temporary", years="4"),
    "loss, long works": at_address("loss", rows=PINE, kind="temporary", years="4", project="road"),
    "loss, by stock": at_address("loss", rows=PINE, basis="stock"),
    "loss beyond the reserve": at_address("loss", rows="pinus_yunnanensis~1000~100~"),
    "loss, no area": at_address("loss", rows="pinus_yunnanensis~0~100~"),
    "loss, no volume": at_address("loss", rows="pinus_yunnanensis~1~~30"),
    "loss before the market": at_address("loss", rows=PINE, date="2021-07-01"),
    "loss, no outline yet": at_address("loss", how="file"),
    "loss of a proposal": proposal,
    "loss of an outline": partial(uploaded, outline(), False),
    "loss of an outline with its own stands": partial(uploaded, outline(**OWN), True),
    "loss of an outline without stands": partial(uploaded, outline(), True),
    "loss of a tangled outline": partial(uploaded, outline(TANGLE), False),
    "loss of an outline abroad": partial(uploaded, outline(ABROAD), False),
    "loss of a broken file": partial(uploaded, b'{"type": "Feature', False),
    "loss, no township yet, as staff": picking,
    "loss of sub-compartments, as staff": township,
    "price": at_address("price"),
    "price of the first days": at_address("price", date="2021-08-20", tonnes="12.5", span="year"),
    "price of a week": at_address("price", date="2022-03-02"),
    "price after days without trade": at_address("price", date="2025-01-17", span="three"),
    "price before the market": at_address("price", date="2021-07-01"),
    "price, the history": at_address("price", view="history", month="2022-03"),
    "price under other rules": at_address("price", view="rules"),
    "price ahead": at_address("price", view="ahead"),
    "price, now or wait": at_address("price", view="wait"),
    "price of several purchases": at_address("price", view="basket", basket_rows=pack(
        [["2021-08-20", "12.5", ""], ["2021-07-01", "1", ""], ["2027-01-04", "1", ""]])),
    "price, bulletins": at_address("price", view="bulletins"),
    **depletion(),
    "conformity": at_address("conformity"),
    "conformity by removals": at_address("conformity", headline="removals", moves="1", group="species"),
    "conformity by price": at_address("conformity", headline="price", group="market"),
    "conformity, nothing left": at_address("conformity", group="market", status="weak"),
    "conformity of a number": at_address("conformity", open="volume_growth_rate.young"),
    "conformity of a choice": at_address("conformity", open="mapping.acacia_confusa"),
    "conformity of an equation": at_address("conformity", open="allometry.chave_2014"),
    "conformity as staff": as_staff(open="species.相思类.D"),
    "conformity as staff, an answer": as_staff(open="soil_counted"),
    "conformity as staff, brackets": as_staff(open="fire_combustion_share"),
    "conformity as staff, classes": as_staff(open="age_class_limits.pine.natural"),
    "conformity as staff, an equation": as_staff(open="allometry.chave_2014"),
    **forest(),
}
