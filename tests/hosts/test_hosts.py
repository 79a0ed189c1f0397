"""The store on a server: tests of the file's store once more, and what several processes do to it at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.journal_case import hold, lot
from store import Store
from store.acts import act
from tests.store import test_acts, test_database, test_overlay, test_snapshot

SAME = (
    test_acts.test_each_follows_the_one_before_it_in_one_transaction,
    test_acts.test_a_refusal_holds_up_nobody_and_sees_what_came_before,
    test_acts.test_a_double_click_is_done_once,
    test_acts.test_where_all_are_refused_nothing_is_written,
    test_acts.test_one_that_the_database_refuses_fails_alone,
    test_database.test_a_write_gives_its_result_and_one_version_more,
    test_database.test_a_statement_that_fails_undoes_the_ones_before_it,
    test_database.test_a_write_within_a_write_is_refused,
    test_database.test_eight_threads_writing_lose_nothing,
    test_database.test_eight_buyers_at_once_never_oversell,
    test_database.test_a_lot_that_does_not_balance_cannot_be_stored,
    test_database.test_a_purchase_cannot_be_stored_twice,
)
globals().update({one.__name__: one for one in SAME})


@pytest.fixture
def hundred(store: Store) -> Iterator[Store]:
    """As tests.store.test_acts has it."""
    act(store, lot("L1", "60.500"), "registrar", "", "a")
    act(store, lot("L2", "39.500"), "registrar", "", "b")
    act(store, hold(1, "12.500"), "registrar", "", "c")
    return store
