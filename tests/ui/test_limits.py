"""How often an address may ask: each for itself, all together, and nothing left of who it was."""

from __future__ import annotations

import pytest

from core.rate import Rate
from ui.limits import FIRST_SWEEP, Limit, network


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.ms = 0

    def limit(self, each: int = 2, together: int = 100) -> Limit:
        return Limit(Rate(each, 60_000), Rate(together, 1000), lambda: self.ms)


def test_each_address_has_its_own_count_and_hears_when_to_come_back() -> None:
    clock = Clock()
    limit = clock.limit()
    assert [limit.wait("203.0.113.7") for _ in range(3)] == [0, 0, 60]
    assert limit.wait("203.0.113.8") == 0
    clock.ms = 59_001
    assert limit.wait("203.0.113.7") == 1
    clock.ms = 60_000
    assert limit.wait("203.0.113.7") == 0


def test_all_together_have_a_ceiling_which_who_is_refused_does_not_use_up() -> None:
    limit = Clock().limit(each=2, together=4)
    assert [limit.wait("203.0.113.1") for _ in range(9)][2:] == [60] * 7
    assert [limit.wait("203.0.113.2") for _ in range(2)] == [0, 0]
    assert limit.wait("203.0.113.3") == 1


def test_one_subscriber_of_ipv6_is_one_address_and_a_mapped_one_is_ipv4() -> None:
    assert network("2001:db8:1:2aa:aaaa::1") == network("2001:db8:1:2bb::5") != network("2001:db8:1:3bb::5")
    assert network("::ffff:203.0.113.7") == network("203.0.113.7")
    assert network("::1") == network("127.0.0.1") == network(None) == network("no address")


@pytest.mark.parametrize("hours", [1, 24])
def test_nothing_that_is_kept_names_an_address(hours: int):
    """And a day later the same address has another name, so that nobody can follow it."""
    clock = Clock()
    limit = clock.limit()
    limit.wait("203.0.113.7")
    before = set(limit._by)
    assert all(b"203" not in name and len(name) == 16 for name in before)
    clock.ms = hours * 3_600_000
    limit.wait("203.0.113.7")
    assert (set(limit._by) == before) == (hours < 24)


def test_addresses_that_are_free_again_are_forgotten() -> None:
    clock = Clock()
    limit = clock.limit(together=10 * FIRST_SWEEP)
    for number in range(FIRST_SWEEP):
        limit.wait(f"10.0.{number // 256}.{number % 256}")
    clock.ms = 60_000
    for number in range(FIRST_SWEEP):
        limit.wait(f"10.1.{number // 256}.{number % 256}")
    assert len(limit._by) == FIRST_SWEEP
