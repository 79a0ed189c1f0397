"""The store on a server: tests of the file's store once more, and what several processes do to it at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.journal_case import hold, lot
from store import Store
from store.acts import act
from tests.store import (
    test_acts,
    test_database,
    test_documents,
    test_inventory_versions,
    test_journal,
    test_occupations,
    test_overlay,
    test_plot_files,
    test_shipped,
    test_snapshot,
)

SAME = (  # in the order in which they share what was opened
    test_acts.test_each_follows_the_one_before_it_in_one_transaction,
    test_acts.test_a_refusal_holds_up_nobody_and_sees_what_came_before,
    test_acts.test_a_double_click_is_done_once,
    test_acts.test_one_that_the_database_refuses_fails_alone,
    test_database.test_a_statement_that_fails_undoes_the_ones_before_it,
    test_database.test_eight_buyers_at_once_never_oversell,
    test_journal.test_an_act_follows_what_is_stored_not_what_was_kept,
    test_journal.test_tampering_is_found,
    test_documents.test_the_bytes_go_with_the_last_that_needs_them,
    test_inventory_versions.test_versions_stay_and_can_be_gone_back_to,
    test_occupations.test_what_is_submitted_counts_until_it_is_withdrawn,
    test_plot_files.test_what_is_corrected_in_a_file_is_corrected_in_the_table,
    test_shipped.test_every_price_is_the_csv_s_to_the_last_digit,
    test_shipped.test_filling_again_mends_what_was_changed,
    test_snapshot.test_a_reserve_is_read_at_one_moment_whatever_is_written_meanwhile,
    test_snapshot.test_every_proposal_is_assessed_under_the_rules_of_its_day,
    test_snapshot.test_a_township_shows_all_or_the_largest,
    test_overlay.test_areas_are_geopandas_s_to_a_millionth,
)
globals().update({one.__name__: one for one in SAME})


@pytest.fixture
def hundred(store: Store) -> Iterator[Store]:
    """As tests.store.test_acts has it."""
    act(store, lot("L1", "60.500"), "registrar", "", "a")
    act(store, lot("L2", "39.500"), "registrar", "", "b")
    act(store, hold(1, "12.500"), "registrar", "", "c")
    return store
