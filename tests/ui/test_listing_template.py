"""The template of proposals: in both languages what is filled in comes back, assessed as by hand; examples stay out."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from core.carbon import Occupation
from core.problem import Problem
from core.scenario.listing import Desk, Listing, read_listing
from store.snapshot import shipped_kinds, shipped_rules, shipped_species
from ui.listing import FILLED, kind_names, template_workbook
from ui.words import words

D = Decimal
FIRST = date(2026, 11, 1)
LANGS = ("zh", "en")


def read(data: bytes) -> Listing:
    kinds = shipped_kinds()
    return read_listing("x.xlsx", data, Desk(shipped_rules(), shipped_species(), kinds, kind_names(kinds), FIRST))


def template(lang: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_workbook(words(lang), shipped_kinds(), shipped_species(), FIRST)))


def filled(lang: str, *lines: dict[str, object]) -> bytes:
    """The template with rows below its examples, as somebody who picks from its lists fills it in."""
    book = template(lang)
    page = book.worksheets[0]
    for line in lines:
        page.append([line.get(key) for key in FILLED])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_filled_in_comes_back(lang: str) -> None:
    """1.5 hm² of Yunnan pine with 100 m³/hm²: 3 · 1.5 · 100 · 0.0503 · 1.679078… = 38.006 t (test_carbon_loss.py)."""
    say = words(lang)
    pine = {"species": shipped_species().find("pinus_yunnanensis").name_zh, "volume_m3_hm2": 100}
    found = read(filled(
        lang,
        {"name": "A", "planned": date(2027, 3, 1), "use": say("listing.use.permanent"), "kind": say("project.quarry"),
         "probability": 0.5, "area_hm2": 1, "township": "X", "value_wan": 12.5, **pine},
        {"name": "A", "area_hm2": 0.5, **pine},
        {"name": "B", "planned": "2027-06", "use": say("listing.use.temporary"), "years": 1, "owed_t": 12.5}))
    assert found.refused == ()
    first, second = found.proposals
    assert (first.owed_t, first.area_hm2, first.kind, first.probability, first.value_cny, first.township) == (
        D("38.006"), D("1.5"), "quarry", D("0.5"), 125_000, "X")
    assert (second.owed_t, second.planned, second.occupation) == (
        D("12.5"), date(2027, 6, 1), Occupation("temporary", D(1)))
    assert found.examples == 3


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_alone_holds_nothing(lang: str) -> None:
    with pytest.raises(Problem) as caught:
        read(filled(lang))
    assert caught.value.key == "sheet_empty"


@pytest.mark.parametrize("lang", LANGS)
def test_the_examples_are_proposals_like_others_under_another_name(lang: str) -> None:
    book = template(lang)
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[0].value = str(row[0].value).split(":")[-1].split("：")[-1].strip()
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue())
    assert (len(found.proposals), found.refused, found.examples) == (2, (), 0)
    assert [one.given for one in found.proposals] == [False, True]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", ["use", "kind", "species"])
def test_every_choice_offered_can_be_read(lang: str, key: str) -> None:
    book = template(lang)
    column = FILLED.index(key) + 1
    rule = next(one for one in book.worksheets[0].data_validations.dataValidation
                if any(cells.min_col == column for cells in one.sqref.ranges))
    sheet, _, cells = str(rule.formula1).rpartition("!")
    choices = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
    assert len(choices) == {"use": 3, "kind": len(shipped_kinds()), "species": len(shipped_species().all)}[key]
    usual = {"planned": "2027-03", "use": words(lang)("listing.use.permanent"), "owed_t": 1}
    found = read(filled(lang, *({**usual, "name": str(at), key: choice} for at, choice in enumerate(choices))))
    assert (len(found.proposals), found.refused) == (len(choices), ())
    if key == "kind":
        assert [one.kind for one in found.proposals] == list(shipped_kinds())
