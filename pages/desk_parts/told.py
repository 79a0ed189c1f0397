"""The entries about a thing as a table, the latest first; the history view tells the rest."""

from __future__ import annotations

from collections.abc import Sequence

from pages.base import Context
from pages.desk_parts.sentences import sentence, time
from store.stories import entries
from ui import blocks


def told(ctx: Context, numbers: Sequence[int]) -> None:
    say = ctx.say
    blocks.table([say(f"told.{name}") for name in ("number", "time", "what", "reason")],
                 [[str(one.number), time(one)[:16], sentence(say, one), say.pick(one.reason, one.reason) or "–"]
                  for one in reversed(entries(ctx.snapshot.store, numbers))])
