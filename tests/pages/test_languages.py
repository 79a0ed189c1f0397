"""Every text of every page comes from the catalogues, and each language keeps to itself.

In the pseudo-language every text from a catalogue, and every text the data hold in both languages, stands
between ⟦ and ⟧: letters outside them were written into the code.
"""

from __future__ import annotations

import re

import pytest
from driving import Open, open_drawers
from letters import (
    CHINESE,
    LATIN,
    NAMES,
    SOURCE_TITLES,
    STANDARDS,
    THIS_LANGUAGE,
    WORD,
    accepted_columns,
    formulas,
    is_code,
    no_leaks,
    publications,
    unmarked,
)
from scenes import SCENES
from visible import visible

STAND = re.compile(r"\bSC\d{5}\b")


@pytest.mark.parametrize("scene", SCENES)
def test_no_text_is_written_into_the_code(open_page: Open, scene: str):
    found = visible(open_drawers(SCENES[scene](open_page, "qps")))
    symbols = formulas(found)
    no_leaks({(where, text) for where, text in found if "code" not in where
              for word in WORD.findall(unmarked(text)) if not is_code(word) and word not in symbols})


@pytest.mark.parametrize("scene", SCENES)
def test_the_english_page_has_no_chinese(open_page: Open, scene: str):
    """Beside the titles of bulletins, the switch and the columns a file may have."""
    found = visible(open_drawers(SCENES[scene](open_page, "en")))
    allowed = accepted_columns() | publications() | {THIS_LANGUAGE}
    no_leaks({(where, text) for where, text in found
              for words in CHINESE.findall(SOURCE_TITLES.sub("", text)) if words not in allowed})


@pytest.mark.parametrize("scene", SCENES)
def test_the_chinese_page_has_no_english(open_page: Open, scene: str):
    """Beside units, codes, Latin names of species and names of formats and standards. Formulas are formulas."""
    from store.snapshot import shipped_species

    found = visible(open_drawers(SCENES[scene](open_page, "zh")))
    assert "as staff" in scene or not any(STAND.search(text) for _, text in found)  # stands are for staff
    latin = {word for one in shipped_species().all for word in one.name_latin.split()}
    allowed = NAMES | latin | formulas(found) | accepted_columns() | publications()
    no_leaks({(where, text) for where, text in found if "code" not in where for word in LATIN.findall(text)
              if word.strip(".") not in allowed and not is_code(word) and not STANDARDS.fullmatch(word)})
