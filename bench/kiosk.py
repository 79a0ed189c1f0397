"""The public screen and the open API under load: how many a second, and how long one waits at a thousand a second."""

from __future__ import annotations

import asyncio
import http.client
from pathlib import Path
from statistics import median, quantiles

from bench import servers, stores
from bench.load import load
from bench.servers import HOST, Server
from bench.table import Figure, Goal

PATH = "/kiosk"
READS = ("/api/v1/reserve", "/api/v1/price?date=2021-08-20")
CONNECTIONS, RATE = 32, 1_000
BARE = "the same bytes from a bare Starlette route"
MANY, SOON = Goal("≥", 4000, "requests/s"), Goal("≤", 50, "ms")


def screen(folder: Path, quick: bool) -> list[Figure]:
    """The kiosk's page as fast as it goes, and at 1 000 requests a second; a certificate's page and reads of the
    open API besides."""
    rounds, seconds = (1, 2.0) if quick else (3, 5.0)
    with servers.ours(folder, stores.copy(stores.shipped(folder), "kiosk.duckdb")) as ours:
        ours.wait_for(PATH)
        page = folder / "page.gz"
        page.write_bytes(fetch(ours))
        with servers.constant(folder, page) as bare:
            bare.wait_for(PATH)
            many: dict[str, list[float]] = {"ours": [], "bare": []}
            late: dict[str, list[float]] = {"ours": [], "bare": []}
            other: list[float] = []
            read: dict[str, list[float]] = {path: [] for path in READS}
            waited: list[float] = []
            for _ in range(rounds):
                for name, server in (("ours", ours), ("bare", bare)):
                    many[name].append(asyncio.run(_rate(server, PATH, seconds)))
                    late[name].append(asyncio.run(_late(server, seconds)))
                other.append(asyncio.run(_rate(ours, "/verify/YM-C-2026-0003?lang=zh", seconds)))
                for path in READS:
                    read[path].append(asyncio.run(_rate(ours, path, seconds)))
                waited.append(asyncio.run(_late(ours, seconds, READS[0])))
    size = f"{page.stat().st_size / 1000:.1f} kB packed; {CONNECTIONS} connections; the client takes one core"
    return [
        Figure("kiosk", "/kiosk, as fast as it goes", BARE, median(many["ours"]), median(many["bare"]), "requests/s",
               MANY, size),
        Figure("kiosk", "/verify/<number>, as fast as it goes", ours=median(other), unit="requests/s",
               goal=MANY),
        Figure("kiosk", f"/kiosk at {RATE:,} requests/s, 99 of 100 wait less", BARE, median(late["ours"]) * 1000,
               median(late["bare"]) * 1000, goal=SOON),
        *(Figure("kiosk", f"{path}, as fast as it goes", ours=median(found), unit="requests/s", goal=MANY)
          for path, found in read.items()),
        Figure("kiosk", f"{READS[0]} at {RATE:,} requests/s, 99 of 100 wait less", ours=median(waited) * 1000,
               goal=SOON),
    ]


def fetch(server: Server) -> bytes:
    """The page's packed bytes."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    try:
        connection.request("GET", PATH, headers={"Accept-Encoding": "gzip"})
        return connection.getresponse().read()
    finally:
        connection.close()


async def _rate(server: Server, path: str, seconds: float) -> float:
    return len(await load(server.port, path, CONNECTIONS, seconds)) / seconds


async def _late(server: Server, seconds: float, path: str = PATH) -> float:
    return quantiles(await load(server.port, path, CONNECTIONS, seconds, RATE), n=100)[-1]
