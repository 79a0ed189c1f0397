"""People and rights: for admins, who may sign in by name and with which roles. Each change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC

import streamlit as st

from core.access import STAFF
from core.people import LONGEST, LONGEST_ID, Person
from core.problem import Problem
from pages import parts
from pages.base import Context, context
from store import users
from store.clock import SHANGHAI
from ui import blocks, staff
from ui.show import drawer, escaped

LAST = "people:last"  # the last change of this session: (its number, the person's), to be undone
REFUSED = "people:refused"
SAID = "people:said"
WHOM = "people:whom"
TURN = "people:turn"  # how many changes were made: a form is drawn anew, and empty, after each


def main() -> None:
    ctx = context()
    say, people = ctx.say, users.people(ctx.snapshot.store)
    blocks.title(say("people.question"), say("people.lead"))
    _outcome(ctx)
    _provider(ctx)
    st.header(say("people.list", count=len(people)), anchor=False)
    if people:
        blocks.table([say(f"people.head.{one}") for one in ("name", "who", "roles", "state", "since")],
                     [_row(ctx, one) for one in users.changes(ctx.snapshot.store) if people[one.person.number].change
                      == one.number])
        drawer(say("people.change"), "people:change", lambda: _change(ctx, people))
    else:
        blocks.note(say("people.empty"))
    drawer(say("people.new"), "people:new", lambda: _new(ctx))
    if people:
        drawer(say("people.history"), "people:history", lambda: _history(ctx, people))
    parts.end(ctx, "people", {}, False)


def _outcome(ctx: Context) -> None:
    """What the last change came to, and the way back."""
    refused, said, last = (st.session_state.pop(REFUSED, None), st.session_state.pop(SAID, None),
                           st.session_state.get(LAST))
    if refused is not None:
        blocks.refusal(ctx.say.problem(refused))
    if said is not None:
        st.success(escaped(said), icon=":material/check:")
    if last is not None:
        st.button(ctx.say("people.undo"), key="people:undo", icon=":material/undo:", on_click=_do,
                  args=(ctx, lambda: users.undo(ctx.snapshot.store, last, staff.who()), True))


def _provider(ctx: Context) -> None:
    """Whether the list counts, and what counts besides it."""
    say, provider = ctx.say, staff.provider
    if provider is None:
        blocks.warning(say("people.no_provider"))
        return
    if staff.links_open():
        blocks.warning(say("people.first_admin"))
    if provider.claim:
        blocks.note(say("people.claim", claim=provider.claim, roles=STAFF))
    else:
        blocks.note(say("people.no_claim"))


def _roles(ctx: Context, person: Person) -> str:
    held = tuple(ctx.say(f"field.role.{one}") for one in STAFF if one in person.roles)
    return ctx.say.show(held) if held else ctx.say("people.none")


def _called(person: Person) -> str:
    return person.name or person.mail or person.subject


def _state(ctx: Context, one: Person) -> str:
    if not one.active:
        return ctx.say("people.state.shut")
    if not one.counts(ctx.today):
        return ctx.say("people.state.over", date=one.until)
    if not one.issuer:
        return ctx.say("people.state.waiting")
    return ctx.say("people.state.until", date=one.until) if one.until else ctx.say("people.state.active")


def _row(ctx: Context, change: users.Change) -> list[str]:
    one = change.person
    return [one.name, one.mail or one.subject, _roles(ctx, one), _state(ctx, one), _time(change)]


def _time(change: users.Change) -> str:
    return f"{change.at.replace(tzinfo=UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _new(ctx: Context) -> None:
    say, key = ctx.say, f"people:new:{st.session_state.get(TURN, 0)}"
    st.text_input(say("people.name"), key=f"{key}:name", max_chars=LONGEST)
    st.text_input(say("people.mail"), key=f"{key}:mail", max_chars=LONGEST_ID, help=say("people.mail_help"))
    st.text_input(say("people.subject"), key=f"{key}:subject", max_chars=LONGEST_ID, help=say("people.subject_help"))
    _inputs(ctx, key, Person(0, "", "", "", "", frozenset()))

    def wanted() -> Person:
        given = {name: st.session_state[f"{key}:{name}"] for name in ("name", "mail", "subject")}
        return _read(key, Person(0, issuer="", roles=frozenset(), **given))

    _button(ctx, key, say("people.add"), wanted)


def _change(ctx: Context, people: Mapping[int, Person]) -> None:
    say = ctx.say
    number = st.selectbox(say("people.whom"), sorted(people), key=WHOM,
                          format_func=lambda one: f"{_called(people[one])} · {_roles(ctx, people[one])}")
    one = people[number]
    key = f"people:change:{number}:{st.session_state.get(TURN, 0)}"
    st.text_input(say("people.name"), value=one.name, key=f"{key}:name", max_chars=LONGEST)
    _inputs(ctx, key, one)
    _button(ctx, key, say("people.save"),
            lambda: _read(key, replace(one, name=st.session_state[f"{key}:name"])))
    label = say("people.shut") if one.active else say("people.reopen")
    st.button(label, key=f"{key}:active", icon=":material/block:" if one.active else ":material/undo:", on_click=_do,
              args=(ctx, lambda: users.save(ctx.snapshot.store, replace(one, active=not one.active), staff.who())))


def _inputs(ctx: Context, key: str, one: Person) -> None:
    say = ctx.say
    st.multiselect(say("people.roles"), STAFF, default=[role for role in STAFF if role in one.roles],
                   key=f"{key}:roles", format_func=lambda role: say(f"field.role.{role}"),
                   placeholder=say("people.none"))
    st.date_input(say("people.until"), value=one.until, key=f"{key}:until", format="YYYY-MM-DD",
                  min_value=min(one.until or ctx.today, ctx.today))


def _read(key: str, one: Person) -> Person:
    return replace(one, roles=frozenset(st.session_state[f"{key}:roles"]), until=st.session_state[f"{key}:until"])


def _button(ctx: Context, key: str, label: str, wanted: Callable[[], Person]) -> None:
    """The tick that says one means it, and the button."""
    sure = st.checkbox(ctx.say("people.sure"), key=f"{key}:sure")
    st.button(label, key=f"{key}:do", type="primary", disabled=not sure, on_click=_do,
              args=(ctx, lambda: users.save(ctx.snapshot.store, wanted(), staff.who())))


def _do(ctx: Context, write: Callable[[], Person], undo: bool = False) -> None:
    try:
        staff.require("write.users")
        done = write()
    except Problem as problem:
        st.session_state[REFUSED] = problem
        return
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    name, roles = _called(done), _roles(ctx, done)
    if undo:
        del st.session_state[LAST]
        st.session_state[SAID] = ctx.say("people.undone", name=name, roles=roles)
    else:
        st.session_state[LAST] = done.change
        st.session_state[SAID] = ctx.say("people.done", name=name, roles=roles)


def _history(ctx: Context, people: Mapping[int, Person]) -> None:
    say = ctx.say

    def by(change: users.Change) -> str:
        if change.by == 0:
            return say("people.by_link")
        if change.by == change.person.number and change.person.issuer:
            return say("people.by_self")
        return _called(people[change.by])

    blocks.table([say("people.history_at"), *(say(f"people.head.{one}") for one in ("name", "roles", "state")),
                  say("people.history_by")],
                 [[_time(one), _called(one.person), _roles(ctx, one.person), _state(ctx, one.person), by(one)]
                  for one in reversed(users.changes(ctx.snapshot.store))])


main()
