"""How often somebody may do something: a token bucket as one number, the moment at which it is full again.

Nothing is kept here and no clock is read: whoever asks keeps the number and gives the time, in whole milliseconds of
any clock that only goes forward.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` things at once; what is used up comes back one each `every_ms` milliseconds."""

    burst: int
    every_ms: int


def take(rate: Rate, full_at: int, now: int, count: int = 1) -> tuple[int, int]:
    """Take `count` things: when the bucket is full again, and the milliseconds to wait, 0 where they may be had now.

    `full_at`: of the last time, 0 for who never came; one that is past is a full bucket, which need not be kept. Who
    has to wait has taken nothing. More than `burst` are never had, however long one waits.
    """
    after = max(full_at, now) + count * rate.every_ms
    wait = after - now - rate.burst * rate.every_ms
    return (after, 0) if wait <= 0 else (full_at, wait)
