"""Finding things in the books, the entries about them, and what hangs together."""

from __future__ import annotations

import pytest
from ledger_tables import play, words

from core.ledger.entry import Entry
from core.ledger.history import SHELVES, mentions, numbers, relations, story, subject, thing
from core.ledger.search import BEGINS, EXACT, HOLDS, entry_number, search
from core.ledger.state import Books
from core.rules import RuleBook

ACTS = ("StoreLot", "RegisterCertificate serial=ＴＰ-9", "HoldOrder offsets=TP-9:8 amount_cny=30.30",  # 1 to 3
        "RecordPayment amount_cny=30.30", "Correct entry=3 field=project_zh value=水库扩建", "CancelTonnes",  # 4 to 6
        "OpenPlotFile stored=yes", "RecordFinding", "AttachDocument")  # 7 to 9


@pytest.fixture(scope="module")
def played(written: RuleBook) -> tuple[list[Entry], Books]:
    return play(tuple((line.split()[0], words(line)) for line in ACTS), written)


@pytest.mark.parametrize(("asked", "found"), [
    ("o-1", ["order O-1"]),
    ("水库", ["order O-1"]),
    ("农村公路", []),  # what a correction took away is not found by any more
    ("tp-9", ["certificate TP-9"]),
    ("ＴＰ － 9", ["certificate TP-9"]),
    ("ym-c-2026-0001", ["order O-1"]),
    ("第三村民", ["plot A"]),
    ("wumao", ["order O-1", "plot A"]),
    ("a", ["lot A-L1", "plot A", "finding YM-W-2026-0001"]),
    ("卫星", ["finding YM-W-2026-0001"]),
    ("  ", []), ("\x1f", []), ("nothing of the sort", [])])
def test_anything_is_found_by_what_it_is_known_by(played, asked: str, found: list[str]):
    hits = {f"{one.about} {one.name}" for one in search(played[1], asked)}
    assert hits >= set(found)
    assert found or not hits


def test_the_nearest_comes_first(played):
    assert [(one.about, one.name, one.how) for one in search(played[1], "a")] == [
        ("finding", "YM-W-2026-0001", EXACT), ("lot", "A-L1", EXACT), ("plot", "A", EXACT), ("order", "O-1", HOLDS)]
    assert [(one.name, one.how) for one in search(played[1], "a-")] == [("A-L1", BEGINS)]


def test_lots_are_found_by_their_plot_where_it_has_no_file(written: RuleBook):
    books = play((("StoreLot", {}),), written)[1]
    assert search(books, "老城") == ()
    assert [one.name for one in search(books, "老城", {"A": ("一号地块", "老城乡"), "B": ("老城二号",)})] == ["A-L1"]


@pytest.mark.parametrize(("asked", "number"), [
    ("3", 3), ("#3", 3), ("＃３", 3), ("9", 9), ("0", None), ("10", None), ("x", None), ("²", 2), ("9" * 40, None)])
def test_an_entry_is_found_by_its_number(played, asked: str, number: int | None):
    assert entry_number(asked, played[1]) == number


@pytest.mark.parametrize(("about", "name", "wanted"), [
    ("order", "O-1", (3, 4, 5, 6)),
    ("lot", "A-L1", (1, 3, 4, 5, 6, 9)),  # its own, its document's, those of the order that took from it
    ("certificate", "TP-9", (2, 3, 4, 5, 6)),
    ("finding", "YM-W-2026-0001", (8,)),
    ("order", "O-2", ())])
def test_the_entries_about_a_thing(played, about: str, name: str, wanted: tuple[int, ...]):
    assert numbers(played[1], about, name) == wanted


def test_a_corrected_entry_says_by_which(played):
    assert [(one.entry.number, one.corrected_by) for one in story(played[0]) if one.corrected_by] == [(3, (5,))]


def test_relations_lead_both_ways(played):
    books = played[1]
    assert relations(books, "order", "O-1") == (("lot", "A-L1"), ("certificate", "TP-9"))
    assert relations(books, "plot", "A") == (("lot", "A-L1"), ("finding", "YM-W-2026-0001"))
    assert relations(books, "finding", "YM-W-2026-0001") == (("plot", "A"),)
    for about, shelf in SHELVES.items():
        for name in getattr(books, shelf):
            assert all(thing(books, *one) is not None for one in relations(books, about, name))


def test_each_entry_names_what_it_is_about(played):
    assert [subject(one) for one in played[0]] == [
        ("lot", "A-L1"), ("certificate", "TP-9"), *[("order", "O-1")] * 4, ("plot", "A"),
        ("finding", "YM-W-2026-0001"), ("lot", "A-L1")]


def test_what_the_books_no_longer_know_is_found_by_its_name(written: RuleBook):
    """A sharing that was undone is no thing any more; its entries still name the order and the lot."""
    acts = ("StoreLot", "OpenPlotFile stored=yes", "AgreePlot", "HoldOrder", "RecordPayment", "CancelTonnes",
            "ShareIncome", "UndoSharing")
    entries, books = play(tuple((line.split()[0], words(line)) for line in acts), written)
    assert numbers(books, "distribution", "O-1") == ()
    assert [one.kind for one in entries if mentions(one, "distribution", "O-1")] == ["income_shared", "sharing_undone"]
    assert [one.number for one in entries if mentions(one, "order", "O-1")] == [4, 5, 6, 7, 8]
    assert [one.number for one in entries if mentions(one, "lot", "A-L1")] == [1, 2, 4, 7]
    assert [one.number for one in entries if mentions(one, "plot", "A")] == [1, 2, 3, 7]
    assert not any(mentions(one, "plot", "O-1") or mentions(one, "certificate", "O-1") for one in entries)
