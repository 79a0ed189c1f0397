"""What is counted and measured while the product runs, for Prometheus. Labels have few values and none of a visitor."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

disable_created_metrics()
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # memory, processor time, open files, start; on Linux


def _gauge(name: str, text: str) -> Gauge:
    return Gauge(f"zhanbu_{name}", text, registry=REGISTRY)


requests = Counter("zhanbu_requests", "HTTP answers", ("route", "status"), registry=REGISTRY)
request_seconds = Histogram("zhanbu_request_seconds", "Until the last byte of an answer was handed over", ("route",),
                            buckets=(0.005, 0.025, 0.1, 0.5, 2.5, 10), registry=REGISTRY)
rerun_seconds = Histogram("zhanbu_rerun_seconds", "Whole runs of a page; those of a part of it are not counted",
                          ("page",), buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10), registry=REGISTRY)
acts = Counter("zhanbu_acts", "Acts on the books", ("kind", "outcome"), registry=REGISTRY)
write_wait_seconds = Histogram("zhanbu_write_wait_seconds", "Until the one writer began with a write",
                               buckets=(0.001, 0.01, 0.1, 1, 10), registry=REGISTRY)
write_seconds = Histogram("zhanbu_write_seconds", "From there until it stood or was rolled back",
                          buckets=(0.001, 0.01, 0.1, 1, 10), registry=REGISTRY)
limited = Counter("zhanbu_rate_limited", "Requests turned away because too many came", registry=REGISTRY)
sign_ins = Counter("zhanbu_sign_ins", "Staff sign-ins", ("way",), registry=REGISTRY)
fetches = Counter("zhanbu_price_fetches", "Bulletins asked for", ("outcome",), registry=REGISTRY)
errors = Counter("zhanbu_errors", "Errors logged", registry=REGISTRY)

uptime = _gauge("uptime_seconds", "Since the program started")
sessions = _gauge("sessions", "Browser windows with a page open")
queue = _gauge("write_queue", "Writes that wait for the one writer")
writing = _gauge("writing_seconds", "For how long the write under way has been, 0 without one")
data_version = _gauge("data_version", "Grows by one with each write")
journal_entries = _gauge("journal_entries", "Entries of the journal of the books")
verified_at = _gauge("journal_verified_timestamp_seconds", "When chain and books were last verified, 0: never")
holds = _gauge("journal_holds", "Whether they held then, 1 or 0")
backup_at = _gauge("backup_timestamp_seconds", "When the last good backup was made, 0: there is none")
backup_bytes = _gauge("backup_bytes", "Its size")
backup_current = _gauge("backup_current", "Whether nothing was written since, 1 or 0")
backup_failed = _gauge("backup_failed", "Whether the latest try failed, 1 or 0")
price_age = _gauge("price_age_market_days", "Market days since the last known price, -1: there is none")
holds_overdue = _gauge("holds_overdue", "Holds that are over and have not been ended")
store_bytes = _gauge("store_bytes", "The data file and its log")
free_bytes = _gauge("disk_free_bytes", "Free where the data lie")
findings = Gauge("zhanbu_findings", "What the health page says is wrong", ("level",), registry=REGISTRY)
build = Gauge("zhanbu_build_info", "Versions; always 1", ("version", "schema", "python", "duckdb", "streamlit"),
              registry=REGISTRY)

EVERY_S = 60  # between two lines that say how many requests were turned away
_began = time.monotonic()
_answers: dict[tuple[str, int], Counter] = {}
_routes: dict[str, Histogram] = {}
_turned: list[float] = [0, -EVERY_S]  # how many since the last line, when that was
_turning = threading.Lock()


def generate() -> bytes:
    """All of them, in Prometheus' text format."""
    return generate_latest(REGISTRY)


def running() -> float:
    """Seconds since the program started."""
    return time.monotonic() - _began


def answered(route: str, status: int, seconds: float) -> None:
    """An HTTP answer went out. Kept children: looking labels up would cost a public page what it takes to answer."""
    key = route, status // 100
    known = _answers.get(key)
    if known is None:
        known = _answers[key] = requests.labels(route, f"{key[1]}xx")
        _routes[route] = request_seconds.labels(route)
    known.inc()
    _routes[route].observe(seconds)


@contextmanager
def rerun(page: str) -> Iterator[None]:
    """A whole run of a page; one that another click or a redirect ends counts as well."""
    began = time.perf_counter()
    try:
        yield
    finally:
        rerun_seconds.labels(page).observe(time.perf_counter() - began)


def turned_away() -> int:
    """One request more was turned away: how many since the last line, where it is time for one; else 0."""
    limited.inc()
    with _turning:
        _turned[0] += 1
        if time.monotonic() - _turned[1] < EVERY_S:
            return 0
        count, _turned[:] = int(_turned[0]), [0, time.monotonic()]
        return count
