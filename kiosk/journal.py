"""The whole journal as one file, page by page of the store, so that a long one needs no memory."""

from __future__ import annotations

import anyio.to_thread
from starlette.types import Send

from kiosk.answer import ALWAYS, CLOSED, NOTHING, has_it, start
from store import Store
from store.entries import PAGE, lines
from store.verified import journal_end


async def send_journal(store: Store, send: Send, head: bool, known: bytes, few: anyio.CapacityLimiter) -> None:
    """Every line up to the last one there is now. The hash of the last line fixes all, so it is the ETag."""
    number, sealed = await anyio.to_thread.run_sync(journal_end, store, limiter=few)
    etag = f'"{number}-{sealed[:24]}"'.encode()
    headers = (*ALWAYS, (b"content-security-policy", CLOSED), (b"etag", etag))
    if known and has_it(known, etag):
        await send(start(304, headers))
        await send(NOTHING)
        return
    await send(start(200, (*headers, (b"content-type", b"application/x-ndjson"),
                           (b"content-disposition", b'attachment; filename="journal.ndjson"'))))
    at = 0
    while at < number and not head:
        page = await anyio.to_thread.run_sync(_page, store, at, min(PAGE, number - at), limiter=few)
        if not page:  # an illustrative journal that was taken out meanwhile
            break
        at = page[-1][0]
        body = "".join(f"{line}\n" for _, line in page).encode()
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send(NOTHING)


def _page(store: Store, after: int, most: int) -> list[tuple[int, str]]:
    with store.read() as cursor:
        return lines(cursor, after, most)
