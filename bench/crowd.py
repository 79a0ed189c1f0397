"""Crowds on every page, what sessions cost in memory, and hours of mixed use in minutes."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from statistics import median, quantiles

from bench import servers, stores
from bench.pages import EMPTY
from bench.servers import Server
from bench.sessions import Crowd, Lost, Visitor
from bench.table import Figure, Goal
from core.access import EVERYBODY, RIGHTS

PUBLIC = tuple(name.removeprefix("page.") for name, roles in RIGHTS.items()
               if name.startswith("page.") and roles == EVERYBODY)
LIMIT = 180.0  # seconds for a round of a crowd
ROUNDS = 3
KEPT = 130  # seconds: Streamlit keeps the state of a session that went away for two minutes, in case it comes back
AT_ONCE = 50
SOAK = 20 * 60  # seconds
THINK = (1.0, 8.0)  # seconds between two acts of a visitor


def pages(folder: Path, quick: bool) -> list[Figure]:
    """Crowds on each public page: how long each visitor waits for a rerun, and whether any is lost."""
    few, many = (6, 12) if quick else (50, 200)
    store = stores.copy(stores.shipped(folder), "crowd.duckdb")
    with servers.ours(folder, store) as ours, servers.empty(folder) as empty:
        ours.wait_for("/_stcore/health")
        empty.wait_for("/_stcore/health")
        bare = asyncio.run(_crowd(empty, few, ""))[0]
        figures = []
        for page in PUBLIC:
            waited, first, again, _ = asyncio.run(_crowd(ours, few, page))
            _, _, _, lost = asyncio.run(_crowd(ours, many, page))
            figures.append(Figure(
                "crowd", f"{page}: {few} visitors at once, each one's rerun", EMPTY, waited, bare,
                note=f"{page}: {first:,.0f} kB at first, {again:,.0f} kB a rerun; of {many} at once {lost} lost"))
            figures.append(Figure("crowd", f"{page}: {many} visitors at once, lost", ours=lost, unit="lost",
                                  goal=Goal("≤", 0, "lost")))
    return figures


async def _crowd(server: Server, count: int, page: str) -> tuple[float, float, float, int]:
    """Median milliseconds of a rerun, kB of a first run and of a rerun (median), how many were lost."""
    crowd = Crowd(server.port, count, page)
    await crowd.enter(LIMIT)
    first, crowd.sizes = median(crowd.sizes), []
    seconds = [one for _ in range(ROUNDS) for one in await crowd.rerun(LIMIT)]
    await crowd.leave()
    if crowd.exceptions:
        raise RuntimeError(f"{crowd.exceptions} runs of {page} show an exception")
    return median(seconds) * 1000, first / 1000, median(crowd.sizes) / 1000, crowd.lost.total()


def memory(folder: Path, quick: bool) -> list[Figure]:
    """What a session holds, and what is left of those that came and went (Linux only)."""
    sessions, kept = (40, 2) if quick else (500, KEPT)
    with servers.ours(folder, stores.copy(stores.shipped(folder), "memory.duckdb")) as server:
        server.wait_for("/_stcore/health")
        asyncio.run(_come_and_go(server, len(PUBLIC) * 2))  # caches fill
        before = _held(server)
        present = asyncio.run(_present(server, AT_ONCE))
        after = []
        for _ in range(2):
            asyncio.run(_come_and_go(server, sessions))
            time.sleep(kept)
            asyncio.run(_come_and_go(server, 1))  # somebody has to come for what is over to be thrown away
            after.append(_held(server))
    note = f"{before:,.0f} MiB before any, {after[0]:,.0f} after {sessions}, {after[1]:,.0f} after as many again"
    return [
        Figure("memory", f"a session, of {AT_ONCE} present on all pages", ours=(present - before) * 1024 / AT_ONCE,
               unit="KiB"),
        Figure("memory", f"growth while another {sessions} sessions came and went", ours=after[1] - after[0],
               unit="MiB", goal=Goal("≤", 20, "MiB"), note=note),
    ]


def _held(server: Server) -> float:
    held = server.memory()
    if held is None:
        raise RuntimeError("this system does not say what a process holds")
    return held


async def _present(server: Server, count: int) -> float:
    """MiB while so many are there."""
    crowd = Crowd(server.port, count, *PUBLIC)
    await crowd.enter(LIMIT)
    await crowd.rerun(LIMIT)
    held = _held(server)
    await crowd.leave()
    return held


async def _come_and_go(server: Server, count: int) -> None:
    """So many sessions, some at once, each for two runs."""
    for start in range(0, count, AT_ONCE):
        crowd = Crowd(server.port, min(AT_ONCE, count - start), *PUBLIC)
        await crowd.enter(LIMIT)
        await crowd.rerun(LIMIT)
        await crowd.leave()


def soak(folder: Path, quick: bool) -> list[Figure]:
    """Visitors who come, read, change pages and leave, for twenty minutes: waits, losses, memory."""
    seconds, visitors = (30.0, 10) if quick else (SOAK, 20)
    with servers.ours(folder, stores.copy(stores.shipped(folder), "soak.duckdb")) as server:
        server.wait_for("/_stcore/health")
        asyncio.run(_come_and_go(server, len(PUBLIC) * 2))
        before = _held(server)
        waited, lost = asyncio.run(_mixed(server, visitors, seconds))
        time.sleep(2 if quick else KEPT)
        asyncio.run(_come_and_go(server, 1))
        after = _held(server)
    late = quantiles(waited, n=100)[-1]
    return [
        Figure("soak", f"{visitors} visitors for {seconds / 60:,.1f} minutes: 99 of 100 runs take less",
               ours=late * 1000, note=f"{len(waited):,} runs, median {median(waited) * 1000:,.0f} ms"),
        Figure("soak", "sessions lost", ours=lost, unit="lost", goal=Goal("≤", 0, "lost")),
        Figure("soak", "growth of the server", ours=after - before, unit="MiB", goal=Goal("≤", 60, "MiB")),
    ]


async def _mixed(server: Server, count: int, seconds: float) -> tuple[list[float], int]:
    """Seconds of all runs, and how many sessions were lost. A visitor opens a page, has a few runs of it, and goes."""
    ends, waited, lost = time.monotonic() + seconds, [], 0

    async def visitor(luck: random.Random) -> None:
        nonlocal lost
        while time.monotonic() < ends:
            one = Visitor(server.port, luck.choice(("zh", "en")), luck.choice(PUBLIC))
            try:
                await one.open()
                for _ in range(luck.randint(2, 6)):
                    run = await one.run()
                    if run.exceptions:
                        raise RuntimeError(f"{one.page_name} shows an exception")
                    waited.append(run.seconds)
                    await asyncio.sleep(luck.uniform(*THINK))
                await one.close()
            except Lost:
                lost += 1

    await asyncio.gather(*(visitor(random.Random(seed)) for seed in range(count)))
    return waited, lost
