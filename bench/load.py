"""A plain load on one address over kept connections: as fast as it goes, or so many requests a second."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from dataclasses import dataclass, field

from bench.servers import HOST

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class Failed(Exception):
    """An answer was not 200, or a connection ended."""


class _Client(asyncio.Protocol):
    """One connection: a request at a time; `done` is called when its answer is whole."""

    def __init__(self, request: bytes, load: _Load):
        self.request, self.load = request, load
        self.due = 0.0
        self.got, self.want = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, due: float) -> None:
        self.due = due
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.got += data
        if not self.want:
            end = self.got.find(b"\r\n\r\n")
            if end < 0:
                return
            found = LENGTH.search(self.got[:end + 2])
            if not self.got.startswith(b"HTTP/1.1 200") or found is None:
                self.load.fail(self.got[:60].decode("latin-1"))
                return
            self.want = end + 4 + int(found[1])
        if len(self.got) >= self.want:
            self.got, self.want = b"", 0
            self.load.done(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.load.fail(f"connection lost: {error}")


@dataclass
class _Load:
    """`rate` requests a second, or with 0 each connection's next as soon as its last is answered."""

    rate: float
    ends: float
    finished: asyncio.Future[None]
    latencies: list[float] = field(default_factory=list)
    idle: list[_Client] = field(default_factory=list)
    waiting: deque[float] = field(default_factory=deque)

    def fail(self, why: str) -> None:
        if not self.finished.done():
            self.finished.set_exception(Failed(why))

    def done(self, client: _Client) -> None:
        now = time.perf_counter()
        self.latencies.append(now - client.due)
        if now >= self.ends:
            if not self.finished.done():
                self.finished.set_result(None)
        elif not self.rate:
            client.ask(now)
        elif self.waiting:
            client.ask(self.waiting.popleft())
        else:
            self.idle.append(client)

    async def pace(self) -> None:
        """Requests at their times, whether or not a connection is free: waiting for one counts."""
        due = time.perf_counter()
        while not self.finished.done():
            now = time.perf_counter()
            while due <= now:
                if self.idle:
                    self.idle.pop().ask(due)
                else:
                    self.waiting.append(due)
                due += 1 / self.rate
            await asyncio.sleep(0.001)


async def load(port: int, path: str, connections: int, seconds: float, rate: float = 0) -> list[float]:
    """Seconds from when each request was due to the end of its answer; Failed where one was not answered with 200."""
    loop = asyncio.get_running_loop()
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    one = _Load(rate, time.perf_counter() + seconds, loop.create_future())
    clients = [(await loop.create_connection(lambda: _Client(request, one), HOST, port))[1] for _ in range(connections)]
    pacing = loop.create_task(one.pace()) if rate else None
    if rate:
        one.idle += clients
    else:
        for client in clients:
            client.ask(time.perf_counter())
    try:
        await asyncio.wait_for(one.finished, seconds + 30)
    finally:
        if pacing:
            pacing.cancel()
        for client in clients:
            client.transport.abort()
    return one.latencies
