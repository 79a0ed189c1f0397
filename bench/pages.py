"""Benches of the running product: rerun, opened, sessions, start. Each starts its own servers and ends them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median

from bench import servers, stores
from bench.servers import Server
from bench.sessions import Crowd, Visitor
from bench.table import Figure, Goal
from ui.words import words

EMPTY = "an empty page served the same way"
NAIVE = "the same page written naively on a default server"
CROWD_LIMIT = 180.0  # seconds for all rounds of a crowd together
MANY_LIMIT = 120.0


def rerun(folder: Path, quick: bool) -> list[Figure]:
    """One visitor's rerun of the overview: what it waits for, and what the processor spends on it."""
    shipped = stores.shipped(folder)
    with ExitStack() as stack:
        all_servers = {
            "ours": stack.enter_context(servers.ours(folder, stores.copy(shipped, "rerun.duckdb"))),
            "empty": stack.enter_context(servers.empty(folder)),
            "naive": stack.enter_context(servers.naive(folder, stores.for_naive(shipped))),
        }
        for server in all_servers.values():
            server.wait_for("/_stcore/health")
        waited, spent = asyncio.run(_reruns(all_servers, 20 if quick else 40))
    figures = [Figure("rerun", "the overview once more, one visitor waits", EMPTY, waited["ours"], waited["empty"],
                      goal=Goal("≤", 2)),
               Figure("rerun", "the overview once more, one visitor waits", NAIVE, waited["ours"], waited["naive"],
                      goal=Goal("≤", 1 / 5))]
    if spent:
        figures += [Figure("rerun", "the same, processor time of the server", EMPTY, spent["ours"], spent["empty"]),
                    Figure("rerun", "the same, processor time of the server", NAIVE, spent["ours"], spent["naive"])]
    return figures


async def _reruns(all_servers: dict[str, Server], rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Median milliseconds a visitor waits and mean milliseconds of processor time, by server; in turn."""
    visitors = {name: Visitor(server.port) for name, server in all_servers.items()}
    waited: dict[str, list[float]] = {name: [] for name in visitors}
    for visitor in visitors.values():
        await visitor.open()
        for _ in range(6):  # the first run fills caches, the next ones settle
            await visitor.run()
    before = {name: server.processor_seconds() for name, server in all_servers.items()}
    for _ in range(rounds):
        for name, visitor in visitors.items():
            run = await visitor.run()
            if run.exceptions:
                raise RuntimeError(f"the page of {name} shows an exception")
            waited[name].append(run.seconds)
    spent = {}
    await asyncio.sleep(0.3)  # what a server does after the last answer counts too
    for name, server in all_servers.items():
        first, last = before[name], server.processor_seconds()
        if first is not None and last is not None:
            spent[name] = (last - first) * 1000 / rounds
    for visitor in visitors.values():
        await visitor.close()
    return {name: median(values) * 1000 for name, values in waited.items()}, spent


def opened(folder: Path, quick: bool) -> list[Figure]:
    """One visitor opens and shuts the table under the overview's chart."""
    store = stores.copy(stores.shipped(folder), "opened.duckdb")
    with servers.ours(folder, store) as server, servers.empty(folder) as empty:
        for one in (server, empty):
            one.wait_for("/_stcore/health")
        waited = asyncio.run(_turns(server, empty, 20 if quick else 40))
    return [Figure("opened", "the table under the overview's chart opened or shut", EMPTY, *waited, goal=Goal("≤", 2))]


async def _turns(server: Server, empty: Server, rounds: int) -> tuple[float, float]:
    """Median milliseconds until the drawer has turned, and until an empty page has run; in turn."""
    visitor, other = Visitor(server.port), Visitor(empty.port)
    waited: tuple[list[float], list[float]] = [], []
    for one in (visitor, other):
        await one.open()
        await one.run()
    label = words("en")("show.table")
    for at in range(rounds + 6):  # the first ones settle
        for run, seconds in zip((await visitor.turn(label, at % 2 == 0), await other.run()), waited, strict=True):
            if run.exceptions:
                raise RuntimeError("the page shows an exception")
            seconds.append(run.seconds)
    for one in (visitor, other):
        await one.close()
    return median(waited[0][6:]) * 1000, median(waited[1][6:]) * 1000


def sessions(folder: Path, quick: bool) -> list[Figure]:
    """Many visitors at once: how long each waits for a rerun, and whether any is lost."""
    few, many, rounds = (6, 12, 1) if quick else (50, 200, 3)
    shipped = stores.shipped(folder)
    starts = {"ours": lambda: servers.ours(folder, stores.copy(shipped, "sessions.duckdb")),
              "naive": lambda: servers.naive(folder, stores.for_naive(shipped))}
    with starts["ours"]() as ours, starts["naive"]() as naive:
        crowds = {name: _crowd(server, few) for name, server in (("ours", ours), ("naive", naive))}
        waited = asyncio.run(_rounds(crowds, rounds, CROWD_LIMIT))
    figures = [Figure("sessions", f"{few} visitors at once, each one's rerun", NAIVE, waited["ours"], waited["naive"],
                      goal=Goal("≤", 1 / 15), note=f"lost of {few}: " + _lost(crowds))]
    crowds, waited = {}, {}
    for name, start in starts.items():  # one after the other: two such crowds at once would measure each other
        with start() as server:
            crowds[name] = _crowd(server, many)
            waited |= asyncio.run(_rounds({name: crowds[name]}, rounds, MANY_LIMIT))
    lost = {name: float(crowd.lost.total()) for name, crowd in crowds.items()}
    took = ", ".join(f"{name} {ms / 1000:.1f} s" if ms else f"{name} none came back" for name, ms in waited.items())
    return [*figures, Figure("sessions", f"{many} visitors at once, lost or never answered", NAIVE, lost["ours"],
                             lost["naive"], "lost", Goal("≤", 0, "lost"),
                             f"lost of {many}: {_lost(crowds)}; median rerun: {took}; late: no answer within"
                             f" {MANY_LIMIT:.0f} s for all rounds together")]


def _crowd(server: Server, count: int) -> Crowd:
    server.wait_for("/_stcore/health")
    return Crowd(server.port, count)


async def _rounds(crowds: dict[str, Crowd], rounds: int, limit: float) -> dict[str, float]:
    """Median milliseconds of all reruns by crowd: all enter, then act in turn, crowd by crowd."""
    ends = dict.fromkeys(crowds, limit)  # seconds left to each crowd
    waited: dict[str, list[float]] = {name: [] for name in crowds}
    for number in range(rounds + 1):
        for name, crowd in crowds.items():
            if crowd.visitors and ends[name] > 0:
                started = time.perf_counter()
                seconds = await (crowd.rerun(ends[name]) if number else crowd.enter(ends[name]))
                ends[name] -= time.perf_counter() - started
                waited[name] += seconds if number else []
    for name, crowd in crowds.items():
        if crowd.exceptions:
            raise RuntimeError(f"{crowd.exceptions} runs of {name} show an exception")
        await crowd.leave()
    return {name: median(values) * 1000 if values else 0.0 for name, values in waited.items()}


def _lost(crowds: dict[str, Crowd]) -> str:
    return ", ".join(f"{name} " + (" + ".join(f"{count} {why}" for why, count in crowd.lost.items()) or "0")
                     for name, crowd in crowds.items())


def start(folder: Path, quick: bool) -> list[Figure]:
    """From the start of the process to the first answer of the API and to the first full page, data in place."""
    store = stores.copy(stores.shipped(folder), "start.duckdb")
    ready: dict[str, list[float]] = {"ours": [], "empty": []}
    shown: dict[str, list[float]] = {"ours": [], "empty": []}
    starts: dict[str, tuple[Callable[[], AbstractContextManager[Server]], str]] = {
        "ours": (lambda: servers.ours(folder, store), "/api/v1/health"),
        "empty": (lambda: servers.empty(folder), "/_stcore/health"),
    }
    for _ in range(1 if quick else 5):
        for name, (begin, path) in starts.items():
            with begin() as server:
                ready[name].append(server.wait_for(path))
                asyncio.run(_first_page(server))
                shown[name].append(time.perf_counter() - server.started)
    note = "new processes, files already in the system's memory; the page is awaited after the first answer"
    return [
        Figure("start", "start to the first answer of /api/v1/health", "an empty page's server", median(ready["ours"]),
               median(ready["empty"]), "s"),
        Figure("start", "start to the first whole overview", "the first empty page", median(shown["ours"]),
               median(shown["empty"]), "s", Goal("≤", 4, "s"), note),
    ]


async def _first_page(server: Server) -> None:
    visitor = Visitor(server.port)
    await visitor.open()
    run = await visitor.run()
    if run.exceptions:
        raise RuntimeError("the first page shows an exception")
    await visitor.close()
