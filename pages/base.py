"""What every page starts from: language, today, the data at one version, colours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import streamlit as st

from core.ledger.state import Books
from store import open_house, today
from store.acts import books
from store.moment import Moment, moment
from store.snapshot import Snapshot, current
from ui.theme import Palette, palette
from ui.words import Words, words

FRAME = "meeting:frame"  # the moment that a meeting of this session looks at


@dataclass(frozen=True)
class Context:
    """One run of a page for one visitor."""

    say: Words
    today: date
    snapshot: Snapshot
    colours: Palette
    kept: Books | None = None  # in a meeting: those of the snapshot's moment

    @cached_property
    def books(self) -> Books:
        """What the journal adds up to."""
        return self.kept or books(self.snapshot.store)

    @property
    def key(self) -> tuple[int, str, str]:
        """What a cached figure depends on besides its own inputs: data version, language, theme."""
        return self.snapshot.version, self.say.lang, self.colours.ground


def context() -> Context:
    """The context of this run; the shell has put the language into the session. No figure of a meeting outlives it."""
    st.session_state.pop(FRAME, None)
    return Context(words(st.session_state["lang"]), today(), current(open_house()), palette(st.context.theme.type))


def frozen() -> Context:
    """The same for a meeting: one moment for as long as it lasts, whoever writes meanwhile."""
    if FRAME not in st.session_state:
        st.session_state[FRAME] = moment(open_house())
    kept: Moment = st.session_state[FRAME]
    return Context(words(st.session_state["lang"]), kept.today, kept.snapshot, palette(st.context.theme.type),
                   kept.books)
