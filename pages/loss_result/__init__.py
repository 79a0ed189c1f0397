"""What the loss calculator answers: tonnes with their bands, pieces, law, alternatives.

Each module draws one part of the page from a `Result`; reckoning happens here, once per question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from core.carbon import Bands, Loss, assess, bands
from core.compensation import Cost, Mix, cost, mix
from core.market import Price, trading_price
from core.numbers import tonnes_down
from core.problem import Problem
from core.rules import RuleBook
from pages.base import Context
from pages.loss_inputs import Asked
from pages.loss_where import Site


@dataclass(frozen=True)
class Result:
    """A site assessed: losses with bands, split, cost, and the rules they were made with."""

    site: Site
    asked: Asked
    book: RuleBook
    loss: Loss
    bands: Bands
    price: Price
    mix: Mix
    cost: Cost

    def with_owed(self, owed_t: Decimal) -> tuple[Mix, Cost]:
        """Split and cost of other tonnes at the same share, day and price."""
        mixed = mix(owed_t, tonnes_down(owed_t * self.asked.share), self.book.at(self.asked.on))
        return mixed, cost(mixed.purchase_t, self.price)


def result(ctx: Context, site: Site, asked: Asked) -> Result:
    """Assess a site. Problem for what cannot be assessed."""
    book = book_with(ctx, asked.basis, asked.on)
    key = f"{ctx.snapshot.version}|{asked.on}|{asked.basis}|{asked.what!r}|{site.strata!r}"
    found = _assessed(key, site, asked, book, ctx)
    if isinstance(found, Problem):
        raise found
    loss, spread = found
    price = trading_price(ctx.snapshot.series, asked.on, book)
    mixed = mix(loss.owed_t, tonnes_down(loss.owed_t * asked.share), book.at(asked.on))
    return Result(site, asked, book, loss, spread, price, mixed, cost(mixed.purchase_t, price))


def book_with(ctx: Context, basis: str, on: date) -> RuleBook:
    """The rules, with the loss that was chosen to be owed."""
    book = ctx.snapshot.rules
    return book if book.at(on)["loss_basis"].value == basis else book.reform_all({"loss_basis": basis})


@st.cache_resource(max_entries=128, show_spinner=False)
def _assessed(key: str, _site: Site, _asked: Asked, _book: RuleBook, _ctx: Context) -> tuple[Loss, Bands] | Problem:
    """Losses and bands; a refusal is kept as well, so that it is reckoned once."""
    try:
        loss = assess(_site.strata, _asked.what, _asked.on, _book, _ctx.snapshot.species)
    except Problem as problem:
        return problem
    return loss, bands(loss, _book.at(_asked.on))
