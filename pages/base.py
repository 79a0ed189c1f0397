"""What every page starts from: language, today, the data at one version, colours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import streamlit as st

from core.ledger.state import Books
from store import open_house, today
from store.acts import books
from store.snapshot import Snapshot, current
from ui.theme import Palette, palette
from ui.words import Words, words


@dataclass(frozen=True)
class Context:
    """One run of a page for one visitor."""

    say: Words
    today: date
    snapshot: Snapshot
    colours: Palette

    @cached_property
    def books(self) -> Books:
        """What the journal adds up to."""
        return books(self.snapshot.store)

    @property
    def key(self) -> tuple[int, str, str]:
        """What a cached figure depends on besides its own inputs: data version, language, theme."""
        return self.snapshot.version, self.say.lang, self.colours.ground


def context() -> Context:
    """The context of this run; the shell has put the language into the session."""
    return Context(words(st.session_state["lang"]), today(), current(open_house()), palette(st.context.theme.type))
