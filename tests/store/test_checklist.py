"""What moves with an unconfirmed parameter: the quick headlines are those of the pages, and nothing open is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.carbon import Tools, account, assess
from core.checklist import HEADLINES, Case, Checklist, check_workable, checklist, group_of, headlines, try_out
from core.market import price_history
from core.numbers import tonnes
from core.problem import Problem
from core.rules import Dated, Movement, Reference, Rule, RuleBook
from core.rules.book import ASSUMPTIONS
from store import Store
from store.sample import UNTIL, sample_survey
from store.snapshot import Snapshot

D = Decimal
TODAY = date(2026, 11, 23)
SOURCE = Reference("x", "x")


@pytest.fixture(scope="module")
def snapshot(full: Store) -> Snapshot:
    return Snapshot(full)


@pytest.fixture(scope="module")
def case(snapshot: Snapshot) -> Case:
    planned = {one.proposal: one.planned_on for one in snapshot.proposals}
    proposals = tuple((planned[name], loss) for name, loss in snapshot.proposal_losses.items())
    return Case(TODAY, snapshot.species, snapshot.equations, proposals, sample_survey(snapshot.species), UNTIL,
                snapshot.series)


@pytest.fixture(scope="module")
def found(snapshot: Snapshot, case: Case) -> Checklist:
    return checklist(snapshot.rules, case)


def owed(case: Case, book: RuleBook) -> Decimal:
    """As the calculator reckons it, proposal by proposal."""
    return sum((assess([one.stratum for one in loss.strata], loss.occupation, on, book, case.species).owed_t
                for on, loss in case.proposals), D(0))


def test_the_headlines_are_what_the_pages_show(snapshot: Snapshot, case: Case, found: Checklist):
    """Owed: the proposals' losses, each rounded on the pages, so 12 times 0.0005 t apart at the most."""
    listed = sum(loss.owed_t for loss in snapshot.proposal_losses.values())
    assert abs(found.base["owed"] - listed) <= D("0.006")
    tools = Tools(snapshot.rules.at(TODAY), snapshot.species, snapshot.equations)
    assert found.base["removals"] == account(case.survey, tools, UNTIL).removals_t
    prices = [price for _, _, price in price_history(snapshot.series, snapshot.rules)][-250:]
    assert abs(found.base["price"] - sum(prices) / 250) < D("0.01")


def test_every_value_tried_gives_what_the_whole_calculation_gives(snapshot: Snapshot, case: Case, found: Checklist):
    """The shortcuts (only strata that read the parameter, equations that remember) change nothing."""
    tried = 0
    for one in found.open:
        for moved in one.movements:
            for value, headline in moved.points[:2]:
                book = snapshot.rules.extended([one.rule]).reform_all({one.rule.id: value})
                if moved.headline == "removals":
                    tools = Tools(book.at(TODAY), snapshot.species, snapshot.equations)
                    assert headline == account(case.survey, tools, UNTIL).removals_t, one.rule.id
                    tried += 1
                elif moved.headline == "owed" and one.rule.id in SLOWLY:
                    assert abs(headline - owed(case, book)) <= D("0.006"), one.rule.id
                    tried += 1
    assert tried > 25


SLOWLY = {"loss_basis", "loss_horizon_years", "volume_growth_rate.young", "species.云南松.BEF", "species.阔叶混.D",
          "mapping.acacia_confusa", "parameter_set", "young_curve.rate", "removed_share"}


def test_only_what_is_open_stands_on_the_list_and_all_of_it(snapshot: Snapshot, found: Checklist):
    ids = [one.rule.id for one in found.open]
    assert len(set(ids)) == len(ids)
    rules = {rule.id for rule in snapshot.rules if rule.at(TODAY).status in ASSUMPTIONS}
    equations = {one.reading.id for one in snapshot.equations.all if one.reading.status in ASSUMPTIONS}
    assert set(ids) == rules | equations
    assert equations
    assert not equations & found.rules
    assert rules <= found.rules


def test_the_widest_comes_first(found: Checklist):
    widths = [one.width for one in found.open]
    assert widths == sorted(widths, reverse=True)
    for name in HEADLINES:
        moved = [moved.width for _, moved in found.widest(name, 99)]
        assert moved == sorted(moved, reverse=True)
        assert all(moved)
    assert found.moving == sum(1 for one in widths if one)


def test_what_reads_a_parameter_is_named(found: Checklist):
    assert [step.key for step in found.steps["removals"]["non_permanence_risk"]] == ["removals.claimed"]
    assert "national_average_definition" in found.steps["price"]
    assert "block_only_day" in found.steps["price"]  # only some days consult it


def test_a_linear_parameter_moves_as_it_must(found: Checklist):
    """K_RISK 0.10 → 0.05 and 0.20: × 0.95/0.90 and × 0.80/0.90, rounded down to 0.001 t."""
    risk = found.find("non_permanence_risk")
    assert risk is not None
    moved = next(one for one in risk.movements if one.headline == "removals")
    points = dict(moved.points)
    assert abs(points[D("0.05")] - moved.base * D("0.95") / D("0.90")) < D("0.002")
    assert abs(points[D("0.20")] - moved.base * D("0.80") / D("0.90")) < D("0.002")


def test_a_row_that_is_the_species_own_is_not_moved(found: Checklist):
    pine, acacia = found.find("mapping.pinus_yunnanensis"), found.find("mapping.acacia_confusa")
    assert pine is not None and pine.width == 0
    assert acacia is not None and acacia.width > 0


def test_every_group_has_its_parameters(found: Checklist):
    assert {group_of(one.rule) for one in found.open} == {"loss", "species", "accounting", "market", "scheme",
                                                          "land_use"}


def test_a_decided_parameter_leaves_the_list_from_its_day(snapshot: Snapshot, case: Case):
    def open_ids(since: date) -> set[str]:
        book = snapshot.rules.decided("loss_basis", Dated(since, "flow", SOURCE, status="sourced"))
        return {one.rule.id for one in checklist(book, case).open}

    assert "loss_basis" not in open_ids(TODAY)
    assert "loss_basis" in open_ids(date(2026, 11, 24))


def test_trying_a_value_out_and_the_same_by_hand(snapshot: Snapshot, case: Case):
    """Young stands grow at 8 % a year: what they owe is in proportion to the rate."""
    base = headlines(case)["owed"](snapshot.rules)
    at = {rate: try_out(snapshot.rules, case, "volume_growth_rate.young",
                        Dated(date(2020, 1, 1), D(rate), SOURCE))["owed"] for rate in ("0.04", "0.06")}
    assert abs((base - at["0.06"]) * 2 - (base - at["0.04"])) <= D("0.002")


@pytest.mark.parametrize(("rule", "value", "key"), [
    ("stand_age_max", D(50), "decision_breaks"),  # the demo county has older pines
    ("age_class_limits.pine.natural", ((None, "young"),), None), ("loss_basis", "stock", None),
    ("young_curve.rate", D(0), "decision_breaks"),
])
def test_a_value_that_would_stop_the_pages_is_found_before(snapshot: Snapshot, case: Case, rule: str, value, key):
    dated = Dated(date(2020, 1, 1), value, SOURCE)
    if key is None:
        check_workable(snapshot.rules, case, rule, dated)
        return
    with pytest.raises(Problem) as problem:
        check_workable(snapshot.rules, case, rule, dated)
    assert problem.value.key in (key, "decision_arithmetic")


def test_without_proposals_there_is_nothing_owed_to_compare(snapshot: Snapshot, case: Case):
    empty = Case(case.day, case.species, case.equations, (), case.survey, case.until, case.series)
    assert set(checklist(snapshot.rules, empty).base) == {"removals", "price"}


def test_a_movement_without_another_value_is_none():
    moved = Movement("owed", D(5), ())
    assert (moved.low, moved.high, moved.width, moved.change(D(6))) == (D(5), D(5), 0, D("0.2"))
    assert Movement("owed", D(0), ()).change(D(6)) is None


def test_tonnes_of_the_headline_are_rounded_as_books_are(found: Checklist):
    assert found.base["owed"] == tonnes(found.base["owed"])


def test_the_rules_of_the_list_are_rules(found: Checklist):
    assert all(isinstance(one.rule, Rule) for one in found.open)
