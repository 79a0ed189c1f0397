"""The frame around every page: navigation by language, the language switch, the style sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import streamlit as st

from core.access import STAFF, may
from core.problem import Problem
from store.clock import SHANGHAI
from ui import blocks, staff
from ui.door import FAILED, Failure
from ui.edition import edition
from ui.sessions import GOOD_FOR
from ui.show import escaped
from ui.theme import icon, palette, style_sheet
from ui.words import LANGUAGES, PSEUDO, Words, preferred, words
from watching.meters import rerun

FIRST = "overview"
PAGES = {
    "overview": ":material/dashboard:",
    "inventory": ":material/forest:",
    "accounting": ":material/straighten:",
    "loss": ":material/calculate:",
    "price": ":material/show_chart:",
    "depletion": ":material/trending_down:",
    "conformity": ":material/fact_check:",
    "forest": ":material/park:",
    "open": ":material/folder_open:",
    "voice": ":material/campaign:",
    "desk": ":material/work:",
    "people": ":material/group:",
    "health": ":material/monitor_heart:",
}


def _language() -> str:
    """Address, else what was chosen before, else the browser's."""
    asked = st.query_params.get("lang")
    if "lang" not in st.session_state:
        st.session_state["lang"] = asked if asked in (*LANGUAGES, PSEUDO) else preferred(st.context.locale)
    return st.session_state["lang"]


def _switch(lang: str) -> None:
    """The language switch; each language is named in itself."""
    if lang == PSEUDO:
        return
    say = words(lang)
    st.segmented_control(
        say("shell.language"), list(LANGUAGES), key="lang", required=True, persist_state="session",
        format_func=lambda code: words(code)("shell.this_language"),
    )


def _staff(say: Words) -> None:
    """Who is signed in, as what and until when, and how to stop being it; else the way in by name, if there is one. By
    staff link also a link for a colleague."""
    session = staff.session() or staff.signed_in()
    if session is None or session.claims is None:
        _enter(say, "staff:enter")
    if session is None:
        return
    name = escaped(session.claims.name) if session.claims else say("staff.sign")
    st.caption(f":material/badge: {name}", help=say(
        "staff.until", until=f"{session.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        hours=staff.sessions.idle // timedelta(hours=1)))
    if session.claims is not None:
        held = tuple(say(f"field.role.{one}") for one in STAFF if one in session.roles)
        st.caption(say("people.roles_of", roles=held or say("people.none")))
        st.button(say("people.sign_out"), key="staff:leave", on_click=staff.leave, icon=":material/logout:",
                  type="tertiary")
        return
    made = st.session_state.pop("staff:made", None)
    if made is not None:
        st.code(made, language=None, wrap_lines=True)
        st.caption(say("staff.link_note", minutes=GOOD_FOR // timedelta(minutes=1)))
    st.button(say("staff.link"), key="staff:link", on_click=_link, icon=":material/link:", type="tertiary")
    st.button(say("staff.leave"), key="staff:leave", on_click=staff.leave, icon=":material/logout:", type="tertiary")


def _enter(say: Words, key: str) -> None:
    """The way in by name, where there is one."""
    if staff.provider is not None:
        st.button(say("people.sign_in"), key=key, on_click=staff.enter, icon=":material/login:")


def _link() -> None:
    try:
        st.session_state["staff:made"] = staff.new_link()
    except Problem as problem:
        st.session_state["staff:refused"] = problem


def _by_name(say: Words) -> None:
    """What came of a sign-in by name, where it did not end well: it failed, it is over, it gave no role."""
    failed = st.query_params.get(FAILED)
    if failed in get_args(Failure):
        del st.query_params[FAILED]
        blocks.refusal(say(f"people.failed.{failed}"))
    session = staff.signed_in()
    if session is not None and session.claims is not None and not session.roles:
        known_by = tuple(filter(None, (session.claims.mail, session.claims.subject)))
        blocks.warning(say("people.no_role", name=blocks.typed(session.claims.name), who=known_by))
    elif staff.lapsed():
        blocks.note(say("people.lapsed"))


say = words(_language())
st.set_page_config(page_title=say("shell.product"), page_icon=icon(), layout="wide")
st.html(style_sheet(palette(st.context.theme.type), say("shell.upload")))
refused = staff.arrive() or st.session_state.pop("staff:refused", None)
roles = staff.roles()
page = st.navigation([
    st.Page(f"{name}.py", title=say(f"shell.page.{name}"), icon=icon, url_path=name,
            default=name == FIRST,
            visibility="visible" if may(roles, f"page.{name}") else "hidden")
    for name, icon in PAGES.items()
], expanded=True)  # more than twelve would be folded away, under words that are English in every language
with st.sidebar:
    _switch(say.lang)
    _staff(say)
    st.caption(f"{say('shell.about')} {say('shell.edition', version=edition())}")
    st.link_button(say("shell.kiosk"), f"/kiosk?lang={say.lang}", icon=":material/tv:", type="tertiary")
    st.link_button(say("shell.verify"), f"/verify?lang={say.lang}", icon=":material/verified:", type="tertiary")
    st.link_button(say("shell.api"), "/api/docs", icon=":material/api:", type="tertiary")
if refused is not None:
    blocks.refusal(say.problem(refused))
_by_name(say)
if may(roles, f"page.{page.url_path or FIRST}"):
    with rerun(page.url_path or FIRST):
        page.run()
else:
    st.title(page.title, anchor=False)
    blocks.warning(say("desk.staff_only") if staff.provider is None else say("people.staff_only"))
    if staff.signed_in() is None:  # on a phone the sidebar is folded away
        _enter(say, "shut:enter")
