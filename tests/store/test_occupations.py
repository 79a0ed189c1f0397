"""Occupations in the store: planned land uses follow the journal, the outlook counts what is still open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from shapely.geometry import Point

from core.carbon import Stratum
from core.carbon.frozen import strata_of
from core.ledger.commands import HoldOrder
from core.ledger.occupation import (
    AssessProposal,
    ChooseCompensation,
    RevokeNotice,
    SignNotice,
    SubmitProposal,
    WithdrawProposal,
)
from core.ledger.occupation_acts import open_t
from core.problem import Problem
from core.trace_plain import thawed
from data.demo.occupations import DESK, files
from store import Store
from store.acts import act, books
from store.assessing import assessed
from store.decisions import Confirmed, record
from store.journal import check
from store.occupations import SITE, WORKING, keep, kept, site_text
from store.present import listed
from store.shipped import remove_demo, shipped_rules
from store.snapshot import current

D = Decimal
PINE = Stratum("pinus_yunnanensis", D("2.0000"), D("60.0"))
TODAY = date(2026, 11, 23)


def submitted(store: Store, name: str, body: str, day: date = date(2027, 1, 15)) -> None:
    outline = store.write(lambda cursor: keep(cursor, SITE, body))
    act(store, SubmitProposal(name, "村道", "Village road", "road", "元马镇", "Yuanma", "permanent", None, day, outline,
                              True), "planner", "", f"submit {name}")


def frozen(store: Store, name: str) -> AssessProposal:
    found = assessed(current(store), name)
    store.write(lambda cursor: keep(cursor, WORKING, found.working))
    act(store, found.command, "planner", "", f"assess {found.command.working}")
    return found.command


def still(store: Store) -> dict[str, Decimal]:
    return {one.proposal: one.owed_t for one in listed(current(store), "zh")}


def sound(store: Store) -> None:
    store.write(check)


def test_the_illustrative_files_are_what_the_product_itself_makes_of_them(full: Store) -> None:
    for name, text in files(current(full)).items():
        assert (DESK / name).read_text("utf-8") == text, f"{name} differs: run data/demo/occupations.py"


def test_a_proposal_of_the_layer_taken_up_by_the_desk_is_still_one(full: Store) -> None:
    """P-01 comes with the layer, which knows how likely it is, and has a file at the desk."""
    snapshot = current(full)
    assert [(one.proposal, one.probability, one.notice) for one in snapshot.proposals if one.proposal == "P-01"] == [
        ("P-01", D("0.85"), "YM-N-2026-0001")]
    assert len(snapshot.proposals) == 12
    assert books(full).occupations["P-01"].assessment.owed_t == snapshot.proposal_losses["P-01"].owed_t == D("196.337")


def test_what_is_submitted_counts_until_it_is_withdrawn(own: Store) -> None:
    """2 hm² of pine, by hand in tests/core: 30.405 t owed; it stays counted whole: nobody knows how likely it is."""
    before = still(own)
    submitted(own, "Z-1", site_text(None, (PINE,)))
    assert still(own) == before | {"Z-1": D("30.405")}
    one = next(one for one in current(own).proposals if one.proposal == "Z-1")
    assert (one.probability, one.outlined, one.planned_on) == (1, False, date(2027, 1, 15))
    sound(own)
    act(own, WithdrawProposal("Z-1"), "registrar", "项目取消", "w")
    assert "Z-1" not in {one.proposal for one in current(own).proposals}
    sound(own)
    with pytest.raises(Problem) as refused:  # where it lies was never kept: nothing is written
        act(own, SubmitProposal("Z-4", "村道", "Road", "road", "元马镇", "Yuanma", "permanent", None, TODAY, "a" * 64,
                                True), "planner", "", "s")
    assert refused.value.key == "occupation_gone"
    assert "Z-4" not in books(own).occupations


def test_what_is_ordered_is_no_longer_expected(own: Store) -> None:
    """10 t of P-03's notice over 22.375 t are held: the rest is still to come, and the books bear it."""
    price, day = D("28.57"), TODAY

    def order(name: str, tonnes: str, amount: str) -> None:
        act(own, HoldOrder(name, "铜矿", "Mine", "mine", "姜驿乡", "Jiangyi", day, D(tonnes), (), price, D(amount), day,
                           demo=True, proposal="P-03"), "registrar", "", name)

    act(own, ChooseCompensation("P-03", day, D(0)), "registrar", "", "c")
    order("A-1", "10", "285.70")
    assert still(own)["P-03"] == open_t(books(own), "P-03") == D("12.375")
    order("A-2", "12.375", "353.55")
    assert "P-03" not in still(own)
    sound(own)
    with pytest.raises(Problem) as refused:
        order("A-3", "0.001", "0.03")
    assert refused.value.key == "proposal_order_more"
    with pytest.raises(Problem) as refused:
        act(own, RevokeNotice("P-03"), "reviewer", "有误", "r")
    assert refused.value.key == "proposal_ordered"


def test_an_outline_is_cut_with_the_inventory_and_its_working_is_kept(own: Store) -> None:
    """The frozen working is the one that was shown, step by step, and says what it was made of."""
    parcel = next(one for one in current(own).inventory.parcels(["SC01847"]).values())
    submitted(own, "Z-2", site_text(Point(parcel.geometry.representative_point()).buffer(0.0005)))
    found = assessed(current(own), "Z-2")
    command = frozen(own, "Z-2")
    body = kept(own, WORKING, books(own).occupations["Z-2"].assessment.working)
    assert thawed(body) == found.loss.step
    assert (body["owed_t"], body["inventory"], body["rules_of"]) == (f"{command.owed_t}", "1", "2027-01-15")
    assert tuple(one.stratum for one in found.loss.strata) == strata_of(
        [{name: value for name, value in one.items() if name not in ("stock_t", "flow_t", "total_t", "growth")}
         for one in body["strata"]])
    assert sum(hm2 for _, hm2, _ in command.strata) == command.area_hm2
    then = books(own).occupations["Z-2"].assessment
    assert not assessed(current(own), "Z-2").changed(then)
    five = Confirmed(date(2026, 1, 1), D(5), "会议纪要")
    own.write(lambda cursor: record(cursor, shipped_rules(), "loss_horizon_years", five, "staff"))
    now = assessed(current(own), "Z-2")  # two years more are lost: to be seen before the notice
    assert set(now.changed(then)) == {"owed_t", "rules"}
    assert now.command.owed_t > then.owed_t


def test_a_table_that_is_not_what_the_journal_says_is_found(own: Store) -> None:
    for change in ("UPDATE proposal SET township_zh = '元马镇' WHERE proposal = 'P-03'",
                   "UPDATE occupation SET owed_t = 22.376 WHERE proposal = 'P-03'",
                   "DELETE FROM proposal WHERE proposal = 'P-04'"):
        def damaged(cursor, change: str = change) -> None:
            cursor.execute(change)
            check(cursor)

        with pytest.raises(Problem) as refused:
            own.write(damaged)
        assert refused.value.key == "books_differ"
    sound(own)  # nothing of it was kept


def test_illustrative_occupations_go_with_their_data(own: Store) -> None:
    act(own, SignNotice("P-08"), "reviewer", "", "n")
    own.write(remove_demo)
    assert not current(own).proposals
    sound(own)
