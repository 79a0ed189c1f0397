"""A simulated visitor: one browser session over the server's WebSocket, without the browser.

It does what Streamlit's own page does: it asks for a run, reads messages until the script has finished, keeps the
query string the server sets, and says which large messages it still holds so that they are sent by name alone.
It draws nothing, so what it measures is the server and the loopback, not a screen.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

UNFINISHED = (ForwardMsg.FINISHED_EARLY_FOR_RERUN,)  # the script starts over: keep reading
RUN_LIMIT = 60.0  # seconds for one run


class Lost(Exception):
    """A session that is gone. `why`: refused (never connected), closed, or late (no answer within the limit)."""

    def __init__(self, why: str, text: object = ""):
        super().__init__(f"{why}: {text}")
        self.why = why


@dataclass
class Run:
    """What one run sent: seconds until the script had finished, messages, bytes, and how many were exceptions."""

    seconds: float = 0.0
    messages: int = 0
    size: int = 0
    exceptions: int = 0
    kept: list[ForwardMsg] = field(default_factory=list)


class Visitor:
    """One session. `open`, then `run` as often as wanted, then `close`."""

    def __init__(self, port: int, lang: str = "en", page: str = ""):
        self.port, self.lang, self.page_name = port, lang, page  # the name of a page, or nothing for the first one
        self._socket: ClientConnection | None = None
        self._query = f"lang={lang}"
        self._page = ""
        self._held: set[str] = set()
        self._drawers: dict[str, tuple[str, str]] = {}  # by label: the widget, and the fragment it stands in

    async def open(self, limit: float = RUN_LIMIT) -> None:
        """Connect. Lost when the server does not accept."""
        try:
            self._socket = await connect(
                f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None,
                compression=None, open_timeout=limit, ping_interval=None, close_timeout=2, proxy=None)
        except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
            raise Lost("refused", error) from error

    async def run(self, limit: float = RUN_LIMIT, keep: bool = False) -> Run:
        """Ask for a run of the page and read until it has finished. Lost when that does not come."""
        return await self._ask(self._request(), limit, keep)

    async def turn(self, label: str, opened: bool, limit: float = RUN_LIMIT, keep: bool = False) -> Run:
        """Open or shut the first drawer with that label which the page has shown."""
        asked = self._request()
        widget, asked.rerun_script.fragment_id = self._drawers[label]
        asked.rerun_script.widget_states.widgets.add(id=widget, bool_value=opened)
        return await self._ask(asked, limit, keep)

    async def _ask(self, asked: BackMsg, limit: float, keep: bool) -> Run:
        assert self._socket is not None
        started = time.perf_counter()
        try:
            async with asyncio.timeout(limit):
                await self._socket.send(asked.SerializeToString())
                run = await self._read(keep)
        except TimeoutError as error:
            raise Lost("late", f"no answer within {limit:.0f} s") from error
        except (ConnectionClosed, OSError) as error:
            raise Lost("closed", error) from error
        run.seconds = time.perf_counter() - started
        return run

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    def _request(self) -> BackMsg:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash = self._query, self._page
        state.page_name = "" if self._page else self.page_name
        state.cached_message_hashes.extend(self._held)
        about = state.context_info
        about.timezone, about.timezone_offset, about.locale = "Asia/Shanghai", -480, self.lang
        about.url, about.color_scheme = f"http://127.0.0.1:{self.port}/", "light"
        return asked

    async def _read(self, keep: bool) -> Run:
        assert self._socket is not None
        run = Run()
        while True:
            data = await self._socket.recv(decode=False)
            message = ForwardMsg.FromString(data)
            run.messages += 1
            run.size += len(data)
            if keep:
                run.kept.append(message)
            kind = message.WhichOneof("type")
            if kind == "delta":
                if message.metadata.cacheable:
                    self._held.add(message.hash)
                run.exceptions += message.delta.new_element.WhichOneof("type") == "exception"
                drawer = message.delta.add_block.expandable
                if drawer.id:
                    self._drawers.setdefault(drawer.label, (drawer.id, message.delta.fragment_id))
            elif kind == "new_session":
                self._page = message.new_session.page_script_hash
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash  # the page that the script chose
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished not in UNFINISHED:
                return run


def texts(run: Run) -> list[str]:
    """Headings, HTML and plain texts of a run whose messages were kept, in order."""
    found = []
    for message in run.kept:
        element: Any = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("heading", "html", "markdown", "text"):
            found.append(getattr(element, kind).body)
    return found


class Crowd:
    """Sessions that all act at once. Those that are lost are counted and left out from then on."""

    def __init__(self, port: int, count: int, *pages: str):
        """They spread over `pages`; all on the first page without any."""
        names = pages or ("",)
        self.visitors = [Visitor(port, page=names[at % len(names)]) for at in range(count)]
        self.lost: Counter[str] = Counter()
        self.exceptions = 0
        self.sizes: list[int] = []  # bytes of each run, in no order

    async def enter(self, limit: float = RUN_LIMIT) -> list[float]:
        """Connect and run the page; seconds each first run took."""
        async def each(visitor: Visitor) -> Run:
            await visitor.open(limit)
            return await visitor.run(limit)

        return await self._all(each)

    async def rerun(self, limit: float = RUN_LIMIT) -> list[float]:
        """Run the page once more in each; seconds each took."""
        return await self._all(lambda visitor: visitor.run(limit))

    async def leave(self) -> None:
        await asyncio.gather(*(one.close() for one in self.visitors), return_exceptions=True)

    async def _all(self, act: Callable[[Visitor], Awaitable[Run]]) -> list[float]:
        results = await asyncio.gather(*(act(one) for one in self.visitors), return_exceptions=True)
        left, seconds = [], []
        for visitor, result in zip(self.visitors, results, strict=True):
            if isinstance(result, Lost):
                self.lost[result.why] += 1
            elif isinstance(result, BaseException):
                raise result  # a mistake of ours
            else:
                left.append(visitor)
                seconds.append(result.seconds)
                self.exceptions += result.exceptions
                self.sizes.append(result.size)
        self.visitors = left
        return seconds
