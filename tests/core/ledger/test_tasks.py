"""What waits for whom, by hand: each thing of the books at the step it stands in."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_tables import TODAY, play, words

from core.ledger.state import EMPTY
from core.ledger.waiting import KINDS, OFFICES, URGENCIES, Task, waiting
from core.rules import RuleBook
from ui.words import words as of

FILE = ("OpenPlotFile plot=B", "ScreenPlot plot=B", "MeasurePlot plot=B", "AgreePlot plot=B",
        "PostNotice plot=B start=2026-11-20 end=2026-12-06")


def tasks(book: RuleBook, *acts: str, day: date = TODAY) -> tuple[Task, ...]:
    _, books = play(tuple((line.split()[0], words(line)) for line in acts), book)
    return waiting(books, book.at(day), day)


def said(found: tuple[Task, ...]) -> list[str]:
    return [f"{one.urgency} {one.office} {one.kind} {one.name}" + (f" {one.tonnes:f}" if one.tonnes else "")
            + (f" {one.due}" if one.due else "") for one in found]


def test_nothing_waits_in_empty_books(written: RuleBook):
    assert waiting(EMPTY, written.at(TODAY), TODAY) == ()


@pytest.mark.parametrize(("steps", "wanted"), [
    (1, ["later registrar plot_screening B"]),
    (2, ["later registrar plot_measurement B"]),
    (3, ["later registrar plot_agreement B"]),
    (4, ["later reviewer plot_notice B"]),
    (5, ["soon reviewer notice_runs B 2026-12-06"])])
def test_a_plot_waits_in_its_step(written: RuleBook, steps: int, wanted: list[str]):
    assert said(tasks(written, *FILE[:steps])) == wanted


def test_a_notice_waits_for_its_end_its_objections_and_then_for_the_lot(written: RuleBook):
    objected = (*FILE, "RaiseObjection plot=B received_on=2026-11-22")
    assert said(tasks(written, *objected)) == [
        "soon reviewer notice_runs B 2026-12-06", "soon reviewer objection B 2026-12-06"]
    over = date(2026, 12, 7)
    assert said(tasks(written, *objected, day=over)) == ["overdue reviewer objection B 2026-12-06"]
    assert said(tasks(written, *objected, "AnswerObjection plot=B", day=over)) == ["today registrar plot_listing B"]
    assert said(tasks(written, *objected, "AnswerObjection plot=B upheld=yes", day=over)) == [
        "today reviewer notice_upheld B"]
    assert tasks(written, *FILE[:1], "WithdrawPlot plot=B") == ()


def test_a_proposal_waits_until_all_of_it_is_ordered(written: RuleBook):
    lot, start = ("StoreLot",), ("SubmitProposal planned_on=2026-12-07",)
    due = "2026-12-07"
    assert said(tasks(written, *start)) == [f"soon planner assessment Y-1 {due}"]
    assert said(tasks(written, *start, day=date(2026, 12, 8))) == [f"overdue planner assessment Y-1 {due}"]
    assert said(tasks(written, *start, "AssessProposal")) == [f"soon reviewer notice_sign Y-1 100.000 {due}"]
    signed = (*lot, *start, "AssessProposal", "SignNotice")
    assert said(tasks(written, *signed)) == [f"soon registrar choice Y-1 100.000 {due}"]
    chosen = (*signed, "ChooseCompensation offset_t=0")
    held = "HoldOrder proposal=Y-1 owed_t=40 amount_cny=606.00 until=2026-11-23"
    assert said(tasks(written, *chosen)) == [f"soon registrar order_open Y-1 100.000 {due}"]
    assert said(tasks(written, *chosen, held)) == [
        "today registrar payment O-1 40.000 2026-11-23", f"soon registrar order_open Y-1 60.000 {due}"]
    rest = "HoldOrder order=O-2 proposal=Y-1 owed_t=60 amount_cny=909.00 until=2026-12-20"
    assert said(tasks(written, *chosen, held, rest)) == [
        "today registrar payment O-1 40.000 2026-11-23", "later registrar payment O-2 60.000 2026-12-20"]


def test_an_order_waits_for_its_money_its_certificate_and_its_sharing(written: RuleBook):
    order = ("StoreLot", "HoldOrder")
    assert said(tasks(written, *order, day=date(2026, 12, 9))) == [
        "overdue registrar hold_over O-1 10.000 2026-12-08"]
    assert said(tasks(written, *order, "RecordPayment")) == ["today registrar cancellation O-1 10.000"]
    assert said(tasks(written, *order, "RecordPayment", "CancelTonnes")) == ["today registrar sharing O-1 10.000"]
    assert tasks(written, *order, "ReleaseOrder") == tasks(written, *order, "RecordPayment", "RefundOrder") == ()


def test_a_lot_waits_for_its_measurement_and_what_is_short_for_a_plan(written: RuleBook):
    lot = ("StoreLot", "StoreLot lot=B-L1 plot=B", "HoldOrder owed_t=100 amount_cny=1515.00", "RecordPayment "
           "amount_cny=1515.00", "CancelTonnes")
    assert said(tasks(written, *lot, day=date(2027, 12, 17))) == [  # 14 days before 31 December
        "today registrar sharing O-1 100.000", "soon registrar lot_ends A-L1 100.000 2027-12-31",
        "soon registrar lot_ends B-L1 100.000 2027-12-31"]
    assert tasks(written, *lot[:1], day=date(2027, 10, 1)) == ()  # 91 days before
    assert said(tasks(written, *lot[:1], day=date(2027, 10, 2))) == [
        "later registrar lot_ends A-L1 100.000 2027-12-31"]
    assert [one for one in said(tasks(written, *lot, day=date(2028, 1, 1))) if "lot" in one] == [
        "today registrar lot_measure A-L1 100.000", "today registrar lot_measure B-L1 100.000"]
    burnt = (*lot, "ReverseLot lost_t=50")
    assert "today registrar shortfall A-L1 50.000" in said(tasks(written, *burnt))
    planned = said(tasks(written, *burnt, "PlanRemedy due=2026-11-30"))
    assert {"today registrar shortfall A-L1 20.000", "soon registrar remedy R-1 30.000 2026-11-30"} < set(planned)
    assert "soon registrar remedy R-1 10.000 2026-11-30" in said(
        tasks(written, *burnt, "PlanRemedy due=2026-11-30", "ReplaceShortfall tonnes=20"))


def test_certificates_wait_for_their_last_day_and_findings_to_be_closed(written: RuleBook):
    assert tasks(written, "RegisterCertificate valid_until=2026-12-08") == ()  # 15 days
    assert said(tasks(written, "RegisterCertificate valid_until=2026-12-07")) == [
        "soon registrar certificate_ends TP-1 100.000 2026-12-07"]
    assert tasks(written, "RegisterCertificate valid_until=2026-12-07", "WithdrawCertificate") == ()
    seen = ("StoreLot", "RecordFinding")
    assert said(tasks(written, *seen)) == ["today registrar finding YM-W-2026-0001"]
    assert said(tasks(written, *seen, "TakeUpFinding")) == ["later registrar finding_checking YM-W-2026-0001"]
    assert tasks(written, *seen, "TakeUpFinding", "CloseFinding") == ()


def test_every_kind_and_office_has_its_words():
    for lang in ("zh", "en"):
        say = of(lang)
        assert all(say(f"waiting.kind.{one}") for one in KINDS)
        assert all(say(f"field.role.{one}") for one in OFFICES)
        assert all(say(f"waiting.{one}") for one in URGENCIES)
