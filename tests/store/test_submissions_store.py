"""What the public sent, in the store: kept once, its contact no longer than need be, illustrative ones apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest

from core.problem import Problem
from core.reference import read
from core.submissions import Sent, checked
from store import Store, submissions
from store.expiring import forget_contacts
from store.shipped import DATA

SENT = Sent("concern", "plot", "YM-01", "", "'; DROP TABLE submission; -- =1+1 <b>", None, "138 1234 5678")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all: what a test sends it finds by its reference."""
    opened = Store(tmp_path_factory.mktemp("sent") / "x.duckdb")
    yield opened
    opened.close()


def send(store: Store, token: str | None = None) -> str:
    return submissions.send(store, checked(SENT, date(2026, 11, 23)), token or uuid4().hex)


def test_it_is_kept_once_as_it_was_sent(store: Store):
    reference = send(store, "t")
    assert read(reference) == reference
    assert send(store, "t") == submissions.known(store, "t") == reference != send(store, "u")
    found = submissions.find(store, reference)
    assert found is not None
    assert (found.sent, found.state, found.received_on) == (SENT, "received", date(2026, 11, 23))
    assert [one.reference for one in submissions.every(store) if one.token == "t"] == [reference]
    assert submissions.find(store, "4HMASW9NF6YV") is None


@pytest.mark.parametrize("state", ["answered", "set_aside"])
def test_its_contact_is_deleted_as_soon_as_it_is_closed(store: Store, state: str):
    reference, other = send(store), send(store)
    submissions.note(store, reference, "taken_up", "registrar", entry=12) if state == "answered" else None
    submissions.note(store, reference, state, "registrar", "已到现场处理")
    submissions.note(store, reference, state, "registrar", "已到现场处理")  # a double click
    found = submissions.find(store, reference)
    assert found is not None
    assert (found.state, found.sent.contact, found.sent.text) == (state, "", SENT.text)
    assert [one.state for one in found.steps] == (["taken_up"] if state == "answered" else []) + [state]
    with pytest.raises(Problem, match="submission_state"):
        submissions.note(store, reference, "taken_up", "registrar", entry=13)
    with pytest.raises(Problem, match="submission_gone"):
        submissions.note(store, "4HMASW9NF6YV", state, "registrar", "已到现场处理")
    with store.read() as cursor:
        kept = {one for one, in cursor.execute("SELECT reference FROM submission_contact").fetchall()}
    assert other in kept and reference not in kept


def test_contacts_go_by_themselves_when_the_rule_lets_nobody_keep_them(store: Store, monkeypatch: pytest.MonkeyPatch):
    """contact_keep_days is 180: 2026-11-23 + 180 d = 2027-05-22."""
    reference = send(store)
    for day, kept in (("2027-05-21", "138 1234 5678"), ("2027-05-22", "")):
        monkeypatch.setenv("ZHANBU_TODAY", day)
        before = store.data_version
        forget_contacts(store)
        found = submissions.find(store, reference)
        assert found is not None
        assert (found.sent.contact, found.state, store.data_version - before) == (kept, "received", int(not kept))


def test_illustrative_ones_can_be_looked_up_and_leave_as_they_came(store: Store):
    for _ in range(2):
        store.write(submissions.drop_demo)
        store.write(lambda cursor: submissions.keep_demo(cursor, DATA / "demo" / "submissions.yaml"))
    states = {one.reference: one.state for one in submissions.every(store) if one.demo}
    assert states == {read("0000-DEM0-001G"): "received", read("0000-DEM0-002P"): "answered"}
    store.write(submissions.drop_demo)
    assert not any(one.demo for one in submissions.every(store))
