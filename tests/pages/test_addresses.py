"""What a page shows can be shared as its address; an address that is wrong gives way to the usual."""

from __future__ import annotations

import re

import pytest
import shapely
from driving import Open, run
from scenes import PINE, SCENES, SQUARE
from streamlit.testing.v1 import AppTest
from visible import page_text

from ui.link import pack, pack_bytes

SHARED = [name for name in SCENES if "as staff" not in name and name not in (
    "loss of an outline with its own stands", "loss of an outline without stands",  # the file must come along
    "loss of a broken file", "loss of an outline abroad",  # nothing was read
    "depletion with half a row")]  # is not counted


def answers(at: AppTest) -> list[str]:
    """Answers, refusals, cards and tables: what a page says, without the state of its inputs."""
    marks = ("zb-answer", "zb-bad", "zb-card", "<table")
    return [one.proto.body for one in at.get("html") if any(mark in one.proto.body for mark in marks)]


@pytest.mark.parametrize("scene", SHARED)
def test_the_address_brings_back_what_was_shown(open_page: Open, scene: str):
    at = SCENES[scene](open_page, "en")
    again = open_page(scene.split(",")[0].split()[0], **at.query_params)
    assert answers(again) == answers(at)
    assert {**again.query_params, "shape": ""} == {**at.query_params, "shape": ""}  # its rings may change places


def test_an_outline_comes_back_without_its_file(open_page: Open):
    """The square's corners are in the address, to 0.1 m."""
    at = SCENES["loss of an outline"](open_page, "zh")
    assert len(at.query_params["shape"]) < 300
    assert answers(open_page("loss", **at.query_params)) == answers(at)


def test_each_page_keeps_its_inputs_while_others_are_read(open_page: Open):
    at = open_page("loss", rows=PINE, offset="80")
    said = answers(at)
    for page in ("price", "depletion", "loss"):
        at.switch_page(f"{page}.py")
        run(at)
    assert answers(at) == said
    assert at.query_params["offset"] == "80"


def test_the_address_holds_only_its_own_page(open_page: Open):
    at = open_page("loss", rows=PINE)
    at.switch_page("price.py")
    assert set(run(at).query_params) == {"lang", "date", "span", "tonnes"}


@pytest.mark.parametrize(("lang", "question"), [("zh", "今天多少钱一吨"), ("en", "What does a tonne cost today")])
def test_the_address_decides_the_language(open_page: Open, lang: str, question: str):
    assert open_page("price", lang).title[0].value.startswith(question)


def test_an_unknown_language_is_the_browser_s(open_page: Open):
    assert open_page("price", "fr").query_params["lang"] in ("zh", "en")


def outline(*rings: list[tuple[float, float]]) -> str:
    return pack_bytes(shapely.to_wkb(shapely.MultiPolygon([(ring, []) for ring in rings])))


FAR = [(2.0, 48.0), (2.1, 48.0), (2.1, 48.1), (2.0, 48.0)]
WRONG = {
    "loss": [
        {"how": "by magic"}, {"rows": "oak of Mars~1~2~3"}, {"rows": "pinus_yunnanensis~a~b~c"},
        {"rows": "pinus_yunnanensis~nan~1~1"}, {"rows": "pinus_yunnanensis~1e300~1~1"}, {"rows": "!!!!"},
        {"rows": "!".join([PINE] * 200)}, {"rows": "pinus_yunnanensis~-1~-1~-1"},
        {"kind": "temporary", "years": "99"}, {"kind": "temporary", "years": "two"}, {"kind": "forever"},
        {"date": "yesterday"}, {"date": "1999-12-31"}, {"date": "2999-01-01"}, {"date": "2025-02-30"},
        {"offset": "-5"}, {"offset": "81"}, {"offset": "a lot"}, {"basis": "feeling"},
        {"how": "map", "picked": "nowhere.SC00001"}, {"how": "map", "picked": "SC00001.SC00001"},
        {"how": "map", "picked": ".".join(f"SC{number:05}" for number in range(1, 200))},
        {"how": "file", "shape": "%%%"}, {"how": "file", "shape": pack_bytes(b"no geometry")},
        {"how": "file", "shape": pack_bytes(shapely.to_wkb(shapely.Point(101.9, 25.7)))},
        {"how": "file", "shape": pack_bytes(shapely.to_wkb(shapely.Polygon()))},
        {"how": "file", "shape": pack_bytes(shapely.to_wkb(shapely.box(-180, -90, 180, 90)))},
        {"how": "file", "shape": pack_bytes(shapely.to_wkb(shapely.box(1e300, 1e300, 1.1e300, 1.1e300)))},
        {"how": "file", "shape": outline(FAR)}, {"how": "file", "shape": outline(SQUARE, FAR)},
    ],
    "price": [
        {"date": "1999-12-31"}, {"date": "2999-01-01"}, {"date": "x"}, {"span": "a while"},
        {"tonnes": "nan"}, {"tonnes": "inf"}, {"tonnes": "-1"}, {"tonnes": "1e9"}, {"tonnes": "many"},
    ],
    "depletion": [
        {"months": "0"}, {"months": "9999"}, {"months": "17"}, {"months": "x"}, {"offset": "200"}, {"offset": "-1"},
        {"monthly": "nan"}, {"monthly": "inf"}, {"monthly": "-3"}, {"uses": "x"}, {"uses": pack([])},
        {"uses": pack({"a": 1})}, {"uses": pack([["a", "2027-13", 1]])}, {"uses": pack([["a", "2027-01", [1]]])},
        {"uses": pack([["a", "2027-01", None]])}, {"uses": pack([["a", "2027-01", float("nan")]])},
        {"uses": pack([["a", "2027-01", 1e300]])}, {"uses": pack([["a", "2027-01", -1]])},
        {"uses": pack([["a", "9999-01", 1]])}, {"uses": pack([["a", "0001-01", 1]])},
        {"uses": pack([[{"a": "b"}, "2027-01", 1]])}, {"batches": pack([["a", "2027-01", 1, 0]])},
        {"batches": pack([["a", "2027-01", 1e300, 1e300]])}, {"uses": pack_bytes(b"[" * 100_000)},
        {"uses": pack_bytes(b"[" + b"0," * 400_000 + b"0]")},
    ],
    "inventory": [{"plot": "YM-99"}, {"by": "colour"}, {"plot": ""}],
    "overview": [{"lang": "zh", "date": "1999-01-01"}],
    "conformity": [
        {"open": "loss_of_reason"}, {"open": ""}, {"open": "../../etc"}, {"headline": "tea"}, {"status": "sourced"},
        {"group": "gossip"}, {"group": "scheme", "status": "confirmed", "moves": "1"}, {"moves": "yes"},
        {"staff": "x"}, {"staff": ""}, {"staff": "令牌" * 400, "open": "soil_counted"},
    ],
}


def said(page: str, address: dict[str, str]) -> str:
    return f"{page}?" + "&".join(f"{name}={value[:24]}" for name, value in address.items())


CASES = [(page, one) for page, many in WRONG.items() for one in many]


@pytest.mark.parametrize(("page", "address"), CASES, ids=[f"{at} {said(*one)}" for at, one in enumerate(CASES)])
def test_a_wrong_address_never_breaks_a_page(open_page: Open, page: str, address: dict[str, str]):
    """It opens with the usual value, or says in a sentence what cannot be used."""
    at = open_page(page, **{"lang": "zh", **address})
    text = page_text(at)
    assert "截至 2026-11-23" in text
    assert not re.search(r"\b(nan|inf|infinity)\b|\d{40}", text, re.IGNORECASE)
    assert not run(at).exception
