"""The plain load asks as often as it says and takes no other answer than 200."""

from __future__ import annotations

import asyncio

import pytest

from bench.load import Failed, load


async def served(answer: bytes, **terms: float) -> list[float]:
    """What the load measures of a server that always gives `answer`, in two pieces."""
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(answer[:30])
            await asyncio.sleep(0)
            writer.write(answer[30:])

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        return await load(server.sockets[0].getsockname()[1], "/", **terms)
    finally:
        server.close()


GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + b"x" * 40


def test_as_fast_as_it_goes():
    waited = asyncio.run(served(GOOD, connections=4, seconds=0.2))
    assert waited
    assert min(waited) > 0


def test_so_many_a_second():
    """Of 100 a second for 0.3 s about 30: never more than were due."""
    waited = asyncio.run(served(GOOD, connections=4, seconds=0.3, rate=100))
    assert 0 < len(waited) <= 40


@pytest.mark.parametrize("answer", [b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_anything_else_fails(answer: bytes):
    with pytest.raises(Failed):
        asyncio.run(served(answer, connections=1, seconds=0.2))
