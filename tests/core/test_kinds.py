"""Forest put together by kind loses what it loses stand by stand, and says no stand's number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.carbon import Occupation, Stratum, assess, by_kind

D = Decimal
ON = date(2026, 11, 23)
STANDS = (
    Stratum("云南松", D("1.2345"), D("63.1"), D(25), "natural", label="SC1"),
    Stratum("云南松", D("0.7"), D("110.4"), D(28), "natural", label="SC2"),  # the same age class
    Stratum("云南松", D("2.5"), D("140.9"), D(55), "natural", label="SC3"),
    Stratum("云南松", D("0.4"), D("80"), D(27), "planted", label="SC4"),
    Stratum("台湾相思", D("3"), None, D(4), "planted", label="SC5"),
    Stratum("台湾相思", D("1"), D(0), D(4), "planted", label="SC6"),
    Stratum("台湾相思", D("1"), None, D(6), "planted", label="SC7"),  # reckoned by its age: by itself
    Stratum("灌木", D("2"), cover=D("0.4"), label="SC8"),
    Stratum("灌木", D("5"), cover=D("0.4"), label="SC9"),
)


def test_the_losses_are_the_same(book, species):
    kinds, _ = by_kind(STANDS, book.at(ON), species)
    for use in (Occupation("permanent", None, False), Occupation("temporary", D(2), False)):
        one, other = (assess(strata, use, ON, book, species) for strata in (STANDS, kinds))
        for name in ("stock_t", "flow_t", "total_t", "owed_t", "flow_long_t", "area_hm2", "other_sets"):
            assert getattr(one, name) == getattr(other, name), name


def test_each_kind_is_there_once_and_no_stand_is_named(book, species):
    kinds, within = by_kind(STANDS, book.at(ON), species)
    assert [one.label for one in kinds] == [str(at) for at in range(1, len(kinds) + 1)]
    assert [one.area_hm2 for one in kinds] == sorted((one.area_hm2 for one in kinds), reverse=True)
    assert within["SC1"] == within["SC2"] != within["SC3"]
    assert within["SC5"] == within["SC6"] != within["SC7"]
    assert within["SC8"] == within["SC9"] == "1"
    assert len(kinds) == len(set(within.values())) == 6
    pine = next(one for one in kinds if one.label == within["SC1"])
    assert (pine.area_hm2, pine.age) == (D("1.9345"), D("26.085552"))  # 25 + 3 · 0.7 ÷ 1.9345
    assert pine.volume_m3_hm2 == D("80.215534")  # 63.1 + 47.3 · 0.7 ÷ 1.9345
