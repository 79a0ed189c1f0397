"""The table of rights against domain.md §6, and against what there is to have a right to."""

from __future__ import annotations

import pytest

from core import access
from core.access import EVERYBODY, MONITOR, PUBLIC, STAFF, may
from core.ledger import decide
from core.ledger.act import offices


def test_whatever_is_not_in_the_table_nobody_may() -> None:
    assert not may(EVERYBODY, "page.nothing")
    assert not may(EVERYBODY, "")
    assert not may((), "page.overview")
    assert not may(("king",), "page.overview")


@pytest.mark.parametrize(("role", "may_write"), [
    (PUBLIC, set()),
    ("planner", {"links", "columns", "scenarios", "prices"}),
    ("registrar", {"links", "columns", "submissions"}),
    ("reviewer", {"links", "columns", "submissions"}),
    ("admin", {"links", "columns", "users", "parameters", "inventory", "bulletins", "calendar", "backups",
               "submissions"}),
])
def test_what_each_role_writes_besides_the_journal(role: str, may_write: set[str]) -> None:
    assert {right.removeprefix("write.") for right in access.RIGHTS
            if right.startswith("write.") and may((role,), right)} == may_write


def test_the_table_names_roles_alone() -> None:
    assert all(holders and set(holders) <= {*EVERYBODY, MONITOR} for holders in access.RIGHTS.values())
    assert [right for right, holders in access.RIGHTS.items() if MONITOR in holders] == ["read.meters"]
    assert all(PUBLIC not in holders or holders == EVERYBODY for holders in access.RIGHTS.values())


def test_a_command_is_for_its_offices_and_never_for_the_public() -> None:
    for command in decide.ACTS:
        for role in (*EVERYBODY, "system"):
            assert may((role,), command) == (role in offices(command) and role in STAFF)
        assert access.holders(command), f"nobody may {command.__name__}"
