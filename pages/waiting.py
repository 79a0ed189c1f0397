"""What waits for the leading group, and how fresh each kind of data is: on the overview, and in its meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import streamlit as st

from core.ledger.governance import Fresh, Matter, fresh, last_decided, last_measured, matters
from core.ledger.monitoring import due, watched
from pages.base import Context
from pages.desk_parts.named import called
from store import verified
from store.clock import SHANGHAI
from ui import blocks, staff
from ui.format import listed, number

ABOUT = {"assessed": "occupation", "batch": "plot", "shortage": "lot"}  # what the names of a matter are numbers of
NAMED = 4  # things that a sentence names before it only counts them


@st.cache_resource(max_entries=8, show_spinner=False)
def _matters(version: int, path: str, day: date, drafts: bool, _ctx: Context) -> tuple[Matter, ...]:
    snapshot = _ctx.snapshot
    saved = tuple((f"{one.name} v{one.version}", one.recorded_at) for one in snapshot.scenarios) if drafts else ()
    return matters(_ctx.books, snapshot.rules, day, saved, snapshot.outlook.recorded_at if snapshot.outlook else None)


def found(ctx: Context) -> tuple[Matter, ...]:
    """What waits, as far as this visitor may know: drafts of scenarios are the planners' own."""
    return _matters(ctx.snapshot.version, str(ctx.snapshot.store.path), ctx.today, staff.may("see.drafts"), ctx)


def sentences(ctx: Context) -> list[str]:
    """Each matter in a sentence; one sentence where nothing waits."""
    return [_sentence(ctx, one) for one in found(ctx)] or [ctx.say("waits.nothing")]


def ages(ctx: Context) -> tuple[Fresh, ...]:
    """How old each kind of data is."""
    snapshot, day = ctx.snapshot, ctx.today
    at = snapshot.rules.at(day)
    last = snapshot.series.last_date if len(snapshot.series) else None
    age, limit = snapshot.calendar.age(last, day) if last else 0, int(at.number("price_stale_working_days"))
    price = replace(fresh("price", last, day, limit), days=age, stale=age > limit)
    version = snapshot.inventory.version
    imported = _day(version.imported_at) if version is not None and version.imported_at is not None else None
    renewal = int(at.number("inventory_renewal_days")) if version is not None and version.imported_at else None
    over = due(watched(ctx.books, at, day))["over"]
    measured = fresh("measurement", last_measured(ctx.books), day)
    recorded = max((_day(one.recorded_at) for one in snapshot.decisions), default=None)
    return (price, fresh("inventory", imported, day, renewal), replace(measured, stale=over > 0),
            fresh("rules", recorded, day), fresh("decision", last_decided(ctx.books), day), _journal(ctx))


def _journal(ctx: Context) -> Fresh:
    """When all lines were last checked; they are each day, while the product runs."""
    known = verified.known(ctx.snapshot.store)
    one = fresh("journal", known.day if known else None, ctx.today, 0)
    return replace(one, stale=True) if known is not None and known.problem is not None else one


def rows(ctx: Context) -> list[list[str]]:
    """Freshness as a table's rows: the data, the latest day and how old that is, whether it is too old."""
    say = ctx.say
    return [[say(f"waits.data.{one.kind}"), _latest(ctx, one),
             say(f"waits.stale.{one.kind}", limit=one.limit or 0) if one.stale
             else say("waits.in_time") if one.limit is not None or one.kind == "measurement" else "–"]
            for one in ages(ctx)]


def headers(ctx: Context) -> Sequence[str]:
    return [ctx.say(f"waits.column.{name}") for name in ("data", "last", "state")]


def show(ctx: Context) -> None:
    """Both, side by side."""
    say = ctx.say
    left, right = st.columns(2, gap="medium")
    with left:
        waiting = found(ctx)
        with blocks.together():
            blocks.heading(say("waits.title"))
            if not waiting:
                blocks.note(say("waits.nothing"))
            for one in waiting:
                (blocks.warning if one.kind == "shortage" else blocks.note)(_sentence(ctx, one))
        if any(one.kind == "assumptions" for one in waiting):
            st.page_link("conformity.py", label=say("waits.to_conformity"), icon=":material/rule:")
        if staff.may("page.desk"):
            st.page_link("desk.py", label=say("waits.to_desk"), icon=":material/gavel:", query_params={
                "view": "decisions"})
    with right, blocks.together():
        blocks.heading(say("waits.fresh"))
        blocks.table(headers(ctx), rows(ctx))


def _sentence(ctx: Context, one: Matter) -> str:
    say = ctx.say
    about = ABOUT.get(one.kind)
    shown = listed([called(ctx, about, name) if about else name for name in one.names[:NAMED]], say)
    names = say("waits.and_more", names=shown, count=one.count) if one.count > NAMED else shown
    kind = "no_outlook" if one.kind == "outlook" and ctx.snapshot.outlook is None else one.kind
    return say(f"waits.matter.{kind}", count=one.count, tonnes=number(one.tonnes, 3), names=blocks.typed(names),
               since=one.since or "–")


def _latest(ctx: Context, one: Fresh) -> str:
    """The day, and how long ago that is; in words where there is none."""
    if one.last is None:
        return ctx.say(f"waits.none.{one.kind}")
    return ctx.say("waits.market_days" if one.kind == "price" else "waits.days", date=one.last, count=one.days)


def _day(at: datetime) -> date:
    """The county's day of a UTC time."""
    return at.replace(tzinfo=UTC).astimezone(SHANGHAI).date()
