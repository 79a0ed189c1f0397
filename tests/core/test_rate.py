"""The token bucket, by hand: so many at once, then one after the other."""

from __future__ import annotations

from core.rate import Rate, take

THREE = Rate(burst=3, every_ms=1000)


def test_a_burst_then_one_each_second() -> None:
    full = 0
    for _ in range(3):
        full, wait = take(THREE, full, 10_000)
        assert wait == 0
    assert full == 13_000
    assert take(THREE, full, 10_000) == (13_000, 1000)
    assert take(THREE, full, 10_999) == (13_000, 1)
    assert take(THREE, full, 11_000) == (14_000, 0)


def test_who_waited_long_has_the_burst_and_no_more() -> None:
    full, _ = take(THREE, 0, 10_000, 3)
    full, wait = take(THREE, full, 1_000_000, 3)
    assert (full, wait) == (1_003_000, 0)
    assert take(THREE, full, 1_000_000) == (full, 1000)
    assert take(THREE, 0, 5, 4)[1] > 0


def test_trying_in_vain_takes_nothing() -> None:
    full, _ = take(THREE, 0, 0, 3)
    for now in range(0, 1000, 100):
        full, wait = take(THREE, full, now)
        assert wait == 1000 - now
    assert take(THREE, full, 1000)[1] == 0
