"""Proposals from a list on a page: what is read and refused, the order, the ticks, what goes into the scenario."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from driving import open_drawers, run
from letters import CHINESE, LATIN, NAMES, STANDARDS, WORD, formulas, is_code, no_leaks, unmarked
from listing_page import MONTHS, RETURNED
from streamlit.testing.v1 import AppTest
from visible import page_text, visible

from core.scenario.model import Listed
from store.snapshot import shipped_species

D = Decimal
HEAD = "name,planned,use,owed_t,species,area_hm2,volume_m3_hm2,value_wan\n"
# To buy after a quarter is offset: 60, 45 and 19.003 of 100 t; by hm² the first two go first, by yuan the last does.
# The third is 1 hm² of Yunnan pine with 100 m³/hm²: 25.337 t (test_carbon_loss.py).
LIST = HEAD + "1,2027-03,permanent,80,,8,,10\n2,2027-04,permanent,60,,5,,20\n3,2027-05,permanent,,云南松,1,100,90\n"
BAD = LIST + "4,2027-05,permanent,,云南松,1,,\n"


@pytest.fixture
def listed() -> Callable[..., AppTest]:
    def make(text: str = LIST, lang: str = "en", months: int = 12) -> AppTest:
        def script() -> None:
            from listing_page import page

            page()

        at = AppTest.from_function(script, default_timeout=60)
        at.session_state["lang"] = lang
        at.session_state[MONTHS] = months
        run(at)
        at.file_uploader(key="depletion:list:file").set_value(("list.csv", text.encode(), "text/csv"))
        return open_drawers(run(at))

    return make


def test_the_list_is_assessed_and_the_order_says_who_waits(listed: Callable[..., AppTest]) -> None:
    """All three would buy 105 of 100 t in April and 124.003 in May; 60 + 19.003 leave 20.997 and 45 wait."""
    text = page_text(listed())
    assert "3 proposals read, 165.337 tCO₂e owed together, 14.0000 hm²" in text
    assert "short from 2027-04, by up to 24.003 tCO₂e. It can serve 2 of 3, which buy 79.003 tCO₂e." in text
    assert "Only 20.997 tCO₂e is left in 2027-05; 24.003 tCO₂e are lacking." in text
    assert "With those ticked: in the tightest month, 2027-05, 20.997 tCO₂e is left." in text


def test_another_criterion_and_other_ticks(listed: Callable[..., AppTest]) -> None:
    at = listed()
    at.button_group(key="depletion:list:by").set_value("value")
    run(at)
    assert "which buy 64.003 tCO₂e" in page_text(at)  # 110 with the second, 100 with the first
    assert "20.997 tCO₂e is left." in page_text(at)  # nobody's ticks change by themselves
    at.button(key="depletion:list:best").click()
    assert "in the tightest month, 2027-05, 35.997 tCO₂e is left." in page_text(run(at))
    at.button(key="depletion:list:all").click()
    assert "With those ticked: short from 2027-04, by up to 24.003 tCO₂e." in page_text(run(at))


def test_what_goes_into_the_scenario(listed: Callable[..., AppTest]) -> None:
    at = listed()
    assert RETURNED not in at.session_state
    at.button(key="depletion:list:use").click()
    run(at)
    assert at.session_state[RETURNED] == (
        Listed("1", date(2027, 3, 1), D(80)), Listed("2", date(2027, 4, 1), D(60), approved=False),
        Listed("3", date(2027, 5, 1), D("25.337")))


def test_what_is_planned_after_the_horizon_is_no_rival(listed: Callable[..., AppTest]) -> None:
    at = listed(months=6)
    assert "3: planned after the scenario's last month (2027-04)" in page_text(at)
    at.button(key="depletion:list:use").click()
    run(at)
    assert [one.approved for one in at.session_state[RETURNED]] == [True, False, True]
    assert "The reserve can serve all" not in page_text(listed(months=1))


def test_what_cannot_be_read_is_told_and_the_rest_is_used(listed: Callable[..., AppTest]) -> None:
    at = listed(BAD)
    assert "list.csv, row 5: there is neither a volume nor an age to assess." in page_text(at)
    assert "3 proposals read" in page_text(at)


def test_a_scenario_with_a_mistake_of_its_own_says_so(listed: Callable[..., AppTest]) -> None:
    at = listed(months=0)
    assert not at.exception
    assert "3 proposals read" in page_text(at)
    assert "With those ticked" not in page_text(at)


def test_a_file_that_is_no_list(listed: Callable[..., AppTest]) -> None:
    assert "list.csv lacks these columns" in page_text(listed("a,b\n1,2\n"))


def test_every_text_comes_from_the_catalogues(listed: Callable[..., AppTest]) -> None:
    found = visible(listed(BAD.replace("云南松", "460"), "qps"))
    symbols = formulas(found)
    no_leaks({(where, text) for where, text in found if "code" not in where
              for word in WORD.findall(unmarked(text)) if not is_code(word) and word not in symbols})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_language_keeps_to_itself(listed: Callable[..., AppTest], lang: str) -> None:
    found = visible(listed(BAD, lang))
    if lang == "en":
        no_leaks({(where, text) for where, text in found if CHINESE.search(text)})
        return
    allowed = NAMES | formulas(found) | {word for one in shipped_species().all for word in one.name_latin.split()}
    no_leaks({(where, text) for where, text in found if "code" not in where for word in LATIN.findall(text)
              if word.strip(".") not in allowed | {"list.csv"} and not is_code(word) and not STANDARDS.fullmatch(word)})
