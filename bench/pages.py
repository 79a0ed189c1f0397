"""Benches of the running product: rerun, sessions, start. Each starts its own servers and ends them."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import servers, stores
from bench.servers import Server
from bench.sessions import Visitor
from bench.table import Figure

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
                      wished="≤ 2 ×"),
               Figure("rerun", "the overview once more, one visitor waits", NAIVE, waited["ours"], waited["naive"],
                      wished="≤ 1/5")]
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


def sessions(folder: Path, quick: bool) -> list[Figure]:
    """Many visitors at once: how long each waits for a rerun, and whether any is lost."""
    few, many = (12, 40) if quick else (50, 200)
    shipped = stores.shipped(folder)
    figures = []
    with (servers.ours(folder, stores.copy(shipped, "sessions.duckdb")) as ours,
          servers.naive(folder, stores.for_naive(shipped)) as naive):
        for server in (ours, naive):
            server.wait_for("/_stcore/health")
        figures += asyncio.run(_side_by_side(ours, naive, few, 2 if quick else 3))
    for number, (name, start) in enumerate(_one_by_one(folder, shipped)):
        with start() as server:
            server.wait_for("/_stcore/health")
            figures += asyncio.run(_alone(server, name, many, number))
    return _merged(figures, many)
