"""Parameter sets of the county's own on the page: staff store one, everybody sees it, nobody else writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from driving import SIGNED_IN, Open, open_drawers, run
from visible import page_text

from store import Store
from ui import staff

SHEET = ("set,species,parameter,value,source,status\n本县甲,云南松,D,0.45,解析木报告 表3,sourced\n").encode()


@pytest.fixture
def as_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "_kept", lambda act: SIGNED_IN)


@pytest.fixture(autouse=True)
def house(own: Store) -> Iterator[Store]:
    """The test's own store, and nothing kept from the pages over another."""
    st.cache_resource.clear()
    yield own
    st.cache_resource.clear()


def test_staff_store_a_set_and_everybody_can_see_it(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(staff, "_kept", lambda act: SIGNED_IN)
        at = open_drawers(open_page("conformity"))
        at.file_uploader(key="sets:file").set_value(("组.csv", SHEET, "text/csv"))
        run(at)
        at.button(key="sets:store").click()
        run(at)
    at = open_drawers(open_page("conformity", open="parameter_set"))
    text = page_text(at)
    assert "本县甲" in text and "解析木报告 表3" in text
    assert not [one for one in at.file_uploader if one.key == "sets:file"]


def test_the_calculator_shows_it_beside_the_others(open_page: Open, as_staff: None):
    at = open_drawers(open_page("conformity"))
    at.file_uploader(key="sets:file").set_value(("组.csv", SHEET, "text/csv"))
    run(at)
    at.button(key="sets:store").click()
    run(at)
    assert "改用本县甲，应补" in page_text(open_page("loss"))


def test_a_bad_file_is_a_sentence(open_page: Open, as_staff: None):
    at = open_drawers(open_page("conformity"))
    at.file_uploader(key="sets:file").set_value(("组.csv", SHEET.replace(b"0.45", b"4.5"), "text/csv"))
    assert "第 2 行" in page_text(run(at))
    assert not [one for one in at.button if one.key == "sets:store"]


def test_the_public_sees_no_drawer_without_a_set(open_page: Open):
    assert "本县自己的参数组" not in page_text(open_page("conformity"))
