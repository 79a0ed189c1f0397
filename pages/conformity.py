"""Conformity: which parameters the county must still confirm, how much depends on each, and recording the answer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.checklist import GROUPS, HEADLINES, groups_of
from core.rules import Movement
from pages import conformity_export, parts
from pages.base import Context, context
from pages.conformity_case import COLOURS, STATUSES, Entry, View, amount, change, entry_name, status_word, view
from pages.conformity_figures import MOST, tornado_of
from pages.conformity_sets import own_sets
from pages.conformity_sheet import sheet
from ui import blocks, link
from ui.blocks import Card
from ui.show import chart

KEYS = ("conformity:headline", "conformity:status", "conformity:group", "conformity:open")


def main() -> None:
    ctx = context()
    say = ctx.say
    found = view(ctx.snapshot.version, ctx.today, ctx)
    link.restore("conformity", {
        "conformity:headline": (HEADLINES[0], link.one_of(*HEADLINES)),
        "conformity:status": ("all", link.one_of(*STATUSES)),
        "conformity:group": ("all", link.one_of("all", *GROUPS)),
        "conformity:moves": (False, lambda text: link.one_of("1")(text) == "1"),
        "conformity:open": (None, link.one_of(*found.entries)),
    })
    demo = any(one.demo for one in ctx.snapshot.proposals)
    blocks.title(say("conformity.question"), say("conformity.lead"), parts.demo_mark(ctx, demo))
    _answer(ctx, found)
    _unusable(ctx)
    _tornado(ctx, found)
    rows = _filtered(ctx, found)
    _list(ctx, found, rows)
    chosen = found.entries.get(st.session_state["conformity:open"])
    if chosen is not None:
        sheet(ctx, found, chosen)
    own_sets(ctx)
    conformity_export.buttons(ctx, found, rows)
    parts.end(ctx, "conformity", {name: st.session_state[name] for name in KEYS}
              | {"conformity:moves": "1" if st.session_state["conformity:moves"] else ""}, demo)


def _answer(ctx: Context, found: View) -> None:
    say, listed = ctx.say, found.list
    said = [say("conformity.answer", count=len(listed.open), moving=listed.moving) if listed.open
            else say("conformity.none_open")]
    widest = listed.widest("owed", 3)
    if widest:
        movers = [say("conformity.one_mover", name=entry_name(ctx, found.entries[one.rule.id]),
                      low=amount("owed", moved.low), high=amount("owed", moved.high)) for one, moved in widest]
        said.append(say("conformity.movers", base=amount("owed", listed.base["owed"]), list=" · ".join(movers)))
    blocks.answer(" ".join(said))
    if "owed" not in listed.base:
        blocks.note(say("conformity.no_proposals"))
    blocks.cards([Card(say(f"conformity.headline.{name}"), amount(name, value), say(f"conformity.unit.{name}"),
                       say(f"conformity.headline_short.{name}"), COLOURS[name])
                  for name, value in listed.base.items()])


def _unusable(ctx: Context) -> None:
    """Recorded values that the rules of this version cannot take: they are left out, and said to be."""
    for one in ctx.snapshot.unusable_decisions:
        blocks.warning(ctx.say("conformity.unusable", number=one.number, rule=one.rule))


def _tornado(ctx: Context, found: View) -> None:
    """What a headline depends on most, drawn and as a table."""
    say = ctx.say
    st.header(say("conformity.depends"), anchor=False)
    names = [name for name in HEADLINES if name in found.list.base]
    if st.session_state["conformity:headline"] not in names:
        st.session_state["conformity:headline"] = names[0]
    headline = st.segmented_control(
        say("conformity.which"), names, key="conformity:headline", required=True, persist_state="session",
        format_func=lambda name: say(f"conformity.headline.{name}"), label_visibility="collapsed")
    widest = found.list.widest(headline, MOST)
    blocks.note(say(f"conformity.meaning.{headline}"))
    if not widest:
        blocks.note(say("conformity.nothing_moves"))
        return
    left, right = st.columns([11, 10], gap="medium")
    with left:
        chart(tornado_of(ctx.key, ctx.today, headline, ctx, found), say("conformity.chart_alt"), say,
              "conformity:tornado", source=say("conformity.chart_note"))
    with right:
        blocks.table([say("conformity.column.change"), say("conformity.column.range"), say("conformity.column.name")],
                     [[_changes(moved),
                       say("conformity.range", low=amount(headline, moved.low), high=amount(headline, moved.high)),
                       entry_name(ctx, found.entries[one.rule.id])] for one, moved in widest], (0, 1))


def _changes(moved: Movement) -> str:
    """Both ends as relative changes; one where the other is none."""
    low, high = change(moved.change(moved.low)), change(moved.change(moved.high))
    if moved.low == moved.base or moved.high == moved.base:
        return high if moved.low == moved.base else low
    return f"±{high[1:]}" if high[1:] == low[1:] else f"{low.removesuffix(' %')} … {high}"


def _filtered(ctx: Context, found: View) -> list[Entry]:
    say = ctx.say
    st.header(say("conformity.list"), anchor=False)
    there = groups_of([one.rule for one in found.entries.values()])
    if st.session_state["conformity:group"] not in ("all", *there):
        st.session_state["conformity:group"] = "all"
    left, middle, right = st.columns([3, 3, 2], gap="medium", vertical_alignment="bottom")
    status = left.selectbox(say("conformity.by_status"), STATUSES, key="conformity:status", persist_state="session",
                            format_func=lambda one: say("conformity.any") if one == "all" else status_word(one, say))
    group = middle.selectbox(say("conformity.by_group"), ("all", *there), key="conformity:group",
                             persist_state="session", format_func=lambda one: say("conformity.any")
                             if one == "all" else say(f"conformity.group.{one}"))
    moves = right.toggle(say("conformity.only_moving"), key="conformity:moves", persist_state="session")
    return [one for one in found.entries.values() if status in ("all", one.status) and group in ("all", one.group)
            and (one.moves or not moves)]


def _list(ctx: Context, found: View, rows: list[Entry]) -> None:
    """The filtered parameters, and the choice of one to open."""
    say = ctx.say
    if not rows:
        blocks.note(say("conformity.filter_empty"))
    else:
        frame = _frame(ctx, found, rows)

        def picked() -> None:
            at = st.session_state["conformity:table"].selection.rows
            if at:
                st.session_state["conformity:open"] = rows[at[0]].rule.id

        st.dataframe(frame, hide_index=True, height=min(420, 38 + 35 * len(rows)), key="conformity:table",
                     on_select=picked, selection_mode="single-row", alt=say("conformity.table_alt"))
    opened = st.session_state["conformity:open"]
    ids = [one.rule.id for one in rows]
    if opened is not None and opened not in ids:
        ids.insert(0, opened)
    st.selectbox(say("conformity.open"), ids, index=None, key="conformity:open", persist_state="session",
                 placeholder=say("conformity.open_hint"),
                 format_func=lambda rule_id: entry_name(ctx, found.entries[rule_id]))


def _frame(ctx: Context, found: View, rows: list[Entry]) -> pd.DataFrame:
    say = ctx.say
    columns = [say("conformity.column.name"), say("conformity.column.group"), say("conformity.column.status"),
               *(say(f"conformity.headline.{name}") for name in found.list.base)]
    lines = []
    for one in rows:
        moved = {} if one.found is None else {each.headline: each for each in one.found.movements if each.width}
        lines.append((entry_name(ctx, one), say(f"conformity.group.{one.group}"), status_word(one.status, say),
                      *(_changes(moved[name]) if name in moved else "" for name in found.list.base)))
    return pd.DataFrame(lines, columns=columns)


main()
