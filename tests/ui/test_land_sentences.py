"""Every note and check of a land file has its sentence in both languages, filled with what it carries."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from keys_in_code import first_arguments

from core.land import Check, Note
from ui.land import check_sentence, note_sentence
from ui.words import catalogue, words

D = Decimal
SAID = {key.removeprefix("land.") for key in catalogue("zh") if key.startswith("land.")}
CHECKS = {"no_number", "unknown_code", "unknown_species", "area", "volume", "range"}


def test_every_note_has_its_sentence_and_every_sentence_its_note() -> None:
    patterns = {pattern for _, pattern in first_arguments("Note")}
    assert len(patterns) > 15
    assert {one for one in patterns if not any(re.fullmatch(one, key) for key in SAID)} == set()
    assert {key for key in SAID if not any(re.fullmatch(one, key) for one in patterns)} == {
        f"check.{one}" for one in CHECKS}


@pytest.mark.parametrize(("note", "zh", "en"), [
    (Note("overlap", 2, (("other", 1), ("area_hm2", D("1.5")))), "第 2 个图形与第 1 个重叠 1.5000 hm²，面积只计一次。",
     "Feature 2 overlaps feature 1 by 1.5000 hm²; the area counts once."),
    (Note("gcj02", 0, (("distance_m", 380), ("before", D("0.3")), ("after", D("0.98")))), "整体移动约 380 m 后",
     "moved by about 380 m, the outlines fit known ones by 98.0 % instead of 30.0 %"),
    (Note("partly_outside", 2, (("share", D("0.0301")),)), "有 3.0 % 在县界之外", "3.0 % of it lies outside"),
])
def test_notes_are_sentences(note: Note, zh: str, en: str) -> None:
    assert zh in note_sentence(note, words("zh"))
    assert en in note_sentence(note, words("en"))


@pytest.mark.parametrize("what", sorted(CHECKS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_checks_are_sentences(what: str, lang: str) -> None:
    said = check_sentence(Check(3, "canopy", what, D("60"), D("0.6"), D("0.015")), words(lang))
    assert "3" in said
    assert "60" in said
    assert ("郁闭度" if lang == "zh" else "canopy") in said or what in ("area", "volume", "unknown_species")
    assert "{" not in said
