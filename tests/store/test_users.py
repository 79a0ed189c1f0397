"""The list of people and its history; who did which act, beside the journal; nobody signs what rests on their step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.ledger import four_eyes
from core.ledger.act import offices
from core.ledger.occupation import AssessProposal, SignNotice
from core.people import Claims, Person
from core.problem import Problem
from store import Store, stories, users
from store.acts import act, books
from store.shipped import load_demo

LI = Claims("https://id.example", "1", "li@example.org", "Li Na", frozenset({"planner"}))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory):
    opened = Store(tmp_path_factory.mktemp("users") / "x.duckdb")
    opened.write(load_demo)
    yield opened
    opened.close()


@pytest.fixture
def store(demo: Store) -> Store:
    demo.write(lambda cursor: cursor.execute("DELETE FROM person_change"))
    return demo


def new(mail: str, *roles: str, **more: object) -> Person:
    return Person(0, mail, "", "", "", frozenset(roles), **more)


def refused(store: Store, wanted: Person) -> str:
    before = users.changes(store)
    with pytest.raises(Problem) as problem:
        users.save(store, wanted, 0)
    assert users.changes(store) == before
    return problem.value.key


def test_the_last_admin_cannot_be_taken_away(store: Store):
    first = users.save(store, new("a@example.org", "admin", "planner"), 0)
    for less in ({"roles": frozenset({"planner"})}, {"active": False}, {"until": date(2027, 1, 1)}):
        assert refused(store, replace(first, **less)) == "people_last_admin"
    with pytest.raises(Problem, match="people_last_admin"):
        users.undo(store, first.change, 0)
    users.save(store, new("b@example.org", "admin", until=date(2027, 1, 1)), 0)
    assert refused(store, replace(first, active=False)) == "people_last_admin"  # who leaves is no successor
    users.save(store, new("c@example.org", "admin"), 0)
    assert not users.save(store, replace(first, active=False), 0).active


@pytest.mark.parametrize(("wanted", "key"), [
    (new("", "admin"), "people_who"), (new("a@b", "admin"), "people_mail"), (new("a b@c.org", "admin"), "people_mail"),
    (new("a@example.org", "king"), "people_roles"), (new("a@example.org"), "people_no_role"),
    (new("a@example.org", "admin", until=date(2026, 11, 22)), "people_until"),
    (new(" LI@example.org", "admin"), "people_known"),
])
def test_what_cannot_stand_in_the_list_is_refused(store: Store, wanted: Person, key: str):
    users.save(store, new("li@example.org", "planner"), 0)
    assert refused(store, wanted) == key


def test_a_change_is_undone_once_and_not_over_somebody_elses(store: Store):
    one = users.save(store, new("li@example.org", "planner"), 0)
    more = users.save(store, replace(one, roles=frozenset({"planner", "registrar"})), 7)
    assert refused(store, replace(one, roles=frozenset())) == "people_moved"
    assert users.undo(store, more.change, 7).roles == {"planner"}
    with pytest.raises(Problem, match="people_moved"):
        users.undo(store, more.change, 7)
    assert [(change.by, sorted(change.person.roles)) for change in users.changes(store)] == [
        (0, ["planner"]), (7, ["planner", "registrar"]), (7, ["planner"])]


def test_an_address_lets_somebody_in_once(store: Store):
    users.save(store, new("li@example.org", "reviewer"), 0)
    roster = users.Roster(store)
    assert roster.standing(LI) == (0, {"planner", "reviewer"})
    met = users.meet(store, LI)
    assert users.meet(store, LI) == met
    assert roster.standing(LI) == (met.number, {"planner", "reviewer"})
    heir = replace(LI, subject="2", roles=frozenset())  # the same address, later somebody else's
    assert roster.standing(heir) == (0, frozenset())
    assert roster.standing(replace(LI, issuer="https://other.example", roles=frozenset()))[1] == frozenset()


def test_who_did_an_act_is_kept_beside_the_journal_and_nobody_signs_their_own(store: Store):
    waiting = next(one for one in books(store).occupations.values() if one.step == "notice" and one.demo)
    found = waiting.assessment
    again = AssessProposal(waiting.proposal, found.owed_t, found.area_hm2, found.strata, found.inventory, found.rules,
                           found.working)
    [assessed] = act(store, again, "planner", "", "again", users.meet(store, LI).number)
    assert users.names(store, [assessed.number, found.entry]) == {assessed.number: "Li Na"}
    with pytest.raises(Problem) as problem:
        act(store, SignNotice(waiting.proposal), "reviewer", "", "own", 1)
    assert problem.value.key == "four_eyes"
    [signed] = act(store, SignNotice(waiting.proposal), "reviewer", "", "other", 2)
    assert signed.role == "reviewer"
    journal = "".join(stories.lines(store, range(1, signed.number + 1)))
    assert "Li Na" not in journal
    assert "li@example" not in journal


def test_every_signature_is_a_reviewers():
    assert all("reviewer" in offices(one) for one in four_eyes.RESTS_ON)
