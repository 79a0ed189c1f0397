"""The pages in the states people bring them into: fresh, with drawers open, refused, short, chosen, uploaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from streamlit.testing.v1 import AppTest

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
    at = open_page("loss", lang, how="map", picked="SC00001.SC00002")
    return at.selectbox(key="loss:town").select_index(0).run()


def batch_added(open_page: Open, lang: str) -> AppTest:
    at = open_page("depletion", lang)
    return at.button(key="depletion:add").click().run()


def half_row(open_page: Open, lang: str) -> AppTest:
    at = open_page("depletion", lang)
    at.session_state["depletion:batches:editor"] = {"edited_rows": {}, "deleted_rows": [],
                                                    "added_rows": [{"name": "A", "area": 3.0}]}
    return at.run()


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
    "inventory": at_address("inventory"),
    "inventory, a sold plot": at_address("inventory", plot="YM-01", by="species"),
    "inventory, an unsold plot": at_address("inventory", plot="YM-05", by="batch"),
    "inventory by year": at_address("inventory", by="year"),
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
    "loss, no township yet": at_address("loss", how="map"),
    "loss of sub-compartments": township,
    "price": at_address("price"),
    "price of the first days": at_address("price", date="2021-08-20", tonnes="12.5", span="year"),
    "price of a week": at_address("price", date="2022-03-02"),
    "price after days without trade": at_address("price", date="2025-01-17", span="three"),
    "price before the market": at_address("price", date="2021-07-01"),
    "depletion, short": at_address("depletion"),
    "depletion, enough": at_address("depletion", offset="80", monthly="0"),
    "depletion with a batch": batch_added,
    "depletion with half a row": half_row,
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
}
