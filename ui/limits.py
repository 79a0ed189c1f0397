"""How often one address, and all together, may ask for something: in memory, without keeping who it was.

An address is kept as a keyed hash whose key is drawn anew every 24 hours and with each start, so that nobody can tell
later who came; IPv6 addresses count by their first 56 bits, the network that one line is given.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from core.rate import Rate, take
from watching.happenings import turned_away

FIRST_SWEEP = 1024  # addresses after which those that are free again are forgotten
BYTES = 16
MS = 1000
DAY = 24 * 60 * 60 * MS


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Limit:
    """One kind of thing. `each`: what one address may; `together`: what all of them may."""

    def __init__(self, each: Rate, together: Rate, clock: Callable[[], int] = _now_ms):
        self._rates, self._clock = (each, together), clock
        self._lock = threading.Lock()
        self._all = 0  # when all together may as often as at first again
        self._begin(clock())

    def wait(self, address: str | None, count: int = 1) -> int:
        """Take `count` for this address (None: this machine): whole seconds to wait, 0 where it may. Who must wait took
        nothing, neither of one's own nor of what is there for all."""
        each, together = self._rates
        with self._lock:
            now = self._clock()
            if now - self._since >= DAY:
                self._begin(now)
            name = self._name(address)
            own, wait = take(each, self._by.get(name, 0), now, count)
            if not wait:
                all_, wait = take(together, self._all, now, count)
                if not wait:
                    self._by[name], self._all = own, all_
                    self._sweep(now)
        if wait:
            turned_away()
        return -(-wait // MS)

    def _begin(self, now: int) -> None:
        self._since, self._key = now, secrets.token_bytes(BYTES)
        self._by: dict[bytes, int] = {}  # hash of an address → when its bucket is full again
        self._sweep_at = FIRST_SWEEP

    def _name(self, address: str | None) -> bytes:
        return hashlib.blake2b(network(address).encode(), key=self._key, digest_size=BYTES).digest()

    def _sweep(self, now: int) -> None:
        if len(self._by) >= self._sweep_at:
            self._by = {name: full_at for name, full_at in self._by.items() if full_at > now}
            self._sweep_at = max(FIRST_SWEEP, 2 * len(self._by))


def network(address: str | None) -> str:
    """What counts as one visitor: an IPv4 address, the first 56 bits of an IPv6 address; empty for this machine and for
    what is no address."""
    try:
        found = ip_address(address or "::1")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return network(str(found.ipv4_mapped))
        return "" if found.is_loopback else found.packed[:7].hex()
    return "" if found.is_loopback else str(found)
