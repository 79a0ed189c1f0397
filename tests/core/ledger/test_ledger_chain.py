"""Hashes made by hand with sha256sum, and what the check of an export finds when somebody changed it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_tables import made, play, usual

from core.ledger import chain
from core.ledger.act import act
from core.ledger.commands import ReverseLot, StoreLot
from core.ledger.draft import draft_of, finished
from core.ledger.entry import GENESIS, Entry, Fact, line, next_entry
from core.ledger.evolve import evolve, fold
from core.ledger.state import EMPTY
from core.problem import Problem
from core.rules import RuleBook
from tests.fuzzing import BYTES, PLACE, TEXTS, Edits, damaged, edited
from ui.words import words

# printf '%s' 'the line without ,"hash":"…"' | sha256sum
FIRST = "df69283a28456b57177fa18105213032783d8aa1b1537c425796782b1a43ff00"
SECOND = "4efe2935c33298017f882d4b0085d3c5f5e95697d508e5eaba04cb91f3f395c1"
LINE = (
    '{"at":"2026-11-23T06:12:09.120Z","body":{"cause":"fire","demo":false,"lost_on":"2026-11-23","lost_t":"10.000",'
    '"lot":"甲-L1","shortfall_t":"0.000","written_off_t":"10.000"},"format":1,"hash":"' + SECOND + '","key":"k-2",'
    '"kind":"lot_reversed","number":2,"previous":"' + FIRST + '","reason":"勘查 \\"7\\" 号","role":"registrar"}')
AT = datetime(2026, 11, 23, 6, 12, 9, 120_999, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WHOLE = (("StoreLot", {}), ("StoreLot", {"lot": "B-L1"}), ("RegisterCertificate", {}),
         ("HoldOrder", {"owed_t": "110", "offsets": "TP-1:5", "amount_cny": "1590.75"}),
         ("RecordPayment", {"amount_cny": "1590.75"}), ("CancelTonnes", {}), ("ReverseLot", {"lot": "B-L1"}),
         ("HoldOrder", {"order": "O-2"}), ("ReleaseOrder", {"order": "O-2"}), ("Correct", {"entry": "2"}))


@pytest.fixture(scope="module")
def journal(written: RuleBook) -> list[Entry]:
    """Nobody changes it."""
    return play(WHOLE, written)[0]


@pytest.fixture
def entries(journal: list[Entry]) -> list[Entry]:
    return list(journal)


def lines(entries: list[Entry]) -> list[bytes]:
    return [line(entry).encode() + b"\n" for entry in entries]


def again(entries: list[Entry]) -> list[Entry]:
    """The same entries with numbers and hashes made anew, as a forger would."""
    out: list[Entry] = []
    for one in entries:
        out.append(next_entry(out[-1] if out else None, Fact(one.kind, one.body), at=one.at, role=one.role,
                              reason=one.reason, key=one.key))
    return out


def refused(data: list[bytes]) -> tuple[str, object]:
    """(key, line or number) of the refusal; of an entry that does not follow, the key of why."""
    with pytest.raises(Problem) as found:
        chain.verify(data)
    inner = found.value.fields.get("problem")
    return (inner.key if isinstance(inner, Problem) else found.value.key,
            found.value.fields.get("line", found.value.fields.get("number")))


def test_hashes_are_those_of_sha256sum(written: RuleBook) -> None:
    rules = written.at(TODAY)
    lot = StoreLot("甲-L1", "2025-1", "甲", date(2025, 1, 1), date(2027, 12, 31), Decimal("234.366"), date(2026, 5, 31))
    (first,), books = act(EMPTY, lot, rules, TODAY, at=AT, role="registrar", key="k-1")
    (second,), _ = act(books, ReverseLot("甲-L1", Decimal(10), "fire"), rules, TODAY, at=AT, role="registrar",
                       reason='勘查 "7" 号', key="k-2")
    assert (first.previous, first.hash, second.previous, second.hash) == (GENESIS, FIRST, FIRST, SECOND)
    assert line(second) == LINE


def test_a_line_without_its_hash_is_what_was_hashed(entries: list[Entry]) -> None:
    """So that anybody can do it by hand (docs/journal.md)."""
    for text in lines(entries):
        own = json.loads(text)["hash"]
        assert hashlib.sha256(text.rstrip().replace(b',"hash":"' + own.encode() + b'"', b"")).hexdigest() == own


def test_an_export_gives_the_same_books(entries: list[Entry]) -> None:
    books = chain.verify(lines(entries))
    assert books == fold(EMPTY, entries)
    assert books.head == entries[-1]
    assert [chain.parse(text) for text in lines(entries)] == entries
    assert chain.verify([]) == EMPTY


def test_folding_one_by_one_is_folding(entries: list[Entry]) -> None:
    one_by_one = EMPTY
    for entry in entries:
        one_by_one = evolve(one_by_one, entry)
    assert one_by_one == fold(EMPTY, entries) == chain.verify(lines(entries))


def test_books_stay_as_they_were(entries: list[Entry]) -> None:
    before = fold(EMPTY, entries[:4])
    kept = finished(draft_of(before), before.head)
    fold(before, entries[4:])
    assert before == kept


def test_the_rest_of_an_export_goes_on_from_where_the_first_part_ended(entries: list[Entry]) -> None:
    data = lines(entries)
    link = chain.check_links(data[:4])
    assert link == chain.Link(4, entries[3].hash, entries[3].at)
    assert chain.check_links(data[4:], link).hash == entries[-1].hash
    with pytest.raises(Problem) as found:
        chain.check_links(data[5:], link)
    assert (found.value.key, found.value.fields["line"]) == ("journal_line_number", 1)


def test_a_line_missing_doubled_or_moved(entries: list[Entry]) -> None:
    data = lines(entries)
    assert refused(data[:3] + data[4:]) == ("journal_line_number", 4)
    assert refused(data[1:]) == ("journal_line_number", 1)
    assert refused([*data[:3], data[2], *data[3:]]) == ("journal_line_number", 4)
    assert refused([data[1], data[0], *data[2:]]) == ("journal_line_number", 1)


def test_a_line_cut_off_or_empty(entries: list[Entry]) -> None:
    data = lines(entries)
    assert refused([*data[:-1], data[-1][:-20]]) == ("journal_line_form", 10)
    assert refused([*data, b"\n"]) == ("journal_line_form", 11)
    assert refused([b"\xff\n"]) == ("journal_line_form", 1)
    assert refused([b"\xef\xbb\xbf" + data[0]]) == ("journal_line_form", 1)
    assert chain.verify([*data[:-1], data[-1].rstrip()]).head == entries[-1]  # the last line end may be missing


def test_another_format_is_said(entries: list[Entry]) -> None:
    assert refused([lines(entries)[0].replace(b'"format":1', b'"format":2')]) == ("journal_line_format", 1)


@pytest.mark.fuzz(target="journal")
@settings(max_examples=2 * settings.default.max_examples)
@given(st.data())
def test_no_byte_can_be_changed_unseen(journal: list[Entry], data: st.DataObject) -> None:
    text = bytearray(b"".join(lines(journal[:4])))
    at = data.draw(st.integers(0, len(text) - 2))  # all but the last line end
    text[at] = data.draw(st.integers(0, 255).filter(lambda one: one != text[at]))
    with pytest.raises(Problem):
        chain.verify(bytes(text).splitlines(keepends=True))


@pytest.mark.fuzz(target="journal")
@given(act=st.sampled_from(("drop", "twice", "swap", "move", "join", "part")), first=PLACE, second=PLACE)
def test_no_line_can_be_dropped_doubled_or_moved_unseen(journal: list[Entry], act: str, first: int,
                                                        second: int) -> None:
    """But for the last ones: what is missing at the end is known only by the entry the county has published."""
    data = lines(journal)
    one, other = first % (len(data) - 1), second % len(data)
    changed = list(data)
    match act:
        case "drop":
            del changed[one]
        case "twice":
            changed.insert(other, data[one])
        case "swap":
            changed[one], changed[other] = changed[other], changed[one]
        case "move":
            changed.insert(other, changed.pop(one))
        case "join":
            changed[one:one + 2] = [changed[one].rstrip() + changed[one + 1]]
        case "part":
            at = 1 + second % (len(data[one]) - 2)
            changed[one:one + 1] = [data[one][:at] + b"\n", data[one][at:]]
    if changed != data:
        with pytest.raises(Problem):
            chain.verify(changed)


@pytest.mark.fuzz(target="journal")
@given(harm=BYTES, edits=TEXTS, by_hand=st.booleans())
def test_a_damaged_journal_is_refused_in_a_sentence(journal: list[Entry], harm: Edits, edits: Edits,
                                                    by_hand: bool) -> None:
    whole = b"".join(lines(journal[:5]))
    data = edited(whole.decode(), edits).encode("utf-8", "replace") if by_hand else damaged(whole, harm)
    try:
        found = chain.verify(data.splitlines(keepends=True))
    except Problem as problem:
        assert all(words(lang).problem(problem) for lang in ("zh", "en"))
        return
    assert whole.startswith(data.rstrip()), found  # nothing changed, or cut off between two lines


@pytest.mark.fuzz(target="journal")
@given(data=st.lists(st.binary(max_size=60) | st.sampled_from([b"{}", b"[]", LINE.encode(), LINE.encode()[:-1]]),
                     max_size=3))
def test_any_bytes_are_no_journal(data: list[bytes]) -> None:
    if not data:
        return
    with pytest.raises(Problem) as found:
        chain.verify(data)
    assert all(words(lang).problem(found.value) for lang in ("zh", "en"))
    for text in data:
        try:
            assert line(chain.parse(text)).encode() == text.rstrip(b"\n")
        except Problem as problem:
            assert problem.key == "journal_text"


FORGED = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(
    ["1.000", "-1.000", "NaN", "Infinity", "1E+9", "2026-01-01", "A-L1", "O-1"]),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3), max_leaves=5)


@pytest.mark.fuzz(target="journal")
@given(at=st.integers(0, len(WHOLE) - 1), field=PLACE, value=FORGED, left_out=st.booleans())
def test_a_body_forged_with_anything_is_refused_in_a_sentence_or_balances(
        journal: list[Entry], at: int, field: int, value: object, left_out: bool) -> None:
    """Whoever makes all hashes anew may write another sound journal, but none that ends in a traceback."""
    entries = list(journal)
    body = dict(entries[at].body)
    name = sorted(body)[field % len(body)]
    if left_out:
        del body[name]
    else:
        body[name] = value
    entries[at] = replace(entries[at], body=body)
    try:
        books = chain.verify(lines(again(entries)))
    except Problem as problem:
        assert all(words(lang).problem(problem) for lang in ("zh", "en"))
        return
    for stock in books.lots.values():
        assert stock.lot.available_t >= 0 and stock.lot.held_t >= 0 and stock.lot.cancelled_t >= 0


def test_a_body_changed_with_its_hash_breaks_the_next_link(entries: list[Entry]) -> None:
    changed = replace(entries[1], body={**entries[1].body, "stored_t": "900.000"})
    assert refused(lines([*again([entries[0], changed]), *entries[2:]])) == ("journal_line_previous", 3)


@pytest.mark.parametrize(("at", "changes", "why"), [
    (4, {"purchase_t": "104.000", "owed_t": "109.000"}, "order_unbalanced"),  # the lots give 105
    (4, {"owed_t": "111.000"}, "order_unbalanced"),
    (4, {"amount_cny": "1590.74"}, "order_unbalanced"),
    (4, {"offsets": [["TP-1", "4.999"]]}, "order_unbalanced"),
    (4, {"offset_max_share": "0.04"}, "order_unbalanced"),
    (4, {"offsets": []}, "order_unbalanced"),
    (4, {"offsets": [["TP-2", "5.000"]]}, "certificate_unknown"),
    (4, {"trade_date": "2027-07-01"}, "certificate_expired"),
    (4, {"lots": [["A-L1", "105.000"]]}, "lot_unbalanced"),
    (4, {"lots": [["A-L1", "110.000"], ["B-L1", "-5.000"]]}, "journal_entry_form"),
    (4, {"lots": [["Z-L1", "105.000"]]}, "lot_unknown"),
    (4, {"lots": [["A-L1", "NaN"]]}, "journal_entry_form"),
    (4, {"until": "soon"}, "journal_entry_form"),
    (2, {"lot": "A-L1"}, "lot_known"),
    (2, {"stored_t": "-1.000"}, "lot_unbalanced"),
    (3, {"tonnes": "100.001"}, "certificate_unbalanced"),
    (5, {"order": "O-9"}, "order_unknown"),
    (6, {"certificate": "YM-C-2026-0002"}, "cancellation_number"),
    (6, {"certificate": "YM-C-2026-1"}, "cancellation_number"),
    (7, {"lost_t": "9.000"}, "lot_loss"),
    (7, {"written_off_t": "-10.000", "shortfall_t": "20.000"}, "lot_loss"),
    (7, {"lost_t": "-10.000", "written_off_t": "-10.000"}, "lot_lost_more"),
    (8, {"order": "O-1"}, "order_known"),
    (9, {"order": "O-1"}, "order_final"),
    (10, {"entry": 1}, "journal_entry_form"),
    (10, {"was": "2025-9"}, "journal_entry_form"),
    (10, {"field": "demo"}, "journal_entry_form"),
])
def test_a_journal_forged_whole_still_has_to_balance(
        entries: list[Entry], at: int, changes: dict[str, object], why: str) -> None:
    """Hashes can be made anew; tonnes cannot."""
    entries[at - 1] = replace(entries[at - 1], body={**entries[at - 1].body, **changes})
    assert refused(lines(again(entries))) == (why, at)


@pytest.mark.parametrize(("kind", "why"), [
    ("order_refunded", "order_status"), ("tonnes_cancelled", "order_status"),  # it is held, not paid
    ("lot_stored", "journal_entry_form"), ("unheard_of", "journal_entry_form")])
def test_an_act_that_cannot_follow(entries: list[Entry], kind: str, why: str) -> None:
    entries[8] = replace(entries[8], kind=kind)
    assert refused(lines(again(entries))) == (why, 9)


@pytest.mark.parametrize("body", [
    '{"demo":false,"lot":"A-L1","lot":"B-L1"}', '{"stored_t":1.5}', '{"stored_t":NaN}',
    '{"a":' * 2000 + "1" + "}" * 2000,
])
def test_bodies_that_two_readers_could_read_differently(body: str) -> None:
    """A key twice, a number with parts, a depth without end: the hash is right and the line is refused."""
    rest = (f'{{"at":"2026-11-23T06:00:00.000Z","body":{body},"format":1%s,"key":"k","kind":"lot_stored","number":1,'
            f'"previous":"{GENESIS}","reason":"","role":"registrar"}}')
    own = hashlib.sha256((rest % "").encode()).hexdigest()
    assert chain.check_links([(rest % f',"hash":"{own}"').encode()]).number == 1
    assert refused([(rest % f',"hash":"{own}"').encode()]) == ("journal_line_form", 1)


def test_a_hash_inside_a_body_is_not_taken_for_the_entrys_own() -> None:
    inner = {"format": 1, "hash": "0" * 64, "key": "k", "kind": "x", "number": 1, "previous": GENESIS, "reason": "",
             "role": "a"}
    entry = next_entry(None, Fact("lot_stored", {"working": inner}), at="2026-11-23T06:00:00.000Z", role="registrar",
                       reason='},"format":1,"hash":"' + "0" * 64 + '","key":"', key="k")
    assert chain.check_links([line(entry).encode()]).hash == entry.hash


@pytest.mark.parametrize("working", [{"price": 15.15}, {"steps": ({"a": "1"},)}])
def test_nothing_is_written_that_could_not_be_read(written: RuleBook, working: dict[str, object]) -> None:
    """A program that puts a float into a working is wrong; the journal does not suffer for it."""
    _, books = play(WHOLE[:1], written)
    order = made("HoldOrder", usual()["HoldOrder"])
    with pytest.raises((TypeError, Problem)):
        act(books, replace(order, working=working), written.at(TODAY), TODAY, at=AT, role="registrar", key="k")
