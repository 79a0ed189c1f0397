"""Bulletins pasted or uploaded: read, held against what is stored, shown one by one; for staff, stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from core.market.bulletins import Bulletin, Planned, check_together, plan, read_file, read_text
from core.market.bulletins.bulletin import PARTS
from core.market.bulletins.files import LIMITS
from core.market.bulletins.plan import ASKED, REFUSED
from core.numbers import money
from core.problem import Problem
from pages.base import Context
from pages.price_parts.bulletins_store import said, storing
from store.bulletins import known
from ui import blocks
from ui.bulletin import marked
from ui.format import listed, number
from ui.show import drawer

TYPES = ("txt", "html", "htm", "csv", "xlsx", "zip")
ROUND = "price:bulletins_round"  # grows when the input is cleared: widgets of a new round start empty
KEPT = "price:bulletins_kept"  # what was read last, so that a rerun reads nothing again
SHOWN = 30  # bulletins that have a drawer each
LISTED = 200  # rows of the table
MOST_LETTERS = 200_000  # letters in the box


@dataclass(frozen=True, slots=True)
class Kept:
    """What was read from which contents, and what storing it would do at which data version."""

    contents: tuple[str, ...]
    found: tuple[Bulletin, ...]
    version: int = -1
    planned: tuple[Planned, ...] = ()


def reading(ctx: Context) -> None:
    """The two ways in, what was read from them, and for staff the button."""
    say = ctx.say
    st.header(say("bulletins.bring"), anchor=False)
    said(ctx)
    turn = st.session_state.setdefault(ROUND, 0)
    left, right = st.columns([3, 2], gap="medium")
    text = left.text_area(say("bulletins.paste"), height=220, key=f"price:bulletins_text:{turn}",
                          max_chars=MOST_LETTERS, placeholder=say("bulletins.example"))
    left.button(say("bulletins.read"), key="price:bulletins_go", icon=":material/fact_check:")
    with right:
        files = st.file_uploader(say("bulletins.upload"), type=list(TYPES), accept_multiple_files=True,
                                 key=f"price:bulletins_files:{turn}", max_upload_size=LIMITS.bytes // 1_000_000,
                                 help=say("bulletins.upload_help"))
        blocks.note(say("bulletins.upload_note"))
    sources = [(one.name, one.getvalue()) for one in files]
    if not text.strip() and not sources:
        blocks.note(say("bulletins.none_note"))
        return
    planned = _planned(ctx, _read(text, sources))
    _table(ctx, planned)
    _each(ctx, planned)
    storing(ctx, planned, ROUND)


def _read(text: str, sources: Sequence[tuple[str, bytes]]) -> Kept:
    """The bulletins of the box and the files; a file that cannot be opened is one, refused."""
    contents = tuple(hashlib.sha256(name.encode() + b"\0" + data).hexdigest()
                     for name, data in (("", text.encode()), *sources))
    kept: Kept | None = st.session_state.get(KEPT)
    if kept is not None and kept.contents == contents:
        return kept
    found: list[Bulletin] = []
    if text.strip():
        try:
            found += read_text(text)
        except Problem as problem:
            found.append(Bulletin("", None, None, problems=(problem,)))
    for name, data in sources:
        try:
            found += read_file(name, data)
        except Problem as problem:
            found.append(Bulletin("", None, None, file=name, problems=(problem,)))
    st.session_state[KEPT] = kept = Kept(contents, tuple(check_together(found)))
    return kept


def _planned(ctx: Context, kept: Kept) -> tuple[Planned, ...]:
    if kept.version != ctx.snapshot.version:
        with ctx.snapshot.store.read() as cursor:
            planned = plan(kept.found, known(cursor, ctx.today))
        st.session_state[KEPT] = kept = Kept(kept.contents, kept.found, ctx.snapshot.version, planned)
    return kept.planned


def _table(ctx: Context, planned: Sequence[Planned]) -> None:
    say = ctx.say
    states = [one.state for one in planned]
    counts = [say("bulletins.count", state=say(f"bulletins.state.{state}"), count=states.count(state))
              for state in dict.fromkeys(states)]
    blocks.answer(say("bulletins.found", count=number(len(planned)), states=listed(counts, say)))
    blocks.table([say("bulletins.column.state"), say("bulletins.column.kind"), say("price.column.date"),
                  say("price.column.volume"), say("price.column.turnover"), say("price.column.average"),
                  say("price.column.close"), say("price.column.source")],
                 [[say(f"bulletins.state.{one.state}"), say(f"bulletins.kind.{one.bulletin.kind or 'none'}"),
                   when(one.bulletin), _number(one.bulletin.total_volume_t),
                   _number(one.bulletin.total_turnover_cny, 2), _average(one.bulletin),
                   _number(one.bulletin.close_cny, 2), one.bulletin.title or one.bulletin.file or "–"]
                  for one in planned[:LISTED]], (3, 4, 5, 6))
    if len(planned) > LISTED:
        blocks.note(say("bulletins.more_rows", count=number(len(planned) - LISTED)))


def _each(ctx: Context, planned: Sequence[Planned]) -> None:
    """A drawer for each; what needs somebody's eye comes first."""
    say = ctx.say
    first = sorted(range(len(planned)), key=lambda at: planned[at].state not in (REFUSED, *ASKED))
    for at in first[:SHOWN]:
        one = planned[at]
        kind = say(f"bulletins.kind.{one.bulletin.kind or 'none'}")
        label = say("bulletins.drawer", state=say(f"bulletins.state.{one.state}"), when=when(one.bulletin),
                    title=one.bulletin.title or one.bulletin.file or kind)
        drawer(label, f"price:bulletins_one:{at}", lambda one=one: _one(ctx, one))
    if len(planned) > SHOWN:
        blocks.note(say("bulletins.more_drawers", count=number(len(planned) - SHOWN)))


def _one(ctx: Context, planned: Planned) -> None:
    """The text with its figures marked beside the figures, the checks, and what contradicts them."""
    say, one = ctx.say, planned.bulletin
    left, right = st.columns(2, gap="medium")
    with left:
        blocks.note(say("bulletins.original"))
        st.html(marked(one.text, [(say(f"field.{name}"), start, end) for name, start, end in one.spans]))
    with right:
        for problem in (*one.problems, *(planned.remarks if planned.state == REFUSED else ())):
            blocks.refusal(say.problem(problem))
        if planned.differences:
            blocks.warning(say("bulletins.differs") if planned.state in ASKED else say("bulletins.completes"))
            blocks.table([say("bulletins.column.figure"), say("bulletins.column.stored"), say("bulletins.column.read")],
                         [[say(f"field.{name}"), figure(name, stored), figure(name, new)]
                          for name, stored, new in planned.differences], (1, 2))
        elif planned.state != REFUSED:
            blocks.table([say("bulletins.column.figure"), say("bulletins.column.read")], figures(ctx, one), (1,))
        for line in checks(ctx, planned):
            blocks.note(line)
        for note in (*(() if planned.state == REFUSED else planned.remarks), *one.notes):
            blocks.note(say.problem(note))


def figures(ctx: Context, one: Bulletin) -> list[list[str]]:
    """Name and value of every figure that is stated."""
    names = (*(f"{part}_{unit}" for part in (*PARTS, "total") for unit in ("volume_t", "turnover_cny")), "close_cny",
             "average_stated_cny", "cumulative_volume_t", "cumulative_turnover_cny")
    return [[ctx.say(f"field.{name}"), figure(name, getattr(one, name))] for name in names
            if getattr(one, name) is not None]


def checks(ctx: Context, planned: Planned) -> list[str]:
    """What was held against what: the total by its parts, the stated average, the total since the opening."""
    say, one, out = ctx.say, planned.bulletin, []
    if planned.state == REFUSED:
        return []
    for unit in ("volume_t", "turnover_cny"):
        amounts = [getattr(one, f"{part}_{unit}") for part in (*PARTS, "total")]
        if None not in amounts:
            listed, block, auction, total = (figure(unit, amount) for amount in amounts)
            out.append(say("bulletins.check_sum", field=say(f"field.total_{unit}"), total=total, listed=listed,
                           block=block, auction=auction))
    if one.average_stated_cny is not None and one.total_volume_t:
        out.append(say("bulletins.check_average", stated=number(one.average_stated_cny, 2), average=_average(one)))
    if planned.since_opening:
        out.append(say(f"bulletins.chain.{planned.since_opening}", volume=_number(one.cumulative_volume_t),
                       turnover=_number(one.cumulative_turnover_cny, 2)))
    return out


def when(one: Bulletin) -> str:
    if one.start is None or one.end is None:
        return "–"
    return one.start.isoformat() if one.start == one.end else f"{one.start} – {one.end}"


def figure(name: str, value: Decimal | None) -> str:
    """Tonnes whole, yuan with fen."""
    return _number(value, 0 if name.endswith("_t") else 2)


def _number(value: Decimal | None, places: int = 0) -> str:
    return "–" if value is None else number(value, places)


def _average(one: Bulletin) -> str:
    if not one.total_volume_t or one.total_turnover_cny is None:
        return "–"
    return str(money(one.total_turnover_cny / one.total_volume_t))
