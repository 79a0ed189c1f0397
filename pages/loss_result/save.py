"""For staff: what is on the page, submitted as a planned occupation; its file is then at the desk."""

from __future__ import annotations

from core.ledger.occupation import SubmitProposal
from pages.base import Context
from pages.desk_parts import acting, occupations_new
from pages.loss_inputs import Asked
from pages.loss_where import Site
from ui import blocks, staff
from ui.show import drawer

OPEN = "loss:save"


def save(ctx: Context, whole: Site, asked: Asked) -> None:
    """A drawer below the answer."""
    if staff.may(SubmitProposal):
        acting.said(ctx)
        drawer(ctx.say("loss.save"), OPEN, lambda: _form(ctx, whole, asked))


def _form(ctx: Context, whole: Site, asked: Asked) -> None:
    blocks.note(ctx.say("occupations.from_loss_note"))
    years = None if asked.what.years is None else int(asked.what.years)
    occupations_new.named(ctx, whole, asked.what.kind, years, asked.kind.id, asked.on)
