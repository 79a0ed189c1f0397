"""Policies saved to compare: kept as they were, under one name each, withdrawn, never changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.market.policy import Policy
from core.problem import Problem
from core.rules import RuleBook
from store import Store
from store.policies import Saved, policies, save, withdraw
from store.snapshot import Snapshot, shipped_rules

D = Decimal
LONG = Policy("二十日均价", {"price_window_days": D(20), "price_multiplier": D("0.250"),
                             "national_average_definition": "listed"})


def keep(store: Store, policy: Policy, book: RuleBook | None = None) -> int:
    return store.write(lambda cursor: save(cursor, book or shipped_rules(), policy, "staff"))


def kept(store: Store) -> tuple[Saved, ...]:
    with store.read() as cursor:
        return policies(cursor)


def test_a_policy_comes_back_as_it_was(store: Store):
    before = Snapshot(store)
    assert keep(store, LONG) == 1
    after = Snapshot(store)
    assert (before.policies, before.version + 1) == ((), after.version)
    (one,) = after.policies
    assert (one.number, one.role, one.policy(after.rules)) == (1, "staff", LONG)
    assert str(one.policy(after.rules).changes["price_multiplier"]) == "0.250"


def test_a_name_is_used_once_at_a_time(store: Store):
    keep(store, LONG)
    with pytest.raises(Problem) as refused:
        keep(store, Policy(" 二十日均价 ", {}))
    assert (refused.value.key, len(kept(store))) == ("policy_exists", 1)
    store.write(lambda cursor: withdraw(cursor, 1, "staff"))
    assert kept(store) == ()
    assert keep(store, Policy("二十日均价", {})) == 2
    assert [one.number for one in kept(store)] == [2]


def test_a_withdrawn_policy_stays_in_the_file(store: Store):
    keep(store, LONG)
    store.write(lambda cursor: withdraw(cursor, 1, "staff"))
    with store.read() as cursor:
        assert cursor.execute("SELECT count(*) FROM policy").fetchall() == [(1,)]
    for number in (1, 7):
        with pytest.raises(Problem) as refused:
            store.write(lambda cursor, number=number: withdraw(cursor, number, "staff"))
        assert refused.value.key == "policy_unknown"


@pytest.mark.parametrize(("policy", "key"), [
    (Policy("  ", {}), "policy_name"), (Policy("长" * 61, {}), "policy_name_long"),
    (Policy("a", {"price_multiplier": D(2)}), "rule_range"),
    (Policy("a", {"loss_basis": "flow"}), "policy_rule"),
    (Policy("a", {"price_floor_cny": D(30), "price_ceiling_cny": D(10)}), "price_bounds"),
])
def test_what_cannot_be_kept_leaves_nothing_behind(store: Store, policy: Policy, key: str):
    version = store.data_version
    with pytest.raises(Problem) as refused:
        keep(store, policy)
    assert (refused.value.key, kept(store), store.data_version) == (key, (), version)


def test_a_policy_the_rules_cannot_take_any_more_says_so(store: Store):
    keep(store, Policy("低上限", {"price_ceiling_cny": D(20)}))
    (one,) = kept(store)
    with pytest.raises(Problem) as refused:
        one.policy(shipped_rules().reform_all({"price_floor_cny": D(25)}))
    assert refused.value.key == "price_bounds"
