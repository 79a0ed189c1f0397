"""What a page shows can be shared as its address; an address that is wrong gives way to the usual."""

from __future__ import annotations

import re

import pytest
import shapely
from depletion_scenes import ABSURD, CERTAIN
from driving import Open, run
from scenes import GOOD_LAND, PINE, SCENES, SQUARE, STRATA, WITH_SHEET
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.scenario.plain import to_json
from pages.depletion_parts.address import KNOWN, packed
from ui.link import pack, pack_bytes

SHARED = [name for name in SCENES if "as staff" not in name and name not in (
    "loss of an outline with its own stands", "loss of an outline without stands",  # the file must come along
    "loss of a broken file", "loss of an outline abroad",  # nothing was read
    "accounting, too few plots", "accounting, an own curve", *WITH_SHEET,  # kept for the session only
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
    assert set(run(at).query_params) == {"lang", "view", "date", "span", "tonnes"}


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
        {"view": "secret"}, {"view": "history", "month": "2022-13"}, {"view": "history", "month": "1999-01"},
        {"view": "history", "range_from": "2021-01-01", "range_to": "2040-12-31"},
        *({"view": "basket", "basket_rows": text} for text in (
            "x", pack([]), pack({"a": 1}), pack([["a", "b"]]), pack([["a", "1", ""]]), pack([[1, 2, 3]]),
            pack([["2025-01-01", "nan", ""]]), pack([["2025-01-01", "1e400", ""]]),
            pack([["0001-01-01", "1", ""]]), pack([["9999-12-31", "1", ""]]), pack([["2025-01-01", "1", "a" * 99]]),
            pack_bytes(b"[" * 100_000))),
        {"view": "ahead", "ahead_months": "999"}, {"view": "ahead", "ahead_seed": "nan"},
        {"view": "wait", "wait_deadline": "1999-01-01"}, {"view": "wait", "wait_dip": "900"},
    ],
    "depletion": [
        {"view": "secret"}, {"view": "levers", "by": "mood"}, {"view": "solver", "limit": "0.33"},
        *({"view": "compare", "beside": text} for text in ("x", "9999", "now.now.now.now", "-1", "")),
        {"scenario": "x"}, {"scenario": ""}, {"scenario": packed(ABSURD)},
        {"scenario": packed(CERTAIN)[:-9]}, {"scenario": "-" * 1800}, {"months": "17", "offset": "200"},
        *({"scenario": pack(value)} for value in ([], {}, {"a": 1}, None)),
        *({"scenario": pack_bytes(raw, KNOWN)} for raw in (
            b"[" * 100_000, b"[" + b"0," * 400_000 + b"0]", b"{}", b"[]", b'"x"', b"NaN", b"1e999",
            to_json(CERTAIN).encode(), to_json(CERTAIN).replace("100", "NaN").encode())),
    ],
    "accounting": [
        {"way": "guess"}, {"plot": "YM-99"}, {"plot": ""}, {"sheet": "theirs"}, {"basis": "hope"},
        {"until": "0001-01-01"}, {"until": "9999-12-31"}, {"until": "2100-12-31"}, {"until": "1950-01-01"},
        {"until": "x"},
        {"plot": "other", "area": "nan"}, {"plot": "other", "area": "1e300"}, {"plot": "other", "area": "-1"},
        {"plot": "other", "planted": "2025-02-30"}, {"plot": "other", "area": "0", "planted": "2100-12-31"},
        *({"way": "screen", "facts": text} for text in (
            "x", "!", "~", "-", "forest_use~999", "forest_use~", "wetland~maybe", "smallest_m2~nan", "smallest_m2~-1",
            "rainfall_mm~inf", "shrub_removed~101", "planted_on~9999-12-31", "planted_on~2024-02-29", "soil~red",
            "started_on~2100-12-31!non_forest_since~1950-01-01", GOOD_LAND * 50)),
        *({"way": "sampling", "strata": text} for text in (
            "x", STRATA[:-9], pack([]), pack({"a": 1}), pack([[]]), pack([["a", 1, 1]]), pack([["a", None, 1, 1]]),
            pack([["a", float("nan"), 1, 1]]), pack([["a", 1e300, 1, 1]]), pack([["a", 1e9, 1e9, 1e9]] * 2),
            pack([["a", 1, -1, 1]]), pack([["a", 0, 1, 1]]), pack([["a", 1e-9, 1e-9, 1e-9]]), pack([["", 1, 2, 0]]),
            pack([[["b"], 1, 2, 1]]), pack_bytes(b"[" * 100_000))),
        *({"way": "growth", "observed": text} for text in (
            "x", pack([[1, 2]] * 300), pack([[0, 0]] * 5), pack([[1, -1], [2, -2], [3, -3], [4, -4]]),
            pack([[1, 0], [2, 0], [3, 0], [4, 0]]), pack([[1, 5], [2, 5], [3, 5], [9, 5]]),
            pack([[1, 9], [2, 5], [3, 3], [9, 1]]), pack([[501, 5], [2, 5]]), pack([[1, 1e9], [2, 1e9], [3, 1e9]]),
            pack([[1e-9, 1], [2e-9, 2], [3e-9, 3], [4e-9, 9]]))),
        *({"way": "growth", "from": "enter", **said} for said in (
            {"a": "0"}, {"a": "nan"}, {"k": "1e5"}, {"k": "1e-9"}, {"c": "99999", "shape": "logistic"},
            {"shape": "straight"}, {"start": "0"}, {"start": "0", "end": "0"}, {"start": "500", "end": "500"},
            {"start": "9", "end": "1"}, {"end": "1e9"}, {"c": "99999", "k": "99999", "a": "99999"},
            {"c": "99999", "k": "0.000001", "shape": "gompertz"}, {"c": "1e-9"})),
        {"way": "growth", "fixed": "1", "power": "0"}, {"way": "growth", "fixed": "1", "power": "nan"},
        {"way": "growth", "fixed": "yes", "power": "1e9"},
    ],
    "inventory": [{"plot": "YM-99"}, {"by": "colour"}, {"plot": ""}],
    "forest": [{"by": "colour"}, {"by": ""}, {"by": "species", "file": "x", "staff": "y"}],
    "overview": [{"lang": "zh", "date": "1999-01-01"}],
    "voice": [{"part": "desk"}, {"part": "concern", "about": "people", "plot": "YM-99"},
              {"part": "status", "plot": "*"}],
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
